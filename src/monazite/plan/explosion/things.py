"""What the name of a thing in a bill says: its tier, its element, and how its unit measures it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Literal

from monazite.core.mass import MG_PER_TONNE
from monazite.plan.explosion.record import Tier
from monazite.plan.matching.codes import unit_key
from monazite.reference import Product, element, element_aliases, product, product_named, unit

TIERS: Mapping[str, Tier] = {
    "oxide": "oxide", "metal": "metal", "alloy": "alloy", "magnet": "magnet", "magnet_blank": "magnet",
    "quota": "quota",
}  # fmt: skip
"""By form of a product, its tier in the chain."""
KINDS = frozenset({"element", "magnet", "magnet_blank", "quota"})
"""Forms of products that are kinds of things: a grade or a quota of a bill keeps the name that it has there."""
COUNTED = frozenset({"piece", "set", "pair"})
"""Units of CX-0128 that count."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a unit measures.

    Args:
        kind: mass, count, or a share of the parent's mass.
        size: milligrams, pieces, or parts of one.
    """

    kind: Literal["mass", "count", "share"]
    size: Fraction


@cache
def measure(text: str) -> Measure | None:
    """The measure of a unit, or None.

    >>> measure("kg"), measure("%").size, measure("h")
    (Measure(kind='mass', size=Fraction(1000000, 1)), Fraction(1, 100), None)
    """
    if unit_key(text) in COUNTED:
        return Measure("count", Fraction(1))
    known = unit(text)
    if known is None:
        return None
    if known.dimension == "mass":
        return Measure("mass", known.ratio * MG_PER_TONNE)
    if known.dimension == "percent":
        return Measure("share", known.ratio / 100)
    return Measure("count", known.ratio) if known.dimension == "count" else None


def canonical(name: str) -> str:
    """The one name of a thing that has several: ``Nd2O3`` is 氧化钕; a name of one's own stays.

    >>> canonical("Dysprosium oxide"), canonical("Grade 42SH"), canonical("Fe")
    ('氧化镝', 'Grade 42SH', 'Fe')
    """
    found = product_named(name)
    is_same = found is not None and found.form not in KINDS
    return found.key if found and is_same else element_aliases().get(name.strip(), name.strip())


def english(name: str) -> str:
    """A thing's English name, where it is a product or an element of the reference."""
    found = product_named(name)
    return found.en if found else name


def tier_of(name: str) -> Tier | None:
    """The tier that a name tells, or None: an oxide, a metal, a magnet, or what holds no rare earth."""
    if found := _product(name):
        return TIERS[found.form] if _is_rare(found) else "other"
    symbol = element_aliases().get(name)
    return None if symbol is None or element(symbol).is_rare_earth else "other"


def element_of(name: str) -> str | None:
    """The one element that a metal or an oxide is of, by its name; None where it is of several, or of none known."""
    found = _product(name)
    if found is None:
        return element_aliases().get(name)
    return found.elements[0] if len(found.elements) == 1 else None


def _product(name: str) -> Product | None:
    """A product that is a thing of the chain; the bare name of an element is none."""
    found = product_named(name)
    return product(found.key) if found and found.form in TIERS else None


def _is_rare(found: Product) -> bool:
    return not found.elements or any(element(one).is_rare_earth for one in found.elements)

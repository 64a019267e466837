"""What a stretch of text mentions: numbers with units, dates, names. Every later step works on these."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Role = Literal["fact", "change", "date", "spec", "count", "identifier", "page", "unaccounted"]
"""What a numeral of a document is. `monazite read --account` prints one for each, with the rule that says so."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as printed and what it stands for.

    Args:
        text: as printed (``万元/吨``).
        canonical: canonical unit (``CNY/kg``).
        factor: canonical value = value times factor, exact.
        dimension: ``price``, ``mass``, ``mass_per_year``, ``power``, ``energy``, ``count``, ``money``, ``percent``,
            ``times``, ``index_point``, ``vehicle``, ``volume``, ``length`` …
    """

    text: str
    canonical: str
    factor: Decimal
    dimension: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, or a range of two, with what stands around it. Offsets count in the scanned text (the view).

    Args:
        start, end: from the first digit (or qualifier digit word) to the end of the unit.
        low, high: the printed value scaled by 万, 亿 and the like, digits kept in the exponent; equal for one number.
        unit: None for a bare number.
        qualifier: 约 > ≥ < ≤ 近 力争 预计, normalised as the facts README lists them, or None.
        number_start, number_end: the digits alone.
        scale: the printed scale word (万, 亿), empty where there is none.
    """

    start: int
    end: int
    low: Decimal
    high: Decimal
    unit: Unit | None
    qualifier: str | None
    number_start: int
    number_end: int
    text: str
    scale: str = ""


@dataclass(frozen=True, slots=True)
class Time:
    """A date or period: ``iso`` as the facts README lists them (2022-08, 2022-H1, 2022 batch 2 …), or None if open."""

    start: int
    end: int
    iso: str | None
    text: str
    role: Literal["at", "since", "until", "basis"] = "at"


@dataclass(frozen=True, slots=True)
class Name:
    """A product, organisation or region found in the text.

    Args:
        kind: what it names.
        key: canonical Chinese name (氧化镨钕, 中国稀土行业协会, 江西).
    """

    start: int
    end: int
    kind: Literal["product", "organisation", "region"]
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Numeral:
    """One numeral of a document and what it was taken for; offsets count like a fact's.

    Args:
        rule: the rule that says so, by name; empty for *unaccounted*.
        evidence: the words it rests on.
    """

    start: int
    end: int
    text: str
    role: Role
    rule: str = ""
    evidence: str = ""

"""Quantities with their unit (``150degC``, ``12kOe``, ``1wt%``) in SI, and SI shown as the trade says it.

Units and their factors are those of `monazite.reference.unit`; ``quantities.csv`` gives each quantity the unit that a
bare number has, its factor and offset to SI, its least and greatest value in SI, and what people are told it should be.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from monazite.core.problem import Problem
from monazite.core.words import Words
from monazite.design.said import problem
from monazite.reference.units import unit
from monazite.store.sheet import printed

OERSTED_A_PER_M = 1000 / (4 * math.pi)
"""One oersted (NIST SP 811, appendix B.8)."""
MGOE_J_PER_M3 = 1e5 / (4 * math.pi)
"""One MGOe (the same)."""
ZERO_DEGC_KELVIN = 273.15
_WRITTEN = re.compile(r"\s*([+-]?[0-9.]+(?:[eE][+-]?\d{1,2})?)\s*(.*?)\s*", re.ASCII | re.DOTALL)
_ALSO: Mapping[str, str] = {"h": "小时", "min": "分钟", "s": "秒", "d": "天", "C": "degC"}
"""Latin letters that a table of Chinese papers does not list alone, where a quantity was declared they are clear."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A row of ``quantities.csv``.

    Args:
        quantity: its name.
        unit: of a bare number; empty for a pure one.
        factor: SI value = value in that unit times this,
        offset: plus this.
        least: SI value.
        most: SI value.
        wanted: what people are told it should be.
    """

    quantity: str
    unit: str
    factor: float
    offset: float
    least: float
    most: float
    wanted: Words


@cache
def quantities() -> Mapping[str, Quantity]:
    """All quantities by name."""
    rows = csv.DictReader((resources.files("monazite.design") / "quantities.csv").read_text("utf-8").splitlines())
    return {
        row["quantity"]: Quantity(
            row["quantity"], row["unit"], float(row["factor"]), float(row["offset"]), float(row["least"]),
            float(row["most"]), Words(row["zh"], row["en"]),
        )
        for row in rows
    }  # fmt: skip


def si(quantity: str, text: str, place: str) -> float | Problem:
    """A written value in SI, or what is wrong with it.

    Args:
        quantity: name in ``quantities.csv``, such as ``temperature``.
        text: as written: a number, and its unit unless it is the documented one.
        place: option or cell, for people.

    >>> si("field", "12kOe", "--hcj"), si("temperature", "150", "--temperature"), si("weight", "1 wt%", "--max")
    (954929.6585513721, 423.15, 10000.0)
    """
    known = quantities()[quantity]
    match = _WRITTEN.fullmatch(text)
    number = printed(match[1]) if match else None
    if match is None or number is None:
        return _wrong(known, text, place)
    value = _in_si(known, float(number.value), match[2])
    if value is None or not known.least <= value <= known.most:
        return _wrong(known, text, place)
    return value


def _in_si(known: Quantity, value: float, written: str) -> float | None:
    """The SI value of a number with a unit; None where the unit is none of this quantity's."""
    if not written:
        return value * known.factor + known.offset
    if known.quantity == "temperature" and written == "K":
        return value
    if known.quantity == "weight" and written.casefold() == "ppm":
        return value
    stated, own = unit(_ALSO.get(written, written)), unit(known.unit)
    if stated is None or own is None or stated.canonical != own.canonical or written.startswith("at"):
        return None
    return value * float(stated.ratio / own.ratio) * known.factor + known.offset


def _wrong(known: Quantity, text: str, place: str) -> Problem:
    return problem("quantity-wrong", place, wanted_zh=known.wanted.zh, wanted_en=known.wanted.en, found=text)


def kgs(tesla: float) -> float:
    """A flux density in kilogauss.

    >>> round(kgs(1.32), 3)
    13.2
    """
    return tesla * 10


def koe(a_per_m: float) -> float:
    """A field strength in kilooersted.

    >>> round(koe(955e3), 2)
    12.0
    """
    return a_per_m / (1000 * OERSTED_A_PER_M)


def mgoe(j_per_m3: float) -> float:
    """An energy product in MGOe.

    >>> round(mgoe(358e3), 1)
    45.0
    """
    return j_per_m3 / MGOE_J_PER_M3


def degc(kelvin: float) -> float:
    """A temperature in degrees Celsius.

    >>> degc(293.15)
    20.0
    """
    return kelvin - ZERO_DEGC_KELVIN

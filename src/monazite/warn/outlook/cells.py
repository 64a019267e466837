"""Kinds of cells that only the tables of an outlook have; their words stand in ``cells.csv``."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from monazite.core import Words
from monazite.reference import oxides
from monazite.store.cells import Cell, decimal_of
from monazite.warn.outlook.lifetime import MOST_YEARS, Lifetime, parse_lifetime

ROOM = "monazite.warn.outlook"
FIRST_YEAR, LAST_YEAR = 1950, 2150
"""Years of a table: a cohort's work grows with the square of their number."""
MOST = 10**12
"""Greatest number of a table: it keeps products of three far from the limits of a double."""
MOST_KG = 10**6
"""Kilograms of an element to a unit at most."""


@cache
def symbols() -> tuple[str, ...]:
    """The stable rare earths, in the order of the reference."""
    return tuple(one.element for one in oxides())


@cache
def cells() -> Mapping[str, Cell]:
    """The kinds by name."""
    rows = csv.DictReader((resources.files(ROOM) / "cells.csv").read_text("utf-8").splitlines())
    return {row["kind"]: Cell(Words(row["zh"], row["en"]), READERS[row["kind"]]) for row in rows}


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:5]) <= LAST_YEAR):
        raise ValueError(text)
    return int(text)


def _element(text: str) -> str:
    return _one_of(*symbols())(text)


def _elements(text: str) -> tuple[str, ...]:
    parts = symbols() if text == "*" else tuple(_element(part) for part in text.split())
    if not parts:
        raise ValueError(text)
    return parts


def _lifetime(text: str) -> Lifetime:
    found = parse_lifetime(text)
    if not isinstance(found, Lifetime):
        raise ValueError(text)  # noqa: TRY004  a text, not a type, is wrong
    return found


def _one_of(*names: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in names:
            raise ValueError(text)
        return text

    return read


READERS: Mapping[str, Callable[[str], Any]] = {
    "year": _year,
    "magnitude": lambda text: float(decimal_of(text, 0, MOST)),
    "kg": lambda text: float(decimal_of(text, 0, MOST_KG)),
    "mean_years": lambda text: float(decimal_of(text, 0, MOST_YEARS, is_open=True)),
    "element": _element,
    "elements": _elements,
    "lifetime": _lifetime,
    "rate": _one_of("loss", "collection", "recovery"),
    "origin_kind": _one_of("quota", "import"),
    "what": _one_of("stock", "demand", "demand_reo", "gap"),
    "scope": _one_of("all", "magnets"),
    "basis": _one_of("cited", "derived", "recalled", "assumption"),
}
"""By kind of cell, how its text is read."""

"""The word lists of this room: header words, measures and properties, read once from the CSV files beside."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class HeaderWord:
    """A pattern of a header cell and what a column under it holds.

    Args:
        role: what the column is: ``name``, ``spec``, ``price``, ``pct`` …, as ``headers.csv`` lists them.
        pattern: searched in the header's text without unit and spaces.
        attribute: the fact's attribute that the words state, or empty.
    """

    role: str
    pattern: re.Pattern[str]
    attribute: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity that a general table states: its kind of fact, attribute and dimension of unit."""

    kind: str
    pattern: re.Pattern[str]
    attribute: str
    dimension: str


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a material: its header words, attribute and units."""

    pattern: re.Pattern[str]
    attribute: str
    unit: str
    canonical_unit: str
    factor: Decimal


def rows_of(package: str, name: str) -> list[dict[str, str]]:
    """The rows of a CSV file beside a package's code."""
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def header_words() -> tuple[HeaderWord, ...]:
    """Header words in the order in which they are tried."""
    rows = rows_of(__package__, "headers.csv")
    return tuple(HeaderWord(row["role"], re.compile(row["pattern"]), row["attribute"]) for row in rows)


@cache
def measures() -> tuple[Measure, ...]:
    """Measures of general tables in the order in which they are tried."""
    rows = rows_of(__package__, "measures.csv")
    return tuple(Measure(row["kind"], re.compile(row["pattern"]), row["attribute"], row["dimension"]) for row in rows)


@cache
def properties() -> tuple[Property, ...]:
    """Properties of materials in the order in which they are tried."""
    return tuple(
        Property(
            re.compile(row["pattern"]), row["attribute"], row["unit"], row["canonical_unit"], Decimal(row["factor"])
        )
        for row in rows_of(__package__, "properties.csv")
    )


@cache
def confusions() -> Mapping[str, frozenset[str]]:
    """Characters that a printed character was found to stand for in scanned pages."""
    found: dict[str, set[str]] = {}
    for row in rows_of(__package__, "confusions.csv"):
        found.setdefault(row["printed"], set()).add(row["true"])
    return MappingProxyType({printed: frozenset(true) for printed, true in found.items()})

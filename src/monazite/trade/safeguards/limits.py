"""The thresholds of the rules, from ``safeguards.csv``; a venue's rules may tighten them, never loosen them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType

from monazite.core import Words

NONE: Mapping[str, int] = MappingProxyType({})
"""No stricter thresholds."""
VENUES = 64
"""Of so many venues the thresholds are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """One threshold; a row of ``safeguards.csv``.

    Args:
        name: of the threshold.
        rule: to which it belongs.
        value: in the unit.
        unit: ppm, days, mg or count.
        strict: ``lower`` when a smaller value is stricter, ``higher`` when a larger one is.
        label: what it says.
        source: document or case it follows.
        locator: place in it.
        note: what is an estimate, and how it was made.
    """

    name: str
    rule: str
    value: int
    unit: str
    strict: str
    label: Words
    source: str
    locator: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule; a row of ``rules.csv``.

    Args:
        rule: its code, which findings bear.
        number: in the list of what must be prevented.
        label: what it asks.
        source: the case it answers.
    """

    rule: str
    number: int
    label: Words
    source: str


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by code."""
    text = (resources.files("monazite.trade.safeguards") / "rules.csv").read_text("utf-8")
    return {
        row["rule"]: Rule(
            rule=row["rule"], number=int(row["number"]), label=Words(row["zh"], row["en"]), source=row["source"]
        )
        for row in csv.DictReader(text.splitlines(), strict=True)
    }


@cache
def threshold_rows() -> Mapping[str, Threshold]:
    """All thresholds by name."""
    text = (resources.files("monazite.trade.safeguards") / "safeguards.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), strict=True)
    return {row["threshold"]: _threshold(row) for row in rows}


def thresholds(stricter: Mapping[str, int] = NONE) -> Mapping[str, int]:
    """Values by name, those of a venue put in where they are stricter.

    Args:
        stricter: the venue's, by name; one that is looser or not known changes nothing (`looser` finds the former).

    >>> thresholds({"stock_halt_ppm": 300_000})["stock_halt_ppm"], thresholds()["stock_halt_ppm"]
    (300000, 500000)
    """
    return _thresholds(tuple(sorted(stricter.items()))) if stricter else _thresholds(())


def looser(stricter: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Names of thresholds that a venue would set more loosely than the table, each with the table's value."""
    for name, value in stricter.items():
        row = threshold_rows().get(name)
        if row is not None and _strictest(row, value) != value:
            yield name, row.value


@lru_cache(VENUES)
def _thresholds(stricter: tuple[tuple[str, int], ...]) -> Mapping[str, int]:
    stated, rows = dict(stricter), threshold_rows()
    return MappingProxyType({name: _strictest(row, stated.get(name, row.value)) for name, row in rows.items()})


def _strictest(row: Threshold, value: int) -> int:
    return min(row.value, value) if row.strict == "lower" else max(row.value, value)


def _threshold(row: Mapping[str, str]) -> Threshold:
    return Threshold(
        name=row["threshold"],
        rule=row["rule"],
        value=int(row["value"]),
        unit=row["unit"],
        strict=row["strict"],
        label=Words(row["zh"], row["en"]),
        source=row["source"],
        locator=row["locator"],
        note=row["note"],
    )

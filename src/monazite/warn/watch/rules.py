"""The kinds that are watched and the rules that judge them: ``kinds.csv``, ``rules.csv``, ``limits.csv``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import cast

from monazite.core import Words
from monazite.warn.signals.record import Level
from monazite.warn.watch.record import Kind, Limit, Rule, Sense

ROOM = "monazite.warn.watch"


@cache
def kinds() -> Mapping[str, Kind]:
    """All kinds by name.

    >>> kinds()["cover"].unit.en
    'weeks'
    """
    return {
        row["kind"]: Kind(
            row["kind"], _words(row, "label"), _words(row, "unit"), row["is_shortage"] == "yes",
            int(row["holds_days"]) if row["holds_days"] else None,
        )
        for row in rows_of(ROOM, "kinds.csv")
    }  # fmt: skip


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, in the order of the file."""
    return tuple(
        Rule(
            row["kind"], cast("Sense", row["sense"]), float(row["threshold"]), cast("Level", row["level"]),
            _words(row, "who"), _words(row, "act"), int(row["act_days"]), _words(row, "why"), row["source"],
            row["locator"],
        )
        for row in rows_of(ROOM, "rules.csv")
    )  # fmt: skip


@cache
def limits() -> Mapping[str, Limit]:
    """Methods that were found no better than chance, by kind of their signals, with the gravest level they may call."""
    return {
        row["kind"]: Limit(cast("Level", row["most"]), _words(row, "why"), row["source"], row["locator"])
        for row in rows_of(ROOM, "limits.csv")
    }


def rows_of(package: str, name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of a package."""
    return list(csv.DictReader((resources.files(package) / name).read_text("utf-8").splitlines()))


def _words(row: Mapping[str, str], name: str) -> Words:
    return Words(row[f"{name}_zh"], row[f"{name}_en"])

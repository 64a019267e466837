"""The tables that ship, row by row as they stand: what is behind each number of an outlook, with basis and source."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources

from monazite.warn.outlook.cells import ROOM

TABLES = (
    "uses", "activity", "intensities", "rates", "ores", "origins", "limits", "prices", "pools", "sliders", "scenarios",
    "published",
)  # fmt: skip
"""In the order in which an outlook takes them."""


@cache
def shipped_table(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a shipped table, each column's text by its heading.

    Args:
        name: one of `TABLES`.
    """
    text = (resources.files(ROOM) / "tables" / f"{name}.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))

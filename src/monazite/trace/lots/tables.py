"""The tables of this sub-room, and its small tables of words."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources

from monazite.trace.tables import SCHEMAS

LOTS = SCHEMAS["trace_lots"].table
LOT_MOVES = SCHEMAS["trace_lot_moves"].table
RUNS = SCHEMAS["trace_runs"].table
LINE_MOVES = SCHEMAS["trace_line_moves"].table
INVENTORIES = SCHEMAS["trace_inventories"].table
MOVEMENTS = SCHEMAS["trace_movements"].table
SALES = SCHEMAS["trace_sales"].table
REVIEWS = SCHEMAS["trace_reviews"].table

Row = Mapping[str, str]


@cache
def words_of(name: str) -> tuple[Row, ...]:
    """The rows of one of this sub-room's CSV files."""
    text = resources.files("monazite.trace.lots").joinpath(name).read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))

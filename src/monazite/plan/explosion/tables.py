"""Bills of material and programmes from CSV or JSON tables; columns in ``forms.csv``. And the bills that ship here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from monazite.core import Problem, Words
from monazite.plan.explosion.bill import read_structure
from monazite.plan.explosion.check import programme_problems
from monazite.plan.explosion.explode import TIERS, fit_problems
from monazite.plan.explosion.record import Bill, BillLine, Programme, ProgrammeWeek
from monazite.store.cells import choice
from monazite.store.sheet_json import read_table_file
from monazite.store.sheet_rows import SheetColumn, SheetRow, forms, read_rows

ROOM = "monazite.plan.explosion"
TIER = Words(f"{'、'.join(TIERS)} 之一", f"one of {', '.join(TIERS)}")
RENAMED = {"yield": "yield_share"}


def read_bill(path: Path) -> tuple[Bill | None, tuple[Problem, ...]]:
    """A bill of material from a table, sound; or None and all that is wrong with it.

    Args:
        path: of a CSV, or of a JSON array of rows.
    """
    read = read_rows(read_table_file(path), columns()["bill"])
    bill = Bill(id=path.stem, lines=tuple(map(_line, read.rows)))
    if read.problems:
        return None, read.problems
    found, problems = read_structure(bill)
    return (bill if found else None), problems


def read_programme(path: Path, bill: Bill) -> tuple[Programme | None, tuple[Problem, ...]]:
    """A programme from a table, of products of a bill; or None and all that is wrong with it.

    Args:
        path: of a CSV, or of a JSON array of rows.
        bill: that is sound.
    """
    read = read_rows(read_table_file(path), columns()["programme"])
    weeks = tuple(ProgrammeWeek(product=row["product"], week=row["week"], quantity=row["quantity"],
                                unit=row["unit"] or "") for row in read.rows)  # fmt: skip
    programme = Programme(id=path.stem, bill=bill.id, weeks=weeks)
    graph, _ = read_structure(bill)
    wrong = read.problems or tuple(programme_problems(programme))
    if graph is not None and not wrong:
        wrong = tuple(fit_problems(graph, programme))
    return (None, wrong) if wrong else (programme, ())


@cache
def shipped_bill() -> Bill:
    """The bill that ships here: estimates with their ranges and sources, to begin with and to be replaced."""
    with resources.as_file(resources.files(ROOM) / "shipped.csv") as path:
        bill, problems = read_bill(path)
    if bill is None:
        raise ValueError([one.sentence("en") for one in problems])
    return bill


@cache
def columns() -> Mapping[str, tuple[SheetColumn, ...]]:
    """The forms of tables: bill and programme."""
    return forms(ROOM, {"tier": choice({one: one for one in TIERS}, TIER)})


def _line(row: SheetRow) -> BillLine:
    values: dict[str, Any] = {RENAMED.get(name, name): one for name, one in row.values.items() if one is not None}
    return BillLine(**values, place=row.place)

"""Files of qualification: a dossier or its parts as JSON, and tests as a CSV with a row for each magnet.

The forms stand in this folder's README and, for the CSV, in ``forms.csv``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from monazite.core import Problem, Words
from monazite.plan.form import read_json, read_record
from monazite.plan.qualification.record import Circuit, Dossier, Pair, Result, Test
from monazite.plan.qualification.tables import ROOM, properties, words
from monazite.plan.said import problem
from monazite.store.cells import Cell, choice
from monazite.store.sheet import read_sheet
from monazite.store.sheet_rows import SheetColumn, SheetRow, forms, read_rows

Part = Literal["specifications", "tests", "decisions", "grades"]
"""What a list or a single record in a file is."""
PARTS: tuple[Part, ...] = get_args(Part)
HEAD = ("grade", "method", "day", "lab", "motor", "replaces", "document", "sha256", "fact")
"""Columns that say the same in every row of a test."""
_OF_RESULT = ("property", "element", "temperature_degc", "reference_degc", "hours", "circuit")
CIRCUITS: tuple[Circuit, ...] = get_args(Circuit)


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read.

    Args:
        dossier: what it holds.
        problems: of it; with any, nothing should be judged.
    """

    dossier: Dossier
    problems: tuple[Problem, ...]


def read_dossier(path: Path, part: Part) -> Reading:
    """A file: an object with some of the four lists, one list, or one record; tests may be a CSV.

    Args:
        path: of the file; what is not called ``.csv`` is JSON.
        part: what a list or a single record is.
    """
    if path.suffix.lower() == ".csv":
        return _tests(path)
    value = read_json(path)
    if isinstance(value, Problem):
        return Reading(Dossier(), (value,))
    problems: list[Problem] = []
    found = read_record(Dossier, _whole(value, part), path.name, problems)
    return Reading(found or Dossier(), tuple(problems))


def merged(dossiers: Iterable[Dossier]) -> Dossier:
    """Several dossiers as one, in order; a record that stands in two of them just so is one.

    Args:
        dossiers: as read.
    """
    every = tuple(dossiers)
    return Dossier(*(tuple(dict.fromkeys(one for each in every for one in getattr(each, part))) for part in PARTS))


def _whole(value: Any, part: Part) -> Any:
    """A list or a single record as the object that holds it; anything else as it is, to be refused."""
    if isinstance(value, list):
        return {part: value}
    is_record = isinstance(value, dict) and not {one.name for one in fields(Dossier)} & set(value)
    return {part: [value]} if is_record else value


@cache
def _form() -> tuple[SheetColumn, ...]:
    names = {text: key for key, one in properties().items() for text in (key, *one.label)}
    wanted = Words("已知的性能，如 remanence_tesla 或“剩磁 Br”", "a known property such as remanence_tesla")
    circuits = {text: one for one in CIRCUITS for text in (one, *words(f"circuit.{one}"))}
    listed = Words("开路或半开路", "open or half_open")
    own: dict[str, Cell] = {"property": choice(names, wanted), "circuit": choice(circuits, listed)}
    return forms(ROOM, own)["tests"]


def _tests(path: Path) -> Reading:
    read = read_rows(read_sheet(path), _form())
    by_test: dict[str, list[SheetRow]] = {}
    for row in read.rows:
        by_test.setdefault(row["test"], []).append(row)
    problems = list(read.problems)
    tests = [_test(name, rows, problems) for name, rows in by_test.items()]
    return Reading(Dossier(tests=() if problems else tuple(tests)), tuple(problems))


def _test(name: str, rows: Sequence[SheetRow], problems: list[Problem]) -> Test:
    """A test of its rows; rows that do not agree are problems."""
    first = rows[0]
    by_result: dict[tuple[Any, ...], list[SheetRow]] = {}
    for row in rows:
        problems.extend(_apart(row, column, first) for column in HEAD if row[column] != first[column])
        by_result.setdefault(tuple(row[one] for one in _OF_RESULT), []).append(row)
    results = tuple(_result(each, problems) for each in by_result.values())
    return Test(name, results=results, **{column: first[column] for column in HEAD})


def _result(rows: Sequence[SheetRow], problems: list[Problem]) -> Result:
    first = rows[0]
    problems.extend(_apart(row, "uncertainty", first) for row in rows if row["uncertainty"] != first["uncertainty"])
    for row in rows:
        is_pair = row["before"] is not None and row["after"] is not None
        is_half = (row["before"] is None) != (row["after"] is None)
        if is_half or is_pair == (row["value"] is not None):
            problems.append(problem("qualification-readings", row.place))
    return Result(
        values=tuple(row["value"] for row in rows if row["value"] is not None),
        pairs=tuple(Pair(row["before"], row["after"]) for row in rows if row["before"] is not None),
        uncertainty=first["uncertainty"], **{name: first[name] for name in _OF_RESULT},
    )  # fmt: skip


def _apart(row: SheetRow, column: str, first: SheetRow) -> Problem:
    wanted, found = (Words("空", "none") if one[column] is None else one[column] for one in (first, row))
    return problem("qualification-head", row.place, column=column, row=first.row, wanted=wanted, found=found)

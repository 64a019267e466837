"""Dated facts from a CSV: strictly, every bad row one Problem, and nothing computed from a file with one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from monazite.core import Problem, Words
from monazite.facts import days_of
from monazite.reference import element_aliases, rare_earths
from monazite.store.cells import Cell, cells, choice
from monazite.store.sheet import read_sheet
from monazite.store.sheet_rows import SheetRow, forms, read_rows
from monazite.warn.replay.record import DatedFact, Kind
from monazite.warn.said import problem
from monazite.warn.watch.rules import rows_of

ROOM = "monazite.warn.replay"
ROWS = 10_000
"""Rows of a file at most."""
TEXT = 2000
"""Characters of a sentence at most."""
TIME = Words("时期，如 2025-05 或 2025-05-26/2025-06-06", "a time such as 2025-05 or 2025-05-26/2025-06-06")
DAYS, MAGNITUDE = 3650, 1_000_000
"""Largest figure of days, ten years, and of anything else."""
YEARS = range(1900, 2201)
"""In which all days must lie."""


@dataclass(frozen=True, slots=True)
class History:
    """A file of dated facts.

    Args:
        facts: in the order of the file; empty where there are problems.
        problems: of rows and of the file.
    """

    facts: tuple[DatedFact, ...]
    problems: tuple[Problem, ...]


@cache
def kinds() -> Mapping[str, Kind]:
    """The kinds of dated facts by name."""
    return {
        row["kind"]: Kind(
            row["kind"], Words(row["label_zh"], row["label_en"]), row["unit"], row["needs_figures"] == "yes",
            row["needs_elements"] == "yes", row["watched"], float(row["becomes"]) if row["becomes"] else None,
        )
        for row in rows_of(ROOM, "kinds.csv")
    }  # fmt: skip


def load_2025() -> History:
    """The history of 2025 that ships with the package."""
    with resources.as_file(resources.files(ROOM) / "facts_2025.csv") as path:
        return load_history(path)


def load_history(path: Path) -> History:
    """The dated facts of a file.

    Args:
        path: of a CSV with the columns of ``forms.csv``, in English or Chinese; those not required may be missing.
    """
    sheet = read_sheet(path)
    if len(sheet.lines) > ROWS:
        return History((), (problem("rows-many", sheet.name, limit=ROWS, found=len(sheet.lines)),))
    read = read_rows(sheet, forms(ROOM, _cells())["facts"])
    found = [_fact(row) for row in read.rows]
    problems = (*read.problems, *(one for one in found if isinstance(one, Problem)))
    return History(() if problems else tuple(one for one in found if isinstance(one, DatedFact)), problems)


@cache
def _cells() -> Mapping[str, Cell]:
    """Kinds of cells that only these files have."""
    names = ", ".join(kinds())
    return {
        "fact_kind": choice({name: name for name in kinds()}, Words(f"{names} 之一", f"one of {names}")),
        "known_day": Cell(cells()["day"].wanted, _day),
        "period": Cell(TIME, _period),
        "sentence": Cell(Words(f"1 至 {TEXT} 字", f"1 to {TEXT} characters"), _sentence),
    }  # fmt: skip


def _period(text: str) -> tuple[date, date]:
    days = days_of(text)
    if days is None or days[0] > days[1] or any(one.year not in YEARS for one in days):
        raise ValueError(text)
    return days


def _day(text: str) -> date:
    day: date = cells()["day"].read(text)
    if day.year not in YEARS:
        raise ValueError(text)
    return day


def _sentence(text: str) -> str:
    if not 0 < len(text) <= TEXT or not text.isprintable():
        raise ValueError(text)
    return text


def _fact(row: SheetRow) -> DatedFact | Problem:
    """The fact of a row whose cells are sound by themselves, or what is wrong between them."""
    if (wrong := _figures(row) or _subjects(row)) is not None:
        return wrong
    known_on: date = row["known_on"]
    first, last = row["period"] or (known_on, known_on)
    low, high = (None if row[name] is None else float(row[name]) for name in ("low", "high"))
    return DatedFact(
        row["id"], known_on, first, last, row["kind"], _elements(row), _holder(row), low, high,
        Words(row["what_zh"], row["what_en"]), row["source"], row["locator"] or "", bool(row["is_estimate"]),
        row["note"] or "",
    )  # fmt: skip


def _figures(row: SheetRow) -> Problem | None:
    """Figures where the kind has some, in its unit, the lower one first; none where it has none."""
    kind, low, high = kinds()[row["kind"]], row["low"], row["high"]
    if not kind.needs_figures:
        given = next((name for name in ("low", "high", "unit") if row[name] is not None), None)
        return _wrong(row, given, Words("空：该类没有数值", "nothing, as the kind has no figure")) if given else None
    least, most = (0, DAYS) if kind.unit in {"days", "working days"} else (-MAGNITUDE, MAGNITUDE)
    if low is None or not least <= low <= most:
        return _wrong(row, "low", Words(f"{least} 至 {most} 的数", f"a number from {least} to {most}"))
    if high is None or not low <= high <= most:
        return _wrong(row, "high", Words(f"{low} 至 {most} 的数", f"a number from {low} to {most}"))
    return None if row["unit"] == kind.unit else _wrong(row, "unit", Words(kind.unit, kind.unit))


def _subjects(row: SheetRow) -> Problem | None:
    """Rare earths where the kind is about elements."""
    known = [one.symbol for one in rare_earths()]
    named = _elements(row)
    if not kinds()[row["kind"]].needs_elements or (named and all(one in known for one in named)):
        return None
    return _wrong(row, "subjects", Words("稀土元素，以 | 分隔，如 Dy|Tb", "rare earths with | between, such as Dy|Tb"))


def _holder(row: SheetRow) -> Words | None:
    """In both languages; where one is left blank the other stands for it."""
    given = row["holder_zh"] or row["holder_en"]
    return Words(row["holder_zh"] or given, row["holder_en"] or given) if given else None


def _elements(row: SheetRow) -> tuple[str, ...]:
    parts = [part.strip() for part in (row["subjects"] or "").split("|")]
    return tuple(element_aliases().get(part, part) for part in parts if part)


def _wrong(row: SheetRow, column: str, wanted: Words) -> Problem:
    found: Any = row[column]
    return problem("cell-wrong", row.place, column=column, wanted_zh=wanted.zh, wanted_en=wanted.en,
                   found="" if found is None else found)  # fmt: skip

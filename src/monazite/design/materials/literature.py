"""Tables of measured R2(Fe,M)14(B,C) compounds, as gathered from papers: a file of the MaMMoS form, row by row.

The file is separated by ``;`` (or ``,``), its columns are those of ``forms.csv``. `read_literature` keeps every row it
can read; what contradicts itself or the others is flagged by the rules of `monazite.design.materials.suspicion`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path

from monazite.core.problem import Problem
from monazite.core.words import Words
from monazite.design.materials.row import ELEMENTS, LiteratureRow
from monazite.design.materials.suspicion import flags_of, notes_of
from monazite.design.said import problem
from monazite.store.cells import Cell
from monazite.store.sheet import Line, Sheet, decoded, printed, read_limited, sheet_of, unusable
from monazite.store.sheet_rows import SheetRow, forms, read_rows

FOLDER = "monazite.design.materials"
_MOST_ATOMS = 100.0
MOST_ROWS = 3000
"""Rows of a table: each is compared with all of its compound."""


@dataclass(frozen=True, slots=True)
class Literature:
    """What was read of such a file.

    Args:
        rows: all that could be read, flagged or not.
        flags: by number of the row, what is wrong with it.
        notes: oddities that make no row wrong.
        problems: what could not be read.
    """

    rows: tuple[LiteratureRow, ...]
    flags: Mapping[int, tuple[Problem, ...]] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def flagged_rows(self) -> frozenset[int]:
        """Numbers of the rows that carry a flag."""
        return frozenset(self.flags)


def read_literature(path: Path) -> Literature:
    """A literature table with its flags.

    Args:
        path: of the file: UTF-8 or GB18030, ``;`` or ``,`` between cells, at most 64 MB.
    """
    sheet = _sheet(path)
    if len(sheet.lines) > MOST_ROWS:
        return Literature((), problems=(problem("rows-many", sheet.name, limit=MOST_ROWS, found=len(sheet.lines)),))
    read = read_rows(sheet, forms(FOLDER, _cells())["literature"])
    rows = tuple(_row(one) for one in read.rows)
    return Literature(rows, flags_of(rows), notes_of(rows), read.problems)


@cache
def shipped_literature() -> Literature:
    """The table of MaMMoS that ships (MIT, see LICENSE-literature.txt), with its flags."""
    with resources.as_file(resources.files(FOLDER) / "literature.csv") as path:
        return read_literature(path)


def _sheet(path: Path) -> Sheet:
    content = read_limited(path)
    if isinstance(content, Problem):
        return unusable(path, content)
    try:
        text = decoded(content)
        header = text.partition("\n")[0]
        between = ";" if header.count(";") >= header.count(",") else ","
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
        lines = [Line(reader.line_num, tuple(map(str.strip, row))) for row in reader if any(map(str.strip, row))]
    except (UnicodeDecodeError, csv.Error):
        return unusable(path, problem("literature-unreadable", path.name))
    if not lines:
        return unusable(path, problem("table-empty", path.name))
    return sheet_of(path.name, lines[0].cells, lines[1:])


def _cells() -> Mapping[str, Cell]:
    return {
        "atoms": Cell(
            Words("0 至 100 的原子数", "a number of atoms from 0 to 100"), lambda text: _number(text, _MOST_ATOMS)
        ),
        "measured": Cell(Words("不小于零的数", "a number from nought up"), lambda text: _number(text, 1e40)),
    }


def _number(text: str, most: float) -> float | None:
    """A number as papers type it: ``6.`` is six, ``NaN`` is none."""
    if text.casefold() == "nan":
        return None
    figure = printed(text.removesuffix("."))
    if figure is None or not 0 <= figure.value <= most:
        raise ValueError(text)
    return float(figure.value)


def _row(row: SheetRow) -> LiteratureRow:
    atoms = {symbol: row[symbol] for symbol in ELEMENTS if row[symbol] is not None}
    texts = (row["Filename"] or "", row["Reference"] or row["Filename"] or "", row["DOI"] or "")
    return LiteratureRow(
        row.row, row.place, row["Compound"], *texts, atoms, row["a"], row["c"], row["V"], row["muB"],
        row["mu0Ms (T)"], row["mu0Ha (T)"], row["Tc (K)"],
    )  # fmt: skip

"""Tables of measured R2(Fe,M)14(B,C) compounds, as gathered from papers: a file of the MaMMoS form, row by row.

The file is separated by ``;`` (or ``,``), its columns are those of ``forms.csv``. `read_literature` keeps every row it
can read; what contradicts itself or the others is flagged by the rules of `monazite.design.materials.suspicion`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from monazite.core.problem import Problem
from monazite.core.words import Words
from monazite.design.said import problem
from monazite.store.cells import Cell
from monazite.store.sheet import Line, Sheet, decoded, printed, read_limited, sheet_of, unusable
from monazite.store.sheet_rows import SheetRow, forms, read_rows

FOLDER = "monazite.design.materials"
ELEMENTS = (
    "La", "Ce", "Pr", "Nd", "Sm", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Y", "Mn", "Ni", "Fe", "Co", "B", "C",
)  # fmt: skip
"""Columns that count atoms."""
RARE_EARTHS = ELEMENTS[:14]
_PART = re.compile(r"([A-Z][a-z]?)(\d*\.?\d*)")
_MOST_ATOMS = 100.0
MOST_ROWS = 3000
"""Rows of a table: each is compared with all of its compound."""


@dataclass(frozen=True, slots=True)
class LiteratureRow:
    """A compound as one paper measured it; None where the paper, or the column, is silent.

    Args:
        row: of the file, counted from 1.
        place: the same for people.
        compound: its formula as written.
        paper: short name of the paper.
        reference: the paper.
        doi: of it, as written.
        atoms: in a formula unit, of each element whose column is filled.
        a_nm: lattice constant.
        c_nm: the other.
        volume_m3: of the unit cell, as the file has it.
        moment_bohr: magnetic moment of a formula unit in Bohr magnetons.
        saturation_tesla_300k: mu0 Ms; of some series at a temperature the file does not name.
        anisotropy_field_tesla_300k: mu0 HA.
        curie_kelvin: Curie temperature.
    """

    row: int
    place: str
    compound: str
    paper: str
    reference: str
    doi: str
    atoms: Mapping[str, float]
    a_nm: float | None
    c_nm: float | None
    volume_m3: float | None
    moment_bohr: float | None
    saturation_tesla_300k: float | None
    anisotropy_field_tesla_300k: float | None
    curie_kelvin: float | None


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
    from monazite.design.materials.suspicion import flags_of, notes_of  # noqa: PLC0415  it knows the rows of this module

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


@lru_cache(maxsize=8192)
def formula_atoms(formula: str) -> Mapping[str, float] | None:
    """Atoms of each element in a formula, None for a text that is none; ``05`` is a 0.5 that lost its point.

    >>> dict(formula_atoms("Nd1.5Dy05Fe14B") or {})
    {'Nd': 1.5, 'Dy': 0.5, 'Fe': 14.0, 'B': 1.0}
    """
    parts = _PART.findall(formula)
    if not parts or "".join(symbol + count for symbol, count in parts) != formula:
        return None
    found: dict[str, float] = {}
    for symbol, count in parts:
        written = f"0.{count[1:]}" if count.startswith("0") and len(count) > 1 and "." not in count else count
        if written == ".":
            return None
        found[symbol] = found.get(symbol, 0.0) + float(written or 1)
    return MappingProxyType(found)


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

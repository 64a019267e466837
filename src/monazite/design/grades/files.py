"""Tables of commercial grades, in SI or cgs units, under English or Chinese headings (``columns.csv``).

Headings are compared without case, blanks, underscores and brackets, so ``Hcj_min_kA_m`` is ``HcJ_min_kAm``. A figure
may stand in several units; the first counts, and one that disagrees is a flag.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from monazite.core.problem import Problem
from monazite.design.grades.flags import flagged
from monazite.design.grades.tables import FOLDER, SINTERED, class_in_name, families, family_of, number_in_name
from monazite.design.record import Grade
from monazite.design.said import problem
from monazite.reference.tables import split_list
from monazite.store.cells import cells
from monazite.store.sheet import Sheet, read_sheet
from monazite.store.sheet_rows import SheetColumn, SheetRow, read_rows

OFF_UNITS = 0.01
"""What the same figure may differ between units: makers round 11.94 kOe to 12."""
FAMILIES = {"SmCo5": "smco5", "Sm2Co17": "sm2co17", "NdFeB": SINTERED}
"""Other names of families in files."""


@dataclass(frozen=True, slots=True)
class Grades:
    """The grades of a file, flagged or not, and what could not be read."""

    grades: tuple[Grade, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A row of ``columns.csv``: SI value = figure times factor plus offset."""

    field: str
    factor: float
    offset: float


@cache
def grades() -> tuple[Grade, ...]:
    """The grades that ship: figures of makers' public data sheets, with their flags."""
    with resources.as_file(resources.files(FOLDER) / "grades.csv") as path:
        return read_grades(path).grades


@cache
def named_grades() -> Mapping[str, Grade]:
    """One grade for each name, in capitals and with its N: the first sound row of a name, or else its first row.

    Several makers print a name; those of the first maker in ``grades.csv`` stand for it.

    >>> named_grades()[standard_key("45sh")].maker, named_grades()[standard_key("N52")].maker
    ('Magnova', 'shanghaimagnet')
    """
    found: dict[str, Grade] = {}
    for one in (*(one for one in grades() if not one.flags), *grades()):
        found.setdefault(standard_key(one.name), one)
    return MappingProxyType(found)


def standard_key(name: str) -> str:
    """The name of a grade as a key: capitals, the N of sintered NdFeB before its number, TH for AH.

    >>> standard_key("45sh"), standard_key("N33AH"), standard_key("yx24")
    ('N45SH', 'N33TH', 'YX24')
    """
    number, grade_class = number_in_name(name), class_in_name(name)
    if number is None:
        return name.strip().upper()
    return f"N{number}{'' if grade_class == 'N' else grade_class}"


def read_grades(path: Path) -> Grades:
    """A table of grades with its flags.

    Args:
        path: of a CSV in UTF-8 or GB18030.
    """
    columns, headings = _columns()
    read = read_rows(_canonical(read_sheet(path)), columns)
    found = tuple(_grade(row, headings, path.name) for row in read.rows)
    return Grades(flagged(found), read.problems)


@cache
def _columns() -> tuple[tuple[SheetColumn, ...], Mapping[str, Heading]]:
    rows = list(csv.DictReader((resources.files(FOLDER) / "columns.csv").read_text("utf-8").splitlines()))
    columns = tuple(SheetColumn(row["name"], cells()[row["cell"]], is_required=row["name"] == "grade") for row in rows)
    figures = [row for row in rows if row["factor"]]
    return columns, {row["name"]: Heading(row["field"], float(row["factor"]), float(row["offset"])) for row in figures}


@cache
def _names() -> Mapping[str, str]:
    """By plain heading, the name of the column."""
    rows = csv.DictReader((resources.files(FOLDER) / "columns.csv").read_text("utf-8").splitlines())
    return {_plain(one): row["name"] for row in rows for one in (row["name"], *split_list(row["aliases"]))}


def _plain(heading: str) -> str:
    return re.sub(r"[\s_/().%（）]", "", unicodedata.normalize("NFKC", heading)).casefold()


def _canonical(sheet: Sheet) -> Sheet:
    return replace(sheet, header=tuple(_names().get(_plain(one), one) for one in sheet.header))


def _grade(row: SheetRow, headings: Mapping[str, Heading], file: str) -> Grade:
    figures: dict[str, float] = {}
    flags: list[Problem] = []
    for name, heading in headings.items():
        if row[name] is None:
            continue
        value = float(row[name]) * heading.factor + heading.offset
        first = figures.setdefault(heading.field, value)
        if abs(value - first) > OFF_UNITS * abs(first):
            flags.append(problem("grade-units", row.place, column=name, found=str(row[name])))
    family = _family(row["family"] or "", row["grade"])
    fields: dict[str, Any] = {one.field: figures.get(one.field) for one in headings.values()}
    return Grade(
        row["grade"], family, class_in_name(row["grade"]) if family == SINTERED else "",
        row["grade"] if row["grade"].startswith("S-NdFeB-") else "", maker=row["maker"] or "",
        source=row["source"] or file, locator=row["locator"] or row.place, flags=tuple(flags), **fields,
    )  # fmt: skip


def _family(written: str, name: str) -> str:
    """The family a row names, or else the one its grade's name tells, or empty."""
    return written if written in families() else FAMILIES.get(written) or family_of(name)

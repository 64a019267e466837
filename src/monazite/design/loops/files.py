"""Simulated loops from a file of the form of MaMMoS (its lines of ``#`` are left out), with flags by rules."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from monazite.core.problem import Problem
from monazite.design.record import MU0
from monazite.design.said import problem
from monazite.store.sheet import Line, Sheet, decoded, read_limited, sheet_of, unusable
from monazite.store.sheet_rows import SheetRow, forms, read_rows

FOLDER = "monazite.design.loops"
PRINTED = 1e-6
"""Share by which a bound may be passed in the last printed digits."""


@dataclass(frozen=True, slots=True)
class SimulatedLoop:
    """A row of the file; None where the simulation found nothing within its range of fields.

    Args:
        row: counted from 1.
        place: the same for people.
        ms_a_per_m: saturation magnetisation.
        exchange_j_per_m: exchange stiffness.
        k1_j_per_m3: anisotropy constant.
        hc_a_per_m: coercivity.
        mr_a_per_m: remanent magnetisation.
        bhmax_j_per_m3: energy product.
    """

    row: int
    place: str
    ms_a_per_m: float
    exchange_j_per_m: float
    k1_j_per_m3: float
    hc_a_per_m: float | None
    mr_a_per_m: float | None
    bhmax_j_per_m3: float | None


@dataclass(frozen=True, slots=True)
class Loops:
    """What was read.

    Args:
        rows: all that could be read, flagged or not.
        flags: values beyond a physical bound; such a value is fitted by nothing.
        problems: what could not be read.
    """

    rows: tuple[SimulatedLoop, ...]
    flags: tuple[Problem, ...]
    problems: tuple[Problem, ...]


def read_loops(path: Path) -> Loops:
    """A table of simulated loops.

    Args:
        path: of the file: UTF-8 or GB18030, at most 64 MB; columns of ``forms.csv``.
    """
    read = read_rows(_sheet(path), forms(FOLDER)["loops"])
    rows = tuple(_row(one) for one in read.rows)
    return Loops(rows, tuple(flag for row in rows for flag in flags_of(row)), read.problems)


def bounds_of(row: SimulatedLoop) -> Iterable[tuple[str, float | None, float]]:
    """Name, value and physical bound of what a loop gave: Hc of HA, Mr of Ms, (BH)max of mu0 Ms**2 / 4."""
    yield "Hc", row.hc_a_per_m, 2 * row.k1_j_per_m3 / (MU0 * row.ms_a_per_m)
    yield "Mr", row.mr_a_per_m, row.ms_a_per_m
    yield "BHmax", row.bhmax_j_per_m3, MU0 * row.ms_a_per_m**2 / 4


def flags_of(row: SimulatedLoop) -> Iterable[Problem]:
    """A flag for each value beyond its bound."""
    for name, value, bound in bounds_of(row):
        if value is not None and value > bound * (1 + PRINTED):
            yield problem("loops-beyond", row.place, column=name, wanted=f"{bound:.6g}", found=f"{value:.6g}")


def _sheet(path: Path) -> Sheet:
    content = read_limited(path)
    if isinstance(content, Problem):
        return unusable(path, content)
    try:
        reader = csv.reader(io.StringIO(decoded(content), newline=""), strict=True)
        lines = [Line(reader.line_num, tuple(map(str.strip, row))) for row in reader if any(map(str.strip, row))]
    except (UnicodeDecodeError, csv.Error):
        return unusable(path, problem("literature-unreadable", path.name))
    lines = [line for line in lines if not line.cells[0].startswith("#")]
    if not lines:
        return unusable(path, problem("table-empty", path.name))
    return sheet_of(path.name, lines[0].cells, lines[1:])


def _row(row: SheetRow) -> SimulatedLoop:
    found = [None if row[name] is None else float(row[name]) for name in ("Hc", "Mr", "BHmax")]
    return SimulatedLoop(row.row, row.place, *(float(row[name]) for name in ("Ms", "A", "K1")), *found)

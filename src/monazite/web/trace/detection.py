"""What the detectors reach, as measured: false alarms of honest firms, and detection against the size of a fraud.

The figures of ``detection.csv`` are those of docs/frauds.md, which ``python benchmarks/frauds.py`` writes; a test holds
that they agree.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib.resources import files

WIDTH, HEIGHT = 420.0, 200.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 12.0, 10.0, 34.0
WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Measured:
    """One measured figure.

    Args:
        measure: ``false_alarms`` or ``detection``.
        subject: a detector, or a fraud.
        size: of the fraud, in standard uncertainties or percent; empty for false alarms.
        unit: of the size: sigma, share; empty for false alarms.
        months: since the fraud began; 1 for false alarms.
        percent: of firms.
    """

    measure: str
    subject: str
    size: str
    unit: str
    months: int
    percent: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Detection of one fraud, to draw and to list.

    Args:
        fraud: its name.
        unit: of its sizes: sigma or share.
        sizes: that were measured.
        months: that were measured.
        percent: by months, one a size.
        paths: by months.
        ticks: place of each size on the level axis.
    """

    fraud: str
    unit: str
    sizes: tuple[str, ...]
    months: tuple[int, ...]
    percent: dict[int, tuple[float, ...]]
    paths: dict[int, str]
    ticks: tuple[float, ...]


@cache
def measured() -> tuple[Measured, ...]:
    """All figures."""
    text = files(__package__).joinpath("detection.csv").read_text("utf-8")
    return tuple(
        Measured(row["measure"], row["subject"], row["size"], row["unit"], int(row["months"]), float(row["percent"]))
        for row in csv.DictReader(text.splitlines())
    )


def false_alarms() -> dict[str, float]:
    """By detector, percent of honest firms and months; all together under ``all``."""
    return {one.subject: one.percent for one in measured() if one.measure == "false_alarms"}


@cache
def curves() -> tuple[Curve, ...]:
    """One a fraud, in the order in which they were measured."""
    frauds = dict.fromkeys(one.subject for one in measured() if one.measure == "detection")
    return tuple(_curve(fraud) for fraud in frauds)


def _curve(fraud: str) -> Curve:
    mine = [one for one in measured() if one.measure == "detection" and one.subject == fraud]
    sizes = tuple(dict.fromkeys(one.size for one in mine))
    months = tuple(dict.fromkeys(one.months for one in mine))
    percent = {month: tuple(one.percent for one in mine if one.months == month) for month in months}
    most = max(float(size) for size in sizes) or 1.0
    across = tuple(round(LEFT + float(size) / most * (WIDTH - LEFT - RIGHT), 2) for size in sizes)
    paths = {
        month: "M" + "L".join(f"{x:g},{up(value):g}" for x, value in zip(across, values, strict=True))
        for month, values in percent.items()
    }
    return Curve(fraud, mine[0].unit, sizes, months, percent, paths, across)


def up(percent: float) -> float:
    """The place of a percentage; upwards is less."""
    return round(HEIGHT - BOTTOM - percent / WHOLE * (HEIGHT - TOP - BOTTOM), 2)


def from_page(text: str) -> Iterator[Measured]:
    """The figures of docs/frauds.md, in its order.

    Args:
        text: of the page.
    """
    fraud = ""
    for line in text.splitlines():
        if heading := re.match(r"###? (\w+)", line):
            fraud = heading[1]
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if line.startswith("|") and cells[-1].endswith("%") and fraud == "False":
            name = "all" if cells[0].startswith("all") else cells[0]
            yield Measured("false_alarms", name, "", "", 1, _number(cells[1]))
        elif line.startswith("|") and cells[0].rstrip(" %").isdecimal() and fraud != "False":
            unit = "share" if cells[0].endswith("%") else "sigma"
            for months, cell in zip((1, 3, 9), cells[1:4], strict=True):
                yield Measured("detection", fraud, cells[0].rstrip(" %"), unit, months, _number(cell))


def as_csv(figures: Iterable[Measured]) -> str:
    """Figures as ``detection.csv`` keeps them: ``as_csv(from_page(text))`` writes it anew after a benchmark."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([one.name for one in fields(Measured)])
    writer.writerows(astuple(one) for one in figures)
    return out.getvalue()


def _number(cell: str) -> float:
    return float(cell.rstrip(" %"))

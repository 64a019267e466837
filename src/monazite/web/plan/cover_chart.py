"""Stacked bars of a cover by week, as places in a drawing: what is met by what. Pure; its numbers are the table's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monazite.core.mass import MG_PER_KILOGRAM
from monazite.web.bands import Tick, steps

if TYPE_CHECKING:
    from monazite.plan.cover import Cover

WIDTH, HEIGHT = 560.0, 190.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 6.0, 10.0, 22.0
PARTS = ("stock", "firm", "optional", "uncovered")
"""From the foot of a bar upwards."""
FILLED = 0.82
"""Share of its place that a bar is wide."""
MOST_LABELS = 7
SPARE = 1.06


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar.

    Args:
        kind: one of `PARTS`.
        mass_mg: that it stands for.
        y, height: in the drawing.
    """

    kind: str
    mass_mg: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A week.

    Args:
        cover: that it shows.
        x, width: in the drawing.
        parts: from the foot upwards; those of nothing are left out.
        is_named: whether its week stands below it.
    """

    cover: Cover
    x: float
    width: float
    parts: tuple[Part, ...]
    is_named: bool


@dataclass(frozen=True, slots=True)
class CoverChart:
    """The bars of an element.

    Args:
        element: symbol.
        bars: by week.
        ticks: of the upright axis, in kilograms.
    """

    element: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The parts that there are."""
        found = {part.kind for bar in self.bars for part in bar.parts}
        return tuple(kind for kind in PARTS if kind in found)


def cover_chart(covers: Sequence[Cover]) -> CoverChart:
    """The bars of an element.

    Args:
        covers: of one element, by week.
    """
    most = max((one.demand_mg for one in covers), default=0) / MG_PER_KILOGRAM * SPARE or 1.0
    share = (WIDTH - LEFT - RIGHT) / max(1, len(covers))
    every = -(-len(covers) // MOST_LABELS) or 1
    bars = tuple(
        Bar(one, round(LEFT + share * (at + (1 - FILLED) / 2), 2), round(share * FILLED, 2), _parts(one, most),
            at % every == 0)
        for at, one in enumerate(covers)
    )  # fmt: skip
    ticks = tuple(Tick(_y(value, most), value) for value in steps(0.0, most, 4))
    return CoverChart(covers[0].element if covers else "", bars, ticks)


def _parts(cover: Cover, most: float) -> tuple[Part, ...]:
    found, foot = [], 0
    for kind in PARTS:
        mass_mg: int = getattr(cover, f"{kind}_mg")
        if mass_mg:
            top = _y((foot + mass_mg) / MG_PER_KILOGRAM, most)
            found.append(Part(kind, mass_mg, top, round(_y(foot / MG_PER_KILOGRAM, most) - top, 2)))
            foot += mass_mg
    return tuple(found)


def _y(value: float, most: float) -> float:
    return round(HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM), 2)


def week_label(week: dt.date) -> str:
    """A week for the axis of a chart.

    >>> week_label(dt.date(2022, 7, 4))
    '07-04'
    """
    return week.strftime("%m-%d")

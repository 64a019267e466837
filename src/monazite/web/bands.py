"""Charts of a line's balance as places and paths: MUF by period in bands of its uncertainty, and the CUSUM. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 12.0, 12.0, 34.0
SIGMAS = (3, 2, 1)
"""Bands, the widest first, so that it is drawn first."""
MOST_LABELS = 13
"""Periods named under a chart; of more, every second, third ... is."""
SPARE = 1.08
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid.

    Args:
        at: where, in the drawing.
        value: what it stands for.
    """

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a series.

    Args:
        x, y: where, in the drawing.
        index: of its period.
    """

    x: float
    y: float
    index: int


@dataclass(frozen=True, slots=True)
class Band:
    """An area between two curves.

    Args:
        sigma: how many standard uncertainties.
        path: of its outline.
    """

    sigma: int
    path: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready to draw.

    Args:
        bands: behind the series, the widest first.
        lines: paths of the series.
        dots: of the first series.
        ticks: of the upright axis.
        labels: index and place of the periods that are named.
        zero: place of nought.
        limit: place of a limit, None without one.
    """

    bands: tuple[Band, ...]
    lines: tuple[str, ...]
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    labels: tuple[Dot, ...]
    zero: float
    limit: float | None = None


def muf_chart(muf: Sequence[float], sigma: Sequence[float]) -> Chart:
    """MUF by period in bands of one, two and three standard uncertainties about nought.

    Args:
        muf: material unaccounted for, one number a period.
        sigma: its standard uncertainty.
    """
    most = max((*(abs(one) for one in muf), *(SIGMAS[0] * one for one in sigma)), default=0.0) * SPARE or 1.0
    across, up = _across(len(muf)), _scale(-most, most)
    bands = tuple(Band(size, _band(across, [up(size * one) for one in sigma], [up(-size * one) for one in sigma]))
                  for size in SIGMAS)  # fmt: skip
    dots = tuple(Dot(x, up(value), index) for index, (x, value) in enumerate(zip(across, muf, strict=True)))
    ticks = tuple(Tick(up(value), value) for value in steps(-most, most))
    return Chart(bands, (_line(dots),), dots, ticks, _labels(across), up(0.0))


def cusum_chart(above: Sequence[float], below: Sequence[float], limit: float) -> Chart:
    """Both CUSUMs by period with their limit.

    Args:
        above: of loss.
        below: of gain.
        limit: from which on it is an alarm.
    """
    most = max((*above, *below, limit)) * SPARE or 1.0
    across, up = _across(len(above)), _scale(0.0, most)
    series = [tuple(Dot(x, up(value), index) for index, (x, value) in enumerate(zip(across, one, strict=True)))
              for one in (above, below)]  # fmt: skip
    ticks = tuple(Tick(up(value), value) for value in steps(0.0, most))
    lines = tuple(_line(one) for one in series)
    return Chart((), lines, (*series[0], *series[1]), ticks, _labels(across), up(0.0), up(limit))


FINEST = 1e-12
"""The finest step: nothing is weighed a millionth as well, and floats below it are no numbers to divide by."""


def steps(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers between two others, about so many.

    >>> steps(-3.2, 3.2), steps(0, 9)
    ([-2.0, 0.0, 2.0], [0.0, 2.0, 4.0, 6.0, 8.0])
    """
    rough = max((high - low) / about, FINEST)
    size = 10.0 ** math.floor(math.log10(rough))
    step = size * next(one for one in STEPS if one * size >= rough)
    first, last = math.ceil(low / step), math.floor(high / step)
    return [at * step for at in range(first, last + 1)]


def _across(count: int) -> list[float]:
    """Places of the periods, each in the middle of its share of the width."""
    share = (WIDTH - LEFT - RIGHT) / max(1, count)
    return [round(LEFT + share * (at + 0.5), 2) for at in range(count)]


class _scale:  # noqa: N801  it is used as a function
    """From a value to its place; upwards is less."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.span = low, high - low

    def __call__(self, value: float) -> float:
        return round(HEIGHT - BOTTOM - (value - self.low) / self.span * (HEIGHT - TOP - BOTTOM), 2)


def _labels(across: Sequence[float]) -> tuple[Dot, ...]:
    every = -(-len(across) // MOST_LABELS) or 1
    return tuple(Dot(x, HEIGHT - BOTTOM / 2, index) for index, x in enumerate(across) if index % every == 0)


def _line(dots: Sequence[Dot]) -> str:
    return "M" + "L".join(f"{dot.x:g},{dot.y:g}" for dot in dots) if dots else ""


def _band(across: Sequence[float], upper: Sequence[float], lower: Sequence[float]) -> str:
    """An outline that holds its width half a period beyond its ends."""
    if not across:
        return ""
    half = across[0] - LEFT
    there = [across[0] - half, *across, across[-1] + half]
    points = [*zip(there, (upper[0], *upper, upper[-1]), strict=True),
              *reversed(list(zip(there, (lower[0], *lower, lower[-1]), strict=True)))]  # fmt: skip
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in points) + "Z"

"""What the detectors compute of lines and firms: the same code for one firm or thousands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from monazite.trace.balance.limits import limit
from monazite.trace.balance.statistics import joint_residuals, residuals
from monazite.trace.detect.statistics import (
    Array,
    closeness,
    largest_cusum,
    largest_single,
    light_magnet_score,
    one_sided,
    opposed,
    pattern_score,
)
from monazite.trace.simulate.series import ore_pattern
from monazite.trace.simulate.tables import RARE

LAUNDERED = ("mid_y", "y_rich")
"""Patterns that are looked for in lines: illegal ore is mostly of the ion type."""
BALANCE_DETECTORS = ("single", "cusum", "laundering", "ghost_yield", "too_good")
"""Detectors on the balances of single lines."""
SHARP = 1.5
"""Reference value of the CUSUM of a pattern: for a shift of three, so that one of four is found in its first period."""
_MEASURED_MG2 = 1e6
"""Variance of a balance below which there was nothing to measure: a gram, squared."""


@dataclass(frozen=True, slots=True)
class LineStatistics:
    """The statistics of one line (or of many firms with one line each), shape (…, periods).

    Args:
        values: by detector.
        magnet: score of missing praseodymium and neodymium, for pairs of lines.
        series: number of elements.
    """

    values: Mapping[str, Array]
    magnet: Array
    series: int


class Measured(Protocol):
    """The balances of one line, or of many at once: `balance.series.Series`, `simulate.series.MeasuredLines`."""

    @property
    def elements(self) -> tuple[str, ...]:
        """Rare earths, in order of the axis of elements."""

    @property
    def muf(self) -> Array:
        """Milligrams, shape (…, elements, periods)."""

    @property
    def covariances(self) -> Array:
        """Square milligrams, shape (…, elements, periods, periods)."""

    @property
    def own(self) -> Array:
        """The same without what instruments share."""

    @property
    def shared(self) -> Array:
        """Milligrams, shape (…, elements, periods, instruments)."""

    @property
    def inputs(self) -> Array:
        """Milligrams, shape (…, elements, periods)."""


def line_statistics(line: Measured) -> LineStatistics:
    """Everything that the detectors say of one line, or of many."""
    import numpy as np  # noqa: PLC0415  heavy

    elements, covariances = line.elements, line.covariances
    scores = residuals(line.muf, covariances)
    joint = joint_residuals(line.muf, line.own, line.shared)
    magnet = light_magnet_score(joint, elements, line.inputs)
    known = tuple(element for element in elements if element in RARE)
    places = [elements.index(element) for element in known]
    laundered = np.zeros(magnet.shape)
    for ore in LAUNDERED:
        pattern = np.zeros(len(elements))
        pattern[places] = ore_pattern(ore, known)
        laundered = np.maximum(laundered, one_sided(pattern_score(joint, pattern), SHARP))
    values = {
        "single": largest_single(scores),
        "cusum": largest_cusum(scores),
        "laundering": laundered,
        "ghost_yield": one_sided(magnet, SHARP),
        "too_good": closeness(scores, np.diagonal(covariances, axis1=-2, axis2=-1) > _MEASURED_MG2),
    }
    return LineStatistics(values, magnet, len(elements))


def count_of(detector: str, lines: Sequence[LineStatistics]) -> int:
    """How many series a firm's largest value of a detector is taken of."""
    return sum(line.series for line in lines) if detector in {"single", "cusum"} else len(lines)


def threshold(detector: str, lines: Sequence[LineStatistics]) -> float:
    """The calibrated limit of a detector for a firm with these lines."""
    return limit(detector, count_of(detector, lines))


def pair_statistic(first: LineStatistics, second: LineStatistics) -> Array:
    """Output of one line booked at another: a loss here that is a gain there."""
    return opposed(first.magnet, second.magnet)

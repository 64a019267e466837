"""What the detectors compute of lines and firms: the same code for one firm or thousands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monazite.trace.balance.limits import limit
from monazite.trace.balance.statistics import residuals
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


def line_statistics(elements: tuple[str, ...], muf: Array, covariances: Array, inputs: Array) -> LineStatistics:
    """Everything that the detectors say of one line.

    Args:
        elements: rare earths, in order of the axis of elements.
        muf: milligrams, shape (…, elements, periods).
        covariances: square milligrams, shape (…, elements, periods, periods).
        inputs: milligrams, shape (…, elements, periods).
    """
    import numpy as np  # noqa: PLC0415  heavy

    scores = residuals(muf, covariances)
    magnet = light_magnet_score(scores, elements, covariances, inputs)
    known = tuple(element for element in elements if element in RARE)
    places = [elements.index(element) for element in known]
    laundered = np.zeros(magnet.shape)
    for ore in LAUNDERED:
        pattern = np.zeros(len(elements))
        pattern[places] = ore_pattern(ore, known)
        laundered = np.maximum(laundered, one_sided(pattern_score(scores, covariances, pattern)))
    values = {
        "single": largest_single(scores),
        "cusum": largest_cusum(scores),
        "laundering": laundered,
        "ghost_yield": one_sided(magnet),
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

"""Whether a recipe makes a grade: the probability that a lot passes its minima at 20 °C (合格概率)."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.special import ndtr

from monazite.design.forward.batch import Batch, Floats
from monazite.design.forward.calibrate import Calibration
from monazite.design.forward.predict import Predicted, predict_many
from monazite.design.record import ROOM_KELVIN, Grade

NODES = 48
"""Points of the integral over the flux of a lot."""
FARTHEST = 8.0
"""Standard deviations up to which it runs."""
MOST_CORRELATED = 0.999


def pass_probability(batch: Batch, grade: Grade, with_: Calibration | None = None) -> Floats:
    """Probability that a lot of each recipe meets every minimum that the grade prints, shape (n,).

    Br, HcB and (BH)max go together in one magnet, so the worst of them counts; with HcJ they are a pair of normal
    variables whose correlation is that of the constants behind them. Upper limits do not fail a lot.

    Args:
        batch: n recipes.
        grade: with minima; those of None ask nothing.
        with_: calibration; the shipped one where it is None.
    """
    return chance(predict_many(batch, np.array([ROOM_KELVIN]), with_), grade)


def chance(found: Predicted, grade: Grade, at: int = 0) -> Floats:
    """The same from values that are there.

    Args:
        found: predicted.
        grade: with minima.
        at: which of its temperatures is 20 °C.
    """
    values, moved = found.values[:, :, at], found.moved[:, :, :, at]
    deviation = np.maximum(found.deviation()[:, :, at], 1e-12)
    minima = (grade.br_min_tesla, grade.hcj_min_a_per_m, grade.hcb_min_a_per_m, None, grade.bhmax_min_j_per_m3)
    over = np.stack([
        np.full(values.shape[1], np.inf) if least is None else (values[one] - least) / deviation[one]
        for one, least in enumerate(minima)
    ])  # fmt: skip
    flux = np.delete(over, 1, axis=0).min(0)
    correlation = (moved[:, 0] * moved[:, 1]).sum(0) / (deviation[0] * deviation[1])
    return _both(flux, over[1], np.clip(correlation, -MOST_CORRELATED, MOST_CORRELATED))


def _both(first: Floats, second: Floats, correlation: Floats) -> Floats:
    """P(X > -first, Y > -second) of two standard normal variables, by Gauss-Legendre over X."""
    nodes, weights = _nodes()
    start = np.clip(-first, -FARTHEST, FARTHEST)[:, None]
    at = start + (FARTHEST - start) * (nodes + 1) / 2
    density = np.exp(-(at**2) / 2) / np.sqrt(2 * np.pi)
    slope = correlation[:, None]
    given = ndtr((np.clip(second, -2 * FARTHEST, 2 * FARTHEST)[:, None] + slope * at) / np.sqrt(1 - slope**2))
    return np.asarray(np.clip((density * given * weights).sum(1) * (FARTHEST - start[:, 0]) / 2, 0, 1))


@cache
def _nodes() -> tuple[Floats, Floats]:
    """Points and weights of the integral on -1 to 1."""
    return np.polynomial.legendre.leggauss(NODES)

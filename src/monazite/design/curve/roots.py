"""Where a straight line and a power meet: the one equation behind HcB, (BH)max and every working point."""

from __future__ import annotations

from collections.abc import Callable

import numba
import numpy as np
import numpy.typing as npt

ROUNDS = 400
"""Newton steps at most; each at least takes 1/n off, and n stays below some thousand."""
CLOSE = 1e-14


def _root(constant: float, slope: float, factor: float, power: float) -> float:
    """Newton from the right: the function is concave and falls, so no step passes the root."""
    if constant <= 0:
        return 0.0
    at = min(constant / slope, (constant / factor) ** (1 / power))
    for _ in range(ROUNDS):
        last = factor * at ** (power - 1)
        step = (constant - slope * at - last * at) / (slope + power * last)
        at += step
        if abs(step) <= CLOSE * at:
            break
    return float(at)


_roots: Callable[..., npt.NDArray[np.float64]] = numba.vectorize(  # type: ignore[no-untyped-call]
    ["float64(float64, float64, float64, float64)"], cache=True
)(_root)


def concave_root(
    constant: npt.ArrayLike, slope: npt.ArrayLike, factor: npt.ArrayLike, power: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """The u >= 0 with constant = slope u + factor u**power; nought where the constant is not above nought.

    Args:
        constant: of the equation.
        slope: above nought.
        factor: above nought.
        power: one or more.

    >>> float(concave_root(2.0, 1.0, 1.0, 3.0))
    1.0
    """
    return np.asarray(_roots(constant, slope, factor, power))

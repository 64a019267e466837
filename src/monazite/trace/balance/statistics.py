"""The statistics of material balances over a series of periods: covariance, independent residuals, CUSUM.

All functions take arrays with periods on the last axis and any axes before it (elements, lines, simulated firms).
MUF and ITMUF as in nuclear material accountancy: the closing inventory of one period is the opening one of the next, so
neighbouring MUFs are correlated; their independent transform is the MUF less what the earlier ones let expect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Array: TypeAlias = "NDArray[np.float64]"
REFERENCE = 0.5
"""Reference value of the CUSUM in standard deviations: tuned for a lasting shift of one."""
FLOOR_MG2 = 1.0
"""Variance in square milligrams below which no balance is known: bookings are whole milligrams."""


def covariance(flow: Array, closing: Array, shared: Array) -> Array:
    """Covariance matrix of the MUFs of successive periods.

    Args:
        flow: random variance of what went in and out, in square milligrams, shape (..., periods).
        closing: random variance of the closing inventory, likewise; the first period opens with an empty line.
        shared: signed errors that one standard deviation of each instrument causes, in milligrams, shape (..., periods,
            instruments); they add linearly within a period and tie the periods together.

    Returns:
        Shape (..., periods, periods), in square milligrams.
    """
    import numpy as np  # noqa: PLC0415  heavy

    count = flow.shape[-1]
    found = shared @ np.swapaxes(shared, -1, -2)
    index = np.arange(count)
    found[..., index, index] += flow + closing + FLOOR_MG2
    if count > 1:
        found[..., index[1:], index[1:]] += closing[..., :-1]
        found[..., index[1:], index[:-1]] -= closing[..., :-1]
        found[..., index[:-1], index[1:]] -= closing[..., :-1]
    return found


def residuals(muf: Array, covariances: Array) -> Array:
    """Standardised independent MUFs (SITMUF): standard normal and independent for an honest line.

    Each is the MUF less its expectation given all earlier ones, over its conditional standard deviation: the solution
    of L r = MUF with the Cholesky factor L of the covariance.

    Args:
        muf: material unaccounted for, in milligrams, shape (..., periods).
        covariances: of `covariance`.
    """
    import numpy as np  # noqa: PLC0415  heavy

    factor = np.linalg.cholesky(covariances)
    solved: Array = np.linalg.solve(factor, muf[..., None])[..., 0]
    return solved


def cusum(scores: Array, reference: float = REFERENCE) -> tuple[Array, Array]:
    """The two one-sided CUSUMs of standard scores, for a shift up and for a shift down.

    Args:
        scores: standard normal when nothing is wrong, shape (..., periods).
        reference: allowance in standard deviations.

    Returns:
        Both never below zero, shape (..., periods) each.
    """
    import numpy as np  # noqa: PLC0415  heavy

    up, down = np.zeros(scores.shape), np.zeros(scores.shape)
    above = below = np.zeros(scores.shape[:-1])
    for period in range(scores.shape[-1]):
        above = np.maximum(0.0, above + scores[..., period] - reference)
        below = np.maximum(0.0, below - scores[..., period] - reference)
        up[..., period], down[..., period] = above, below
    return up, down


def projected(scores: Array, direction: Array) -> Array:
    """How much of a pattern is in the scores of the elements: the generalised least squares estimate over its error.

    Args:
        scores: residuals, shape (..., elements, periods).
        direction: what one unit of the pattern adds to each residual, shape (..., elements, periods).

    Returns:
        Standard normal when the pattern is absent, shape (..., periods).
    """
    import numpy as np  # noqa: PLC0415  heavy

    size = np.sqrt((direction**2).sum(axis=-2))
    found: Array = (scores * direction).sum(axis=-2) / np.where(size > 0, size, 1.0)
    return found


def response(shift: Array, covariances: Array) -> Array:
    """What a shift of each period's MUF adds to that period's residual, earlier periods being without it.

    Args:
        shift: in milligrams, shape (..., periods).
        covariances: of `covariance`.
    """
    import numpy as np  # noqa: PLC0415  heavy

    factor = np.linalg.cholesky(covariances)
    found: Array = shift / np.diagonal(factor, axis1=-2, axis2=-1)
    return found

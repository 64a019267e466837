"""The statistics of material balances over a series of periods: covariance, independent residuals, CUSUM.

All functions take arrays with periods on the last axis and any axes before it (elements, lines, simulated firms).
MUF and ITMUF as in nuclear material accountancy: the closing inventory of one period is the opening one of the next, so
neighbouring MUFs are correlated; their independent transform is the MUF less what the earlier ones let expect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Array: TypeAlias = "NDArray[np.float64]"
_LEAST_OWN = 1e-8
"""Of the variance that instruments share, what every balance has of its own at least: else nothing could be solved."""
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


class Joint(NamedTuple):
    """Residuals of all elements of a line together, each given the earlier periods and the elements before it.

    Args:
        scores: standard normal and independent for an honest line, shape (..., elements, periods).
        own_mg: standard deviation of each balance given the earlier ones and its instruments, likewise.
        factors: Cholesky factor of the correlation that instruments bring about between the elements of a period,
            shape (..., periods, elements, elements).
    """

    scores: Array
    own_mg: Array
    factors: Array


def joint_residuals(muf: Array, own: Array, shared: Array) -> Joint:
    """Residuals of all elements together: what one element says of an instrument is used for the others.

    The errors of the instruments are a state that does not change; each period is an observation of it by all elements
    (a Kalman filter). The result is that of a Cholesky factor of the covariance of all elements and periods.

    Args:
        muf: material unaccounted for, in milligrams, shape (..., elements, periods).
        own: covariances without what instruments share, in square milligrams, shape (..., elements, periods, periods).
        shared: errors that one standard deviation of each instrument causes, in milligrams, shape (..., elements,
            periods, instruments).
    """
    import numpy as np  # noqa: PLC0415  heavy

    index, instruments = np.arange(muf.shape[-1]), shared.shape[-1]
    least = own.copy()
    least[..., index, index] += _LEAST_OWN * (shared**2).sum(axis=-1)
    factor = np.linalg.cholesky(least)
    solved = np.linalg.solve(factor, np.concatenate([muf[..., None], shared], axis=-1))
    scores, factors = np.zeros(muf.shape), np.zeros((*muf.shape[:-2], len(index), muf.shape[-2], muf.shape[-2]))
    known = np.broadcast_to(np.eye(instruments), (*muf.shape[:-2], instruments, instruments))
    error = np.zeros((*muf.shape[:-2], instruments, 1))
    for period in index:
        by = solved[..., period, 1:]
        seen = by @ known
        root = np.linalg.cholesky(seen @ np.swapaxes(by, -1, -2) + np.eye(by.shape[-2]))
        both = np.linalg.solve(root, np.concatenate([solved[..., period, :1] - by @ error, seen], axis=-1))
        gain = np.swapaxes(both[..., 1:], -1, -2)
        error, known = error + gain @ both[..., :1], known - gain @ both[..., 1:]
        scores[..., period], factors[..., period, :, :] = both[..., 0], root
    return Joint(scores, np.diagonal(factor, axis1=-2, axis2=-1), factors)


def projected(joint: Joint, shift: Array) -> Array:
    """How much of a pattern is in the balances of a period: the generalised least squares estimate over its error.

    Args:
        joint: residuals of all elements.
        shift: the pattern in milligrams, shape (..., elements, periods); earlier periods are without it.

    Returns:
        Standard normal when the pattern is absent, shape (..., periods).
    """
    import numpy as np  # noqa: PLC0415  heavy

    moved = np.swapaxes(shift / joint.own_mg, -1, -2)[..., None]
    direction = np.swapaxes(np.linalg.solve(joint.factors, moved)[..., 0], -1, -2)
    size = np.sqrt((direction**2).sum(axis=-2))
    found: Array = (joint.scores * direction).sum(axis=-2) / np.where(size > 0, size, 1.0)
    return found

"""The statistics that detectors compare with their limits, on residuals of one line or of many firms at once.

Arrays have the axes (…, elements, periods); results have (…, periods). All are standard normal or a CUSUM of standard
normal scores while everybody is honest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from monazite.trace.balance.statistics import REFERENCE, Joint, cusum, projected

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Array: TypeAlias = "NDArray[np.float64]"
LEAST_FREEDOM = 20
"""Residuals from which on their spread can be judged."""
LIGHT_MAGNET = ("Pr", "Nd")
"""What is worth hiding: praseodymium and neodymium."""


def pattern_score(joint: Joint, pattern: Array) -> Array:
    """How much more of a pattern came out than went in: positive for unseen feed of that pattern.

    Args:
        joint: residuals of all elements together.
        pattern: milligrams of each element, shape (elements,) or (…, elements, periods).
    """
    import numpy as np  # noqa: PLC0415  heavy

    spread = pattern[..., None] if pattern.ndim == 1 else pattern
    return -projected(joint, np.broadcast_to(spread, joint.scores.shape))


def light_magnet_score(joint: Joint, elements: tuple[str, ...], inputs: Array) -> Array:
    """Missing praseodymium and neodymium in the proportions of the feed: positive for unseen output."""
    import numpy as np  # noqa: PLC0415  heavy

    chosen = np.array([element in LIGHT_MAGNET for element in elements], dtype=float)[:, None]
    return -pattern_score(joint, inputs.mean(axis=-1, keepdims=True) * np.broadcast_to(chosen, inputs.shape))


def largest_single(scores: Array) -> Array:
    """The largest residual of all elements, either sign."""
    import numpy as np  # noqa: PLC0415  heavy

    found: Array = np.abs(scores).max(axis=-2)
    return found


def largest_cusum(scores: Array) -> Array:
    """The largest CUSUM of all elements, either direction."""
    import numpy as np  # noqa: PLC0415  heavy

    up, down = cusum(scores)
    found: Array = np.maximum(up, down).max(axis=-2)
    return found


def one_sided(scores: Array, reference: float = REFERENCE) -> Array:
    """CUSUM upwards of one score a period, shape (…, periods)."""
    return cusum(scores, reference)[0]


def opposed(first: Array, second: Array) -> Array:
    """CUSUM of one line's loss against another's gain, either way."""
    import numpy as np  # noqa: PLC0415  heavy

    up, down = cusum((first - second) / 2**0.5)
    found: Array = np.maximum(up, down)
    return found


def closeness(scores: Array, is_known: NDArray[np.bool_]) -> Array:
    """How much closer to zero the balances are than measurement allows: large for made-up inventories.

    The sum of squares of all residuals so far, by the cube root of Wilson and Hilferty a standard score, sign turned.
    Zero while fewer than `LEAST_FREEDOM` residuals are known, which are too few.

    Args:
        scores: residuals (…, elements, periods).
        is_known: where there was anything to measure, likewise.
    """
    import numpy as np  # noqa: PLC0415  heavy

    sums = np.cumsum((scores**2 * is_known).sum(axis=-2), axis=-1)
    freedom = np.maximum(1.0, np.cumsum(is_known.sum(axis=-2), axis=-1).astype(float))
    score = (np.cbrt(sums / freedom) - (1 - 2 / (9 * freedom))) / np.sqrt(2 / (9 * freedom))
    found: Array = np.where(freedom >= LEAST_FREEDOM, -score, 0.0)
    return found

"""Hc, Mr and (BH)max of a perfect aligned cube from Ms, A and K1: a surrogate of finite-element loops.

What a real magnet does differs by its grains, defects and temperature: Hc here is an upper bound of that kind (Brown's
paradox), several times the coercivity of a sintered magnet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from monazite.design.loops.surface import Surface, corners, dimensionless, shipped_surface
from monazite.design.record import MU0

Floats = npt.NDArray[np.float64]
CUBE_METRE = 50e-9
"""Side of the cubes that were simulated."""


@dataclass(frozen=True, slots=True)
class CubeLoops:
    """What loops of cubes give; arrays of one shape. Low and high hold nine loops of ten.

    Args:
        hc_a_per_m: coercivity, never above HA = 2 K1 / (mu0 Ms).
        hc_low_a_per_m: its lower end.
        hc_high_a_per_m: its upper end.
        mr_a_per_m: remanent magnetisation, never above Ms.
        mr_low_a_per_m: its lower end.
        mr_high_a_per_m: its upper end.
        bhmax_j_per_m3: energy product of the loop in the inner field, never above mu0 Ms**2 / 4.
        bhmax_low_j_per_m3: its lower end.
        bhmax_high_j_per_m3: its upper end.
        is_covered: whether simulated loops lie around; elsewhere the values are those of the nearest knots, a guess.
    """

    hc_a_per_m: Floats
    hc_low_a_per_m: Floats
    hc_high_a_per_m: Floats
    mr_a_per_m: Floats
    mr_low_a_per_m: Floats
    mr_high_a_per_m: Floats
    bhmax_j_per_m3: Floats
    bhmax_low_j_per_m3: Floats
    bhmax_high_j_per_m3: Floats
    is_covered: npt.NDArray[np.bool_]


def cube_loops(
    ms_a_per_m: npt.ArrayLike, exchange_j_per_m: npt.ArrayLike, k1_j_per_m3: npt.ArrayLike,
    side_metre: npt.ArrayLike = CUBE_METRE, surface: Surface | None = None,
) -> CubeLoops:  # fmt: skip
    """Loops of cubes magnetised along their easy axis, which is an edge.

    Args:
        ms_a_per_m: saturation magnetisation, above nought.
        exchange_j_per_m: exchange stiffness, above nought.
        k1_j_per_m3: anisotropy constant, above nought.
        side_metre: of the cube; other sides than 50 nm follow from the scaling and were not simulated.
        surface: to read from; the one that ships where None.

    Raises:
        ValueError: where a number is not above nought or not finite.

    >>> hard = cube_loops(1.28e6, 7.7e-12, 4.3e6)  # Nd2Fe14B
    >>> round(float(hard.hc_a_per_m) / 1e6, 2), bool(hard.mr_a_per_m <= 1.28e6)
    (4.1, True)
    """
    inputs = (np.asarray(one, float) for one in (ms_a_per_m, exchange_j_per_m, k1_j_per_m3, side_metre))
    ms, exchange, k1, side = np.broadcast_arrays(*inputs)
    if not all(np.all((one > 0) & np.isfinite(one)) for one in (ms, exchange, k1, side)):
        raise ValueError("Ms, A, K1 and the side of the cube must be finite numbers above nought")
    from_ = surface or shipped_surface()
    points = dimensionless(ms, exchange, k1, side).reshape(-1, 2)
    places, weights = corners(points, from_.ln_hardness, from_.ln_size)

    def read(grid: Floats) -> Floats:
        return np.asarray((grid.ravel()[places] * weights).sum(1).reshape(ms.shape))

    coercivity = np.exp(np.minimum(read(from_.ln_coercivity), 0.0))
    off = read(from_.coercivity_error)
    hc = _three(coercivity, coercivity * off, 2 * k1 / (MU0 * ms))
    mr = _three(read(from_.remanence), read(from_.remanence_error), ms)
    bhmax = _three(read(from_.product), read(from_.product_error), MU0 * ms**2 / 4)
    return CubeLoops(*hc, *mr, *bhmax, _covered(points, from_, places, weights).reshape(ms.shape))


def _three(share: Floats, off: Floats, bound: Floats) -> tuple[Floats, Floats, Floats]:
    """A share of a bound, with its ends held between nought and the bound."""
    return tuple(np.asarray(np.clip(one, 0.0, 1.0) * bound) for one in (share, share - off, share + off))  # type: ignore[return-value]


def _covered(points: Floats, surface: Surface, places: npt.NDArray[np.intp], weights: Floats) -> npt.NDArray[np.bool_]:
    """Whether all four knots rest on loops and the point lies on the grid."""
    is_empty = (surface.loops.ravel()[places] == 0) & (weights > 0)
    ends = np.array([[one[0], one[-1]] for one in (surface.ln_hardness, surface.ln_size)])
    return np.asarray(~is_empty.any(1) & ((points >= ends[:, 0]) & (points <= ends[:, 1])).all(1))

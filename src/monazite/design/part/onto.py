"""Where the curve of a cell meets the line mu0 H + J = given: the one equation that is solved in every cell.

Past the knee J falls within a few A/m, so a step in H overshoots; along that line H and J both move gently.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import float64, vectorize

from monazite.design.curve import Curve
from monazite.design.record import MU0

Floats = npt.NDArray[np.float64]
MOST_LOST = 2.0
"""Share of the remanence lost by a cell that is wholly reversed."""
ROUNDS = 80
CLOSE = 1e-12


@vectorize([float64(*[float64] * 7)], cache=True)  # type: ignore[untyped-decorator,no-untyped-call]
def _share(  # noqa: PLR0917  a ufunc takes them one by one
    given: float, near: float, load: float, slope: float, ceiling: float, power: float, kept: float
) -> float:
    """Opposing field u as a share of HcJ with load * m(u) - u = given, m being J / Br; it falls all the way.

    Below the knee m is straight, and beyond full reversal flat; between them it is found by Newton steps held in a
    bracket, the first from a share that was near.
    """
    reversed_at = ((2.0 - ceiling) / (1.0 - ceiling)) ** (1.0 / power)
    if -load - given >= reversed_at:
        return -load - given
    straight = (load * (1.0 - kept) - given) / (1.0 + load * slope)
    flat = max(load * (1.0 - kept - ceiling), -load) - given
    recoil = straight if slope * straight <= ceiling else flat
    knee = (kept / (1.0 - ceiling)) ** (1.0 / power) if kept > 0.0 else 0.0
    if recoil <= knee:
        return recoil
    low, high = knee, min(recoil, reversed_at)
    at: float = near if low < near < high else high
    for _ in range(ROUNDS):
        steep = (1.0 - ceiling) * at ** (power - 1.0)
        m = 1.0 - min(slope * at, ceiling) - steep * at
        rate = power * steep + (slope if slope * at < ceiling else 0.0)
        if m < -1.0:
            m, rate = -1.0, 0.0
        off = load * m - at - given
        if off > 0.0:
            low = at
        else:
            high = at
        after: float = at + off / (1.0 + load * rate)
        if not low < after < high:
            after = 0.5 * (low + high)
        if abs(after - at) <= CLOSE * at:
            return after
        at = after
    return at


def onto(curve: Curve, line_tesla: Floats, near_a_per_m: Floats, lost: Floats) -> Floats:
    """The field H of each cell with mu0 H + J = a given value and J on the curve; A/m.

    Args:
        curve: of the cells.
        line_tesla: the given value.
        near_a_per_m: a field to begin with.
        lost: share of the remanence that was lost before.
    """
    load = curve.br_tesla / (MU0 * curve.hcj_a_per_m)
    given, near = line_tesla / (MU0 * curve.hcj_a_per_m), -near_a_per_m / curve.hcj_a_per_m
    found: Any = _share(given, near, load, curve.slope, curve.ceiling, curve.power, lost)
    return np.asarray(-found * curve.hcj_a_per_m)

"""Two numbers decide everything: the surface over hardness and size from which loops are read.

Micromagnetics of a cube has three lengths, so its loop, in units of HA and Ms, depends on two ratios alone (Brown 1963,
Micromagnetics; Aharoni 1996, Introduction to the Theory of Ferromagnetism, ch. 10): hardness 2 K1 / (mu0 Ms**2), which
is HA / Ms, and size L / lex with the exchange length lex**2 = 2 A / (mu0 Ms**2).

``surface.csv`` holds three shares at the knots of a grid over their logarithms, made by
``benchmarks/design_loops_fit.py``. Between knots they are straight in both directions, so what holds at every knot
(no share is above one) holds everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from monazite.design.record import MU0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Surface:
    """Shares at the knots of a grid; arrays of shape (hardnesses, sizes).

    Args:
        ln_hardness: knots of the first axis, evenly spaced.
        ln_size: knots of the second, evenly spaced.
        ln_coercivity: logarithm of Hc / HA, nought at most.
        remanence: Mr / Ms, 0 to 1.
        product: (BH)max / (mu0 Ms**2 / 4), 0 to 1.
        coercivity_error: share of Hc by which one loop in ten is off nearby, each predicted without itself.
        remanence_error: the same of Mr, as a share of Ms.
        product_error: the same of (BH)max, as a share of its bound.
        loops: simulated loops that a knot rests on.
    """

    ln_hardness: Floats
    ln_size: Floats
    ln_coercivity: Floats
    remanence: Floats
    product: Floats
    coercivity_error: Floats
    remanence_error: Floats
    product_error: Floats
    loops: Floats


def dimensionless(ms_a_per_m: Floats, exchange_j_per_m: Floats, k1_j_per_m3: Floats, side_metre: Floats) -> Floats:
    """Logarithms of hardness and size, shape (n, 2).

    Args:
        ms_a_per_m: saturation magnetisation.
        exchange_j_per_m: exchange stiffness.
        k1_j_per_m3: anisotropy constant.
        side_metre: of the cube.
    """
    twice_energy = MU0 * ms_a_per_m**2
    size = side_metre * np.sqrt(twice_energy / (2 * exchange_j_per_m))
    return np.stack([np.log(2 * k1_j_per_m3 / twice_energy), np.log(size)], axis=-1)


def corners(points: Floats, ln_hardness: Floats, ln_size: Floats) -> tuple[npt.NDArray[np.intp], Floats]:
    """The four knots around each point, as places in the flattened grid, and their weights; points outside are held.

    Args:
        points: shape (n, 2).
        ln_hardness: knots.
        ln_size: knots.

    Returns:
        Two arrays of shape (n, 4); weights are 0 to 1 and sum to one.
    """
    across, one = _between(points[:, 0], ln_hardness)
    along, two = _between(points[:, 1], ln_size)
    first = across * len(ln_size) + along
    places = first[:, None] + np.array([0, 1, len(ln_size), len(ln_size) + 1])
    weights = np.stack([(1 - one) * (1 - two), (1 - one) * two, one * (1 - two), one * two], axis=1)
    return places, weights


def _between(values: Floats, knots: Floats) -> tuple[npt.NDArray[np.intp], Floats]:
    """The knot below each value, and how far it is on to the next."""
    at = np.clip((values - knots[0]) / (knots[1] - knots[0]), 0, len(knots) - 1)
    below = np.minimum(at.astype(np.intp), len(knots) - 2)
    return below, at - below


@cache
def shipped_surface() -> Surface:
    """The surface as it ships."""
    lines = (resources.files("monazite.design.loops") / "surface.csv").read_text("utf-8").splitlines()
    table = np.loadtxt(lines, delimiter=",", skiprows=1)
    hardness, size = np.unique(table[:, 0]), np.unique(table[:, 1])
    return Surface(hardness, size, *(column.reshape(len(hardness), len(size)) for column in table[:, 2:].T))

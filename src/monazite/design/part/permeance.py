"""The permeance coefficient of a shape alone (磁导系数): Pc = 1 / N - 1, N being its mean demagnetising factor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ellipe, ellipk

from monazite.design.part.newell import factor
from monazite.design.part.own import OwnField
from monazite.design.part.shape import Block, Cylinder, Shape, cut

BLOCK = "Aharoni 1998, J. Appl. Phys. 83, 3432"
CYLINDER = "Joseph 1966, J. Appl. Phys. 37, 4639; Chen, Brug and Goldfarb 1991, IEEE Trans. Magn. 27, 3601"
CELLS = (
    "mean over 20 000 cells, Newell, Williams and Dunlop 1993, J. Geophys. Res. 98, 9551; about 0.5 % off where round"
)


@dataclass(frozen=True, slots=True)
class Permeance:
    """What a shape does to itself.

    Args:
        coefficient: Pc = -B / (mu0 H) of the means of B and H over the volume, uniformly magnetised.
        factor: N, with mu0 H = -N J.
        source: of the formula.
    """

    coefficient: float
    factor: float
    source: str


def permeance(shape: Shape) -> Permeance:
    """The load line of a shape in open circuit.

    The trade's rule for a cylinder, 4 (L / D) / sqrt(pi), gives 1.58 at L / D = 0.7; the mean over the volume is 1.54.

    Args:
        shape: with every length above nought.

    Raises:
        ValueError: when it has no volume.

    >>> round(permeance(Cylinder(0.010, 0.007)).coefficient, 2)
    1.54
    """
    part = cut(shape, 1 if isinstance(shape, Block) else 20_000)
    if isinstance(shape, Block):
        found, source = factor(shape.x_metre, shape.y_metre, shape.z_metre), BLOCK
    elif isinstance(shape, Cylinder) and not shape.bore_metre:
        found, source = _cylinder(shape.z_metre / shape.diameter_metre), CYLINDER
    else:
        found, source = float((OwnField(part).opposing(part.fill) * part.fill).sum() / part.fill.sum()), CELLS
    return Permeance(1 / found - 1, found, source)


def _cylinder(slender: float) -> float:
    """Magnetometric factor along the axis, of L / D and a susceptibility of nought."""
    square = slender**2
    integrals = square * ellipk(1 / (1 + square)) + (1 - square) * ellipe(1 / (1 + square))
    return float(1 - 4 / (3 * np.pi * slender) * (np.sqrt(1 + square) * integrals - 1))

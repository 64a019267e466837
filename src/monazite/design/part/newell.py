"""Demagnetising tensor of a box on an equal box, averaged over both: exact (Newell, Williams and Dunlop 1993).

J. Geophys. Res. 98 (B6), 9551, equations 27 to 32. Beyond `FAR` cells the dipole takes over: there the differences of
the exact formula lose more digits than the dipole lacks.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
FAR = 40
"""Cells, counted in the longest edge."""
ORDER = {
    (0, 0): (0, 1, 2),
    (1, 1): (1, 2, 0),
    (2, 2): (2, 0, 1),
    (0, 1): (0, 1, 2),
    (0, 2): (0, 2, 1),
    (1, 2): (1, 2, 0),
}
"""Which coordinates stand for x, y, z of the formulas of Nxx and Nxy."""


def factor(x_metre: float, y_metre: float, z_metre: float) -> float:
    """Magnetometric demagnetising factor of a block along z (the formula of Aharoni 1998, J. Appl. Phys. 83, 3432).

    Args:
        x_metre: edge.
        y_metre: edge.
        z_metre: edge along the magnetisation.

    >>> round(factor(1, 1, 1), 12)
    0.333333333333
    """
    return float(tensor((2, 2), (1, 1, 1), np.array([x_metre, y_metre, z_metre]))[0, 0, 0])


def tensor(which: tuple[int, int], counts: tuple[int, int, int], edges: Floats) -> Floats:
    """One component of the tensor for all distances of nought and up.

    Args:
        which: axis of the field, axis of the magnetisation; the smaller first.
        counts: distances along x, y and z, in cells.
        edges: of a cell, in any unit.

    Returns:
        N with H = -N M, shape `counts`.
    """
    step = np.asarray(edges, float) / np.max(edges)
    points = np.meshgrid(
        *((np.arange(-1, count + 1) * one) for count, one in zip(counts, step, strict=True)), indexing="ij"
    )
    formula: Callable[[Floats, Floats, Floats], Floats] = _same if which[0] == which[1] else _across
    potential = formula(*(points[at] for at in ORDER[which]))
    for axis in range(3):
        potential = np.diff(potential, 2, axis=axis)
    exact = -potential / (4 * np.pi * step.prod())
    inner = [one[1:-1, 1:-1, 1:-1] for one in points]
    squared = inner[0] ** 2 + inner[1] ** 2 + inner[2] ** 2
    safe = np.maximum(squared, 1.0)
    tilted = 3 * inner[which[0]] * inner[which[1]] / safe - float(which[0] == which[1])
    return np.asarray(np.where(squared > FAR**2, -step.prod() / (4 * np.pi) * tilted / safe**1.5, exact))


def _over(one: Floats, other: Floats) -> Floats:
    """A ratio, nought where the divisor is: its factor is nought there as well."""
    return np.divide(one, other, out=np.zeros_like(one), where=other != 0)


def _same(x: Floats, y: Floats, z: Floats) -> Floats:
    """F of Nxx (equation 27)."""
    xx, yy, zz = x * x, y * y, z * z
    r = np.sqrt(xx + yy + zz)
    return np.asarray(
        y / 2 * (zz - xx) * np.arcsinh(_over(y, np.sqrt(xx + zz)))
        + z / 2 * (yy - xx) * np.arcsinh(_over(z, np.sqrt(xx + yy)))
        - x * y * z * np.arctan(_over(y * z, x * r))
        + (2 * xx - yy - zz) * r / 6
    )


def _across(x: Floats, y: Floats, z: Floats) -> Floats:
    """G of Nxy (equation 32)."""
    xx, yy, zz = x * x, y * y, z * z
    r = np.sqrt(xx + yy + zz)
    return np.asarray(
        x * y * z * np.arcsinh(_over(z, np.sqrt(xx + yy)))
        + y / 6 * (3 * zz - yy) * np.arcsinh(_over(x, np.sqrt(yy + zz)))
        + x / 6 * (3 * zz - xx) * np.arcsinh(_over(y, np.sqrt(xx + zz)))
        - z**3 / 6 * np.arctan(_over(x * y, z * r))
        - z * yy / 2 * np.arctan(_over(x * z, y * r))
        - z * xx / 2 * np.arctan(_over(y * z, x * r))
        - x * y * r / 3
    )

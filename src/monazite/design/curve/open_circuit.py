"""A saturated cylinder in open circuit (开路): its own field, cell by cell, and the flux it loses.

GB/T 13560-2017 3.4 defines the highest working temperature on it. Near the end faces the field is half again its mean,
so that is where the loss begins; a mean permeance does not show it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monazite.design.curve.demagnetisation import (
    Curve,
    Floats,
    irreversible_fall,
    polarisation_tesla,
    slope_tesla_per_a_per_m,
)
from monazite.design.record import MU0

AROUND = 400
"""Points of the mean around the rim of a disc; twice as many change no factor of 12 rings and 16 layers by 1e-7."""
ROUNDS = 200
CLOSE = 1e-9
"""Of the field in every cell, as a share of HcJ."""
HALVINGS = 12
STRIDE = 0.05
"""Longest Newton step, as a share of HcJ."""


@dataclass(frozen=True, slots=True)
class Cylinder:
    """Rings of a cylinder that is magnetised along its axis.

    Args:
        factors: demagnetising factor of ring on ring, ring by ring; rows are where the field is.
        weights: share of the volume of each ring; they sum to one.
    """

    factors: Floats
    weights: Floats


def cylinder(length_per_diameter: float, rings: int = 6, layers: int = 8) -> Cylinder:
    """A cylinder cut into rings of equal area and layers that are finer towards the faces.

    The field of a charged disc along the axis is its solid angle over 4 pi (Maxwell, Treatise, 409); of a ring, the
    difference of two discs, two of them for a layer.

    Args:
        length_per_diameter: L/D, above nought.
        rings: across the radius.
        layers: along the axis.
    """
    length = 2 * length_per_diameter
    edges = np.sqrt(np.linspace(0, 1, rings + 1))
    faces = length * (1 - np.cos(np.linspace(0, np.pi, layers + 1))) / 2
    radii = np.sqrt((edges[:-1] ** 2 + edges[1:] ** 2) / 2)
    heights = (faces[:-1] + faces[1:]) / 2
    discs = _solid_angles(radii, heights[:, None] - faces, edges) / (4 * np.pi)
    charged = np.diff(discs, axis=3)
    own = np.diff(charged, axis=2).reshape(rings * layers, rings * layers)
    weights = np.outer(np.diff(edges**2), np.diff(faces) / length).ravel()
    return Cylinder(-own, weights)


def open_circuit_loss(curve: Curve, one: Cylinder) -> float:
    """Share of its flux that a saturated cylinder loses for good in open circuit (开路磁通不可逆损失).

    Args:
        curve: of the magnet at the temperature, one and not an array.
        one: the cylinder.

    Raises:
        ArithmeticError: when no field was found that every cell agrees with.
    """
    hcj = float(curve.hcj_a_per_m)
    opposing = np.minimum(one.factors.sum(1) * float(curve.br_tesla) / MU0, 0.98 * hcj)
    off = _off(curve, one, opposing)
    for _ in range(ROUNDS):
        if np.abs(off).max() < CLOSE * hcj:
            return float(irreversible_fall(curve, opposing / hcj) @ one.weights)
        rate = np.eye(len(opposing)) + one.factors * slope_tesla_per_a_per_m(curve, -opposing) / MU0
        step = np.linalg.solve(rate, -off)
        step *= min(1.0, STRIDE * hcj / np.abs(step).max())
        for _ in range(HALVINGS):
            if np.linalg.norm(after := _off(curve, one, opposing + step)) < np.linalg.norm(off):
                break
            step /= 2
        opposing, off = opposing + step, after
    raise ArithmeticError("the cells of the cylinder do not settle")


def _off(curve: Curve, one: Cylinder, opposing: Floats) -> Floats:
    """By how much the field of each ring is not what the polarisation of all rings makes it."""
    return np.asarray(opposing - one.factors @ polarisation_tesla(curve, -opposing) / MU0)


def _solid_angles(radii: Floats, heights: Floats, edges: Floats) -> Floats:
    """Solid angle of a disc at a point, with the sign of its height above the disc.

    Args:
        radii: of the points, shape (rings,).
        heights: of the points above the discs, shape (layers, faces).
        edges: radii of the discs, shape (rings + 1,).

    Returns:
        Shape (rings, layers, rings + 1, faces).
    """
    around = np.cos((np.arange(AROUND) + 0.5) * np.pi / AROUND)
    near = radii[:, None, None, None, None]
    edge = edges[None, None, :, None, None]
    high = heights[None, :, None, :, None]
    square = np.maximum(edge**2 + near**2 - 2 * near * edge * around, 1e-300)
    seen = (1 - np.abs(high) / np.sqrt(high**2 + square)) * (edge**2 - near * edge * around) / square
    return np.asarray(2 * np.pi * np.sign(high[..., 0]) * seen.mean(-1))

"""Supply against demand, element by element, with elements of a pool standing in for one another."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from monazite.warn.outlook.cohorts import Array


def balanced(supply: Array, demand: Array, pools: Iterable[tuple[int, ...]]) -> tuple[Array, Array, Array]:
    """What is swapped, lacking and left over: ``supply + swapped + gap = demand + surplus``.

    In a pool, those with a surplus give to those in gap, each in proportion, as much as there is.

    Args:
        supply: from ore and recycling, tonnes, shape (..., elements).
        demand: shape (..., elements).
        pools: places of the elements of each pool.

    Returns:
        Swapped (less than nought where an element gives), gap and surplus, shape (..., elements).

    >>> [one.tolist() for one in balanced(np.array([[5.0, 9.0]]), np.array([[8.0, 7.0]]), [(0, 1)])]
    [[[2.0, -2.0]], [[1.0, 0.0]], [[0.0, 0.0]]]
    """
    gap, surplus = np.maximum(demand - supply, 0.0), np.maximum(supply - demand, 0.0)
    swapped = np.zeros_like(demand)
    for pool in map(list, pools):
        lacking, left = gap[..., pool], surplus[..., pool]
        total, rest = lacking.sum(axis=-1, keepdims=True), left.sum(axis=-1, keepdims=True)
        moved = np.minimum(total, rest)
        taken = lacking * _part(moved, total)
        given = left * _part(moved, rest)
        swapped[..., pool] = taken - given
        gap[..., pool] -= taken
        surplus[..., pool] -= given
    return swapped, gap, surplus


def _part(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)

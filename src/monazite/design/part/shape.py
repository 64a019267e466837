"""Shapes of parts (零件形状) and their cells: a regular grid, each cell with the share of it that is magnet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import distance_transform_edt

Floats = npt.NDArray[np.float64]
MOST_CELLS = 4_000_000
"""Cells of a grid; the transforms of so many take 2 GB."""
SAMPLES = 4
"""Points across a cell, in each direction of the plane, that find how much of it lies inside a round shape."""
SIDEWAYS = 1e6
"""How much farther a face counts that nothing diffuses through."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block (方块), magnetised along z.

    Args:
        x_metre: edge.
        y_metre: edge.
        z_metre: edge along which it is magnetised.
    """

    x_metre: float
    y_metre: float
    z_metre: float


@dataclass(frozen=True, slots=True)
class Cylinder:
    """A cylinder, disc or ring (圆柱、圆片、圆环) magnetised along its axis z.

    Args:
        diameter_metre: outer.
        z_metre: length along the axis.
        bore_metre: inner diameter; nought for a full one.
    """

    diameter_metre: float
    z_metre: float
    bore_metre: float = 0.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of a ring (瓦形), its middle on the x axis, its axis z.

    Args:
        inner_metre: inner radius.
        outer_metre: outer radius.
        z_metre: length along the axis.
        angle_radian: that it spans, up to a full turn.
        is_radial: magnetised along each radius (辐射取向); else along x throughout (平行取向).
    """

    inner_metre: float
    outer_metre: float
    z_metre: float
    angle_radian: float
    is_radial: bool = False


Shape = Block | Cylinder | Segment


@dataclass(frozen=True, slots=True)
class Part:
    """A part cut into cells.

    Args:
        cell_metre: edges of a cell, shape (3,).
        centre_metre: x, y and z of the centres, three arrays.
        fill: share of each cell that is magnet, shape (nx, ny, nz).
        easy: unit vector of the magnetisation, shape (3,) where it is the same everywhere, else (nx, ny, nz, 3).
    """

    cell_metre: Floats
    centre_metre: tuple[Floats, Floats, Floats]
    fill: Floats
    easy: Floats

    @property
    def is_magnet(self) -> npt.NDArray[np.bool_]:
        """Cells that hold magnet, shape (nx, ny, nz)."""
        return self.fill > 0

    @property
    def volume_m3(self) -> float:
        """Of all magnet."""
        return float(self.fill.sum() * self.cell_metre.prod())


def cut(shape: Shape, cells: int = 20_000) -> Part:
    """A shape cut into cells that are nearly cubes.

    Args:
        shape: with every length above nought.
        cells: of magnet, about.

    Raises:
        ValueError: when the shape has no volume, or there would be too many cells.

    >>> cut(Block(0.02, 0.01, 0.005), 1000).fill.shape
    (20, 10, 5)
    """
    low, high = _box(shape)
    size, volume = high - low, _volume(shape)
    if not (np.all(np.isfinite(size)) and np.all(size > 0) and volume > 0 and cells > 0):
        raise ValueError(f"a shape needs lengths above nought and an angle up to a full turn: {shape}")
    edge = np.cbrt(volume / cells)
    counts = np.maximum(np.rint(size / edge), 1)
    if counts.prod() > MOST_CELLS:
        raise ValueError(f"{counts.prod():.0f} cells; at most {MOST_CELLS}")
    step = size / counts
    x, y, z = (start + (np.arange(int(count)) + 0.5) * one for start, count, one in zip(low, counts, step, strict=True))
    fill = np.repeat(_plane_fill(shape, x, y, step)[:, :, None], len(z), axis=2)
    return Part(step, (x, y, z), fill, _easy(shape, x, y, len(z)))


def depth_metre(part: Part, axes: tuple[int, ...] = (0, 1, 2)) -> Floats:
    """Distance of each cell's centre from the nearest face (离表面深度), nought outside; shape (nx, ny, nz).

    Args:
        part: with its cells.
        axes: along which distance counts; ``(2,)`` where diffusion is through the faces across z alone.
    """
    sampling = [one if at in axes else one * SIDEWAYS for at, one in enumerate(part.cell_metre)]
    far = distance_transform_edt(np.pad(part.is_magnet, 1), sampling=sampling)[1:-1, 1:-1, 1:-1]
    return np.asarray(np.maximum(far - min(sampling) / 2, 0.0))


def _box(shape: Shape) -> tuple[Floats, Floats]:
    """Two corners of the box around a shape."""
    if isinstance(shape, Block):
        half = np.array([shape.x_metre, shape.y_metre, shape.z_metre]) / 2
        return -half, half
    if isinstance(shape, Cylinder):
        half = np.array([shape.diameter_metre, shape.diameter_metre, shape.z_metre]) / 2
        return -half, half
    turn = shape.angle_radian / 2
    is_wide = turn > np.pi / 2
    left = (shape.outer_metre if is_wide else shape.inner_metre) * np.cos(turn)
    side = shape.outer_metre * (1.0 if is_wide else np.sin(turn))
    up = shape.z_metre / 2
    return np.array([left, -side, -up]), np.array([shape.outer_metre, side, up])


def _volume(shape: Shape) -> float:
    if isinstance(shape, Block):
        return shape.x_metre * shape.y_metre * shape.z_metre
    if isinstance(shape, Cylinder):
        area = np.pi / 4 * (shape.diameter_metre**2 - shape.bore_metre**2)
    else:
        area = shape.angle_radian / 2 * (shape.outer_metre**2 - shape.inner_metre**2)
    hollow = shape.bore_metre if isinstance(shape, Cylinder) else shape.inner_metre
    is_turn = isinstance(shape, Cylinder) or shape.angle_radian <= 2 * np.pi * (1 + 1e-12)
    return float(area * shape.z_metre) if area > 0 and hollow >= 0 and is_turn else float("nan")


def _plane_fill(shape: Shape, x: Floats, y: Floats, step: Floats) -> Floats:
    """Share of each cell of the plane across z that is inside; what is left of a sliver keeps the volume."""
    if isinstance(shape, Block):
        return np.ones((len(x), len(y)))
    within = (np.arange(SAMPLES) + 0.5) / SAMPLES - 0.5
    over = (x[:, None] + within * step[0])[:, :, None, None]
    up = (y[:, None] + within * step[1])[None, None, :, :]
    radius, turn = np.hypot(over, up), np.abs(np.arctan2(up, over))
    if isinstance(shape, Cylinder):
        is_inside = (radius <= shape.diameter_metre / 2) & (radius >= shape.bore_metre / 2)
    else:
        is_inside = (radius <= shape.outer_metre) & (radius >= shape.inner_metre) & (turn <= shape.angle_radian / 2)
    fill = np.asarray(is_inside.mean(axis=(1, 3)))
    return np.asarray(fill * (_volume(shape) / shape.z_metre / (fill.sum() * step[0] * step[1])))


def _easy(shape: Shape, x: Floats, y: Floats, layers: int) -> Floats:
    """Direction of the magnetisation."""
    if not isinstance(shape, Segment):
        return np.array([0.0, 0.0, 1.0])
    if not shape.is_radial:
        return np.array([1.0, 0.0, 0.0])
    over, up = np.broadcast_arrays(x[:, None], y[None, :])
    radius = np.maximum(np.hypot(over, up), np.finfo(float).tiny)
    plane = np.stack([over / radius, up / radius, np.zeros_like(radius)], axis=-1)
    return np.repeat(plane[:, :, None, :], layers, axis=2)

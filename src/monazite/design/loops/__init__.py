"""Loops of a small perfect cube without simulating it (模拟磁滞回线的代理模型). See README.md beside this file."""

from monazite.design.loops.cube import CUBE_METRE, CubeLoops, cube_loops
from monazite.design.loops.files import Loops, SimulatedLoop, read_loops
from monazite.design.loops.surface import Surface, corners, dimensionless, shipped_surface

__all__ = [
    "CUBE_METRE",
    "CubeLoops",
    "Loops",
    "SimulatedLoop",
    "Surface",
    "corners",
    "cube_loops",
    "dimensionless",
    "read_loops",
    "shipped_surface",
]

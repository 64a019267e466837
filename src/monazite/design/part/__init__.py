"""A part of any shape in its own field, a field from outside and a map of temperature (零件). See README.md."""

from monazite.design.part.duty import Duty, Working, endure, permeance_map, working
from monazite.design.part.own import OwnField
from monazite.design.part.permeance import Permeance, permeance
from monazite.design.part.settle import State, settle
from monazite.design.part.shape import Block, Cylinder, Part, Segment, Shape, cut, depth_metre

__all__ = [
    "Block",
    "Cylinder",
    "Duty",
    "OwnField",
    "Part",
    "Permeance",
    "Segment",
    "Shape",
    "State",
    "Working",
    "cut",
    "depth_metre",
    "endure",
    "permeance",
    "permeance_map",
    "settle",
    "working",
]

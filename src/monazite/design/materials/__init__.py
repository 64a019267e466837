"""What phases and magnets are known to do, each number with its source (材料数据). See the README."""

from monazite.design.materials.literature import Literature, read_literature, shipped_literature
from monazite.design.materials.measured import measured_magnets
from monazite.design.materials.members import end_members
from monazite.design.materials.row import LiteratureRow, formula_atoms
from monazite.design.materials.temperature import (
    anisotropy_field_tesla,
    exchange_j_per_m,
    iron_ratio,
    kuzmin,
    kuzmin_shape,
    saturation_tesla,
)

__all__ = [
    "Literature",
    "LiteratureRow",
    "anisotropy_field_tesla",
    "end_members",
    "exchange_j_per_m",
    "formula_atoms",
    "iron_ratio",
    "kuzmin",
    "kuzmin_shape",
    "measured_magnets",
    "read_literature",
    "saturation_tesla",
    "shipped_literature",
]

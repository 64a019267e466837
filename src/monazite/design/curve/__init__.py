"""The demagnetisation curve, its points, and the highest working temperature (退磁曲线). See this folder's README."""

from monazite.design.curve.demagnetisation import (
    Curve,
    Points,
    after_tesla,
    at_temperature,
    curve_of,
    flux_density_tesla,
    irreversible_fall,
    knee_field_a_per_m,
    points,
    polarisation_tesla,
    reversible_fall,
    slope_tesla_per_a_per_m,
    working_field_a_per_m,
)
from monazite.design.curve.limit import constants, critical_ratio, needed_beta_per_kelvin, tmax_kelvin
from monazite.design.curve.open_circuit import Cylinder, cylinder, open_circuit_loss

__all__ = [
    "Curve",
    "Cylinder",
    "Points",
    "after_tesla",
    "at_temperature",
    "constants",
    "critical_ratio",
    "curve_of",
    "cylinder",
    "flux_density_tesla",
    "irreversible_fall",
    "knee_field_a_per_m",
    "needed_beta_per_kelvin",
    "open_circuit_loss",
    "points",
    "polarisation_tesla",
    "reversible_fall",
    "slope_tesla_per_a_per_m",
    "tmax_kelvin",
    "working_field_a_per_m",
]

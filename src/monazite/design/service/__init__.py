"""What a magnet loses at work, at once and over the years (使用性能). See the README beside this file."""

from monazite.design.service.ageing import aged, constants, lost_for_good, viscosity_share
from monazite.design.service.highest import tmax_of
from monazite.design.service.loss import (
    Course,
    Loss,
    Work,
    curve_at,
    loss_over_years,
    problems_of,
    standard_test_loss,
    ten_year_loss,
)

__all__ = [
    "Course",
    "Loss",
    "Work",
    "aged",
    "constants",
    "curve_at",
    "loss_over_years",
    "lost_for_good",
    "problems_of",
    "standard_test_loss",
    "ten_year_loss",
    "tmax_of",
    "viscosity_share",
]

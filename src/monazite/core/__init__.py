"""What every room shares: problems, intervals, mass, money, prices, ids, time, figures. No input or output."""

from monazite.core.clock import SHANGHAI, Clock, FixedClock, SystemClock, shanghai_day
from monazite.core.errors import InternalError, MonaziteError, ProblemError, UsageError
from monazite.core.figures import as_decimal, figure, scaled_figure
from monazite.core.ids import content_id, uuid7, uuid7_instant
from monazite.core.interval import Interval, ulp
from monazite.core.mass import ElementMass, Mass, reo
from monazite.core.money import Money
from monazite.core.price import Basis, Price, VatRate
from monazite.core.problem import Problem
from monazite.core.shares import share_out, whole_parts
from monazite.core.words import Language, Words

__all__ = [
    "SHANGHAI",
    "Basis",
    "Clock",
    "ElementMass",
    "FixedClock",
    "InternalError",
    "Interval",
    "Language",
    "Mass",
    "MonaziteError",
    "Money",
    "Price",
    "Problem",
    "ProblemError",
    "SystemClock",
    "UsageError",
    "VatRate",
    "Words",
    "as_decimal",
    "content_id",
    "figure",
    "reo",
    "scaled_figure",
    "shanghai_day",
    "share_out",
    "ulp",
    "uuid7",
    "uuid7_instant",
    "whole_parts",
]

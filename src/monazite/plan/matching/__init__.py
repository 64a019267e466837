"""matching: demand against capacity week by week, as in CX-0128. See this folder's README."""

from monazite.plan.matching.accept import Answer, accept
from monazite.plan.matching.check import gaps, problems_of
from monazite.plan.matching.codes import codes, unit_key, units
from monazite.plan.matching.deviation import Deviation, deviations, measurements
from monazite.plan.matching.match import group_demands, judge, match
from monazite.plan.matching.record import (
    AlertThreshold,
    CapacityGroup,
    Comment,
    DemandSeries,
    LinkedDemand,
    LinkedGroup,
    Match,
    MaterialDemand,
    Verdict,
    Volatility,
    WeekCapacity,
    WeekDemand,
)
from monazite.plan.matching.stated import comment_of, demand_of, group_of
from monazite.plan.matching.tables import Given, Scenario, read_files

__all__ = [
    "AlertThreshold",
    "Answer",
    "CapacityGroup",
    "Comment",
    "DemandSeries",
    "Deviation",
    "Given",
    "LinkedDemand",
    "LinkedGroup",
    "Match",
    "MaterialDemand",
    "Scenario",
    "Verdict",
    "Volatility",
    "WeekCapacity",
    "WeekDemand",
    "accept",
    "codes",
    "comment_of",
    "demand_of",
    "deviations",
    "gaps",
    "group_demands",
    "group_of",
    "judge",
    "match",
    "measurements",
    "problems_of",
    "read_files",
    "unit_key",
    "units",
]

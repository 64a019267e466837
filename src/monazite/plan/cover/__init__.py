"""cover: how much of each week's demand is met, by what, element by element (供应覆盖). See this folder's README."""

from monazite.plan.cover.committed import contents_of, supply_of
from monazite.plan.cover.files import committed, read_commitments, read_demand, read_supply
from monazite.plan.cover.record import Cover, CoverSum, Demand, Supply
from monazite.plan.cover.weeks import cover, days_of_cover, sums, uncovered_share

__all__ = [
    "Cover",
    "CoverSum",
    "Demand",
    "Supply",
    "committed",
    "contents_of",
    "cover",
    "days_of_cover",
    "read_commitments",
    "read_demand",
    "read_supply",
    "sums",
    "supply_of",
    "uncovered_share",
]

"""lots: lots as weighed, what is done with them, runs, lines, movements. See this room's README."""

from monazite.trace.lots.alarms import RecoveryAlarm, recovery_alarms
from monazite.trace.lots.checks import LotChecks
from monazite.trace.lots.closed import LineChecks
from monazite.trace.lots.find import Movement, Stock, act_labels, lot, movements, moves, status_labels, stock
from monazite.trace.lots.lines import book_before
from monazite.trace.lots.lists import LISTS
from monazite.trace.lots.record import AsWeighed, Holding, Lot, LotMove, Part
from monazite.trace.lots.rows import PROJECTION
from monazite.trace.lots.stated import as_json, checked, from_json, problems_of, problems_of_json
from monazite.trace.lots.weighing import (
    instrument,
    matter_of,
    reo_mg,
    reo_total_mg,
    spread_of,
    spread_scaled,
    spread_sum,
    total_of,
)

__all__ = [
    "LISTS",
    "PROJECTION",
    "AsWeighed",
    "Holding",
    "LineChecks",
    "Lot",
    "LotChecks",
    "LotMove",
    "Movement",
    "Part",
    "RecoveryAlarm",
    "Stock",
    "act_labels",
    "as_json",
    "book_before",
    "checked",
    "from_json",
    "instrument",
    "lot",
    "matter_of",
    "movements",
    "moves",
    "problems_of",
    "problems_of_json",
    "recovery_alarms",
    "reo_mg",
    "reo_total_mg",
    "spread_of",
    "spread_scaled",
    "spread_sum",
    "status_labels",
    "stock",
    "total_of",
]

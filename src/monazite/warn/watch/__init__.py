"""warn.watch: everything at hand on a day, judged by rules (盯防). See the README."""

from monazite.warn.watch.judge import (
    changes,
    duties,
    elements_of,
    in_order,
    limited,
    shortages,
    standings,
    watch,
    worst_each,
)
from monazite.warn.watch.notices import Notice, named_in, of_notices
from monazite.warn.watch.record import EVERY, Change, Duty, Kind, Limit, Rule, Seen, Standing
from monazite.warn.watch.rules import kinds, limits, rules

__all__ = [
    "EVERY",
    "Change",
    "Duty",
    "Kind",
    "Limit",
    "Notice",
    "Rule",
    "Seen",
    "Standing",
    "changes",
    "duties",
    "elements_of",
    "in_order",
    "kinds",
    "limited",
    "limits",
    "named_in",
    "of_notices",
    "rules",
    "shortages",
    "standings",
    "watch",
    "worst_each",
]

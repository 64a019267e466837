"""warn.watch: everything at hand on a day, judged by rules (盯防). See the README."""

from monazite.warn.watch.judge import changes, duties, elements_of, in_order, shortages, standings, watch, worst_each
from monazite.warn.watch.notices import Notice, named_in, of_notices
from monazite.warn.watch.record import EVERY, Change, Duty, Kind, Rule, Seen, Standing
from monazite.warn.watch.rules import kinds, rules

__all__ = [
    "EVERY",
    "Change",
    "Duty",
    "Kind",
    "Notice",
    "Rule",
    "Seen",
    "Standing",
    "changes",
    "duties",
    "elements_of",
    "in_order",
    "kinds",
    "named_in",
    "of_notices",
    "rules",
    "shortages",
    "standings",
    "watch",
    "worst_each",
]

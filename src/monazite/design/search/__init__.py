"""The cheapest recipe that does a duty (配方寻优). See README.md beside this file."""

from monazite.design.search.answer import optimise
from monazite.design.search.more import cheapest_allowed, does, frontier, history, threshold
from monazite.design.search.record import (
    Allowed,
    Burden,
    Duty,
    Infeasible,
    Limits,
    Offer,
    Optimum,
    Rival,
    Route,
    Shadow,
    Step,
)  # fmt: skip
from monazite.design.search.tables import offers, priced, routes

__all__ = [
    "Allowed", "Burden", "Duty", "Infeasible", "Limits", "Offer", "Optimum", "Rival", "Route", "Shadow", "Step",
    "cheapest_allowed", "does", "frontier", "history", "offers", "optimise", "priced", "routes", "threshold",
]  # fmt: skip

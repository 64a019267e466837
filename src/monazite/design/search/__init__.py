"""The cheapest recipe that does a duty (配方寻优). See README.md beside this file."""

from monazite.design.search.answer import optimise
from monazite.design.search.record import Burden, Duty, Infeasible, Limits, Offer, Optimum, Route
from monazite.design.search.tables import offers, priced, routes

__all__ = [
    "Burden", "Duty", "Infeasible", "Limits", "Offer", "Optimum", "Route", "offers", "optimise", "priced", "routes",
]  # fmt: skip

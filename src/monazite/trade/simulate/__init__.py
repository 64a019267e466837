"""trade.simulate: a week of an invented exchange around published prices, every entry marked simulated."""

from monazite.trade.simulate.agenda import Agenda, moment_of
from monazite.trade.simulate.floor import Floor
from monazite.trade.simulate.prices import price_of
from monazite.trade.simulate.week import DAYS, FIRST, LAST, VENUES, week

__all__ = [
    "DAYS",
    "FIRST",
    "LAST",
    "VENUES",
    "Agenda",
    "Floor",
    "moment_of",
    "price_of",
    "week",
]

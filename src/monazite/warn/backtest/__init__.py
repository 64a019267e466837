"""How often a price alarm was right: events, scores from the past alone, and what chance would do (回测)."""

from monazite.warn.backtest.judge import Backtest, Judged, backtest
from monazite.warn.backtest.live import composite_signals
from monazite.warn.backtest.methods import METHODS
from monazite.warn.backtest.published import as_rows, published
from monazite.warn.backtest.record import Event, Prices
from monazite.warn.backtest.report import as_json, element_of
from monazite.warn.backtest.tables import read_prices
from monazite.warn.backtest.told import Told, told

__all__ = [
    "METHODS",
    "Backtest",
    "Event",
    "Judged",
    "Prices",
    "Told",
    "as_json",
    "as_rows",
    "backtest",
    "composite_signals",
    "element_of",
    "published",
    "read_prices",
    "told",
]

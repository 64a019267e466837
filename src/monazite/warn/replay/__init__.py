"""warn.replay: a history of dated facts replayed, none later than the day (回放). See the README."""

from monazite.warn.replay.record import DatedFact, Kind, Replayed, Verdict, Window
from monazite.warn.replay.run import holder_key, on, replay, said_of, stop_windows, verdict
from monazite.warn.replay.tables import History, kinds, load_2025, load_history

__all__ = [
    "DatedFact",
    "History",
    "Kind",
    "Replayed",
    "Verdict",
    "Window",
    "holder_key",
    "kinds",
    "load_2025",
    "load_history",
    "on",
    "replay",
    "said_of",
    "stop_windows",
    "verdict",
]

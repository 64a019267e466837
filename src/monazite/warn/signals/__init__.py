"""Signals on series: bubbles, sums and means that drift, chances of a rise, the gap inside to outside (信号).

The records are here; methods are imported from their modules, so that nobody loads numpy for a record.
"""

from monazite.warn.signals.record import LEVEL_WORDS, LEVELS, Level, Series, Signal, worst

__all__ = ["LEVELS", "LEVEL_WORDS", "Level", "Series", "Signal", "worst"]

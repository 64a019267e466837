"""What the signals are given and what they say: a series of one thing by day, and a signal with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from monazite.core import Words

Level = Literal["blue", "yellow", "orange", "red"]
"""蓝 nothing that the past does not show often, 黄 watch, 橙 prepare, 红 act."""
LEVELS: tuple[Level, ...] = ("blue", "yellow", "orange", "red")
"""From calm to alarm; a level's place is its rank."""
LEVEL_WORDS = {
    "blue": Words("蓝", "blue"),
    "yellow": Words("黄", "yellow"),
    "orange": Words("橙", "orange"),
    "red": Words("红", "red"),
}


@dataclass(frozen=True, slots=True)
class Series:
    """One thing measured on days; a day without a figure is not there, and nothing is filled in.

    Args:
        name: what is measured, such as ``氧化镝`` or ``Dy``.
        unit: of the values, such as ``CNY/kg``.
        days: rising, each once, shape (days,).
        values: of those days, shape (days,).
    """

    name: str
    unit: str
    days: tuple[date, ...]
    values: tuple[float, ...]

    def up_to(self, day: date) -> Series:
        """What was known at the end of a day: nothing later."""
        count = sum(one <= day for one in self.days)
        return Series(self.name, self.unit, self.days[:count], self.values[:count])


@dataclass(frozen=True, slots=True)
class Signal:
    """What a method says of a subject on a day, from that day and those before alone.

    Args:
        kind: of the signal: ``psy``, ``cusum``, ``ewma``, ``composite``, ``gap``, or a rule of ``warn.watch``.
        subject: what it is about: an element, a product, a firm.
        day: the last day it has seen.
        level: blue, yellow, orange or red.
        score: in the method's own scale; more is worse.
        threshold: score from which it is an alarm.
        reasons: sentences with the numbers behind it.
        facts: ids of the facts and entries behind it; empty for a bare series.
    """

    kind: str
    subject: str
    day: date
    level: Level
    score: float
    threshold: float
    reasons: tuple[Words, ...]
    facts: tuple[str, ...] = ()


def worst(levels: tuple[Level, ...]) -> Level:
    """The level furthest from calm; blue of none.

    >>> worst(("yellow", "red", "blue"))
    'red'
    """
    return max(levels, key=LEVELS.index, default="blue")

"""The records of the watch: what was known on a day, the rules that judge it, who must act until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from monazite.core import Words
from monazite.warn.signals.record import Level, Signal

EVERY = "*"
"""Subject of what concerns every element alike."""
Sense = Literal["least", "most"]
"""Whether a rule fires from its threshold upwards (at least) or downwards (at most)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that is watched (盯防项), from ``kinds.csv``.

    Args:
        name: as rules and observations name it.
        label: what people call it.
        unit: of its values.
        is_shortage: whether its alarm says that something is short, rather than dear or forbidden.
        holds_days: days for which an observation stands; None until a newer one.
    """

    name: str
    label: Words
    unit: Words
    is_shortage: bool
    holds_days: int | None


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that was known on a day (所知).

    Args:
        known_on: the day on which it was known; nothing earlier may use it.
        kind: of ``kinds.csv``.
        subject: symbol of an element, a product, a firm; `EVERY` for all elements.
        value: in the unit of the kind.
        what: a sentence with its number.
        ids: of the facts or entries behind it.
        until: last day for which it stands, where it says so; what was known before it stands again afterwards.
    """

    known_on: date
    kind: str
    subject: str
    value: float
    what: Words
    ids: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule (规则) of ``rules.csv``: from which value on what level is called, and who must act.

    Args:
        kind: what it judges.
        sense: see `Sense`.
        threshold: value in the unit of the kind.
        level: yellow, orange or red.
        who: must act.
        act: what is to be done.
        act_days: days for it, from the day on which it was known.
        why: why this threshold; an estimate says that it is one.
        source: of the threshold.
        locator: where in it.
    """

    kind: str
    sense: Sense
    threshold: float
    level: Level
    who: Words
    act: Words
    act_days: int
    why: Words
    source: str
    locator: str

    def fires(self, value: float) -> bool:
        """Whether a value calls this level."""
        return value >= self.threshold if self.sense == "least" else value <= self.threshold


@dataclass(frozen=True, slots=True)
class Limit:
    """The gravest level that a method may call by itself (上限), from ``limits.csv``.

    Args:
        most: that level.
        why: why no graver.
        source: of the reason.
        locator: where in it.
    """

    most: Level
    why: Words
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an element stands on a day: the worst level of all that concerns it.

    Args:
        element: its symbol.
        level: blue, yellow, orange or red.
        signals: behind it, the worst first.
    """

    element: str
    level: Level
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What changed between two days: a signal that is new, or another level of one that was there.

    Args:
        before: level on the earlier day; None for what was not watched then.
        signal: of the later day.
    """

    before: Level | None
    signal: Signal


@dataclass(frozen=True, slots=True)
class Duty:
    """Who must act, until when, and why (责任).

    Args:
        who: the role.
        act: what is to be done.
        due: last day for it.
        signals: that ask for it, all of one kind and level.
    """

    who: Words
    act: Words
    due: date
    signals: tuple[Signal, ...]

"""The records of targets: a fact as it was known, and a target beside what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from monazite.core import Interval, Words
from monazite.facts import Fact


@dataclass(frozen=True, slots=True)
class Known:
    """A fact with the day on which its paper was public.

    Args:
        fact: as read.
        known_on: day of its paper; None for an undated one, which counts as known.
    """

    fact: Fact
    known_on: date | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """How a kind of target is measured, from ``rules.csv``.

    Args:
        attribute: of the target; ``*`` for any other.
        label: what people call it; empty for any other.
        kinds: of facts that may answer it.
        attributes: of those facts; ``*`` for the target's own.
        is_flow: whether only a whole year answers a yearly target.
        missing: what is missing where nothing answers.
    """

    attribute: str
    label: Words
    kinds: tuple[str, ...]
    attributes: tuple[str, ...]
    is_flow: bool
    missing: Words


@dataclass(frozen=True, slots=True)
class Measured:
    """A fact that answers a target.

    Args:
        fact: the newest.
        is_part: whether it is of a part of the target's subject only.
        notes: what keeps it from being the same thing: another region, a part, a contradicted fact.
    """

    fact: Fact
    is_part: bool
    notes: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A target (目标) beside its measured fact.

    Args:
        fact: the target.
        docs: of all papers that state it.
        wanted: its value in its canonical unit; a range has two ends.
        measured: what answers it; None where something is missing.
        gap: target minus measured, over the printed digits of what was measured; None where nothing is measured.
        is_met: whether it is reached; None where that cannot be said.
        due: last day of its period; None for a target without one.
        missing: what is missing, where nothing answers it.
    """

    fact: Fact
    docs: tuple[str, ...]
    wanted: Interval
    measured: Measured | None
    gap: Interval | None
    is_met: bool | None
    due: date | None
    missing: Words | None

    @property
    def gap_value(self) -> Decimal | None:
        """The middle of the gap, for people."""
        return None if self.gap is None else (self.gap.low + self.gap.high) / 2

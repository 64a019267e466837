"""A fact while its sentence is still being read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from monazite.facts.record import Change, Number, Span
from monazite.read.mentions import Quantity


@dataclass(frozen=True, slots=True)
class Subject:
    """What a number is about: the canonical name and the printed one, with its place in the view."""

    key: str
    text: str
    span: Span
    group: str = "rare"


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed of a number: a kind, an attribute, a subject, a period."""

    kind: str
    attribute: str
    subject: Subject
    period: str | None


@dataclass(slots=True)
class Draft:
    """A fact in the making; spans count in the view.

    Args:
        start, end: of the quote so far.
        quantity: the level; None for a row that states only a change.
        is_basis: the level of a comparison (较2010年同期(1.6305万吨)): changes do not belong to it.
    """

    kind: str
    attribute: str
    subject: Subject
    start: int
    end: int
    number: Span
    quantity: Quantity | None = None
    unit: str | None = None
    canonical: Number | None = None
    canonical_unit: str | None = None
    period: str | None = None
    change: Change | None = None
    qualifier: str | None = None
    region: str | None = None
    org: str | None = None
    spec: str | None = None
    scope: str | None = None
    is_basis: bool = False
    block: int = 0

    def changed(self, change: Change, end: int) -> None:
        """Take the first stated change; later ones (环比 after 同比) stay in the text."""
        if self.change is None:
            self.change = change
            self.end = max(self.end, end)


def canonical(quantity: Quantity, factor: Decimal) -> Number:
    """The number in the canonical unit, a pair for a range."""
    low, high = quantity.low * factor, quantity.high * factor
    return low if low == high else (low, high)


def as_written(quantity: Quantity, scale_power: int) -> Number:
    """The number as printed, without its scale word."""
    low, high = quantity.low.scaleb(-scale_power), quantity.high.scaleb(-scale_power)
    return low if low == high else (low, high)


def moved(change: Change, sign: int) -> Change:
    """A change with its sign."""
    return change if sign > 0 else replace(change, pct=_negative(change.pct), abs=_negative(change.abs))


def _negative(number: Number | None) -> Number | None:
    if number is None:
        return None
    return (-number[0], -number[1]) if isinstance(number, tuple) else -number

"""Both sides of a relation worked out, written out and compared: the one place where a check is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from monazite.core.interval import Interval
from monazite.facts.record import Check, Input
from monazite.read.check.figures import Figure

SHOWN_DIGITS = 6
"""Significant digits of a computed number as a check writes it."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a relation: its value, and all values it may have."""

    value: Decimal
    interval: Interval

    @classmethod
    def of(cls, figure: Figure) -> Side:
        """A printed figure with what 约 and 超过 say around it."""
        return cls(figure.middle, figure.stated)

    @classmethod
    def digits(cls, figure: Figure) -> Side:
        """A printed figure with the rounding of its digits alone."""
        return cls(figure.middle, figure.interval)

    @classmethod
    def exact(cls, value: Decimal | int) -> Side:
        """A number known without rounding."""
        return cls(Decimal(value), Interval.exact(value))

    def __add__(self, other: Side) -> Side:
        return Side(self.value + other.value, self.interval + other.interval)

    def __sub__(self, other: Side) -> Side:
        return Side(self.value - other.value, self.interval - other.interval)

    def __mul__(self, other: Side) -> Side:
        return Side(self.value * other.value, self.interval * other.interval)

    def __truediv__(self, other: Side) -> Side:
        return Side(self.value / other.value, self.interval / other.interval)

    def scaled(self, factor: Decimal | int) -> Side:
        """The side times an exact factor."""
        return Side(self.value * factor, self.interval.scaled(Decimal(factor)))

    def shifted(self, by: Decimal | int) -> Side:
        """The side plus an exact number."""
        return self + Side.exact(by)

    def divisible(self) -> bool:
        """Whether one may divide by it."""
        return not self.interval.low <= 0 <= self.interval.high


@dataclass(frozen=True, slots=True)
class Outcome:
    """A relation that was tried: what was computed, what is printed, and how it is written out.

    Args:
        expression: the computation with the document's own figures.
        left: what was computed, in the canonical unit.
        right: what is printed, in the canonical unit.
        unit: canonical unit.
        like: the figure in whose unit and scale (亿元) both sides are written out; None for the canonical unit.
    """

    expression: str
    left: Side
    right: Side
    unit: str = ""
    like: Figure | None = None

    @property
    def holds(self) -> bool:
        """Whether some value lies on both sides."""
        return self.left.interval.meets(self.right.interval)

    @property
    def gap(self) -> Decimal:
        """How far the printed side lies from the computed one."""
        return abs(self.left.value - self.right.value)

    def written(self) -> str:
        """The arithmetic with the document's own figures."""
        scale, unit = self.like.print_scale() if self.like else (Decimal(1), f" {self.unit}" if self.unit else "")
        shown = (
            f"{short(side.value * scale)}{unit} ∈ {bracket(side.interval.scaled(scale))}"
            for side in (self.left, self.right)
        )
        return f"{self.expression} = {'; '.join(shown)}"


def check(
    doc: str,
    rule: str,
    outcome: Outcome,
    inputs: Iterable[Figure | Input],
    *,
    holds: bool | None = None,
    finding: str | None = None,
    decided: bool = True,
) -> Check:
    """A check from an outcome.

    Args:
        doc: the document.
        rule: name of the rule in rules.csv.
        outcome: both sides.
        inputs: what it used, each cited.
        holds: the verdict when it is not whether the sides meet.
        finding: what a failure means.
        decided: False makes a failure undecided (None): the wording does not state the relation.
    """
    verdict: bool | None = outcome.holds if holds is None else holds
    if not verdict and not decided:
        verdict = None
    return Check(
        doc=doc,
        rule=rule,
        inputs=tuple(i.cited() if isinstance(i, Figure) else i for i in inputs),
        arithmetic=outcome.written(),
        left=tidy(outcome.left.value),
        right=tidy(outcome.right.value),
        left_interval=Interval(tidy(outcome.left.interval.low), tidy(outcome.left.interval.high)),
        right_interval=Interval(tidy(outcome.right.interval.low), tidy(outcome.right.interval.high)),
        holds=verdict,
        finding=None if verdict else finding,
    )


def statement(
    doc: str, rule: str, arithmetic: str, inputs: Sequence[Figure | Input], *, holds: bool | None, finding: str = ""
) -> Check:
    """A check on words: names, numbers of rows, order. It has no sides."""
    cited = tuple(i.cited() if isinstance(i, Figure) else i for i in inputs)
    return Check(doc, rule, cited, arithmetic, None, None, None, None, holds, None if holds else finding or None)


def counted(
    doc: str, arithmetic: str, count: int, stated: int, inputs: Sequence[Figure | Input], *, decided: bool = False
) -> Check:
    """A count of listed things against the printed number."""
    sides = (Side.exact(count), Side.exact(stated))
    finding = f"{count} ≠ {stated}"
    return check(doc, "enumeration", Outcome(arithmetic, *sides), inputs, decided=decided, finding=finding)


def tidy(number: Decimal) -> Decimal:
    """Twelve significant digits, without trailing zeros."""
    rounded = +number.normalize()
    return Decimal(f"{rounded:.12g}").normalize() if rounded else Decimal(0)


def short(number: Decimal) -> str:
    """A computed number as a check writes it.

    >>> short(Decimal("-14.693527")), short(Decimal("210000")), short(Decimal("1.2E+8"))
    ('-14.6935', '210000', '120000000')
    """
    rounded = Decimal(f"{number:.{SHOWN_DIGITS}g}")
    shown = number if number == number.to_integral_value() else rounded
    text = f"{shown:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def bracket(interval: Interval) -> str:
    """An interval as a check writes it."""
    return f"[{short(interval.low)}, {short(interval.high)}]"

"""How concentrated supply is (集中度): Herfindahl-Hirschman index, plain and weighted, with its exact interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from monazite.store.sheet import Figure
from monazite.warn.criticality.record import Span

ONE = Figure(Fraction(1), Fraction(1), Fraction(1))
STRADDLERS = 10
"""Producers for which both ends are tried at most."""


@dataclass(frozen=True, slots=True)
class Part:
    """A producer's part.

    Args:
        amount: what it produces, not negative.
        weight: of its square share, not negative.
        is_lump: whether it stands for an unknown number of producers; the interval then reaches down to its square
            share counting nothing.
    """

    amount: Figure
    weight: Figure = ONE
    is_lump: bool = False


def weighted_hhi(amounts: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction:
    """Sum of w_i (P_i / P)^2; the sum of the amounts is above nought.

    Args:
        amounts: P_i, any one unit, shape (n,).
        weights: w_i, without unit, shape (n,); ones give the Herfindahl-Hirschman index.

    >>> weighted_hhi([Fraction(3), Fraction(1)], [Fraction(1)] * 2)
    Fraction(5, 8)
    """
    total = sum(amounts, Fraction(0))
    return sum((w * p * p for p, w in zip(amounts, weights, strict=True)), Fraction(0)) / total**2


def concentration(parts: Iterable[Part]) -> Span | None:
    """The weighted HHI with the interval of all values its printed figures allow; None where nothing is produced.

    The index falls with P_i below Q / (w_i S) and rises above, with S the sum of the amounts and Q that of w P^2. Its
    greatest value has every amount at an end of its range; its least, which is one only (a norm over a sum is
    quasi-convex), has every amount as near to Q / (w_i S) as its range lets it.

    Args:
        parts: the producers.
    """
    some = [part for part in parts if part.amount.high > 0]
    amounts = [part.amount.value for part in some]
    if not sum(amounts):
        return None
    value = weighted_hhi(amounts, [part.weight.value for part in some])
    low = _least([_Range.of(part, Fraction(0) if part.is_lump else part.weight.low) for part in some])
    high = _greatest([_Range.of(part, part.weight.high) for part in some])
    return Span(value, low, high)


@dataclass(frozen=True, slots=True)
class _Range:
    """From what to what an amount goes, and its weight."""

    low: Fraction
    high: Fraction
    weight: Fraction

    @classmethod
    def of(cls, part: Part, weight: Fraction) -> _Range:
        return cls(max(part.amount.low, Fraction(0)), part.amount.high, weight)

    def near(self, level: Fraction) -> Fraction:
        """The amount whose weighted value is nearest to a level."""
        return min(max(level / self.weight, self.low), self.high) if self.weight else self.high


def _least(ranges: Sequence[_Range]) -> Fraction:
    """The least weighted HHI: the level L at which all amounts near it have Q = L S.

    Q - L S falls with L; between two levels at which an amount comes off its end or reaches one, it is linear, and the
    amounts in motion cancel in it.
    """
    turns = sorted({Fraction(0), *(one.weight * end for one in ranges for end in (one.low, one.high))})
    weights = [one.weight for one in ranges]
    before, level = Fraction(0), turns[-1]
    for turn in turns:
        amounts = [one.near(turn) for one in ranges]
        if any(amounts) and _excess(amounts, weights, turn) <= 0:
            level = turn if turn == before else _level(ranges, before, turn)
            break
        before = turn
    return weighted_hhi([one.near(level) for one in ranges], weights)


def _excess(amounts: Sequence[Fraction], weights: Sequence[Fraction], level: Fraction) -> Fraction:
    """Q - L S."""
    return sum((p * (w * p - level) for p, w in zip(amounts, weights, strict=True)), Fraction(0))


def _level(ranges: Sequence[_Range], before: Fraction, turn: Fraction) -> Fraction:
    """Where Q = L S between two turns: that of the amounts at rest."""
    rest = [(one.near(turn), one.weight) for one in ranges if one.near(before) == one.near(turn)]
    total = sum((p for p, _ in rest), Fraction(0))
    return sum((w * p * p for p, w in rest), Fraction(0)) / total if total else turn


def _greatest(ranges: Sequence[_Range]) -> Fraction:
    """The greatest weighted HHI: every amount at an end, both tried only where the range holds possible levels.

    With very many such amounts a bound that is never too low stands instead.
    """
    weights = [one.weight for one in ranges]
    least = sum((one.weight * one.low**2 for one in ranges), Fraction(0)) / sum(one.high for one in ranges)
    floor = sum((one.low for one in ranges), Fraction(0))
    squares = sum((one.weight * one.high**2 for one in ranges), Fraction(0))
    if not squares:
        return squares
    choices: list[tuple[Fraction, ...]] = []
    for one in ranges:
        if floor and one.weight * one.low >= squares / floor:
            choices.append((one.high,))
        elif one.weight * one.high <= least:
            choices.append((one.low,))
        else:
            choices.append((one.low, one.high))
    if sum(len(choice) > 1 for choice in choices) > STRADDLERS:
        return min(max(weights), squares / floor**2) if floor else max(weights)
    return max(weighted_hhi(amounts, weights) for amounts in product(*choices) if sum(amounts) > 0)

"""IEA N-1: the supply left without the largest producer, over demand."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from monazite.store.sheet import Figure
from monazite.warn.criticality.concentration import Part
from monazite.warn.criticality.record import Span


def without_largest(parts: Sequence[Part], demand: Figure) -> Span | None:
    """Supply without its largest producer over demand; 1 is enough. None where nothing is produced.

    Every amount can only raise what is left, so the ends of the interval are exact. A lump of countries is no producer
    that can fail as one.

    Args:
        parts: the producers.
        demand: above nought, in the unit of the amounts.

    Source: IEA, Global Critical Minerals Outlook 2025.
    """
    if not sum(part.amount.value for part in parts):
        return None
    ends = (
        _left(parts, [part.amount.value for part in parts]) / demand.value,
        _left(parts, [max(part.amount.low, Fraction(0)) for part in parts]) / demand.high,
        _left(parts, [part.amount.high for part in parts]) / max(demand.low, demand.value / 2),
    )
    return Span(*ends)


def _left(parts: Sequence[Part], amounts: Sequence[Fraction]) -> Fraction:
    single = [amount for part, amount in zip(parts, amounts, strict=True) if not part.is_lump]
    return sum(amounts, Fraction(0)) - max(single, default=Fraction(0))

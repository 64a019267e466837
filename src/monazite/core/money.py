"""Money in whole hundredths (分, fen) of one currency; two currencies never meet in a sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from monazite.core.errors import InternalError
from monazite.core.figures import as_decimal
from monazite.core.shares import share_out

FEN_PER_UNIT = 100


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one currency; negative for what is owed.

    Args:
        fen: hundredths of the currency's unit, whole.
        currency: ISO 4217 code (CNY, USD).

    >>> Money.of(Decimal("12.30"), "CNY") + Money(70, "CNY")
    Money(fen=1300, currency='CNY')
    """

    fen: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | Fraction, currency: str) -> Money:
        """From units of the currency, rounded half-even once to hundredths."""
        return cls(round(Fraction(amount) * FEN_PER_UNIT), currency)

    @property
    def amount(self) -> Decimal:
        """In units of the currency, exact."""
        return as_decimal(Fraction(self.fen, FEN_PER_UNIT))

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + self._same(other).fen, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - self._same(other).fen, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.fen, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.fen < self._same(other).fen

    def __le__(self, other: Money) -> bool:
        return self.fen <= self._same(other).fen

    def split(self, weights: Sequence[Fraction | int]) -> tuple[Money, ...]:
        """Shared out in proportion to weights; the parts add up to this amount.

        Raises:
            ValueError: for weights that are negative or all zero.
        """
        return tuple(Money(part, self.currency) for part in share_out(self.fen, weights))

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise InternalError(f"{self.currency} and {other.currency} in one sum: convert at a stated rate first")
        return other

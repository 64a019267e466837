"""A price per mass: exact, with its currency, its basis, and whether tax is in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from monazite.core.errors import InternalError
from monazite.core.mass import MG_PER_TONNE, Mass
from monazite.core.money import Money

Basis = Literal["product", "reo", "metal"]
"""Of what a tonne is priced: the product as delivered, its rare-earth oxides (折 REO), or its metal content."""


@dataclass(frozen=True, slots=True)
class VatRate:
    """A rate of value-added tax under the name by which a contract or notice states it.

    Args:
        name: such as ``CN VAT 13 %``.
        rate: share of the price without tax, 0.13 for 13 %.
        source: the notice that sets it.
    """

    name: str
    rate: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Price:
    """A price per tonne, kept as an exact fraction so that no conversion rounds.

    Args:
        per_tonne: units of the currency per tonne.
        currency: ISO 4217 code.
        is_taxed: whether value-added tax is in it; Chinese quotes are 含税 unless said.
        basis: of what a tonne is priced.

    >>> Price.from_per_kilogram(Decimal("769.43"), "CNY").amount(Mass.from_tonnes(2))
    Money(fen=153886000, currency='CNY')
    """

    per_tonne: Fraction
    currency: str
    is_taxed: bool = True
    basis: Basis = "product"

    @classmethod
    def from_per_tonne(cls, amount: Decimal | int, currency: str) -> Price:
        """From units of the currency per tonne (元/吨), tax included, of the product."""
        return cls(Fraction(amount), currency)

    @classmethod
    def from_per_kilogram(cls, amount: Decimal | int, currency: str) -> Price:
        """From units of the currency per kilogram (元/公斤), tax included, of the product."""
        return cls(Fraction(amount) * 1000, currency)

    @property
    def per_kilogram(self) -> Fraction:
        """Units of the currency per kilogram, exact."""
        return self.per_tonne / 1000

    @property
    def fen_per_tonne(self) -> int:
        """Whole hundredths of the currency per tonne, rounded half-even: the tick of an order book."""
        return round(self.per_tonne * 100)

    def amount(self, mass: Mass) -> Money:
        """What a mass on this price's basis costs, rounded half-even once to fen."""
        return Money.of(self.per_tonne * mass.mg / MG_PER_TONNE, self.currency)

    def without_tax(self, rate: VatRate) -> Price:
        """The same price with the tax taken out, exact.

        Raises:
            InternalError: when no tax is in it.
        """
        if not self.is_taxed:
            raise InternalError("the price holds no tax to take out")
        return replace(self, per_tonne=self.per_tonne / (1 + Fraction(rate.rate)), is_taxed=False)

    def with_tax(self, rate: VatRate) -> Price:
        """The same price with the tax added, exact.

        Raises:
            InternalError: when tax is in it already.
        """
        if self.is_taxed:
            raise InternalError("the price holds tax already")
        return replace(self, per_tonne=self.per_tonne * (1 + Fraction(rate.rate)), is_taxed=True)

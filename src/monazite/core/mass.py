"""Mass in whole milligrams, of one thing or element by element, and its rare-earth-oxide equivalent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from monazite.core.figures import as_decimal
from monazite.core.shares import share_out, whole_parts

MG_PER_GRAM = 1_000
MG_PER_KILOGRAM = 1_000_000
MG_PER_TONNE = 1_000_000_000


@dataclass(frozen=True, slots=True, order=True)
class Mass:
    """A mass in whole milligrams; negative for a posting that takes away.

    >>> Mass.from_tonnes(Decimal("0.5")) + Mass.from_kilograms(Decimal(2))
    Mass(mg=502000000)
    """

    mg: int

    @classmethod
    def from_tonnes(cls, tonnes: Decimal | int) -> Mass:
        """Tonnes to milligrams, rounded half-even once."""
        return cls(round(Fraction(tonnes) * MG_PER_TONNE))

    @classmethod
    def from_kilograms(cls, kilograms: Decimal | int) -> Mass:
        """Kilograms to milligrams, rounded half-even once."""
        return cls(round(Fraction(kilograms) * MG_PER_KILOGRAM))

    @classmethod
    def from_grams(cls, grams: Decimal | int) -> Mass:
        """Grams to milligrams, rounded half-even once."""
        return cls(round(Fraction(grams) * MG_PER_GRAM))

    @property
    def tonnes(self) -> Decimal:
        """In tonnes, exact."""
        return as_decimal(Fraction(self.mg, MG_PER_TONNE))

    @property
    def kilograms(self) -> Decimal:
        """In kilograms, exact."""
        return as_decimal(Fraction(self.mg, MG_PER_KILOGRAM))

    def __add__(self, other: Mass) -> Mass:
        return Mass(self.mg + other.mg)

    def __sub__(self, other: Mass) -> Mass:
        return Mass(self.mg - other.mg)

    def __neg__(self) -> Mass:
        return Mass(-self.mg)

    def scaled(self, share: Fraction) -> Mass:
        """The mass times an exact share, rounded half-even once."""
        return Mass(round(self.mg * share))

    def split(self, weights: Sequence[Fraction | int]) -> tuple[Mass, ...]:
        """Shared out in proportion to weights; the parts add up to this mass.

        Raises:
            ValueError: for weights that are negative or all zero.
        """
        return tuple(Mass(part) for part in share_out(self.mg, weights))


@dataclass(frozen=True, slots=True)
class ElementMass:
    """Whole milligrams of each element, by symbol; elements of zero mass are left out, so equal matter is equal.

    Args:
        parts: symbol and milligrams, in order of the symbols; build it with `of`.

    >>> ElementMass.of({"Nd": 750, "Pr": 250}) - ElementMass.of({"Pr": 250})
    ElementMass(parts=(('Nd', 750),))
    """

    parts: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, mg: Mapping[str, int]) -> ElementMass:
        """From milligrams by symbol."""
        parts = [part for part in mg.items() if part[1]]
        parts.sort()
        return cls(tuple(parts))

    def __iter__(self) -> Iterator[str]:
        """The symbols in order."""
        return iter([symbol for symbol, _ in self.parts])

    def __len__(self) -> int:
        return len(self.parts)

    def __getitem__(self, symbol: str) -> int:
        """Milligrams of one element; zero when there is none."""
        for known, amount in self.parts:
            if known == symbol:
                return amount
        return 0

    @property
    def total(self) -> Mass:
        """All elements together."""
        return Mass(sum([amount for _, amount in self.parts]))

    def __add__(self, other: ElementMass) -> ElementMass:
        amounts = dict(self.parts)
        for symbol, amount in other.parts:
            amounts[symbol] = amounts.get(symbol, 0) + amount
        return ElementMass.of(amounts)

    def __sub__(self, other: ElementMass) -> ElementMass:
        return self + (-other)

    def __neg__(self) -> ElementMass:
        return ElementMass(tuple([(symbol, -amount) for symbol, amount in self.parts]))

    def scaled(self, share: Fraction) -> ElementMass:
        """The matter times an exact share.

        The total is rounded half-even once and its milligrams go to the elements by the largest remainder, so the total
        of the result is the scaled total. What is left behind is this matter minus the result.
        """
        exact = [amount * share for _, amount in self.parts]
        amounts = whole_parts(exact, round(self.total.mg * share))
        return ElementMass.of(dict(zip(self, amounts, strict=True)))

    def split(self, weights: Sequence[Fraction | int]) -> tuple[ElementMass, ...]:
        """Shared out in proportion to weights; of every element the parts add up to this matter.

        Raises:
            ValueError: for weights that are negative or all zero.
        """
        columns = [share_out(amount, weights) for _, amount in self.parts]
        return tuple(
            ElementMass.of({symbol: column[index] for symbol, column in zip(self, columns, strict=True)})
            for index in range(len(weights))
        )


def reo(matter: ElementMass, factors: Mapping[str, Fraction]) -> Mass:
    """The rare-earth-oxide equivalent (折稀土氧化物) of matter, rounded half-even once, over the sum.

    Args:
        matter: element by element.
        factors: mass of oxide per mass of element, as `monazite.reference.factors` gives them; an element without one
            (iron, boron) is no rare earth and counts nothing.
    """
    return Mass(round(sum((matter[symbol] * factors[symbol] for symbol in matter if symbol in factors), Fraction(0))))

"""Units as printed, and the exact factor from each to the one unit in which facts are compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import cache, lru_cache
from types import MappingProxyType

from monazite.core.errors import ProblemError
from monazite.core.problem import Problem
from monazite.core.words import Words
from monazite.reference.tables import read_table

_CONTEXT = Context(prec=28, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as printed and what it stands for.

    Args:
        text: as printed (万元/吨, 万吨, kOe).
        canonical: the unit in which facts are compared (CNY/kg, t, MW …).
        ratio: canonical value = printed value times this, exact where ``is_exact``.
        dimension: price, mass, mass_per_year, power, energy, money, percent, percent_point, times, index_point,
            vehicle, count, volume, length, area, flux_density, field_strength, energy_product, temperature …
        is_exact: False where the ratio holds pi and is rounded (oersted, MGOe).
    """

    text: str
    canonical: str
    ratio: Fraction
    dimension: str
    is_exact: bool

    @property
    def factor(self) -> Decimal:
        """The ratio as a decimal; rounded to 28 digits where it does not end (USD/lb)."""
        return as_decimal(self.ratio)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A row of ``units.csv``."""

    unit: str
    canonical: str
    factor: Fraction
    dimension: str
    precision: str
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """A row of ``scales.csv``: a word that multiplies the number before it."""

    word: str
    factor: Decimal
    source: str
    locator: str


@lru_cache(maxsize=4096)
def unit(text: str) -> Unit | None:
    """The unit that is printed so, with or without a scaling word before it, or None.

    >>> unit("万吨").canonical, unit("万吨").factor
    ('t', Decimal('10000'))
    >>> unit("万元/吨").canonical, unit("万元/吨").factor
    ('CNY/kg', Decimal('10'))
    """
    printed = text.strip()
    return _unit(printed, printed) or _unit(printed, _spaceless(printed))


@cache
def unit_texts() -> tuple[str, ...]:
    """Every listed way to print a unit, longest first; scaling words (万, 亿) are listed by `scales`."""
    return _longest_first(_rows())


@cache
def scales() -> Mapping[str, Decimal]:
    """Words that multiply: 万 -> 10000, 千亿 -> 1E11, million -> 1000000."""
    return MappingProxyType({row.word: row.factor for row in read_table("scales.csv", ScaleRow, {"factor": Decimal})})


def convert(value: Decimal, from_unit: str, to_unit: str) -> Decimal:
    """A value in another unit of the same canonical unit; exact, or rounded to 28 digits where it does not end.

    >>> convert(Decimal("226.88"), "万元/吨", "元/公斤")
    Decimal('2268.8')

    Raises:
        ProblemError: for an unknown unit, or two units of different things.
    """
    source, target = _known(from_unit), _known(to_unit)
    if source.canonical != target.canonical:
        raise ProblemError(_different(source, target))
    return as_decimal(Fraction(value) * source.ratio / target.ratio)


def as_decimal(value: Fraction) -> Decimal:
    """A fraction as a plain decimal: all its digits where it ends within 28, else rounded half-even to 28.

    >>> as_decimal(Fraction(1000)), as_decimal(Fraction(1, 8))
    (Decimal('1000'), Decimal('0.125'))
    """
    number = _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Decimal(format(number.normalize(_CONTEXT), "f"))


def _unit(printed: str, text: str) -> Unit | None:
    factor, row = Fraction(1), _rows().get(text)
    if row is None:
        word = next((word for word in _scale_words() if text.startswith(word)), None)
        row = _rows().get(text[len(word) :].strip()) if word else None
        factor = Fraction(scales()[word]) if word else factor
    if row is None:
        return None
    return Unit(printed, row.canonical, row.factor * factor, row.dimension, row.precision == "exact")


def _spaceless(text: str) -> str:
    """Full-width forms narrowed and blanks dropped: ``万元 ／ 吨`` -> ``万元/吨``."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@cache
def _scale_words() -> tuple[str, ...]:
    return _longest_first(scales())


def _longest_first(texts: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(sorted(texts, key=lambda text: (-len(text), text)))


@cache
def _rows() -> Mapping[str, UnitRow]:
    return {row.unit: row for row in read_table("units.csv", UnitRow, {"factor": _fraction})}


def _fraction(cell: str) -> Fraction:
    """A decimal, or a quotient of two: ``10``, ``0.001``, ``1/0.45359237``."""
    numerator, _, denominator = cell.partition("/")
    return Fraction(numerator) / Fraction(denominator or "1")


def _known(text: str) -> Unit:
    if (found := unit(text)) is None:
        expected = Words("已列出的单位", "a listed unit")
        action = Words("请写成 units.csv 中的一种", "write it in one of the ways listed in units.csv")
        raise ProblemError(Problem("unit-unknown", text, expected, Words(text, text), action))
    return found


def _different(source: Unit, target: Unit) -> Problem:
    expected = Words(f"与 {source.text} 同类的单位", f"a unit of the same kind as {source.text}")
    action = Words("不同的量不能换算", "different quantities do not convert")
    return Problem("unit-mismatch", target.text, expected, Words(target.text, target.text), action)

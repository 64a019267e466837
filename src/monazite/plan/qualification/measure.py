"""From readings to results: the loss of GB/T 40794-2021, coefficients by GB/T 24270, and what a printed digit covers.

Everything is exact: readings are decimals, quotients are fractions, and one rounding is made at the end, half to even
as GB/T 8170-2008 asks (四舍六入五成双).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from statistics import fmean

from monazite.core import Interval, ulp
from monazite.plan.qualification.record import Pair, Result
from monazite.plan.qualification.tables import properties

LOSS_DIGIT = Decimal("0.1")
"""A loss is reported to one decimal (GB/T 40794-2021)."""
COEFFICIENT_DIGIT = Decimal("0.001")
"""A coefficient to three, in %/K, as data sheets print it; the standard's own digits were not seen."""


@dataclass(frozen=True, slots=True)
class Value:
    """The result of one magnet.

    Args:
        reported: rounded as its standard asks, in the property's unit.
        low: least value it may stand for, by the uncertainty stated, or else by the printed digits.
        high: greatest.
        exact: as worked out, without rounding.
    """

    reported: Decimal
    low: Fraction
    high: Fraction
    exact: Fraction


@dataclass(frozen=True, slots=True)
class Summary:
    """The magnets of a test together.

    Args:
        count: of magnets.
        lowest: of the reported values.
        highest: of them.
        mean: of the exact values, with the digits of the reported ones.
        spread: highest less lowest.
        deviation: standard deviation of the exact values (n - 1); None for one magnet.
    """

    count: int
    lowest: Decimal
    highest: Decimal
    mean: Decimal
    spread: Decimal
    deviation: float | None


def loss_percent(before: Decimal, after: Decimal) -> Decimal:
    """Irreversible flux loss as reported (高温磁通不可逆损失, GB/T 40794-2021 formula 1): a loss is negative.

    Args:
        before: flux or dipole moment at room temperature before ageing, any unit.
        after: the same at room temperature after it.

    Returns:
        (after - before) / before in percent, one decimal, half to even.

    >>> loss_percent(Decimal("2.000"), Decimal("1.903")), loss_percent(Decimal("2.000"), Decimal("1.901"))
    (Decimal('-4.8'), Decimal('-5.0'))
    """
    return rounded(_change(Pair(before, after)), LOSS_DIGIT)


def coefficient_percent_per_kelvin(
    before: Decimal, after: Decimal, reference_degc: Decimal, temperature_degc: Decimal
) -> Decimal:
    """Temperature coefficient of remanence or coercivity between two temperatures (温度系数, GB/T 24270).

    Args:
        before: value at the lower temperature, any unit.
        after: value at the upper one.
        reference_degc: the lower temperature.
        temperature_degc: the upper one.

    Returns:
        (after - before) / before / (upper - lower) in percent per kelvin, three decimals, half to even.

    >>> coefficient_percent_per_kelvin(Decimal("1.300"), Decimal("1.144"), Decimal(20), Decimal(120))
    Decimal('-0.120')
    """
    return rounded(_change(Pair(before, after)) / Fraction(temperature_degc - reference_degc), COEFFICIENT_DIGIT)


def values_of(result: Result) -> tuple[Value, ...]:
    """What a result says of each magnet.

    Args:
        result: checked by `monazite.plan.qualification.checks`.
    """
    if result.values:
        return tuple(_printed(one, result.uncertainty) for one in result.values)
    digit, divisor = LOSS_DIGIT, Fraction(1)
    if properties()[result.property].form == "coefficient":
        digit = COEFFICIENT_DIGIT
        divisor = Fraction((result.temperature_degc or Decimal(0)) - (result.reference_degc or Decimal(0)))
    return tuple(_worked_out(one, digit, divisor, result.uncertainty) for one in result.pairs)


def summary(values: Iterable[Value]) -> Summary:
    """The magnets of a test together.

    Args:
        values: of one property, one at least.
    """
    all_ = tuple(values)
    reported = [one.reported for one in all_]
    mean = sum((one.exact for one in all_), Fraction(0)) / len(all_)
    lowest, highest = min(reported), max(reported)
    finest = min(ulp(one) for one in reported)
    deviation = None
    if len(all_) > 1:
        squares = [float((one.exact - mean) ** 2) for one in all_]
        deviation = (fmean(squares) * len(all_) / (len(all_) - 1)) ** 0.5
    return Summary(len(all_), lowest, highest, rounded(mean, finest), highest - lowest, deviation)


def rounded(value: Fraction, digit: Decimal) -> Decimal:
    """A value rounded once to a digit, half to even (GB/T 8170-2008 3.2).

    >>> [str(rounded(Fraction(one, 100), Decimal("0.1"))) for one in (225, 235, -225)]
    ['2.2', '2.4', '-2.2']
    """
    scaled = round(value / Fraction(digit))  # Python rounds a fraction half to even
    return (Decimal(scaled) * digit).quantize(digit, ROUND_HALF_EVEN)


def _change(pair: Pair) -> Fraction:
    """Change in percent of the first reading."""
    return 100 * (Fraction(pair.after) / Fraction(pair.before) - 1)


def _printed(value: Decimal, uncertainty: Decimal | None) -> Value:
    span = Interval.printed(value) if uncertainty is None else Interval(value - uncertainty, value + uncertainty)
    return Value(value, Fraction(span.low), Fraction(span.high), Fraction(value))


def _worked_out(pair: Pair, digit: Decimal, divisor: Fraction, uncertainty: Decimal | None) -> Value:
    exact = _change(pair) / divisor
    if uncertainty is None:
        before, after = Interval.printed(pair.before), Interval.printed(pair.after)
        ends = [_change(Pair(*ends)) / divisor for ends in ((before.high, after.low), (before.low, after.high))]
    else:
        ends = [exact - Fraction(uncertainty), exact + Fraction(uncertainty)]
    return Value(rounded(exact, digit), min(ends), max(ends), exact)

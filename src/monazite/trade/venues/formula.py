"""Prices by formula, exact: by grade, by K and C from a base, by the mean of an index over a window; rounded once.

Inputs may be whole fen, `Fraction` or `Decimal`; nothing is rounded before `to_fen`, half-even.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from monazite.core import Problem
from monazite.trade.record import Instrument
from monazite.trade.safeguards.amounts import plain_number
from monazite.trade.venues.said import problem

PPM = 1_000_000
PERCENT_PPM = 10_000
"""One per cent of REO."""
Exact = int | Fraction | Decimal
Missing = Literal["refuse", "skip", "carry"]
"""What a day of the window without a value means: no price, one day fewer, or the value of the day before."""


def to_fen(exact: Exact) -> int:
    """The one rounding: an exact amount to whole fen, half-even.

    >>> to_fen(Fraction(5, 2)), to_fen(Fraction(7, 2))
    (2, 4)
    """
    return round(Fraction(exact))


def to_ticks(instrument: Instrument, fen_per_tonne: Exact) -> int | Problem:
    """The ticks of a price that stands on a tick above zero, else what is wrong with it."""
    tick = instrument.tick_fen_per_tonne
    ticks = Fraction(fen_per_tonne) / tick
    if ticks.denominator == 1 and ticks > 0:
        return int(ticks)
    near = max(1, round(ticks)) * tick
    return problem("venue-tick", instrument.id, tick=cny(tick), found=cny(fen_per_tonne), near=cny(near))


def with_tax(fen: Exact, vat_ppm: int) -> Fraction:
    """A price without tax as one with it (含税), exact."""
    return Fraction(fen) * (PPM + vat_ppm) / PPM


def without_tax(fen: Exact, vat_ppm: int) -> Fraction:
    """A price with tax as one without it (不含税), exact."""
    return Fraction(fen) * PPM / (PPM + vat_ppm)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeFormula:
    """A price by the grade of a concentrate (按品位计价): a base and a fixed sum for each per cent of REO.

    包钢股份, 2025: 26 834 元/吨 without tax at REO 50 %, 536.68 元/吨 for each per cent, so exactly linear.

    Args:
        base_fen_per_tonne: the price at the base grade, without tax.
        base_reo_ppm: the base grade.
        step_fen_per_tonne: for each per cent of REO (10 000 ppm), in proportion to parts of one, without tax.

    >>> formula = GradeFormula(base_fen_per_tonne=2_683_400, base_reo_ppm=500_000, step_fen_per_tonne=53_668)
    >>> to_fen(formula.price(520_000))
    2790736
    """

    base_fen_per_tonne: int
    base_reo_ppm: int
    step_fen_per_tonne: int

    def adjust(self, reo_ppm: int) -> Fraction:
        """What the grade adds to the base price of a tonne, in fen without tax; negative below the base."""
        return grade_adjust(self.step_fen_per_tonne, self.base_reo_ppm, reo_ppm)

    def price(self, reo_ppm: int) -> Fraction:
        """The price of a tonne of that grade, in fen without tax."""
        return self.base_fen_per_tonne + self.adjust(reo_ppm)


def grade_adjust(step_fen_per_tonne: int, base_reo_ppm: int, reo_ppm: int) -> Fraction:
    """What a grade adds to the price of a tonne, exact, in the unit of the step."""
    return Fraction(step_fen_per_tonne * (reo_ppm - base_reo_ppm), PERCENT_PPM)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearFormula:
    """生意社's settlement price: base price times K plus C (结算价 = 基准价 x K + C).

    Args:
        k: adjusts for quality, region or payment.
        c_fen_per_tonne: premium or discount (升贴水), in fen.

    >>> to_fen(LinearFormula(k=Decimal("1.02"), c_fen_per_tonne=-15_000).price(71_886_000))
    73308720
    """

    k: Exact
    c_fen_per_tonne: Exact = 0

    def price(self, base_fen_per_tonne: Exact) -> Fraction:
        """The price of a tonne, exact, in fen; whether tax is in it is as of the base."""
        return Fraction(base_fen_per_tonne) * Fraction(self.k) + Fraction(self.c_fen_per_tonne)


@dataclass(frozen=True, slots=True, kw_only=True)
class FloatingFormula:
    """A price settled on the mean of an index or a price over a window, plus or minus a premium (浮动价).

    Args:
        series: whose values; named on the contract, such as ``monazite:PrNd-M``.
        fen_per_point: fen per tonne of one point of the series; 1 when it is a price in fen per tonne.
        premium_ppm: of the mean, added first; negative for a discount.
        premium_fen_per_tonne: added then.
        missing: what a day of the window without a value means.
        fewest_days: with a value of their own, below which there is no price.
    """

    series: str
    fen_per_point: Exact = 1
    premium_ppm: int = 0
    premium_fen_per_tonne: int = 0
    missing: Missing = "refuse"
    fewest_days: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FloatingPrice:
    """What a floating formula gives, and from what.

    Args:
        exact: price of a tonne in fen.
        fen_per_tonne: the same, rounded half-even once.
        used: the days whose own values are in the mean.
        carried: the days that stand with the value of an earlier one.
        left_out: the days without a value that are not counted.
    """

    exact: Fraction
    fen_per_tonne: int
    used: tuple[str, ...]
    carried: tuple[str, ...]
    left_out: tuple[str, ...]


def floating_price(
    formula: FloatingFormula, series: Mapping[str, Exact], days: Sequence[str], place: str = ""
) -> FloatingPrice | Problem:
    """The price by a floating formula, or why there is none.

    Args:
        formula: of the contract.
        series: values by day; with ``carry`` also of days before the window.
        days: of the window (trading days), rising.
        place: named in a Problem: the contract.
    """
    used = tuple(day for day in days if day in series)
    lacking = tuple(day for day in days if day not in series)
    where = place or formula.series
    if len(used) < max(1, formula.fewest_days):
        return problem("venue-window-thin", where, fewest=max(1, formula.fewest_days), found=len(used))
    if lacking and formula.missing == "refuse":
        return problem("venue-window-gap", where, days=len(days), found=", ".join(lacking))
    carried = _carried(series, lacking) if formula.missing == "carry" else {}
    values = [Fraction(series[day]) for day in used] + [Fraction(value) for value in carried.values()]
    mean = sum(values, Fraction(0)) / len(values) * Fraction(formula.fen_per_point)
    exact = mean * (PPM + formula.premium_ppm) / PPM + formula.premium_fen_per_tonne
    left_out = tuple(day for day in lacking if day not in carried)
    return FloatingPrice(exact=exact, fen_per_tonne=to_fen(exact), used=used, carried=tuple(carried), left_out=left_out)


def cny(fen: Exact) -> str:
    """An amount of fen as yuan, exact where it ends.

    >>> cny(53_668)
    '536.68'
    """
    exact = Fraction(fen) / 100
    return plain_number(Decimal(exact.numerator) / Decimal(exact.denominator))


def _carried(series: Mapping[str, Exact], lacking: Sequence[str]) -> dict[str, Exact]:
    """For each day without a value that of the last day before it, where there is one."""
    known = sorted(series)
    found = {day: max((one for one in known if one < day), default=None) for day in lacking}
    return {day: series[before] for day, before in found.items() if before is not None}

"""The price of a delivery before floor and ceiling: fixed, or the mean of a quoted series over its window.

Exact fractions throughout: nothing is rounded before a line of the settlement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from monazite.core import Problem, ProblemError, Words, as_decimal
from monazite.plan.commitments.periods import DAY, anniversaries, whole_period
from monazite.plan.commitments.record import Commitment, Movement, Period, PricePath, PriceRule, Quote
from monazite.plan.said import problem
from monazite.reference import is_working_day
from monazite.trade.safeguards.amounts import plain_number
from monazite.trade.venues import FloatingFormula, FloatingPrice, floating_price, with_tax, without_tax

PPM = 1_000_000
DECIMALS = 6
"""Of a price as people read it."""
MOST_NAMED = 10
"""Days without a quote that a Problem names."""
JUMP = 7
"""From one quote to the next, so many times or a so-manieth part is another unit, currency or a slip of the point.

Between yuan and dollars it is about 7, between units of mass a power of ten; no series of a rare earth did it in a day.
"""
Days = tuple[dt.date, ...]


@dataclass(frozen=True, slots=True)
class Priced:
    """A price in fen per tonne, exact and above nought, and where it comes from in words."""

    fen_per_tonne: Fraction
    formula: Words


@dataclass(slots=True)
class Prices:
    """The prices of a period's deliveries; each window is averaged once.

    Args:
        commitment: whose price rule.
        period: that is settled.
        path: of the quoted series; None where the price is fixed.
    """

    commitment: Commitment
    period: Period
    path: PricePath | None
    _values: dict[str, Fraction] = field(default_factory=dict)
    _means: dict[tuple[dt.date, dt.date], FloatingPrice | Problem] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lay out the quotes by day, on the tax basis of the contract."""
        if self.path is not None:
            self._values = {one.day.isoformat(): _taxed(self.commitment, one.fen_per_tonne) for one in self.path.quotes}

    def of(self, movement: Movement) -> Priced | Problem:
        """The price of a delivery, or why it has none."""
        rule, place = self.commitment.price, movement.place or movement.id
        if rule.fixed_fen_per_tonne is not None:
            fixed = escalated(self.commitment, rule.fixed_fen_per_tonne, movement.day)
            return Priced(fixed, Words("固定价", "fixed price"))
        if (found := self._unusable(place)) is not None:
            return found
        window = window_of(rule, self.period, movement.day)
        if isinstance(window, Problem):
            return window
        if isinstance(mean := self._mean(window), Problem):
            return mean
        if mean.exact <= 0:
            return problem("commit-price-nought", place, found=price_text(mean.exact, self.commitment.currency))
        return Priced(mean.exact, _told(rule, window, mean))

    def _unusable(self, place: str) -> Problem | None:
        rule, path = self.commitment.price, self.path
        if path is None:
            return problem("commit-no-path", place, wanted=rule.series)
        if path.currency != self.commitment.currency:
            return problem("commit-currency", place, wanted=self.commitment.currency, found=path.currency)
        return None

    def _mean(self, window: Days) -> FloatingPrice | Problem:
        key = window[0], window[-1]
        if key not in self._means:
            self._means[key] = self._averaged(window)
        return self._means[key]

    def _averaged(self, window: Days) -> FloatingPrice | Problem:
        rule, place = self.commitment.price, f"{self.commitment.id} {window[0]} … {window[-1]}"
        quoted = [day for day in window if day.isoformat() in self._values]
        try:
            lacking = _lacking(rule, window, quoted)
            days = _expected(rule, window, quoted)
        except ProblemError as error:
            return error.problem
        if lacking and (rule.missing == "refuse" or rule.every in ("week", "month") or not quoted):
            named = ", ".join(lacking[:MOST_NAMED]) + (" …" if len(lacking) > MOST_NAMED else "")
            return problem("commit-gap", place, series=rule.series or "–", count=len(lacking), found=named)
        formula = FloatingFormula(
            series=rule.series, fen_per_point=rule.factor, premium_ppm=rule.premium_ppm,
            premium_fen_per_tonne=rule.premium_fen_per_tonne, missing=rule.missing,
        )  # fmt: skip
        return floating_price(formula, self._values, [day.isoformat() for day in days], place)


def path_faults(path: PricePath) -> tuple[Problem, ...]:
    """What is wrong with a path: a day twice, a quote that is not above nought, a unit that changes."""
    days: set[dt.date] = set()
    found: list[Problem] = []
    for one in path.quotes:
        place = one.place or f"{path.series} {one.day}"
        if one.day in days:
            found.append(problem("commit-quote-twice", place, found=one.day))
        if one.fen_per_tonne <= 0:
            found.append(problem("commit-price-nought", place, found=price_text(one.fen_per_tonne, path.currency)))
        days.add(one.day)
    sound = sorted((one for one in path.quotes if one.fen_per_tonne > 0), key=lambda one: one.day)
    return (*found, *_jumps(sound, path))


def _jumps(quotes: Iterable[Quote], path: PricePath) -> Iterator[Problem]:
    """Where quotes in order leave the unit of those before; the rest of them, and the way back, is not said again."""
    last: Quote | None = None
    was_off = False
    for one in quotes:
        is_off = last is not None and not 1 < JUMP * one.fen_per_tonne / last.fen_per_tonne < JUMP**2
        if last is not None and is_off and not was_off:
            values = {name: price_text(quote.fen_per_tonne, path.currency)
                      for name, quote in (("before", last), ("found", one))}  # fmt: skip
            yield problem("commit-quote-jump", one.place or f"{path.series} {one.day}", day=last.day, **values)
        was_off, last = is_off, last if is_off else one


def window_of(rule: PriceRule, period: Period, day: dt.date) -> Days | Problem:
    """The days over which the price of a delivery is averaged.

    Args:
        rule: of the contract.
        period: that is settled.
        day: of the delivery.
    """
    if rule.window == "period":
        return _span(period.first, period.last)
    if rule.window == "days_before":
        try:
            return _before(rule, day)
        except ProblemError as error:
            return error.problem
    within = day if rule.window == "month" else day.replace(day=1) - DAY
    _, first, last = whole_period("month", within)
    return _span(first, last)


def escalated(commitment: Commitment, fen_per_tonne: int, day: dt.date) -> Fraction:
    """A price of the contract as it stands on a day: raised on each anniversary, compounding, not rounded."""
    years = max(0, anniversaries(commitment.first, day))
    return fen_per_tonne * Fraction(PPM + commitment.escalation_ppm, PPM) ** years


def price_text(fen_per_tonne: Fraction, currency: str) -> str:
    """A price as people say it: yuan by the tonne, other currencies by the kilogram, at most six decimals.

    >>> price_text(Fraction(11_000_000), "USD"), price_text(Fraction(57_000_000), "CNY")
    ('110 USD/kg', '570000 CNY/t')
    """
    amount, unit = (fen_per_tonne / 100, "t") if currency == "CNY" else (fen_per_tonne / 100_000, "kg")
    return f"{plain_number(as_decimal(round(amount, DECIMALS)))} {currency}/{unit}"


def _taxed(commitment: Commitment, fen_per_tonne: Fraction) -> Fraction:
    """A quote on the tax basis of the contract."""
    stated = commitment.price.is_quoted_with_tax
    if stated is None or stated == commitment.is_taxed:
        return fen_per_tonne
    return (without_tax if stated else with_tax)(fen_per_tonne, commitment.vat_ppm)


def _span(first: dt.date, last: dt.date) -> Days:
    return tuple(first + dt.timedelta(days=n) for n in range((last - first).days + 1))


def _before(rule: PriceRule, day: dt.date) -> Days:
    """So many days on which the price is quoted before a day, from the first to the last of them."""
    first, left = day, rule.days
    while left:
        first -= DAY
        left -= rule.every != "workday" or is_working_day(first)
    return _span(first, day - DAY)


def _expected(rule: PriceRule, window: Days, quoted: Sequence[dt.date]) -> Sequence[dt.date]:
    """The days whose quotes are in the mean: those on which there should be one; by week or month those there are."""
    if rule.every == "workday":
        return [day for day in window if is_working_day(day)]
    return window if rule.every == "day" else quoted


def _lacking(rule: PriceRule, window: Days, quoted: Sequence[dt.date]) -> list[str]:
    """The days, or the weeks and months that lie whole in the window, that should have a quote and have none."""
    if rule.every in ("workday", "day"):
        there = set(quoted)
        return [day.isoformat() for day in _expected(rule, window, quoted) if day not in there]
    inside = set(window)
    days = [day for day in window if {_bucket(rule, day)[1], _bucket(rule, day)[2]} <= inside] or window
    known = {_bucket(rule, day)[0] for day in quoted}
    return [name for name in dict.fromkeys(_bucket(rule, day)[0] for day in days) if name not in known]


def _bucket(rule: PriceRule, day: dt.date) -> tuple[str, dt.date, dt.date]:
    """The week or month of a day: its name, first and last day."""
    if rule.every == "month":
        return whole_period("month", day)
    monday = day - dt.timedelta(days=day.weekday())
    return f"{monday} …", monday, monday + dt.timedelta(days=6)


def _told(rule: PriceRule, window: Days, mean: FloatingPrice) -> Words:
    """Where a mean comes from, in words."""
    ends = f"{window[0]} … {window[-1]}"
    premium = "".join([
        f" × {rule.factor.normalize():f}" if rule.factor != 1 else "",
        f" × (1 {rule.premium_ppm / 10_000:+g} %)" if rule.premium_ppm else "",
        f" {rule.premium_fen_per_tonne / 100:+,.2f}/t" if rule.premium_fen_per_tonne else "",
    ])  # fmt: skip
    days, carried = len(mean.used), len(mean.carried)
    zh, en = (f"，沿用 {carried} 天", f", {carried} carried") if carried else ("", "")
    return Words(
        f"{rule.series} {ends} {days} 个报价的平均{zh}{premium}",
        f"mean of {days} quotes of {rule.series}, {ends}{en}{premium}",
    )

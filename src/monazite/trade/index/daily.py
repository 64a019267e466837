"""The value of a product on a day: trades, else bids and offers, else assessed facts, else the value before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from monazite.trade.index.record import Assessment, Bids, Deal, Level, Method, Rule, Value
from monazite.trade.index.robust import MILLION, band, counted_mg, half_even, largest_ppm, weighted_mean

Excluded = tuple[tuple[str, Rule], ...]
Weighed = tuple[tuple[Deal, int], ...]
"""Trades of one day, each with its counted mass."""


@dataclass(frozen=True, slots=True)
class Product:
    """What is known of one product, by day.

    Args:
        deals: trades.
        quotes: bids and offers.
        assessments: assessed facts.
    """

    deals: Mapping[date, Sequence[Deal]] = field(default_factory=dict)
    quotes: Mapping[date, Sequence[Bids]] = field(default_factory=dict)
    assessments: Mapping[date, Sequence[Assessment]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Tried:
    """What one level of the hierarchy gives: a value or none, and what was looked at."""

    fen_per_tonne: int | None
    used: tuple[str, ...] = ()
    excluded: Excluded = ()


def values_of(name: str, known: Product, days: Sequence[date], methods: Mapping[date, Method]) -> tuple[Value, ...]:
    """The value of one product on every trading day.

    Args:
        name: of the product.
        known: its inputs.
        days: trading days, rising.
        methods: the version in force on each.

    Returns:
        One value a day, in order.
    """
    values: list[Value] = []
    weighed: list[Weighed] = []
    before: Value | None = None
    for day in days:
        method = methods[day]
        weighed.append(_weighed(known.deals.get(day, ()), method))
        before = _carried(_fresh(name, day, known, weighed, method), before, method)
        values.append(before)
    return tuple(values)


def _fresh(name: str, day: date, known: Product, weighed: Sequence[Weighed], method: Method) -> Value:
    """The value made anew on a day, and None in it where there is nothing."""
    from_deals = _deals_value(name, day, known.deals.get(day, ()), weighed, method)
    if from_deals.level is not None:
        return from_deals
    quoted = _quotes_value(known.quotes.get(day, ()), method)
    if quoted.fen_per_tonne is not None:
        return _filled(from_deals, quoted, is_quoted=True)
    assessed = _assessed_value(known.assessments.get(day, ()))
    return _filled(from_deals, replace(assessed, excluded=quoted.excluded), is_quoted=False)


def _filled(thin: Value, tried: _Tried, *, is_quoted: bool) -> Value:
    level: Level | None = None
    if tried.fen_per_tonne is not None:
        level = "quotes" if is_quoted else "assessed"
    excluded = (*thin.excluded, *tried.excluded)
    return replace(thin, fen_per_tonne=tried.fen_per_tonne, level=level, used=tried.used, excluded=excluded)


def _carried(fresh: Value, before: Value | None, method: Method) -> Value:
    """A day without a value of its own takes that of the day before, with its age, until it is too old."""
    if fresh.level is not None or before is None:
        return fresh
    age = before.stale_days + 1
    if before.fen_per_tonne is None:
        return replace(fresh, stale_days=age if before.stale_days else 0)
    if age > method.stale_days_most:
        return replace(fresh, stale_days=age)
    return replace(fresh, fen_per_tonne=before.fen_per_tonne, level="carried", stale_days=age)


def _weighed(deals: Sequence[Deal], method: Method) -> Weighed:
    """The trades of a day between different owners, each with the mass that counts."""
    apart = tuple(deal for deal in deals if not _is_same_owner(deal))
    return tuple(zip(apart, counted_mg(apart, method.cap_ppm), strict=True))


def _is_same_owner(deal: Deal) -> bool:
    return deal.buyer_owner == deal.seller_owner or deal.buyer == deal.seller


def _window(weighed: Sequence[Weighed], method: Method) -> list[tuple[int, int]]:
    """Prices and counted masses that the filter looks at: the day, and days before it while there are too few."""
    pairs: list[tuple[int, int]] = []
    for day in reversed(weighed[-method.window_days :]):
        pairs += [(deal.fen_per_tonne, mass) for deal, mass in day]
        if len(pairs) >= method.window_least:
            break
    return pairs


def _deals_value(name: str, day: date, deals: Sequence[Deal], weighed: Sequence[Weighed], method: Method) -> Value:
    """The first level: the capped, filtered mean of trades."""
    same: Excluded = tuple((deal.id, "same-owner") for deal in deals if _is_same_owner(deal))
    today = weighed[-1]
    if not today:
        return Value(day=day, product=name, fen_per_tonne=None, level=None, excluded=same)
    median, width = band(_window(weighed, method), method.mad_ppm, method.band_least_ppm, method.band_most_ppm)
    kept = tuple(pair for pair in today if abs(pair[0].fen_per_tonne - median) <= width)
    far: Excluded = tuple((deal.id, "outlier") for deal, _ in today if abs(deal.fen_per_tonne - median) > width)
    left = tuple(deal for deal, _ in kept)
    thin = Value(
        day=day, product=name, fen_per_tonne=None, level=None, excluded=(*same, *far), deals=len(left),
        mass_mg=sum(deal.mass_mg for deal in left), largest_ppm=largest_ppm(left),
        median_fen_per_tonne=median, band_fen_per_tonne=width,
    )  # fmt: skip
    if len(left) < method.trades_least or _owners(left) < method.owners_least or not any(mass for _, mass in kept):
        return thin
    mean = weighted_mean((deal.fen_per_tonne, mass) for deal, mass in kept)
    return replace(thin, fen_per_tonne=mean, level="trades", used=tuple(deal.id for deal in left))


def _owners(deals: Iterable[Deal]) -> int:
    return len({owner for deal in deals for owner in (deal.buyer_owner, deal.seller_owner)})


def _quotes_value(quotes: Sequence[Bids], method: Method) -> _Tried:
    """The second level: the middle of bids and offers; of several venues, the mean of their middles."""
    fit = [(quote, _fault(quote, method)) for quote in quotes]
    excluded: Excluded = tuple((quote.id, rule) for quote, rule in fit if rule)
    good = [quote for quote, rule in fit if rule is None]
    if not good:
        return _Tried(None, (), excluded)
    middle = sum(quote.bid_fen_per_tonne + quote.ask_fen_per_tonne for quote in good)
    return _Tried(half_even(middle, 2 * len(good)), tuple(quote.id for quote in good), excluded)


def _fault(quote: Bids, method: Method) -> Rule | None:
    gap = quote.ask_fen_per_tonne - quote.bid_fen_per_tonne
    if gap < 0:
        return "crossed"
    both = quote.ask_fen_per_tonne + quote.bid_fen_per_tonne
    return "wide" if 2 * gap * MILLION > method.spread_most_ppm * both else None


def _assessed_value(assessments: Sequence[Assessment]) -> _Tried:
    """The third level: the median of what papers say of the day, the mean of the middle two when they are even."""
    if not assessments:
        return _Tried(None)
    prices = sorted(item.fen_per_tonne for item in assessments)
    low, high = prices[(len(prices) - 1) // 2], prices[len(prices) // 2]
    return _Tried(half_even(low + high, 2), tuple(item.id for item in assessments))

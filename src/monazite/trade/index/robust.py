"""What keeps a few from moving the value of many: caps, the weighted median, the Hampel filter. Whole numbers only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter

from monazite.trade.index.record import Deal

MILLION = 1_000_000
Sided = Callable[[Deal], str]
_SIDES: tuple[Sided, ...] = (
    attrgetter("buyer"),
    attrgetter("seller"),
    attrgetter("buyer_owner"),
    attrgetter("seller_owner"),
)


def half_even(amount: int, divisor: int) -> int:
    """``amount / divisor`` to a whole number, half to even; the divisor is positive.

    >>> half_even(5, 2), half_even(7, 2), half_even(-5, 2), half_even(6, 4)
    (2, 4, -2, 2)
    """
    whole, rest = divmod(amount, divisor)
    return whole + (2 * rest > divisor or (2 * rest == divisor and whole % 2 == 1))


def by_side(deals: Iterable[Deal], side: Sided) -> dict[str, int]:
    """Mass in milligrams of each participant on one side (as buyer, as seller, as owner of either)."""
    masses: dict[str, int] = {}
    for deal in deals:
        who = side(deal)
        masses[who] = masses.get(who, 0) + deal.mass_mg
    return masses


def counted_mg(deals: Sequence[Deal], cap_ppm: int) -> tuple[int, ...]:
    """The mass of each trade of a day that counts, once nobody counts for more than the cap (封顶).

    The limit is ``floor(total x cap)``. Whoever has more on a side (buyer, seller, owner of the buyer, owner of the
    seller) has each of its trades cut in proportion; a trade is cut by the heaviest of its four cuts, and its counted
    mass is rounded down to milligrams.

    Args:
        deals: of one product and day.
        cap_ppm: largest share of the day's mass.

    Returns:
        Milligrams, in the order of the trades; 0 only for a mass that rounds down to nothing.
    """
    limit = sum(deal.mass_mg for deal in deals) * cap_ppm // MILLION
    buyers, sellers, buying, selling = (by_side(deals, side) for side in _SIDES)
    counted = []
    for deal in deals:
        heaviest = max(buyers[deal.buyer], sellers[deal.seller], buying[deal.buyer_owner], selling[deal.seller_owner])
        counted.append(deal.mass_mg if heaviest <= limit else deal.mass_mg * limit // heaviest)
    return tuple(counted)


def largest_ppm(deals: Sequence[Deal]) -> int:
    """Share of the mass of the largest owner on one side, in parts per million, rounded half-even; 0 without trades."""
    total = sum(deal.mass_mg for deal in deals)
    if total == 0:
        return 0
    largest = max(max(by_side(deals, side).values()) for side in _SIDES[2:])
    return half_even(largest * MILLION, total)


def weighted_median(pairs: Iterable[tuple[int, int]]) -> int:
    """The smallest value at which half of the weight is reached (加权中位数).

    Args:
        pairs: values with their weights; some weight must be positive.

    >>> weighted_median([(10, 1), (30, 2), (20, 1)])
    20
    """
    ordered = sorted(pairs)
    total = sum(weight for _, weight in ordered)
    reached = 0
    for value, weight in ordered:
        reached += weight
        if 2 * reached >= total:
            return value
    return ordered[-1][0]


def band(pairs: Sequence[tuple[int, int]], mad_ppm: int, least_ppm: int, most_ppm: int) -> tuple[int, int]:
    """Centre and half-width of the filter's band (Hampel 1974): median, and so many absolute deviations from it.

    Args:
        pairs: prices with their counted masses.
        mad_ppm: how many weighted median absolute deviations.
        least_ppm: the least half-width, as a share of the median.
        most_ppm: the greatest.

    Returns:
        Median and half-width, in the unit of the prices, both whole; the width is rounded down.
    """
    median = weighted_median(pairs)
    deviation = weighted_median((abs(price - median), weight) for price, weight in pairs)
    width = deviation * mad_ppm // MILLION
    return median, min(max(width, median * least_ppm // MILLION), median * most_ppm // MILLION)


def weighted_mean(pairs: Iterable[tuple[int, int]]) -> int:
    """Mean of prices weighted by counted masses (成交量加权均价), rounded half-even once to fen."""
    value = mass = 0
    for price, weight in pairs:
        value += price * weight
        mass += weight
    return half_even(value, mass)

"""Lots shared out among bids, best price first, then earlier time; and what every bid must be, whatever the auction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from monazite.core import Problem
from monazite.trade.auction.record import Award, Direction, Partial, Placed, Pricing
from monazite.trade.auction.said import problem


def ranked(bids: Iterable[Placed], direction: Direction) -> list[Placed]:
    """Bids by price, best first, then by time, then by number (价格优先、时间优先)."""
    sign = -1 if direction == "up" else 1
    return sorted(bids, key=lambda bid: (sign * bid.price_ticks, bid.at_ms, bid.number))


def meets(price_ticks: int, limit_ticks: int | None, direction: Direction) -> bool:
    """Whether a price is as good as a limit: at least it when bids go up, at most it when down; True without one."""
    if limit_ticks is None:
        return True
    return price_ticks >= limit_ticks if direction == "up" else price_ticks <= limit_ticks


def allot(
    bids: Sequence[Placed], lots: int, direction: Direction, *, partial: Partial = "take", pricing: Pricing = "own"
) -> tuple[Award, ...]:
    """What each bid wins; the sum is never more than the lots, and exactly them when bids ask for as much.

    (With ``partial="skip"`` less may be given, since bids that do not fit whole are passed over.)

    Args:
        bids: those that count.
        lots: on offer.
        direction: which price is the better one.
        partial: what the marginal bid gets.
        pricing: whose price winners pay.

    >>> allot([Placed(1, "A", 100, 3, 1), Placed(2, "B", 101, 3, 2)], 5, "up")
    (Award(bid=2, trader='B', price_ticks=101, lots=3), Award(bid=1, trader='A', price_ticks=100, lots=2))
    """
    won: list[tuple[Placed, int]] = []
    left = lots
    for bid in ranked(bids, direction):
        given = min(bid.lots, left)
        if given > 0 and (given == bid.lots or partial == "take"):
            won.append((bid, given))
            left -= given
    last = won[-1][0].price_ticks if won else 0
    return tuple(
        Award(bid.number, bid.trader, bid.price_ticks if pricing == "own" else last, given) for bid, given in won
    )


class Asked(Protocol):
    """A bid or a take: who, at which price, for how many lots (手)."""

    @property
    def trader(self) -> str:
        """Who asks."""

    @property
    def price_ticks(self) -> int:
        """At which price."""

    @property
    def lots(self) -> int:
        """How many."""


def trader_refusal(trader: str, owner: str, traders: tuple[str, ...]) -> Problem | None:
    """Why a trader may not bid: he is nobody, the owner, or not among those admitted (empty for everybody)."""
    if trader and trader != owner and (not traders or trader in traders):
        return None
    return problem("trader-not-qualified", "trader", found=trader)


def amount_refusal(asked: Asked, least: int, most: int) -> Problem | None:
    """Why its amounts refuse a bid: no price, too few lots (zero and negative ones too), more than there are."""
    if asked.price_ticks < 1:
        return problem("price-not-positive", asked.trader, found=asked.price_ticks)
    if asked.lots < least:
        return problem("bid-lots-few", asked.trader, found=asked.lots, limit=least)
    if asked.lots > most:
        return problem("bid-lots-many", asked.trader, found=asked.lots, limit=most)
    return None

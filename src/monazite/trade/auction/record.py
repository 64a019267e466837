"""What auctions share: the clock's commands, awards, and how an auction ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["up", "down"]
"""Whether the best bid is the highest (a seller's auction) or the lowest (a buyer's, 反向竞价, a tender)."""
Partial = Literal["take", "skip"]
"""The marginal bid gets what is left (take), or is passed over when it cannot be filled whole (skip)."""
Pricing = Literal["own", "last"]
"""Every winner at the price of his own bid, or all at that of the last (worst) winning bid."""
Ending = Literal["countdown", "session", "alarm", "no-bid", "reserve", "few-bidders", "cancelled"]
"""Why it ended: the first three with awards, the others (流拍, 撤拍) with none."""


@dataclass(frozen=True, slots=True)
class Advance:
    """The clock has come to a time; what was due until then happens.

    Args:
        at_ms: milliseconds since 1970 (UTC).
    """

    at_ms: int


@dataclass(frozen=True, slots=True)
class Cancel:
    """The venue or the owner ends it without awards (撤拍).

    Args:
        at_ms: milliseconds since 1970 (UTC).
    """

    at_ms: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A bid that stands (有效报价).

    Args:
        number: of the bid in its auction, from 1.
        trader: who bids.
        price_ticks: at which price.
        lots: for how many lots (手), at most.
        at_ms: when.
    """

    number: int
    trader: str
    price_ticks: int
    lots: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class Award:
    """What a bid wins (中标, 成交).

    Args:
        bid: number of the bid.
        trader: who wins.
        price_ticks: what he pays, or gets.
        lots: how many lots (手), at most those of the bid.
    """

    bid: int
    trader: str
    price_ticks: int
    lots: int


@dataclass(frozen=True, slots=True)
class Opened:
    """Bids are taken from now on.

    Args:
        at_ms: the time that the terms say.
    """

    at_ms: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """A bid was taken.

    Args:
        bid: as it stands now.
        ends_ms: when the auction ends if no other bid comes.
    """

    bid: Placed
    ends_ms: int


@dataclass(frozen=True, slots=True)
class Closed:
    """The auction is over.

    Args:
        at_ms: when it ended, which may be before the clock was told.
        reason: why.
        awards: best first; none when nothing is sold.
        unsold_lots: of the lots (手) on offer, how many found nobody.
    """

    at_ms: int
    reason: Ending
    awards: tuple[Award, ...]
    unsold_lots: int

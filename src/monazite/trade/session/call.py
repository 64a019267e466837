"""Call auction (集合竞价): orders collected without trading, one price, fills, and what is left back in the book."""

from __future__ import annotations

import numpy as np

from monazite.core import Problem
from monazite.trade.auction.call import Orders, Uncrossed, uncross
from monazite.trade.session.book import change_level, end, rebuild
from monazite.trade.session.said import problem
from monazite.trade.session.state import Hold, Market, State, Turn
from monazite.trade.session.trades import strike

Filled = list[tuple[Hold, int]]
"""Orders and the lots they get, the first to trade first."""


def start(state: State, market: Market) -> None:
    """Collect orders from now on, those that stand in the book among them."""
    market.is_collecting = True
    rebuild(state, market)


def collect(state: State, turn: Turn, hold: Hold) -> None:
    """An order waits for the auction."""
    hold.market.orders[hold.number] = state.orders[hold.number] = hold
    change_level(turn, hold.market, hold.side, hold.price_ticks, hold.lots)


def own_opposite(state: State, hold: Hold) -> Problem | None:
    """That an order could trade with one of the same owner in the auction, which pairs nobody with himself."""
    for member in state.groups[hold.member.owner]:
        for number in sorted(state.members[member].live):
            other = hold.market.orders.get(number)
            if other is not None and _could_meet(hold, other):
                return problem("order-own-opposite", f"order {hold.number}", other=number)
    return None


def _could_meet(hold: Hold, other: Hold) -> bool:
    if other.side == hold.side or other.number == hold.number:
        return False
    return hold.price_ticks >= other.price_ticks if hold.side == "buy" else hold.price_ticks <= other.price_ticks


def auction(state: State, market: Market) -> tuple[list[Hold], Uncrossed] | Problem:
    """The orders by time, and what the auction comes to now."""
    holds = sorted(market.orders.values(), key=lambda hold: hold.rank)
    numbers = np.array([(hold.price_ticks, hold.lots, hold.rank) for hold in holds], np.int64).reshape(-1, 3)
    is_buy = np.array([hold.side == "buy" for hold in holds], np.bool_)
    prices, lots, times = (np.ascontiguousarray(column) for column in numbers.T)
    rules = (state.rules.parameters.call_rules if state.rules else None) or "sse"
    reference = market.last if market.last is not None else market.reference
    done = uncross(Orders(is_buy, prices, lots, times), rules, reference)
    return done if isinstance(done, Problem) else (holds, done)


def fault(state: State, market: Market) -> Problem | None:
    """Why an auction cannot be held now: its rules need a reference price and there is none."""
    found = auction(state, market)
    return found if isinstance(found, Problem) else None


def indicate(state: State, turn: Turn, market: Market) -> None:
    """Tell the market where the auction would come to now: price, matched and unmatched lots."""
    found = auction(state, market)
    if isinstance(found, Problem):
        return
    price = found[1].price_ticks
    bids = sum([lots for at, lots in market.buys.items() if price is None or at >= price])
    asks = sum([lots for at, lots in market.sells.items() if price is None or at <= price])
    unmatched = (max(bids, asks) if price is not None else 0) - found[1].volume
    side = "buy" if bids > asks else "sell" if asks > bids else None
    turn.events.append({
        "kind": "indicative", "instrument": market.instrument.id, "price_ticks": price, "lots": found[1].volume,
        "unmatched_lots": max(unmatched, 0), "unmatched_side": side,
    })  # fmt: skip


def finish(state: State, turn: Turn, market: Market) -> Problem | None:
    """The auction takes place: trades at its price, and what is left goes to the book in its order of time."""
    found = auction(state, market)
    if isinstance(found, Problem):
        return found
    holds, done = found
    price = done.price_ticks
    if price is not None:
        fills = [(hold, int(lots)) for hold, lots in zip(holds, done.filled, strict=True) if lots]
        _pair(state, turn, price, fills)
    market.is_collecting = False
    rebuild(state, market)
    return None


def finish_or_drop(state: State, turn: Turn, market: Market) -> Problem | None:
    """The auction takes place; in a market that a safeguard halts its orders end instead, and nothing trades."""
    if not market.halted_by:
        return finish(state, turn, market)
    for hold in list(market.orders.values()):
        end(state, turn, hold, "halted")
    market.is_collecting = False
    rebuild(state, market)
    return None


def _pair(state: State, turn: Turn, price: int, fills: Filled) -> None:
    """Give every buyer his sellers: better price first, then earlier time, on both sides."""
    buys = sorted([fill for fill in fills if fill[0].side == "buy"], key=lambda fill: -fill[0].price_ticks)[::-1]
    sells = sorted([fill for fill in fills if fill[0].side == "sell"], key=lambda fill: fill[0].price_ticks)[::-1]
    while buys and sells:
        (buy, wanted), (sell, offered) = buys.pop(), sells.pop()
        lots = min(wanted, offered)
        strike(state, turn, buy, sell, price, lots=lots, method="call")
        for side, hold, left in ((buys, buy, wanted - lots), (sells, sell, offered - lots)):
            change_level(turn, hold.market, hold.side, hold.price_ticks, -lots)
            if left:
                side.append((hold, left))
            if not hold.lots:
                end(state, turn, hold, "filled")

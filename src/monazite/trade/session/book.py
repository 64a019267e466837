"""Orders in the continuous book (连续竞价): the engine matches, the session moves what the holds set aside."""

from __future__ import annotations

from monazite.core import Problem
from monazite.trade.match import POST_ONLY, Command, CommandKind, Reason, ReportKind, Rules, SelfTrade, TradePrice
from monazite.trade.match.reference import ReferenceEngine, Told
from monazite.trade.record import Side
from monazite.trade.session.funds import give_back
from monazite.trade.session.prices import price_number, price_words
from monazite.trade.session.said import problem
from monazite.trade.session.state import Hold, Market, State, Turn
from monazite.trade.session.trades import strike

NEW, CANCEL, MODIFY, EXPIRE_DAY, SET_LIMITS = (int(kind) for kind in list(CommandKind)[:5])
ACCEPTED, TRADE, CANCELLED, MODIFIED = (int(kind) for kind in list(ReportKind)[:4])
TIFS = {"GTC": 0, "IOC": 1, "FOK": 2, "DAY": 3}
SIDES = {"buy": 0, "sell": 1}
CANCELLED_WHY = {
    Reason.REQUESTED: "requested", Reason.IOC_REST: "ioc-rest", Reason.DAY_END: "day-end",
    Reason.SELF_TRADE: "self-trade", Reason.OUTSIDE_LIMITS: "outside-limits",
}  # fmt: skip
REFUSED_WHY = {
    Reason.WOULD_CROSS: "order-would-cross", Reason.FOK_UNFILLED: "order-fok-unfilled",
    Reason.OFF_LIMITS: "price-beyond-limit",
}  # fmt: skip


def fresh_engine(state: State, market: Market | None) -> Rules:
    """The matching rules of a market: prices by the venue's rule, no trade with oneself."""
    rule = state.rules.parameters.price_rule if state.rules else None
    limits, last = (market.limits, market.book_last) if market else ((1, 2**62), None)
    return Rules(
        *limits, self_trade=SelfTrade.CANCEL_INCOMING, last=last,
        trade_price=TradePrice.MEDIAN if rule == "median" else TradePrice.MAKER,
    )  # fmt: skip


def rebuild(state: State, market: Market) -> None:
    """A new engine with the market's live orders, each in its place of the queue."""
    market.engine = ReferenceEngine(fresh_engine(state, market))
    if not market.is_collecting:
        for hold in sorted(market.orders.values(), key=lambda each: each.rank):
            told(market, new_command(hold))


def told(market: Market, command: Command) -> Told:
    """What the engine reports of one command; its time is always 0, since the session keeps the clock."""
    return market.engine.run((command,))


def new_command(hold: Hold) -> Command:
    """The command that brings a hold into the engine."""
    flags = POST_ONLY if hold.is_post_only else 0
    return Command(
        NEW, SIDES[hold.side], TIFS[hold.tif], flags, hold.lots, hold.number, hold.price_ticks, 0, hold.member.owner
    )


def enter(state: State, turn: Turn, hold: Hold) -> Problem | None:
    """Bring an order, with what it needs set aside, into the book; a refusal leaves the book as it was."""
    market = hold.market
    reports = told(market, new_command(hold))
    if reports[0][0] != ACCEPTED:
        return refusal(market, hold, reports[0][1])
    market.orders[hold.number] = state.orders[hold.number] = hold
    change_level(turn, market, hold.side, hold.price_ticks, hold.lots)
    tell_order(turn, hold, "accepted")
    follow(state, turn, market, reports)
    return None


def refusal(market: Market, hold: Hold, why: int) -> Problem:
    """The engine's refusal in a sentence."""
    code = REFUSED_WHY.get(Reason(why), "order-refused")
    contract = market.instrument
    low, high = market.limits
    return problem(
        code, f"order {hold.number}", found=price_words(hold.price_ticks, contract), low=price_number(low, contract),
        high=price_words(high, contract), lots=hold.lots, reason=Reason(why).name,
    )  # fmt: skip


def follow(state: State, turn: Turn, market: Market, reports: Told) -> None:
    """Do what the engine reports: trades and cancellations."""
    orders = market.orders
    for kind, reason, _, lots, _, price, number, maker, _, _ in reports:
        if kind == TRADE:
            _trade(state, turn, orders[number], orders[maker], (price, lots))
        elif kind == CANCELLED:
            end(state, turn, orders[number], CANCELLED_WHY[Reason(reason)])


def _trade(state: State, turn: Turn, taker: Hold, maker: Hold, at: tuple[int, int]) -> None:
    price, lots = at
    buy, sell = (taker, maker) if taker.side == "buy" else (maker, taker)
    strike(state, turn, buy, sell, price, lots=lots, method="continuous", taker=taker.side)
    for hold in (taker, maker):
        change_level(turn, hold.market, hold.side, hold.price_ticks, -lots)
        if not hold.lots:
            end(state, turn, hold, "filled")


def end(state: State, turn: Turn, hold: Hold, why: str) -> None:
    """An order is over: filled, or cancelled for a reason; what it still had set aside is free."""
    if hold.lots:
        change_level(turn, hold.market, hold.side, hold.price_ticks, -hold.lots)
    lots = hold.lots
    give_back(hold)
    del hold.market.orders[hold.number], state.orders[hold.number]
    state.done[hold.number] = (hold.member.id, why)
    tell_order(turn, hold, "done" if why == "filled" else "cancelled", why, lots)


def change_level(turn: Turn, market: Market, side: Side, price: int, lots: int) -> None:
    """Add lots to what stands at a price, or take them away."""
    levels = market.buys if side == "buy" else market.sells
    left = levels.get(price, 0) + lots
    if left:
        levels[price] = left
    else:
        del levels[price]
    turn.touched[market.instrument.id, side, price] = market


def tell_levels(turn: Turn) -> None:
    """Tell the market of the prices at which something changed, once each."""
    for (instrument, side, price), market in turn.touched.items():
        turn.events.append({
            "kind": "book", "instrument": instrument, "side": side, "price_ticks": price,
            "lots": (market.buys if side == "buy" else market.sells).get(price, 0),
        })  # fmt: skip


def tell_order(turn: Turn, hold: Hold, what: str, why: str = "", lots: int | None = None) -> None:
    """Tell a member what became of its order.

    Args:
        turn: whose events get it.
        hold: the order.
        what: accepted, amended, cancelled or done.
        why: it ended.
        lots: open ones, or those that were cancelled; None for the open ones.
    """
    message = {
        "kind": "order", "to": hold.member.id, "in": hold.market.instrument.id, "order": hold.number, "state": what,
        "side": hold.side, "price_ticks": hold.price_ticks, "lots": hold.lots if lots is None else lots,
    }  # fmt: skip
    if why:
        message["reason"] = why
    if hold.client:
        message["id"] = hold.client
    turn.events.append(message)

"""A trade (成交): both sides' holds become a settlement at once, or an obligation on margin."""

from __future__ import annotations

from typing import Any

from monazite.trade.record import MG_PER_TONNE, Effect, EffectKind, Method, Receipt, Side
from monazite.trade.session.funds import PPM, is_margin, margin_unit, receive
from monazite.trade.session.intervals import without
from monazite.trade.session.positions import take
from monazite.trade.session.state import Event, Hold, Market, Member, Obligation, Piece, Settled, State, Turn

CHOSEN = frozenset({"listing", "negotiated"})
"""Methods by which members choose each other."""
BOOK = frozenset({"call", "continuous"})
"""Methods of a book, whose last price the median rule looks at."""
CROWD, NOBODY = "--", "-"
"""Owners of whoever sells and buys in books and auctions."""
SliceRow = list[Any]
"""Receipt, lot, first, last, net mass in mg, mg by element: as the effect states it."""


def remember(state: State, method: Method, buy: Hold, sell: Hold, lots: int) -> None:
    """Keep who sold to whom, for the search for circles; trades of books and auctions only as a volume.

    Args:
        state: of the session.
        method: of the trade.
        buy: the buyer's hold.
        sell: the seller's.
        lots: how many.
    """
    parties = (sell.member.owner_id, buy.member.owner_id) if method in CHOSEN else (CROWD, NOBODY)
    key = (state.day, buy.market.instrument.id, *parties)
    state.deals[key] = state.deals.get(key, 0) + lots


def half_even(amount: int, divisor: int) -> int:
    """Divided and rounded half-even."""
    whole, rest = divmod(amount, divisor)
    twice = rest + rest
    return whole + (twice > divisor or (twice == divisor and whole % 2 == 1))


def effect(state: State, turn: Turn, kind: EffectKind, data: dict[str, Any]) -> str:
    """Ask something of the journal; the id of the effect."""
    name = f"{state.venue}.{turn.number}.{turn.place}"
    turn.place += 1
    turn.effects.append(Effect(id=name, kind=kind, time_ms=turn.time_ms, data=data))
    return name


def strike(
    state: State, turn: Turn, buy: Hold, sell: Hold, price_ticks: int, *, lots: int, method: Method,
    taker: Side | None = None,
) -> None:  # fmt: skip
    """Make a trade of two holds, which have so many lots open and cover its price.

    Args:
        state: of the session.
        turn: whose events and effects get it.
        buy: the buyer's hold.
        sell: the seller's.
        price_ticks: at which price.
        lots: how many.
        method: how it comes about.
        taker: whose order came last; None in auctions.
    """
    market = buy.market
    trade = {
        "id": f"{state.venue}.{turn.number}.{turn.place}", "instrument": market.instrument.id, "method": method,
        "price_ticks": price_ticks, "lots": lots, "buyer": buy.member.id, "seller": sell.member.id,
        "time_ms": turn.time_ms, "buy_order": str(buy.number), "sell_order": str(sell.number), "taker": taker,
    }  # fmt: skip
    turn.events.append({
        "kind": "trade", "instrument": market.instrument.id, "trade": trade["id"], "method": method,
        "price_ticks": price_ticks, "lots": lots, "taker": taker, "time_ms": turn.time_ms,
    })  # fmt: skip
    if is_margin(state):
        amount, fee = _oblige(state, turn, trade, buy, sell), 0
    else:
        amount, fee = _settle_holds(state, turn, trade, buy, sell)
    _count(market, price_ticks, lots, amount)
    if method in BOOK:
        market.book_last = price_ticks
    remember(state, method, buy, sell, lots)
    day = state.day_number
    buy.member.bought[market.instrument.id] = day
    sell.member.sold[market.instrument.id] = day
    for hold in (buy, sell):
        turn.events.append({
            "kind": "fill", "to": hold.member.id, "in": market.instrument.id, "of": hold.number, "trade": trade["id"],
            "side": hold.side, "price_ticks": price_ticks, "lots": lots, "amount_fen": amount, "fee_fen": fee,
        })  # fmt: skip


def _count(market: Market, price_ticks: int, lots: int, amount: int) -> None:
    stats = market.stats
    if stats.open is None or stats.high is None or stats.low is None:
        stats.open = stats.high = stats.low = price_ticks
    elif price_ticks > stats.high:
        stats.high = price_ticks
    elif price_ticks < stats.low:
        stats.low = price_ticks
    stats.last = market.last = price_ticks
    stats.volume += lots
    stats.ticks_lots += price_ticks * lots
    stats.turnover_fen += amount
    stats.trades += 1


def _settle_holds(state: State, turn: Turn, trade: dict[str, Any], buy: Hold, sell: Hold) -> tuple[int, int]:
    lots = trade["lots"]
    freed = buy.unit * lots
    buy.lots -= lots
    sell.lots -= lots
    buy.member.reserved -= freed
    buy.member.free += freed
    return settle(
        state, turn, trade, take(sell.pieces, lots), market=buy.market, buyer=buy.member, seller=sell.member,
        to_member=buy.to_member,
    )  # fmt: skip


def settle(
    state: State, turn: Turn, trade: dict[str, Any], pieces: list[Piece], *, market: Market, buyer: Member,
    seller: Member, to_member: bool, net_mg: int | None = None, adjust: int | None = None,
) -> tuple[int, int]:  # fmt: skip
    """Move lots and money at once (钱货两讫): on the weighed mass, the grade in the price, fees from both.

    Args:
        state: of the session.
        turn: whose effects get it.
        trade: as it was made.
        pieces: the lots, already out of the seller's queue.
        market: of the instrument.
        buyer: whose free cash pays; it is enough.
        seller: whose lots they were.
        to_member: whether they leave the venue.
        net_mg: of all of them, as arbitration found; None for the receipts' own.
        adjust: fen per tonne, as arbitration found; None for the receipts' own.

    Returns:
        Amount, and the fee of each side, in fen.
    """
    instrument = market.instrument
    rows, amount = priced(state, market, trade["price_ticks"], pieces, net_mg=net_mg, adjust=adjust)
    fee = half_even(amount * instrument.fee_ppm, PPM)
    buyer.free -= amount + fee
    seller.free += amount - fee
    state.fees += 2 * fee
    graded = state.receipts[pieces[0][3]].adjust_fen_per_tonne if adjust is None else adjust
    if to_member:
        leave(state, market, seller, pieces)
    else:
        receive(state, buyer, market, pieces)
        if buyer.is_industrial != seller.is_industrial:
            market.outsiders_mg += sum([row[4] for row in rows]) * (1 if seller.is_industrial else -1)
    name = effect(state, turn, "settle", {
        "trade": trade, "slices": rows, "amount_fen": amount, "buyer_fee_fen": fee, "seller_fee_fen": fee,
        "vat_ppm": instrument.vat_ppm, "deliver_to": "member" if to_member else "venue",
    })  # fmt: skip
    state.settled[name] = Settled(
        name, state.day_number, market, buyer, seller, trade["price_ticks"], sum([row[3] - row[2] for row in rows]),
        sum([row[4] for row in rows]) if net_mg is None else net_mg, amount, graded,
    )  # fmt: skip
    return amount, fee


def priced(
    state: State, market: Market, price_ticks: int, pieces: list[Piece], *, net_mg: int | None = None,
    adjust: int | None = None,
) -> tuple[list[SliceRow], int]:  # fmt: skip
    """The slices as an effect states them, and what they cost in fen, rounded half-even once.

    Args:
        state: of the session.
        market: of the instrument.
        price_ticks: of the trade.
        pieces: the lots.
        net_mg: of all of them instead of the receipts' own.
        adjust: fen per tonne instead of the receipts' own.
    """
    base = price_ticks * market.instrument.tick_fen_per_tonne
    rows = []
    cost = 0
    for _, first, last, name in pieces:
        receipt = state.receipts[name]
        row = slice_row(receipt, first, last)
        rows.append(row)
        cost += (base + (receipt.adjust_fen_per_tonne if adjust is None else adjust)) * row[4]
    if net_mg is not None:
        weighed = sum([row[4] for row in rows])
        cost = half_even(cost * net_mg, weighed) if adjust is None else (base + adjust) * net_mg
    return rows, half_even(cost, MG_PER_TONNE)


def slice_row(receipt: Receipt, first: int, last: int) -> SliceRow:
    """A slice as an effect states it; shares by floors, as `Receipt.matter_of`."""
    lots = receipt.lots
    matter = {}
    for symbol, mg in receipt.matter.parts:
        share = last * mg // lots - first * mg // lots
        if share:
            matter[symbol] = share
    net = last * receipt.net_mg // lots - first * receipt.net_mg // lots
    return [receipt.id, receipt.lot, first, last, net, matter]


def come(market: Market, member: Member, net_mg: int) -> None:
    """So much more is here, of a member; negative for less."""
    market.stock_mg += net_mg
    if not member.is_industrial:
        market.outsiders_mg += net_mg


def leave(state: State, market: Market, member: Member, pieces: list[Piece]) -> None:
    """Lots of a member leave the venue; a receipt of which nothing is here is forgotten."""
    for _, first, last, receipt in pieces:
        come(market, member, -slice_row(state.receipts[receipt], first, last)[4])
        left = without(state.here[receipt], first, last)
        if left:
            state.here[receipt] = left
        else:
            del state.here[receipt]
            del state.receipts[receipt]
            state.producers.pop(receipt, None)


def _oblige(state: State, turn: Turn, trade: dict[str, Any], buy: Hold, sell: Hold) -> int:
    market, lots, price = buy.market, trade["lots"], trade["price_ticks"]
    wanted = margin_unit(market, price)
    units = (_kept(buy, wanted, lots), _kept(sell, wanted, lots))
    turn.place += 1
    rules = state.rules
    due = state.day_number + (rules.parameters.deliver_days if rules else 0)
    obligation = Obligation(trade, market, buy.member, sell.member, price, lots, *units, due, to_member=buy.to_member)
    state.obligations[trade["id"]] = obligation
    tell_obligation(turn, obligation, "made")
    return market.instrument.contract_fen(price, lots)


def _kept(hold: Hold, wanted: int, lots: int) -> int:
    """Keep the margin of a trade for each of its lots: what is beyond it is free, what is missing comes from free cash.

    Where that is not enough, the margin stays what the hold had set aside.
    """
    member = hold.member
    unit = wanted if member.free >= (wanted - hold.unit) * lots else hold.unit
    freed = (hold.unit - unit) * lots
    member.free += freed
    member.reserved -= freed
    hold.lots -= lots
    return unit


def tell_obligation(turn: Turn, obligation: Obligation, what: str, **more: Any) -> None:
    """Tell both parties of an obligation what became of it."""
    for party in (obligation.buyer, obligation.seller):
        told: Event = {
            "kind": "obligation", "to": party.id, "in": obligation.market.instrument.id,
            "obligation": obligation.trade["id"], "state": what, "lots": obligation.lots, "due": obligation.due, **more,
        }  # fmt: skip
        turn.events.append(told)

"""The safeguards, asked with what a session knows: before orders, deposits and trades, and at the end of a day.

What only the journal knows (counts, certificates, liens) is judged in ``app``, and comes as ``halt`` and ``resume``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from monazite.core import Problem
from monazite.trade.record import Method, Receipt, Side
from monazite.trade.safeguards import (
    Deal,
    DepositAct,
    Finding,
    MarketState,
    OrderAct,
    Party,
    ReceiptState,
    StockState,
    TradeAct,
    daily,
    preventive,
    thresholds,
)
from monazite.trade.session.clock import day_of
from monazite.trade.session.funds import PPM
from monazite.trade.session.state import Hold, Market, Member, State, Turn
from monazite.trade.session.trades import CROWD, NOBODY

KNOWN = frozenset({"principal", "premium", "stock_use", "outsiders", "self_purchase", "days_in_store"})
"""Daily rules for which a session knows enough."""
ANYBODY = Party(NOBODY, NOBODY, is_industrial=True)
"""Whoever sells in a book."""


def forget_deals(state: State, day: str) -> None:
    """Drop deals that are older than a circle may be."""
    oldest = (date.fromisoformat(day) - timedelta(days=limits(state)["circle_days"])).isoformat()
    state.deals = {key: lots for key, lots in state.deals.items() if key[0] >= oldest}


def limits(state: State) -> Mapping[str, int]:
    """Thresholds by name, with the venue's stricter ones."""
    return _limits(tuple(state.rules.parameters.safeguards.items()) if state.rules else ())


@lru_cache(maxsize=64)
def _limits(stricter: tuple[tuple[str, int], ...]) -> Mapping[str, int]:
    return thresholds(dict(stricter))


def party(member: Member) -> Party:
    """A member as the safeguards see it."""
    return Party(member.id, member.owner_id, member.is_industrial)


def order_fault(
    state: State, member: Member, market: Market, side: Side, price_ticks: int, *, lots: int = 0
) -> Problem | None:
    """What the safeguards say to an order, a listing, an offer or a bid.

    Args:
        state: of the session.
        member: who orders.
        market: of the instrument.
        side: buy or sell.
        price_ticks: at which price.
        lots: how many, where nobody knows from whom they will come (a book); else 0.
    """
    if side == "sell":
        return None
    price = price_ticks * market.instrument.tick_fen_per_tonne
    outside = market.outside
    if outside is not None and price * PPM > outside * (PPM + limits(state)["premium_halt_ppm"]):
        asked = OrderAct(
            venue=state.venue, instrument=market.instrument.id, party=party(member), is_buy=True,
            price_fen_per_tonne=price, outside_fen_per_tonne=outside,
        )  # fmt: skip
        refused = refusal(preventive(asked, limits(state)))
        if refused is not None:
            return refused
    if lots and not member.is_industrial:
        act = _trade_act(state, market, (party(member), ANYBODY), price, lots=lots, method="continuous")
        return refusal(preventive(act, limits(state)))
    return None


def trade_fault(state: State, buy: Hold, sell: Hold, price_ticks: int, *, lots: int, method: Method) -> Problem | None:
    """What the safeguards say to a trade between members that chose each other."""
    market = buy.market
    price = price_ticks * market.instrument.tick_fen_per_tonne
    producers = frozenset(name for piece in sell.pieces for name in state.producers.get(piece[3], ()))
    parties = (party(buy.member), party(sell.member))
    act = _trade_act(state, market, parties, price, lots=lots, method=method, producers=producers)
    return refusal(preventive(act, limits(state)))


def _trade_act(
    state: State, market: Market, parties: tuple[Party, Party], price: int, *, lots: int, method: Method,
    producers: frozenset[str] = frozenset(),
) -> TradeAct:  # fmt: skip
    name = market.instrument.id
    buyer, seller = parties
    return TradeAct(
        venue=state.venue, instrument=name, method=method, day=state.day, buyer=buyer, seller=seller, lots=lots,
        mass_mg=lots * market.instrument.lot_mg, price_fen_per_tonne=price, outside_fen_per_tonne=market.outside,
        producers=producers, stock_mg=market.stock_mg, outsiders_mg=market.outsiders_mg,
        yearly_use_mg=market.instrument.yearly_use_mg, past=past_deals(state, name),
    )  # fmt: skip


def past_deals(state: State, instrument: str) -> tuple[Deal, ...]:
    """Deals of the last days in an instrument between members that chose each other, added up by day and owners."""
    return tuple(
        Deal(day, of, seller, buyer, lots, is_chosen=seller != CROWD)
        for (day, of, seller, buyer), lots in state.deals.items() if of == instrument
    )  # fmt: skip


def deposit_fault(state: State, turn: Turn, market: Market, member: Member, receipt: Receipt) -> Problem | None:
    """What the safeguards say to the deposit of a receipt."""
    act = DepositAct(
        venue=state.venue, receipt=receipt.id, instrument=receipt.instrument, owner=party(member),
        day=day_of(turn.time_ms), registered=day_of(receipt.issued_ms),
        storage_days_most=market.instrument.storage_days_most, net_mg=receipt.net_mg,
        stock_mg=market.stock_mg, yearly_use_mg=market.instrument.yearly_use_mg,
    )  # fmt: skip
    return refusal(preventive(act, limits(state)))


def refusal(findings: Iterable[Finding]) -> Problem | None:
    """The sentence of the first finding that refuses an act."""
    return next((finding.problem for finding in findings if finding.severity == "refuse"), None)


def weigh(state: State, market: Market) -> None:
    """Add up anew what is here of an instrument, and what of it is held outside the industry."""
    shares = list(_shares(state, market))
    market.stock_mg = sum(mg for _, _, mg in shares)
    market.outsiders_mg = sum(mg for member, _, mg in shares if not state.members[member].is_industrial)


def _shares(state: State, market: Market) -> Iterable[tuple[str, str, int]]:
    """Member, receipt and net mass of every piece of an instrument that is here."""
    name = market.instrument.id
    for member in state.members.values():
        for _, first, last, receipt in member.lots.get(name, ()):
            yield member.id, receipt, net_of(state.receipts[receipt], first, last)
    for hold in holds(state, market):
        for _, first, last, receipt in hold.pieces:
            yield hold.member.id, receipt, net_of(state.receipts[receipt], first, last)
    for owed in state.obligations.values():
        for _, first, last, receipt in owed.pieces if owed.market is market else ():
            yield owed.seller.id, receipt, net_of(state.receipts[receipt], first, last)


def net_of(receipt: Receipt, first: int, last: int) -> int:
    """Net mass of some lots of a receipt in mg."""
    return last * receipt.net_mg // receipt.lots - first * receipt.net_mg // receipt.lots


def holds(state: State, market: Market | None = None) -> Iterable[Hold]:
    """All holds of a market, or of all."""
    yield from state.orders.values() if market is None else market.orders.values()
    for offer in state.offers.values():
        if market is None or offer.market is market:
            yield offer.hold
            yield from offer.bids.values()


def holds_of(state: State, member: Member) -> list[Hold]:
    """All holds of a member, oldest first."""
    found = [state.orders[number] for number in member.live if number in state.orders]
    if len(found) < len(member.live):
        offers = state.offers.values()
        found += [hold for offer in offers for hold in (offer.hold, *offer.bids.values()) if hold.member is member]
    return sorted(found, key=lambda hold: hold.number)


def daily_halts(state: State, turn: Turn) -> list[dict[str, Any]]:
    """At the end of a day: what the safeguards found; an instrument they halt stays halted until they do not."""
    stocks = tuple(_stock(state, market) for market in state.markets.values())
    seen = MarketState(
        venue=state.venue, day=state.day, stocks=stocks,
        members={member.id: party(member) for member in state.members.values()},
        deals=tuple(deal for name in state.markets for deal in past_deals(state, name)), reported=state.day,
        client_fen=sum(member.free + member.reserved for member in state.members.values()),
    )  # fmt: skip
    found = [finding for finding in daily(seen, limits(state)) if finding.rule in KNOWN]
    for name, market in state.markets.items():
        halting = next((one for one in found if one.severity == "halt" and one.instrument in {name, ""}), None)
        market.why_halted = halting.rule if halting else ""
    for finding in found:
        turn.events.append({"kind": "halt" if finding.severity == "halt" else "alarm", **finding.as_json()})
    return [finding.as_json() for finding in found]


def _stock(state: State, market: Market) -> StockState:
    price = market.stats.last
    return StockState(
        instrument=market.instrument.id, receipts=tuple(_receipts(state, market)),
        price_fen_per_tonne=None if price is None else price * market.instrument.tick_fen_per_tonne,
        outside_fen_per_tonne=market.outside, outside_day=state.day, yearly_use_mg=market.instrument.yearly_use_mg,
    )  # fmt: skip


def _receipts(state: State, market: Market) -> Iterable[ReceiptState]:
    held: dict[str, dict[str, int]] = {}
    for member, deposited, mg in _shares(state, market):
        of = held.setdefault(deposited, {})
        of[member] = of.get(member, 0) + mg
    for name, of in held.items():
        receipt = state.receipts[name]
        yield ReceiptState(
            id=name, lot=receipt.lot, warehouse=receipt.warehouse, registered=day_of(receipt.issued_ms),
            net_mg=sum(of.values()), holders=tuple(of.items()),
            storage_days_most=market.instrument.storage_days_most,
        )  # fmt: skip

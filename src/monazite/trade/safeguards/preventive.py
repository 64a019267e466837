"""What is asked before an act: the venue is no principal, nobody buys his own goods, no goods serve two lenders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from monazite.trade.safeguards.circles import is_circle
from monazite.trade.safeguards.measures import PPM, counts, days_between, excess, over, share_ppm
from monazite.trade.safeguards.record import (
    Act,
    Deal,
    DepositAct,
    Finding,
    OrderAct,
    Party,
    PledgeAct,
    RegisterAct,
    TermsAct,
    TradeAct,
)
from monazite.trade.safeguards.said import finding

CHOSEN = frozenset({"listing", "negotiated"})
"""Methods by which a member chooses from whom to buy."""


def preventive(act: Act, limits: Mapping[str, int]) -> tuple[Finding, ...]:
    """What the rules say to an act before it is done; none when nothing stands against it.

    Args:
        act: about to be done.
        limits: thresholds by name, from `thresholds`.
    """
    return tuple(_RULES[type(act)](act, limits))


def _order(act: OrderAct, limits: Mapping[str, int]) -> Iterator[Finding]:
    yield from _principal(act.venue, act.instrument, act.party)
    if act.is_buy:
        yield from _premium(act, limits)


def _trade(act: TradeAct, limits: Mapping[str, int]) -> Iterator[Finding]:
    yield from _principal(act.venue, act.instrument, act.buyer, act.seller)
    yield from _premium(act, limits)
    yield from _own_goods(act, limits)
    yield from _outsiders(act, limits)


def _deposit(act: DepositAct, limits: Mapping[str, int]) -> Iterator[Finding]:
    yield from _principal(act.venue, act.instrument, act.owner)
    stock, limit = act.stock_mg + act.net_mg, limits["stock_halt_ppm"]
    if act.yearly_use_mg is not None and over(stock, act.yearly_use_mg, limit):
        measured = share_ppm(stock, act.yearly_use_mg)
        yield finding("stock_use", "refuse", act.receipt, instrument=act.instrument, measured=measured, limit=limit,
                      unit="ppm", shown_as=excess(stock, act.yearly_use_mg, limit))  # fmt: skip
    age, most = days_between(act.registered, act.day), min(act.storage_days_most, limits["store_days"])
    if age > most:
        yield finding("days_in_store", "refuse", act.receipt, instrument=act.instrument, measured=age, limit=most,
                      unit="days")  # fmt: skip


def _register(act: RegisterAct, _limits: Mapping[str, int]) -> Iterator[Finding]:
    yield from _principal(act.venue, act.instrument, act.owner)
    if not act.certificate or act.weighed_mg is None:
        yield finding("uninspected", "refuse", act.receipt, instrument=act.instrument, measured=0, limit=1)
    elif act.stated_mg <= 0 or over(abs(act.weighed_mg - act.stated_mg), act.stated_mg, act.tolerance_ppm):
        yield _mismatch("refuse", act.receipt, act.instrument, act.stated_mg, act.weighed_mg)
    if act.other_receipt:
        yield finding("repledge", "refuse", act.receipt, instrument=act.instrument, measured=2, limit=1,
                      code="two_receipts", other=act.other_receipt, lot=act.lot)  # fmt: skip
    if act.operator and act.operator == act.owner.owner:
        yield finding("uninspected", "alarm", act.receipt, instrument=act.instrument, measured=1, limit=0,
                      code="own_warehouse", owner=act.operator)  # fmt: skip


def _pledge(act: PledgeAct, limits: Mapping[str, int]) -> Iterator[Finding]:
    common: dict[str, Any] = {"instrument": act.instrument}
    if act.creditor == act.venue:
        yield finding("principal", "refuse", act.venue, measured=1, limit=0, **common)
    if act.creditor in (act.debtor.member, act.debtor.owner):
        yield finding("repledge", "refuse", act.receipt, measured=1, limit=0, code="own_creditor",
                      creditor=act.creditor, **common)  # fmt: skip
    if act.pledge:
        yield finding("repledge", "refuse", act.receipt, measured=2, limit=1, other=act.pledge, **common)
    if act.is_offered:
        yield finding("repledge", "refuse", act.receipt, measured=1, limit=0, code="pledge_offered", **common)
    if act.holder_mg < act.net_mg:
        yield finding("repledge", "refuse", act.receipt, measured=act.holder_mg, limit=act.net_mg, unit="mg",
                      code="pledge_not_held", **common)  # fmt: skip
    share = limits["loan_share_ppm"]
    if act.value_fen is not None and act.loan_fen * PPM > share * act.value_fen:
        yield finding("leverage", "refuse", act.receipt, measured=act.loan_fen, limit=share * act.value_fen // PPM,
                      unit="fen", **common)  # fmt: skip


def _terms(act: TermsAct, _limits: Mapping[str, int]) -> Iterator[Finding]:
    if act.venue in act.principals or act.venue in act.guarantors:
        yield finding("principal", "refuse", act.venue, measured=1, limit=0)
    if act.fixed_return_ppm is not None:
        yield finding("fixed_return", "refuse", act.about, measured=act.fixed_return_ppm, limit=0, unit="ppm")
    if len(act.account_owners) > 1 or act.venue in act.account_owners:
        yield finding("pooled_money", "refuse", act.about, measured=len(act.account_owners), limit=1)


_RULES: Mapping[type, Callable[[Any, Mapping[str, int]], Iterator[Finding]]] = {
    OrderAct: _order,
    TradeAct: _trade,
    DepositAct: _deposit,
    RegisterAct: _register,
    PledgeAct: _pledge,
    TermsAct: _terms,
}


def _principal(venue: str, instrument: str, *parties: Party) -> Iterator[Finding]:
    """Rule 1: the venue neither buys nor sells, by itself or through whom it controls."""
    for party in parties:
        if venue in (party.member, party.owner):
            yield finding("principal", "refuse", party.member, instrument=instrument, measured=1, limit=0)


def _premium(act: OrderAct | TradeAct, limits: Mapping[str, int]) -> Iterator[Finding]:
    """Rule 4: nobody buys far above what is paid outside."""
    outside, limit = act.outside_fen_per_tonne, limits["premium_halt_ppm"]
    if outside is None or act.price_fen_per_tonne * PPM <= outside * (PPM + limit):
        return
    measured = share_ppm(act.price_fen_per_tonne - outside, outside)
    yield finding("premium", "refuse", act.instrument, instrument=act.instrument, measured=measured, limit=limit,
                  unit="ppm")  # fmt: skip


def _own_goods(act: TradeAct, limits: Mapping[str, int]) -> Iterator[Finding]:
    """Rule 3: nobody buys from himself, buys back what he made, or goes in a circle."""
    common: dict[str, Any] = {"instrument": act.instrument, "limit": 0}
    buyer, seller = act.buyer, act.seller
    if buyer.owner == seller.owner or buyer.member == seller.member:
        yield finding("self_purchase", "refuse", buyer.member, measured=act.lots, owner=buyer.owner, **common)
        return
    severity: Any = "refuse" if act.method in CHOSEN else "alarm"
    if buyer.owner in act.producers:
        yield finding("self_purchase", severity, buyer.member, measured=act.lots, code="buys_back", owner=buyer.owner,
                      **common)  # fmt: skip
    if act.past and is_circle(act.past, Deal(act.day, act.instrument, seller.owner, buyer.owner, act.lots), limits):
        yield finding("self_purchase", severity, buyer.member, measured=act.lots, code="circle", owner=buyer.owner,
                      seller=seller.owner, days=limits["circle_days"], **common)  # fmt: skip


def _outsiders(act: TradeAct, limits: Mapping[str, int]) -> Iterator[Finding]:
    """Rule 6: those who are not of the industry hold a minor part."""
    if act.buyer.is_industrial or not act.seller.is_industrial:
        return
    after, limit = act.outsiders_mg + act.mass_mg, limits["outsiders_halt_ppm"]
    if over(after, act.stock_mg, limit) and counts(act.stock_mg, act.yearly_use_mg, limits):
        yield finding("outsiders", "refuse", act.buyer.member, instrument=act.instrument,
                      measured=share_ppm(after, act.stock_mg), limit=limit, unit="ppm")  # fmt: skip


def _mismatch(severity: Any, receipt: str, instrument: str, stated_mg: int, weighed_mg: int) -> Finding:
    return finding("weight", severity, receipt, instrument=instrument, measured=weighed_mg, limit=stated_mg, unit="mg")

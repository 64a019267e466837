"""Obligations of margin trades (交收义务): delivered and paid, settled in parts, disputed, or defaulted.

Margins are kept by the lot, so each part that settles frees its share, and a default takes the share of the lots that
one side has done and the other has not.
"""

from __future__ import annotations

from typing import Any

from monazite.core import Problem
from monazite.trade.session.funds import (
    PPM,
    cash_short,
    full_unit,
    held_of,
    lots_short,
    put_lots,
)
from monazite.trade.session.positions import put, take, take_of
from monazite.trade.session.said import problem, yuan
from monazite.trade.session.state import Member, Obligation, Settled, State, Turn
from monazite.trade.session.trades import effect, half_even, settle, tell_obligation
from monazite.trade.settle.waterfall import Default, Failed, failed_lots, waterfall


def obligation_of(state: State, name: str) -> Obligation | Problem:
    """The obligation of that id."""
    found = state.obligations.get(name)
    return problem("obligation-unknown", f"obligation {name}") if found is None else found


def deliver(state: State, turn: Turn) -> Problem | None:
    """``deliver``: the seller sets lots aside; those that are paid settle at once."""
    said = turn.command
    owed = obligation_of(state, said["obligation"])
    if isinstance(owed, Problem):
        return owed
    place = f"obligation {said['obligation']}"
    if turn.actor != owed.seller.id:
        return problem("obligation-party", place, member=turn.actor, party=owed.seller.id)
    if owed.dispute is not None or owed.final is not None:
        return problem("obligation-disputed", place)
    left = owed.lots - owed.delivered
    lots = said.get("lots") or max(left, 1)
    if lots > left:
        return problem("obligation-lots", place, found=lots, left=left)
    instrument = owed.market.instrument.id
    receipts = frozenset(said.get("receipts") or ())
    wrong = lots_short(held_of(owed.seller, instrument, receipts), lots, instrument, place)
    if wrong is not None:
        return wrong
    queue = owed.seller.lots[instrument]
    put(owed.pieces, take_of(queue, receipts, lots) if receipts else take(queue, lots))
    tell_obligation(turn, owed, "delivered", delivered=owed.delivered, paid=owed.paid)
    settle_ready(state, turn, owed)
    return None


def pay(state: State, turn: Turn) -> Problem | None:
    """``pay``: the buyer sets the price aside beyond his margin; what is delivered settles at once."""
    said = turn.command
    owed = obligation_of(state, said["obligation"])
    if isinstance(owed, Problem):
        return owed
    place = f"obligation {said['obligation']}"
    if turn.actor != owed.buyer.id:
        return problem("obligation-party", place, member=turn.actor, party=owed.buyer.id)
    if owed.dispute is not None:
        return problem("obligation-disputed", place)
    left = owed.lots - owed.paid
    lots = said.get("lots") or max(left, 1)
    if lots > left:
        return problem("obligation-lots", place, found=lots, left=left)
    unit = max(0, full_unit(owed.market, owed.price_ticks) - owed.buyer_unit)
    wrong = cash_short(owed.buyer, unit * lots, place)
    if wrong is not None:
        return wrong
    owed.pay_unit = unit
    owed.paid += lots
    move(owed.buyer, unit * lots)
    tell_obligation(turn, owed, "paid", delivered=owed.delivered, paid=owed.paid)
    settle_ready(state, turn, owed)
    return None


def move(member: Member, fen: int) -> None:
    """Set a member's free cash aside; negative to give it back."""
    member.free -= fen
    member.reserved += fen


def settle_ready(state: State, turn: Turn, owed: Obligation) -> None:
    """Settle the lots that are both paid and delivered."""
    lots = min(owed.paid, owed.delivered)
    if not lots or owed.dispute is not None:
        return
    pieces = take(owed.pieces, lots)
    move(owed.buyer, -(owed.buyer_unit + owed.pay_unit) * lots)
    move(owed.seller, -owed.seller_unit * lots)
    owed.paid -= lots
    owed.lots -= lots
    net, adjust = _final_part(owed, lots)
    trade = {**owed.trade, "lots": lots}
    name = f"{state.venue}.{turn.number}.{turn.place}"
    settle(
        state, turn, trade, pieces, market=owed.market, buyer=owed.buyer, seller=owed.seller, to_member=owed.to_member,
        net_mg=net, adjust=adjust,
    )  # fmt: skip
    state.settled[name].is_late = True
    if not owed.pieces:
        owed.final = None
    tell_obligation(turn, owed, "settled", settlement=name, settled_lots=lots)
    if not owed.lots:
        del state.obligations[owed.trade["id"]]


def _final_part(owed: Obligation, lots: int) -> tuple[int | None, int | None]:
    """Net mass and grade of the next lots as arbitration found them, shared by floors; None for the receipts' own."""
    final = owed.final
    if final is None:
        return None, None
    done, net = final["done"], final.get("net_mg")
    final["done"] = done + lots
    part = None if net is None else (done + lots) * net // final["lots"] - done * net // final["lots"]
    return part, final.get("adjust")


def default(state: State, turn: Turn) -> Problem | None:
    """``default``: by the lot, who did not do his part pays his margin to the one who did; else each keeps his own."""
    owed = obligation_of(state, turn.command["obligation"])
    if isinstance(owed, Problem):
        return owed
    place = f"obligation {owed.trade['id']}"
    parties = (owed.buyer.id, owed.seller.id)
    if turn.actor not in {state.venue, *parties}:
        return problem("obligation-party", place, member=turn.actor, party=", ".join(parties))
    first = owed.due + (state.rules.parameters.default_days if state.rules else 1)
    if turn.actor == state.venue and state.day_number < first:
        return problem("default-early", place, first=first, today=state.day_number)
    if owed.dispute is not None:
        return problem("obligation-disputed", place)
    failed = failed_parties(state, turn, owed)
    if not failed:
        return problem("default-nobody", place)
    lots = failed_lots(owed.lots, paid=owed.paid, delivered=owed.delivered)
    if turn.actor != state.venue:
        is_buyer = failed[0] is owed.buyer
        lots = Failed(buyer=owed.lots if is_buyer else 0, seller=0 if is_buyer else owed.lots)
    close(state, turn, owed, failed, lots)
    return None


def failed_parties(state: State, turn: Turn, owed: Obligation) -> list[Member]:
    """Who has not done his part; before the due day only the one who says so of himself."""
    undone = [(owed.buyer, owed.paid < owed.lots), (owed.seller, owed.delivered < owed.lots)]
    is_due = turn.actor == state.venue
    return [party for party, is_open in undone if is_open and (is_due or party.id == turn.actor)]


def close(state: State, turn: Turn, owed: Obligation, failed: list[Member], lots: Failed) -> None:
    """End an obligation: margins and what was done are free; a margin of lots that only one side failed goes over."""
    name = owed.trade["id"]
    move(owed.buyer, -(owed.buyer_unit * owed.lots + owed.pay_unit * owed.paid))
    move(owed.seller, -owed.seller_unit * owed.lots)
    put_lots(owed.seller, owed.market, owed.pieces)
    owed.pieces = []
    del state.obligations[name]
    sides = (
        (owed.buyer, owed.seller, owed.buyer_unit * lots.buyer),
        (owed.seller, owed.buyer, owed.seller_unit * lots.seller),
    )
    for defaulter, injured, fen in sides:
        paid = waterfall(Default(obligation=name, defaulter=defaulter.id, margin_fen=fen), {injured.id: 0})
        for transfer in paid.transfers:
            compensate(state, turn, transfer.source, transfer.target, transfer.fen, why="default", name=name)
    tell_obligation(turn, owed, "defaulted", defaulters=[party.id for party in failed])


def compensate(
    state: State, turn: Turn, source: str, target: str, fen: int, *, why: str, name: str
) -> None:  # fmt: skip
    """Move free cash from one member to another, and ask the journal for the same."""
    state.members[source].free -= fen
    state.members[target].free += fen
    effect(state, turn, "compensate", {"from": source, "to": target, "fen": fen, "why": why, "obligation": name})


def tell_overdue(state: State, turn: Turn) -> None:
    """At the end of a day, tell of obligations that were due."""
    for owed in state.obligations.values():
        if owed.due <= state.day_number:
            tell_obligation(turn, owed, "overdue", delivered=owed.delivered, paid=owed.paid)


def dispute(state: State, turn: Turn) -> Problem | None:
    """``dispute``: the buyer says that weight or grade is not what it was said to be (质量异议)."""
    case = _case(state, turn)
    if isinstance(case, Problem):
        return case
    place = turn.command.get("obligation") or turn.command.get("trade")
    if turn.actor != case.buyer.id:
        return problem("obligation-party", place, member=turn.actor, party=case.buyer.id)
    if case.dispute is not None:
        return problem("obligation-disputed", place)
    if isinstance(case, Obligation) and not case.pieces:
        return problem("dispute-nothing", place)
    names = ("net_mg", "adjust_fen_per_tonne", "reason")
    case.dispute = {name: turn.command[name] for name in names if turn.command.get(name) is not None}
    _tell_case(turn, case, "disputed", case.dispute)
    return None


def _case(state: State, turn: Turn) -> Obligation | Settled | Problem:
    name, trade = turn.command.get("obligation"), turn.command.get("trade")
    if (name is None) == (trade is None):
        return problem("dispute-which", turn.command["kind"])
    if name is not None:
        return obligation_of(state, name)
    return state.settled.get(str(trade)) or problem("settlement-unknown", f"settlement {trade}")


def _tell_case(turn: Turn, case: Obligation | Settled, what: str, more: dict[str, Any]) -> None:
    if isinstance(case, Obligation):
        tell_obligation(turn, case, what, **more)
        return
    for party in (case.buyer, case.seller):
        turn.events.append({
            "kind": "settlement", "to": party.id, "in": case.market.instrument.id, "settlement": case.id, "state": what,
            **more,
        })  # fmt: skip


def resolve(state: State, turn: Turn) -> Problem | None:
    """``resolve``: as arbitration found: within tolerance money, beyond it, or refused, the goods go back."""
    case = _case(state, turn)
    if isinstance(case, Problem):
        return case
    place = turn.command.get("obligation") or turn.command.get("trade")
    if case.dispute is None:
        return problem("dispute-none", place)
    return _resolve_open(state, turn, case) if isinstance(case, Obligation) else _resolve_settled(state, turn, case)


def _resolve_open(state: State, turn: Turn, owed: Obligation) -> Problem | None:
    said = turn.command
    lots = owed.delivered
    net, adjust = said.get("net_mg"), said.get("adjust_fen_per_tonne")
    if said.get("is_refused") or not is_within(owed, net, adjust, lots):
        put_lots(owed.seller, owed.market, owed.pieces)
        owed.pieces, owed.dispute = [], None
        tell_obligation(turn, owed, "resolved", is_refused=True, refused_lots=lots)
        return None
    owed.dispute = None
    found = {name: value for name, value in (("net_mg", net), ("adjust", adjust)) if value is not None}
    owed.final = {"lots": lots, "done": 0, **found} if found else None
    tell_obligation(turn, owed, "resolved", is_refused=False, **found)
    settle_ready(state, turn, owed)
    return None


def is_within(case: Obligation | Settled, net_mg: int | None, adjust: int | None, lots: int) -> bool:
    """Whether what arbitration found is within the tolerance of the contract, so that money can make it good."""
    instrument = case.market.instrument
    contract = lots * instrument.lot_mg
    if net_mg is not None and abs(net_mg - contract) * PPM > contract * instrument.tolerance_ppm:
        return False
    return adjust is None or abs(adjust) <= case.market.adjust_most


def _resolve_settled(state: State, turn: Turn, done: Settled) -> Problem | None:
    said = turn.command
    net, adjust = said.get("net_mg"), said.get("adjust_fen_per_tonne")
    if said.get("is_refused"):
        return problem("settlement-final", f"settlement {done.id}")
    base = done.price_ticks * done.market.instrument.tick_fen_per_tonne
    final = half_even(
        (base + (done.adjust if adjust is None else adjust)) * (done.net_mg if net is None else net), 10**9
    )
    owed = done.amount_fen - final
    payer, payee = (done.seller, done.buyer) if owed > 0 else (done.buyer, done.seller)
    if payer.free < abs(owed):
        short = abs(owed) - payer.free
        return problem(
            "cash-short", f"settlement {done.id}", needed=yuan(abs(owed)), free=yuan(payer.free), short=yuan(short)
        )
    done.dispute = None
    done.amount_fen = final
    if owed:
        compensate(state, turn, payer.id, payee.id, abs(owed), why="quality", name=done.id)
    _tell_case(turn, done, "resolved", {"fen": abs(owed), "from": payer.id, "to_party": payee.id})
    return None

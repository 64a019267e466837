"""Cash and receipts in and out: in when the journal has booked it, out by an effect that the journal books."""

from __future__ import annotations

from typing import Any

from monazite.core import ElementMass, Problem
from monazite.trade.record import Receipt
from monazite.trade.session.funds import PPM, cash_short, held_of, lots_short, receive
from monazite.trade.session.intervals import joined, overlaps
from monazite.trade.session.lookup import market_of, member_named
from monazite.trade.session.positions import lots_of, take_of
from monazite.trade.session.said import problem
from monazite.trade.session.spec import FEN_MOST, LOTS_MOST, is_name
from monazite.trade.session.state import Market, Member, State, Turn
from monazite.trade.session.trades import come, effect, leave, slice_row
from monazite.trade.session.vigil import deposit_fault


def deposit_cash(state: State, turn: Turn) -> Problem | None:
    """``deposit_cash``: the member's free cash grows by what the journal's entry brought."""
    member = member_named(state, turn.command["member"])
    if isinstance(member, Problem):
        return member
    fen = turn.command["fen"]
    if state.deposited + fen > FEN_MOST:
        return problem("cash-too-much", f"deposit {turn.number}", limit=FEN_MOST // 100)
    if (wrong := _told_fault(state, turn)) is not None:
        return wrong
    member.free += fen
    state.deposited += fen
    tell_cash(turn, member)
    return None


def withdraw_cash(state: State, turn: Turn) -> Problem | None:
    """``withdraw_cash``: free cash leaves; the journal books the effect."""
    member = state.members[turn.actor]
    fen = turn.command["fen"]
    wrong = cash_short(member, fen, "withdraw_cash")
    if wrong is not None:
        return wrong
    member.free -= fen
    state.withdrawn += fen
    effect(state, turn, "cash_out", {"member": member.id, "fen": fen})
    tell_cash(turn, member)
    return None


def charge(state: State, turn: Turn) -> Problem | None:
    """``charge``: a fee of the venue, such as for storage, out of a member's free cash."""
    said = turn.command
    member = member_named(state, said["member"])
    if isinstance(member, Problem):
        return member
    fen = said["fen"]
    wrong = cash_short(member, fen, f"charge {turn.number}")
    if wrong is not None:
        return wrong
    member.free -= fen
    state.fees += fen
    effect(state, turn, "charge", {"member": member.id, "fen": fen, "why": said["why"]})
    tell_cash(turn, member)
    return None


def _told_fault(state: State, turn: Turn) -> Problem | None:
    """That a deposit was told before: those that name their place in the journal come in its order, each once."""
    number, place = turn.command.get("entry_number"), turn.command.get("entry_place") or 0
    if number is None:
        return None
    if (number, place) <= state.told_to:
        return problem("deposit-told", turn.command["entry"], found=number, last=state.told_to[0])
    state.told_to = (number, place)
    return None


def tell_cash(turn: Turn, member: Member) -> None:
    """Tell a member its cash."""
    turn.events.append({
        "kind": "cash", "to": member.id, "free_fen": member.free, "reserved_fen": member.reserved,
    })  # fmt: skip


def deposit_receipt(state: State, turn: Turn) -> Problem | None:
    """``deposit_receipt``: all lots of a receipt, or the numbered ones ``first`` to ``last - 1``."""
    member = member_named(state, turn.command["member"])
    if isinstance(member, Problem):
        return member
    receipt = receipt_from_json(turn.command["receipt"])
    if isinstance(receipt, Problem):
        return receipt
    market = market_of(state, receipt.instrument)
    if isinstance(market, Problem):
        return market
    first, last = turn.command.get("first") or 0, turn.command.get("last") or receipt.lots
    wrong = _deposit_fault(state, market, receipt, first, last) or deposit_fault(state, turn, market, member, receipt)
    wrong = wrong or _told_fault(state, turn)
    if wrong is not None:
        return wrong
    state.receipts[receipt.id] = receipt
    if turn.command.get("producers"):
        state.producers[receipt.id] = tuple(turn.command["producers"])
    state.here[receipt.id] = joined(state.here.get(receipt.id, []), first, last)
    receive(state, member, market, [(0, first, last, receipt.id)])
    come(market, member, slice_row(receipt, first, last)[4])
    tell_lots(turn, member, market, receipt.id)
    return None


def _deposit_fault(state: State, market: Market, receipt: Receipt, first: int, last: int) -> Problem | None:
    place = f"receipt {receipt.id}"
    if not 0 <= first < last <= receipt.lots:
        return problem("receipt-lots", place, first=first, last=last, lots=receipt.lots)
    return _here_fault(state, receipt, first, last) or _contract_fault(market, receipt, place)


def _here_fault(state: State, receipt: Receipt, first: int, last: int) -> Problem | None:
    """That a receipt, or another of the same goods, is here already."""
    place = f"receipt {receipt.id}"
    held = state.receipts.get(receipt.id)
    if held is not None and held != receipt:
        return problem("receipt-other", place)
    if held is not None and overlaps(state.here[receipt.id], first, last):
        return problem("receipt-here", place)
    if any(other.lot == receipt.lot and other.id != receipt.id for other in state.receipts.values()):
        return problem("receipt-lot", place, lot=receipt.lot)
    return None


def _contract_fault(market: Market, receipt: Receipt, place: str) -> Problem | None:
    """That a receipt lies elsewhere, weighs otherwise, or is of another grade than the contract takes."""
    instrument = market.instrument
    if instrument.places and receipt.warehouse not in instrument.places:
        return problem("receipt-place", place, found=receipt.warehouse, known=", ".join(instrument.places))
    contract = receipt.lots * instrument.lot_mg
    if abs(receipt.net_mg - contract) * PPM > contract * instrument.tolerance_ppm:
        return problem("receipt-weight", place, found=receipt.net_mg, contract=contract, ppm=instrument.tolerance_ppm)
    if abs(receipt.adjust_fen_per_tonne) > market.adjust_most:
        return problem("receipt-grade", place, found=receipt.adjust_fen_per_tonne, limit=market.adjust_most)
    return None


def withdraw_receipt(state: State, turn: Turn) -> Problem | None:
    """``withdraw_receipt``: free lots of a receipt leave; the journal books the effect."""
    member = state.members[turn.actor]
    name = turn.command["receipt"]
    receipt = state.receipts.get(name)
    if receipt is None:
        return problem("receipt-unknown", "withdraw_receipt", found=name)
    market = state.markets[receipt.instrument]
    free = held_of(member, receipt.instrument, {name})
    lots = turn.command.get("lots") or max(free, 1)
    wrong = lots_short(free, lots, receipt.instrument, f"receipt {name}")
    if wrong is not None:
        return wrong
    pieces = take_of(member.lots[receipt.instrument], {name}, lots)
    rows = [slice_row(receipt, first, last) for _, first, last, _ in pieces]
    leave(state, market, member, pieces)
    effect(state, turn, "deliver_out", {"member": member.id, "receipt": name, "slices": rows})
    tell_lots(turn, member, market, name)
    return None


def tell_lots(turn: Turn, member: Member, market: Market, receipt: str) -> None:
    """Tell a member how many free lots of a receipt it has."""
    instrument = market.instrument.id
    queue = [piece for piece in member.lots.get(instrument, []) if piece[3] == receipt]
    turn.events.append({
        "kind": "lots", "to": member.id, "in": instrument, "receipt": receipt, "lots": lots_of(queue),
    })  # fmt: skip


RECEIPT_NAMES = ("id", "lot", "instrument", "warehouse")
RECEIPT_NUMBERS = {"lots": (1, LOTS_MOST), "net_mg": (1, 10**18), "issued_ms": (0, 10**14)}


def receipt_from_json(stated: Any) -> Receipt | Problem:
    """A receipt from plain JSON, ``matter`` as milligrams by element; a Problem for the first thing wrong."""
    known = {*RECEIPT_NAMES, *RECEIPT_NUMBERS, "matter", "adjust_fen_per_tonne"}
    for name in stated:
        if name not in known:
            return problem("field-unknown", "receipt", found=name, nearest="", known=", ".join(sorted(known)))
    for name in RECEIPT_NAMES:
        if not is_name(stated.get(name)):
            return problem("field-name", f"receipt, {name}", found=stated.get(name))
    for name, (least, most) in RECEIPT_NUMBERS.items():
        value = stated.get(name)
        if type(value) is not int or not least <= value <= most:
            return problem("field-number", f"receipt, {name}", found=value)
    matter, adjust = stated.get("matter"), stated.get("adjust_fen_per_tonne", 0)
    if not _is_matter(matter):
        return problem("receipt-matter", "receipt, matter", found=matter)
    if type(adjust) is not int or abs(adjust) > FEN_MOST:
        return problem("field-integer", "receipt, adjust_fen_per_tonne", found=adjust)
    names = {name: stated[name] for name in (*RECEIPT_NAMES, *RECEIPT_NUMBERS)}
    return Receipt(**names, matter=ElementMass.of(matter), adjust_fen_per_tonne=adjust)


def _is_matter(matter: Any) -> bool:
    return isinstance(matter, dict) and all(
        is_name(symbol) and type(mg) is int and 0 <= mg <= 10**18 for symbol, mg in matter.items()
    )


def receipt_as_json(receipt: Receipt) -> dict[str, Any]:
    """A receipt as plain JSON, as ``deposit_receipt`` takes it."""
    return {
        **{name: getattr(receipt, name) for name in (*RECEIPT_NAMES, *RECEIPT_NUMBERS)},
        "matter": dict(receipt.matter.parts), "adjust_fen_per_tonne": receipt.adjust_fen_per_tonne,
    }  # fmt: skip

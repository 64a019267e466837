"""What an entry changes in this room's tables; the projection and the guard change their rows by these functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monazite.ledger import Entry
from monazite.trade.receipts.holdings import FREE, PLEDGED, Where, close_holding, move, open_holding
from monazite.trade.receipts.known import BOUND, RECEIPTS, instrument_row, net_of, read_slices, receipt_of
from monazite.trade.receipts.limits import is_weight_off
from monazite.trade.receipts.registers import REGISTERS, SUSPENDED, At, Change, base_row, simulated
from monazite.trade.receipts.rows import Row, Rows, text_of

LIENS = "trade_liens"
REGISTERED, CANCELLED = "registered", "cancelled"
OPEN, ENDED = "open", "ended"


def change(rows: Rows, entry: Entry, number: int, recorded_ms: int) -> None:
    """Bring rows up to an entry; nothing happens for one that is none of this room's.

    Args:
        rows: of a batch.
        entry: as booked.
        number: of it.
        recorded_ms: UTC milliseconds since 1970.
    """
    if (known := CHANGES.get(entry.kind)) is not None:
        known(At(rows, entry, number, recorded_ms))


def _receipt(at: At) -> None:
    rows, entry, number, recorded_ms = at
    note = entry.details["receipt"]
    day = entry.time[:10]
    about = instrument_row(rows, note["venue"], note["instrument"], day)
    columns = ("id", "venue", "instrument", "warehouse", "lot", "owner", "certificate", "brand", "lots", "net_mg")
    rows.put(RECEIPTS, {name: note.get(name) for name in columns} | base_row(entry, number) | {
        "tolerance_ppm": 0 if about is None else about["tolerance_ppm"],
        "adjust_fen_per_tonne": note.get("adjust_fen_per_tonne") or 0, "matter": text_of(dict(note["matter"])),
        "status": REGISTERED, "reason": None, "issued_on": day, "issued_ms": recorded_ms, "ended_on": None,
        "is_simulated": simulated(entry),
    })  # fmt: skip
    rows.put(BOUND, {"lot": note["lot"], "receipt": note["id"]})
    open_holding(rows, note["id"], note["lots"], note["owner"])
    stated = [[note["id"], note["lot"], 0, note["lots"]]]
    _log(at, stated, None, f"{FREE}/{note['owner']}")


def _cancel(at: At) -> None:
    rows, entry = at.rows, at.entry
    receipt = rows.get(RECEIPTS, entry.details["receipt"])
    if receipt is None:
        return
    ended = {"status": CANCELLED, "reason": entry.details.get("reason"), "ended_on": entry.time[:10]}
    rows.put(RECEIPTS, receipt | ended)
    rows.drop(BOUND, receipt["lot"])
    close_holding(rows, receipt["id"])
    _log(at, [[receipt["id"], receipt["lot"], 0, receipt["lots"]]], f"{FREE}/{entry.actor}", None)


def _count(at: At) -> None:
    rows, entry, number, _ = at
    count = entry.details["count"]
    for receipt_id, found_mg in count["rows"]:
        receipt = rows.get(RECEIPTS, receipt_id)
        if receipt is None:
            continue
        verdict = _verdict(receipt, found_mg)
        rows.put("trade_counts", base_row(entry, number) | {
            "count": count["id"], "receipt": receipt_id, "venue": count["venue"], "warehouse": count["warehouse"],
            "counter": count["counter"], "day": entry.time[:10], "expected_mg": receipt["net_mg"],
            "found_mg": found_mg, "verdict": verdict,
        })  # fmt: skip
        if receipt["status"] != CANCELLED:
            is_right = verdict == "matches"
            status = REGISTERED if is_right else SUSPENDED
            reason = None if is_right else f"count {count['id']}"
            rows.put(RECEIPTS, receipt | {"status": status, "reason": reason})


def _verdict(receipt: Row, found_mg: int | None) -> str:
    if found_mg is None:
        return "missing"
    return "differs" if is_weight_off(receipt["net_mg"], found_mg, receipt["tolerance_ppm"]) else "matches"


def _offer(at: At) -> None:
    entry = at.entry
    stated = entry.details.get("slices")
    ends = None if stated is None else ends_of(entry)
    if ends is not None:
        _move(at, stated, *ends)


def _sell(at: At) -> None:
    trade = at.entry.details.get("trade")
    if trade is None:
        return
    ends = ends_of(at.entry)
    net_mg = 0 if ends is None else _move(at, trade["slices"], *ends)
    _settled(at, trade, net_mg)


def _settled(at: At, trade: Mapping[str, Any], net_mg: int) -> None:
    """What a settlement leaves on record: the trade, and the money of both sides."""
    rows, entry, number, _ = at
    details = entry.details
    buyer, seller = details["buyer"], details["seller"]
    rows.add("trade_trades", {
        **_UNSAID, **trade, "entry_number": number, "entry": entry.id, "day": entry.time[:10], "net_mg": net_mg,
        "amount_fen": details["price"], "buyer": buyer, "seller": seller, "slices": text_of(trade["slices"]),
        "is_simulated": simulated(entry),
    })  # fmt: skip
    fees = {buyer: (trade["buyer_fee_fen"], seller), seller: (trade["seller_fee_fen"], buyer)}
    _money(at, fees, why=trade["id"])


_UNSAID = {"buy_order": None, "sell_order": None, "taker": None}


def _pledge(at: At) -> None:
    rows, entry, number, _ = at
    details, stated = entry.details, entry.details.get("slices")
    if stated is None:
        return
    pledge, lien = details.get("pledge"), details["lien"]
    if pledge is not None:
        debtor = next(leg.account.split("/")[1] for leg in entry.legs if leg.role == PLEDGED)
        rows.put(LIENS, base_row(entry, number) | {
            "id": lien, "debtor": debtor, "creditor": pledge["creditor"], "amount_fen": pledge["amount_fen"],
            "paid_fen": 0, "due": pledge.get("due"), "lots": sum(last - first for _, _, first, last in stated),
            "net_mg": net_of(rows, stated), "slices": text_of(stated), "pledged_on": entry.time[:10],
            "ended_on": None, "status": OPEN,
        })  # fmt: skip
        _move(at, stated, f"{FREE}/{debtor}", f"{PLEDGED}/{debtor}", lien)
    elif (known := rows.get(LIENS, lien)) is not None:
        paid = known["paid_fen"] + sum(_paid_fen(entry).values())
        ended = {"status": ENDED, "ended_on": entry.time[:10]} if stated else {}
        rows.put(LIENS, known | {"paid_fen": paid} | ended)
        _move(at, stated, f"{PLEDGED}/{known['debtor']}", f"{FREE}/{known['debtor']}")


def _paid_fen(entry: Entry) -> dict[str, int]:
    """What the cash accounts of an entry receive, by party."""
    amounts = [(leg.account.split("/")[1], leg.amount) for leg in entry.legs if leg.role == "cash"]
    return {party: fen for party, fen in amounts if isinstance(fen, int) and fen > 0}


def _escrow(at: At) -> None:
    legs = [leg for leg in at.entry.legs if leg.role == "escrow"]
    parties = [leg.account.split("/")[1] for leg in legs]
    fee = sum(-leg.amount for leg in legs if isinstance(leg.amount, int)) if at.entry.kind == "charge" else 0
    others = {party: (fee, next((one for one in parties if one != party), None)) for party in parties}
    _money(at, others, why=at.entry.details.get("why"))


def _money(at: At, about: Mapping[str, tuple[int, str | None]], why: str | None) -> None:
    """What an entry does to the money of members at a venue.

    Args:
        at: the entry.
        about: by member, the fee in it in fen, and who is on the other side.
        why: what for.
    """
    rows, entry, number, _ = at
    day, kind = entry.time[:10], entry.kind
    for ordinal, leg in enumerate(entry.legs):
        if not leg.account.startswith("escrow/"):
            continue
        _, party, venue = leg.account.split("/")
        fee_fen, other = about.get(party, (0, None))
        rows.add("trade_escrow_moves", {
            "entry_number": number, "ordinal": ordinal, "venue": venue, "party": party, "day": day, "kind": kind,
            "fen": leg.amount, "fee_fen": fee_fen, "counterparty": other, "why": why,
            "entry": entry.id,
        })  # fmt: skip


def ends_of(entry: Entry) -> tuple[str, str] | None:
    """From which role and holder to which the matter of an entry goes, each as ``role/holder``; None for none."""
    source = target = None
    for leg in entry.legs:
        if leg.unit != "matter" or isinstance(leg.amount, int):
            continue
        place = leg.account.rpartition("/")[0]
        if leg.amount.parts and leg.amount.parts[0][1] < 0:
            source = place
        else:
            target = place
    return None if source is None or target is None else (source, target)


def _move(at: At, stated: Any, source: str, target: str, lien: str | None = None) -> int:
    """Put lots of receipts into another place; their net mass."""
    role, _, holder = target.partition("/")
    where = Where(holder, role, lien)
    for receipt, _, first, last in stated:
        move(at.rows, receipt, first, last, where)
    return _log(at, stated, source, target)


def _log(at: At, stated: Any, source: str | None, target: str | None) -> int:
    """Note what moves; its net mass."""
    rows, entry, number, _ = at
    total_mg = 0
    day = entry.time[:10]
    for ordinal, (row, part) in enumerate(read_slices(rows, stated)):
        net_mg = receipt_of(row).net_of(part)
        total_mg += net_mg
        rows.add("trade_receipt_moves", {
            "entry_number": number, "ordinal": ordinal, "receipt": row["id"], "lot": row["lot"], "first": part.first,
            "last": part.last, "day": day, "kind": entry.kind, "source": source, "target": target,
            "net_mg": net_mg,
        })  # fmt: skip
    return total_mg


def _invoice(at: At) -> None:
    settlement, invoice = at.entry.evidence.get("settlement"), at.entry.details["invoice"]
    if settlement is not None:
        at.rows.put("trade_invoices", {
            "entry": at.entry.id, "settlement": settlement, "number": invoice["number"], "day": invoice["day"],
            "amount_fen": invoice.get("amount_fen", 0), "entry_number": at.number,
        })  # fmt: skip


def _reverse(at: At) -> None:
    """An invoice that is taken back is one no more; nothing else of this room is reversed."""
    relates = at.entry.relates
    if relates is not None and at.rows.get("trade_invoices", relates) is not None:
        at.rows.drop("trade_invoices", relates)


CHANGES: Mapping[str, Change] = {
    **REGISTERS, "receipt": _receipt, "receipt_cancel": _cancel, "stock_count": _count, "offer": _offer, "sell": _sell,
    "pledge": _pledge, "invoice": _invoice, "reverse": _reverse, "escrow_in": _escrow, "escrow_out": _escrow,
    "compensate": _escrow, "charge": _escrow,
}  # fmt: skip
"""What each kind changes."""

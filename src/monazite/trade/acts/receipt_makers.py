"""Warehouse receipts: registered from certificate and journal, cancelled, counted, pledged and freed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from monazite.core import Problem
from monazite.trace.acts.draft import Draft
from monazite.trade.acts.look import (
    before,
    first_of,
    free_spans,
    instruments,
    known,
    marked,
    receipt_named,
    slices_of,
    wrong,
)
from monazite.trade.receipts import acts
from monazite.trade.receipts.record import Counted, Pledge, ReceiptNote, Slices, StockCount
from monazite.trade.receipts.said import yuan
from monazite.trade.record import Instrument, Receipt, Slice
from monazite.trade.venues import adjust_fen_per_tonne, lots_of

if TYPE_CHECKING:
    from monazite.trace.acts.registry import Build
    from monazite.trade.acts.look import Row


def register_receipt(draft: Draft) -> Build:
    """Register a receipt: what it states of the goods is the certificate's and the journal's."""
    found = known(draft, "trade_certificates", "certificate")
    order = None if found is None else known(draft, "trade_inspections", "certificate", found["inspection"])
    if found is None or order is None:
        return partial(acts.receipt_cancel, receipt="")
    listed = instruments(draft, order["venue"]).get(order["instrument"])
    owner = draft.get("owner") or _holder(draft, found["lot"])
    lots = draft.get("lots")
    if lots is None and listed is not None:
        lots = _lots(draft, listed, found["net_mg"])
    note = ReceiptNote(
        id=draft.get("receipt"), owner=owner, lot=found["lot"], certificate=found["id"], lots=lots or 0,
        net_mg=found["net_mg"], matter=dict(draft.view.matter(f"lot/{owner}/{found['lot']}").parts),
        adjust_fen_per_tonne=_adjust(listed, found), brand=draft.get("brand") or found["brand"],
        **{name: order[name] for name in ("venue", "instrument", "warehouse")},
    )  # fmt: skip
    return partial(acts.receipt, receipt=note, **marked(draft))


def _holder(draft: Draft, lot: str) -> str:
    lot_known = draft.view.lot(lot)
    return "" if lot_known is None else lot_known.holder or ""


def _lots(draft: Draft, listed: Instrument, net_mg: int) -> int:
    """How many lots (手) a net mass is; a Problem at the certificate when it is no whole number of them."""
    found = lots_of(listed, net_mg)
    if isinstance(found, Problem):
        draft.problems.append(replace(found, place=draft.place("certificate")))
        return 0
    return found


def _adjust(listed: Instrument | None, certificate: Row) -> int:
    reo = certificate["reo_ppm"]
    return 0 if listed is None or reo is None else adjust_fen_per_tonne(listed, reo)


def cancel_receipt(draft: Draft) -> Build:
    """Cancel a receipt for load-out."""
    known(draft, "trade_receipts", "receipt")
    return partial(acts.receipt_cancel, receipt=draft.get("receipt"), reason=draft.get("reason"), **marked(draft))


def stock_count(draft: Draft) -> Build:
    """Record a third party's count, receipt by receipt."""
    rows = tuple(_counted(draft, one, index) for index, one in enumerate(draft.members["counted"]))
    count = StockCount(
        id=draft.get("count"), counter=draft.get("counter") or draft.actor, rows=rows,
        **draft.given("venue", "warehouse"),
    )  # fmt: skip
    return partial(acts.stock_count, count=count, **marked(draft))


def _counted(draft: Draft, one: dict[str, Any], index: int) -> Counted:
    """What was found of a receipt: its net mass, or that it is not there."""
    is_found, weighed = one.get("found") != "false", one.get("weighed")
    if is_found and weighed is None:
        label = draft.act.field("weighed").label
        draft.wrong("field-missing", "weighed", index, zh=label.zh, en=label.en)
    if not is_found and weighed is not None:
        wrong(draft, "acts-not-found", "weighed", index, found=one.get("receipt"))
    return Counted(receipt=one.get("receipt", ""), net_mg=weighed if is_found else None)


def pledge_receipt(draft: Draft) -> Build:
    """Pledge lots of receipts to a creditor."""
    debtor, slices = draft.get("debtor"), list[tuple[Receipt, Slice]]()
    names = [one.get("receipt") for one in draft.members["pledged"]]
    for index, one in enumerate(draft.members["pledged"]):
        if names.index(one.get("receipt")) != index:
            wrong(draft, "acts-twice", "receipt", index, found=one.get("receipt"))
        slices += _free(draft, one, index, debtor)
    pledge = Pledge(creditor=draft.get("creditor"), amount_fen=draft.get("debt"), due=draft.get("due"))
    return partial(acts.pledge, debtor=debtor, slices=slices, lien=draft.get("lien"), pledge=pledge, **marked(draft))


def _free(draft: Draft, one: dict[str, Any], index: int, holder: str) -> Slices:
    """The first free lots of a receipt, as many as are named."""
    named = receipt_named(draft, "receipt", one.get("receipt", ""), index)
    if named is None:
        return []
    spans = free_spans(draft, named[1].id, holder)
    free = sum(last - first for first, last in spans)
    lots = one.get("lots", free)
    if not 0 < lots <= free:
        wrong(draft, "acts-lots-short", "lots", index, holder=holder, receipt=named[1].id, free=free, found=lots)
    return slices_of(named[1], first_of(spans, lots))


def repay_lien(draft: Draft) -> Build:
    """Repay a lien; with the last of the debt its lots are free in the same entry."""
    lien = known(draft, "trade_liens", "lien") or {}
    paid = sum(
        leg.amount
        for entry in before(draft, "pledge")
        if entry.details.get("lien") == draft.get("lien")
        for leg in entry.legs
        if isinstance(leg.amount, int) and leg.amount > 0
    )
    left, fen = lien.get("amount_fen", 0) - lien.get("paid_fen", 0) - paid, draft.get("sum")
    if lien and fen > left:
        wrong(draft, "receipt-lien-unpaid", "sum", wanted=yuan(left), found=yuan(fen))
    return partial(
        acts.repay, debtor=lien.get("debtor", ""), creditor=lien.get("creditor", ""), lien=draft.get("lien"),
        amount_fen=fen, slices=_under(draft, lien) if fen == left else (), **marked(draft),
    )  # fmt: skip


def _under(draft: Draft, lien: Row) -> Slices:
    """All lots under a lien, as it was pledged."""
    found: list[Any] = []
    for receipt_id, _, first, last in lien.get("slices", ()):
        named = receipt_named(draft, "lien", receipt_id)
        found += [] if named is None else slices_of(named[1], [(first, last)])
    return found

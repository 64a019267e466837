"""Entries of this room, one builder a kind; each returns the entry to post, the journal decides.

All arguments are named. Besides its own every act takes those of `Said`: ``id``, ``time``, ``actor``, and, where
wanted, ``simulated`` and ``evidence``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from monazite.core import ElementMass
from monazite.ledger import Entry, Leg
from monazite.trace.lots import Part, total_of
from monazite.trace.lots.said import Said, entry, moved
from monazite.trade.receipts.record import (
    Certificate,
    InspectionOrder,
    Member,
    Pledge,
    ReceiptNote,
    Sample,
    Slices,
    StockCount,
    Venue,
    Warehouse,
)

CNY = "money:CNY"


def venue(*, venue: Venue, **said: Unpack[Said]) -> Entry:
    """Register a venue (登记交易场所)."""
    return entry("venue", said, (), {"venue": venue.as_json()})


def venue_rules(
    *, venue: str, number: int, effective: str, sha256: str, rules: Mapping[str, Any], **said: Unpack[Said]
) -> Entry:
    """Publish a version of a venue's rules (公布交易规则).

    Args:
        venue: whose rules.
        number: of the version, one more than the one before.
        effective: first day, ISO 8601; not before the day of the entry.
        sha256: of the canonical JSON of the rules, in hexadecimal.
        rules: the version as plain JSON.
        **said: who says what happened when (`Said`).
    """
    details = {"venue": venue, "number": number, "effective": effective, "sha256": sha256, "rules": dict(rules)}
    return entry("venue_rules", said, (), details)


def instrument(*, venue: str, instrument: Mapping[str, Any], effective: str, **said: Unpack[Said]) -> Entry:
    """List an instrument (上市品种), or a later version of it.

    Args:
        venue: where.
        instrument: the record as plain JSON, as `monazite.trade.venues` writes it.
        effective: first day, ISO 8601.
        **said: who says what happened when (`Said`).
    """
    details = {"venue": venue, "instrument": dict(instrument), "effective": effective}
    return entry("instrument", said, (), details)


def warehouse(*, warehouse: Warehouse, **said: Unpack[Said]) -> Entry:
    """Approve a warehouse, change what is known of it, or end the approval (指定交收仓库)."""
    return entry("warehouse", said, (), {"warehouse": warehouse.as_json()})


def membership(*, member: Member, **said: Unpack[Said]) -> Entry:
    """Admit a member, or change what is known of it (登记会员)."""
    return entry("membership", said, (), {"member": member.as_json()})


def inspection_order(*, inspection: InspectionOrder, **said: Unpack[Said]) -> Entry:
    """Order an inspection (委托检验)."""
    return entry("inspection_order", said, (), {"inspection": inspection.as_json()})


def sample(*, sample: Sample, **said: Unpack[Said]) -> Entry:
    """Take a sample (取样)."""
    return entry("sample", said, (), {"sample": sample.as_json()})


def certificate(*, certificate: Certificate, **said: Unpack[Said]) -> Entry:
    """Issue a certificate (检验证书); the document's hash is evidence ``document``."""
    return entry("certificate", said, (), {"certificate": certificate.as_json()})


def arbitration(*, certificate: Certificate, upheld: bool = False, **said: Unpack[Said]) -> Entry:
    """Issue an arbitration analysis (仲裁检验), which is final and replaces a certificate.

    Args:
        certificate: what it found.
        upheld: whether the receipt that stands on the certificate before meets its contract still.
        **said: who says what happened when (`Said`).
    """
    return entry("arbitration", said, (), {"certificate": certificate.as_json(), "upheld": upheld or None})


def receipt(*, receipt: ReceiptNote, **said: Unpack[Said]) -> Entry:
    """Register a warehouse receipt (登记仓单)."""
    return entry("receipt", said, (), {"receipt": receipt.as_json()})


def receipt_cancel(*, receipt: str, reason: str | None = None, **said: Unpack[Said]) -> Entry:
    """Cancel a receipt for load-out (注销仓单提货): its lot may leave the warehouse."""
    return entry("receipt_cancel", said, (), {"receipt": receipt, "reason": reason})


def stock_count(*, count: StockCount, **said: Unpack[Said]) -> Entry:
    """Record a third party's count (第三方盘库); what does not weigh what it should is suspended."""
    return entry("stock_count", said, (), {"count": count.as_json()})


def deposit_receipt(*, member: str, slices: Slices, **said: Unpack[Said]) -> Entry:
    """Deposit lots of receipts at their venue (仓单转入): from the member's lots to those on offer."""
    return _moved("offer", said, slices, (f"lot/{member}", f"offered/{member}"), {})


def deliver_out(*, member: str, slices: Slices, **said: Unpack[Said]) -> Entry:
    """Give lots of receipts back to their member (仓单转出); the venue says so."""
    return _moved("offer", said, slices, (f"offered/{member}", f"lot/{member}"), {})


def pledge(*, debtor: str, slices: Slices, lien: str, pledge: Pledge, **said: Unpack[Said]) -> Entry:
    """Pledge lots of receipts to a creditor (质押).

    Args:
        debtor: who holds them.
        slices: which.
        lien: id of the lien, new.
        pledge: to whom and for how much.
        **said: who says what happened when (`Said`).
    """
    details = {"lien": lien, "pledge": pledge.as_json()}
    return _moved("pledge", said, slices, (f"lot/{debtor}", f"pledged/{debtor}"), details)


def repay(
    *, debtor: str, creditor: str, lien: str, amount_fen: int, slices: Slices = (), **said: Unpack[Said]
) -> Entry:
    """Repay a lien (还款解押); with its lots, what is left of the debt is paid and they are free in the same entry.

    Args:
        debtor: who pays.
        creditor: to whom.
        lien: id of it.
        amount_fen: what is paid now.
        slices: all lots under the lien with the last payment, none with one before.
        **said: who says what happened when (`Said`).
    """
    paid = _paid(f"cash/{debtor}", f"cash/{creditor}", amount_fen)
    return _moved("pledge", said, slices, (f"pledged/{debtor}", f"lot/{debtor}"), {"lien": lien}, *paid)


def escrow_in(*, member: str, venue: str, fen: int, **said: Unpack[Said]) -> Entry:
    """Pay into a venue (交易资金转入): from the member's cash to its segregated account there."""
    return entry("escrow_in", said, _paid(f"cash/{member}", f"escrow/{member}/{venue}", fen), {"venue": venue})


def escrow_out(*, member: str, venue: str, fen: int, **said: Unpack[Said]) -> Entry:
    """Pay out of a venue (交易资金转出); the venue says so."""
    return entry("escrow_out", said, _paid(f"escrow/{member}/{venue}", f"cash/{member}", fen), {"venue": venue})


def index_inputs(
    *,
    index: str,
    day: str,
    sha256: str,
    count: int | None = None,
    methodology: str | None = None,
    rows: Sequence[Any] | None = None,
    **said: Unpack[Said],
) -> Entry:
    """Commit the public inputs of an index's day to the log (公布指数输入).

    Args:
        index: its id.
        day: ISO 8601.
        sha256: of the public file, in hexadecimal.
        count: of inputs.
        methodology: its version.
        rows: the inputs themselves, where they are few.
        **said: who says what happened when (`Said`).
    """
    told = None if rows is None else list(rows)
    details = {"index": index, "day": day, "sha256": sha256, "count": count, "methodology": methodology, "rows": told}
    return entry("index_inputs", said, (), details)


def parts_of(slices: Slices) -> list[Part]:
    """The matter of lots of receipts, one part a lot of the journal, in order."""
    matters: dict[str, list[ElementMass]] = {}
    for receipt_, part in slices:
        matters.setdefault(receipt_.lot, []).append(receipt_.matter_of(part))
    return [Part(lot, total_of(found) if len(found) > 1 else found[0]) for lot, found in matters.items()]


def slices_told(slices: Slices) -> list[list[Any]]:
    """Lots of receipts as an entry states them: receipt, lot of the journal, first, after the last."""
    return [[receipt_.id, receipt_.lot, part.first, part.last] for receipt_, part in slices]


def _moved(
    kind: str, said: Said, slices: Slices, ends: tuple[str, str], details: Mapping[str, Any], *money: Leg
) -> Entry:
    parts = parts_of(slices)
    told = {"lots": [part.lot for part in parts], **details, "slices": slices_told(slices)}
    return entry(kind, said, (*moved(parts, *ends), *money), told)


def _paid(source: str, target: str, fen: int) -> list[Leg]:
    return [Leg(source, CNY, -fen), Leg(target, CNY, fen)] if fen else []

"""Money and receipts into a venue and out of it.

In, the entry comes first and a command of the venue names it; out, the command comes first and its effect is the entry.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from monazite.ledger import Entry
from monazite.trace.acts.draft import Draft
from monazite.trade.acts.desk import ASKED
from monazite.trade.acts.look import free_spans, known, marked, receipt_named, row_of, slices_of, wrong
from monazite.trade.receipts import acts

if TYPE_CHECKING:
    from monazite.trace.acts.registry import Build


def _member(draft: Draft) -> str:
    return draft.get("member") or draft.actor


def _simulated(draft: Draft, venue: str | None) -> dict[str, Any]:
    """What a venue of a simulation books is part of it."""
    about = row_of(draft, "trade_venues", venue)
    return {"simulated": True} if about and about["is_simulated"] else marked(draft)


def pay_in(draft: Draft) -> Build:
    """Pay cash in."""
    known(draft, "trade_venues", "venue")
    venue = draft.get("venue")
    more = _simulated(draft, venue)
    return partial(acts.escrow_in, member=_member(draft), venue=venue, fen=draft.get("sum"), **more)


def bring_in(draft: Draft) -> Build:
    """Deposit consecutive lots of a receipt: the first that are free."""
    named, member = receipt_named(draft, "receipt"), _member(draft)
    if named is None:
        return partial(acts.deposit_receipt, member=member, slices=())
    row, receipt = named
    spans = free_spans(draft, receipt.id, member)
    free = sum(last - first for first, last in spans)
    lots = draft.get("lots") if "lots" in draft.single else free
    run = next(((first, first + lots) for first, last in spans if last - first >= lots > 0), None)
    if run is None:
        longest = max((last - first for first, last in spans), default=0)
        code = "acts-lots-apart" if 0 < lots <= free else "acts-lots-short"
        wrong(draft, code, "lots", holder=member, receipt=receipt.id, free=free, longest=longest, found=lots)
    slices = slices_of(receipt, [] if run is None else [run])
    return partial(acts.deposit_receipt, member=member, slices=slices, **_simulated(draft, row["venue"]))


def _asked(venue: str, member: str, command: dict[str, Any]) -> Build:
    """What a member asks of its venue; it is never an entry of the journal itself."""

    def make(*, id: str, time: str | None, actor: str) -> Entry:  # noqa: A002  the entry's own word
        details = {"venue": venue, "member": member, "command": command | {"id": id}}
        return Entry(id, ASKED, time or "", actor, (), details)

    return make


def pay_out(draft: Draft) -> Build:
    """Take free cash out."""
    known(draft, "trade_venues", "venue")
    _own(draft)
    return _asked(draft.get("venue"), _member(draft), {"kind": "withdraw_cash", "fen": draft.get("sum")})


def take_out(draft: Draft) -> Build:
    """Take free lots of a receipt out."""
    named = receipt_named(draft, "receipt")
    _own(draft)
    lots = {"lots": draft.get("lots")} if "lots" in draft.single else {}
    venue = "" if named is None else str(named[0]["venue"])
    return _asked(venue, _member(draft), {"kind": "withdraw_receipt", "receipt": draft.get("receipt")} | lots)


def _own(draft: Draft) -> None:
    """A venue takes the word of a member for what is the member's, and of nobody else."""
    if _member(draft) != draft.actor:
        wrong(draft, "receipt-actor", "member", known=_member(draft), found=draft.actor)

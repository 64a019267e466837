"""From a draft to the builder of its act: which function of ``receipts.acts`` says it, with which arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from monazite.trace.acts.draft import Draft
from monazite.trade.acts import fund_makers as funds
from monazite.trade.acts import inspection_makers as inspection
from monazite.trade.acts import receipt_makers as receipts
from monazite.trade.acts import venue_makers as venues

if TYPE_CHECKING:
    from monazite.trace.acts.registry import Build

MAKERS: Mapping[str, Callable[[Draft], Build]] = {
    "venue": venues.venue, "venue_rules": venues.venue_rules, "list_instrument": venues.list_instrument,
    "warehouse": venues.warehouse, "membership": venues.membership, "inspection_order": inspection.inspection_order,
    "sample": inspection.sample, "certificate": inspection.certificate, "arbitration": inspection.arbitration,
    "register_receipt": receipts.register_receipt, "cancel_receipt": receipts.cancel_receipt,
    "stock_count": receipts.stock_count, "pledge_receipt": receipts.pledge_receipt, "repay_lien": receipts.repay_lien,
    "pay_in": funds.pay_in, "pay_out": funds.pay_out, "bring_in": funds.bring_in, "take_out": funds.take_out,
}  # fmt: skip

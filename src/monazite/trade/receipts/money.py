"""Checks of money at venues and of settlements: only the venue moves it; receipts and money change hands at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from monazite.core import Problem
from monazite.ledger import MATTER, Entry
from monazite.trace.permits.stated import texts_fault
from monazite.trade.receipts.binding import member_fault
from monazite.trade.receipts.changes import ends_of
from monazite.trade.receipts.documents import actor_fault, venue_fault
from monazite.trade.receipts.holdings import FREE, OFFERED, Where
from monazite.trade.receipts.known import RECEIPTS
from monazite.trade.receipts.said import problem
from monazite.trade.receipts.seen import Seen
from monazite.trade.receipts.slices import slices_fault
from monazite.trade.tables import SCHEMAS

CNY = "money:CNY"
INVOICES = SCHEMAS["trade_invoices"].table
WHOLE = ("price_ticks", "lots", "time_ms", "buyer_fee_fen", "seller_fee_fen", "vat_ppm")
TEXTS = ("id", "venue", "instrument", "method")
MAY = frozenset({"buy_order", "sell_order", "taker"})
NEEDED = frozenset((*WHOLE, *TEXTS, "slices"))
KNOWN = NEEDED | MAY
"""What the detail ``trade`` of a settlement states."""


def settle_fault(seen: Seen, entry: Entry) -> Problem | None:
    """Why a settlement (交割) cannot be booked: delivery versus payment, exact, by the venue that holds both."""
    details, trade = entry.details, entry.details["trade"]
    if (found := _stated_fault(entry, trade)) is not None:
        return found
    venue, stated = trade["venue"], trade["slices"]
    if (found := slices_fault(seen, entry, stated, Where(details["seller"], OFFERED))) is not None:
        return found
    for receipt_id, *_ in stated:
        row = seen.rows.get(RECEIPTS, receipt_id) or {}
        if row["venue"] != venue or row["instrument"] != trade["instrument"]:
            return problem("settle-other", entry.id, found=receipt_id, instrument=trade["instrument"], venue=venue)
    ends, buyer = ends_of(entry), details["buyer"]
    if ends is None or ends[1] not in {f"{OFFERED}/{buyer}", f"{FREE}/{buyer}"}:
        return problem("receipt-slices-differ", entry.id, found=buyer)
    return _paid_fault(entry, venue, trade)


def _stated_fault(entry: Entry, trade: Any) -> Problem | None:
    """What is wrong with what a settlement states, before anything is asked of the tables."""
    if not isinstance(trade, Mapping):
        return problem("settle-trade", entry.id, name="trade", found=trade)
    if (wrong := _wrong_name(trade)) is not None:
        return problem("settle-trade", entry.id, name=wrong, found=trade.get(wrong, "–"))
    return None if entry.actor == trade["venue"] else actor_fault(entry, trade["venue"])


def _wrong_name(trade: Mapping[str, Any]) -> str | None:
    """The name of what a trade states wrongly, lacks, or has too many; None when it states all it must."""
    if not NEEDED <= trade.keys() <= KNOWN:
        return min((NEEDED - trade.keys()) or (trade.keys() - KNOWN))
    for name in WHOLE:
        value = trade[name]
        if type(value) is not int or value < 0:
            return name
    for name in TEXTS:
        if type(trade[name]) is not str:
            return name
    return next((name for name in MAY if name in trade and type(trade[name]) is not str), None)


def _paid_fault(entry: Entry, venue: str, trade: Mapping[str, Any]) -> Problem | None:
    """Whether the money is the price, and the fees go to the venue."""
    details, price = entry.details, entry.details.get("price")
    if type(price) is not int or price < 0:
        return problem("settle-trade", entry.id, name="price", found=price)
    fees = trade["buyer_fee_fen"], trade["seller_fee_fen"]
    wanted = {
        f"escrow/{details['buyer']}/{venue}": -price - fees[0], f"escrow/{details['seller']}/{venue}": price - fees[1],
        f"fees/{venue}": sum(fees),
    }  # fmt: skip
    found: dict[str, int] = {}
    for leg in entry.legs:
        unit = leg.unit
        if unit != MATTER:
            if isinstance(leg.amount, int):
                found[leg.account] = found.get(leg.account, 0) + leg.amount
            if unit != CNY:
                return problem("settle-money", entry.id, found=unit)
    if found == {account: fen for account, fen in wanted.items() if fen}:
        return None
    other = next((name for name in found if found[name] != wanted.get(name, 0)), venue)
    return problem("settle-money", entry.id, found=other)


def outside_fault(entry: Entry) -> Problem | None:
    """Why a sale that settles no trade cannot be booked: it touches money or lots that are a venue's to move."""
    odd = next((leg.account for leg in entry.legs if leg.role in {"offered", "escrow", "fees"}), None)
    return None if odd is None else problem("settle-outside", entry.id, found=odd)


def invoice_fault(seen: Seen, entry: Entry) -> Problem | None:
    """Why an invoice is not that of a settlement: it has one already, or other parties or another amount."""
    settlement, invoice = entry.evidence["settlement"], entry.details["invoice"]
    sale = seen.entry(settlement)
    if sale is None or sale.kind != "sell" or "trade" not in sale.details:
        what = {"what_zh": "已交割的成交", "what": "a settlement"}
        return problem("receipt-unknown", entry.id, found=settlement, **what)
    parties = sale.details["seller"], sale.details["buyer"], sale.details["trade"]["venue"]
    if (found := actor_fault(entry, *parties)) is not None:
        return found
    known = select(INVOICES.c.entry).where(INVOICES.c.settlement == settlement)
    entries = [row.entry for row in seen.connection.execute(known)]
    live = [one for one in entries if seen.rows.get("trade_invoices", one) is not None]
    live += [row["entry"] for row in seen.rows.changed("trade_invoices") if row["settlement"] == settlement]
    if live:
        return problem("settle-invoiced", entry.id, settlement=settlement, found=live[0])
    wanted = {name: sale.details[name] for name in ("seller", "buyer")} | {"amount_fen": sale.details["price"]}
    wrong = next((name for name, value in wanted.items() if invoice.get(name) != value), None)
    if wrong is None:
        return None
    return problem("settle-invoice", entry.id, name=wrong, wanted=wanted[wrong], found=invoice.get(wrong))


def _ends(entry: Entry) -> tuple[list[list[str]], list[list[str]]]:
    """The accounts that give and that receive, each as its names; legs of nothing are left out."""
    gives: list[list[str]] = []
    takes: list[list[str]] = []
    for leg in entry.legs:
        if isinstance(leg.amount, int) and leg.amount and leg.unit == CNY:
            (takes if leg.amount > 0 else gives).append(leg.account.split("/"))
    return gives, takes


def _escrow_in(seen: Seen, entry: Entry) -> Problem | None:
    venue = entry.details["venue"]
    if (found := venue_fault(seen, entry, venue)) is not None:
        return found
    gives, takes = _ends(entry)
    if len(gives) != 1 or takes != [["escrow", gives[0][1], venue]]:
        return problem("settle-escrow", entry.id, venue=venue)
    member = gives[0][1]
    return actor_fault(entry, member, venue) or member_fault(seen, entry, venue, member)


def _escrow_out(_: Seen, entry: Entry) -> Problem | None:
    venue = entry.details["venue"]
    gives, takes = _ends(entry)
    if len(takes) != 1 or gives != [["escrow", takes[0][1], venue]]:
        return problem("settle-escrow", entry.id, venue=venue)
    return actor_fault(entry, str(venue))


def _between(_: Seen, entry: Entry) -> Problem | None:
    """A compensation or a fee: from one member's money at the venue to another's, or to the venue's fees."""
    venue = entry.details["venue"]
    gives, takes = _ends(entry)
    is_right = len(gives) == len(takes) == 1 and gives[0][0] == "escrow" and gives[0][2] == venue
    is_right = is_right and (takes[0][2:] == [venue] if entry.kind == "compensate" else takes[0] == ["fees", venue])
    if not is_right:
        return problem("settle-escrow", entry.id, venue=venue)
    return actor_fault(entry, str(venue)) or texts_fault(entry, "why", "obligation")


MONEY: Mapping[str, Callable[[Seen, Entry], Problem | None]] = {
    "escrow_in": _escrow_in, "escrow_out": _escrow_out, "compensate": _between, "charge": _between,
}  # fmt: skip
"""The check of each kind."""

"""Checks of liens (质押): a creditor who is somebody, lots that are free, and no end of it but payment."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import select

from monazite.core import Problem
from monazite.ledger import MATTER, Entry
from monazite.trace.permits.stated import day_fault, fault_of
from monazite.trade.receipts.changes import LIENS, OPEN, ends_of
from monazite.trade.receipts.documents import EXCHANGE, actor_fault, id_fault, party_fault, positive_fault
from monazite.trade.receipts.holdings import FREE, PLEDGED, Where
from monazite.trade.receipts.known import RECEIPTS, instrument_row, net_of
from monazite.trade.receipts.record import Pledge
from monazite.trade.receipts.rows import Row
from monazite.trade.receipts.said import problem, yuan
from monazite.trade.receipts.seen import Seen
from monazite.trade.receipts.slices import slices_fault, suspended_fault
from monazite.trade.record import MG_PER_TONNE
from monazite.trade.safeguards import Party, PledgeAct, preventive, thresholds
from monazite.trade.tables import SCHEMAS

DAYS = SCHEMAS["trade_days"].table
LAST_DAY = "9999-12-31"


def pledge_fault(seen: Seen, entry: Entry) -> Problem | None:
    """Why lots of receipts cannot be pledged, or a lien cannot be repaid."""
    lien = entry.details["lien"]
    known = seen.rows.get(LIENS, lien) if isinstance(lien, str) else None
    if entry.details.get("pledge") is None:
        return _repay_fault(seen, entry, known)
    if known is not None:
        return problem("receipt-id-taken", entry.id, found=lien)
    if (found := id_fault(entry, lien)) is not None:
        return found
    value, stated = entry.details["pledge"], entry.details.get("slices")
    found = fault_of(Pledge, value, f"{entry.id} pledge") or positive_fault(entry, value, "amount_fen")
    ends = ends_of(entry)
    if found is not None or ends is None or not ends[1].startswith(f"{PLEDGED}/"):
        return found or problem("receipt-slices-differ", entry.id, found=lien)
    debtor = ends[0].partition("/")[2]
    found = day_fault(f"{entry.id} pledge", value, "due") or actor_fault(entry, debtor)
    found = found or party_fault(seen, entry, value["creditor"])
    found = found or _parties_fault(seen, entry, debtor, value["creditor"], stated)
    found = found or slices_fault(seen, entry, stated, Where(debtor, FREE)) or suspended_fault(seen, entry, stated)
    return found or _safeguard_fault(seen, entry, debtor)


def bare_fault(entry: Entry) -> Problem | None:
    """Why a pledge of no receipts cannot be booked: it moves money, which only what repays a lien does."""
    paid = next((leg.account for leg in entry.legs if leg.unit != MATTER), None)
    return None if paid is None else problem("receipt-pledge-money", entry.id, found=paid)


def _parties_fault(seen: Seen, entry: Entry, debtor: str, creditor: str, stated: Any) -> Problem | None:
    """A venue is never a creditor, nobody his own, and a warehouse attests nothing for its own operator."""
    if creditor == debtor or seen.kind_of(creditor) == EXCHANGE:
        return problem("receipt-creditor", entry.id, found=creditor)
    for receipt_id in _named(stated):
        row = seen.rows.get(RECEIPTS, receipt_id)
        warehouse = None if row is None else seen.rows.get("trade_warehouses", row["venue"], row["warehouse"])
        if warehouse is not None and seen.is_within(warehouse["operator"], debtor):
            return problem("receipt-own-warehouse", entry.id, found=warehouse["id"])
    return None


def _named(stated: Any) -> list[str]:
    """The receipts that slices name, as far as they are slices."""
    slices = stated if isinstance(stated, list) else []
    return sorted({one[0] for one in slices if isinstance(one, list) and one and isinstance(one[0], str)})


def _safeguard_fault(seen: Seen, entry: Entry, debtor: str) -> Problem | None:
    """What the safeguards say to a pledge of free lots: no loan beyond their share of its value, no own creditor."""
    pledge, stated = entry.details["pledge"], entry.details["slices"]
    rows = [seen.rows.get(RECEIPTS, one[0]) or {} for one in stated]
    net_mg = net_of(seen.rows, stated)
    value = [_value_fen(seen, row, [one]) for row, one in zip(rows, stated, strict=True)]
    member = seen.rows.get("trade_members", rows[0]["venue"], debtor)
    owner = debtor if member is None else member["owner"]
    act = PledgeAct(
        venue=rows[0]["venue"], receipt=rows[0]["id"], instrument=rows[0]["instrument"], debtor=Party(debtor, owner),
        creditor=pledge["creditor"], holder_mg=net_mg, net_mg=net_mg, loan_fen=pledge["amount_fen"],
        value_fen=None if None in value else sum(one or 0 for one in value),
    )  # fmt: skip
    return next((one.problem for one in preventive(act, thresholds()) if one.severity == "refuse"), None)


def _value_fen(seen: Seen, row: Row, stated: list[Any]) -> int | None:
    """What lots of a receipt are worth at the venue's last settlement price; None where there is none."""
    about = instrument_row(seen.rows, row["venue"], row["instrument"], LAST_DAY)
    columns = DAYS.c
    wanted = select(columns.day, columns.settlement).where(
        columns.venue == row["venue"], columns.instrument == row["instrument"], columns.settlement.is_not(None)
    )
    known = seen.connection.execute(wanted.order_by(columns.day.desc()).limit(1)).first()
    days = [] if known is None else [(known.day.isoformat(), known.settlement)]
    days += [
        (one["day"], one["settlement"])
        for one in seen.rows.changed("trade_days")
        if (one["venue"], one["instrument"]) == (row["venue"], row["instrument"]) and one["settlement"] is not None
    ]
    if not days or about is None:
        return None
    fen_per_tonne = max(days)[1] * about["tick_fen_per_tonne"]
    return int(fen_per_tonne * net_of(seen.rows, stated) // MG_PER_TONNE)


def _repay_fault(seen: Seen, entry: Entry, known: Row | None) -> Problem | None:
    """A lien is paid by its debtor to its creditor, and its lots are free when all of it is: not sooner, not later."""
    if known is None or known["status"] != OPEN:
        what = {"what_zh": "存续的质押", "what": "a lien that is open"}
        return problem("receipt-unknown", entry.id, found=entry.details["lien"], **what)
    if (found := actor_fault(entry, known["debtor"])) is not None:
        return found
    legs = [leg for leg in entry.legs if leg.unit != MATTER]
    paid = sum(leg.amount for leg in legs if isinstance(leg.amount, int) and leg.amount > 0)
    accounts = {f"cash/{known['debtor']}": -paid, f"cash/{known['creditor']}": paid}
    if len(legs) != len(accounts) or {leg.account: leg.amount for leg in legs} != accounts:
        return problem("receipt-repay", entry.id, wanted=known["creditor"], found=yuan(paid))
    left = known["amount_fen"] - known["paid_fen"]
    if entry.details.get("slices") == [] and paid < left and ends_of(entry) is None:
        return None
    if paid != left:
        return problem("receipt-lien-unpaid", entry.id, wanted=yuan(left), found=yuan(paid))
    return _freed_fault(seen, entry, known)


def _freed_fault(seen: Seen, entry: Entry, known: Row) -> Problem | None:
    """With the last payment all lots under the lien are free, and no others."""
    debtor, stated = known["debtor"], entry.details.get("slices")
    if stated != orjson.loads(known["slices"]) or ends_of(entry) != (f"{PLEDGED}/{debtor}", f"{FREE}/{debtor}"):
        return problem("receipt-slices-differ", entry.id, found=known["id"])
    return slices_fault(seen, entry, stated, Where(debtor, PLEDGED, known["id"]))

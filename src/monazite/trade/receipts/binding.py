"""Checks of receipts, deposits and stock counts: what binds a lot, who may move it, where it must be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import select

from monazite.core import Problem
from monazite.ledger import Entry
from monazite.trace.permits.stated import fault_of, texts_fault
from monazite.trade.receipts.changes import CANCELLED, ends_of
from monazite.trade.receipts.contract import contract_fault, weight_fault
from monazite.trade.receipts.documents import (
    actor_fault,
    id_fault,
    instrument_fault,
    party_fault,
    positive_fault,
    venue_fault,
    warehouse_fault,
)
from monazite.trade.receipts.holdings import FREE, OFFERED, Where, intervals
from monazite.trade.receipts.known import BOUND, RECEIPTS, instrument_row
from monazite.trade.receipts.limits import is_weight_off
from monazite.trade.receipts.record import ReceiptNote
from monazite.trade.receipts.registers import CERTIFICATES, INSPECTIONS
from monazite.trade.receipts.rows import Row
from monazite.trade.receipts.said import kilograms, problem
from monazite.trade.receipts.seen import LotNow, Seen
from monazite.trade.receipts.slices import slices_fault, suspended_fault
from monazite.trade.tables import SCHEMAS


def receipt_fault(seen: Seen, entry: Entry) -> Problem | None:
    """Why a receipt cannot be registered (登记仓单)."""
    value = entry.details.get("receipt")
    found = fault_of(ReceiptNote, value, f"{entry.id} receipt")
    if found is not None or not isinstance(value, Mapping):
        return found
    if seen.rows.get(RECEIPTS, value["id"]) is not None:
        return problem("receipt-id-taken", entry.id, found=value["id"])
    if (bound := seen.rows.get(BOUND, value["lot"])) is not None:
        return problem("receipt-double", entry.id, lot=value["lot"], found=bound["receipt"])
    found = venue_fault(seen, entry, value["venue"]) or positive_fault(entry, value, "lots", "net_mg")
    found = found or warehouse_fault(seen, entry, value) or instrument_fault(seen, entry, value)
    if found is not None:
        return found
    warehouse = seen.rows.get("trade_warehouses", value["venue"], value["warehouse"]) or {}
    found = actor_fault(entry, value["warehouse"], warehouse["operator"])
    found = found or _certified(seen, entry, value)
    return found or _stored(seen, entry, value) or _room(seen, entry, value, warehouse)


def _certified(seen: Seen, entry: Entry, value: Mapping[str, Any]) -> Problem | None:
    """Whether a receipt stands on the certificate of its lot, for its instrument, and meets the contract."""
    certificate = seen.rows.get(CERTIFICATES, value["certificate"])
    if certificate is None or certificate["lot"] != value["lot"] or certificate["replaced_by"] is not None:
        return problem("receipt-uninspected", entry.id, lot=value["lot"], found=value["certificate"])
    order = seen.rows.get(INSPECTIONS, certificate["inspection"]) or {}
    if any(order[name] != value[name] for name in ("venue", "instrument", "warehouse")):
        found = f"{order['venue']} {order['instrument']} {order['warehouse']}"
        return problem("receipt-inspected-other", entry.id, found=found)
    if seen.is_within(certificate["lab"], value["owner"]):
        return problem("receipt-own-lab", entry.id, owner=value["owner"], found=certificate["lab"])
    about = instrument_row(seen.rows, value["venue"], value["instrument"], entry.time[:10]) or {}
    if value["net_mg"] != certificate["net_mg"]:
        return weight_fault(entry.id, certificate["net_mg"], value["net_mg"])
    record = orjson.loads(about["record"])
    return contract_fault(record, orjson.loads(certificate["record"]), value, about["tolerance_ppm"])


def _stored(seen: Seen, entry: Entry, value: Mapping[str, Any]) -> Problem | None:
    """Whether the lot lies in the warehouse, whole and free with its owner, and weighs what the journal has."""
    lot = seen.lot(value["lot"])
    if lot is None:
        what = {"what_zh": "台账中的批次", "what": "a lot of the journal"}
        return problem("receipt-unknown", entry.id, found=value["lot"], **what)
    if lot.site is None or not seen.is_within(lot.site, value["warehouse"]):
        return problem("receipt-elsewhere", entry.id, wanted=value["warehouse"], found=lot.site or "–")
    account = f"{FREE}/{value['owner']}/{value['lot']}"
    if lot.held and account not in lot.held:
        holders = sorted({name for one in lot.held for name in one.split("/")[1:2]})
        return problem("receipt-holder", entry.id, lot=value["lot"], owner=value["owner"], found=", ".join(holders))
    if list(lot.held) != [account]:
        return problem("receipt-not-free", entry.id, account=account, found=", ".join(sorted(lot.held)) or "–")
    if dict(lot.held[account].parts) != {element: mg for element, mg in value["matter"].items() if mg}:
        return problem("receipt-matter", entry.id, lot=value["lot"])
    about = instrument_row(seen.rows, value["venue"], value["instrument"], entry.time[:10]) or {}
    return _weighed(entry, value, lot, about["tolerance_ppm"])


def _weighed(entry: Entry, value: Mapping[str, Any], lot: LotNow, tolerance_ppm: int) -> Problem | None:
    """Whether the inspection weighed what is left of the lot that the journal has; one never weighed says nothing."""
    expected = lot.left_net_mg
    if expected is None or not is_weight_off(expected, value["net_mg"], tolerance_ppm):
        return None
    return weight_fault(entry.id, expected, value["net_mg"])


def _room(seen: Seen, entry: Entry, value: Mapping[str, Any], warehouse: Row) -> Problem | None:
    """Whether a warehouse has room for it, with all live receipts there."""
    stored = sum(row["net_mg"] for row in live_at(seen, value["venue"], value["warehouse"]))
    if stored + value["net_mg"] <= warehouse["capacity_mg"]:
        return None
    left = warehouse["capacity_mg"] - stored
    return problem("receipt-capacity", entry.id, wanted=kilograms(left), found=kilograms(value["net_mg"]))


def live_at(seen: Seen, venue: str, warehouse: str) -> list[Row]:
    """The live receipts of a warehouse, with the entries of the batch."""
    columns = SCHEMAS["trade_receipts"].table.c
    wanted = select(columns.id).where(
        columns.venue == venue, columns.warehouse == warehouse, columns.status != CANCELLED
    )
    known = {row.id for row in seen.connection.execute(wanted)}
    rows = [row for key in known if (row := seen.rows.get(RECEIPTS, key)) is not None]
    new = [row for row in seen.rows.changed(RECEIPTS) if row["id"] not in known]
    rows += [row for row in new if (row["venue"], row["warehouse"]) == (venue, warehouse)]
    return [row for row in rows if row["status"] != CANCELLED]


def cancel_fault(seen: Seen, entry: Entry) -> Problem | None:
    """Why a receipt cannot be cancelled (注销): one holder must hold all of it, free."""
    receipt = entry.details.get("receipt")
    row = seen.rows.get(RECEIPTS, receipt) if isinstance(receipt, str) else None
    if row is None or row["status"] == CANCELLED:
        what = {"what_zh": "有效仓单", "what": "a live receipt"}
        return problem("receipt-unknown", entry.id, found=receipt, **what)
    held = intervals(seen.rows, row["id"])
    if len(held) != 1 or held[0][2].place != FREE:
        found = ", ".join(f"{first}-{last} {where.place}/{where.holder}" for first, last, where in held)
        return problem("receipt-in-use", entry.id, receipt=row["id"], found=found)
    return actor_fault(entry, held[0][2].holder) or texts_fault(entry, "reason")


def count_fault(seen: Seen, entry: Entry) -> Problem | None:
    """Why a stock count cannot be recorded: by a third party, of every live receipt in the warehouse."""
    value = entry.details["count"]
    if (found := _count_form_fault(entry, value) or venue_fault(seen, entry, value["venue"])) is not None:
        return found
    found = party_fault(seen, entry, value["counter"]) or actor_fault(entry, value["counter"])
    warehouse = seen.rows.get("trade_warehouses", value["venue"], value["warehouse"])
    if found is not None or warehouse is None:
        return found or problem("receipt-warehouse", entry.id, venue=value["venue"], found=value["warehouse"])
    near = (value["venue"], value["warehouse"], warehouse["operator"])
    counter = value["counter"]
    if any(seen.is_within(counter, one) or seen.is_within(one, counter) for one in near):
        return problem("receipt-counter", entry.id, found=value["counter"])
    return _counted_fault(seen, entry, value)


def _count_form_fault(entry: Entry, value: Any) -> Problem | None:
    """What is wrong with the form of a count."""
    names = ("id", "venue", "warehouse", "counter")
    if not isinstance(value, Mapping) or not all(isinstance(value.get(name), str) for name in names):
        return problem("receipt-count", entry.id, found=value)
    rows = value.get("rows")
    if not isinstance(rows, list) or not all(_is_counted(row) for row in rows):
        return problem("receipt-count", entry.id, found=rows)
    return id_fault(entry, value["id"])


def _counted_fault(seen: Seen, entry: Entry, value: Mapping[str, Any]) -> Problem | None:
    """Whether a new count has one row for each live receipt of the warehouse."""
    counted = [row[0] for row in value["rows"]]
    live = {row["id"] for row in live_at(seen, value["venue"], value["warehouse"])}
    if left := sorted(live.symmetric_difference(counted)):
        return problem("receipt-count-rows", entry.id, found=left[0])
    return problem("receipt-id-taken", entry.id, found=value["id"]) if _is_known(seen, value["id"], counted) else None


def _is_counted(row: Any) -> bool:
    is_row = isinstance(row, list) and len(row) == 2 and isinstance(row[0], str)  # noqa: PLR2004  receipt and mass
    return is_row and (row[1] is None or (type(row[1]) is int and row[1] >= 0))


def _is_known(seen: Seen, count: str, receipts: list[str]) -> bool:
    return len(set(receipts)) < len(receipts) or any(seen.rows.get("trade_counts", count, one) for one in receipts)


def offer_fault(seen: Seen, entry: Entry) -> Problem | None:
    """Why lots of receipts cannot be deposited (by their holder) or given back (by the venue)."""
    ends, stated = ends_of(entry), entry.details.get("slices")
    if ends is None:
        return problem("receipt-slices-differ", entry.id, found="–")
    role, _, holder = ends[0].partition("/")
    if (found := slices_fault(seen, entry, stated, Where(holder, role))) is not None:
        return found
    venues = {(seen.rows.get(RECEIPTS, one[0]) or {})["venue"] for one in stated or ()}
    if len(venues) != 1:
        return problem("receipt-venues", entry.id, found=", ".join(sorted(venues)))
    (venue,) = venues
    if role == OFFERED:
        return actor_fault(entry, venue)
    found = actor_fault(entry, holder) or member_fault(seen, entry, venue, holder)
    return found or suspended_fault(seen, entry, stated)


def member_fault(seen: Seen, entry: Entry, venue: str, party: str) -> Problem | None:
    """Why a party is no member of a venue."""
    row = seen.rows.get("trade_members", venue, party)
    if row is not None and row["is_active"]:
        return None
    return problem("receipt-member", entry.id, venue=venue, found=party)

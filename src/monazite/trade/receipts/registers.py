"""What entries that move nothing change in this room's tables: venues, rules, instruments, inspections, closed days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from monazite.ledger import Entry
from monazite.trade.receipts.known import BOUND, INSTRUMENTS, RECEIPTS
from monazite.trade.receipts.rows import Row, Rows, text_of

CERTIFICATES, INSPECTIONS = "trade_certificates", "trade_inspections"
SUSPENDED = "suspended"


class At(NamedTuple):
    """An entry to apply: the rows of its batch, itself, its number, and when it was recorded (UTC milliseconds)."""

    rows: Rows
    entry: Entry
    number: int
    recorded_ms: int


Change = Callable[[At], None]


def base_row(entry: Entry, number: int) -> Row:
    """The columns that say which entry made a row."""
    return {"entry": entry.id, "entry_number": number}


def simulated(entry: Entry) -> int:
    """Whether an entry is part of a simulation, as the tables keep it."""
    return int(entry.details.get("simulated") is True)


def _venue(at: At) -> None:
    rows, entry, number, _ = at
    venue = entry.details["venue"]
    told = {name: venue.get(name) for name in ("id", "profile", "name_zh", "name_en", "licence")}
    told |= {"since": entry.time[:10], "record": text_of(venue), "is_simulated": simulated(entry)}
    rows.put("trade_venues", told | base_row(entry, number))


def _rules(at: At) -> None:
    rows, entry, number, _ = at
    details = entry.details
    told = {name: details[name] for name in ("venue", "number", "effective", "sha256")}
    told |= {"announced_on": entry.time[:10], "rules": text_of(details["rules"])}
    rows.put("trade_rules", told | base_row(entry, number))


def _instrument(at: At) -> None:
    rows, entry, number, _ = at
    venue, record = entry.details["venue"], entry.details["instrument"]
    version = 1 + max([row["version"] for row in rows.group(INSTRUMENTS, venue, record["id"]).values()], default=0)
    label = {"zh": record["id"], "en": record["id"]} | (record.get("label") or {})
    rows.put(INSTRUMENTS, base_row(entry, number) | {
        "venue": venue, "id": record["id"], "version": version, "effective": entry.details["effective"],
        "product": record["product"], "name_zh": label["zh"], "name_en": label["en"],
        "lot_mg": record["lot_mg"], "tick_fen_per_tonne": record["tick_fen_per_tonne"],
        "tolerance_ppm": record.get("tolerance_ppm", 0), "record": text_of(record), "is_simulated": simulated(entry),
    })  # fmt: skip


def _warehouse(at: At) -> None:
    rows, entry, number, _ = at
    told = dict(entry.details["warehouse"])
    told["is_listed"] = int(told.get("is_listed") is not False)
    rows.put("trade_warehouses", told | base_row(entry, number) | {"since": entry.time[:10]})


def _member(at: At) -> None:
    rows, entry, number, _ = at
    member = entry.details["member"]
    rows.put("trade_members", base_row(entry, number) | {
        "venue": member["venue"], "party": member["party"], "owner": member["owner"],
        "is_industrial": int(member.get("is_industrial") is True),
        "can_invoice": int(member.get("can_invoice") is True),
        "qualifications": text_of(list(member.get("qualifications") or ())),
        "is_active": int(member.get("is_active") is not False), "since": entry.time[:10],
    })  # fmt: skip


def _inspection(at: At) -> None:
    rows, entry, number, _ = at
    told = dict(entry.details["inspection"])
    rows.put(INSPECTIONS, told | base_row(entry, number) | {
        "ordered_on": entry.time[:10], "ordered_by": entry.actor, "sample": None, "certificate": None,
        "status": "ordered",
    })  # fmt: skip


def _sample(at: At) -> None:
    rows, entry, number, _ = at
    told = dict(entry.details["sample"])
    rows.put("trade_samples", told | base_row(entry, number) | {"taken_on": entry.time[:10]})
    if (order := rows.get(INSPECTIONS, told["inspection"])) is not None:
        status = "sampled" if order["status"] == "ordered" else order["status"]
        rows.put(INSPECTIONS, order | {"sample": told["id"], "status": status})


def _certificate(at: At) -> None:
    rows, entry, number, _ = at
    found, is_final = entry.details["certificate"], entry.kind == "arbitration"
    columns = ("id", "inspection", "lot", "lab", "net_mg", "gross_mg", "reo_ppm", "brand", "replaces")
    rows.put(CERTIFICATES, {name: found.get(name) for name in columns} | base_row(entry, number) | {
        "day": entry.time[:10], "is_final": int(is_final), "replaced_by": None, "record": text_of(found),
        "document_sha256": entry.evidence.get("document"),
    })  # fmt: skip
    if (order := rows.get(INSPECTIONS, found["inspection"])) is not None:
        status = "arbitrated" if is_final else "certified"
        rows.put(INSPECTIONS, order | {"certificate": found["id"], "status": status})
    if is_final:
        _replace(rows, entry, found)


def _replace(rows: Rows, entry: Entry, found: Mapping[str, Any]) -> None:
    """An arbitration replaces a certificate; a live receipt on it stands on the new one, or is suspended."""
    before = rows.get(CERTIFICATES, found.get("replaces"))
    if before is not None:
        rows.put(CERTIFICATES, before | {"replaced_by": found["id"]})
    bound = rows.get(BOUND, found["lot"])
    receipt = None if bound is None else rows.get(RECEIPTS, bound["receipt"])
    if receipt is None or receipt["certificate"] != found.get("replaces"):
        return
    if entry.details.get("upheld") is True:
        rows.put(RECEIPTS, receipt | {"certificate": found["id"]})
    else:
        rows.put(RECEIPTS, receipt | {"status": SUSPENDED, "reason": f"arbitration {found['id']}"})


def _day_end(at: At) -> None:
    rows, entry, number, _ = at
    details = entry.details
    told = {name: details[name] for name in ("venue", "day", "commands", "segment_sha256", "state_sha256")}
    findings = text_of(list(details.get("findings") or ()))
    rows.put("trade_day_ends", told | base_row(entry, number) | {"findings": findings})
    for instrument, about in details["instruments"].items():
        stated = {name: about.get(name) for name in DAY_COLUMNS}
        rows.put("trade_days", stated | {
            "venue": told["venue"], "day": told["day"], "instrument": instrument, "record": text_of(about),
            "entry_number": number,
        })  # fmt: skip


DAY_COLUMNS = ("open", "high", "low", "last", "settlement", "bid", "ask", "volume_lots", "turnover_fen")


def _index_inputs(at: At) -> None:
    rows, entry, number, _ = at
    details = entry.details
    stated = details.get("rows")
    rows.add("trade_index_inputs", {
        "entry_number": number, "index_id": details["index"], "day": details["day"], "sha256": details["sha256"],
        "count": details.get("count"), "methodology": details.get("methodology"),
        "rows": None if stated is None else text_of(stated), "is_simulated": simulated(entry), "entry": entry.id,
    })  # fmt: skip


REGISTERS: Mapping[str, Change] = {
    "venue": _venue, "venue_rules": _rules, "instrument": _instrument, "warehouse": _warehouse, "membership": _member,
    "inspection_order": _inspection, "sample": _sample, "certificate": _certificate, "arbitration": _certificate,
    "day_end": _day_end, "index_inputs": _index_inputs,
}  # fmt: skip
"""What each kind changes."""

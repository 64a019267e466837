"""Checks of what moves nothing: venues, rules, instruments, warehouses, members, inspections, samples, certificates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from monazite.core import Problem
from monazite.ledger import Entry
from monazite.ledger.names import is_name
from monazite.store import nearest
from monazite.trace.permits import party_kinds
from monazite.trace.permits.stated import day_fault, fault_of, is_day
from monazite.trade.receipts.contract import contract_fault
from monazite.trade.receipts.known import BOUND, INSTRUMENTS, RECEIPTS, instrument_row
from monazite.trade.receipts.record import Certificate, InspectionOrder, Member, Sample, Venue, Warehouse
from monazite.trade.receipts.registers import CERTIFICATES, DAY_COLUMNS, INSPECTIONS
from monazite.trade.receipts.said import problem
from monazite.trade.receipts.seen import Seen
from monazite.trade.record import Instrument
from monazite.trade.venues.instrument_json import instrument_from_json
from monazite.trade.venues.record import InstrumentVersion, Licence, RuleVersion
from monazite.trade.venues.rule_json import rules_from_json
from monazite.trade.venues.versions import admit, admit_instrument, rules_on

Check = Callable[[Seen, Entry], Problem | None]
EXCHANGE = "exchange"
MASSES = ("partition_ppm", "assay_ppm", "impurities_ppm")


def actor_fault(entry: Entry, *allowed: str) -> Problem | None:
    """Why whoever submits an entry must not: it is for others to say."""
    if entry.actor in allowed:
        return None
    return problem("receipt-actor", entry.id, known=" / ".join(dict.fromkeys(allowed)), found=entry.actor)


def venue_fault(seen: Seen, entry: Entry, venue: Any) -> Problem | None:
    """Why there is no such venue."""
    if isinstance(venue, str) and seen.rows.get("trade_venues", venue) is not None:
        return None
    return problem("receipt-unknown", entry.id, what_zh="已登记的交易场所", what="a registered venue", found=venue)


def party_fault(seen: Seen, entry: Entry, party: Any, *kinds: str) -> Problem | None:
    """Why a party is not known, or not of some kinds."""
    kind = seen.kind_of(party)
    if kind is None:
        near = nearest(str(party), sorted(seen.standing.parties))
        return problem("receipt-party", entry.id, found=party, nearest=near)
    if kinds and kind not in kinds:
        return problem("receipt-party-kind", entry.id, known=", ".join(kinds), found=f"{party} ({kind})")
    return None


def id_fault(entry: Entry, value: Any) -> Problem | None:
    """Why something cannot be an id."""
    return None if is_name(value) else problem("receipt-id", entry.id, found=value)


def texts_in(value: Any) -> bool:
    """Whether it is a list of texts."""
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def positive_fault(entry: Entry, value: Mapping[str, Any], *names: str) -> Problem | None:
    """Which of some whole numbers is not above zero."""
    wrong = next((name for name in names if type(value.get(name)) is not int or value[name] <= 0), None)
    return None if wrong is None else problem("receipt-number", entry.id, name=wrong, found=value.get(wrong))


def _venue(seen: Seen, entry: Entry) -> Problem | None:
    value = entry.details.get("venue")
    found = fault_of(Venue, value, f"{entry.id} venue")
    if found is not None or not isinstance(value, Mapping):
        return found
    kind = seen.kind_of(value["id"])
    if kind is not None and party_kinds()[kind].holds_matter:
        return problem("receipt-venue-holds", entry.id, found=f"{value['id']} ({kind})")
    found = party_fault(seen, entry, value["id"], EXCHANGE) or actor_fault(entry, value["id"])
    if found is None and value.get("licence"):
        found = day_fault(f"{entry.id} venue", value, "licence_since", "licence_until")
    return found


def licences_of(record: Mapping[str, Any]) -> list[Licence]:
    """The licence that a venue's record states, if any."""
    if not record.get("licence") or not record.get("licence_since"):
        return []
    return [Licence(
        id=record["licence"], venue=record["id"], profile=record["profile"],
        authority=record.get("licence_authority", ""), since=record["licence_since"],
        until=record.get("licence_until"),
    )]  # fmt: skip


def _venue_rules(seen: Seen, entry: Entry) -> Problem | None:
    details = entry.details
    venue = details["venue"]
    if (found := venue_fault(seen, entry, venue) or actor_fault(entry, venue)) is not None:
        return found
    new = rules_from_json(details["rules"], f"{entry.id} rules")
    if not isinstance(new, RuleVersion):
        return new[0]
    stated = {name: getattr(new, name) for name in ("venue", "number", "effective", "sha256")}
    wrong = next((name for name, value in stated.items() if details[name] != value), None)
    if wrong is not None:
        return problem("receipt-rules-differ", entry.id, name=wrong, wanted=stated[wrong], found=details[wrong])
    about = seen.rows.get("trade_venues", venue) or {}
    return admit(rules_of(seen, venue), new, entry.time[:10], licences_of(orjson.loads(about["record"])))


def rules_of(seen: Seen, venue: str) -> list[RuleVersion]:
    """The versions of a venue's rules."""
    read = [rules_from_json(orjson.loads(row["rules"])) for row in seen.rows.group("trade_rules", venue).values()]
    return [one for one in read if isinstance(one, RuleVersion)]


def _instrument(seen: Seen, entry: Entry) -> Problem | None:
    details = entry.details
    venue, effective = details["venue"], details["effective"]
    if (found := venue_fault(seen, entry, venue) or actor_fault(entry, venue)) is not None:
        return found
    read = instrument_from_json(details["instrument"], f"{entry.id} instrument")
    if not isinstance(read, Instrument):
        return read[0]
    rows = seen.rows.group(INSTRUMENTS, venue, read.id).values()
    versions = [
        InstrumentVersion(venue=venue, number=row["version"], effective=row["effective"], instrument=known)
        for row in rows
        if isinstance(known := instrument_from_json(orjson.loads(row["record"])), Instrument)
    ]
    new = InstrumentVersion(venue=venue, number=len(rows) + 1, effective=str(effective), instrument=read)
    return admit_instrument(versions, new, entry.time[:10], rules_on(rules_of(seen, venue), str(effective)))


def _warehouse(seen: Seen, entry: Entry) -> Problem | None:
    value = entry.details.get("warehouse")
    found = fault_of(Warehouse, value, f"{entry.id} warehouse")
    if found is not None or not isinstance(value, Mapping):
        return found
    venue = value["venue"]
    return (
        venue_fault(seen, entry, venue)
        or actor_fault(entry, venue)
        or party_fault(seen, entry, value["id"], "warehouse")
        or party_fault(seen, entry, value["operator"])
        or (problem("receipt-venue-holds", entry.id, found=venue) if value["operator"] == venue else None)
        or positive_fault(entry, value, "capacity_mg", "insured_fen", "load_out_mg_per_day")
    )


def _member(seen: Seen, entry: Entry) -> Problem | None:
    value = entry.details.get("member")
    found = fault_of(Member, value, f"{entry.id} member")
    if found is not None or not isinstance(value, Mapping):
        return found
    venue, party = value["venue"], value["party"]
    if (found := venue_fault(seen, entry, venue) or actor_fault(entry, venue)) is not None:
        return found
    if not texts_in(value.get("qualifications") or []):
        return problem("receipt-number", entry.id, name="qualifications", found=value["qualifications"])
    if seen.kind_of(party) == EXCHANGE or value["owner"] == venue:
        return problem("receipt-venue-member", entry.id, found=party if value["owner"] != venue else venue)
    return party_fault(seen, entry, party, "firm", "group", "recycler") or party_fault(seen, entry, value["owner"])


def _inspection(seen: Seen, entry: Entry) -> Problem | None:
    value = entry.details.get("inspection")
    found = fault_of(InspectionOrder, value, f"{entry.id} inspection")
    if found is not None or not isinstance(value, Mapping):
        return found
    if seen.rows.get(INSPECTIONS, value["id"]) is not None:
        return problem("receipt-id-taken", entry.id, found=value["id"])
    found = venue_fault(seen, entry, value["venue"]) or party_fault(seen, entry, value["lab"], "lab")
    found = found or instrument_fault(seen, entry, value) or warehouse_fault(seen, entry, value)
    if found is not None:
        return found
    if (lot := seen.lot(value["lot"])) is None:
        what = {"what_zh": "台账中的批次", "what": "a lot of the journal"}
        return problem("receipt-unknown", entry.id, found=value["lot"], **what)
    holders = sorted({name for account in lot.held for name in account.split("/")[1:2]})
    return actor_fault(entry, *holders, value["venue"])


def instrument_fault(seen: Seen, entry: Entry, value: Mapping[str, Any]) -> Problem | None:
    """Why an instrument is not one of a venue on the day of an entry."""
    if instrument_row(seen.rows, value["venue"], value["instrument"], entry.time[:10]) is not None:
        return None
    what = {"what_zh": f"{value['venue']} 当日的品种", "what": f"an instrument of {value['venue']} on that day"}
    return problem("receipt-unknown", entry.id, found=value["instrument"], **what)


def warehouse_fault(seen: Seen, entry: Entry, value: Mapping[str, Any]) -> Problem | None:
    """Why a warehouse is not approved by a venue."""
    row = seen.rows.get("trade_warehouses", value["venue"], value["warehouse"])
    if row is not None and row["is_listed"]:
        return None
    return problem("receipt-warehouse", entry.id, venue=value["venue"], found=value["warehouse"])


def _sample(seen: Seen, entry: Entry) -> Problem | None:
    value = entry.details.get("sample")
    found = fault_of(Sample, value, f"{entry.id} sample")
    if found is not None or not isinstance(value, Mapping):
        return found
    if seen.rows.get("trade_samples", value["id"]) is not None:
        return problem("receipt-id-taken", entry.id, found=value["id"])
    found = order_fault(seen, entry, value["inspection"]) or party_fault(seen, entry, value["taken_by"])
    return found or actor_fault(entry, value["taken_by"]) or _sampler_fault(seen, entry, value["inspection"])


def _sampler_fault(seen: Seen, entry: Entry, inspection: str) -> Problem | None:
    """Only the laboratory of an order, or the warehouse where the lot lies, takes its sample."""
    order = seen.rows.get(INSPECTIONS, inspection) or {}
    warehouse = seen.rows.get("trade_warehouses", order["venue"], order["warehouse"]) or {}
    keepers = [one for one in (order["warehouse"], warehouse.get("operator")) if one is not None]
    return actor_fault(entry, order["lab"], *keepers)


def order_fault(seen: Seen, entry: Entry, inspection: Any) -> Problem | None:
    """Why there is no such order to inspect."""
    if isinstance(inspection, str) and seen.rows.get(INSPECTIONS, inspection) is not None:
        return None
    what = {"what_zh": "检验委托", "what": "an order to inspect"}
    return problem("receipt-unknown", entry.id, found=inspection, **what)


def _certificate(seen: Seen, entry: Entry) -> Problem | None:
    value = entry.details.get("certificate")
    found = fault_of(Certificate, value, f"{entry.id} certificate")
    if found is not None or not isinstance(value, Mapping):
        return found
    if seen.rows.get(CERTIFICATES, value["id"]) is not None:
        return problem("receipt-id-taken", entry.id, found=value["id"])
    found = order_fault(seen, entry, value["inspection"]) or positive_fault(entry, value, "net_mg")
    if found is not None:
        return found
    order = seen.rows.get(INSPECTIONS, value["inspection"]) or {}
    if order["lot"] != value["lot"]:
        return problem("receipt-lot-other", entry.id, wanted=order["lot"], found=value["lot"])
    found = _figures_fault(entry, value) or actor_fault(entry, value["lab"])
    if found is not None:
        return found
    return _arbitrated(seen, entry, value, order) if entry.kind == "arbitration" else _first(entry, value, order)


def _figures_fault(entry: Entry, value: Mapping[str, Any]) -> Problem | None:
    """Whether the bags weigh what all of it weighs, and the shares are whole numbers."""
    bags = value.get("bags_mg") or []
    if not isinstance(bags, list) or (
        bags and (any(type(one) is not int or one <= 0 for one in bags) or sum(bags) != value["net_mg"])
    ):
        return problem("receipt-bags", entry.id, wanted=value["net_mg"], found=bags)
    shown = value.get("methods") or {}
    if not isinstance(shown, Mapping) or not all(isinstance(one, str) for one in shown.values()):
        return problem("receipt-number", entry.id, name="methods", found=shown)
    for name in ("gross_mg", "reo_ppm"):
        if value.get(name) is not None and value[name] <= 0:
            return problem("receipt-number", entry.id, name=name, found=value[name])
    for name in MASSES:
        for what, share in (value.get(name) or {}).items():
            if type(share) is not int or share < 0:
                return problem("receipt-number", entry.id, name=f"{name} {what}", found=share)
    return None


def _first(entry: Entry, value: Mapping[str, Any], order: Mapping[str, Any]) -> Problem | None:
    """A first certificate answers an order with a sample, once; only an arbitration replaces it."""
    if order["lab"] != value["lab"]:
        return problem("receipt-lab-other", entry.id, wanted=order["lab"], found=value["lab"])
    if order["certificate"] is not None:
        return problem("receipt-certified", entry.id, found=order["certificate"])
    if order["sample"] is None:
        return problem("receipt-unsampled", entry.id, found=order["id"])
    return None


def _arbitrated(
    seen: Seen, entry: Entry, value: Mapping[str, Any], order: Mapping[str, Any]
) -> Problem | None:  # fmt: skip
    """An arbitration is the instrument's laboratory's, replaces what stood, and says whether the receipt stands."""
    before = seen.rows.get(CERTIFICATES, value.get("replaces"))
    if before is None or before["replaced_by"] is not None or before["is_final"] or before["lot"] != value["lot"]:
        return problem("receipt-arbitrated", entry.id, found=value.get("replaces"))
    about = instrument_row(seen.rows, order["venue"], order["instrument"], entry.time[:10])
    record = {} if about is None else orjson.loads(about["record"])
    if record.get("arbitration") and record["arbitration"] != value["lab"]:
        return problem("receipt-lab-other", entry.id, wanted=record["arbitration"], found=value["lab"])
    if (found := party_fault(seen, entry, value["lab"], "lab")) is not None:
        return found
    bound = seen.rows.get(BOUND, value["lot"])
    receipt = None if bound is None else seen.rows.get(RECEIPTS, bound["receipt"])
    if receipt is None or receipt["certificate"] != value.get("replaces"):
        return None
    is_upheld = contract_fault(record, value, receipt, receipt["tolerance_ppm"]) is None
    stated = entry.details.get("upheld") is True
    return None if stated == is_upheld else problem("receipt-upheld", entry.id, wanted=is_upheld, found=stated)


def _day_end(seen: Seen, entry: Entry) -> Problem | None:
    details = entry.details
    venue, day = details["venue"], details["day"]
    if (found := venue_fault(seen, entry, venue) or actor_fault(entry, venue)) is not None:
        return found
    texts = [details["segment_sha256"], details["state_sha256"]]
    is_right = is_day(day) and texts_in(texts) and type(details["commands"]) is int
    if not is_right or not isinstance(details.get("findings", []), list) or not _are_days(details["instruments"]):
        return problem("receipt-day-end", entry.id, found=day)
    if seen.rows.get("trade_day_ends", venue, day) is not None:
        return problem("receipt-day-closed", entry.id, venue=venue, found=day)
    return None


def _are_days(instruments: Any) -> bool:
    """Whether what a day says of its instruments can be one: by id, whole numbers by name or none."""
    if not isinstance(instruments, Mapping) or not all(isinstance(one, Mapping) for one in instruments.values()):
        return False
    known = [one.get(name) for one in instruments.values() for name in DAY_COLUMNS]
    return all(value is None or type(value) is int for value in known)


def _index_inputs(_: Seen, entry: Entry) -> Problem | None:
    details = entry.details
    sha256 = details["sha256"]
    is_hash = isinstance(sha256, str) and len(sha256) == 64 and set(sha256) <= set("0123456789abcdef")  # noqa: PLR2004
    is_right = is_hash and is_day(details["day"]) and isinstance(details["index"], str)
    is_right = is_right and isinstance(details.get("rows", []), list) and type(details.get("count", 0)) is int
    if not is_right or not isinstance(details.get("methodology", ""), str):
        found = f"{details['index']} {details['day']} {sha256}"
        return problem("receipt-index", entry.id, found=found)
    return None


DOCUMENTS: Mapping[str, Check] = {
    "venue": _venue, "venue_rules": _venue_rules, "instrument": _instrument, "warehouse": _warehouse,
    "membership": _member, "inspection_order": _inspection, "sample": _sample, "certificate": _certificate,
    "arbitration": _certificate, "day_end": _day_end, "index_inputs": _index_inputs,
}  # fmt: skip
"""The check of each kind."""

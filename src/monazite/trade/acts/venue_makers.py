"""What a venue says of itself: that it is one, its rules, its instruments, its warehouses and members."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from monazite.core import Problem
from monazite.trace.acts.draft import Draft
from monazite.trade.acts.look import at, before, is_yes, known, marked
from monazite.trade.receipts import acts
from monazite.trade.receipts.documents import licences_of
from monazite.trade.receipts.find import rules
from monazite.trade.receipts.record import Member, Venue, Warehouse
from monazite.trade.venues import (
    Parameters,
    RuleVersion,
    admit,
    instrument_as_json,
    instrument_from_json,
    profiles,
    rules_from_json,
    standard_instruments,
)

if TYPE_CHECKING:
    from monazite.trace.acts.registry import Build

MS = 1000
OF_RULES = (
    "funding", "price_rule", "call_rules", "deliver_days", "default_days", "dispute_days", "notice_days", "sessions",
)  # fmt: skip
"""Fields of the act that are parameters of the rules as they stand."""
OF_INSTRUMENT = {
    "instrument": "id", "brands": "brands", "places": "places", "arbitration": "arbitration", "lot_mass": "lot_mg",
    "tick": "tick_fen_per_tonne", "daily_limit": "daily_limit_ppm", "tolerance": "tolerance_ppm", "fee": "fee_ppm",
    "margin": "margin_ppm", "vat": "vat_ppm", "storage_days": "storage_days_most", "free_days": "free_days",
    "yearly_use": "yearly_use_mg",
}  # fmt: skip
"""Fields of the act, and those of the instrument that they replace."""
FIELDS: Mapping[str, str] = {
    **{of: name for name, of in OF_INSTRUMENT.items()}, "countdown_ms": "countdown",
    "resale_trading_days": "resale_days", "method": "methods",
}  # fmt: skip
"""Fields of records, and those of the acts that say them, where they differ."""
OF_DAY = frozenset({"rule-order", "rule-backwards", "rule-notice"})
"""Codes of what is wrong with the day on which rules take effect."""
WORD = re.compile(r"[a-z_0-9]+")


def venue(draft: Draft) -> Build:
    """Register a venue."""
    given = draft.given(
        "profile", "name_zh", "name_en", "licence", "licence_authority", "licence_since", "licence_until"
    )
    if "licence" in given and "licence_since" not in given:
        label = draft.act.field("licence_since").label
        draft.wrong("field-missing", "licence_since", zh=label.zh, en=label.en)
    return partial(acts.venue, venue=Venue(id=draft.get("venue"), **given), **marked(draft))


def venue_rules(draft: Draft) -> Build:
    """Publish the next version of a venue's rules."""
    if (about := known(draft, "trade_venues", "venue")) is None:
        return partial(acts.venue_rules, venue="", number=0, effective="", sha256="", rules={})
    said = [rules_from_json(entry.details["rules"]) for entry in before(draft, "venue_rules")]
    versions = rules(draft.view.connection, about["id"])
    versions += [one for one in said if isinstance(one, RuleVersion) and one.venue == about["id"]]
    profile = draft.get("profile") or about["profile"]
    version = RuleVersion(
        venue=about["id"], number=1 + max((one.number for one in versions), default=0),
        effective=draft.get("effective") or draft.get("day"), profile=profile, parameters=_parameters(draft, profile),
        text_sha256=draft.get("text_sha256") or "",
    )  # fmt: skip
    told = version.as_json()
    read = rules_from_json(told)
    if isinstance(read, RuleVersion):
        fault = admit(versions, read, draft.get("day"), licences_of(about["record"]))
        if fault is not None and fault.code in OF_DAY:
            at(draft, fault, "effective")
        elif fault is not None:
            _at_fields(draft, [fault], "profile")
    else:
        _at_fields(draft, read, "methods")
    return partial(
        acts.venue_rules, venue=version.venue, number=version.number, effective=version.effective,
        sha256=version.sha256, rules=told, **marked(draft),
    )  # fmt: skip


def _parameters(draft: Draft, profile: str) -> Parameters:
    given = draft.given(*OF_RULES)
    if "countdown" in draft.single:
        given["countdown_ms"] = draft.get("countdown") * MS
    least = profiles()[profile].resale_trading_days
    resale = draft.get("resale_days") if "resale_days" in draft.single else least
    return Parameters(methods=frozenset(draft.get("methods")), resale_trading_days=resale, **given)


def list_instrument(draft: Draft) -> Build:
    """List an instrument, or a later version of it: a standard one with what the venue sets itself."""
    standard = standard_instruments()[draft.get("standard")]
    changes: dict[str, Any] = {of: draft.get(name) for name, of in OF_INSTRUMENT.items() if name in draft.single}
    if "methods" in draft.single:
        changes["methods"] = frozenset(draft.get("methods"))
    if "tick" in draft.single:
        step = standard.max_step_ticks * standard.tick_fen_per_tonne
        changes["max_step_ticks"] = max(1, step // draft.get("tick"))
    told = instrument_as_json(replace(standard, **changes))
    if isinstance(read := instrument_from_json(told), tuple):
        _at_fields(draft, read, "standard")
    known(draft, "trade_venues", "venue")
    effective = draft.get("effective") or draft.get("day")
    return partial(acts.instrument, venue=draft.get("venue"), instrument=told, effective=effective, **marked(draft))


def _at_fields(draft: Draft, problems: Iterable[Problem], otherwise: str) -> None:
    """Problems of a record, each at the field that says what it names in its place or its expectation."""
    names = [one.name for one in draft.act.fields]
    for one in problems:
        words = [FIELDS.get(word, word) for word in WORD.findall(f"{one.place} {one.expected.en}")]
        at(draft, one, next((word for word in words if word in names and word != "venue"), otherwise))


def warehouse(draft: Draft) -> Build:
    """Approve a warehouse, change what is known of it, or end the approval."""
    found = Warehouse(
        id=draft.get("warehouse"), capacity_mg=draft.get("capacity"), insured_fen=draft.get("insured"),
        load_out_mg_per_day=draft.get("load_out"), is_listed=is_yes(draft, "listed", otherwise=True),
        **draft.given("venue", "operator", "region"),
    )  # fmt: skip
    return partial(acts.warehouse, warehouse=found, **marked(draft))


def membership(draft: Draft) -> Build:
    """Admit a member, or change what is known of it."""
    party = draft.get("party")
    found = Member(
        party=party, venue=draft.get("venue"), owner=draft.get("owner") or party,
        is_industrial=is_yes(draft, "industrial", otherwise=False),
        can_invoice=is_yes(draft, "invoices", otherwise=False), qualifications=draft.get("qualifications") or (),
        is_active=is_yes(draft, "active", otherwise=True),
    )  # fmt: skip
    return partial(acts.membership, member=found, **marked(draft))

"""Commitments: drawn up, consented to, delivered under, and their settlements paid."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from monazite.ledger import Leg
from monazite.plan.acts.look import at, is_yes, known, marked, needed, renamed, stated, wrong
from monazite.plan.commitments.booking import delivery_entry, statement_entry
from monazite.plan.commitments.checks import commitment_faults
from monazite.plan.commitments.record import (
    Band,
    Commitment,
    Content,
    Default,
    Movement,
    Planned,
    PriceRule,
    Quality,
    Upside,
    commitment_of,
)
from monazite.plan.journal.record import Consent, Quoted, Quotes
from monazite.trace.acts.draft import Draft
from monazite.trace.lots import Part
from monazite.trace.lots.said import entry

if TYPE_CHECKING:
    from monazite.trace.acts.registry import Build

FEN = 100
PPM_OF_PERCENT = 10_000
OF_RULE = {
    "series": "series", "window": "window", "days": "days", "every": "every", "missing": "missing", "factor": "factor",
}  # fmt: skip
OF_COMMITMENT = {
    "commitment": "id", "seller": "seller", "buyer": "buyer", "guarantor": "guarantor", "material": "material",
    "basis": "basis", "vat": "vat_ppm", "period": "period", "tolerance": "tolerance_ppm",
    "escalation": "escalation_ppm", "disputes": "disputes", "document": "document_sha256",
}  # fmt: skip
OF_QUALITY = {
    "property": "property", "property_least": "least_ppm", "property_most": "most_ppm", "property_base": "base_ppm",
    "property_side": "side",
}  # fmt: skip
"""Fields of the act, and those of the records that they are."""
BACKWARDS = {of: name for name, of in (OF_RULE | OF_COMMITMENT | OF_QUALITY).items()} | {
    "floor_fen_per_tonne": "floor", "ceiling_fen_per_tonne": "ceiling", "strike_fen_per_tonne": "strike",
    "share_ppm": "share", "is_stockpile_covered": "stockpile", "grace_days": "grace", "price": "series",
    "not_delivered_fen_per_tonne": "not_delivered", "not_taken_fen_per_tonne": "not_taken", "elements": "composition",
    "bands": "band_since", "plan": "plan_day", "fixed_fen_per_tonne": "fixed", "step_fen_per_tonne": "property_step",
    "mass_mg": "mass", "premium_ppm": "premium_share",
}  # fmt: skip
"""From the fields of the records to those of the acts."""


def commitment(draft: Draft) -> Build:
    """Draw up a commitment, or another version of it."""
    record = Commitment(
        **renamed(draft.single, OF_COMMITMENT), currency=draft.get("currency") or "CNY",
        first=_day(draft.get("first")), last=_day(draft.get("last")), elements=_contents(draft.get("composition")),
        is_taxed=is_yes(draft, "taxed", otherwise=True), price=_rule(draft), bands=_bands(draft), plan=_plan(draft),
        floor_fen_per_tonne=_fen(draft, "floor"), ceiling_fen_per_tonne=_fen(draft, "ceiling"), upside=_upside(draft),
        is_stockpile_covered=is_yes(draft, "stockpile"), quality=_quality(draft), default=_default(draft),
    )  # fmt: skip
    for fault in commitment_faults(record):
        at(draft, fault, BACKWARDS)
    return stated(draft, "commitment", record, BACKWARDS, document=draft.get("document"))


def _rule(draft: Draft) -> PriceRule:
    taxed = is_yes(draft, "quoted_taxed") if "quoted_taxed" in draft.single else None
    return PriceRule(
        **renamed(draft.single, OF_RULE), fixed_fen_per_tonne=_fen(draft, "fixed"), is_quoted_with_tax=taxed,
        premium_ppm=round((draft.get("premium_share") or Decimal()) * PPM_OF_PERCENT),
        premium_fen_per_tonne=_fen(draft, "premium") or 0,
    )  # fmt: skip


def _bands(draft: Draft) -> tuple[Band, ...]:
    found = needed(draft, "bands", "band_since", "least", "most")
    return tuple(Band(since=_day(one["band_since"]), minimum_mg=one["least"], maximum_mg=one["most"]) for one in found)


def _plan(draft: Draft) -> tuple[Planned, ...]:
    found = needed(draft, "plan", "plan_day", "plan_mass")
    return tuple(Planned(day=_day(one["plan_day"]), mass_mg=one["plan_mass"]) for one in found)


def _upside(draft: Draft) -> Upside | None:
    strike = _fen(draft, "strike")
    return None if strike is None else Upside(strike_fen_per_tonne=strike, share_ppm=draft.get("share") or 0)


def _quality(draft: Draft) -> tuple[Quality, ...]:
    return tuple(
        Quality(**renamed(one, OF_QUALITY), step_fen_per_tonne=round(one.get("property_step", 0) * FEN))
        for one in needed(draft, "quality", "property")
    )


def _default(draft: Draft) -> Default:
    return Default(
        not_delivered_fen_per_tonne=_fen(draft, "not_delivered") or 0,
        not_taken_fen_per_tonne=_fen(draft, "not_taken") or 0, is_take_or_pay=is_yes(draft, "take_or_pay"),
        grace_days=draft.get("grace") or 0, is_excused=is_yes(draft, "excused", otherwise=True),
    )  # fmt: skip


def quotes(draft: Draft) -> Build:
    """State the quotes of a series, or another version of it."""
    found = tuple(
        Quoted(_day(one["quote_day"]), _cents(draft, "quote", one["quote"], index) or 0)
        for index, one in enumerate(draft.members["quotes"])
    )
    record = Quotes(draft.get("quoted"), draft.actor, found, draft.get("quote_currency") or "CNY")
    return stated(draft, "price_quotes", record, {"series": "quoted", "currency": "quote_currency"})


def consent(draft: Draft) -> Build:
    """Consent to a commitment as it stands."""
    _, version = known(draft, "commitment", "commitment") or ({}, "")
    record = Consent(draft.get("commitment"), draft.get("party") or draft.actor, version)
    return stated(draft, "consent", record, {})


def deliver(draft: Draft) -> Build:
    """Deliver lots under a commitment."""
    about = _agreed(draft)
    parts = draft.parts(f"lot/{about.seller}")
    mass_mg = draft.get("mass") or _net_mg(draft, parts)
    return partial(
        delivery_entry, commitment=about, movement=_movement(draft, mass_mg), parts=parts,
        buyer=draft.get("taker") or "", price_fen=_fen(draft, "price"), invoice=draft.get("invoice"),
        is_paid=is_yes(draft, "paid", otherwise=True), **marked(draft),
    )  # fmt: skip


def state_movement(draft: Draft) -> Build:
    """State what was stockpiled, or tendered and not taken."""
    movement = _movement(draft, draft.get("mass"))
    return partial(statement_entry, commitment=_agreed(draft), movement=movement, **marked(draft))


def pay_settlement(draft: Draft) -> Build:
    """Pay what a settlement comes to."""
    unit = f"money:{_agreed(draft).currency}"
    legs = [Leg(f"cash/{one['receiver']}", unit, _cents(draft, "sum", one["sum"], index) or 0)
            for index, one in enumerate(draft.members["sums"])]  # fmt: skip
    details = {"commitment": draft.get("commitment"), "settlement": draft.get("settlement")}
    return lambda **said: entry("commitment_payment", {**said, **marked(draft)}, legs, details)  # type: ignore[typeddict-item]


def _agreed(draft: Draft) -> Commitment:
    """The commitment that an act names; one of nothing beside the Problem when there is none."""
    found = known(draft, "commitment", "commitment")
    if found is None:
        day = _day(draft.get("day"))
        return Commitment(id="", seller="", material="", currency="CNY", first=day, last=day, price=PriceRule())
    return commitment_of(found[0])


def _movement(draft: Draft, mass_mg: int) -> Movement:
    return Movement(
        id=draft.get("movement"), day=_day(draft.get("day")), mass_mg=mass_mg,
        kind=draft.get("movement_kind") or "sold", contents=_contents(draft.get("contents")),
        period=draft.get("for_period") or "",
    )  # fmt: skip


def _net_mg(draft: Draft, parts: list[Part]) -> int:
    """The net mass of the lots that are delivered, rounded half-even once."""
    found = [draft.view.net_left_mg(part.lot, part.matter) for part in parts]
    if any(one is None for one in found):
        wrong(draft, "book-mass-unknown", "mass")
    return round(sum((one for one in found if one is not None), Fraction()))


def _contents(given: dict[str, int] | None) -> tuple[Content, ...]:
    return tuple(Content(name=name, ppm=ppm) for name, ppm in (given or {}).items())


def _fen(draft: Draft, name: str) -> int | None:
    """A sum in hundredths of the contract's currency; None where it is not given."""
    return _cents(draft, name, draft.get(name))


def _cents(draft: Draft, name: str, value: Decimal | None, index: int = 0) -> int | None:
    if value is not None and value * FEN % 1:
        wrong(draft, "book-cents", name, index, found=value)
    return None if value is None else int(value * FEN)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)

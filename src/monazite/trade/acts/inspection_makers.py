"""Inspection: the order, the sample, the certificate, and the arbitration that replaces it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from monazite.trace.acts.draft import Draft
from monazite.trade.acts.look import Row, instruments, known, marked, row_of, wrong
from monazite.trade.receipts import acts
from monazite.trade.receipts.contract import contract_fault
from monazite.trade.receipts.record import Certificate, InspectionOrder, Sample
from monazite.trade.receipts.said import kilograms
from monazite.trade.tables import TABLES
from monazite.trade.venues import instrument_as_json

if TYPE_CHECKING:
    from monazite.trace.acts.registry import Build

WEIGHED = {
    "net": "net_mg", "gross": "gross_mg", "bags": "bags_mg", "reo": "reo_ppm", "partition": "partition_ppm",
    "assay": "assay_ppm", "brand": "brand",
}  # fmt: skip
"""Fields of the act, and those of the certificate that they are."""


def inspection_order(draft: Draft) -> Build:
    """Order an inspection."""
    given = draft.given("lot", "venue", "instrument", "warehouse", "lab")
    order = InspectionOrder(id=draft.get("inspection"), **given)
    return partial(acts.inspection_order, inspection=order, **marked(draft))


def sample(draft: Draft) -> Build:
    """Take a sample."""
    found = Sample(
        id=draft.get("sample"), inspection=draft.get("inspection"), taken_by=draft.get("taken_by") or draft.actor,
        seal=draft.get("seal"), mass_mg=draft.get("mass"),
    )  # fmt: skip
    return partial(acts.sample, sample=found, **marked(draft))


def certificate(draft: Draft) -> Build:
    """Issue a certificate."""
    order = known(draft, "trade_inspections", "inspection") or {}
    found = _certificate(draft, order, lab=draft.get("lab") or order.get("lab", ""))
    return partial(acts.certificate, certificate=found, **_evidence(draft), **marked(draft))


def arbitration(draft: Draft) -> Build:
    """Issue an arbitration analysis; whether the receipt stands follows from its contract."""
    order = known(draft, "trade_inspections", "inspection") or {}
    known(draft, "trade_certificates", "replaces")
    found = _certificate(draft, order, lab=draft.get("lab") or draft.actor, replaces=draft.get("replaces"))
    is_upheld = bool(order) and _is_upheld(draft, order, found)
    return partial(acts.arbitration, certificate=found, upheld=is_upheld, **_evidence(draft), **marked(draft))


def _certificate(draft: Draft, order: Row, **more: Any) -> Certificate:
    given = {of: draft.get(name) for name, of in WEIGHED.items() if name in draft.single}
    bags = given.get("bags_mg", ())
    if bags and sum(bags) != given["net_mg"]:
        wrong(draft, "receipt-bags", "bags", wanted=given["net_mg"], found=kilograms(sum(bags)))
    methods = {one["tested"]: one["standard"] for one in draft.members["tests"] if len(one) > 1}
    for index, one in enumerate(draft.members["tests"]):
        if len(one) == 1:
            name = next(field for field in ("tested", "standard") if field not in one)
            label = draft.act.field(name).label
            draft.wrong("field-missing", name, index, zh=label.zh, en=label.en)
    return Certificate(
        id=draft.get("certificate"), inspection=draft.get("inspection"), lot=order.get("lot", ""), methods=methods,
        impurities_ppm=_impurities(draft, order), **given, **more,
    )  # fmt: skip


def _impurities(draft: Draft, order: Row) -> Mapping[str, int]:
    """Impurities under the names that the contract has for them, whatever the case of the letters."""
    found: Mapping[str, int] = draft.get("impurities") or {}
    instrument = instruments(draft, order["venue"]).get(order["instrument"]) if order else None
    limits = {} if instrument is None else instrument.chemistry.impurity_ppm_most
    named = {name.lower(): name for name in limits}
    return {named.get(name.lower(), name): ppm for name, ppm in found.items()}


def _evidence(draft: Draft) -> dict[str, Any]:
    return {"evidence": {"document": draft.get("document")}} if "document" in draft.single else {}


def _is_upheld(draft: Draft, order: Row, found: Certificate) -> bool:
    """Whether the receipt that stands on the certificate before would stand on this one."""
    bound = TABLES["trade_bound_lots"]
    receipt_id = draft.view.connection.scalar(select(bound.c.receipt).where(bound.c.lot == order["lot"]))
    receipt = row_of(draft, "trade_receipts", receipt_id)
    instrument = instruments(draft, order["venue"]).get(order["instrument"])
    if receipt is None or instrument is None or receipt["certificate"] != found.replaces:
        return False
    record = instrument_as_json(instrument)
    return contract_fault(record, found.as_json(), receipt, receipt["tolerance_ppm"]) is None

"""Export licences: applied for, granted, used by the shipment; each refusal says what does not fit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from monazite.core import ElementMass
from monazite.ledger import Entry
from monazite.trace.lots import Part
from monazite.trace.lots.acts import export, import_lots
from monazite.trace.permits import Application, Licence, apply_licence, grant_licence, licence, licences

DYSPROSIUM = 5_000_000


def asked(key: str = "A1", exporter: str = "F1") -> Application:
    return Application(
        id=key, exporter=exporter, end_user="虚构用户", country="DE", masses_mg={"Dy": DYSPROSIUM}, simulated=True
    )


def given(**changed: Any) -> Licence:
    about: dict[str, Any] = {
        "id": "E1", "exporter": "F1", "end_user": "虚构用户", "country": "DE", "masses_mg": {"Dy": DYSPROSIUM},
        "valid_until": "2026-06-30", "application": "A1", "simulated": True,
    }  # fmt: skip
    return Licence(**(about | changed))


@pytest.fixture
def applied(later: Any) -> Any:
    later.register(
        later.group("G1"), later.party("F1"), later.party("F2"),
        *(later.party(key, None).__class__(id=key, kind="ministry", name_zh=key) for key in ("MOFCOM",)),
    )  # fmt: skip
    later.done(apply_licence(**later.said("2026-01-05", "F1"), application=asked()))
    return later


def grant(trade: Any, day: str = "2026-02-10", **changed: Any) -> Entry:
    return grant_licence(**trade.said(day, "MOFCOM"), authority="MOFCOM", licence=given(**changed))


def shipment(trade: Any, day: str, mg: int, firm: str = "F1", licence_id: str = "E1") -> Entry:
    matter = ElementMass.of({"Dy": mg})
    return export(
        **trade.said(day, firm), firm=firm, parts=[Part(f"D-{firm}", matter)], country="DE", buyer="虚构用户",
        customs="HS-1", licence_ids=licence_id,
    )  # fmt: skip


def stocked(trade: Any, *firms: str) -> None:
    for firm in firms:
        lot = trade.ore(f"D-{firm}").__class__(
            id=f"D-{firm}", product="金属镝", net_mg=100_000_000, assay_ppm={"Dy": 990_000}
        )
        trade.done(import_lots(**trade.said("2026-01-02", firm), firm=firm, country="MM", consignment="C", lots=[lot]))


def test_days_since_the_application_are_counted_up_to_the_grant(applied: Any) -> None:
    with applied.reading() as connection:
        (waiting,) = licences(connection)
    assert waiting.days_since_application(date(2026, 1, 25)) == 20
    assert (waiting.granted_mg, waiting.valid_until) == ({}, None)
    applied.done(grant(applied))
    with applied.reading() as connection:
        (found,) = licences(connection, "F1")
    assert found.days_since_application(date(2026, 9, 1)) == 36
    assert (found.id, found.left_mg) == ("E1", {"Dy": DYSPROSIUM})


def test_a_shipment_uses_it_element_by_element(applied: Any) -> None:
    stocked(applied, "F1")
    applied.done(grant(applied))
    applied.done(shipment(applied, "2026-03-01", 3_000_000))
    with applied.reading() as connection:
        assert licence(connection, "E1").left_mg == {"Dy": 2_000_000}
    assert applied.refused(shipment(applied, "2026-03-02", 2_000_001)).code == "overdrawn"
    applied.done(shipment(applied, "2026-06-30", 2_000_000))


@pytest.mark.parametrize(
    ("firm", "licence_id", "day", "code"),
    [
        ("F2", "E1", "2026-03-01", "party"), ("F1", "E9", "2026-03-01", "licence-unknown"),
        ("F1", "E1", "2026-07-01", "licence-invalid"), ("F1", "E1", "2026-02-09", "licence-invalid"),
    ],
)  # fmt: skip
def test_the_licence_must_be_the_exporters_and_valid(
    applied: Any, firm: str, licence_id: str, day: str, code: str
) -> None:
    stocked(applied, "F1", "F2")
    applied.done(grant(applied))
    problem = applied.refused(shipment(applied, day, 1_000_000, firm, licence_id))
    assert problem.code == ("licence-exporter" if code == "party" else code)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"exporter": "F2"}, "licence-exporter"), ({"application": "A9"}, "application-unknown"),
        ({"valid_until": "2026-02-01"}, "days-backwards"), ({"masses_mg": {"Dy": 0}}, "mass-wrong"),
        ({"exporter": "F9"}, "party-unknown"),
    ],
)  # fmt: skip
def test_a_grant_fits_its_application(applied: Any, changed: dict[str, Any], code: str) -> None:
    assert applied.refused(grant(applied, **changed)).code == code


def test_an_id_is_given_once(applied: Any) -> None:
    applied.done(grant(applied))
    assert applied.refused(grant(applied, "2026-02-11")).code == "licence-taken"
    assert applied.refused(apply_licence(**applied.said("2026-02-11"), application=asked())).code == "licence-taken"


def test_what_is_booked_is_what_the_licence_states(applied: Any) -> None:
    entry = grant(applied)
    details = {**entry.details, "licence": {**entry.details["licence"], "masses_mg": {"Dy": 1}}}
    assert applied.refused(Entry("x", "grant", entry.time, "MOFCOM", entry.legs, details)).code == "licence-legs"

"""Decisions that hold and those that do not; what may replace what, by which steps, and what it changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.plan.qualification import (
    Answer,
    Decision,
    Dossier,
    Grade,
    Requirement,
    Result,
    Share,
    Specification,
    Test,
    check,
    edges,
    grades,
    positions,
    replacements,
    standings,
)
from monazite.plan.qualification.search import changes_of
from monazite.plan.qualification.sheets import by_sheet, is_no_worse, value_at

DAY = dt.date(2026, 6, 1)
BR = Requirement("remanence_tesla", at_least=Decimal("1.25"), temperature_degc=Decimal(20))
SPEC = Specification(
    "S1", "M1", "rotor", dt.date(2026, 1, 1), "Motor Works", (BR,), magnet_mass_mg=1_500_000, fitted="JM/45SH"
)


GIVEN = {"ruling": "conditional", "conditions": "c"}


def share(element: str, low: str, high: str | None = None) -> Share:
    return Share(element, Decimal(low), Decimal(high or low))


OLD = Grade("JM", "45SH", "sintered-ndfeb", "SH", Decimal("1.32"), contents=(share("Dy", "4"), share("Nd", "25")))
DIFFUSED = Grade("JM", "45SH-G", "gbd-ndfeb", "SH", Decimal("1.32"), contents=(share("Dy", "0.5"), share("Nd", "29")))
CERIUM = Grade(
    "KC", "Ce38", "cerium-ndfeb", "", Decimal("1.26"),
    contents=(share("Dy", "0"), share("Nd", "20", "22"), share("Ce", "9")),
)  # fmt: skip


def a_test(name: str, grade: str, value: str = "1.300", day: int = 1, motor: str | None = None) -> Test:
    found = Result("remanence_tesla", (Decimal(value),), temperature_degc=Decimal(20))
    return Test(name, grade, "GB/T 3217-2013", dt.date(2026, 2, day), "Lab", (found,), motor)


def decision(name: str, grade: str, *tests: str, **changes: Any) -> Decision:
    made = Decision(name, "S1", grade, "approved", "Motor Works", dt.date(2026, 3, 1), tests)
    return replace(made, **changes)


APPROVED = Dossier(
    (SPEC,), (a_test("T1", DIFFUSED.id), a_test("T2", CERIUM.id)),
    (decision("D1", DIFFUSED.id, "T1", replaces=(OLD.id,)),
     decision("D2", CERIUM.id, "T2", ruling="conditional", conditions="to 140 °C", replaces=(DIFFUSED.id,))),
    (OLD, DIFFUSED, CERIUM),
)  # fmt: skip


def ask(dossier: Dossier, start: str = OLD.id, motor: str | None = "M1", *without: str) -> Answer:
    return replacements(dossier, [start], DAY, motor=motor, without=without)


def test_a_chain_leads_from_four_percent_of_dysprosium_over_diffusion_to_cerium() -> None:
    assert not check(APPROVED)
    found = ask(APPROVED, OLD.id, "M1", "Dy").replacements[0]
    assert (found.candidate, found.status) == (CERIUM.id, "conditional")
    assert [(one.replaced, one.candidate, one.decision) for one in found.steps] == [
        (OLD.id, DIFFUSED.id, "D1"), (DIFFUSED.id, CERIUM.id, "D2"),
    ]  # fmt: skip
    assert found.steps[1].reasons[-1].en == "conditions: to 140 °C"
    assert {one.element: (one.low_mg, one.high_mg) for one in found.changes} == {
        "Dy": (-60_000, -60_000), "Nd": (-75_000, -45_000),
    }  # fmt: skip
    assert (found.is_per_motor, found.not_known) == (True, ("Ce",))


def test_the_surest_replacement_comes_first_and_all_are_found() -> None:
    assert [one.candidate for one in ask(APPROVED).replacements][:2] == [DIFFUSED.id, CERIUM.id]
    assert [one.decision for one in edges(APPROVED, DAY)] == ["D1", "D2"]


def test_a_refused_grade_is_not_proposed_by_its_data_sheet() -> None:
    assert CERIUM.id in {one.candidate for one in ask(replace(APPROVED, decisions=())).replacements}
    refused = decision("D3", CERIUM.id, ruling="refused", reasons="flux falls short")
    assert CERIUM.id not in {one.candidate for one in ask(replace(APPROVED, decisions=(refused,))).replacements}


def test_a_grade_under_test_is_not_qualified() -> None:
    dossier = replace(APPROVED, decisions=(), tests=(a_test("T3", CERIUM.id, motor="M1"),))
    (place,) = positions(dossier, DAY)
    assert (place.status, place.under_test, place.grades) == ("unqualified", (CERIUM.id,), ())
    first = ask(dossier).replacements[0]
    assert (first.candidate, first.status, first.steps[0].tests) == (CERIUM.id, "under_test", ("T3",))


@pytest.mark.parametrize(
    ("decided", "tests", "state"),
    [
        (decision("D", CERIUM.id, "T2"), (), "valid"),
        (decision("D", CERIUM.id, "T2", day=dt.date(2026, 7, 1)), (), "not_yet"),
        (decision("D", CERIUM.id, "T2", valid_until=dt.date(2026, 5, 31)), (), "expired"),
        (decision("D", CERIUM.id, "T2", valid_until=DAY), (), "valid"),
        (decision("D", CERIUM.id), (), "unsupported"),
        (decision("D", CERIUM.id, "T1"), (), "unsupported"),
        (decision("D", CERIUM.id, "T9"), (), "unsupported"),
        (decision("D", CERIUM.id, "T2", day=dt.date(2026, 1, 5)), (), "unsupported"),
        (decision("D", CERIUM.id, "T4"), (a_test("T4", CERIUM.id, "1.000"),), "unsupported"),
        (decision("D", CERIUM.id, "T4", **GIVEN), (a_test("T4", CERIUM.id, "1.0"),), "unsupported"),
        (decision("D", CERIUM.id, "T4"), (a_test("T4", CERIUM.id, "1.25"),), "unsupported"),
        (decision("D", CERIUM.id, "T4", **GIVEN), (a_test("T4", CERIUM.id, "1.25"),), "valid"),
        (decision("D", CERIUM.id, **GIVEN), (), "unsupported"),
        (decision("D", CERIUM.id, ruling="refused", reasons="r"), (), "valid"),
        (decision("D", CERIUM.id, "T2"), (replace(a_test("T5", CERIUM.id), replaces="T2"),), "unsupported"),
    ],
)  # fmt: skip
def test_a_decision_holds_only_in_its_time_and_with_its_tests(
    decided: Decision, tests: tuple[Test, ...], state: str
) -> None:
    (found,) = standings(replace(APPROVED, decisions=(decided,), tests=(*APPROVED.tests, *tests)), DAY)
    assert found.state == state
    assert bool(found.reasons) == (state != "valid")


def test_the_later_decision_holds_and_a_new_specification_outdates_both() -> None:
    both = (decision("D1", CERIUM.id, "T2"), decision("D2", CERIUM.id, day=dt.date(2026, 4, 1), ruling="refused"))
    dossier = replace(APPROVED, decisions=both)
    assert [one.state for one in standings(dossier, DAY)] == ["superseded", "valid"]
    assert [one.state for one in standings(dossier, dt.date(2026, 3, 15))] == ["valid", "not_yet"]
    newer = replace(SPEC, id="S2", day=dt.date(2026, 5, 1))
    later = replace(dossier, specifications=(SPEC, newer))
    assert [one.state for one in standings(later, DAY)] == ["superseded", "outdated"]
    assert [one.specification.id for one in positions(later, DAY)] == ["S2"]
    assert positions(later, DAY)[0].status == "unqualified"


def test_a_motor_without_a_qualified_magnet_is_named() -> None:
    assert [one.specification.motor for one in ask(Dossier((SPEC,), grades=(OLD,))).unqualified] == ["M1"]
    assert not ask(APPROVED).unqualified


def test_without_an_element_means_known_to_be_free_of_it() -> None:
    unknown = replace(CERIUM, name="Ce0", contents=())
    free = replace(CERIUM, name="free", contents=(share("Dy", "0"),))
    perhaps = replace(CERIUM, name="perhaps", contents=(share("Dy", "0", "1"),))
    answer = ask(Dossier((SPEC,), grades=(OLD, unknown, free, perhaps)), OLD.id, "M1", "Dy")
    own = {one.candidate for one in answer.replacements if one.candidate.startswith("KC/")}
    assert own == {free.id}
    assert {one.candidate for one in answer.not_known} >= {unknown.id, perhaps.id}


percent = st.decimals(min_value=0, max_value=50, places=2)


@given(percent, percent, percent, percent, st.integers(1, 10**9))
def test_a_change_and_its_way_back_are_opposite(a: Decimal, b: Decimal, c: Decimal, d: Decimal, mass: int) -> None:
    one = replace(OLD, contents=(Share("Dy", min(a, b), max(a, b)),))
    other = replace(CERIUM, contents=(Share("Dy", min(c, d), max(c, d)),))
    there, back = (changes_of(*pair, mass)[0] for pair in ((one, other), (other, one)))
    assert [(x.low_mg, x.high_mg) for x in there] == [(-x.high_mg, -x.low_mg) for x in back]
    for change in there:
        assert change.low_mg <= mass * (min(a, b) - min(c, d)) / 100 <= change.high_mg


@given(st.sampled_from(grades()), st.sampled_from(grades()), st.sampled_from(grades()), st.sampled_from((20, 80, 120)))
def test_being_no_worse_is_an_order(one: Grade, other: Grade, third: Grade, degrees: int) -> None:
    at = Decimal(degrees)
    if is_no_worse(one, other, at) and is_no_worse(other, third, at) and _is_whole(other, at):
        assert is_no_worse(one, third, at)


def _is_whole(grade: Grade, at: Decimal) -> bool:
    """Whether a sheet states all that is compared; one that does not asks less of its candidates."""
    names = ("remanence_tesla", "coercivity_ka_per_m", "bh_max_kj_per_m3")
    return grade.working_degc is not None and all(
        value_at(grade, one, at) is not None for one in names[: 3 if at == 20 else 2]
    )


def test_values_at_temperature_by_the_coefficients_of_the_sheet() -> None:
    sheet = next(one for one in grades() if one.id == "Magnova/N42SH")
    found = value_at(sheet, "coercivity_ka_per_m", Decimal(150))
    assert found is not None
    assert float(found) == pytest.approx(1592 * (1 - 0.00535 * 130))
    assert value_at(sheet, "coercivity_ka_per_m", Decimal(151)) is None  # above its working temperature
    assert value_at(sheet, "bh_max_kj_per_m3", Decimal(100)) is None


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        (replace(BR, at_least=Decimal("1.32")), "met"),
        (replace(BR, at_least=Decimal("1.33")), "not_met"),
        (replace(BR, at_most=Decimal("1.40")), "undecided"),
        (replace(BR, at_least=Decimal("1.1"), at_most=Decimal("1.2")), "not_met"),
        (Requirement("coating_pull_off_mpa", at_least=Decimal(10)), "missing"),
        (Requirement("content_percent", at_most=Decimal(4), element="Dy"), "met"),
        (Requirement("content_percent", at_most=Decimal(3), element="Dy"), "not_met"),
        (Requirement("content_percent", at_most=Decimal(3), element="Tb"), "missing"),
    ],
)
def test_what_a_data_sheet_can_answer(asked: Requirement, verdict: str) -> None:
    assert by_sheet(asked, OLD) == verdict


def test_shipped_sheets_propose_diffused_grades_with_less_dysprosium_and_say_what_they_lack() -> None:
    answer = replacements(Dossier(), ["Magnova/N42SH"], DAY)
    found = {one.candidate: one for one in answer.replacements}
    assert found["HL Mag/G50SH"].status == "proposed"
    assert found["HL Mag/G50SH"].is_estimate
    dysprosium = next(one for one in found["HL Mag/G50SH"].changes if one.element == "Dy")
    assert (dysprosium.low_mg, dysprosium.high_mg) == (-40_000, -10_000)  # per kilogram of magnet
    assert "Magnova/N42H" not in found
    lacks = dict(answer.not_compared)
    assert "Daido/HRE-free" in lacks
    assert not {"Magnova/N42SH", "HL Mag/G50SH"} & set(lacks)

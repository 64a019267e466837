"""`workspace.plan` over the simulated story: figures worked by hand, laws over all weeks, and the commands."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.shell import Shell

from monazite.app import Workspace
from monazite.app.plan.programme import part_of
from monazite.app.plan.story import PlanStory
from monazite.core import FixedClock, ProblemError
from monazite.ledger import Entry
from monazite.plan.cover import Supply
from monazite.plan.simulate import story
from monazite.trace.permits import Party, register

CLOCK = FixedClock(dt.datetime(2023, 1, 31, 2, tzinfo=dt.UTC))
ON = dt.date(2022, 12, 31)
PARTIES = {"MIN": "ministry", "F10": "firm", "F11": "firm", "F13": "firm", "F14": "firm"}
YUAN = 100


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the story and its parties alone."""
    made: Path = tmp_path_factory.mktemp("story") / "w"
    with Workspace.open(made, create=True, clock=CLOCK) as opened:
        parties = [Party(id=key, kind=kind, name_zh=f"虚构{key}") for key, kind in PARTIES.items()]
        opened.trace.post([register(id=f"p-{one.id}", time="2022-01-01", actor="A", party=one) for one in parties])
        PlanStory(opened).finish()
    return made


@pytest.fixture(scope="module")
def workspace(folder: Path) -> Iterator[Workspace]:
    with Workspace.open(folder, clock=CLOCK) as opened:
        yield opened


def test_the_story_is_small_marked_and_audits_clean(workspace: Workspace) -> None:
    entries = [one.entry for one in workspace.trace.entries()]
    assert len(story()) < 150
    assert all(one.details.get("simulated") for one in entries[len(PARTIES) :])
    assert workspace.trace.audit().is_clean


def test_telling_the_story_again_books_nothing(workspace: Workspace) -> None:
    size = workspace.trace.size()
    for scene in story():
        if scene.act not in {"pay", "minutes"}:
            book = workspace.act_book(scene.verb)
            answer = book.submit(scene.act, dict(scene.values), actor=scene.actor, id=scene.id)
            assert not isinstance(answer, list), scene.id
            assert answer.status == "duplicate", scene.id
    assert workspace.trace.size() == size


def test_a_quarter_is_settled_as_worked_by_hand(workspace: Workspace) -> None:
    # Means of the weekly quotes: July 2 383 750, August 2 303 000, September 2 261 250 yuan a tonne. August's lot has
    # 99.3 % of TREO, two tenths below the base: 4 000 yuan a tonne less. September lies 38 750 below the floor.
    sale = 400 * 2383.75 + 400 * (2303 - 4) + 300 * 2261.25
    floor = 300 * 38.75
    view = workspace.plan.commitment("K-DY")
    third, _ = view.periods
    assert view.is_agreed
    assert third.settlement is not None
    assert third.settlement.balances() == {
        "F10": round((sale + floor) * YUAN), "F13": -round(sale * YUAN), "MIN": -round(floor * YUAN),
    }  # fmt: skip
    assert third.is_paid
    assert sum(one.price_fen or 0 for one in third.moved) == 2_475_000 * YUAN  # paid with the deliveries
    paid = {one.party: one.amount_fen for one in third.paid}
    assert paid["F13"] == -(round(sale * YUAN) - 2_475_000 * YUAN)
    assert workspace.plan.settle("K-DY", "2022-Q3") == third.settlement


def test_the_floor_is_paid_on_what_is_stockpiled_and_the_rest_of_a_price_by_nobody(workspace: Workspace) -> None:
    third, fourth = workspace.plan.commitment("K-TB").periods
    assert {one.party: one.amount_fen for one in third.paid} == {"MIN": -6_000_000, "F10": 6_000_000}  # 0.2 t × 300 000
    assert {one.party: one.amount_fen for one in fourth.paid} == {"MIN": -3_000_000, "F10": 3_000_000}
    assert [one.is_paid for one in workspace.plan.commitment("K-PRND").periods] == [True, True]  # with the deliveries
    assert workspace.plan.pay("K-PRND", "2022-Q3", actor="F13") is None


def test_what_cannot_be_settled_says_why(workspace: Workspace) -> None:
    with pytest.raises(ProblemError, match="2022-Q3"):
        workspace.plan.settle("K-DY", "2022-Q9")
    with pytest.raises(ProblemError, match="K-DY"):
        workspace.plan.commitment("K-DX")


def test_every_week_of_cover_adds_up_and_programmes_share_what_was_agreed(workspace: Workspace) -> None:
    views = [workspace.plan.programme(one.record.id, on=ON) for one in workspace.plan.programmes()]
    for view in views:
        assert view.problems == ()
        assert view.commitments == ("K-DY", "K-PRND")
        assert len(view.explosions) == 26
        for one in view.covers:
            assert one.demand_mg == one.stock_mg + one.firm_mg + one.optional_mg + one.uncovered_mg
    # Nothing comes before 18 July: the first week has the share of the spread minimum alone.
    assert {view.first_uncovered for view in views} == {dt.date(2022, 7, 4)}
    assert 0 < views[0].uncovered_share["Dy"] < 1


def test_magnets_that_may_be_fitted_on_a_day(workspace: Workspace) -> None:
    plan = workspace.plan
    assert plan.programme("EV-220", on=ON).grades == ("F13/N40SH", "F13/N40SH-L")
    assert plan.programme("EV-220", on=dt.date(2022, 10, 9)).grades == ("F13/N40SH",)
    (before,) = plan.qualification("EV-220", on=dt.date(2022, 5, 31))
    assert before.status == "unqualified"
    assert [one.code for one in plan.programme("EV-220", on=dt.date(2022, 5, 31)).problems] == ["book-unqualified"]
    with pytest.raises(ProblemError, match="EV-220"):
        plan.programme("EV-220", on=dt.date(2022, 5, 15))  # it was stated a day later
    (servo,) = plan.qualification("SERVO-80", on=ON)
    assert servo.under_test == ("U01/C35H",)


def test_an_answer_of_a_day_knows_nothing_that_was_said_later(folder: Path, tmp_path: Path) -> None:
    days = [dt.date(2022, 6, 5), dt.date(2022, 9, 30), dt.date(2022, 10, 13)]
    shutil.copytree(folder, tmp_path / "w")
    with Workspace.open(folder, clock=CLOCK) as whole, Workspace.open(tmp_path / "w", clock=CLOCK) as cut:
        for day in reversed(days):
            before = answers(cut, day)
            assert before == answers(whole, day)
            later = [one.entry for one in cut.trace.entries() if one.entry.day > day and one.entry.kind in REVERSED]
            known = {one.entry.relates for one in cut.trace.entries()}
            entries = [reversal(one) for one in reversed(later) if one.id not in known]
            assert {one.status for one in cut.trace.post(entries)} <= {"accepted", "refused"}
            assert answers(cut, day) == before
        assert cut.trace.audit().is_clean


REVERSED = frozenset({"commitment_payment", "qualification", "price_quotes", "topic_note", "minutes", "demand"})
"""Kinds that are taken back again, so that only what was said by a day is left."""


def answers(workspace: Workspace, day: dt.date) -> object:
    plan = workspace.plan
    return (
        [plan.programme(one.record.id, on=day) for one in plan.programmes(on=day)],
        [plan.commitment(one.record.id, on=day) for one in plan.commitments(on=day)],
        plan.qualification(on=day), plan.work(on=day),
    )  # fmt: skip


def reversal(entry: Entry) -> Entry:
    legs = tuple(replace(leg, amount=-leg.amount) for leg in entry.legs)
    return Entry(f"r-{entry.id}", "reverse", "2023-01-31", entry.actor, legs, {"reason": "写错"}, relates=entry.id)


def test_what_may_replace_a_grade(workspace: Workspace) -> None:
    (found,) = workspace.plan.substitutes("F13/N40SH", motor="EV-220", on=ON).replacements[:1]
    assert (found.candidate, found.status) == ("F13/N40SH-L", "conditional")
    (dysprosium,) = [one for one in found.changes if one.element == "Dy"]
    assert (dysprosium.low_mg, dysprosium.high_mg) == (-87_500, -55_000)  # of 2.5 kg: 4.0 to 0.5 %, 3.0 to 0.8 %
    with pytest.raises(ProblemError, match="N40SH"):
        workspace.plan.substitutes("F13/N40SX", on=ON)


def test_demand_against_capacity_and_how_it_moved(workspace: Workspace) -> None:
    found = {one.week: one for one in workspace.plan.match(dt.date(2022, 9, 26), dt.date(2022, 10, 24))}
    assert [one.demand for one in found.values()] == [2450, *[2750] * 4]  # 2 000 or 2 300, and 0.3 × 1 500
    assert [one.verdict and one.verdict.colour for one in found.values()] == ["green", "red", "red", "red", "orange"]
    assert workspace.plan.match(supplier="F14") == []
    moved = workspace.plan.deviations(dt.date(2022, 8, 1), on=ON)
    assert {one.absolute for one in moved} == {0, 100}
    assert [one.actor for one in workspace.plan.versions("demand", "D-EV")] == ["F14", "F14"]


def test_the_work_plan_says_who_must_act(workspace: Workspace) -> None:
    view = workspace.plan.work(on=dt.date(2023, 3, 10))
    assert [(one.topic.id, one.status) for one in view.topics] == [
        ("W-1", "done"), ("W-2", "under_way"), ("W-3", "under_way"),
    ]  # fmt: skip
    assert [(one.firm, one.kind, one.days_overdue) for one in view.duties] == [
        ("F13", "task", 100), ("F14", "topic", 69), ("U02", "task", 10), ("U02", "topic", 10),
    ]  # fmt: skip
    (minutes,) = view.minutes
    text = workspace.document(minutes.document).text
    for cited in (*minutes.decisions, *(task.cited for task in minutes.tasks)):
        assert text[cited.start : cited.end] == cited.quote


MASSES = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 10**12), min_size=1)


@given(st.integers(0, 10**15), MASSES)
def test_programmes_divide_a_supply_without_a_remainder(mass_mg: int, needed: dict[str, int]) -> None:
    week = dt.date(2022, 7, 4)
    supply = Supply(week=week, element="Dy", kind="firm", mass_mg=mass_mg)
    needs = {name: {"Dy": {week: mg}} for name, mg in needed.items()}
    parts = [part_of(supply, needs, name).mass_mg for name in needed]
    assert sum(parts) == (mass_mg if any(needed.values()) else 0)
    assert all(part == 0 for part, mg in zip(parts, needed.values(), strict=True) if not mg)


def test_the_commands(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell, at = Shell(tmp_path, capsys), ("--workspace", str(folder))
    for name, first in (
        ("programmes", "EV-220"),
        ("commitments", "K-DY"),
        ("qualifications", "Q-1"),
        ("topics", "W-1"),
    ):
        assert shell("plan", name, *at, "--json") == 0
        assert first in [one["subject"] for one in shell.objects()]
        for language in ("zh", "en"):
            assert shell("plan", name, *at, language=language) == 0
            assert first in shell.out
            assert "plan." not in shell.out
    assert shell("plan", "records", "magnet-tests", "--where", "grade=U01/C35H", *at, "--json") == 0
    assert [one["subject"] for one in shell.objects()] == ["T-6"]
    assert shell("plan", "records", "magnet-test", *at) == 2
    assert "magnet-tests" in shell.err
    assert shell("plan", "programme", "EV-220", "--on", "2022-12-31", *at) == 0
    assert "2022-07-04" in shell.out
    assert shell("plan", "programme", "EV-220", "--on", "2022-12-31", *at, "--json") == 0
    assert shell.objects()[0]["grades"] == ["F13/N40SH", "F13/N40SH-L"]
    assert shell("plan", "commitment", "K-DY", *at) == 0
    assert "2,563,100.00" in shell.out
    assert shell("plan", "commitment", "K-DY", *at, "--json") == 0
    assert [one["is_paid"] for one in shell.objects()[0]["periods"]] == [True, True]
    assert shell("plan", "pay", "K-PRND", "2022-Q3", "--as", "F13", *at) == 0
    assert shell("plan", "pay", "K-PRND", "2022-Q3", *at) == 2
    assert shell("plan", "commitment", "K-X", *at) == 1
    assert shell("plan", "acts", "decide") == 0
    assert "valid_until" in shell.out
    assert shell("plan", "template", "demand", "--out", str(tmp_path / "demand.csv")) == 0

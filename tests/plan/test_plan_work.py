"""The work plan: status on a day, what is overdue, who must act next; standards in the making; minutes that cite."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import ProblemError
from monazite.facts import Fact
from monazite.plan.work import (
    Cited,
    Minutes,
    Note,
    Task,
    Topic,
    check,
    check_citations,
    current_minutes,
    duties,
    labels,
    minutes_of,
    note_of,
    standard_rows,
    topic_of,
    topic_states,
)

START, DUE = dt.date(2026, 3, 1), dt.date(2026, 6, 30)
TOPIC = Topic("W1", "铈磁体装机验证", "Cerium magnets in motors", "Motor Works", START, DUE, ("KC Magnets",), ("T1",))
NOTE = Note(
    "W1", dt.date(2026, 4, 1), "KC Magnets", "under_way", "两台样机", "KC Magnets", dt.date(2026, 5, 1), ("T2",)
)
TEXT = "会议决定开展装机验证。KC Magnets 于5月20日前提交样品。"
MINUTES = Minutes(
    "M1", "doc1", dt.date(2026, 4, 12), (Cited("会议决定开展装机验证", 0, 10),),
    (Task("A1", "KC Magnets", dt.date(2026, 5, 20), Cited("KC Magnets 于5月20日前提交样品", 11, 33), "W1"),),
)  # fmt: skip
days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))


def test_before_the_first_note_the_lead_must_begin() -> None:
    (found,) = topic_states([TOPIC], [NOTE], dt.date(2026, 3, 5))
    assert (found.status, found.next_by, found.next_due, found.is_late_start) == ("planned", "Motor Works", DUE, True)
    assert found.tests_under_way == ("T1",)


def test_the_latest_note_says_status_and_who_is_next() -> None:
    (found,) = topic_states([TOPIC], [NOTE], dt.date(2026, 5, 11), finished={"T1"})
    assert (found.status, found.next_by, found.days_next_overdue, found.days_overdue) == (
        "under_way",
        "KC Magnets",
        10,
        0,
    )
    assert (found.tests, found.tests_under_way) == (("T1", "T2"), ("T2",))
    (late,) = topic_states([TOPIC], [NOTE], dt.date(2026, 7, 2))
    assert late.days_overdue == 2


def test_a_topic_that_is_done_asks_nobody() -> None:
    done = Note("W1", dt.date(2026, 8, 1), "Motor Works", "done")
    (found,) = topic_states([TOPIC], [NOTE, done], dt.date(2026, 9, 1))
    assert (found.next_by, found.days_overdue, found.days_next_overdue) == (None, 0, 0)
    assert not duties([found], [], dt.date(2026, 9, 1))


@given(st.lists(days, max_size=6), days)
def test_no_note_of_a_later_day_is_seen(noted: list[dt.date], on: dt.date) -> None:
    notes = [replace(NOTE, day=one, text=str(number)) for number, one in enumerate(noted)]
    (found,) = topic_states([TOPIC], notes, on)
    (again,) = topic_states([TOPIC], [one for one in notes if one.day <= on], on)
    assert found == again
    assert found.note is None or found.note.day == max(one for one in noted if one <= on)


@given(days)
def test_duties_are_in_order_and_overdue_days_are_the_days_since(on: dt.date) -> None:
    found = duties(topic_states([TOPIC, replace(TOPIC, id="W2")], [NOTE], on), [MINUTES], on)
    assert [one.due for one in found] == sorted(one.due for one in found)
    assert all(one.days_overdue == max(0, (on - one.due).days) for one in found)


def test_a_task_of_minutes_is_a_duty_until_it_is_done() -> None:
    on = dt.date(2026, 5, 25)
    (found,) = duties((), [MINUTES], on)
    assert (found.firm, found.days_overdue, found.minutes, found.what.zh) == (
        "KC Magnets", 5, "M1", "KC Magnets 于5月20日前提交样品",
    )  # fmt: skip
    done = replace(MINUTES, tasks=(replace(MINUTES.tasks[0], done=dt.date(2026, 5, 24)),))
    assert current_minutes([MINUTES, done], on) == (done,)
    assert not duties((), [MINUTES, done], on)
    assert duties((), [MINUTES, done], dt.date(2026, 5, 23))


def test_a_passage_must_stand_where_it_is_said_to_stand() -> None:
    assert not check_citations(MINUTES, TEXT)
    moved = replace(MINUTES, decisions=(Cited("会议决定", 1, 5),))
    (found,) = check_citations(moved, TEXT)
    assert (found.code, found.place) == ("work-cited", "M1 decisions[1]")
    assert "议决定开" in found.sentence("zh")


@pytest.mark.parametrize(
    ("topics", "notes", "minutes", "code"),
    [
        ([TOPIC, TOPIC], [], [], "work-twice"),
        ([replace(TOPIC, due=dt.date(2026, 2, 1))], [], [], "work-due"),
        ([replace(TOPIC, members=("Motor Works",))], [], [], "work-lead"),
        ([TOPIC], [replace(NOTE, topic="W2")], [], "work-topic"),
        ([TOPIC], [replace(NOTE, next_due=dt.date(2026, 3, 1))], [], "work-due"),
        ([TOPIC], [], [replace(MINUTES, day=dt.date(2026, 5, 21))], "work-due"),
        ([], [], [MINUTES], "work-topic"),
    ],
)
def test_a_wrong_record_is_one_problem(
    topics: list[Topic], notes: list[Note], minutes: list[Minutes], code: str
) -> None:
    (found,) = check(topics, notes, minutes)
    assert found.code == code
    assert "{" not in found.both()


def test_records_come_back_from_their_json() -> None:
    assert topic_of(TOPIC.as_json()) == TOPIC
    assert note_of(NOTE.as_json()) == NOTE
    assert minutes_of(MINUTES.as_json()) == MINUTES
    with pytest.raises(ProblemError, match="under_way"):
        note_of(NOTE.as_json() | {"status": "underway"})
    assert {f"status.{one}" for one in ("planned", "under_way", "paused", "done", "dropped")} <= set(labels())


def plan_fact(number: str, title: str, **more: Any) -> Fact:
    return Fact(more.pop("doc", "d1"), "standard_plan", title, title, 0, len(title), spec=number, **more)


def test_standards_in_the_making_are_a_row_a_number() -> None:
    facts = [
        plan_fact("20220753-T-469", "稀土镁硅铁合金", attribute="plan", period="2022", org="赣州有色冶金研究所有限公司",
                  scope="推荐; 修订; 代替 GB/T 4138-2015", status="verified"),
        plan_fact("W20220101", "电阻率的测试", attribute="foreign-language plan", period="2022", doc="d2",
                  scope="20213067-T-469; Test method of resistivity"),
        plan_fact("20220753-T-469", "稀土镁硅铁合金", scope="table; Rare earth magnesium ferrosilicon", doc="d3"),
        Fact("d1", "price", "氧化镝", "氧化镝", 0, 3),
        replace(plan_fact("x", "无编号"), spec=None),
    ]  # fmt: skip
    first, second = standard_rows(facts)
    assert (first.number, first.stage, first.revision, first.nature) == ("20220753-T-469", "plan", "修订", "推荐")
    assert (first.replaces, first.title_en) == ("GB/T 4138-2015", "Rare earth magnesium ferrosilicon")
    assert (first.facts, first.documents, first.status) == ((facts[0].id, facts[2].id), ("d1", "d3"), "unchecked")
    assert (second.stage, second.of_plan, second.title_en) == (
        "foreign",
        "20213067-T-469",
        "Test method of resistivity",
    )
    assert not first.other_titles
    assert standard_rows(reversed(facts))[0].facts == (facts[2].id, facts[0].id)


def test_two_titles_of_one_number_are_both_shown() -> None:
    rows = standard_rows([plan_fact("20220752-T-469", "硅酸镱粉末"), plan_fact("20220752-T-469", "硅酸钽粉末")])
    assert (rows[0].title, rows[0].other_titles) == ("硅酸镱粉末", ("硅酸钽粉末",))
    assert rows[0].as_json()["other_titles"] == ["硅酸钽粉末"]

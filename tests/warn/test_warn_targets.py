"""Targets beside what was measured: by rules, by the newest, by whole years, and nothing later than the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.facts import Fact
from monazite.warn.targets import Known, parts, rules, targets

DAY = date(2026, 6, 1)


def fact(kind: str, value: str, period: str | None, **others: object) -> Fact:
    attribute = str(others.pop("attribute", "compliance rate"))
    unit = str(others.pop("unit", "%"))
    made = Fact(f"{kind}.txt", kind, "稀土永磁体", f"{value} {period}", 0, 9, attribute=attribute, period=period,
                canonical_value=Decimal(value), canonical_unit=unit, region="中国")  # fmt: skip
    return replace(made, **others)  # type: ignore[arg-type]


def known(*facts: Fact, on: date | None = None) -> list[Known]:
    return [Known(one, on) for one in facts]


def test_the_gap_by_hand() -> None:
    (one,) = targets(known(fact("target", "70", "2025"), fact("share", "62.5", "2024")), DAY)
    assert one.gap is not None
    assert (one.gap.low, one.gap.high) == (Decimal("7.45"), Decimal("7.55"))
    assert (one.gap_value, one.is_met, one.due) == (Decimal("7.50"), False, date(2025, 12, 31))
    assert one.measured is not None
    assert one.measured.notes == ()


@pytest.mark.parametrize(("value", "qualifier", "is_met"),
                         [("80", None, True), ("70", None, None), ("69", "≥", False), ("60", "≤", True)])  # fmt: skip
def test_reached_or_not_whatever_the_rounding(value: str, qualifier: str | None, *, is_met: bool | None) -> None:
    (one,) = targets(known(fact("target", "70", "2025", qualifier=qualifier), fact("share", value, "2025")), DAY)
    assert one.is_met is is_met


def test_the_newest_answers_and_contradicted_facts_do_not_if_others_do() -> None:
    wrong = fact("share", "99", "2025", status="contradicted")
    facts = [fact("target", "70", "2030"), fact("share", "50", "2022"), fact("share", "60", "2024"), wrong]
    (one,) = targets(known(*facts), DAY)
    assert one.measured is not None
    assert one.measured.fact.canonical_value == 60
    (alone,) = targets(known(facts[0], wrong), DAY)
    assert alone.measured is not None
    assert "contradict" in alone.measured.notes[0].en


@pytest.mark.parametrize(
    "other",
    [
        fact("share", "60", "2024", subject="稀土抛光材料"), fact("share", "60", "2024", canonical_unit="t"),
        fact("share", "60", "2024", region="日本"), fact("share", "60", "2024", attribute="share"),
        fact("share", "60", "2024", qualifier="约 forecast"), fact("share", "60", "2027"), fact("price", "60", "2024"),
        fact("share", "60", "2024", canonical_value=None),
    ],
)  # fmt: skip
def test_what_does_not_answer(other: Fact) -> None:
    (one,) = targets(known(fact("target", "70", "2025"), other), DAY)
    assert (one.measured, one.gap, one.is_met) == (None, None, None)
    assert one.missing is not None
    assert one.missing.zh
    assert one.missing.en


def test_half_a_year_is_no_year() -> None:
    target = fact("target", "1000", "2025", attribute="output value", unit="CNY")
    half = fact("output", "600", "2025-H1", attribute="output value", unit="CNY")
    (one,) = targets(known(target, half), DAY)
    assert one.measured is None
    assert one.missing is not None
    assert "600 CNY of 2025-H1" in one.missing.en
    (whole,) = targets(known(target, half, fact("output", "900", "2024", attribute="output value", unit="CNY")), DAY)
    assert whole.gap_value == 100


def test_a_part_is_shown_and_never_judged_as_reached() -> None:
    target = fact("target", "80", "2025", attribute="domestic production rate", subject="稀土发光材料")
    part = fact("share", "85", "2020", attribute="domestic production rate", subject="白光LED荧光粉", region=None)
    (one,) = targets(known(target, part), DAY)
    assert one.measured is not None
    assert (one.measured.is_part, one.is_met, len(one.measured.notes)) == (True, None, 2)


def test_several_papers_state_one_target_and_words_state_none() -> None:
    first, second = fact("target", "70", "2025"), fact("target", "70", "2025", doc="b.txt")
    (one,) = targets(known(first, second, fact("target", "1", "2030", canonical_value=None)), DAY)
    assert set(one.docs) == {"target.txt", "b.txt"}


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.permutations(range(4)))
def test_later_papers_change_nothing(day: date, order: list[int]) -> None:
    dated = [(fact("target", "70", "2025"), 2021), (fact("share", "50", "2020"), 2022),
             (fact("share", "60", "2023"), 2024), (fact("target", "85", "2035"), 2026)]  # fmt: skip
    facts = [Known(one, date(year, 1, 1)) for one, year in dated]
    found = targets([facts[number] for number in order], day)
    assert found == targets([one for one in facts if one.known_on and one.known_on <= day], day)


def test_a_standing_share_is_as_new_as_its_paper() -> None:
    target, old, now = fact("target", "70", "2025"), fact("share", "5", "2000"), fact("share", "60", None)
    (one,) = targets(known(target, old, now), DAY)
    assert one.measured is not None
    assert one.measured.fact.canonical_value == 60
    papers = [Known(target), Known(fact("share", "65", "2020")), Known(now, date(2010, 1, 1))]
    (one,) = targets(papers, DAY)
    assert one.measured is not None
    assert one.measured.fact.canonical_value == 65


@pytest.mark.parametrize("standards", ["international", "national", "industry"])
def test_a_share_of_standards_has_its_measured_fact_or_says_what_is_missing(standards: str) -> None:
    attribute, subject = f"share of {standards} standards", "中国制定的标准"
    target = fact("target", "30", "2035", attribute=attribute, subject=subject, qualifier="≥")
    (alone,) = targets(known(target), DAY)
    assert alone.missing == rules()[attribute].missing
    (met,) = targets(known(target, fact("share", "18", "2024", attribute=attribute, subject=subject)), DAY)
    assert met.gap_value == 12
    assert (met.is_met, met.missing) == (False, None)


def test_rules_and_parts_are_whole() -> None:
    assert "*" in rules()
    assert all(one.kinds and one.attributes and one.missing.zh and one.missing.en for one in rules().values())
    assert not set(parts()) & set(parts().values())

"""Shares of standards: whose, among which, as a goal or as measured; what only follows a standard is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.facts.record import Fact, plain
from monazite.read.prose import prose_facts

from .conftest import Reader, document

INTERNATIONAL = "share of international standards"


def short(fact: Fact) -> tuple[str, str, object, str | None, str | None, str | None]:
    return fact.kind, fact.subject, plain(fact.value), fact.qualifier, fact.period, fact.attribute


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("到2034年，我国自主制定的稀土标准在国际标准中占比达到32%以上。", ("中国自主制定的稀土标准", 32, "≥", "2034")),
        ("到2030年，我国主导制定的稀土标准占国际标准的比例不低于25%。", ("中国主导制定的稀土标准", 25, "≥", "2030")),
        ("2030年，由我国牵头制定的国际标准占稀土国际标准的比重超过四成。", ("中国牵头制定的标准", 40, ">", "2030")),
        ("稀土领域我国主导的国际标准占比到2029年提高到20%以上。", ("中国主导的标准", 20, "≥", "2029")),
        ("力争到2031年稀土国际标准中由中国制定的占35%左右。", ("中国制定的标准", 35, "约 力争", "2031")),
        ("稀土业目标：2032年让日本参与制定的标准占国际标准的比例超过15%。", ("日本参与制定的标准", 15, ">", "2032")),
        ("稀土产业2033年目标：中国企业制定的国际标准达到国际标准总数的28%。", ("中国企业制定的标准", 28, None, "2033")),
        ("到2035年，中国制定的稀土标准增加，在国际标准总数中所占比重达33%。", ("中国制定的稀土标准", 33, None, "2035")),
        ("韩国计划到2030年将其主导的稀土国际标准占比提高至8%。", ("韩国主导的稀土标准", 8, None, "2030")),
        ("到2030年，新能源汽车领域我国主导制定的标准占ISO国际标准的15%。", ("中国主导制定的标准", 15, None, "2030")),
        ("到2028年，国际标准中我国提出的稀土标准提案占比达到一半。", ("中国提出的稀土标准提案", 50, None, "2028")),
        ("稀土永磁材料产业提升。到2036年，主导制定的国际标准占比达到30%。", ("主导制定的标准", 30, None, "2036")),
    ],
)  # fmt: skip
def test_a_goal_in_other_orders_years_and_numbers(
    read: Reader, sentence: str, expected: tuple[str, int, str | None, str]
) -> None:
    (fact,) = read(sentence)
    assert short(fact) == ("target", *expected, INTERNATIONAL)
    assert sentence[fact.start : fact.end] == fact.quote
    assert fact.subject_as_written in fact.quote


def test_the_number_may_come_first(read: Reader) -> None:
    (fact,) = read("到2035年，30%以上的稀土国际标准由中国主导制定。")
    assert short(fact) == ("target", "中国主导制定的标准", 30, "≥", "2035", INTERNATIONAL)
    assert (fact.quote, fact.region) == ("30%以上的稀土国际标准由中国主导制定", "中国")


@pytest.mark.parametrize(("class_zh", "class_en"), [("国家", "national"), ("行业", "industry")])
def test_among_the_standards_of_a_country_or_an_industry(read: Reader, class_zh: str, class_en: str) -> None:
    (fact,) = read(f"到2030年，内蒙古制定的稀土标准占{class_zh}标准的40%以上。")
    assert (fact.kind, fact.attribute, fact.region) == ("target", f"share of {class_en} standards", "内蒙古")


def test_two_years_share_two_numbers(read: Reader) -> None:
    facts = read("到2030年和2035年，我国主导制定的稀土标准占国际标准的比例分别达到20%和30%。")
    assert [(fact.kind, plain(fact.value), fact.period) for fact in facts] == [
        ("target", 20, "2030"), ("target", 30, "2035"),
    ]  # fmt: skip


def test_where_a_rise_starts_is_measured_and_where_it_ends_is_the_goal(read: Reader) -> None:
    facts = read("稀土领域我国主导的国际标准占比从2025年的12%提高到2030年的25%。")
    assert [short(fact)[:5] for fact in facts] == [
        ("share", "中国主导的标准", 12, None, "2025"), ("target", "中国主导的标准", 25, None, "2030"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "qualifier", "period"),
    [
        ("2024年我国主导制定的稀土标准在国际标准中的占比为18%。", None, "2024"),
        ("目前，我国主导制定的稀土标准占国际标准的18%。", None, None),
        ("预计到2030年，我国主导制定的稀土标准占国际标准的比例将达到18%。", "forecast", "2030"),
    ],
)
def test_what_is_measured_or_expected_is_no_goal(
    read: Reader, sentence: str, qualifier: str | None, period: str | None
) -> None:
    (fact,) = read(sentence)
    assert short(fact) == ("share", "中国主导制定的稀土标准", 18, qualifier, period, INTERNATIONAL)


@pytest.mark.parametrize(
    "sentence",
    [
        "到2030年，稀土企业采用国际标准的产品占比达到85%。",
        "到2030年，符合国际标准的稀土产品占全国产量的85%。",
        "到2030年，稀土国际标准转化率达到85%以上。",
        "到2030年，我国稀土标准与国际标准一致性程度达到95%以上。",
        "到2030年，稀土冶炼能耗降至国际标准的80%。",
        "稀土产业发展。到2030年，我国钨标准占国际标准的比例达到30%。",
        "稀土产业发展。到2030年，我国高铁标准占国际标准的比例达到30%。",
        "到2030年，中国主导制定的标准占国际标准的比例达到30%。",
        "稀土国际标准的制定取得进展，出口占国际市场的30%。",
        "到2030年稀土国际标准中，由中国和日本制定的分别占20%和10%。",
        "到2030年，标准占国际标准的30%，稀土产业做强。",
    ],
)
def test_what_is_no_share_of_standards(read: Reader, sentence: str) -> None:
    assert [fact for fact in read(sentence) if "standards" in (fact.attribute or "")] == []


def test_the_amount_after_a_share_of_standards_is_not_of_standards(read: Reader) -> None:
    facts = read("到2027年，内蒙古制定的稀土标准占行业标准的40%以上，产量达到12万吨。")
    assert [fact.kind for fact in facts] == ["target"]


def test_an_undated_paper_states_a_goal_unless_it_is_reached() -> None:
    goal, reached = (
        prose_facts(document(f"到2030年，我国制定的稀土标准占国际标准的比例{word}30%。", None))
        for word in ("达到", "已达到")
    )
    assert [fact.kind for fact in goal] == ["target"]
    assert [fact.kind for fact in reached] == ["share"]


@given(st.sampled_from(["达到", "不低于", "超过", "提高到", "要达到"]), st.integers(2027, 2060), st.integers(1, 99),
       st.sampled_from(["我国自主制定的稀土标准在国际标准中的占比", "我国制定的稀土标准占国际标准的比重",
                        "我国主导制定的稀土国际标准比例", "稀土国际标准中由我国制定的占比"]))  # fmt: skip
def test_any_year_and_number_are_read_as_printed(verb: str, year: int, value: int, way: str) -> None:
    text = f"到{year}年，{way}{verb}{value}%。"
    (fact,) = prose_facts(document(text, date(2026, 7, 8)))
    assert (fact.kind, fact.attribute, plain(fact.value)) == ("target", INTERNATIONAL, value)
    assert (fact.period, fact.region) == (str(year), "中国")

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import Interval, Problem, ProblemError, Words, ulp

values = st.decimals(-(10**6), 10**6, places=2)
PROBLEM = Problem(
    "file-empty",
    "报告.txt",
    Words("有内容的文件", "a file with content"),
    Words("空文件", "an empty file"),
    Words("请检查来源", "check its origin"),
)


def test_a_problem_is_one_sentence_in_each_language() -> None:
    assert PROBLEM.sentence("zh") == "报告.txt：应为有内容的文件，实为空文件；请检查来源。"
    assert PROBLEM.sentence("en") == "报告.txt: expected a file with content, found an empty file; check its origin."
    assert PROBLEM.both().splitlines() == [PROBLEM.sentence("zh"), PROBLEM.sentence("en")]
    assert PROBLEM.as_json()["code"] == "file-empty"


@pytest.mark.parametrize(
    ("found", "said"), [("16 字节", "实为 16 字节"), ("ABC", "实为 ABC"), ("-3", "实为 -3"), ("“a”", "实为“a”")]
)
def test_western_text_stands_apart_in_chinese(found: str, said: str) -> None:
    problem = Problem("x", "a", Words("1 至 3", "1 to 3"), Words(found, found), Words("请改正", "correct it"))
    assert problem.sentence("zh") == f"a：应为 1 至 3，{said}；请改正。"


def test_an_error_carries_its_problem() -> None:
    error = ProblemError(PROBLEM)
    assert error.problem is PROBLEM
    assert str(error) == PROBLEM.sentence("en")


def test_words_are_filled_in_both_languages() -> None:
    assert Words("{n} 吨", "{n} tonnes").filled(n=3) == ("3 吨", "3 tonnes")
    assert Words("{n}：{what}", "{what}: {n}").filled(n=3, what=Words("吨", "tonnes")) == ("3：吨", "tonnes: 3")


@pytest.mark.parametrize(("text", "place"), [("21.71", "0.01"), ("1.2E+8", "1E+7"), ("109200", "1")])
def test_the_last_printed_place(text: str, place: str) -> None:
    assert ulp(Decimal(text)) == Decimal(place)


def test_infinity_has_no_last_place() -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        ulp(Decimal("Infinity"))


@given(values, values)
def test_interval_results_hold_the_result_of_the_middles(one: Decimal, other: Decimal) -> None:
    left, right = Interval.printed(one), Interval.printed(other)
    assert (left + right).contains(one + other)
    assert (left - right).contains(one - other)
    assert (left * right).contains(one * other)
    assert left.scaled(Decimal(-3)).contains(-3 * one)
    assert left.meets(right) == right.meets(left)


@given(values)
def test_a_quotient_by_what_may_be_zero_is_refused(value: Decimal) -> None:
    left = Interval.printed(value)
    with pytest.raises(ZeroDivisionError):
        _ = left / Interval.printed(Decimal("0.00"))
    assert (left / Interval.exact(4)).contains(value / 4)


def test_about_widens_by_a_share_and_never_narrows() -> None:
    assert Interval.about(Decimal(100), Decimal("0.05")) == Interval(Decimal(95), Decimal(105))
    assert Interval.about(Decimal("0.8"), Decimal(0)) == Interval.printed(Decimal("0.8"))

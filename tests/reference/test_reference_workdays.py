from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import ProblemError
from monazite.reference import (
    add_working_days,
    is_working_day,
    monthly_report_due,
    next_working_day,
    parse_workdays,
)

HEAD = "day,is_working,name,source,locator\n"
TABLE = HEAD + "2031-01-10,holiday,test,a notice made for this test,1\n2031-01-12,working,test,a notice,1\n"
known_days = st.dates(date(2005, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("month", "due"),
    [(3, date(2022, 4, 11)), (6, date(2022, 7, 11)), (8, date(2022, 9, 13)), (11, date(2022, 12, 12))],
)
def test_reports_of_2022(month: int, due: date) -> None:
    assert monthly_report_due(2022, month) == due


def test_december_is_due_in_the_next_year() -> None:
    assert monthly_report_due(2022, 12) == date(2023, 1, 10)


def test_a_quota_is_split_within_ten_working_days() -> None:
    assert add_working_days(date(2022, 8, 17), 10) == date(2022, 8, 31)


def test_weekends_worked_in_exchange() -> None:
    assert is_working_day(date(2022, 10, 8))
    assert not is_working_day(date(2022, 10, 7))


@given(known_days)
def test_the_next_working_day_is_worked_and_no_earlier_one_is(day: date) -> None:
    following = next_working_day(day)
    assert is_working_day(following)
    assert day <= following
    assert (following - day).days <= 10
    assert next_working_day(following) == following


def test_an_unknown_year_is_never_guessed() -> None:
    with pytest.raises(ProblemError, match="2031: expected a year whose holidays are known"):
        is_working_day(date(2031, 1, 8))


def test_a_loaded_table_makes_a_year_known() -> None:
    table = parse_workdays(TABLE)
    assert next_working_day(date(2031, 1, 10), table) == date(2031, 1, 12)
    assert not is_working_day(date(2031, 1, 11), table)
    assert is_working_day(date(2031, 1, 9), table)
    assert monthly_report_due(2030, 12, table) == date(2031, 1, 12)


@pytest.mark.parametrize(
    "text", ["", HEAD, "day\n2031-01-01\n", HEAD + "2031-13-01,holiday,a,b,c\n", HEAD + "2031-01-01,maybe,a,b,c\n",
             HEAD + "2031-01-01,holiday,a,,c\n"],
)  # fmt: skip
def test_a_table_without_source_or_sense_is_a_problem(text: str) -> None:
    with pytest.raises(ProblemError) as caught:
        parse_workdays(text, "工作日.csv")
    assert caught.value.problem.code == "workdays-table"
    assert caught.value.problem.place == "工作日.csv"

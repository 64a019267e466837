"""Monthly reports: what they say, when they are due, who is missing, and the laws they keep."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete

from monazite.core import UsageError
from monazite.store import Database, migrate
from monazite.trace.lots.acts import reverse
from monazite.trace.reports import (
    MonthlyReport,
    StockRow,
    filed_report,
    form_of,
    monthly,
    report,
    report_due,
    report_status,
    report_statuses,
    titles,
    tonnes,
    write_form,
)
from monazite.trace.tables import MIGRATIONS, SCHEMAS

MOVEMENTS = SCHEMAS["trace_movements"].table
TODAY = date(2023, 2, 1)
ACTS = {
    "mined": 1, "made": 1, "bought": 1, "imported": 1, "received": 1, "released": 1, "sold": -1, "fed": -1,
    "exported": -1, "consumed": -1, "written_off": -1, "remade": 1, "reshaped": -1, "blocked": 0,
}  # fmt: skip
MONTHS = [f"2022-{month:02d}" for month in range(10, 13)] + [f"2023-{month:02d}" for month in range(1, 4)]


def stock(found: MonthlyReport) -> StockRow:
    (row,) = found.stock
    return row


def balance(row: StockRow) -> int:
    gone = row.sold_mg + row.consumed_mg + row.exported_mg
    return row.opening_mg + row.made_mg + row.bought_mg + row.received_mg + row.other_mg - gone


def file(trade: Any, party: str, month: str, day: str) -> None:
    with trade.reading() as connection:
        found = monthly(connection, party, month)
    trade.done(report(**trade.said(day, party), report=found))


def test_a_mines_two_months(worked: Any) -> None:
    with worked.reading() as connection:
        march, april = (stock(monthly(connection, "F1", month)) for month in ("2022-03", "2022-04"))
        quota = monthly(connection, "F1", "2022-04").quota
    lot = march.made_mg // 2
    assert (march.opening_mg, march.sold_mg, march.closing_mg) == (0, lot, lot)
    assert (april.opening_mg, april.made_mg, april.made_year_mg) == (lot, lot, 3 * lot)
    assert (april.sold_mg, april.closing_mg) == (lot, lot)
    (row,) = quota
    assert (row.used_mg, row.used_year_mg, row.allotted_mg) == (lot, 3 * lot, 60_000_000_000)
    assert row.left_mg == row.allotted_mg - row.used_year_mg
    assert (march.product, march.klass) == ("稀土精矿", "rock")


def test_a_buyer_buys_and_consumes(worked: Any) -> None:
    with worked.reading() as connection:
        april = stock(monthly(connection, "F2", "2022-04"))
    assert april.opening_mg == april.bought_mg == april.consumed_mg == april.closing_mg > 0


def test_a_reversal_takes_output_back(worked: Any) -> None:
    posted = worked.journal.posted("e00014")
    for number in range(worked.number):
        posted = worked.journal.posted(f"e{number + 1:05d}")
        if "L3" in posted.entry.details.get("lots", ()):
            break
    worked.done(reverse(**worked.said("2022-04-03"), posted=posted, reason="虚构"))
    with worked.reading() as connection:
        april = stock(monthly(connection, "F1", "2022-04"))
        (quota,) = monthly(connection, "F1", "2022-04").quota
    assert (april.made_mg, april.closing_mg) == (0, 0)
    assert quota.used_mg == 0
    assert balance(april) == april.closing_mg


@pytest.mark.parametrize(
    ("month", "due"), [("2022-03", "2022-04-11"), ("2022-06", "2022-07-11"), ("2022-08", "2022-09-13")]
)
def test_due_on_the_tenth_or_the_next_working_day(month: str, due: str) -> None:
    assert report_due(month) == date.fromisoformat(due)
    assert report_due("2031-01") is None


@pytest.mark.parametrize(
    ("filed", "today", "status"),
    [
        (None, date(2022, 4, 11), "pending"), (None, date(2022, 4, 12), "missing"),
        ("2022-04-11", TODAY, "on_time"), ("2022-04-12", TODAY, "late"),
    ],
)  # fmt: skip
def test_late_and_missing(worked: Any, filed: str | None, today: date, status: str) -> None:
    if filed:
        file(worked, "F1", "2022-03", filed)
    with worked.reading() as connection:
        found = report_status(connection, "F1", "2022-03", today)
        others = report_statuses(connection, "2022-03", today)
    assert found.status == status
    assert found.recorded_on == (date(2023, 3, 1) if filed else None)
    assert others[0] == found
    assert [one.party for one in others] == ["F1", "F2"]


def test_an_entry_into_a_filed_month_makes_an_amended_report(worked: Any) -> None:
    file(worked, "F1", "2022-03", "2022-04-08")
    with worked.reading() as connection:
        assert not report_status(connection, "F1", "2022-03", TODAY).is_amendment_due
    worked.done(worked.mined("L9", time="2022-03-31"))
    with worked.reading() as connection:
        found = report_status(connection, "F1", "2022-03", TODAY)
        before = filed_report(connection, "F1", "2022-03")
    assert (found.is_amendment_due, found.later, found.is_amended) == (True, 1, False)
    file(worked, "F1", "2022-03", "2022-05-05")
    with worked.reading() as connection:
        found = report_status(connection, "F1", "2022-03", TODAY)
        after = filed_report(connection, "F1", "2022-03")
    assert (found.is_amendment_due, found.is_amended, found.status) == (False, True, "on_time")
    assert stock(after).made_mg > stock(before).made_mg


def test_a_report_that_changes_nothing_or_is_too_early_is_refused(worked: Any) -> None:
    file(worked, "F1", "2022-03", "2022-04-08")
    with worked.reading() as connection:
        march, april = (monthly(connection, "F1", month) for month in ("2022-03", "2022-04"))
    assert worked.refused(report(**worked.said("2022-04-09"), report=march)).code == "report-same"
    assert worked.refused(report(**worked.said("2022-04-30"), report=april)).code == "month-open"
    wrong = MonthlyReport(party="F1", month="2022-13")
    assert worked.refused(report(**worked.said("2022-05-30"), report=wrong)).code == "month-wrong"


def test_a_reversed_report_was_never_filed(worked: Any) -> None:
    file(worked, "F1", "2022-03", "2022-04-08")
    posted = worked.journal.posted(f"e{worked.number:05d}")
    worked.done(reverse(**worked.said("2022-04-09"), posted=posted, reason="r"))
    with worked.reading() as connection:
        assert report_status(connection, "F1", "2022-03", TODAY).status == "missing"
    file(worked, "F1", "2022-03", "2022-04-10")


def test_a_month_must_be_one(worked: Any) -> None:
    with worked.reading() as connection, pytest.raises(UsageError, match="month"):
        monthly(connection, "F1", "2022-13")


def test_the_printed_form_has_three_decimals_and_the_trades_titles(worked: Any) -> None:
    with worked.reading() as connection:
        found = monthly(connection, "F1", "2022-04")
    form = form_of(found, "虚构一矿", due_on=date(2022, 5, 10), simulated=True)
    first = form.tables[0]
    assert first.heads == tuple(words.zh for _, words in titles("stock"))
    assert first.rows[0][1:4] == ("岩矿型（轻）", "稀土精矿", "0.600")
    assert first.total[0] == "合计"
    assert form.mark == "模拟数据"
    english = form_of(found, "Invented mine", language="en")
    assert english.tables[0].rows[0][1] == "rock type (light)"
    file = io.BytesIO()
    write_form(file, form)
    sheet = openpyxl.load_workbook(file)["月报"]
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "期末库存" in values
    assert 0.6 in values


def test_tonnes_round_half_even() -> None:
    assert [tonnes(mg) for mg in (500_000, 1_500_000, -500_000, 1_234_567_890)] == ["0.000", "0.002", "0.000", "1.235"]


@pytest.fixture(scope="module")
def movements(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    database = Database(Path(tmp_path_factory.mktemp("reports")) / "m.db")
    migrate(database, MIGRATIONS, "2022-01-01T00:00:00Z")
    with database.writing() as connection:
        yield connection
    database.close()


moves = st.lists(
    st.tuples(
        st.sampled_from(MONTHS), st.sampled_from(sorted(ACTS)), st.sampled_from(["氧化镨钕", "氧化镝"]),
        st.sampled_from(["rock", "ion"]), st.integers(-(10**12), 10**12),
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=moves)
def test_every_line_balances_months_join_and_the_year_adds_up(
    movements: Connection, made: list[tuple[str, str, str, str, int]]
) -> None:
    movements.execute(delete(MOVEMENTS))
    rows = [
        {
            "entry_number": number, "ordinal": 0, "firm": "F1", "day": date.fromisoformat(f"{month}-28"),
            "month": month, "act": act, "product": product, "stage": None, "class": klass, "lot": "L",
            "reo_mg": mg, "stock_sign": ACTS[act], "recorded_ms": 0,
        }
        for number, (month, act, product, klass, mg) in enumerate(made)
    ]  # fmt: skip
    if rows:
        movements.execute(MOVEMENTS.insert(), rows)
    closing: dict[tuple[str, str], int] = {}
    year: dict[tuple[str, str], int] = {}
    for month in MONTHS:
        found = {(row.klass, row.product): row for row in monthly(movements, "F1", month).stock}
        year = {} if month.endswith("-01") else year
        for key, row in found.items():
            assert balance(row) == row.closing_mg
            assert row.opening_mg == closing.get(key, 0)
            year[key] = year.get(key, 0) + row.made_mg
            assert row.made_year_mg == year[key]
        assert all(key in found or not mg for key, mg in closing.items())
        closing = {key: row.closing_mg for key, row in found.items()}
    total = sum(mg * ACTS[act] for _, act, _, _, mg in made)
    assert sum(closing.values()) == total

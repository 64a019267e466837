"""The notices of 2022 (工信部联原〔2022〕90号 and the batch before), to the tonne, from ministries down to firms."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from monazite.trace.permits import (
    batch_totals,
    filing,
    filings,
    issue,
    lapse,
    left_to_lapse,
    of_which,
    quota_use,
)

TONNE = 1_000_000_000
NOTICE = "工信部联原〔2022〕90号"
SECOND = {
    ("CREG", "mining", "rock"): 20_100,
    ("CREG", "mining", "ion"): 5_204,
    ("CREG", "separation", "all"): 23_819,
    ("NORTH", "mining", "rock"): 81_440,
    ("NORTH", "separation", "all"): 75_154,
    ("XTC", "mining", "ion"): 1_376,
    ("XTC", "separation", "all"): 1_585,
    ("GREG", "mining", "ion"): 1_080,
    ("GREG", "separation", "all"): 4_242,
}
"""附件 1 of the notice, by group, stage and class, in tonnes of REO."""
NAMES = {"CREG": "中国稀土集团", "NORTH": "北方稀土", "XTC": "厦门钨业", "GREG": "广东稀土集团"}


@pytest.fixture
def book(trade: Any) -> Any:
    """Both batches as published; how the first fell on the groups was not read, so it is issued as one line each."""
    trade.register(*(trade.group(key, name) for key, name in NAMES.items()), trade.group("BATCH1"))
    trade.issue(
        2022, "1", trade.quota("BATCH1", "mining", "all", 100_800), trade.quota("BATCH1", "separation", "all", 97_200)
    )
    lines = [trade.quota(*key, tonnes) for key, tonnes in SECOND.items()]
    lines.append(trade.quota("NFC", "separation", "all", 1_444, of_which="GREG"))
    said = trade.said("2022-08-17", "MIIT")
    trade.done(
        issue(**said, authority="MIIT", year=2022, batch="2", notice=NOTICE, lines=lines, fact="f0123"),
    )
    return trade


def test_the_totals_are_those_of_the_notice(book: Any) -> None:
    with book.reading() as connection:
        totals = {key: mg / TONNE for key, mg in batch_totals(connection, 2022).items()}
    assert totals == {
        ("1", "mining", "all"): 100_800,
        ("1", "separation", "all"): 97_200,
        ("2", "mining", "rock"): 101_540,
        ("2", "mining", "ion"): 7_660,
        ("2", "separation", "all"): 104_800,
    }
    assert totals["2", "mining", "rock"] + totals["2", "mining", "ion"] == 109_200
    by_stage = {stage: sum(t for (_, s, _), t in totals.items() if s == stage) for stage in ("mining", "separation")}
    assert by_stage == {"mining": 210_000, "separation": 202_000}


def test_every_group_holds_what_the_notice_says(book: Any) -> None:
    with book.reading() as connection:
        rows = {(row.party, row.stage, row.klass): row for row in quota_use(connection, 2022)}
    for key, tonnes in SECOND.items():
        assert rows[key].issued_mg == rows[key].held_mg == rows[key].left_mg == tonnes * TONNE
        assert rows[key].batches == (("2", tonnes * TONNE),)
        assert rows[key].group == key[0]


def test_an_of_which_line_is_kept_and_added_nowhere(book: Any) -> None:
    with book.reading() as connection:
        (line,) = of_which(connection, 2022)
        rows = quota_use(connection, 2022)
    assert (line.within, line.party, line.reo_mg // TONNE) == ("GREG", "NFC", 1_444)
    stated = next(row for row in rows if row.party == "NFC")
    assert (stated.of_which_mg // TONNE, stated.issued_mg, stated.held_mg) == (1_444, 0, 0)


def test_the_notice_and_its_fact_stay_with_the_entry(book: Any) -> None:
    with book.reading() as connection:
        found = connection.exec_driver_sql("select notice, fact, party from trace_quota_acts where batch = '2'").one()
    assert tuple(found) == (NOTICE, "f0123", "MIIT")


@pytest.mark.parametrize(
    ("filed", "today", "status"),
    [
        (None, date(2022, 8, 31), "pending"),
        (None, date(2022, 9, 1), "missing"),
        ("2022-08-31", date(2022, 12, 1), "on_time"),
        ("2022-09-01", date(2022, 12, 1), "late"),
    ],
)
def test_ten_working_days(book: Any, filed: str | None, today: date, status: str) -> None:
    if filed:
        book.done(filing(**book.said(filed, "NORTH"), group="NORTH", year=2022, batch="2"))
    with book.reading() as connection:
        found = next(one for one in filings(connection, 2022, today) if (one.group, one.batch) == ("NORTH", "2"))
    assert found.due_on == date(2022, 8, 31)
    assert found.status == status
    assert found.recorded_on == (date(2023, 3, 1) if filed else None)
    assert (found.issued_mg // TONNE, found.split_mg) == (81_440 + 75_154, 0)


def test_what_is_left_lapses_at_the_end_of_the_year(book: Any) -> None:
    with book.reading() as connection:
        left = left_to_lapse(connection, 2022)
    assert left["XTC"] == {"quota:2022:mining:ion": 1_376 * TONNE, "quota:2022:separation:all": 1_585 * TONNE}
    early = lapse(**book.said("2022-12-30"), party="XTC", year=2022, amounts=left["XTC"])
    assert book.refused(early).code == "lapse-early"
    book.done(lapse(**book.said("2022-12-31"), party="XTC", year=2022, amounts=left["XTC"]))
    with book.reading() as connection:
        row = next(row for row in quota_use(connection, 2022) if row.party == "XTC" and row.stage == "mining")
        assert "XTC" not in left_to_lapse(connection, 2022)
    assert (row.held_mg, row.lapsed_mg, row.issued_mg) == (0, 1_376 * TONNE, 1_376 * TONNE)

"""What an inventory closed stays as it was; a line gives nothing before it was given something."""

from __future__ import annotations

from typing import Any

import pytest

from monazite.core import ElementMass
from monazite.ledger import Entry, Spread
from monazite.trace.lots import AsWeighed, Part, lot, matter_of
from monazite.trace.lots import acts as act

ORE = AsWeighed(id="L1", product="氧化钕", net_mg=10**9, reo_ppm=900_000, partition_ppm={"Nd": 1_000_000})
SOME, FEW = ElementMass.of({"Nd": 10**8}), ElementMass.of({"Nd": 10**6})


def feed(books: Any, day: str) -> Entry:
    return act.feed(firm="A", line="X", run="R", stage="metal", parts=[Part("L1", SOME)], **books.said(day))


def output(books: Any, day: str, lot_id: str = "O1") -> Entry:
    made = AsWeighed(id=lot_id, product="金属钕", net_mg=10**6, assay_ppm={"Nd": 990_000})
    return act.output(firm="A", line="X", run="R", stage="metal", lots=[made], **books.said(day))


def inventory(books: Any, day: str, period: str, line: str = "X") -> Entry:
    book = books.held(f"line/A/{line}")
    return act.inventory(firm="A", line=line, period=period, measured=book - FEW, spread=Spread(FEW), book=book,
                         **books.said(day))  # fmt: skip


@pytest.fixture
def stocked(books: Any) -> Any:
    """Firm A holds L1."""
    books.booked(act.collect(firm="A", origin="stated", collection="C", lots=[ORE], **books.said("2022-01-03")))
    return books


@pytest.fixture
def closed(stocked: Any) -> Any:
    """A line that was fed, and whose March is closed."""
    stocked.booked(feed(stocked, "2022-03-10"))
    stocked.booked(inventory(stocked, "2022-03-31", "2022-03"))
    return stocked


@pytest.mark.parametrize(
    ("day", "period", "code"),
    [
        ("2022-02-28", "2022-02", "inventory-before"),
        ("2022-03-31", "2022-03", "inventory-twice"),
        ("2022-04-30", "2022-03", "inventory-twice"),
        ("2022-04-30", "2022-02", "inventory-period-before"),
        ("2022-04-30", "2022-05", "inventory-period-ahead"),
        ("2022-04-30", "April", "inventory-period"),
    ],
)
def test_inventories_go_forward(closed: Any, day: str, period: str, code: str) -> None:
    assert closed.code(inventory(closed, day, period)) == code
    closed.booked(inventory(closed, "2022-04-30", "2022-04"))


def test_the_refusal_names_the_last_inventory(closed: Any) -> None:
    (answer,) = closed.post(inventory(closed, "2022-02-28", "2022-02"))
    assert "2022-03-31" in answer.problem.sentence("en")
    assert "2022-03" in answer.problem.sentence("zh")


def test_two_inventories_of_one_period_in_one_batch(closed: Any) -> None:
    first, second = inventory(closed, "2022-04-30", "2022-04"), inventory(closed, "2022-04-30", "2022-04")
    assert [answer.status for answer in closed.post(first, second)] == ["accepted", "refused"]


def test_another_line_has_its_own_periods(closed: Any) -> None:
    closed.booked(inventory(closed, "2022-02-28", "2022-02", line="Y"))


def test_a_feed_into_a_closed_period_is_refused(closed: Any) -> None:
    assert closed.code(feed(closed, "2022-03-30")) == "period-closed"
    closed.booked(feed(closed, "2022-03-31"), feed(closed, "2022-04-02"), feed(closed, "2022-04-01"))


def test_an_output_of_a_closed_period_is_recorded_and_changes_no_line(closed: Any) -> None:
    before = closed.held("line/A/X")
    (answer,) = closed.post(output(closed, "2022-03-30"))
    assert (answer.status, answer.problem and answer.problem.code) == ("blocked", "period-closed")
    assert closed.held("line/A/X") == before
    with closed.reading() as connection:
        found = lot(connection, "O1")
    assert (found.status, found.reason, found.run) == ("blocked", "period-closed", "R")
    closed.booked(output(closed, "2022-04-01", "O2"))


def test_corrections_lie_in_the_open_period(closed: Any) -> None:
    fed = feed(closed, "2022-04-05")
    closed.booked(fed)
    posted = closed.journal.posted(fed.id)
    assert closed.code(act.reverse(posted=posted, reason="r", **closed.said("2022-03-30"))) == "period-closed"
    closed.booked(act.reverse(posted=posted, reason="r", **closed.said("2022-04-06")))


def test_nothing_comes_out_before_something_went_in(stocked: Any) -> None:
    (answer,) = stocked.post(output(stocked, "2022-03-09"))
    assert (answer.status, answer.problem and answer.problem.code) == ("blocked", "output-unfed")
    stocked.booked(feed(stocked, "2022-03-10"))
    (answer,) = stocked.post(output(stocked, "2022-03-09", "O2"))
    assert (answer.status, answer.problem and answer.problem.code) == ("blocked", "output-early")
    stocked.booked(
        output(stocked, "2022-03-10", "O3"), feed(stocked, "2022-03-05"), output(stocked, "2022-03-06", "O4")
    )
    stocked.booked(output(stocked, "2022-03-05", "O5"))


def test_a_refused_feed_opens_no_line(stocked: Any) -> None:
    double = [Part("L1", matter_of(ORE) + matter_of(ORE))]
    much = act.feed(firm="A", line="X", run="R", stage="metal", parts=double, **stocked.said("2022-03-01"))
    answers = stocked.post(much, output(stocked, "2022-03-09"))
    assert [(one.status, one.problem and one.problem.code) for one in answers] == [
        ("refused", "overdrawn"), ("blocked", "output-unfed")]  # fmt: skip

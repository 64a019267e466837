"""What a stock count finds halts an instrument in the session at once; a good recount lifts it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.trade.acts_market import told

from monazite.app.trade.market import Market
from monazite.app.trade.venue_watch import Seen, _overdue
from monazite.app.trade.week import WeekClock
from monazite.trade.acts import TRADE

METAL = "PrNd-M"
DAY = date(2022, 8, 1)


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    """A spot venue with a receipt in store, its day open."""
    made = told(tmp_path, "stock_count")
    market = made.workspace.trade
    market.clock = WeekClock(datetime(2022, 8, 1, 2, tzinfo=UTC))
    market.begin("BX")
    yield market
    made.workspace.close()


def counted(market: Market, key: str, found: str, weighed: str) -> None:
    values = {field: list(told) for field, told in TRADE.act("stock_count").example.items()}
    values |= {"count": [key], "found": [found], "weighed": [weighed] if weighed else []}
    answer = market.acts.submit("stock_count", values, actor="C1", id=f"E-{key}")
    assert not isinstance(answer, list), [one.sentence("en") for one in answer]
    assert answer.status == "accepted"


def halted_by(market: Market) -> tuple[str, str]:
    return market.desk("BX").ask(
        lambda machine: (machine.state.markets[METAL].judged_by, machine.state.markets[METAL].judged_about)
    )


@pytest.mark.parametrize(("found", "weighed"), [("no", ""), ("yes", "9.5t")])
def test_stones_halt_at_once_and_a_good_recount_lifts_it(market: Market, found: str, weighed: str) -> None:
    assert halted_by(market) == ("", "")
    counted(market, "C-1", found, weighed)
    assert halted_by(market) == ("weight", "R-1")
    order = {"kind": "list", "id": "1", "instrument": METAL, "side": "buy", "price_ticks": 1130, "lots": 1}
    answer = market.desk("BX").submit("M1", order)
    assert answer.problem is not None
    assert answer.problem.code == "market-halted"
    assert market.desk("BX").submit("BX", {"kind": "close_day"}).status == "accepted"
    assert halted_by(market) == ("weight", "R-1")
    counted(market, "C-2", "yes", "10t")
    assert halted_by(market) == ("", "")


def test_a_store_that_nobody_counts_is_halted(market: Market) -> None:
    assert market.desk("BX").submit("BX", {"kind": "close_day"}).status == "accepted"
    clock = market.clock
    assert isinstance(clock, WeekClock)
    clock.instant += timedelta(days=63)
    begun = market.begin("BX")
    assert begun.is_open
    assert halted_by(market)[0] == "uncounted"
    assert not begun.phases
    counted(market, "C-1", "yes", "10t")
    found = market.oversee("BX", DAY + timedelta(days=30))
    assert "uncounted" not in {one.rule for one in found if one.severity == "halt"}


def test_what_is_due_is_dated_by_the_trading_day_of_its_number() -> None:
    seen = Seen("2022-08-03", {}, {}, (("T1", METAL, 1), ("T3", METAL, 3), ("T4", METAL, 4)), 3, {})
    ended = ["2022-08-01", "2022-08-02"]
    assert [(one.id, one.due) for one in _overdue(seen, ended)] == [("T1", "2022-08-01"), ("T3", "2022-08-03")]
    closed = replace(seen, day="2022-08-03")
    assert [one.due for one in _overdue(closed, [*ended, "2022-08-03"])] == ["2022-08-01", "2022-08-03"]


def test_a_member_that_left_by_the_journal_trades_no_more(market: Market) -> None:
    listing = {"kind": "list", "id": "1", "instrument": METAL, "side": "buy", "price_ticks": 1130, "lots": 1}
    values = {field: list(told) for field, told in TRADE.act("membership").example.items()} | {"active": ["no"]}
    answer = market.acts.submit("membership", values, actor="BX", id="E-left")
    assert not isinstance(answer, list), [one.sentence("en") for one in answer]
    assert answer.status == "accepted"
    refused = market.desk("BX").submit("M1", listing).problem
    assert refused is not None
    assert refused.code == "member-left"
    number = market.desk("BX").gateway.number
    market.learn("BX")
    assert market.desk("BX").gateway.number == number

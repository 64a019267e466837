"""The simulated week in a workspace: it audits clean, replays to the same state, and shows what it should."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from monazite.app import Workspace
from monazite.app.trade.week import TradeWeek, open_today
from monazite.core import SHANGHAI, FixedClock
from monazite.ledger import Entry
from monazite.trace.reports import invoices_that_differ, sales_without_invoice
from monazite.trade.index import recompute_bytes
from monazite.trade.log import venue_folder
from monazite.trade.log.replay import steps
from monazite.trade.log.segment import Walk
from monazite.trade.session import Machine
from monazite.trade.settle.invoices import unmatched_invoices, unmatched_sales
from monazite.trade.simulate import DAYS, VENUES
from monazite.trade.simulate.tables import actors
from monazite.trade.tables import TABLES

CLOCK = FixedClock(datetime(2026, 11, 24, 2, tzinfo=UTC))
REFUSED = {"safeguard-outsiders", "owner-same", "price-beyond-limit"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace.open(tmp_path_factory.mktemp("week"), create=True, clock=CLOCK) as opened:
        with TradeWeek(opened, 1) as made:
            made.finish()
        yield opened


def recorded(milliseconds: int) -> date:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(SHANGHAI).date()


def entries(workspace: Workspace) -> list[Entry]:
    return [posted.entry for posted in workspace.trace.entries()]


def test_the_journal_audits_clean_and_every_entry_is_marked(workspace: Workspace) -> None:
    assert workspace.trace.audit().findings == ()
    found = entries(workspace)
    assert all(entry.details.get("simulated") is True for entry in found)
    assert not any(leg.unit.startswith("quota") for entry in found for leg in entry.legs)


def test_money_is_what_the_banks_lent(workspace: Workspace) -> None:
    held: Counter[str] = Counter()
    for entry in entries(workspace):
        for leg in entry.legs:
            if leg.unit == "money:CNY" and isinstance(leg.amount, int):
                held[leg.account.partition("/")[0]] += leg.amount
    assert held["bank"] == -sum(one.cash_fen for one in actors().values())
    assert held["cash"] + held["escrow"] + held["fees"] == -held["bank"]
    assert held["fees"] > 0


@pytest.mark.parametrize("venue", VENUES)
def test_a_day_replays_to_the_state_in_the_journal(workspace: Workspace, venue: str) -> None:
    for day in (None, "2022-08-17"):
        found = workspace.trade.replay(venue, day)
        assert found.checked
        assert all(one.expected == one.found for one in found.checked)
        assert not found.problems


def test_every_way_to_trade_is_shown(workspace: Workspace) -> None:
    trades = TABLES["trade_trades"]
    with workspace.reading() as connection:
        methods = set(connection.scalars(select(trades.c.method)))
        traded = {(row.venue, row.day) for row in connection.execute(select(trades.c.venue, trades.c.day))}
    assert methods == {"call", "continuous", "listing", "negotiated", "auction_up", "auction_down"}
    assert {str(day) for venue, day in traded if venue == "HCX"} == {day.isoformat() for day in DAYS}
    kinds = Counter(entry.kind for entry in entries(workspace))
    assert kinds["day_end"] == len(VENUES) * len(DAYS)
    for kind in ("arbitration", "compensate", "receipt_cancel", "escrow_out", "stock_count", "index_inputs", "report"):
        assert kinds[kind], kind
    assert kinds["pledge"] == 2


def test_sales_have_their_invoices_but_for_the_late_sellers_last(workspace: Workspace) -> None:
    with workspace.reading() as connection:
        gaps = unmatched_sales(connection)
        assert {(gap.seller, gap.day) for gap in gaps} == {("E02", DAYS[-1])}
        assert unmatched_invoices(connection) == ()
        assert invoices_that_differ(connection) == ()
        assert len(sales_without_invoice(connection)) > len(gaps)


def test_rules_refuse_whom_they_should(workspace: Workspace) -> None:
    refused: Counter[str] = Counter()
    for venue in VENUES:
        walk = Walk(venue_folder(workspace.home.directory, venue), venue, 0)
        for _, _, applied in steps(walk, Machine(venue)):
            refused.update(one.problem.code for one in applied.outcomes if one.problem is not None)
    assert set(refused) >= REFUSED
    assert refused.total() < 120
    assert refused["clock-back"] == 0


def test_the_index_can_be_recomputed_from_its_file(workspace: Workspace) -> None:
    index = workspace.trade.index("HCX")
    for day in (*DAYS, date(2022, 8, 31)):
        found = index.published(day)
        report = recompute_bytes(index.file(found.sha256), "index")
        assert not report.differences
        assert not report.problems
    month = index.month(2022, 8)
    assert month.index is not None
    assert str(month.index.low) == "261.3"
    assert month.index.high_day == date(2022, 8, 1)
    level = {point.day: point.index for point in index.published(DAYS[-1]).series.points}
    assert level[DAYS[0]] > level[DAYS[-1]]


def test_the_same_seed_gives_the_same_day(workspace: Workspace, tmp_path: Path) -> None:
    with Workspace.open(tmp_path, create=True, clock=CLOCK) as other, TradeWeek(other) as week:
        week.until(DAYS[1])
        states = [one.trade.replay("HCX", DAYS[0].isoformat()).state_sha256 for one in (workspace, other)]
    assert states[0] == states[1]


def test_a_day_is_open_for_visitors_afterwards(workspace: Workspace) -> None:
    assert open_today(workspace) == VENUES
    assert open_today(workspace) == ()
    auction = workspace.trade.desk("BLX").ask(lambda machine: machine.offers("auction"))[0]
    bid = {"kind": "bid", "id": "v-1", "auction": auction["number"], "price_ticks": auction["start_ticks"], "lots": 1}
    assert workspace.trade.desk("BLX").submit("E05", bid).status == "accepted"
    book = workspace.trade.desk("HCX").ask(lambda machine: machine.book("PrNd-O"))
    assert book["bids"]
    assert book["asks"]
    for venue in VENUES:  # what the pages do when they open a venue
        assert workspace.trade.learn(venue) == []
    board = workspace.trade.desk("HCX").ask(lambda machine: machine.board())
    assert all(row["last"] and row["phase"] == "continuous" for row in board)
    workspace.trade.close()
    assert workspace.trace.audit().findings == ()


def test_a_week_beside_the_year_is_entered_in_time(tmp_path: Path) -> None:
    days: list[date] = []
    with Workspace.open(tmp_path, create=True, clock=CLOCK) as opened, TradeWeek(opened) as week:

        def beside(day: date) -> None:
            days.append(day)
            week.until(min(day, DAYS[0]))

        opened.trace.simulate(year=2022, lots=100, seed=1, beside=beside)
        found = [posted for posted in opened.trace.entries() if posted.entry.id.startswith("tw-")]
        lags = [recorded(posted.recorded_ms) - posted.entry.day for posted in found]
        assert {lag.days for lag in lags} == {0}
        assert not [alarm for alarm in opened.trace.alarms("2022-08") if alarm.detector == "late_entries"]
    assert days == sorted(days)
    assert days[-1] == date(2023, 3, 1)

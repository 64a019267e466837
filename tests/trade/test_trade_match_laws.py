"""The laws of a book, watched from outside: whoever keeps the reports can say what stands where."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.trade.match import (
    POST_ONLY,
    Command,
    CommandKind,
    Engine,
    Report,
    ReportKind,
    Rules,
    SelfTrade,
    Side,
    TimeInForce,
    TradePrice,
    open_engine,
    set_limits,
)

REFUSED = {
    ReportKind.CANCEL_REJECTED, ReportKind.MODIFY_REJECTED, ReportKind.NEW_REJECTED, ReportKind.COMMAND_REJECTED,
}  # fmt: skip
Entry = tuple[int, int, int, int]


@dataclass
class Witness:
    """What stands, told from reports alone: by id the side, price, place in time and lots of each order."""

    keeps_priority: bool
    open: dict[int, Entry] = field(default_factory=dict)
    arrivals: count[int] = field(default_factory=count)

    def hear(self, report: Report) -> None:
        number = report.order_id
        if report.kind == ReportKind.ACCEPTED:
            assert number not in self.open
            self.open[number] = (report.side, report.price, next(self.arrivals), report.quantity)
        elif report.kind == ReportKind.MODIFIED:
            side, price, arrival, lots = self.open[number]
            keeps = self.keeps_priority and price == report.price and report.quantity <= lots
            place = arrival if keeps else next(self.arrivals)
            self.open[number] = (side, report.price, place, report.quantity)
        elif report.kind == ReportKind.CANCELLED:
            side, price, _, lots = self.open.pop(number)
            assert (side, price, lots) == (report.side, report.price, report.quantity)
        elif report.kind == ReportKind.TRADE:
            self.trade(report)

    def trade(self, report: Report) -> None:
        assert self.ranked(1 - report.side, without=report.order_id)[0] == report.maker_id
        taker, maker = self.open[report.order_id], self.open[report.maker_id]
        assert taker[0] == report.side != maker[0]
        low, high = sorted((taker[1], maker[1]))
        assert low <= report.price <= high
        assert taker[1] >= maker[1] if taker[0] == Side.BUY else taker[1] <= maker[1]
        for number in (report.order_id, report.maker_id):
            side, price, arrival, lots = self.open[number]
            assert lots >= report.quantity > 0
            self.open[number] = (side, price, arrival, lots - report.quantity)
            if lots == report.quantity:
                del self.open[number]

    def ranked(self, side: int, without: int | None = None) -> list[int]:
        """Ids of one side by priority."""
        mine = [
            (price if side == Side.SELL else -price, arrival, number)
            for number, (its, price, arrival, _) in self.open.items()
            if its == side and number != without
        ]
        return [number for _, _, number in sorted(mine)]


def check(engine: Engine, witness: Witness) -> None:
    orders = engine.orders()
    assert orders["order_id"].tolist() == [number for side in Side for number in witness.ranked(side)]
    assert orders["quantity"].tolist() == [witness.open[number][3] for number in orders["order_id"].tolist()]
    assert len(orders) == engine.live
    top = engine.top()
    assert top.bid is None or top.ask is None or top.bid < top.ask
    for side in Side:
        levels, mine = engine.levels(side), orders[orders["side"] == side]
        assert levels["quantity"].sum() == mine["quantity"].sum()
        assert levels["orders"].sum() == len(mine)
        assert len(set(levels["price"].tolist())) == len(levels)
        best = (top.bid, top.bid_quantity) if side == Side.BUY else (top.ask, top.ask_quantity)
        assert best == ((levels["price"][0], levels["quantity"][0]) if len(levels) else (None, 0))
    lower, upper = engine.limits
    assert ((lower <= orders["price"]) & (orders["price"] <= upper)).all()


LOTS, IDS, PRICES, MEMBERS = st.integers(0, 20), st.integers(1, 25), st.integers(94, 106), st.integers(0, 3)
NEW = st.tuples(
    st.just(CommandKind.NEW), st.sampled_from(list(Side)), st.sampled_from(list(TimeInForce)),
    st.sampled_from([0, 0, 0, POST_ONLY]), LOTS, IDS, PRICES, st.just(0), MEMBERS,
).map(lambda fields: Command(*fields))  # fmt: skip
MODIFY = st.tuples(
    st.just(CommandKind.MODIFY), st.just(0), st.just(0), st.just(0), LOTS, IDS, PRICES, st.just(0), MEMBERS
).map(lambda fields: Command(*fields))
CANCEL = st.tuples(IDS, MEMBERS).map(lambda it: Command(CommandKind.CANCEL, order_id=it[0], member=it[1]))
VENUE = st.one_of(
    st.just(Command(CommandKind.EXPIRE_DAY)),
    st.tuples(st.integers(93, 99), st.integers(98, 107)).map(lambda limits: set_limits(*limits)),
    st.integers(0, 110).map(lambda price: Command(CommandKind.SET_LAST, price=price)),
)
FLOW = st.lists(st.one_of(NEW, NEW, NEW, MODIFY, CANCEL, VENUE), max_size=60)


@pytest.mark.parametrize("kind", ["reference", "compiled"])
@given(FLOW, st.sampled_from(list(SelfTrade)), st.sampled_from(list(TradePrice)), st.integers(0, 1))
@settings(max_examples=200, deadline=None)
def test_the_book_is_what_its_reports_say(
    kind: str,
    flow: list[Command],
    self_trade: SelfTrade,
    price: TradePrice,
    keeps: int,
) -> None:
    engine = open_engine(Rules(90, 110, self_trade, price, bool(keeps), last=100), is_compiled=kind == "compiled")
    witness = Witness(bool(keeps))
    for number, command in enumerate(flow):
        before = engine.state_hash()
        reports = engine.apply(command)
        for report in reports:
            assert report.sequence == number
            witness.hear(report)
        check(engine, witness)
        if any(report.kind in REFUSED for report in reports):
            assert len(reports) == 1
            assert engine.state_hash() == before


@given(FLOW, st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_a_member_never_trades_with_itself(flow: list[Command], rule: int) -> None:
    engine = open_engine(Rules(90, 110, SelfTrade(rule)), is_compiled=False)
    for command in flow:
        for report in engine.apply(command):
            if report.kind == ReportKind.TRADE:
                assert report.member != report.maker_member or report.member == 0


@given(FLOW)
@settings(max_examples=60, deadline=None)
def test_a_fill_or_kill_order_fills_whole_or_does_nothing(flow: list[Command]) -> None:
    engine = open_engine(Rules(90, 110, SelfTrade.CANCEL_RESTING), is_compiled=False)
    for command in flow:
        reports = engine.apply(command)
        if command.kind == CommandKind.NEW and command.time_in_force == TimeInForce.FOK:
            traded = sum(report.quantity for report in reports if report.kind == ReportKind.TRADE)
            assert traded == (0 if reports[0].kind == ReportKind.NEW_REJECTED else command.quantity)

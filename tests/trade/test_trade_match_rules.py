"""Each rule of the engine by an example, of both implementations."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from monazite.core import Problem
from monazite.trade.match import (
    COMMAND,
    POST_ONLY,
    Command,
    CommandKind,
    Engine,
    Reason,
    Report,
    ReportKind,
    Rules,
    SelfTrade,
    Side,
    TimeInForce,
    TradePrice,
    commands,
    open_engine,
    report_of,
    set_limits,
)

NEW, CANCEL, MODIFY = CommandKind.NEW, CommandKind.CANCEL, CommandKind.MODIFY
BUY, SELL = Side.BUY, Side.SELL
GTC, IOC, FOK, DAY = TimeInForce


@pytest.fixture(params=["reference", "compiled"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def new(number: int, side: Side, quantity: int, price: int, time_in_force: int = GTC, **more: int) -> Command:
    return Command(NEW, side, time_in_force, quantity=quantity, order_id=number, price=price, **more)


def book(kind: str, *given: Command, **rules: Any) -> Engine:
    engine = open_engine(Rules(**{"lower": 900, "upper": 1100, **rules}), is_compiled=kind == "compiled")
    engine.process(commands(*given))
    return engine


def short(reports: list[Report]) -> list[tuple[str, str, int, int, int]]:
    """Kind, reason, id, price and lots of each."""
    return [(ReportKind(r.kind).name, Reason(r.reason).name, r.order_id, r.price, r.quantity) for r in reports]


def traded(reports: list[Report]) -> list[tuple[int, int, int]]:
    """Maker, price and lots of each trade."""
    return [(r.maker_id, r.price, r.quantity) for r in reports if r.kind == ReportKind.TRADE]


def test_price_goes_before_time(kind: str) -> None:
    engine = book(kind, new(1, SELL, 5, 1002), new(2, SELL, 5, 1001), new(3, SELL, 5, 1001))
    assert traded(engine.apply(new(4, BUY, 12, 1002))) == [(2, 1001, 5), (3, 1001, 5), (1, 1002, 2)]
    assert engine.top() == (None, 0, 1002, 3, 1002)


def test_the_middle_of_bid_ask_and_last(kind: str) -> None:
    engine = book(kind, new(1, SELL, 9, 1000), trade_price=TradePrice.MEDIAN)
    assert traded(engine.apply(new(2, BUY, 1, 1010))) == [(1, 1000, 1)]  # no last yet: the maker's
    for last, price in ((1005, 1005), (1020, 1010), (990, 1000)):
        engine.apply(Command(CommandKind.SET_LAST, price=last))
        assert traded(engine.apply(new(3, BUY, 1, 1010))) == [(1, price, 1)]
        assert engine.top().last == price


@pytest.mark.parametrize(("time_in_force", "told"), [
    (GTC, [("ACCEPTED", "NONE", 2, 1000, 7), ("TRADE", "NONE", 2, 1000, 5)]),
    (DAY, [("ACCEPTED", "NONE", 2, 1000, 7), ("TRADE", "NONE", 2, 1000, 5)]),
    (IOC, [("ACCEPTED", "NONE", 2, 1000, 7), ("TRADE", "NONE", 2, 1000, 5), ("CANCELLED", "IOC_REST", 2, 1000, 2)]),
    (FOK, [("NEW_REJECTED", "FOK_UNFILLED", 2, 1000, 7)]),
])  # fmt: skip
def test_time_in_force(kind: str, time_in_force: int, told: list[tuple[str, str, int, int, int]]) -> None:
    engine = book(kind, new(1, SELL, 5, 1000))
    assert short(engine.apply(new(2, BUY, 7, 1000, time_in_force))) == told
    assert engine.live == (time_in_force != IOC)


def test_the_day_ends_for_day_orders(kind: str) -> None:
    engine = book(kind, new(1, BUY, 5, 990, DAY), new(2, BUY, 5, 990), new(3, BUY, 5, 995, DAY),
                  new(4, SELL, 5, 1000, DAY))  # fmt: skip
    ended = engine.apply(Command(CommandKind.EXPIRE_DAY, time_ms=9))
    assert short(ended) == [("CANCELLED", "DAY_END", n, p, 5) for n, p in ((3, 995), (1, 990), (4, 1000))]
    assert engine.orders()["order_id"].tolist() == [2]
    assert engine.apply(Command(CommandKind.EXPIRE_DAY, time_ms=9)) == []


def test_new_limits_cancel_what_is_outside(kind: str) -> None:
    engine = book(kind, new(1, BUY, 5, 910), new(2, SELL, 5, 1090), new(3, SELL, 5, 1050))
    told = engine.apply(set_limits(950, 1050))
    assert short(told)[1:] == [("CANCELLED", "OUTSIDE_LIMITS", 1, 910, 5), ("CANCELLED", "OUTSIDE_LIMITS", 2, 1090, 5)]
    assert (told[0].kind, told[0].price, told[0].order_id) == (ReportKind.LIMITS_SET, 950, 1050)
    assert engine.limits == (950, 1050)
    assert engine.apply(set_limits(1051, 1050))[0].reason == Reason.BAD_PRICE
    assert engine.apply(set_limits(0, 1050))[0].reason == Reason.BAD_PRICE
    assert engine.apply(set_limits(7, -3))[0].reason == Reason.BAD_PRICE
    assert engine.limits == (950, 1050)


@pytest.mark.parametrize(("rule", "told", "left"), [
    (SelfTrade.OFF, [("TRADE", 2, 4), ("TRADE", 2, 3)], [3]),
    (SelfTrade.CANCEL_RESTING, [("CANCELLED", 1, 4), ("TRADE", 2, 4)], [2]),
    (SelfTrade.CANCEL_INCOMING, [("CANCELLED", 2, 7)], [1, 3]),
    (SelfTrade.CANCEL_BOTH, [("CANCELLED", 1, 4), ("CANCELLED", 2, 7)], [3]),
])  # fmt: skip
def test_who_is_cancelled_when_a_member_meets_itself(
    kind: str, rule: SelfTrade, told: list[tuple[str, int, int]], left: list[int]
) -> None:
    engine = book(kind, new(1, SELL, 4, 1000, member=7), new(3, SELL, 4, 1000, member=8), self_trade=rule)
    reports = engine.apply(new(2, BUY, 7, 1001, member=7))
    assert [(ReportKind(r.kind).name, r.order_id, r.quantity) for r in reports[1:]] == told
    assert engine.orders()["order_id"].tolist() == left


def test_nobody_in_particular_may_trade_with_itself(kind: str) -> None:
    engine = book(kind, new(1, SELL, 4, 1000), self_trade=SelfTrade.CANCEL_BOTH)
    assert traded(engine.apply(new(2, BUY, 4, 1000))) == [(1, 1000, 4)]


@pytest.mark.parametrize("rule", [SelfTrade.CANCEL_RESTING, SelfTrade.CANCEL_INCOMING])
def test_a_fill_or_kill_order_does_not_count_its_own(kind: str, rule: SelfTrade) -> None:
    engine = book(kind, new(1, SELL, 4, 1000, member=7), new(3, SELL, 4, 1000, member=8), self_trade=rule)
    assert engine.apply(new(2, BUY, 5, 1000, FOK, member=7))[0].reason == Reason.FOK_UNFILLED
    reason = engine.apply(new(2, BUY, 4, 1000, FOK, member=7))[0].reason
    assert reason == (Reason.NONE if rule == SelfTrade.CANCEL_RESTING else Reason.FOK_UNFILLED)


@pytest.mark.parametrize(("keeps", "quantity", "price", "first"), [
    (1, 3, 1000, 1), (1, 5, 1000, 1), (1, 6, 1000, 2), (0, 3, 1000, 2), (1, 3, 1001, 2),
])  # fmt: skip
def test_when_an_amendment_keeps_its_place(
    kind: str,
    keeps: int,
    quantity: int,
    price: int,
    first: int,
) -> None:
    engine = book(kind, new(1, SELL, 5, 1000), new(2, SELL, 5, 1000), keeps_priority=bool(keeps))
    told = engine.apply(Command(MODIFY, quantity=quantity, order_id=1, price=price))
    assert short(told) == [("MODIFIED", "NONE", 1, price, quantity)]
    assert traded(engine.apply(new(3, BUY, 1, 1000)))[0][0] == first


def test_an_amendment_trades_on_its_way(kind: str) -> None:
    engine = book(kind, new(1, SELL, 5, 1000), new(2, BUY, 9, 990))
    told = engine.apply(Command(MODIFY, quantity=6, order_id=2, price=1000))
    assert [r.kind for r in told] == [ReportKind.MODIFIED, ReportKind.TRADE]
    assert engine.top() == (1000, 1, None, 0, 1000)


REFUSALS = {
    "no lots": (new(9, BUY, 0, 1000), Reason.BAD_QUANTITY),
    "fewer than none": (new(9, BUY, -1, 1000), Reason.BAD_QUANTITY),
    "too many lots": (new(9, BUY, 2**32, 1000), Reason.BAD_QUANTITY),
    "no price": (new(9, BUY, 1, 0), Reason.BAD_PRICE),
    "a price below nothing": (new(9, BUY, 1, -5), Reason.BAD_PRICE),
    "a price of 64 bits": (new(9, BUY, 1, 2**63), Reason.BAD_PRICE),
    "a price over all": (new(9, BUY, 1, 2**62 + 1), Reason.BAD_PRICE),
    "below the limit": (new(9, BUY, 1, 899), Reason.OFF_LIMITS),
    "above the limit": (new(9, SELL, 1, 1101), Reason.OFF_LIMITS),
    "an id that lives": (new(1, SELL, 1, 1000), Reason.DUPLICATE_ID),
    "no side": (Command(NEW, 2, quantity=1, order_id=9, price=1000), Reason.MALFORMED),
    "no time in force": (new(9, BUY, 1, 1000, 4), Reason.MALFORMED),
    "an unknown flag": (new(9, BUY, 1, 1000, flags=2), Reason.MALFORMED),
    "post-only at once": (new(9, BUY, 1, 1000, IOC, flags=POST_ONLY), Reason.MALFORMED),
    "post-only that trades": (new(9, BUY, 1, 1010, flags=POST_ONLY), Reason.WOULD_CROSS),
    "the clock going back": (new(9, BUY, 1, 1000, time_ms=99), Reason.CLOCK_BACK),
    "an id too long": (new(2**64, BUY, 1, 1000), Reason.MALFORMED),
    "an id below nothing": (new(-1, BUY, 1, 1000), Reason.MALFORMED),
    "a byte too large": (Command(256), Reason.MALFORMED),
    "no such command": (Command(6), Reason.MALFORMED),
    "cancel of nothing": (Command(CANCEL, order_id=9), Reason.UNKNOWN_ORDER),
    "cancel of another's": (Command(CANCEL, order_id=1, member=8), Reason.NOT_OWNER),
    "cancel in the past": (Command(CANCEL, order_id=1, time_ms=5), Reason.CLOCK_BACK),
    "change of nothing": (Command(MODIFY, quantity=1, order_id=9, price=1000), Reason.UNKNOWN_ORDER),
    "change of another's": (Command(MODIFY, quantity=1, order_id=1, price=1000, member=8), Reason.NOT_OWNER),
    "change to no lots": (Command(MODIFY, order_id=1, price=1000), Reason.BAD_QUANTITY),
    "change to no price": (Command(MODIFY, quantity=1, order_id=1), Reason.BAD_PRICE),
    "change beyond a limit": (Command(MODIFY, quantity=1, order_id=1, price=1101), Reason.OFF_LIMITS),
    "post-only changed to trade": (Command(MODIFY, quantity=1, order_id=2, price=1010), Reason.WOULD_CROSS),
    "a last price of nothing": (Command(CommandKind.SET_LAST), Reason.BAD_PRICE),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refused_command_changes_nothing(kind: str, case: str) -> None:
    command, reason = REFUSALS[case]
    engine = book(kind, new(1, SELL, 5, 1010, member=7), new(2, BUY, 5, 990, flags=POST_ONLY, time_ms=100))
    if reason != Reason.CLOCK_BACK:
        command = command._replace(time_ms=100)
    before = engine.state_hash()
    told = engine.apply(command)
    assert [Reason(report.reason).name for report in told] == [reason.name]
    assert told[0].kind in {4, 5, 6, 9}
    assert engine.state_hash() == before


def test_an_id_is_free_again_when_its_order_is_done(kind: str) -> None:
    engine = book(kind, new(1, SELL, 5, 1000), new(2, BUY, 5, 1000), new(1, BUY, 3, 950))
    assert engine.orders().tolist() == [(BUY, GTC, 0, 3, 1, 950, 0)]
    assert engine.apply(Command(CANCEL, order_id=2))[0].reason == Reason.UNKNOWN_ORDER


def test_largest_numbers(kind: str) -> None:
    engine = book(kind, new(2**64 - 1, SELL, 2**32 - 1, 2**62), lower=1, upper=2**62)
    told = engine.apply(new(2**63, BUY, 2**32 - 1, 2**62, member=2**32 - 1))
    assert traded(told) == [(2**64 - 1, 2**62, 2**32 - 1)]
    assert engine.live == 0


def test_a_record_is_a_report(kind: str) -> None:
    told = book(kind).process(commands(new(5, SELL, 3, 1000, member=4)))
    assert report_of(told[0]) == Report(ReportKind.ACCEPTED, 0, SELL, 3, 0, 1000, 5, 0, 4, 0)


def test_what_is_no_command_array_is_an_error_of_ours() -> None:
    with pytest.raises(TypeError, match="COMMAND"):
        book("compiled").process(np.zeros(3, np.int64))
    with pytest.raises(OverflowError):
        commands(new(1, BUY, -1, 1000))
    assert book("compiled").process(np.zeros(0, COMMAND)).tolist() == []


@pytest.mark.parametrize("limits", [(0, 5), (9, 5), (1, 2**62 + 1)])
def test_rules_that_cannot_be(limits: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="limits"):
        Rules(*limits)


def test_a_damaged_snapshot_is_refused_and_changes_nothing(kind: str) -> None:
    engine = book(kind, new(1, SELL, 5, 1000), new(2, BUY, 5, 990))
    snapshot, before = engine.snapshot(), engine.state_hash()
    for damaged in (b"", snapshot[:-1], snapshot[:90] + b"\x01" + snapshot[91:], b"X" + snapshot[1:]):
        problem = engine.restore(damaged, "day.snapshot")
        assert isinstance(problem, Problem)
        assert problem.sentence("en").startswith("day.snapshot: expected a snapshot of a book")
        assert engine.state_hash() == before

"""Cash and receipts in and out; grades, weights and fees; what the safeguards say."""

from __future__ import annotations

from typing import Any

import pytest
from tests.trade.session_making import METAL, OPENS, VENUE, Room, kinds

from monazite.core import Problem
from monazite.trade.session import price_of, ticks_of
from monazite.trade.venues import standard_instruments


@pytest.fixture
def room() -> Room:
    made = Room()
    made.admit("a", "b", lots=20)
    made.open()
    return made


def test_cash_comes_and_goes(room: Room) -> None:
    outcome = room.member("a", "withdraw_cash", fen=400)
    assert [(effect.kind, effect.data) for effect in outcome.effects] == [("cash_out", {"member": "a", "fen": 400})]
    room.order("a", "buy", 1130, 1700)
    assert room.refused("a", "withdraw_cash", fen=10**10) == "cash-short"
    assert room.refused("a", "withdraw_cash", fen=0) == "not-positive"
    assert room.refused(VENUE, "deposit_cash", member="zz", fen=5, entry="x") == "member-unknown"
    assert room.refused(VENUE, "deposit_cash", member="a", fen=10**17, entry="x") == "cash-too-much"


def test_a_fee_of_the_venue_is_paid_from_free_cash(room: Room) -> None:
    outcome = room.venue("charge", member="a", fen=700, why="storage")
    assert [(effect.kind, effect.data["fen"]) for effect in outcome.effects] == [("charge", 700)]
    assert room.account("a")[0] == 10**11 - 700
    assert room.machine.state.fees == 700
    assert room.refused(VENUE, "charge", member="a", fen=10**11, why="storage") == "cash-short"
    assert room.refused(VENUE, "charge", member="aa", fen=7, why="storage") == "member-unknown"


def test_a_receipt_leaves_in_parts_and_comes_back_in_parts(room: Room) -> None:
    outcome = room.member("a", "withdraw_receipt", receipt="R-a", lots=5)
    (out,) = outcome.effects
    assert (out.kind, out.data["member"], out.data["receipt"]) == ("deliver_out", "a", "R-a")
    assert [row[:4] for row in out.data["slices"]] == [["R-a", "L-R-a", 0, 5]]
    receipt = room.receipt("R-a", 20)
    assert room.refused(VENUE, "deposit_receipt", member="b", receipt=receipt, entry="x", first=4, last=5 + 1) == (
        "receipt-here"
    )
    room.venue("deposit_receipt", member="b", receipt=receipt, entry="y", first=1, last=3)
    assert room.account("b")[2] == 22
    room.member("a", "withdraw_receipt", receipt="R-a")
    room.member("b", "withdraw_receipt", receipt="R-a")
    assert room.refused("b", "withdraw_receipt", receipt="R-a") == "receipt-unknown"
    assert "R-a" not in room.machine.state.receipts
    room.order("b", "sell", 1130, 18)
    assert room.refused("b", "withdraw_receipt", receipt="R-b", lots=3) == "lots-short"


def test_bought_lots_may_leave_at_once(room: Room) -> None:
    room.order("a", "sell", 1130, 5)
    outcome = room.order("b", "buy", 1130, 5, deliver_to="member")
    assert outcome.effects[0].data["deliver_to"] == "member"
    assert room.account("b")[2:] == (20, 0)
    assert room.machine.state.here["R-a"] == [(5, 20)]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"net_mg": 20 * 1_003_000_000}, "receipt-weight"),
        ({"net_mg": 20 * 997_000_000}, "receipt-weight"),
        ({"net_mg": 0}, "field-number"),
        ({"lots": 0}, "field-number"),
        ({"instrument": "Xx"}, "instrument-unknown"),
        ({"adjust_fen_per_tonne": 5}, "receipt-grade"),
        ({"adjust_fen_per_tonne": "5"}, "field-integer"),
        ({"matter": {"Nd": -1}}, "receipt-matter"),
        ({"matter": []}, "receipt-matter"),
        ({"id": "a b"}, "field-name"),
        ({"weight": 5}, "field-unknown"),
        ({"lot": "L-R-a"}, "receipt-lot"),
        ({"id": "R-a"}, "receipt-other"),
        ({"issued_ms": OPENS - 200 * 86_400_000}, "safeguard-days_in_store"),
    ],
)
def test_receipts_that_cannot_come(room: Room, changed: dict[str, Any], code: str) -> None:
    receipt = room.receipt("R9", 20) | changed
    assert room.refused(VENUE, "deposit_receipt", member="a", receipt=receipt, entry="x") == code


def test_a_receipt_is_here_once_and_where_the_contract_says() -> None:
    room = Room(instrument={"places": ["W", "W2"]})
    room.admit("a", lots=20)
    again = room.receipt("R-a", 20)
    assert room.refused(VENUE, "deposit_receipt", member="a", receipt=again, entry="x") == "receipt-here"
    away = room.receipt("R9", 20) | {"warehouse": "W3"}
    assert room.refused(VENUE, "deposit_receipt", member="a", receipt=away, entry="x") == "receipt-place"
    for first, last in ((3, 3), (-1, 2), (0, 21)):
        fields: dict[str, Any] = {"member": "a", "receipt": room.receipt("R9", 20), "entry": "x"}
        assert room.refused(VENUE, "deposit_receipt", **fields, first=first, last=last) == "receipt-lots"


def test_the_grade_of_each_receipt_is_in_its_price() -> None:
    room = Room(instrument={"chemistry": room_chemistry(), "tick_fen_per_tonne": 100, "daily_limit_ppm": None})
    room.admit("a", "b")
    room.receive("a", "poor", 3, adjust_fen_per_tonne=-53_668)
    room.receive("a", "rich", 3, adjust_fen_per_tonne=107_336)
    room.open(reference=26_834)
    room.order("a", "sell", 26_834, 6)
    outcome = room.order("b", "buy", 26_834, 6)
    nets = [(row[0], row[4]) for row in outcome.effects[0].data["slices"]]
    exact = (2_683_400 - 53_668) * nets[0][1] + (2_683_400 + 107_336) * nets[1][1]
    assert outcome.effects[0].data["amount_fen"] == round(exact / 10**9)
    assert [name for name, _ in nets] == ["poor", "rich"]
    assert room.refused("b", "order", instrument="PrNd-M", side="buy", price_ticks=5000, lots=1) == "price-below-grade"


def room_chemistry() -> dict[str, Any]:
    """A contract whose price stands on 50 % REO, with 536.68 yuan for each per cent."""
    return {"reo_ppm_base": 500_000, "grade_step_fen_per_tonne": 53_668}


def test_prices_far_above_the_outside_are_refused() -> None:
    room = Room(instrument={"daily_limit_ppm": None})
    room.admit("a", "b", lots=20)
    room.open(reference=1130, outside={"PrNd-M": 56_500_000})
    fields: dict[str, Any] = {"instrument": "PrNd-M", "side": "buy", "lots": 1}
    assert room.refused("a", "order", **fields, price_ticks=1300) == "safeguard-premium"
    assert room.order("a", "buy", 1290, 1).status == "accepted"
    assert room.refused("a", "negotiate", **fields, price_ticks=1300, **{"with": "b"}) == "safeguard-premium"
    room.order("b", "sell", 1300, 1)


def test_nobody_buys_back_what_he_made() -> None:
    room = Room()
    room.admit("maker", "trader")
    room.venue("deposit_receipt", member="trader", receipt=room.receipt("R1", 5), entry="x", producers=["maker"])
    room.open(None)
    room.member("trader", "list", instrument="PrNd-M", side="sell", price_ticks=1130, lots=5)
    assert room.refused("maker", "take", listing=room.number, lots=5) == "safeguard-buys_back"


def test_deposits_stop_long_before_a_year_of_use() -> None:
    room = Room(instrument={"yearly_use_mg": 41 * 10**9})
    room.admit("a", lots=20)
    assert room.refused(VENUE, "deposit_receipt", member="a", receipt=room.receipt("R9", 1), entry="x") == (
        "safeguard-stock_use"
    )


def test_outsiders_hold_a_minor_part() -> None:
    room = Room(instrument={"yearly_use_mg": 1000 * 10**9})
    room.admit("a", lots=21)
    room.venue("member", member="fund", is_industrial=False)
    room.venue("deposit_cash", member="fund", fen=10**11, entry="e")
    room.open()
    room.order("a", "sell", 1130, 21)
    assert room.order("fund", "buy", 1130, 6).status == "accepted"
    assert room.refused("fund", "order", instrument="PrNd-M", side="buy", price_ticks=1130, lots=2) == (
        "safeguard-outsiders"
    )


def test_a_halt_of_the_safeguards_lasts_until_a_close_finds_nothing() -> None:
    room = Room(instrument={"daily_limit_ppm": None})
    room.admit("a", "b", lots=20)
    room.open(reference=1130, outside={"PrNd-M": 56_500_000})
    room.order("a", "buy", 1299, 1)
    room.order("b", "sell", 1299, 1)
    room.venue("close_day")
    room.time_ms += 86_400_000
    room.venue("open_day", day=room.day(), references={}, outside={"PrNd-M": 50_000_000})
    room.venue("phase", instrument="PrNd-M", phase="continuous")
    room.machine.state.markets["PrNd-M"].outside = None
    room.order("a", "buy", 1250, 1)
    room.machine.state.markets["PrNd-M"].outside = 50_000_000
    room.order("b", "sell", 1250, 1)
    outcome = room.venue("close_day")
    assert "halt" in kinds(outcome)
    room.time_ms += 86_400_000
    room.venue("open_day", day=room.day(), references={}, outside={"PrNd-M": 50_000_000})
    assert room.machine.market("PrNd-M")["phase"] == "halted"
    assert room.refused(VENUE, "phase", instrument="PrNd-M", phase="continuous") == "phase-halted"
    room.venue("close_day")
    room.time_ms += 86_400_000
    room.venue("open_day", day=room.day(), references={})
    assert room.machine.market("PrNd-M")["phase"] == "open"


@pytest.mark.parametrize(
    ("text", "ticks"),
    [
        ("56.5万元/吨", 1130),
        ("565000元/吨", 1130),
        ("565元/公斤", 1130),
        ("565,000 元/吨", 1130),
        ("５６５元／公斤", 1130),
        ("565000", 1130),
        ("565000.00 CNY/t", 1130),
    ],
)
def test_prices_as_people_write_them(text: str, ticks: int) -> None:
    assert ticks_of(text, METAL) == ticks


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("565100元/吨", "price-off-tick"),
        ("0元/吨", "price-not-positive"),
        ("-565000元/吨", "price-not-positive"),
        ("56.5万", "price-unit"),
        ("565美元/公斤", "price-unit"),
        ("", "price-unread"),
        ("abc", "price-unread"),
        ("5,65000", "price-unread"),
        ("9" * 60, "price-unread"),
        ("99999999999999999元/吨", "price-unread"),
        ("nan", "price-unread"),
    ],
)
def test_prices_that_are_none(text: str, code: str) -> None:
    found = ticks_of(text, METAL)
    assert isinstance(found, Problem)
    assert found.code == code
    assert found.both()


def test_an_off_tick_price_is_told_its_neighbours() -> None:
    found = ticks_of("565100元/吨", METAL)
    assert isinstance(found, Problem)
    assert "use 565,000 CNY/t or 565,500 CNY/t" in found.sentence("en")
    assert "PrNd-M：应为" in found.sentence("zh")
    assert "请用 565,000 元/吨 或 565,500 元/吨" in found.sentence("zh")


@pytest.mark.parametrize("name", sorted(standard_instruments()))
def test_every_price_in_ticks_is_written_and_read_back(name: str) -> None:
    instrument = standard_instruments()[name]
    for ticks in (1, 7, 1130, 123_456):
        assert ticks_of(price_of(ticks, instrument), instrument) == ticks

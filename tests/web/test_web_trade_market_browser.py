"""The market in a real browser: it fits, it is quiet, and the room and the book follow the venue without a reload."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.web.browsing import SIZES, overflow, serving, watched
from tests.web.trading import CASH, DAY, GRADE, MEMBERS, NOW, PRICE, VENUE, Trading, trading

pytestmark = pytest.mark.browser
SELLER, BUYER, THIRD = MEMBERS


def say(market: Trading, member: str, kind: str, **fields: Any) -> int:
    """Say a command past the pages: Playwright's own loop runs in this thread, so no request can be sent from it."""
    answer = market.desk.submit(member, {"kind": kind, "instrument": GRADE, **fields})
    assert answer.status == "accepted", answer.problem
    return answer.number or 0


def order(market: Trading, member: str, name: str, side: str, price_ticks: int, *, lots: int = 1) -> None:
    say(market, member, "order", id=name, side=side, price_ticks=price_ticks, lots=lots)


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trading]:
    with trading(tmp_path_factory.mktemp("trade-browser") / "data") as opened:
        desk, receipt = opened.desk, opened.workspace.trade.receipt(f"R-{SELLER}")
        assert desk.bring_in(SELLER, receipt, id="r-1", time=DAY).status == "accepted"
        for member in MEMBERS:
            assert desk.pay_in(member, CASH // 2, id=f"c-{member}", time=DAY).status == "accepted"
        order(opened, SELLER, "s-1", "sell", PRICE + 4, lots=2)
        order(opened, SELLER, "s-2", "sell", PRICE)
        order(opened, BUYER, "b-1", "buy", PRICE)
        yield opened


@pytest.fixture(scope="module")
def auction(market: Trading) -> int:
    closes = int(NOW.timestamp() * 1000) + 3_600_000
    terms = {"start_ticks": PRICE, "step_ticks": 1, "max_step_ticks": 2, "closes_ms": closes}
    return say(market, SELLER, "auction_open", id="q-1", method="auction_up", lots=2, terms=terms)


@pytest.fixture(scope="module")
def address(market: Trading) -> Iterator[str]:
    with serving(market.app) as at:
        yield at


def act_as(page: Page, address: str, member: str) -> None:
    page.goto(f"{address}/trade/orders?venue={VENUE}")
    page.locator("#act-as").select_option(member)
    page.locator(".acting-form button").click()
    page.wait_for_url("**/trade/orders**")


@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_quiet_and_fits(chromium: Browser, address: str, auction: int, size: str) -> None:
    paths = ("/trade", f"/trade/instruments/{GRADE}", "/trade/auctions", f"/trade/auctions/{auction}", "/trade/orders",
             "/trade/rules")  # fmt: skip
    with watched(chromium, size) as page:
        act_as(page, address, SELLER)
        for path in paths:
            for language in ("zh", "en"):
                page.goto(f"{address}{path}?lang={language}")
                assert overflow(page) <= 0, (path, language)
                assert page.locator("h1").is_visible()


def test_the_book_and_the_tape_follow_an_order_said_elsewhere(chromium: Browser, address: str, market: Trading) -> None:
    with watched(chromium) as page:
        page.goto(f"{address}/trade/instruments/{GRADE}?venue={VENUE}&interval=1m")
        expect(page.locator(".asks th")).to_have_text(["卖价 567.0"])
        assert page.locator(".candles svg .candle").count() == 1
        page.wait_for_timeout(300)  # for the stream to be open
        order(market, BUYER, "b-2", "buy", PRICE + 1, lots=3)
        expect(page.locator(".bids th")).to_have_text(["买价 565.5"])
        order(market, BUYER, "b-3", "buy", PRICE + 4, lots=1)
        expect(page.locator("#live-trades tbody tr")).to_have_count(2)
        expect(page.locator(".quote")).to_contain_text("567.0")


def test_two_bidders_in_the_room_see_each_other_without_a_reload(chromium: Browser, address: str, auction: int) -> None:
    room = f"{address}/trade/auctions/{auction}?venue={VENUE}"
    with watched(chromium) as one, watched(chromium, "phone", is_dark=True) as other:
        act_as(one, address, BUYER)
        act_as(other, address, THIRD)
        one.goto(room)
        other.goto(room)
        expect(other.locator(".clock .countdown")).to_have_text("01:00:00")
        other.wait_for_timeout(300)
        one.locator("button.big").click()
        expect(one.locator(".room .leading")).to_be_visible()
        expect(other.locator(".best .amount")).to_contain_text("565.0")
        expect(other.locator("button.big")).to_have_text("报 565.5")
        expect(other.locator(".clock .countdown")).to_have_text("00:03:00")
        other.locator("button.big").click()
        expect(other.locator(".room .leading")).to_be_visible()
        expect(one.locator(".best .amount")).to_contain_text("565.5")
        expect(one.locator("button.big")).to_have_text("报 566.0")


def test_without_scripts_the_room_works_by_reload(chromium: Browser, address: str, auction: int) -> None:
    with watched(chromium, has_scripts=False) as page:
        act_as(page, address, BUYER)
        page.goto(f"{address}/trade/auctions/{auction}?venue={VENUE}")
        page.locator("button.big").click()
        expect(page.locator(".notice.good")).to_be_visible()
        expect(page.locator(".room .leading")).to_be_visible()


def test_a_typed_number_stays_while_the_page_follows(chromium: Browser, address: str, market: Trading) -> None:
    number = say(market, SELLER, "list", id="l-1", side="sell", price_ticks=PRICE, lots=5)
    with watched(chromium) as page:
        act_as(page, address, BUYER)
        page.goto(f"{address}/trade/instruments/{GRADE}?venue={VENUE}")
        page.locator(f"#take-{number}").fill("2")
        page.wait_for_timeout(300)
        order(market, BUYER, "b-9", "buy", PRICE - 5, lots=1)
        expect(page.locator(".bids")).to_contain_text("562.5")
        expect(page.locator(f"#take-{number}")).to_have_value("2")
        expect(page.locator(f"#take-{number}")).to_be_focused()


def test_a_sheet_is_rehearsed_and_sent(chromium: Browser, address: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(f"自编号,品种,买卖,价格,手数\nz-1,{GRADE},买,56万元/吨,1\n", "utf-8")
    with watched(chromium) as page:
        act_as(page, address, BUYER)
        page.locator("#sheet-file").set_input_files(file)
        page.locator(".sheet-form button").click()
        page.locator(".do-sheet button").click()
        expect(page.locator(".notice.good")).to_contain_text("已受理 1 笔")

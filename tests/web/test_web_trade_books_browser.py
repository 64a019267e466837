"""Receipts, index, reports, statements in a real browser: they fit, they are quiet, and two clicks reach the source."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect
from tests.web.browsing import SIZES, overflow, serving, watched
from tests.web.trading import CASH, DAY, MEMBERS, VENUE, Trading, trading

pytestmark = pytest.mark.browser
SELLER, BUYER, THIRD = MEMBERS
PRODUCT = "镨钕金属"
PATHS = (
    "/trade/receipts", f"/trade/receipts/{quote(f'R-{SELLER}')}", "/trade/index", f"/trade/index/{DAY}",
    f"/trade/index?venue={VENUE}&product={quote(PRODUCT)}", f"/trade/bulletin/{DAY[:7]}", "/trade/reports",
    f"/trade/reports/{DAY}", "/trade/statements", "/trade/statements?kind=account", "/trade/statements?kind=deliveries",
)  # fmt: skip


def trade(market: Trading) -> None:
    """A day with four trades, closed, and its index."""
    market.say(SELLER, "receipts-in", {"id": "r-1", "receipt": f"R-{SELLER}"})
    for member in (BUYER, THIRD):
        market.say(member, "cash-in", {"id": f"c-{member}", "fen": CASH // 2})
    market.order(SELLER, "s", "sell", lots=10)
    for number, member in enumerate((BUYER, THIRD, BUYER, THIRD)):
        market.order(member, f"b{number}", "buy", lots=1)
    market.desk.submit(VENUE, {"kind": "close_day"})
    market.workspace.trade.index(VENUE).publish(date.fromisoformat(DAY), actor=VENUE)


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trading]:
    with trading(tmp_path_factory.mktemp("trade-books-browser") / "data") as opened:
        with ThreadPoolExecutor(1) as other:  # this thread has the browser's event loop
            other.submit(trade, opened).result()
        yield opened


@pytest.fixture(scope="module")
def address(market: Trading) -> Iterator[str]:
    with serving(market.app) as at:
        yield at


@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_quiet_and_fits(chromium: Browser, address: str, size: str) -> None:
    with watched(chromium, size) as page:
        page.goto(f"{address}/trade/statements")
        page.locator("#act-as").select_option(BUYER)
        page.locator(".acting-form button").click()
        page.wait_for_url("**/trade/statements**")
        for path in PATHS:
            for language in ("zh", "en"):
                mark = "&" if "?" in path else "?"
                page.goto(f"{address}{path}{mark}lang={language}")
                assert overflow(page) <= 0, (path, language)
                assert page.locator("h1").first.is_visible(), path


def test_from_an_index_value_two_clicks_reach_the_entry_with_its_proof(chromium: Browser, address: str) -> None:
    with watched(chromium) as page:
        page.goto(f"{address}/trade/index")
        page.locator("#h-products ~ .scroll tbody td.num a").first.click()
        page.wait_for_url(f"**/trade/index/{DAY}**")
        page.locator("details.inputs th a[href*='/trace/log/entries/']").first.click()
        page.wait_for_url("**/trace/log/entries/**")
        assert page.locator("main").inner_text().count(VENUE)


def test_the_chart_is_drawn_from_the_table_and_leads_to_its_days(chromium: Browser, address: str) -> None:
    with watched(chromium, is_dark=True) as page:
        page.goto(f"{address}/trade/index")
        expect(page.locator("[data-chart] svg a").first).to_be_attached()
        assert page.locator("[data-chart] > svg > g a").count() == page.locator("#index-days tbody tr").count()
        page.locator("[data-chart] svg a").first.click()
        page.wait_for_url("**/trade/index/2022-**")


def test_a_printed_statement_is_the_paper_alone(chromium: Browser, address: str) -> None:
    with watched(chromium) as page:
        page.goto(f"{address}/trade/statements")
        page.locator("#act-as").select_option(BUYER)
        page.locator(".acting-form button").click()
        page.wait_for_url("**/trade/statements**")
        page.emulate_media(media="print")
        assert page.locator("article.statement-paper").is_visible()
        for part in ("nav.verbs", "nav.rooms", ".tools", ".foot", "main > .noprint"):
            assert not page.locator(part).first.is_visible(), part

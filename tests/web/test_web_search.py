"""The box on the pages: every hit leads to a page, suggestions while typing, keys, and a page without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect
from tests.web.browsing import overflow, serving, watched
from tests.web.conftest import Browser
from tests.web.planning import MOTOR, OFFTAKE, Planning, planning
from tests.web.trading import GRADE, VENUE, Trading, trading

from monazite.app.find import kinds
from monazite.web.site.found import ADDRESSES, site_pages
from monazite.web.verbs import VERBS

ASKED = (
    "镝", "氧化镝", "yanghuapuniu", "yhpn", "baotou", "dysprosium", "F13", "N40SH", "M2", "甲", "电机",
    "2", "W-1", "p-", "B",
)  # fmt: skip


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planning]:
    with planning(tmp_path_factory.mktemp("find") / "plan") as opened:
        yield opened


@pytest.fixture(scope="module")
def trade(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trading]:
    with trading(tmp_path_factory.mktemp("find") / "trade") as opened:
        yield opened


@pytest.fixture(scope="module")
def address(plan: Planning) -> Iterator[str]:
    with serving(plan.app) as at:
        yield at


@pytest.fixture
def page(chromium: Chromium) -> Iterator[Page]:
    with watched(chromium) as opened:
        yield opened


def leads(browser: Browser, *asked: str) -> dict[str, set[str]]:
    """Addresses of what is found, by kind."""
    found: dict[str, set[str]] = {}
    for text in asked:
        for row in browser.get(f"/api/v1/search?limit=3&q={quote(text)}").json()["rows"]:
            found.setdefault(row["kind"], set()).add(row["address"])
    return found


def test_every_hit_leads_to_its_page(plan: Planning, trade: Trading, browser: Browser) -> None:
    reached = set()
    for one in (plan.browser, trade.browser, browser):
        for kind, addresses in leads(one, *ASKED).items():
            reached.add(kind)
            for to in addresses:
                assert one.get(to.partition("#")[0], follow_redirects=True).status_code == 200, (kind, to)
    assert reached >= {
        "element", "product", "grade", "firm", "organisation", "region", "instrument", "venue", "programme",
        "commitment", "makers_grade", "specification", "topic", "lot", "receipt", "certificate", "entry", "document",
        "fact", "page",
    }  # fmt: skip


def test_every_kind_has_an_address_and_every_room_is_a_page_to_find(browser: Browser) -> None:
    assert set(ADDRESSES) | {"page"} == set(kinds())
    rooms = [room.address for verb in VERBS for room in verb.rooms]
    assert [item.id for item in site_pages().items] == rooms
    for asked, to in (("核对", "/checks"), ("zhibiao", "/quotas"), ("receipts", "/trade/receipts")):
        assert to in leads(browser, asked)["page"], asked


def test_what_is_asked_for_by_its_number_comes_first(plan: Planning) -> None:
    rows = plan.browser.get(f"/api/v1/search?q={MOTOR.lower()}").json()["rows"]
    assert (rows[0]["kind"], rows[0]["address"]) == ("programme", f"/plan/programmes/{MOTOR}")
    rows = plan.browser.get(f"/api/v1/search?q={OFFTAKE}&kind=commitment").json()["rows"]
    assert [row["address"] for row in rows] == [f"/plan/commitments/{OFFTAKE}"]


def test_an_instrument_is_found_within_its_venue(trade: Trading) -> None:
    assert leads(trade.browser, GRADE)["instrument"] == {f"/trade/instruments/{GRADE}?venue={VENUE}"}


def test_the_page_groups_counts_and_pages(plan: Planning) -> None:
    html = plan.browser.get("/search?q=" + quote("氧化") + "&lang=en").text
    assert "Products" in html
    assert "kind=product" in html
    alone = plan.browser.get("/search?q=" + quote("氧化") + "&kind=product&page=2").text
    assert 'aria-current="page">2<' in alone
    assert 'id="h-element"' not in alone


@pytest.mark.parametrize("query", ["q=" + quote("？！"), "q=" + "x" * 10_000, "q=镝&kind=lots", "q=%22%22"])
def test_what_cannot_be_asked_is_said_on_the_page_and_in_json(browser: Browser, query: str) -> None:
    page = browser.get(f"/search?{query}&lang=en")
    assert page.status_code == 200
    assert 'class="notice bad"' in page.text
    assert len(page.text) < 60_000
    answer = browser.get(f"/api/v1/search?{query}")
    assert 400 <= answer.status_code < 500
    assert answer.json()["problem"]["zh"]


@pytest.mark.parametrize("query", ["q=zzzzzz", "q=" + quote("<script>alert(9)</script>氧"), "q=NOT+镝+OR+NEAR(1)"])
def test_nothing_found_says_what_to_do(browser: Browser, query: str) -> None:
    page = browser.get(f"/search?{query}&lang=en")
    assert "Nothing fits." in page.text
    assert "<script>alert" not in page.text


def test_a_misspelt_name_is_asked_back_with_a_link(browser: Browser) -> None:
    assert 'href="?q=dysprosium"' in browser.get("/search?q=dysprosum").text


@pytest.mark.browser
def test_a_slash_goes_to_the_box_arrows_move_and_enter_opens(page: Page, address: str) -> None:
    page.goto(f"{address}/plan")
    page.keyboard.press("/")
    box = page.locator("#find")
    expect(box).to_be_focused()
    page.keyboard.type("ev-22")
    first = page.locator("#suggestions a").first
    expect(first).to_contain_text("220")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-0")
    page.keyboard.press("ArrowUp")
    expect(first).to_have_attribute("aria-selected", "false")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/plan/programmes/{MOTOR}")


@pytest.mark.browser
def test_escape_closes_the_suggestions_and_enter_alone_shows_the_page_of_results(page: Page, address: str) -> None:
    page.goto(f"{address}/plan?lang=en")
    box = page.locator("#find")
    box.press_sequentially("yhpn")
    expect(page.locator("#suggestions")).to_contain_text("praseodymium-neodymium oxide")
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=yhpn")
    expect(page.locator("h2").first).to_contain_text("Products")


@pytest.mark.browser
def test_a_slash_is_a_slash_where_text_is_typed_and_can_be_turned_off(page: Page, address: str) -> None:
    page.goto(f"{address}/search")
    page.locator("main input[name=q]").press_sequentially("a/b")
    expect(page.locator("main input[name=q]")).to_have_value("a/b")
    page.locator("[data-slash] input").uncheck()
    page.goto(f"{address}/plan")
    page.keyboard.press("/")
    expect(page.locator("#find")).not_to_be_focused()


@pytest.mark.browser
def test_the_box_works_without_scripts_and_fits_a_phone(chromium: Chromium, address: str) -> None:
    with watched(chromium, "phone", has_scripts=False) as page:
        page.goto(f"{address}/plan")
        page.locator("#find").fill("F13")
        page.locator("#find").press("Enter")
        page.wait_for_url("**/search?q=F13")
        expect(page.locator("main a[href='/trace/parties/F13']").first).to_be_visible()
        assert overflow(page) <= 0
    with watched(chromium, "phone") as page:
        page.goto(f"{address}/plan")
        page.locator("#find").press_sequentially("F1")
        expect(page.locator("#suggestions a").first).to_be_visible()
        assert overflow(page) <= 0

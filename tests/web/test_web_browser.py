"""The pages in a real browser: headless Chromium, driven through Playwright, against a server on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect
from tests.web.browsing import SIZES, overflow, serving, watched
from tests.web.conftest import bulletin, hostile

pytestmark = pytest.mark.browser
DOCUMENT = bulletin().document.id
FIRST, REPAIRED = bulletin().facts[0].id, bulletin().facts[1].id
PAGES = {
    "home": "/",
    "documents": "/documents",
    "document": f"/documents/{DOCUMENT}",
    "hostile": f"/documents/{hostile().document.id}",
    "facts": "/facts",
    "fact": f"/facts/{REPAIRED}",
    "checks": "/checks",
    "products": "/products",
    "product": "/products/" + quote("氧化镝"),
    "quotas": "/quotas",
    "search": "/search?q=" + quote("镨钕"),
    "design": "/design",
}


@pytest.fixture(scope="module")
def address(app: FastAPI) -> Iterator[str]:
    with serving(app) as at:
        yield at


@pytest.fixture(scope="module")
def address_of_many(many: FastAPI) -> Iterator[str]:
    with serving(many) as at:
        yield at


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with watched(chromium, "desktop") as opened:
        yield opened


@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_quiet_and_fits(chromium: Browser, address: str, size: str) -> None:
    with watched(chromium, size) as page:
        for name, path in PAGES.items():
            for language in ("zh", "en") if size == "phone" else ("zh",):
                page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
                assert overflow(page) <= 0, (name, language)
                assert page.locator("h1").is_visible(), name


def test_what_one_presses_is_large_enough(chromium: Browser, address: str) -> None:
    """WCAG 2.2, success criterion 2.5.8: 24 by 24 pixels, links in running text aside."""
    with watched(chromium, "phone") as page:
        for path in ("/", "/facts", PAGES["document"], PAGES["product"]):
            page.goto(address + path)
            chosen = page.locator("header a, header button, nav a, main button, .exports a, .key a").filter(
                visible=True
            )
            boxes = [(one.inner_text(), one.bounding_box()) for one in chosen.all()]
            assert [(name, box) for name, box in boxes if box and min(box["width"], box["height"]) < 23.5] == []


def test_a_fact_is_reached_and_opened_by_keyboard_alone(page: Page, address: str) -> None:
    page.goto(f"{address}/documents/{DOCUMENT}")
    page.locator("[data-reader]").focus()
    page.keyboard.press("n")
    expect(page.locator(f"#f-{FIRST}")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator(f"#f-{REPAIRED}")).to_be_focused()
    expect(page.locator(f'[data-fact="f-{REPAIRED}"]')).to_have_attribute("aria-current", "true")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/facts/{REPAIRED}")


def test_tab_alone_reaches_the_text_the_facts_and_the_skip_link_first(page: Page, address: str) -> None:
    page.goto(f"{address}/documents/{DOCUMENT}")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    reached = []
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
    assert f"f-{FIRST}" in reached
    assert f"f-{REPAIRED}" in reached


def test_letters_typed_into_the_search_box_move_nothing(page: Page, address: str) -> None:
    page.goto(f"{address}/documents/{DOCUMENT}")
    page.locator("#find").fill("")
    page.locator("#find").press_sequentially("nnp")
    expect(page.locator("#find")).to_have_value("nnp")
    expect(page.locator(".here")).to_have_count(0)


def test_a_click_on_a_highlight_goes_to_the_fact_and_back_to_its_place(page: Page, address: str) -> None:
    page.goto(f"{address}/documents/{DOCUMENT}")
    page.locator(f"#f-{REPAIRED}").click()
    page.wait_for_url(f"**/facts/{REPAIRED}")
    page.get_by_role("link", name="在全文中查看").click()
    page.wait_for_url(f"**/documents/{DOCUMENT}#f-{REPAIRED}")
    expect(page.locator(f"#f-{REPAIRED}")).to_be_focused()


def test_the_language_switch_is_remembered(page: Page, address: str) -> None:
    page.goto(f"{address}/facts?kind=price")
    page.get_by_role("link", name="English").click()
    expect(page.locator("h1")).to_have_text("Facts")
    assert "kind=price" in page.url
    page.goto(f"{address}/documents")
    expect(page.locator("h1")).to_have_text("Documents")


def test_the_unit_switch_changes_every_price_and_is_remembered(page: Page, address: str) -> None:
    page.goto(f"{address}/products/{quote('氧化镧')}")
    expect(page.locator("#prices")).to_contain_text("8 元/公斤")
    page.locator(".settings summary").click()
    page.get_by_label("万元/吨").check()
    page.locator(".panel button").click()
    expect(page.locator("#prices")).to_contain_text("0.8 万元/吨")
    expect(page.locator(".settings summary")).to_contain_text("万元/吨")


def test_dollars_are_shown_at_the_rate_that_was_stated(page: Page, address: str) -> None:
    page.goto(f"{address}/products/{quote('氧化镧')}")
    page.locator(".settings summary").click()
    page.get_by_label("美元/公斤").check()
    page.get_by_label("1 美元合人民币").fill("8")
    page.locator(".panel button").click()
    expect(page.locator("#prices")).to_contain_text("1.00 美元/公斤")
    expect(page.locator("#h-prices")).to_contain_text("1 USD = 8 CNY")


def test_escape_closes_the_settings_and_gives_the_focus_back(page: Page, address: str) -> None:
    page.goto(f"{address}/facts")
    page.locator(".settings summary").click()
    page.locator("#actor").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()
    expect(page.locator(".settings summary")).to_be_focused()


def test_a_chart_draws_a_dot_for_each_price_and_links_it(page: Page, address_of_many: str) -> None:
    page.goto(f"{address_of_many}/products/{quote('氧化铽')}")
    dots = page.locator(".chart a")
    expect(dots).to_have_count(page.locator("#prices tr[data-date]").count())
    dots.first.focus()
    expect(page.locator(".readout")).to_contain_text("元/公斤")
    page.keyboard.press("Enter")
    page.wait_for_url("**/facts/*")


def test_dragging_over_the_small_chart_chooses_a_range(page: Page, address_of_many: str) -> None:
    page.goto(f"{address_of_many}/products/{quote('氧化铽')}")
    whole = page.locator(".chart a").count()
    box = page.locator(".brush .background").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + 20, steps=5)
    page.mouse.up()
    assert 0 < page.locator(".chart a").count() < whole


def test_everything_is_there_without_scripts(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{address}/products/{quote('氧化镝')}")
    assert page.locator("#prices tbody tr").count() >= 1
    assert not page.locator(".chart").is_visible()
    page.goto(f"{address}/documents/{DOCUMENT}")
    page.locator(f"#f-{REPAIRED}").click()
    page.wait_for_url(f"**/facts/{REPAIRED}")
    context.close()


def test_the_dark_scheme_and_print_hide_nothing_that_matters(chromium: Browser, address: str) -> None:
    context = chromium.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{address}/documents/{DOCUMENT}")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(21, 23, 26)"
    page.emulate_media(media="print")
    assert page.locator("[data-reader]").is_visible()
    assert not page.locator(".verbs").is_visible()
    context.close()

"""The pages of the chain in a real browser: phone width, dark, both languages, quiet, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect
from tests.web.browsing import SIZES, overflow, serving, watched

pytestmark = pytest.mark.browser
PAGES = (
    "/",
    "/trace/chain",
    "/trace/chain?element=Dy",
    "/trace/quota",
    "/trace/licences",
    "/trace/parties",
    "/trace/parties/G4",
    "/trace/parties/F03",
)
DARKEST = 60
"""Of 255: a dark page is darker than this."""


@pytest.fixture(scope="module")
def at(traced_app: FastAPI) -> Iterator[str]:
    with serving(traced_app) as address:
        yield address


@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_quiet_and_fits(chromium: Browser, at: str, size: str) -> None:
    with watched(chromium, size) as page:
        for path in PAGES:
            for language in ("zh", "en"):
                answer = page.goto(f"{at}{path}{'&' if '?' in path else '?'}lang={language}")
                assert answer is not None
                assert answer.status == 200
                assert overflow(page) <= 0, (path, language)
                assert page.locator("h1").is_visible()


def test_a_dark_page_is_dark_and_its_chart_can_be_read(chromium: Browser, at: str) -> None:
    with watched(chromium, is_dark=True) as page:
        page.goto(f"{at}/trace/chain")
        assert max(rgb(page, "body", "background-color")) < DARKEST
        assert max(rgb(page, ".sankey", "background-color")) < DARKEST
        assert min(rgb(page, ".sankey text", "fill")) > 255 - 2 * DARKEST


def rgb(page: Page, selector: str, name: str) -> list[int]:
    """A computed colour as three numbers."""
    text = page.locator(selector).first.evaluate("(one, name) => getComputedStyle(one)[name]", name)
    return [int(part) for part in text[text.index("(") + 1 : -1].split(",")[:3]]


def test_the_chart_leads_to_pages_and_scrolls_by_itself_on_a_phone(chromium: Browser, at: str) -> None:
    with watched(chromium, "phone") as page:
        page.goto(f"{at}/trace/chain")
        frame = page.locator(".scroll").first
        assert frame.evaluate("one => one.scrollWidth > one.clientWidth")
        assert page.locator(".sankey path.flow").count() == page.locator("table.stack tbody tr").count()
        expect(page.locator(".sankey a").first).to_have_attribute(
            "href", "/trace/lots?stage=mining&class=rock&month=2022"
        )


def test_the_chain_works_without_scripts(chromium: Browser, at: str) -> None:
    with watched(chromium, has_scripts=False) as page:
        page.goto(f"{at}/trace/chain?lang=en")
        page.get_by_role("link", name="Dy", exact=True).click()
        assert "element=Dy" in page.url
        expect(page.get_by_text("mass of the element Dy").first).to_be_visible()


def test_what_one_presses_is_large_enough(chromium: Browser, at: str) -> None:
    with watched(chromium, "phone") as page:
        for path in ("/trace/chain", "/trace/quota", "/trace/parties"):
            page.goto(at + path)
            chosen = page.locator("nav.ranges a, main button, .exports a, .key a, .figures a").filter(visible=True)
            boxes = [(one.inner_text(), one.bounding_box()) for one in chosen.all()]
            assert [(name, box) for name, box in boxes if box and min(box["width"], box["height"]) < 23.5] == [], path

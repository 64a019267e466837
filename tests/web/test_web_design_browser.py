"""The pages of design in a real browser: they fit, sliders answer while they move, figures come from their tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, expect
from tests.web.browsing import SIZES, overflow, serving, watched
from tests.web.test_web_design import OTHER, RECIPE

pytestmark = pytest.mark.browser
PAGES = (
    "/design", "/design/bench", f"/design/compare?{urlencode({'a': RECIPE, 'b': OTHER})}", "/design/grades",
    "/design/grades/45SH", "/design/materials", "/design/search?grade=45SH&temperature=999",
)  # fmt: skip


@pytest.fixture(scope="module")
def address(app: FastAPI) -> Iterator[str]:
    with serving(app) as at:
        yield at


@pytest.mark.parametrize("size", list(SIZES))
def test_the_pages_fit_in_both_languages_and_are_quiet(chromium: Browser, address: str, size: str) -> None:
    for locale in ("zh-CN", "en-GB"):
        with watched(chromium, size, locale) as page:
            for path in PAGES:
                page.goto(address + path)
                assert overflow(page) == 0, (path, locale)
                assert page.locator("h1").is_visible(), path


def test_a_slider_changes_the_results_while_it_moves_and_the_address_with_them(chromium: Browser, address: str) -> None:
    with watched(chromium, locale="en-GB") as page:
        page.goto(f"{address}/design/bench")
        before = page.locator(".say").inner_text()
        page.evaluate("window.isSamePage = true")
        page.locator("#bench details.table summary").first.click()
        page.locator("#s-Dy").evaluate(
            "(one) => { one.value = 4; one.dispatchEvent(new Event('input', {bubbles: true})); }"
        )
        expect(page.locator(".say")).not_to_have_text(before)
        expect(page.locator("output[for=s-Dy]")).to_have_text("4 %")
        expect(page).to_have_url(re.compile(r"Dy=4(&|$)"))
        assert "Nd=" not in page.url
        assert page.evaluate("window.isSamePage")
        expect(page.locator("#bench-curve")).to_be_visible()  # what was open stays open
        expect(page.locator("[data-table=bench-curve] svg").first).to_be_visible()


def test_the_curves_are_the_columns_of_their_table_and_can_be_read(chromium: Browser, address: str) -> None:
    with watched(chromium, locale="en-GB") as page:
        page.goto(f"{address}/design/bench?temperatures=20,120")
        chart = page.locator("[data-table=bench-curve]")
        assert chart.locator("path.trend").count() == page.locator("#bench-curve th[data-series]").count() == 5
        chart.locator("rect.over").focus()
        expect(chart.locator(".readout")).to_contain_text(re.compile(r"J 20 °C 1\.\d{3} · J 120 °C 1\.\d{3}"))
        page.keyboard.press("ArrowLeft")
        expect(chart.locator(".readout")).to_contain_text("−")


def test_without_scripts_the_button_does_it(chromium: Browser, address: str) -> None:
    with watched(chromium, locale="en-GB", has_scripts=False) as page:
        page.goto(f"{address}/design/bench")
        before = page.locator(".say").inner_text()
        page.locator(".knobs input[name=temperatures]").fill("20, 150")
        page.locator(".knobs button").click()
        page.wait_for_url("**/design/bench?**")
        assert page.locator(".say").inner_text() != before
        expect(page.locator("[data-figure]").first).to_be_hidden()


def test_the_dark_bench_in_the_other_units_prints(chromium: Browser, address: str) -> None:
    with watched(chromium, locale="zh-CN", is_dark=True) as page:
        page.goto(f"{address}/design/bench?units=cgs")
        expect(page.locator(".say")).to_contain_text("kGs")
        page.emulate_media(media="print")
        expect(page.locator(".knobs")).to_be_hidden()
        expect(page.locator("[data-table=bench-curve] svg").first).to_be_visible()

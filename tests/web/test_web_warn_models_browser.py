"""The pages of models in a real browser: figures come from their tables, sliders work with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, expect
from tests.web.browsing import SIZES, overflow, serving, watched

pytestmark = pytest.mark.browser
PAGES = (
    "/warn/outlook", "/warn/outlook/tables/intensities", "/warn/shocks", "/warn/backtest",
    "/warn/replay?day=2025-05-09",
)  # fmt: skip


@pytest.fixture(scope="module")
def address(app: FastAPI) -> Iterator[str]:
    with serving(app) as at:
        yield at


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("path", PAGES)
def test_the_page_fits_in_both_languages_and_is_quiet(chromium: Browser, address: str, path: str, size: str) -> None:
    for locale in ("zh-CN", "en-GB"):
        with watched(chromium, size, locale) as page:
            page.goto(address + path)
            assert overflow(page) == 0


def test_the_bars_of_a_year_are_the_cells_of_its_row(chromium: Browser, address: str) -> None:
    with watched(chromium, locale="en-GB") as page:
        page.goto(f"{address}/warn/outlook?element=Dy&until=2030")
        chart = page.locator("[data-table=outlook-years]")
        assert chart.locator("path.trend").count() == 1
        assert chart.locator("path.span").count() == 1
        filled = page.locator("#outlook-years tbody td[data-v]:not([data-v='0'])").count()
        lines = page.locator("#outlook-years tbody tr").count()
        assert chart.locator("svg:not(.wide) > rect.tone").count() == filled - lines  # a line has no bar
        chart.locator("rect.over").focus()
        page.keyboard.press("ArrowLeft")
        row = page.locator("#outlook-years tbody tr").nth(-2).locator("th").inner_text(timeout=1000)
        expect(chart.locator(".readout")).to_contain_text(row or "2029")
        expect(chart.locator(".readout")).to_contain_text(re.compile(r"demand [\d,]+ [\d,]+–[\d,]+"))


def test_a_slider_changes_the_results_alone_and_the_address(chromium: Browser, address: str) -> None:
    with watched(chromium, locale="en-GB") as page:
        page.goto(f"{address}/warn/outlook")
        before = page.locator(".say").inner_text()
        page.evaluate("window.isSamePage = true")
        slider = page.locator("#s-heavy_cut")
        slider.focus()
        page.keyboard.press("End")
        expect(page.locator(".say")).not_to_have_text(before)
        assert page.evaluate("window.isSamePage")
        expect(page.locator("output[for=s-heavy_cut]")).to_have_text("90%")
        assert "heavy_cut=0.9" in page.url
        assert "wind_growth" not in page.url
        expect(page.locator("[data-table=outlook-years] svg").first).to_be_visible()


def test_without_scripts_the_button_does_it_and_tables_stand_for_figures(chromium: Browser, address: str) -> None:
    with watched(chromium, locale="en-GB", has_scripts=False) as page:
        page.goto(f"{address}/warn/outlook")
        before = page.locator(".say").inner_text()
        page.locator("select[name=element]").select_option("Nd")
        page.locator(".knobs button").click()
        page.wait_for_url("**/warn/outlook?**")
        assert page.locator(".say").inner_text() != before
        expect(page.locator("[data-figure]").first).to_be_hidden()


def test_the_time_line_of_a_shock_has_a_bar_for_each_row_and_reads_it(chromium: Browser, address: str) -> None:
    with watched(chromium, locale="en-GB") as page:
        page.goto(f"{address}/warn/shocks")
        chart = page.locator("[data-table=shock-spans]")
        assert chart.locator("a rect").count() == page.locator("#shock-spans tbody tr").count()
        chart.locator("a").first.hover()
        expect(chart.locator(".readout")).to_contain_text("stands")


def test_later_facts_open_only_when_asked(chromium: Browser, address: str) -> None:
    with watched(chromium, "phone", "en-GB") as page:
        page.goto(f"{address}/warn/replay?day=2025-04-04")
        later = page.locator("#f-stop-ford")
        expect(later).to_be_hidden()
        page.locator(".later-facts summary").click()
        expect(later).to_be_visible()
        expect(later).to_contain_text("known later")


def test_a_figure_fits_in_the_dark_as_well(chromium: Browser, address: str) -> None:
    with watched(chromium, locale="en-GB", is_dark=True) as page:
        page.goto(f"{address}/warn/backtest")
        bars = page.locator("[data-table=backtest-calendar] a rect").count()
        assert bars == page.locator("#backtest-calendar tbody tr").count()

"""The pages of plan in a real browser: they fit, they are quiet, they work without scripts and print as paper."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.web.browsing import overflow, serving, watched
from tests.web.planning import CLOCK, MOTOR, OFFTAKE, PAGES, tell

from monazite.app import Workspace
from monazite.web import create_app

pytestmark = pytest.mark.browser


def told(folder: Path) -> None:
    with Workspace.open(folder, create=True, clock=CLOCK) as opened:
        tell(opened)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("web-plan-browser") / "data"
    with ThreadPoolExecutor(1) as other:  # this thread has the browser's event loop
        other.submit(told, folder).result()
    with Workspace.open(folder, clock=CLOCK) as opened, serving(create_app(opened, clock=CLOCK)) as at:
        yield at


@pytest.mark.parametrize(("size", "language"), [("desktop", "zh"), ("phone", "en")])
def test_every_page_is_quiet_and_fits_without_scripts(
    chromium: Browser, address: str, size: str, language: str
) -> None:
    with watched(chromium, size, has_scripts=False, is_dark=size == "phone") as page:
        for path in PAGES:
            page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
            assert page.locator("h1").first.is_visible(), path
            assert overflow(page) <= 0, path


def test_a_bar_leads_to_its_table_and_a_week_to_its_tiers(chromium: Browser, address: str) -> None:
    with watched(chromium) as page:
        page.goto(f"{address}/plan/programmes/{MOTOR}?lang=en")
        charts = page.locator("figure.cover")
        assert charts.count() == page.locator("#h-weeks ~ nav a").count()
        assert charts.first.locator("svg > g").count() == page.locator("table.weeks tbody tr").count()
        charts.first.locator("figcaption a").click()
        page.wait_for_url("**element=Dy**")
        page.locator("table.weeks tbody th a").first.click()
        page.wait_for_url("**week=2022-07-04**")
        assert "2022-07-04" in page.locator("#h-tiers").inner_text()


def test_a_statement_prints_as_paper_alone(chromium: Browser, address: str) -> None:
    with watched(chromium) as page:
        page.goto(f"{address}/plan/commitments/{OFFTAKE}/statements/2022-Q3")
        page.emulate_media(media="print")
        assert page.locator("article.statement-paper").is_visible()
        assert page.locator(".signatures").is_visible()
        for part in ("nav.verbs", "nav.rooms", ".tools", ".exports"):
            assert not page.locator(part).first.is_visible(), part

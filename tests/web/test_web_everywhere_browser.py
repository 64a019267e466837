"""One page of each route in a real browser: quiet, accessible (axe-core), fit for a phone, numbers with sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from tests.web.browsing import overflow, serving, watched
from tests.web.crawling import HERE, ROUTES, links, route_of
from tests.web.everywhere import MEMBER, House

pytestmark = pytest.mark.browser
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
CONTRAST = ("color-contrast",)
GRAVE = {"serious", "critical"}
CITED = {"/design/grades/{name}", "/design/materials", "/trace/alarms/detectors"}
"""Pages that print the source of their numbers, or the command that measures them again."""
SOURCES = CITED | {
    "/facts/{fact_id}", "/documents/{document_id}", "/documents/{document_id}/original", "/trace/log/entries/{key}",
    "/trace/lots/{lot_id}", "/trade/receipts/{receipt_id}", "/trade/reports/{day}", "/trade/index/{day}",
    "/plan/commitments/{commitment_id}", "/log/tile/{path:path}", "/export/{name}.{form}",
    "/warn/outlook/tables/{name}", "/warn/backtest/published.{form}", "/trace/log/checkpoints/{size}.txt",
    "/documents", "/facts", "/checks", "/trace/log/entries",
}  # fmt: skip
"""Where a number's source is: what was written and where, the entry that booked it, the thing it was measured on, or
the rows it was worked out from."""
NUMBERS_OF_A_PAGE = 6
FIND_NUMBERS = """(most) => {
  const cells = Array.from(document.querySelectorAll("main td.num, main .figures dd"));
  const all = cells.filter((one) => /\\d/.test(one.innerText));
  const step = Math.max(1, Math.floor(all.length / most));
  const to = (box) => Array.from(box ? box.querySelectorAll("a[href]") : [], (one) => one.href);
  return all.filter((_, at) => at % step === 0).slice(0, most).map((one) => ({
    text: one.innerText.trim().slice(0, 40),
    near: to(one.closest("tr, .figures > div")),
    page: to(document.querySelector("main")),
  }));
}"""


@pytest.fixture(scope="module")
def address(house: House) -> Iterator[str]:
    with serving(house.app) as at:
        yield at


def open_as_member(page: Page, address: str, language: str) -> None:
    page.goto(f"{address}/facts?lang={language}")
    page.locator(".settings summary").click()
    page.locator("#actor").fill(MEMBER)
    page.locator(".panel button").click()
    page.wait_for_load_state()


def faults(page: Page, rules: tuple[str, ...]) -> list[str]:
    """What axe-core finds and calls serious or critical."""
    kind = "rule" if rules == CONTRAST else "tag"
    options: dict[str, Any] = {"runOnly": {"type": kind, "values": list(rules)}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']} {node['html'][:120]}" for one in found if one["impact"] in GRAVE for node in one["nodes"][:3]]


def test_every_page_is_quiet_accessible_and_fits(house: House, chromium: Browser, address: str) -> None:
    wrong: list[tuple[str, object]] = []
    with watched(chromium) as page:
        open_as_member(page, address, "zh")
        for path in house.walk.fullest().values():
            answer = page.goto(address + path)
            assert answer is not None
            assert answer.status == 200, path
            wrong += [(path, one) for one in faults(page, RULES)]
            page.emulate_media(color_scheme="dark")
            wrong += [(path, f"dark {one}") for one in faults(page, CONTRAST)]
            page.emulate_media(color_scheme="light")
    assert not wrong, "\n".join(map(str, wrong))


def test_every_page_fits_a_phone_in_english(house: House, chromium: Browser, address: str) -> None:
    wrong: list[tuple[str, object]] = []
    with watched(chromium, "phone", "en") as page:
        open_as_member(page, address, "en")
        for path in house.walk.fullest().values():
            page.goto(address + path)
            wrong += [(path, overflow(page))] if overflow(page) > 0 else []
    assert not wrong, "\n".join(map(str, wrong))


def test_from_any_number_to_its_source_in_two_clicks(house: House, chromium: Browser, address: str) -> None:
    """A click may lead within the page; the second must arrive at a source."""
    known = dict(house.walk.pages)

    def asked(page: Page, path: str) -> str:
        answer = page.request.get(address + path)
        return answer.text() if "html" in answer.headers.get("content-type", "") else ""

    def leads(page: Page, to: str) -> bool:
        """Whether one more click from an address arrives."""
        if not to.startswith(address):
            return True  # the publisher's own page
        path = to.removeprefix(address).partition("#")[0]
        if route_of(path) in SOURCES:
            return True
        if path not in known:
            known[path] = asked(page, path)
        main = known[path].partition("<main")[2].partition("</main>")[0]
        return any(route_of(urljoin(HERE + path, one).removeprefix(HERE)) in SOURCES for one in links(main, path))

    without: list[tuple[str, str]] = []
    walked = 0
    with watched(chromium) as page:
        open_as_member(page, address, "zh")
        for path in house.walk.fullest().values():
            if route_of(path) in CITED:
                continue
            page.goto(address + path)
            for number in page.evaluate(FIND_NUMBERS, NUMBERS_OF_A_PAGE):
                walked += 1
                if not any(leads(page, to) for to in (*number["near"], *number["page"])):
                    without.append((path, number["text"]))
    assert walked > 150
    assert set(ROUTES) >= SOURCES
    assert not without, "\n".join(map(str, without))

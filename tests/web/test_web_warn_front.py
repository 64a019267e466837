"""The first pages of warn: what changed, is short, must be done; elements, criticality, targets, alerts; odd input."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from tests.web.conftest import Browser
from tests.web.planning import Planning, planning
from tests.web.test_web_pages import Outline

from monazite.app import Workspace
from monazite.core import FixedClock
from monazite.reference import rare_earths
from monazite.warn.criticality import methods
from monazite.web import create_app
from monazite.web.warn.risk_view import SHADES, compared, matrix, runs

SYMBOLS = [one.symbol for one in rare_earths()]
BEGUN = "2022-09-05"
"""A day of the story on which programmes run and supply fails soon."""
PATHS = (
    "/warn", f"/warn?day={BEGUN}", "/warn/elements", f"/warn/elements?day={BEGUN}", f"/warn/elements/Dy?day={BEGUN}",
    "/warn/elements/Pm", "/warn/risk", *(f"/warn/risk?method={name}" for name in methods()), "/warn/targets",
    "/warn/alerts",
)  # fmt: skip
KEY = re.compile(r"\b(?:warn|signal|alert-\w+)\.[a-z_]+\b")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planning]:
    with planning(tmp_path_factory.mktemp("web-warn") / "data") as opened:
        yield opened


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Planning]:
    """A workspace without papers in 2026, when export controls are in force, and a browser that acts as 王芳."""
    clock = FixedClock(datetime(2026, 3, 2, 2, tzinfo=UTC))
    with Workspace.open(tmp_path / "data", create=True, clock=clock) as opened:
        app = create_app(opened, clock=clock, secret=b"a secret of the tests")
        browser = Browser(app)
        form = {"token": token_of(browser), "actor": "王芳", "price_unit": "CNY/kg", "tax": "included"}
        assert browser.post("/settings", data=form).status_code == 303
        yield Planning(opened, app, browser)


def token_of(browser: Browser) -> str:
    found: str = re.findall(r'name="token" value="([0-9a-f]+)"', browser.get("/warn/alerts").text)[0]
    return found


def shown(browser: Browser, path: str, language: str = "en") -> Outline:
    answer = browser.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert answer.status_code == 200, path
    return Outline(answer.text)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_whole_and_says_words_not_keys(story: Planning, path: str, language: str) -> None:
    page = shown(story.browser, path, language)
    assert page.open == []
    assert len(page.all("h1")) == 1
    identities = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
    assert len(identities) == len(set(identities))
    assert "None" not in page.text
    assert not KEY.findall(page.text.replace("monazite warn alerts", ""))


@pytest.mark.parametrize("path", [*PATHS, "/", *(f"/warn/elements/{symbol}" for symbol in SYMBOLS)])
def test_an_empty_workspace_has_every_page(empty: FastAPI, path: str) -> None:
    assert Browser(empty).get(path).status_code == 200


def test_the_first_page_is_what_the_room_answers(story: Planning) -> None:
    front = story.workspace.warn.front(story.workspace.trace.today)
    rows = story.browser.get("/api/v1/warn/front").json()
    assert [one["element"] for one in rows["standings"]] == [one.element for one in front.standings]
    assert [one["level"] for one in rows["standings"]] == [one.level for one in front.standings]
    page = shown(story.browser, "/warn")
    tiles = [one for one in page.all("a") if (one.get("class") or "").startswith("tile ")]
    by_element = {one.element: one.level for one in front.standings}
    assert [(one["href"], one["class"]) for one in tiles] == [
        (f"/warn/elements/{symbol}", f"tile {by_element[symbol]}") for symbol in SYMBOLS
    ]


def test_what_is_short_is_said_with_its_week_and_leads_to_the_programme_and_the_entry(story: Planning) -> None:
    page = shown(story.browser, f"/warn?day={BEGUN}")
    lines = story.browser.get(f"/api/v1/warn/front?day={BEGUN}").json()["covers"]
    lacking = [one for one in lines if one["first_open"]]
    assert lacking
    links = {one["href"] for one in page.all("a")}
    for one in lacking:
        assert f"/plan/programmes/{one['programme']}" in links
        assert f"/trace/log/entries/{one['entry']}" in links
    for duty in story.workspace.warn.front(story.workspace.trace.today).duties:
        assert duty.who.en


def test_a_programme_that_is_over_points_at_a_day_on_which_it_ran(story: Planning) -> None:
    (day,) = set(re.findall(r'href="/warn\?day=([0-9-]{10})"', story.browser.get("/warn").text))
    assert "/plan/programmes/" in story.browser.get(f"/warn?day={day}").text


def test_levels_are_told_by_colour_and_by_a_word(story: Planning) -> None:
    page = Outline(story.browser.get(f"/warn?day={BEGUN}&lang=zh").text)
    grades = re.findall(r'<span class="grade (\w+)">(.)</span>', story.browser.get(f"/warn?day={BEGUN}&lang=zh").text)
    assert page.open == []
    assert set(grades) <= {("blue", "蓝"), ("yellow", "黄"), ("orange", "橙"), ("red", "红")}
    assert len(grades) >= len(SYMBOLS)


def test_the_page_says_that_a_method_without_skill_counts_as_yellow_at_most(story: Planning) -> None:
    assert "never raises an element above yellow" in shown(story.browser, "/warn").text
    assert "单独不会把元素抬到黄色以上" in shown(story.browser, "/warn", "zh").text


@pytest.mark.parametrize(
    "path",
    [
        "/warn?day=yesterday", "/warn?day=2022-13-01", "/warn?day=2022-08-01&since=2022-08-02", "/warn?day=0001-01-01",
        "/warn?since=9999-12-31", "/warn/elements/Xx", "/warn/elements/Fe", "/warn/elements/%00",
        "/warn/elements/" + "D" * 5000, "/warn/risk?method=hhii", "/warn/risk?method=" + "h" * 3000,
        "/warn/targets?day=1e9", "/warn/elements/Dy?day=soon", "/warn/alerts?level=violet", "/warn/alerts?page=0",
    ],
)  # fmt: skip
def test_odd_addresses_are_answered_with_a_sentence(story: Planning, path: str) -> None:
    answer = story.browser.get(path + ("&" if "?" in path else "?") + "lang=en")
    assert answer.status_code in {400, 404}, path
    page = Outline(answer.text)
    assert page.open == []
    assert len(page.text.split()) > 10


@pytest.mark.parametrize("path", ["/warn/elements/Dy?product=nothing&programme=none", "/warn?day=9999-12-31"])
def test_what_an_address_names_in_vain_is_passed_over(story: Planning, path: str) -> None:
    assert story.browser.get(path).status_code == 200


@given(st.text(max_size=30))
def test_no_word_in_an_address_breaks_a_page(story: Planning, word: str) -> None:
    for path in (
        f"/warn/elements/{quote(word, safe='')}",
        f"/warn/risk?method={quote(word)}",
        f"/warn?day={quote(word)}",
    ):
        assert story.browser.get(path).status_code in {200, 307, 400, 404}


def test_elements_are_found_by_symbol_and_by_name(story: Planning) -> None:
    for name in ("Dy", "镝", "dysprosium"):
        assert story.browser.get(f"/api/v1/warn/elements/{quote(name)}").json()["element"] == "Dy"


def test_a_matrix_has_a_score_or_says_what_is_missing_in_every_cell(story: Planning) -> None:
    for name in methods():
        for column in [*matrix(story.workspace, name), *compared(story.workspace)]:
            if column.is_whole:
                assert column.shared or column.missing or column.shares or not runs(column.method)
            for cell in column.cells.values():
                assert cell.score is None or cell.score.span is not None
                assert 0 <= cell.shade <= SHADES
            assert column.is_whole or list(column.cells) == SYMBOLS


def test_scores_agree_with_the_room_and_a_light_group_is_no_element(story: Planning) -> None:
    mining = matrix(story.workspace, "eu-published")[0]
    dysprosium = mining.cells["Dy"].score
    assert dysprosium is not None
    assert dysprosium.span is not None
    assert float(dysprosium.span.value) == 5.3
    assert mining.cells["Pm"].score is None
    assert mining.cells["Gd"].shade < mining.cells["Dy"].shade
    hhi = next(one for one in compared(story.workspace) if one.method.name == "hhi")
    assert hhi.is_whole
    assert hhi.shared is not None
    assert hhi.shared.year == 2024


def test_files_hold_what_the_pages_show(story: Planning) -> None:
    signals = story.browser.get(f"/warn/signals.csv?day={BEGUN}&lang=en")
    assert signals.status_code == 200
    assert len(signals.text.splitlines()) > len(story.browser.get(f"/api/v1/warn/front?day={BEGUN}").json()["signals"])
    assert story.browser.get("/warn/risk/scores.xlsx").content[:2] == b"PK"
    assert story.browser.get("/warn/targets/table.csv").status_code == 200
    for path in ("/warn/signals.exe", "/warn/risk/scores.pdf", "/warn/targets/table.json"):
        assert story.browser.get(path).status_code == 404


def test_the_interface_refuses_what_it_does_not_know(story: Planning) -> None:
    for path in ("front?days=3", "front?day=2022-08-01&since=2022-08-01", "front?day=0001-01-02", "risk?method=x"):
        answer = story.browser.get(f"/api/v1/warn/{path}")
        assert answer.status_code == 400
        assert answer.json()["problem"]["en"]
    assert len(story.browser.get("/api/v1/warn/matrix").json()["rows"]) == 5 * len(SYMBOLS)
    assert story.browser.get("/api/v1/warn/targets").json()["rows"] == []


def test_a_rule_is_kept_found_acknowledged_and_switched_off(house: Planning) -> None:
    acting, alerts = house.browser, house.workspace.warn.alerts
    token = token_of(acting)
    form = {"token": token, "subjects": "Dy，Nd", "least": "red", "digest": ""}
    assert acting.post("/warn/alerts/rules", data=form).status_code == 303
    (rule,) = alerts.rules()
    assert (rule.user, rule.subjects, rule.least) == ("王芳", ("Dy", "Nd"), "red")
    assert acting.post("/warn/alerts/check", data={"token": token}).headers["location"] == "/warn/alerts?done=found"
    assert acting.post("/warn/alerts/check", data={"token": token}).headers["location"] == "/warn/alerts?done=nothing"
    alert = next(iter(alerts.open("王芳")))
    path = f"/warn/alerts/{alert.id}/acknowledge"
    assert acting.post(path, data={"token": "0" * 64}).status_code == 403
    assert acting.post(path, data={"token": token, "back": "//evil.example"}).headers["location"] == "/"
    assert acting.post(path, data={"token": token}).status_code == 422
    assert "王芳" in acting.get("/warn/alerts?state=acknowledged").text
    assert acting.post(f"/warn/alerts/rules/{rule.id}", data={"token": token, "is_active": "no"}).status_code == 303
    assert not next(iter(alerts.rules())).is_active
    assert acting.post("/warn/alerts/rules/none", data={"token": token, "is_active": "no"}).status_code == 404


def test_a_wrong_rule_is_said_at_its_form_and_nothing_is_kept(house: Planning) -> None:
    form = {"token": token_of(house.browser), "channel": "email", "address": "not a mailbox", "least": "violet"}
    answer = house.browser.post("/warn/alerts/rules", data=form)
    assert answer.status_code == 422
    assert 'value="not a mailbox"' in answer.text
    assert "violet" in answer.text
    assert not list(house.workspace.warn.alerts.rules())


def test_nobody_writes_a_rule_without_saying_who(house: Planning) -> None:
    stranger = house.browser.fresh()
    token = token_of(stranger)
    assert stranger.post("/warn/alerts/rules", data={"token": token, "least": "red"}).status_code == 422
    assert stranger.post("/warn/alerts/any/acknowledge", data={"token": token}).status_code == 422
    assert stranger.post("/warn/alerts/check", data={"token": "0" * 64}).status_code == 403


def test_the_digest_shows_the_mail_and_sends_and_counts_nothing(house: Planning) -> None:
    acting, alerts = house.browser, house.workspace.warn.alerts
    form = {"token": token_of(acting), "subjects": "Tb", "least": "yellow", "digest": "8"}
    assert acting.post("/warn/alerts/rules", data=form).status_code == 303
    for _ in range(2):
        assert "Known on:" in acting.get("/warn/alerts?lang=en").text
    assert len(alerts.outbox()) == 0
    assert alerts.check() > 0  # what was only shown is still news


def test_the_home_page_has_the_strip(story: Planning) -> None:
    page = shown(story.browser, "/")
    assert len([one for one in page.all("a") if (one.get("class") or "").startswith("tile ")]) == len(SYMBOLS)
    assert "/warn" in {one.get("href") for one in page.all("a")}

"""Pages of lots, lines, blocked matter, alarms and passports: what they say, and how they look in a real browser."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser as Chromium
from tests.web.browsing import SIZES, overflow, serving, watched
from tests.web.conftest import Browser

from monazite.app import LISTS, Workspace
from monazite.core import Words
from monazite.store import ListQuery
from monazite.trace.detect import Alarm
from monazite.trace.passport import verify_passport
from monazite.web.bands import cusum_chart, muf_chart
from monazite.web.preferences import Preferences
from monazite.web.trace.alarm_view import colour_of
from monazite.web.trace.detection import curves, false_alarms, from_page, measured
from monazite.web.trace.display import TraceDisplay
from monazite.web.trace.lineage import layers_of, layout
from monazite.web.trace.lot_view import composition
from monazite.web.trace.lot_words import LotWords
from monazite.web.trace.lots import _harmless

Traced = tuple[Browser, Workspace]
PAGE = Path(__file__).parents[3] / "docs" / "frauds.md"


def some(workspace: Workspace, **filters: str) -> str:
    return str(workspace.page(LISTS["lots"], ListQuery(filters, limit=1)).rows[0]["id"])


def seen(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


# ---- lots


def test_the_list_filters_sorts_and_exports(traced: Traced) -> None:
    browser, workspace = traced
    whole = browser.get("/trace/lots").text
    motors = browser.get("/trace/lots?stage=motor&sort=-reo_mg").text
    assert "模拟" in seen(whole)
    assert 'aria-sort="descending"' in motors
    wanted = workspace.page(LISTS["lots"], ListQuery({"stage": "motor"}, ("-reo_mg",), limit=50)).rows
    assert re.findall(r'class="lead"><span><a href="/trace/lots/([^"]+)"', motors) == [row["id"] for row in wanted]
    assert browser.get("/export/lots.csv?stage=motor").status_code == 200
    assert browser.get("/trace/lots?month=August").status_code == 400


def test_a_filter_without_lots_says_so(traced: Traced) -> None:
    assert "filter.clear" not in traced[0].get("/trace/lots?text=nowhere").text
    assert 'href="/trace/lots"' in traced[0].get("/trace/lots?text=nowhere").text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("stage", ["mining", "separation", "magnet", "motor", "recycling"])
def test_a_lot_shows_what_it_is_and_where_it_came_from(traced: Traced, stage: str, language: str) -> None:
    browser, workspace = traced
    lot = workspace.trace.lot(some(workspace, stage=stage))
    text = browser.get(f"/trace/lots/{lot.id}?lang={language}").text
    for component in composition(lot):
        assert component.element in text
    assert f'href="/trace/log/entries/{lot.entry_number}"' in text
    for move in lot.history:
        assert f'href="/trace/log/entries/{move.entry_number}"' in text
    assert f'href="/trace/passport/{lot.id}"' in text
    assert text.count("<svg") >= 2


def test_composition_adds_up_to_the_lot(traced: Traced) -> None:
    workspace = traced[1]
    for stage in ("mining", "motor"):
        lot = workspace.trace.lot(some(workspace, stage=stage))
        rows = composition(lot)
        assert {one.element: one.mg for one in rows} == dict(lot.matter.parts)
        assert abs(sum(one.oxide_mg or 0 for one in rows) - lot.reo_mg) <= len(rows)
        assert all(one.sigma_mg for one in rows if lot.weighed.get("net_mg"))


def test_what_can_be_done_follows_from_what_is_held(traced: Traced) -> None:
    browser, workspace = traced
    stock, spent = some(workspace, status="stock"), some(workspace, status="spent")
    assert f"/trace/acts/sell?lot={stock}" in browser.get(f"/trace/lots/{stock}").text
    assert "/trace/acts/sell" not in browser.get(f"/trace/lots/{spent}").text
    acts = workspace.trace.acts()
    words = LotWords(TraceDisplay("en", Preferences()))
    assert set(words.acts(["lot", "offered", "pledged", "transit", "blocked"])) <= set(acts)


def test_an_unknown_lot_is_a_sentence_with_the_nearest(traced: Traced) -> None:
    answer = traced[0].get("/trace/lots/MO22S1-999999")
    assert answer.status_code == 404
    assert "MO22S1" in answer.text


def test_lineage_and_recall_in_full(traced: Traced) -> None:
    browser, workspace = traced
    oldest = ListQuery({"stage": "mining", "status": "spent"}, ("made_on",), limit=1)
    first = str(workspace.page(LISTS["lots"], oldest).rows[0]["id"])
    recalled = workspace.trace.recall(first)
    page = browser.get(f"/trace/lots/{first}/recall").text
    assert recalled
    assert all(f'href="/trace/lots/{lot}"' in page for lot in recalled)
    listed = browser.get(f"/trace/lots/{recalled[-1]}/lineage").text
    assert f'href="/trace/lots/{first}"' in listed
    rows = list(csv.reader(io.StringIO(browser.get(f"/trace/lots/{first}/recall.csv").content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == list(recalled)


def test_cells_of_a_file_are_no_formulas() -> None:
    assert _harmless("=1+1") == "'=1+1"
    assert _harmless("MO22") == "MO22"


# ---- the graph and the charts


@given(st.sets(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40))
def test_children_are_below_their_parents(pairs: set[tuple[int, int]]) -> None:
    edges = [(str(min(pair)), str(max(pair))) for pair in pairs if pair[0] != pair[1]]
    nodes = [str(number) for number in range(13)]
    layers = layers_of(nodes, edges)
    level = {node: at for at, layer in enumerate(layers) for node in layer}
    assert sorted(level) == sorted(nodes)
    assert all(level[parent] < level[child] for parent, child in edges)


@given(st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_nodes_never_lie_on_each_other_even_in_circles(pairs: set[tuple[int, int]]) -> None:
    nodes = [str(number) for number in range(10)]
    drawn = layout(nodes, [(str(one), str(other)) for one, other in pairs])
    assert len({(node.x, node.y) for node in drawn.nodes}) == len(nodes)
    assert all(0 <= node.x <= drawn.width and 0 <= node.y <= drawn.height for node in drawn.nodes)


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0, 1e6)), min_size=1, max_size=60))
def test_every_point_and_band_is_in_the_chart(periods: list[tuple[float, float]]) -> None:
    chart = muf_chart([muf for muf, _ in periods], [sigma for _, sigma in periods])
    assert all(0 <= dot.y <= 260 and 64 <= dot.x <= 720 for dot in chart.dots)
    assert [band.sigma for band in chart.bands] == [3, 2, 1]
    above = [sigma for _, sigma in periods]
    cusum = cusum_chart(above, above, 7.5)
    assert all(0 <= dot.y <= 260 for dot in cusum.dots)
    assert cusum.limit is not None


def test_an_empty_graph_and_an_empty_chart() -> None:
    assert layout([], []).nodes == ()
    assert muf_chart([], []).dots == ()


# ---- lines


@pytest.mark.parametrize("language", ["zh", "en"])
def test_lines_and_one_line_with_its_numbers(traced: Traced, language: str) -> None:
    browser, workspace = traced
    lines = list(workspace.trace.lines())
    listed = browser.get(f"/trace/lines?lang={language}").text
    assert all(f'href="/trace/lines/{line.id}"' in listed for line in lines)
    line = next(one for one in lines if one.stage == "separation")
    page = browser.get(f"/trace/lines/{line.id}?element=Dy&lang={language}").text
    balances = [one for one in workspace.trace.balance(line.id) if one.element == "Dy"]
    show = TraceDisplay("en", Preferences())
    for one in balances:
        assert show.kilograms_of(one.measured_mg) in page
        assert f'href="/trace/log/entries/{one.entry_number}"' in page
        assert one.opening_mg + one.in_mg - one.out_mg == one.book_mg
    assert page.count("<circle") == len(balances)
    assert page.count('class="band s3"') == 2


def test_a_line_without_the_element_shows_another_and_an_unknown_line_is_a_sentence(traced: Traced) -> None:
    browser, workspace = traced
    motor = next(line.id for line in workspace.trace.lines() if line.stage == "motor")
    assert "Nd" in browser.get(f"/trace/lines/{motor}?element=Xx").text
    assert browser.get("/trace/lines/F99").status_code == 404


# ---- blocked matter and alarms


def test_blocked_matter_by_firm_with_what_may_be_done(traced: Traced) -> None:
    browser, workspace = traced
    rows = workspace.page(LISTS["blocked_lots"], ListQuery(limit=50)).rows
    page = browser.get("/trace/blocked").text
    assert rows
    for row in rows:
        assert f"/trace/acts/release?lot={row['id']}" in page
        assert f"/trace/acts/confiscate?lot={row['id']}" in page
    lot = browser.get(f"/trace/lots/{rows[0]['id']}").text
    assert f"/trace/acts/release?lot={rows[0]['id']}" in lot
    assert "/trace/acts/sell" not in lot


def test_alarms_of_a_month_name_entries_and_an_empty_one_says_what_that_means(traced: Traced) -> None:
    browser, workspace = traced
    for month in ("2022-06", "2022-12"):
        page = browser.get(f"/trace/alarms?month={month}&lang=en").text
        for alarm in workspace.trace.alarms(month):
            assert all(f'href="/trace/log/entries/{number}"' in page for number in alarm.evidence)
    assert "not that nothing is wrong" in browser.get("/trace/alarms?month=2019-01&lang=en").text
    assert browser.get("/trace/alarms?month=2022-13").status_code == 400


@pytest.mark.parametrize(
    ("severity", "statistic", "colour"),
    [("warning", 5.0, "blue"), ("warning", 9.0, "yellow"), ("alarm", 5.0, "orange"), ("alarm", 9.0, "red"),
     ("alarm", 1.0, "red"), ("alarm", 0.0, "red")],
)  # fmt: skip
def test_colours_follow_severity_and_distance(severity: str, statistic: float, colour: str) -> None:
    alarm = Alarm("single", severity, "F", None, "2022-01", statistic, 4.5, Words("", ""))  # type: ignore[arg-type]
    assert colour_of(alarm) == colour


def test_the_figures_of_detectors_are_those_of_the_measured_page(traced: Traced) -> None:
    assert list(from_page(PAGE.read_text("utf-8"))) == list(measured()), "write detection.csv anew from docs/frauds.md"
    page = traced[0].get("/trace/alarms/detectors?lang=en").text
    assert f"{false_alarms()['all']:.2f}%" in page
    assert page.count("<figure") == len(curves())


# ---- passport


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_passport_shows_its_proof_and_its_file_verifies(traced: Traced, language: str) -> None:
    browser, workspace = traced
    motor = some(workspace, stage="motor")
    page = browser.get(f"/trace/passport/{motor}?lang={language}").text
    assert re.search(r'<svg[^>]*viewBox="0 0 \d+ \d+"[^>]*class="segno"', page)
    assert ("模拟" if language == "zh" else "Simulation") in page
    assert workspace.trace.key in page.replace("&#43;", "+")
    answer = browser.get(f"/trace/passport/{motor}/file")
    assert "attachment" in answer.headers["content-disposition"]
    check = verify_passport(answer.content, key=workspace.trace.key)
    assert check.is_valid
    assert check.is_simulated
    assert json.loads(answer.content)["lot"]["id"] == motor


def test_the_short_address_leads_to_the_passport(traced: Traced) -> None:
    browser, workspace = traced
    motor = some(workspace, stage="motor")
    answer = browser.get(f"/p/{motor}")
    assert answer.status_code == 307
    assert answer.headers["location"] == f"/trace/passport/{motor}"


# ---- an empty workspace


@pytest.mark.parametrize("path", ["/trace/lots", "/trace/lines", "/trace/blocked", "/trace/alarms"])
def test_pages_of_an_empty_journal_say_what_to_do_next(empty: FastAPI, path: str) -> None:
    text = Browser(empty).get(path).text
    assert 'class="empty' in text
    assert "/trace/acts" in text or "/trace/lines" in text


# ---- in a real browser


@pytest.fixture(scope="module")
def address(traced_app: FastAPI) -> Iterator[str]:
    with serving(traced_app) as at:
        yield at


@pytest.mark.browser
@pytest.mark.parametrize("is_dark", [False, True])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_lot_and_line_fit_the_window_in_silence(
    traced_workspace: Workspace, address: str, chromium: Chromium, *, is_dark: bool, language: str, size: str
) -> None:
    motor = some(traced_workspace, stage="motor")
    line = next(one.id for one in traced_workspace.trace.lines() if one.stage == "separation")
    for path in (f"/trace/lots/{motor}", f"/trace/lines/{line}", f"/trace/passport/{motor}", "/trace/alarms/detectors"):
        with watched(chromium, size, is_dark=is_dark) as page:
            page.goto(f"{address}{path}?lang={language}")
            assert overflow(page) <= 0
            assert page.locator("main svg").first.is_visible()


@pytest.mark.browser
def test_a_passport_prints_on_one_page(traced_workspace: Workspace, address: str, chromium: Chromium) -> None:
    for stage in ("motor", "separation"):
        lot = some(traced_workspace, stage=stage)
        with watched(chromium) as page:
            page.goto(f"{address}/trace/passport/{lot}?lang=zh")
            printed = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1

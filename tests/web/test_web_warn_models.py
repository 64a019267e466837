"""The pages of outlook, shocks, back-test and replay show what the rooms say; odd addresses get a sentence."""

from __future__ import annotations

import io
import re
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from starlette.datastructures import QueryParams
from tests.warn.price_files import rows, walks, write
from tests.web.conftest import Browser

from monazite.core import Problem
from monazite.warn.backtest import METHODS, published
from monazite.warn.outlook import TABLES, Settings, outlook, shipped_inputs
from monazite.warn.replay import load_2025, on, verdict
from monazite.warn.shocks import parse_stops, read_folder, shipped_folder, simulate
from monazite.web.warn import outlook_view, replay_view, shock_view
from monazite.web.warn.backtest_view import MOST_MB
from monazite.web.words import page_words

PAGES = ("/warn/outlook", "/warn/shocks", "/warn/backtest", "/warn/replay")
ZH, EN = {"accept-language": "zh"}, {"accept-language": "en"}
NOTICE = date(2025, 4, 4)


def plain(response: httpx.Response, status: int = 200) -> str:
    assert response.status_code == status, response.text[:500]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.text.split("<main", 1)[1])))


def table_of(html: str, name: str) -> str:
    return str(re.findall(rf'<table id="{name}".*?</table>', html, re.DOTALL)[0])


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("headers", [ZH, EN])
def test_the_pages_stand_without_a_workspace_of_data_and_show_no_raw_values(
    empty: FastAPI, path: str, headers: dict[str, str]
) -> None:
    told = plain(Browser(empty).get(path, headers=headers))
    assert not re.search(r"\b(None|nan|inf|Words|Decimal)\b", told)
    if headers is EN and path in {"/warn/shocks", "/warn/replay"}:
        assert not re.search(r"\{|\}", told)


# ---- outlook


def bars(html: str) -> list[list[float]]:
    """Values of the bars and the line of each year, as the chart reads them."""
    lines = re.findall(r'<tr data-x="\d{4}">.*?</tr>', table_of(html, "outlook-years"), re.DOTALL)
    return [[float(one) for one in re.findall(r'data-v="([^"]+)"', line)] for line in lines]


def test_the_chart_of_an_element_holds_the_balance_of_each_year(browser: Browser) -> None:
    html = browser.get("/warn/outlook?element=Dy&until=2030").text
    found = outlook(Settings(2020, 2030, draws=outlook_view.DRAWS), shipped_inputs())
    years = [one for one in found.balances if one.element == "Dy"]
    for shown, one in zip(bars(html), years, strict=True):
        primary, recycled, gap, demand = shown  # dysprosium stands in a pool alone: no column of swaps
        assert primary + recycled + gap - demand == pytest.approx(one.surplus.tonnes, abs=1e-2)


def test_the_sentence_on_top_says_gap_interval_and_year(browser: Browser) -> None:
    found = outlook_view.found(outlook_view.asked(QueryParams("until=2040")).settings)
    one = next(row for row in found.balances if (row.year, row.element) == (2040, "Dy"))
    told = plain(browser.get("/warn/outlook?until=2040", headers=EN))
    assert one.gap.low is not None
    assert one.gap.high is not None
    assert f"lacks {one.gap.tonnes:,.0f} ({one.gap.low:,.0f}–{one.gap.high:,.0f}) t" in told


def test_a_slider_moves_the_model_and_what_the_scenario_has_is_told_apart(browser: Browser) -> None:
    usual, saved = (browser.get(f"/warn/outlook{query}", headers=EN) for query in ("", "?heavy_cut=0.9"))
    assert "of dysprosium Dy and lacks" in plain(usual)
    assert "of dysprosium Dy and has more than that" in plain(saved)
    assert 'value="0.9" data-usual="0.2"' in saved.text
    assert 'value="0.6" data-usual="0.6"' in browser.get("/warn/outlook?scenario=thrift").text
    assert "--set heavy_cut=0.9" in saved.text


@pytest.mark.parametrize("scenario", list(shipped_inputs().scenarios))
def test_every_scenario_and_element_has_a_page(browser: Browser, scenario: str) -> None:
    for symbol in ("La", "Ce", "Nd", "Tb", "Lu"):
        told = plain(browser.get(f"/warn/outlook?scenario={scenario}&element={symbol}&until=2025", headers=EN))
        assert f" {symbol} " in told


def test_one_more_tonne_of_neodymium_and_praseodymium_is_one_story_that_leaves_cerium(browser: Browser) -> None:
    found = outlook_view.found(outlook_view.asked(QueryParams("until=2040")).settings)
    stories = outlook_view.stories(found)
    pool = next(one for one in stories if "Nd" in one.elements)
    assert set(pool.elements) == {"Pr", "Nd"}
    assert "Ce" in dict(pool.alone.unsold)
    told = plain(browser.get("/warn/outlook?until=2040", headers=EN))
    assert f"{dict(pool.alone.unsold)['Ce']:.2f} t of cerium Ce" in told


def test_figures_of_others_stand_with_error_and_source(browser: Browser) -> None:
    told = plain(browser.get("/warn/outlook", headers=EN))
    for one in shipped_inputs().published:
        assert one.label.en in told
        assert one.source in told
    assert "−79%" in told


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("element=Xx", "Xx"),
        ("scenario=nowhere", "nowhere"),
        ("until=1066", "1066"),
        ("until=9999999999999", "9999999999999"),
        ("heavy_cut=7", "7"),
        ("heavy_cut=many", "many"),
        ("heavy_cut=nan", "nan"),
        ("quota_growth=1e999", "1e999"),
        ("element=" + quote("镨钕"), "镨钕"),
    ],
)
def test_an_odd_address_of_the_outlook_gets_a_sentence_and_the_usual_page(
    browser: Browser, query: str, part: str
) -> None:
    told = plain(browser.get(f"/warn/outlook?{query}", headers=EN))
    assert part in told
    assert page_words()["outlook.co.what"].en in told


@given(
    st.dictionaries(
        st.sampled_from(["element", "until", "scenario", *shipped_inputs().sliders]), st.text(max_size=12), max_size=4
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_breaks_the_outlook(browser: Browser, query: dict[str, str]) -> None:
    assert browser.get(f"/warn/outlook?{urlencode(query)}").status_code == 200


@pytest.mark.parametrize("name", TABLES)
def test_each_table_behind_the_outlook_is_a_page_with_sources(browser: Browser, name: str) -> None:
    for headers in (ZH, EN):
        assert page_words()[f"outlook.tables.{name}"].in_language("zh" if headers is ZH else "en") in plain(
            browser.get(f"/warn/outlook/tables/{name}", headers=headers)
        )
    assert browser.get("/warn/outlook/tables/secrets").status_code == 400


def test_rows_behind_a_number_are_those_of_its_element(browser: Browser) -> None:
    told = plain(browser.get("/warn/outlook/tables/intensities?element=Tb", headers=EN))
    assert "zt5.com" in told
    assert " Ce " not in told


def test_the_file_of_balances_has_every_year_and_element_and_adds_up(browser: Browser) -> None:
    answer = browser.get("/warn/outlook/balances.csv?until=2025")
    head, *lines = answer.content.decode("utf-8-sig").splitlines()
    names = head.split(",")
    assert len(lines) == 6 * len(outlook_view.found(outlook_view.asked(QueryParams("until=2025")).settings).elements)
    for line in lines:
        row = dict(zip(names, line.split(","), strict=True))
        one = {key.removesuffix("_tonnes"): float(row[key]) for key in names[2:]}
        supply = one["primary"] + one["recycled"] + one["swapped"] + one["gap"]
        assert supply == pytest.approx(one["demand"] + one["surplus"], rel=1e-4, abs=1e-3)


# ---- shocks


def test_the_page_of_a_shock_says_what_the_room_says(browser: Browser) -> None:
    network = read_folder(shipped_folder()).network
    stops = parse_stops(network, ["CN>*:*"], "2025-04-04", 90)
    assert not isinstance(stops, Problem)
    outcome = simulate(network, stops, 90 + shock_view.AFTER_DAYS)
    answer = browser.get("/warn/shocks?where=CN%3E*&material=*&from=2025-04-04&days=90", headers=EN)
    told = plain(answer)
    assert f"{len(outcome.halts)} lines stop" in told
    for one in outcome.halts:
        assert network.firm[one.firm].name.en in told
        assert f"{one.stopped_days:,}" in told
    spans = table_of(answer.text, "shock-spans")
    assert len(re.findall(r'data-tone="red"', spans)) >= len(outcome.halts)
    assert page_words()["shock.invented.mark"].en in told


def test_the_same_measure_is_told_once(browser: Browser) -> None:
    told = plain(browser.get("/warn/shocks", headers=EN))
    measure = "Invented American motors: 30 more days of sintered NdFeB magnets with dysprosium in stock"
    assert told.count(measure) == 1


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("where=Atlantis&material=*", "Atlantis"),
        ("where=CN%3E*&material=unobtainium", "unobtainium"),
        ("where=JP%3EUS&material=" + quote("氧化镝"), "JP&gt;US"),
        ("days=0", "0"),
        ("days=-5", "0"),
        ("days=99999999999999999999", "99999999999999999999"),
        ("from=yesterday", "yesterday"),
        ("after=x&share=y", "x:y"),
        ("&".join(["where=CN&material=*"] * 9), "9"),
    ],
)
def test_an_odd_shock_gets_one_sentence(browser: Browser, query: str, part: str) -> None:
    answer = browser.get(f"/warn/shocks?{query}", headers=EN)
    assert answer.status_code == 400
    assert answer.text.count('role="alert"') == 1
    assert part in answer.text


@given(st.lists(st.text(max_size=10), max_size=3), st.text(max_size=10), st.text(max_size=6))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_breaks_the_shocks(browser: Browser, where: list[str], first: str, days: str) -> None:
    query = urlencode({"where": where, "from": first, "days": days}, doseq=True)
    assert browser.get(f"/warn/shocks?{query}").status_code in {200, 400}


def test_what_passes_again_counts_once_both_boxes_are_filled(browser: Browser) -> None:
    half, whole = (plain(browser.get(f"/warn/shocks?after=10{more}", headers=EN)) for more in ("", "&share=100"))
    assert "lines stop" in half
    assert "100% pass from day 10" in whole.replace("100 %", "100%")
    assert "No line stops" in whole


def test_a_stop_of_one_day_stops_nobody_and_says_so(browser: Browser) -> None:
    told = plain(browser.get("/warn/shocks?where=CN%3EEU&material=*&days=1", headers=EN))
    assert "No line stops" in told


# ---- back-test


def test_the_published_run_shows_that_it_is_no_better_than_chance_beside_naive_rules(browser: Browser) -> None:
    run = published()[0]
    told = plain(browser.get("/warn/backtest", headers=EN))
    assert "no better than chance" in told
    assert "0018-backtest-fixed-first" in told
    for one in run.methods:
        assert METHODS[one.name].label.en in told
        assert f"{one.pooled.auroc:.3f}" in told
    assert told.count("nothing followed (false)") == sum(one.came == "nothing" for one in run.reds)
    assert told.count(page_words()["backtest.missed"].en) >= 1


def upload(browser: Browser, data: bytes, name: str = "prices.csv", made: str = "") -> httpx.Response:
    page = browser.get("/warn/backtest").text
    token = made or re.findall(r'name="token" value="([0-9a-f]+)"', page)[0]
    return browser.post("/warn/backtest", data={"token": token}, files={"file": (name, data)}, headers=EN)


def test_a_file_of_the_reader_is_run_and_its_problems_are_said(browser: Browser, tmp_path: Path) -> None:
    lines = rows(walks(3, 500, 2))
    lines[7][3] = "dear"
    path = write(tmp_path / "mine.csv", ["Pr", "Nd"], lines)
    told = plain(upload(browser, path.read_bytes(), "../../etc/mine.csv"))
    assert "mine.csv" in told
    assert "etc/" not in told
    assert "500 trading days" in told
    assert "were left out" in told


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe" * 50, b"a,b\n1,2\n", "日期,氧化镨平均价\n".encode("gbk")])
def test_a_file_without_prices_gets_sentences(browser: Browser, data: bytes) -> None:
    answer = upload(browser, data, "odd.csv")
    assert answer.status_code == 422
    assert page_words()["backtest.unusable"].en in unescape(answer.text)
    assert "odd.csv" in answer.text


def test_a_file_that_is_too_large_is_refused_before_it_is_read(browser: Browser) -> None:
    answer = upload(browser, b"1" * (MOST_MB * 1_000_000 + 1))
    assert answer.status_code == 422
    assert f"{MOST_MB} MB" in answer.text


def test_a_form_with_another_token_is_refused_and_no_file_leads_back(browser: Browser) -> None:
    assert upload(browser, b"1", made="00").status_code == 403
    token = re.findall(r'name="token" value="([0-9a-f]+)"', browser.get("/warn/backtest").text)[0]
    assert browser.post("/warn/backtest", data={"token": token}).status_code == 303


# ---- replay


def test_the_day_of_the_notice_is_red_with_its_window_and_stops_are_marked_as_known_later(browser: Browser) -> None:
    facts = load_2025().facts
    window = on(facts, NOTICE).windows[0]
    answer = browser.get("/warn/replay?day=2025-04-04")
    spans = table_of(answer.text, "replay-spans")
    assert f'data-from="{window.opens}" data-to="{window.closes}" data-tone="window"' in spans
    stops = [one for one in facts if one.kind == "stop"]
    assert len(re.findall('data-tone="later" class="later"', spans)) == len(stops)
    assert 'class="grade red"' in answer.text


def test_a_day_shows_as_known_only_what_was_known(browser: Browser) -> None:
    facts = load_2025().facts
    for day in (date(2024, 6, 1), NOTICE, date(2025, 5, 31), date(2026, 1, 1)):
        html = browser.get(f"/warn/replay?day={day}", headers=EN).text
        later = set(re.findall(r'<tr id="f-([^"]+)" class="later">', html))
        known = set(re.findall(r'<tr id="f-([^"]+)">', html))
        assert later == {one.id for one in facts if one.known_on > day}
        assert known == {one.id for one in facts if one.known_on <= day}


def test_the_verdict_of_hindsight_is_that_of_the_room(browser: Browser) -> None:
    found = verdict(load_2025().facts)
    assert found is not None
    told = plain(browser.get("/warn/replay", headers=EN))
    inside = sum(is_inside for _, is_inside in found.stops)
    assert f"Of {len(found.stops)} stops known later, {inside} lie inside" in told
    assert "One case proves no skill" in told


@pytest.mark.parametrize("day", ["tomorrow", "2025-13-40", "0000-00-00", "99999-01-01", "1066-10-14", "'"])
def test_an_odd_day_gets_a_sentence_and_the_usual_day(browser: Browser, day: str) -> None:
    told = plain(browser.get(f"/warn/replay?day={quote(day)}", headers=EN))
    assert day in told
    assert "4 Apr 2025" in told


def test_groups_say_what_several_elements_share_once() -> None:
    found = replay_view.groups(on(load_2025().facts, NOTICE).signals)
    control = next(one for one in found if one.elements)
    assert set(control.elements) == {"Sm", "Gd", "Tb", "Dy", "Lu", "Y", "Sc"}


# ---- files


@pytest.mark.parametrize(
    ("path", "part"),
    [("shocks/lines", "Invented European magnets"), ("backtest/published", "0.477"), ("replay/facts", "Suzuki")],
)
def test_tables_are_files_for_a_spreadsheet(browser: Browser, path: str, part: str) -> None:
    text = browser.get(f"/warn/{path}.csv", headers=EN).content.decode("utf-8-sig")
    assert part in text
    assert browser.get(f"/warn/{path}.xlsx", headers=ZH).content.startswith(b"PK")
    assert browser.get(f"/warn/{path}.exe").status_code == 404


def test_the_workbook_of_balances_has_numbers(browser: Browser) -> None:
    book = load_workbook(io.BytesIO(browser.get("/warn/outlook/balances.xlsx?until=2025", headers=EN).content))
    rows_of = [row for row in book.active.iter_rows(values_only=True) if row[1] == "Dy"]
    assert len(rows_of) == 6
    assert all(isinstance(row[3], float) for row in rows_of)


# ---- JSON


def test_the_models_answer_as_json(browser: Browser) -> None:
    told = browser.get("/api/v1/warn/outlook?until=2030&set=heavy_cut%3D0.5").json()
    assert told["settings"]["sliders"]["heavy_cut"] == 0.5
    assert {one["year"] for one in told["balances"]} == set(range(2020, 2031))
    assert browser.get("/api/v1/warn/outlook/settings").json()["scenarios"][0]["name"] == "current"
    shock = browser.get("/api/v1/warn/shocks?where=CN%3E*").json()
    assert shock["is_invented"]
    assert shock["halts"][0]["chain"]
    assert browser.get("/api/v1/warn/backtest").json()["runs"][0]["methods"][0]["verdict"]["en"]
    assert browser.get("/api/v1/warn/replay?day=2025-04-05").json()["replayed"]["level"] == "red"
    paths = browser.get("/api/v1/openapi.json").json()["paths"]
    assert {f"/api/v1/warn/{one}" for one in ("outlook", "shocks", "backtest", "replay")} <= set(paths)


@pytest.mark.parametrize(
    "path",
    [
        "outlook?set=heavy_cat%3D1", "outlook?set=heavy_cut%3D7", "outlook?set=x", "outlook?untill=2030",
        "outlook?scenario=x", "shocks", "shocks?where=Atlantis", "shocks?where=CN&after=61",
        "replay?day=x", "backtest?x=1",
    ],
)  # fmt: skip
def test_json_refuses_what_it_does_not_know(browser: Browser, path: str) -> None:
    answer = browser.get(f"/api/v1/warn/{path}")
    assert answer.status_code == 400
    assert answer.json()["problem"]["zh"]


def test_a_file_is_run_through_the_interface(browser: Browser, tmp_path: Path) -> None:
    path = write(tmp_path / "mine.csv", ["Pr"], rows(walks(5, 400, 1)))
    told = browser.post("/api/v1/warn/backtest?name=mine.csv", content=path.read_bytes()).json()
    assert told["run"]["days"] == 400
    assert browser.post("/api/v1/warn/backtest", content=b"x").status_code == 422

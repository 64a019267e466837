"""The search as a page: the answer with its reasons, the nearest feasible duty, and the road into plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from tests.web.conftest import Browser
from tests.web.planning import Planning, planning
from tests.web.test_web_design import EN, RECIPE, ZH, plain

EASY = {"grade": "N38", "temperature": "80 °C", "permeance": "1.5", "max": "Tb:0, Dy:1"}
HARD = {"grade": "45SH", "temperature": "150", "permeance": "1.0", "max": "Tb:0, Dy:1"}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planning]:
    with planning(tmp_path_factory.mktemp("web-design") / "data") as opened:
        yield opened


def test_the_answer_is_the_optimum_with_its_reasons(browser: Browser) -> None:
    told = browser.get(f"/api/v1/design/search?{urlencode(EASY)}").json()
    assert told["is_feasible"]
    for language, headers in (("zh", ZH), ("en", EN)):
        text = plain(browser.fresh().get(f"/design/search?{urlencode(EASY)}", headers=headers))
        assert f"{told['cost_cny_per_kg']:,.2f}" in text
        assert all(re.sub(r"\s+", " ", one[language]) in text for one in (*told["why"], *told["one_unit_more"]))
        assert f"{told['bench']['weight_ppm']['Nd'] / 1e4:.2f}" in text
    assert "monazite design --grade N38 --temperature 80degC --permeance 1.5 --max Tb=0 --max Dy=1" in text


def test_the_recipe_of_the_answer_opens_on_the_bench_as_it_is(browser: Browser) -> None:
    page = browser.get(f"/design/search?{urlencode(EASY)}", headers=EN)
    link = re.search(r'href="(/design/bench\?[^"]+)">open on the bench', page.text)
    assert link
    line = parse_qs(urlsplit(unescape(link[1])).query)["recipe"][0]
    told = browser.get(f"/api/v1/design/search?{urlencode(EASY)}").json()
    opened = browser.get(
        f"/api/v1/design/bench?{urlencode({'recipe': line, 'temperatures': '20,80', 'permeance': '1.5'})}"
    ).json()
    assert opened["weight_ppm"] == told["bench"]["weight_ppm"]
    assert opened["magnets"] == told["bench"]["magnets"]
    assert "Demagnetisation curves" in plain(browser.get(unescape(link[1]), headers=EN))


def test_what_nobody_can_do_leads_to_the_nearest_that_can_be_done(browser: Browser) -> None:
    page = browser.get(f"/design/search?{urlencode(HARD)}", headers=EN)
    text = plain(page)
    assert "working temperature down to" in text
    assert "What the closest recipe misses" in text
    links = [
        parse_qs(urlsplit(unescape(one)).query)
        for one in re.findall(r'<li><a href="(/design/search\?[^"]+)">', page.text)
    ]
    told = browser.get(f"/api/v1/design/search?{urlencode(HARD)}").json()
    assert told["binding"]
    assert {"grade": ["45SH"], "max": ["Tb:0, Dy:1"]}.items() <= links[0].items()
    assert 100 < float(links[0]["temperature"][0]) <= told["nearest_temperature_degc"]
    for (name, share), link in zip(
        told["nearest_cap_share"].items(), links[-len(told["nearest_cap_share"]) :], strict=True
    ):
        caps = dict(one.split(":") for one in link["max"][0].split(", "))
        assert share * 100 <= float(caps[name]) < share * 100 + 0.02


def test_a_frontier_is_drawn_when_asked(browser: Browser) -> None:
    page = browser.get(f"/design/search?{urlencode({**EASY, 'over': 'heavy'})}", headers=EN)
    assert 'data-table="search-frontier"' in page.text
    table = page.text.split('id="search-frontier"')[1].split("</table>")[0]
    held, costs = ([float(one) for one in re.findall(rf'{key}="([\d.]+)"', table)] for key in ("data-x", "data-v"))
    assert len(held) == len(costs) > 2
    by_held = [cost for _, cost in sorted(zip(held, costs, strict=True))]
    assert by_held == sorted(by_held, reverse=True)  # the more is allowed, the less it costs
    odd = plain(browser.get(f"/design/search?{urlencode({**EASY, 'over': 'weight'})}", headers=EN))
    assert "cost against: expected one of" in odd


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"grade": "45SG"}, "the nearest is “45SH”"),
        ({"grade": "Y30BH"}, "Y30BH"),
        ({"temperature": "900"}, "the nearest possible is"),
        ({"permeance": "0"}, "the nearest possible is 0.01"),
        ({"max": "Dyy:1"}, "the nearest is “Dy”"),
        ({"max": "Dy:120"}, "100 %"),
        ({"max": "Dy:1", "min": "Dy:2"}, "at least (wt%)"),
        ({"price": "PrNd:dear"}, "prices given (CNY/kg)"),
    ],
)
def test_a_duty_that_cannot_be_asked_gets_a_sentence_and_the_form_keeps_it(
    browser: Browser, told: dict[str, str], said: str
) -> None:
    page = browser.get(f"/design/search?{urlencode({**EASY, **told})}", headers=EN)
    assert said in plain(page)
    assert all(f'value="{text}"' in page.text for text in told.values())


def test_a_recipe_becomes_a_candidate_in_plan_once(story: Planning) -> None:
    browser = story.browser.fresh()
    token = re.search(r'name="token" value="([^"]+)"', browser.get("/design/bench").text)
    assert token
    browser.post("/settings", data={"token": token[1], "back": "/", "actor": "F13"})
    form = {"token": token[1], "recipe": RECIPE, "grade": "42SH", "motor": "EV-220", "temperatures": "20, 120"}
    before = story.workspace.trace.size()
    first = plain(browser.post("/design/bench/send", data=form, headers=EN))
    assert "stands in plan as a candidate for EV-220" in first
    assert story.workspace.trace.size() == before + 1
    assert "stood in plan already" in plain(browser.post("/design/bench/send", data=form, headers=EN))
    assert story.workspace.trace.size() == before + 1
    odd = browser.post("/design/bench/send", data=form | {"motor": "EV-22"}, headers=EN)
    assert "EV-220" in plain(odd, 400)
    assert 'value="EV-220"' in browser.get("/design/bench").text

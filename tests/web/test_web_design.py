"""The pages of design show what the rooms say, keep what was written, and answer odd addresses with a sentence."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import quote, urlencode

import httpx
import pytest
from tests.web.conftest import Browser

from monazite.design.grades import grades, named_grades
from monazite.design.materials import end_members, measured_magnets

RECIPE = "Nd=21.5,Pr=7,Dy=2.5,Co=1,B=0.97,Al=0.2,Ga=0.2,Cu=0.1"
OTHER = "Nd=19,Pr=6.5,Ce=4,Dy=0.5,Co=2,B=0.96,Cu=0.2,Ga=0.3,grain=3um,diffuse=Tb:0.3"
DUTY = {"grade": "45SH", "temperature": "120", "permeance": "1.0", "max": "Tb:0, Dy:1"}
PAGES = (
    "/design", "/design/bench", f"/design/bench?{urlencode({'recipe': OTHER, 'grade': 'N38', 'units': 'cgs'})}",
    "/design/search", f"/design/compare?{urlencode({'a': RECIPE, 'b': OTHER})}", "/design/compare", "/design/grades",
    "/design/grades?family=ferrite&flagged=yes", "/design/grades/45sh", "/design/grades/N52", "/design/grades/Y30BH",
    "/design/materials",
)  # fmt: skip
ZH, EN = {"accept-language": "zh"}, {"accept-language": "en"}


def plain(response: httpx.Response, status: int = 200) -> str:
    assert response.status_code == status, response.text[:500]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.text.split("<main", 1)[1])))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_in_both_languages(browser: Browser, path: str) -> None:
    zh, en = (browser.fresh().get(path, headers=one) for one in (ZH, EN))
    assert "design." not in plain(zh)
    assert "None" not in plain(en)
    assert re.search("[㐀-鿿]", plain(zh))
    assert not re.search("[㐀-鿿]{3}", plain(en).replace("独居石", "")), path


def test_the_bench_says_what_the_model_says_and_where_its_prices_come_from(browser: Browser) -> None:
    address = urlencode({"recipe": RECIPE, "temperatures": "20, 80, 120", "grade": "42SH"})
    text = plain(browser.get(f"/design/bench?{address}", headers=EN))
    told = browser.get(f"/api/v1/design/bench?{address}").json()
    room, hot = told["magnets"][0], told["magnets"][-1]
    assert f"Br {room['br_tesla']['value']:.3f} T" in text
    assert f"{hot['hcj_a_per_m']['value'] / 1e3:,.0f}" in text
    assert [one["temperature_degc"] for one in told["curves"]] == [20, 80, 120]
    assert f"{told['cost_cny_per_kg']:.2f}" in text
    assert "table that ships" in text
    assert "rest on priors" in text
    assert sum(one["cny_per_kg"] for one in told["costs"]) == pytest.approx(told["cost_cny_per_kg"])


def test_the_units_are_those_of_the_address_or_of_the_reader(browser: Browser) -> None:
    assert "13.2–13.8 kGs" in plain(browser.get("/design/grades/45sh", headers=EN))
    assert "13.20–13.80" in plain(browser.get("/design/grades?text=45SH&units=cgs", headers=EN))
    token = re.search(r'name="token" value="([^"]+)"', browser.get("/design").text)
    assert token
    form = {"token": token[1], "back": "/design/grades?text=45SH", "magnet_units": "cgs"}
    assert browser.post("/settings", data=form).status_code == 303
    assert "13.20–13.80" in plain(browser.get("/design/grades?text=45SH", headers=EN))
    assert "1.320–1.380" in plain(browser.get("/design/grades?text=45SH&units=SI", headers=EN))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"recipe": "Nd=90,Pr=20,B=1"}, "the nearest possible has Nd=79"),
        ({"recipe": "Nd=30,Dyy=1,B=1"}, "the nearest is “Dy”"),
        ({"recipe": f"{RECIPE},grain=0um"}, "the nearest possible is 0.05 um"),
        ({"Nd": "34", "others": "Nb=70"}, "the nearest possible has"),
        ({"recipe": RECIPE, "temperatures": "20, 400"}, "the nearest possible is 3"),
        ({"recipe": RECIPE, "grade": "45SG"}, "45SH"),
        ({"recipe": RECIPE, "temperatures": "warm"}, "temperatures (°C): expected a temperature such as 150degC"),
        ({"recipe": RECIPE, "permeance": "-1"}, "permeance Pc: expected a number from nought up"),
        ({"others": "<b>x</b>"}, "found “<b>x</b>”"),
        ({"B": "0"}, "the nearest possible has B="),
    ],
)
def test_what_cannot_be_made_gets_a_sentence_and_the_form_keeps_it(
    browser: Browser, told: dict[str, str], said: str
) -> None:
    page = browser.get(f"/design/bench?{urlencode(told)}", headers=EN)
    assert said in plain(page)
    assert "everything you wrote is still in the form" in plain(page)
    for text in told.values():
        assert f'value="{text.replace("<", "&lt;").replace(">", "&gt;")}"' in page.text, text
    assert "<b>x" not in page.text


def test_a_recipe_leaves_as_files_that_other_programs_take(browser: Browser) -> None:
    query = urlencode({"recipe": RECIPE, "temperatures": "20,120", "grade": "42SH"})
    sheet = browser.get(f"/design/bench/sheet.pdf?{query}")
    assert sheet.content.startswith(b"%PDF")
    assert "N42SH" in sheet.headers["content-disposition"]
    curve = browser.get(f"/design/bench/curve.csv?{query}", headers=EN).text.splitlines()
    assert len(curve) > 50
    assert json.loads(browser.get(f"/design/bench/recipe.json?{query}").text)[0]["Nd_wt_percent"] == 21.5
    assert json.loads(browser.get(f"/design/bench/pyleecan.json?{query}").text)["__class__"] == "Material"
    assert "<BeginBlock>" in browser.get(f"/design/bench/femm.lua?{query}").text
    assert browser.get(f"/design/bench/other.txt?{query}").status_code == 404
    assert browser.get("/design/bench/curve.csv?recipe=Nd%3D200").status_code == 400


def test_two_recipes_stand_side_by_side(browser: Browser) -> None:
    query = urlencode({"a": RECIPE, "b": OTHER, "temperatures": "20, 120", "grade": "42SH"})
    text = plain(browser.get(f"/design/compare?{query}", headers=EN))
    told = browser.get(f"/api/v1/design/compare?{query}").json()
    first, second = (told[one]["magnets"][0]["br_tesla"]["value"] for one in ("first", "second"))
    assert f"{first:.3f}" in text
    assert f"{second:.3f}" in text
    assert all(one["en"] in text for one in told["said"])
    one_line = browser.get(f"/design/compare?{urlencode({'a': RECIPE, 'b': 'Nd=30,Zz=1'})}", headers=EN)
    assert "B: expected one of" in plain(one_line)
    assert 'value="Nd=30,Zz=1"' in one_line.text


def test_grades_are_listed_as_printed_and_contradictions_told(browser: Browser) -> None:
    text = plain(browser.get("/design/grades", headers=EN))
    assert f"{len(grades())} of {len(grades())} rows" in text
    flagged = sum(bool(one.flags) for one in grades())
    assert f"{flagged} of {len(grades())} rows" in plain(browser.get("/design/grades?flagged=yes", headers=EN))
    one = named_grades()["N52"]
    page = plain(browser.get("/design/grades/N52", headers=ZH))
    assert all(flag.sentence("zh") in page for flag in one.flags)
    missing = browser.get(f"/design/grades/{quote('45SG')}", headers=EN)
    assert "the nearest is “N45SH”" in plain(missing, 404)
    assert 'value="45SG"' in missing.text


def test_every_number_of_the_materials_has_its_source(browser: Browser) -> None:
    text = plain(browser.get("/design/materials", headers=EN))
    for member in end_members().values():
        assert member.formula in text
        assert all(" ".join(one.split()) in text for one in member.saturation_tesla_300k.sources)
    assert all(one.doi in text for one in measured_magnets())


def test_the_interface_refuses_what_it_does_not_know(browser: Browser) -> None:
    for path in ("bench?recip=Nd", "bench", "compare?a=Nd=30", "search", "search?grade=45SG", "grades?kind=x"):
        answer = browser.get(f"/api/v1/design/{path}")
        assert answer.status_code == 400, path
        assert answer.json()["problem"]["zh"]
    assert browser.get("/api/v1/design/grades/N99").status_code == 400
    assert browser.get("/api/v1/design/grades?family=ferrite").json()["total"] == 8
    assert "Nd2Fe14B" in browser.get("/api/v1/design/materials").json()["end_members"]


def test_a_recipe_is_sent_only_by_somebody_and_with_the_token(browser: Browser) -> None:
    page = browser.get(f"/design/bench?{urlencode({'recipe': RECIPE})}", headers=EN)
    token = re.search(r'name="token" value="([^"]+)"', page.text)
    assert token
    form = {"recipe": RECIPE, "motor": "EV-220", "grade": "42SH"}
    assert browser.post("/design/bench/send", data=form).status_code == 403
    answer = browser.post("/design/bench/send", data=form | {"token": token[1]}, headers=EN)
    assert answer.status_code == 400
    assert browser.get("/api/v1/trace/entries").json()["total"] == 0

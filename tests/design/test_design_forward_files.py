"""Recipes as people write them: lines, tables, the command, and every kind of mistake."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.cli.run import run
from monazite.core import Problem
from monazite.core.words import Language
from monazite.design.forward import parse_recipe, problems_of, read_recipes
from monazite.design.record import Diffusion, Process, Recipe

ISSUE = "Nd=24,Pr=6,Dy=1,B=1,Co=1,Fe=rest"


def parsed(text: str) -> Recipe:
    found = parse_recipe(text, "--recipe")
    assert isinstance(found, Recipe)
    return found


def refused(text: str) -> list[Problem]:
    found = parse_recipe(text, "--recipe")
    assert isinstance(found, tuple)
    return list(found)


@pytest.mark.parametrize(
    "text",
    [
        ISSUE,
        "Nd=24 Pr=6 Dy=1 B=1 Co=1",
        "钕=24，镨=6，镝=1wt%，硼=10000ppm，钴=1，铁=余量",
        "Nd:24;Pr:6;Dy:1;B:1;Co:1;Fe:67",
    ],
)
def test_one_recipe_in_many_hands(text: str) -> None:
    assert dict(parsed(text).weight_ppm) == {
        "Nd": 240_000, "Pr": 60_000, "Dy": 10_000, "B": 10_000, "Co": 10_000, "Fe": 670_000,
    }  # fmt: skip


def test_an_alloy_and_a_metal_add_up() -> None:
    assert dict(parsed("PrNd=28,Nd=2,B=1").weight_ppm) == {"Nd": 230_000, "Pr": 70_000, "B": 10_000, "Fe": 690_000}


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("", "recipe-pair", "Nd=24"),
        ("Nd24", "recipe-pair", "Nd24"),
        ("Nx=30,B=1", "recipe-element", "“Nd”"),
        ("Nd=30,Nd=1,B=1", "recipe-twice", "Nd"),
        ("Nd=rest,B=1", "recipe-rest", "Nd"),
        ("Nd=30,B=1,O=0.1", "recipe-gas", "--oxygen"),
        ("Nd=94,Pr=16,B=1", "recipe-sum", "Nd=83"),
        ("Nd=30,B=1,Fe=60", "recipe-sum", "Fe=69"),
        ("Nd=-3,B=1", "quantity-wrong", "-3"),
        ("Nd=1e99,B=1", "quantity-wrong", "1e99"),
        ("Nd=nan,B=1", "quantity-wrong", "nan"),
        ("Nd=30kg,B=1", "quantity-wrong", "30kg"),
        ("Nd=1," * 1000, "recipe-pair", "Nd=1"),
    ],
)
def test_a_line_that_cannot_be_meant(text: str, code: str, says: str) -> None:
    found = refused(text)
    assert found[0].code == code
    assert says in found[0].sentence("en")
    assert found[0].sentence("zh") != found[0].sentence("en")


@given(st.text(max_size=60))
def test_no_line_breaks_the_reader(text: str) -> None:
    found = parse_recipe(text, "--recipe")
    if isinstance(found, Recipe):
        assert sum(found.weight_ppm.values()) == 1_000_000
        problems_of(found, [293.15], "--recipe")
    else:
        assert found


@pytest.mark.parametrize(
    ("text", "process", "kelvin", "says"),
    [
        ("Nd=30", Process(), 293.15, "B=0.97"),
        ("B=1", Process(), 293.15, "Nd=26.7"),
        ("Nd=5,B=1", Process(), 293.15, "60%"),
        (ISSUE, Process(grain_metre=0), 293.15, "0.05 um"),
        (ISSUE, Process(grain_metre=float("nan")), 293.15, "nan"),
        (ISSUE, Process(alignment=1.2), 293.15, "the nearest possible is 1."),
        (ISSUE, Process(density_kg_per_m3=100), 293.15, "5 g/cm3"),
        (ISSUE, Process(oxygen_ppm=-1), 293.15, "0 ppm"),
        (ISSUE, Process(), 700, "nearest possible is 322 °C"),
        (ISSUE, Process(), 100, "-40 °C"),
        (ISSUE, Process(diffusion=Diffusion("La", 5000, 1173.15, 36000, 5e-3)), 293.15, "Tb"),
        (ISSUE, Process(diffusion=Diffusion("Tb", 5000, 1173.15, 36000, 0)), 293.15, "0.1 mm"),
        (ISSUE, Process(diffusion=Diffusion("Tb", 500_000, 1173.15, 36000, 5e-3)), 293.15, "3 wt%"),
        (ISSUE, Process(diffusion=Diffusion("Tb", 5000, 300, 36000, 5e-3)), 293.15, "873.15 K"),
    ],
)
def test_what_the_model_cannot_take_is_said_with_the_nearest(
    text: str, process: Process, kelvin: float, says: str
) -> None:
    (found,) = problems_of(replace(parsed(text), process=process), [kelvin], "--recipe")
    assert says in found.sentence("en")


def test_a_recipe_of_strange_elements_is_refused() -> None:
    (found,) = problems_of(Recipe({"Xx": 300_000, "Fe": 700_000}), [293.15], "here")
    assert found.code == "recipe-element"


TABLE = "name,Nd,Pr,Dy,B,Co,grain_um,density,oxygen\nA,24,6,1,1,1,5,7.55,1000\nB,30,,,0.98,,4um,7.5g/cm3,0.2%\n"


def test_a_table_of_recipes(tmp_path: Path) -> None:
    path = tmp_path / "recipes.csv"
    path.write_text(TABLE, encoding="utf-8")
    (one, two), problems = read_recipes(path, [293.15])
    assert not problems
    assert dict(one.recipe.weight_ppm) == dict(parsed(ISSUE).weight_ppm)
    for found, grain_metre, oxygen_ppm, density in ((one, 5e-6, 1000, 7550), (two, 4e-6, 2000, 7500)):
        process = found.recipe.process
        assert process.grain_metre == pytest.approx(grain_metre)
        assert (process.oxygen_ppm, process.density_kg_per_m3) == (oxygen_ppm, density)
    assert (one.name, two.place) == ("A", "recipes.csv:3")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_table_in_chinese(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "配方.csv"
    header = "名称,镨钕,镝,硼,铁,晶粒尺寸,扩散元素,扩散增重,扩散温度,扩散时间,扩散方向厚度,双主相"
    lines = f"{header}\r\n甲,30,1,1,余量,5um,铽,0.5,900,10,5,是\r\n"
    path.write_bytes(lines.encode(encoding))
    (one,), problems = read_recipes(path, [293.15])
    assert not problems
    assert one.is_dual
    assert one.recipe.process.diffusion == Diffusion("Tb", 5000, 1173.15, 36000, 5e-3)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Nd,B\n30,1\n80,30\n", "t.csv:3"),
        ("Nd,B\n30,1\n,1\n", "a rare earth"),
        ("Nd,B,Qq\n30,1,1\n", "Qq"),
        ("Nd,B,grain_um\n30,1,0\n", "0.05 um"),
        ("Nd,B\n30,x\n", "x"),
        ("Nd,B,diffused\n30,1,Tb\n", "no uptake_wt_percent"),
        ("recipe,Nd\nNd=30,3\n", "either"),
        ("recipe\nNd=30\n", "boron"),
        ("Nd,B\n", "one row"),
        ("", "t.csv"),
    ],
)
def test_a_table_with_a_mistake_computes_nothing(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    found, problems = read_recipes(path, [293.15])
    assert not found
    assert says in " ".join(one.sentence("en") for one in problems)


def test_the_command_of_the_issue(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--grain", "5um", "--density", "7.55g/cm3", "--alignment", "0.96", "--temperature", "20degC,100degC"]
    assert run(["design", "--recipe", ISSUE, *words, "--json", "--grade", "45H"], "en") == 0
    room, hot = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (room["temperature_degc"], hot["temperature_degc"]) == (20, 100)
    assert 1.3 < room["br_tesla"]["low"] < room["br_tesla"]["value"] < 1.45
    assert hot["hcj_a_per_m"]["value"] < room["hcj_a_per_m"]["value"]
    assert 0 <= room["pass_probability"] <= 1
    assert room["is_prior_based"]


@pytest.mark.parametrize(("language", "says"), [("zh", "先验"), ("en", "prior assumptions")])
def test_people_are_told_in_both_languages(language: Language, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["design", "--recipe", ISSUE, "--diffuse", "Tb=0.5wt%", "--thickness", "4mm"], language) == 0
    out = capsys.readouterr().out
    assert says in out
    assert "kOe" in out


def test_a_table_runs_through_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "recipes.csv"
    path.write_text(TABLE, encoding="utf-8")
    assert run(["design", "--recipes", str(path), "--json"], "en") == 0
    assert [json.loads(line)["recipe"] for line in capsys.readouterr().out.splitlines()] == ["A", "B"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ([], 2, "--recipe"),
        (["--recipe", "Nd=30"], 1, "boron"),
        (["--recipe", ISSUE, "--grain", "0um"], 1, "0.05 um"),
        (["--recipe", ISSUE, "--grain", "soft"], 1, "soft"),
        (["--recipe", ISSUE, "--temperature", "900degC"], 1, "Curie"),
        (["--recipe", ISSUE, "--temperature", ","], 1, "1 to 50"),
        (["--recipe", ISSUE, "--grade", "N99XX"], 1, "N99XX"),
        (["--recipe", ISSUE, "--diffuse", "Tb"], 1, "--diffuse"),
        (["--recipes", "nowhere.csv"], 1, "nowhere.csv"),
    ],
)
def test_a_mistake_is_one_sentence(words: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["design", *words], "en") == code
    told = capsys.readouterr()
    assert says in told.err
    assert not told.out

"""`monazite design`: the query of the issue word for word, recipes on the bench, files, and what is refused."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from tests.cli.shell import Shell

from monazite.app import Workspace
from monazite.core.words import Language
from monazite.trace.permits import Party, register

RECIPE = "Nd=24,Pr=6,Dy=1,B=1,Co=1,Fe=rest"
QUERY = ("design", "--grade", "45SH", "--temperature", "120degC", "--permeance", "1.0",
         "--max", "Tb=0wt%", "--max", "Dy=1wt%")  # fmt: skip
HEAT = ("design", "--temperature", "100degC", "--ban", "Tb,Ho")
"""A question that is answered soon."""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_query_of_the_issue_reads_well_on_a_narrow_screen(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert shell(*QUERY, language=language) == 0
    assert not shell.err
    assert all(cell_len(line) <= 80 for line in shell.out.splitlines())
    says = {
        "zh": ("最省的配方每公斤", "120 °C", "N45SH 全部下限", "10 年后不可逆损失", "起约束作用的是", "少用 1 g 镝",
               "模型的最优解"),
        "en": ("cheapest recipe costs", "120 °C", "all minima of N45SH", "Lost after 10 years", "held where it is by",
               "1 g less dysprosium", "optimum of the model"),
    }  # fmt: skip
    for words in says[language]:
        assert words in shell.out


def test_the_same_at_150_degrees_names_what_binds_and_the_nearest(shell: Shell) -> None:
    assert shell(*(one.replace("120", "150") for one in QUERY)) == 0
    for words in ("that is proven", "beyond the knee", "can be done up to", "permeance coefficient of", "a cap on"):
        assert words in shell.out


def test_an_answer_as_json_is_one_object_with_everything(shell: Shell) -> None:
    assert shell(*HEAT, "--against", RECIPE, "--threshold", "PrNd:Ce=5wt%", "--json") == 0
    (answer,) = shell.objects()
    assert answer["is_feasible"]
    assert {"bench", "shadow", "binding", "gap", "why", "prices", "burdens", "against", "threshold"} <= set(answer)
    assert answer["threshold"]["said"]["zh"]


def test_prices_of_a_table_and_of_options(shell: Shell) -> None:
    (shell.folder / "prices.csv").write_text("day,PrNd,Dy\n2022-03-01,1350,3900\n2023-03-01,780,\n", "utf-8")
    assert shell(*HEAT, "--prices", "prices.csv", "--price", "Dy=2000", "--json") == 0
    prices = {one["offer"]: one["price_cny_per_kg"] for one in shell.objects()[0]["prices"]}
    assert (prices["PrNd"], prices["Dy"]) == (780.0, 2000.0)
    assert prices["Nd"] == pytest.approx(610 * 780 / 587.5)


def test_a_history_and_a_frontier(shell: Shell) -> None:
    (shell.folder / "days.csv").write_text("day,PrNd\n2022-03-01,1350\n2024-03-01,43万元/吨\n", "utf-8")
    assert shell(*HEAT, "--history", "days.csv", "--frontier", "heavy") == 0
    assert "2022-03-01" in shell.out
    assert shell(*HEAT, "--history", "days.csv", "--frontier", "heavy", "--json") == 0
    (answer,) = shell.objects()
    dear, cheap = (one["cost_cny_per_kg"] for one in answer["history"])
    assert dear > cheap
    heavy = [one["value"] for one in answer["frontier"]["steps"]]
    costs = [one["cost_cny_per_kg"] for one in answer["frontier"]["steps"]]
    assert heavy == sorted(heavy, reverse=True)
    assert all(later >= before * 0.999 for before, later in pairwise(costs))


def test_a_recipe_on_the_bench_leaves_as_files_and_comes_back(shell: Shell) -> None:
    files = ("--sheet", "a.pdf", "--curve", "a.csv", "--pyleecan", "a.json", "--femm", "a.lua", "--out", "recipe.json")
    assert shell("design", "--recipe", RECIPE, "--temperature", "100degC", "--permeance", "2", *files) == 0
    assert shell.err.count("written") == 5
    assert (shell.folder / "a.pdf").read_bytes().startswith(b"%PDF")
    assert shell("design", "--recipes", "recipe.json", "--temperature", "100degC", "--json") == 0
    back = shell.objects()[0]
    assert shell("design", "--recipe", RECIPE, "--temperature", "100degC", "--json") == 0
    assert back["br_tesla"] == shell.objects()[0]["br_tesla"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "give one of them"),
        (("--max", "Dy=1"), 2, "give one of them"),
        (("--grade", "45SG"), 1, "the nearest is “45SH”"),
        (("--grade", "45SH", "--max", "Dyy=1"), 1, "the nearest is “Dy”"),
        (("--grade", "45SH", "--max", "Dy=120wt%"), 1, "the nearest possible is 100 %"),
        (("--grade", "45SH", "--temperature", "400degC"), 1, "the nearest possible is"),
        (("--grade", "45SH", "--permeance", "0"), 1, "the nearest possible is 0.01"),
        (("--grade", "45SH", "--max", "Ce=1", "--min", "Ce=5"), 1, "the nearest possible is 1 %"),
        (("--grade", "45SH", "--threshold", "x"), 1, "PrNd:Ce=10wt%"),
        (("--grade", "45SH", "--threshold", "PrNx:Ce=10"), 1, "the nearest is “PrNd”"),
        (("--grade", "45SH", "--frontier", "hevy"), 1, "the nearest is “heavy”"),
        (("--grade", "45SH", "--against", "Nd=24"), 1, "--against"),
        (("--grade", "45SH", "--prices", "none.csv"), 1, "none.csv"),
        (("--grade", "45SH", "--send", "P-1"), 1, "--as"),
        (("--grade", "45SH", "--workspace", "none"), 1, "none"),
        (("--recipe", RECIPE, "--max", "Dy=1"), 2, "--max"),
        (("--recipe", RECIPE, "--grade", "45SG"), 1, "the nearest is “45SH”"),
        (("--recipe", RECIPE, "--temperature", "400degC"), 1, "Curie"),
        (("--recipe", "Xx=1"), 1, "Xx"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    shell: Shell, arguments: tuple[str, ...], code: int, words: str
) -> None:
    assert shell("design", *arguments) == code
    assert words in shell.err
    assert not shell.out


def test_a_candidate_for_nobody_is_refused_before_anything_is_written(shell: Shell) -> None:
    assert shell("design", "--recipe", RECIPE, "--send", "P-1", "--as", "F1", "--out", "recipe.json") == 1
    assert "plan post specify" in shell.err
    assert not Path(shell.folder / "recipe.json").exists()


def test_several_recipes_have_no_one_bench(shell: Shell) -> None:
    rows: list[dict[str, Any]] = [{"name": name, "recipe": RECIPE} for name in "ab"]
    (shell.folder / "two.json").write_text(json.dumps(rows), "utf-8")
    assert shell("design", "--recipes", "two.json", "--sheet", "a.pdf") == 1
    assert "keep one" in shell.err


def test_a_recipe_goes_to_plan_once(shell: Shell) -> None:
    post = ("plan", "post", "specify", "--as", "M1")
    said = ("day=2022-08-01", "specification=S-1", "motor=P-1", "position=rotor", "by=M1", "property=remanence_tesla",
            "at_least=1.25", "temperature=20")  # fmt: skip
    with Workspace.open(shell.folder / "monazite-data", create=True) as workspace:
        firms = [Party(id=key, kind="firm", name_zh=f"虚构{key}") for key in ("M1", "F1")]
        workspace.journal.post([register(party=one, id=one.id, time="2022-08-01", actor="MIN") for one in firms])
    assert shell(*post, *said) == 0, shell.err
    send = ("design", "--recipe", RECIPE, "--grade", "N48", "--send", "P-1", "--as", "F1")
    assert shell(*send) == 0, shell.err
    assert "Sent for qualification: F1/N48-" in shell.err
    assert "rotor: tests to be made: 1" in shell.err
    assert shell(*send, "--json") == 0
    assert shell.objects()[0]["sent"]["is_new"] is False

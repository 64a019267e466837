"""Commitments, deliveries and prices from files, and `monazite plan settle`: every fault has its place."""

from __future__ import annotations

import dataclasses
import json
from fractions import Fraction
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plan.commit_making import USD_PER_KG, T, guarantee, offtake

from monazite.cli.run import run
from monazite.core import Problem
from monazite.plan.commitments import (
    Commitment,
    PricePath,
    PriceRule,
    Quality,
    periods,
    read_commitment,
    read_movements,
    read_prices,
    settlements,
)

TERMS: dict[str, Any] = {
    "id": "MP-DoD", "seller": "MP", "guarantor": "DoD", "material": "氧化镨钕", "currency": "USD", "is_taxed": False,
    "first": "2025-10-01", "last": "2035-09-30", "price": {"series": "NdPr", "every": "month"},
    "floor_fen_per_tonne": "110 USD/kg", "is_stockpile_covered": True,
}  # fmt: skip
MOVED = "day,mass_tonnes,kind\n2026-01-15,1000,sold\n2026-02-15,200,stockpiled\n"
QUOTES = "day,price_usd_per_kg\n2026-01-15,60\n2026-02-15,60\n2026-03-15,60\n2026-04-15,60\n"


def commitment(folder: Path, **terms: Any) -> tuple[Commitment | None, list[Problem]]:
    """A commitment read from a file with the terms of MP-DoD and these."""
    problems: list[Problem] = []
    (folder / "terms.json").write_text(json.dumps(TERMS | terms), "utf-8")
    return read_commitment(folder / "terms.json", problems), problems


def prices(folder: Path, text: str, series: str = "NdPr") -> tuple[PricePath | None, list[str]]:
    """A price path read from a text, or the codes of what is wrong and where."""
    problems: list[Problem] = []
    (folder / "p.csv").write_text(text, "utf-8")
    terms = guarantee(price=PriceRule(series=series, every="month"))
    return read_prices(folder / "p.csv", terms, problems), [f"{one.code} {one.place}" for one in problems]


def test_quantities_carry_their_units(tmp_path: Path) -> None:
    bands = [{"since": "2025-10-01", "minimum_mg": "1000 t", "maximum_mg": 2 * 10**12}]
    upside = {"strike_fen_per_tonne": "110 美元/公斤", "share_ppm": "30 %"}
    found, problems = commitment(tmp_path, bands=bands, upside=upside)
    assert not problems
    assert found is not None
    assert found.floor_fen_per_tonne == 110 * USD_PER_KG
    assert found.bands[0].minimum_mg == 1000 * T
    assert found.upside is not None
    assert found.upside.share_ppm == 300_000


def test_the_example_of_the_readme_is_a_commitment(tmp_path: Path) -> None:
    text = (resources.files("monazite.plan.commitments") / "README.md").read_text("utf-8")
    problems: list[Problem] = []
    (tmp_path / "c.json").write_text(text.partition("```json")[2].partition("```")[0], "utf-8")
    found = read_commitment(tmp_path / "c.json", problems)
    assert not problems
    assert found is not None
    assert found.quality[0].step_fen_per_tonne == USD_PER_KG // 2


@pytest.mark.parametrize(
    ("terms", "code", "place"),
    [
        ({"floor_fen_per_tonne": "110 CNY/kg"}, "commit-quantity", "terms.json floor_fen_per_tonne"),
        ({"floor_fen_per_tonne": "110"}, "commit-quantity", "terms.json floor_fen_per_tonne"),
        ({"floor_fen_per_kg": 1}, "form-field-strange", "terms.json"),
        ({"floor_fen_per_tonne": 10, "ceiling_fen_per_tonne": 9}, "commit-floor-above",
         "terms.json floor_fen_per_tonne"),
        ({"guarantor": ""}, "commit-nobody", "terms.json buyer"),
        ({"buyer": "MP"}, "commit-same-party", "terms.json buyer"),
        ({"seller": "a b"}, "commit-name", "terms.json seller"),
        ({"currency": "usd", "floor_fen_per_tonne": 1}, "commit-currency-code", "terms.json currency"),
        ({"last": "2025-09-30"}, "commit-term", "terms.json last"),
        ({"last": "2126-10-01"}, "commit-term", "terms.json last"),
        ({"tolerance_ppm": 600_000}, "commit-number", "terms.json tolerance_ppm"),
        ({"document_sha256": "xyz"}, "commit-hash", "terms.json document_sha256"),
        ({"price": {}}, "commit-price-rule", "terms.json price"),
        ({"price": {"series": "x", "fixed_fen_per_tonne": 1}}, "commit-price-rule", "terms.json price"),
        ({"price": {"series": "x", "window": "days_before"}}, "commit-number", "terms.json price.days"),
        ({"price": {"series": "x", "factor": "0"}}, "commit-factor", "terms.json price.factor"),
        ({"price": {"series": "x", "window": "days_before", "days": 5, "every": "week"}},
         "commit-window-every", "terms.json price.every"),
        ({"price": {"series": "x", "is_quoted_with_tax": True}}, "commit-no-vat", "terms.json vat_ppm"),
        ({"is_stockpile_covered": True, "floor_fen_per_tonne": None}, "commit-no-floor",
         "terms.json is_stockpile_covered"),
        ({"upside": {"strike_fen_per_tonne": 1, "share_ppm": 1}}, "commit-number",
         "terms.json upside.strike_fen_per_tonne"),
        ({"bands": [{"since": "2026-01-01", "minimum_mg": 2, "maximum_mg": 1}]}, "commit-band", "terms.json bands[1]"),
        ({"bands": [{"since": "2026-01-01", "minimum_mg": 1, "maximum_mg": 1}] * 2}, "commit-rising",
         "terms.json bands[2]"),
        ({"plan": [{"day": "2025-09-30", "mass_mg": 1}]}, "commit-outside", "terms.json plan[1].day"),
        ({"plan": [{"day": "2026-01-02", "mass_mg": 9}],
          "bands": [{"since": "2025-10-01", "minimum_mg": 1, "maximum_mg": 8}]},
         "commit-plan-over", "terms.json plan 2026-Q1"),
        ({"elements": [{"name": "Ndd", "ppm": 1}]}, "commit-element", "terms.json elements[1].name"),
        ({"elements": [{"name": "Nd", "ppm": 600_000}, {"name": "Pr", "ppm": 500_000}]},
         "commit-elements-over", "terms.json elements"),
        ({"elements": [{"name": "Nd", "ppm": 1}] * 2}, "commit-twice", "terms.json elements"),
        ({"quality": [{"property": "Fe", "least_ppm": 2, "most_ppm": 1}]}, "commit-limits", "terms.json quality[1]"),
    ],
)  # fmt: skip
def test_terms_that_do_not_fit(tmp_path: Path, terms: dict[str, Any], code: str, place: str) -> None:
    found, problems = commitment(tmp_path, **terms)
    assert found is None
    assert (code, place) in [(one.code, one.place) for one in problems]
    assert all(one.sentence("zh") and one.sentence("en") for one in problems)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"id": 1e999}', "null", '{"id": "a", "id": "b"}'])
def test_what_is_no_commitment(tmp_path: Path, text: str) -> None:
    problems: list[Problem] = []
    (tmp_path / "x.json").write_text(text)
    assert read_commitment(tmp_path / "x.json", problems) is None
    assert problems


def test_deep_json_is_refused_not_run_out_of_stack(tmp_path: Path) -> None:
    problems: list[Problem] = []
    (tmp_path / "x.json").write_text('{"plan": ' + "[" * 900 + "]" * 900 + "}")
    assert read_commitment(tmp_path / "x.json", problems) is None
    assert problems


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(["1 t", "9 %", "1e9 USD/kg"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = tuple(one.name for one in dataclasses.fields(Commitment))


@given(st.sampled_from(FIELDS), ANYTHING)
def test_whatever_a_field_says_there_is_a_commitment_or_a_problem(field: str, value: Any) -> None:
    with TemporaryDirectory() as folder:
        found, problems = commitment(Path(folder), **{field: value})
    assert (found is None) == bool(problems)
    assert all(one.sentence("zh") and one.sentence("en") for one in problems)
    if found is not None:
        assert settlements(found, [], name=periods(found)[0].name)


@given(st.text(st.sampled_from("0123456789-,.dayprice_usdkg\n 日价/"), max_size=60))
def test_whatever_a_price_file_says_there_is_a_path_or_a_problem(text: str) -> None:
    with TemporaryDirectory() as folder:
        found, problems = prices(Path(folder), f"day,price_usd_per_kg\n{text}")
    assert found is not None or problems


def test_deliveries_by_chinese_headings_in_gbk(tmp_path: Path) -> None:
    text = "编号,交货日,质量（吨）,类别,TREO_percent\r\nD1,2026-01-15,1.5,入储,99.5\r\n"
    (tmp_path / "d.csv").write_bytes(text.encode("gbk"))
    problems: list[Problem] = []
    terms = offtake(quality=(Quality(property="TREO", least_ppm=990_000),))
    (one,) = read_movements(tmp_path / "d.csv", terms, problems)
    assert not problems
    assert (one.id, one.mass_mg, one.kind, one.contents[0].ppm) == ("D1", 1_500_000_000, "stockpiled", 995_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("day,mass_tonnes\n2026-01-15,-1\n", "cell-wrong d.csv:2"),
        ("day,mass_tonnes\n15.1.2026,1\n", "cell-wrong d.csv:2"),
        ("day,mass_tonnes,mass_kg\n2026-01-15,1,1000\n", "commit-mass-column d.csv:2"),
        ("day,mass_tonnes,kind\n2026-01-15,1,given\n", "cell-wrong d.csv:2"),
        ("day,mass\n2026-01-15,1\n", "column-strange d.csv:1"),
        ("id,day,mass_kg\nA,2026-01-15,1\nA,2026-01-16,1\n", "row-twice d.csv:3"),
    ],
)
def test_deliveries_that_cannot_be_read(tmp_path: Path, text: str, expected: str) -> None:
    problems: list[Problem] = []
    (tmp_path / "d.csv").write_text(text, "utf-8")
    read_movements(tmp_path / "d.csv", offtake(), problems)
    assert [f"{one.code} {one.place}" for one in problems] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "day,price_usd_per_kg\n2026-01-15,60\n",
        "\ufeffdate,usd_per_tonne\r\n2026-01-15,60000\r\n",
        "日期,价格,单位\n2026-01-15,6,万美元/吨\n",
        "day,series,price,unit,source\n2026-01-15,Dy,99,USD/kg,x\n2026-01-15,NdPr,60,USD/kg,x\n",
    ],
)
def test_prices_in_several_forms(tmp_path: Path, text: str) -> None:
    found, problems = prices(tmp_path, text)
    assert not problems
    assert found is not None
    assert found.currency == "USD"
    assert [one.fen_per_tonne for one in found.quotes] == [Fraction(60 * USD_PER_KG)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("day,price,unit\n2026-01-15,60,USD/kg\n2026-02-15,60000,USD/t\n", ["commit-unit-changes p.csv:3"]),
        ("day,price,unit\n2026-01-15,60,kg\n", ["commit-unit p.csv:2"]),
        ("day,price\n2026-01-15,60\n", ["commit-unit p.csv:2"]),
        ("day,price_usd_per_kg\n2026-01-15,60\n2026-01-15,61\n", ["row-twice p.csv:3"]),
        ("day,price_usd_per_kg\n2026-01-15,0\n", ["cell-wrong p.csv:2"]),
        ("day,price_usd_per_kg\n2026-01-15,nan\n", ["cell-wrong p.csv:2"]),
        ("day,price_usd_per_kg\n2026-01-15,\n", ["cell-wrong p.csv:2"]),
        ("day,price_usd_per_kg,usd_per_t\n2026-01-15,60,60000\n", ["commit-price-column p.csv:1"]),
        ("day,unit\n2026-01-15,USD/kg\n", ["commit-price-column p.csv:1"]),
        ("day,series,price_usd_per_kg\n2026-01-15,Dy,60\n", ["commit-series p.csv"]),
        ("day,price_usd_per_kg\n", ["table-empty p.csv"]),
    ],
)
def test_prices_that_cannot_be_used(tmp_path: Path, text: str, expected: list[str]) -> None:
    found, problems = prices(tmp_path, text)
    assert problems == expected
    assert found is None or problems


def files(folder: Path, *, moves: str = MOVED, quotes: str = QUOTES) -> list[str]:
    """The command on files of MP-DoD."""
    (folder / "c.json").write_text(json.dumps(TERMS), "utf-8")
    (folder / "d.csv").write_text(moves, "utf-8")
    (folder / "p.csv").write_text(quotes, "utf-8")
    return ["plan", "settle", str(folder / "c.json"), "--deliveries", str(folder / "d.csv"), "--prices",
            str(folder / "p.csv")]  # fmt: skip


def test_the_command_settles_to_the_cent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*files(tmp_path), "--period", "2026-Q1", "--json"], "en") == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert one["balances_fen"] == {"DoD": -6_000_000_000, "MP": 6_000_000_000}
    assert one["payments"] == [{"payer": "DoD", "payee": "MP", "fen": 6_000_000_000}]


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "DoD 应付 MP 60,000,000.00 USD"), ("en", "DoD pays MP 60,000,000.00 USD")]
)
def test_the_command_tells_people(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: Any, words: str
) -> None:
    assert run(files(tmp_path), language) == 0
    assert words in capsys.readouterr().out


def test_the_command_refuses_and_prints_nothing_half_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = files(tmp_path, quotes="day,price_usd_per_kg\n2026-01-15,60\n2026-03-15,60\n2026-04-15,60\n")
    assert run([*wrong, "--json"], "en") == 1
    out, err = capsys.readouterr()
    assert not out
    assert [json.loads(line)["code"] for line in err.splitlines()] == ["commit-gap"]
    assert "2026-02" in err


def test_the_command_names_the_row_at_which_the_unit_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = files(tmp_path, quotes=QUOTES.replace("03-15,60", "03-15,6").replace("04-15,60", "04-15,6"))
    assert run([*wrong, "--json"], "en") == 1
    out, err = capsys.readouterr()
    assert not out
    (found,) = (json.loads(line) for line in err.splitlines())
    assert (found["code"], found["place"]) == ("commit-quote-jump", "p.csv:4")


@pytest.mark.parametrize(("quotes", "said"), [
    (QUOTES, "2026-Q2 … 2035-Q3, not ended by the last delivery or quote (2026-04-15)"),
    ("day,price_usd_per_kg\n2035-09-29,60\n", "2035-Q3, not ended by the last delivery or quote (2035-09-29)"),
])  # fmt: skip
def test_the_command_says_which_periods_it_leaves_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], quotes: str, said: str
) -> None:
    wanted = files(tmp_path, moves=MOVED if quotes == QUOTES else "day,mass_tonnes\n2035-09-29,1\n", quotes=quotes)
    assert run([*wanted, "--json"], "en") == 0
    out, err = capsys.readouterr()
    assert json.loads(err)["en"].startswith(f"Not settled: {said}")
    assert json.loads(out)[0]["period"]["name"] == "2025-Q4"
    assert run([*wanted, "--period", "2025-Q4"], "en") == 0
    assert not capsys.readouterr().err


def test_the_command_knows_its_periods_and_spans(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*files(tmp_path), "--period", "2026-1"], "en") == 1
    assert "nearest" in capsys.readouterr().err
    assert run([*files(tmp_path), "--suspended", "2026-02-20..2026-02-01"], "en") == 2
    assert "--suspended" in capsys.readouterr().err
    assert run([*files(tmp_path), "--suspended", "2026-02-01..2026-02-20"], "en") == 0

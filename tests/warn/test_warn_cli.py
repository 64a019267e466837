"""`monazite warn`: one JSON array, tables in both languages, problems that stop a command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monazite.cli.run import run

DATA = Path(__file__).parent / "data"
STOCK = ("warn", "stock", "--inflow", str(DATA / "stock_weibull.csv"), "--lifetime", "weibull:3.5:15")


def test_risk_as_json_is_one_array(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["warn", "risk", "--method", "geopolrisk", "--inputs", str(DATA), "--json"], "en") == 0
    out, err = capsys.readouterr()
    first = json.loads(out)[0]
    assert list(first)[:6] == ["subject", "place", "year", "score", "low", "high"]
    assert (first["subject"], first["place"], first["year"]) == ("Rare earth", "Japan", 2018)
    assert first["low"] < first["score"] < first["high"]
    assert first["scale"]["en"].startswith("0 to 1")
    assert "production" in err


@pytest.mark.parametrize(("language", "word"), [("zh", "铽"), ("en", "Terbium")])
def test_risk_as_a_table_says_scale_interval_and_what_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert run(["warn", "risk", "--method", "eu-consistency"], "zh" if language == "zh" else "en") == 0
    out = capsys.readouterr().out
    row = next(line for line in out.splitlines() if word in line)
    assert "5.15758–5.19800" in row
    assert "5.6627–5.7071" in row
    assert {"zh": "由同一", "en": "recomputed"}[language] in out.splitlines()[0]


def test_an_unknown_method_gets_the_nearest_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["warn", "risk", "--method", "geopolrik"], "en") == 2
    assert "did you mean “geopolrisk”" in capsys.readouterr().err


def test_a_bad_row_stops_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "production.csv").write_text("year,country,t_reo\n2023,China,-1\n2023,India,2\n")
    assert run(["warn", "risk", "--method", "hhi", "--inputs", str(tmp_path), "--json"], "en") == 1
    out, err = capsys.readouterr()
    assert not out
    (problem,) = [json.loads(line) for line in err.splitlines()]
    assert (problem["code"], problem["place"]) == ("cell-wrong", "production.csv:2")


def test_stock_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*STOCK, "--convention", "middle", "--json"], "en") == 0
    last = json.loads(capsys.readouterr().out)[-1]
    assert list(last) == ["year", "inflow", "stock", "outflow"]
    assert last["year"] == 2050
    assert last["stock"] == pytest.approx(120_776.157948657, abs=1e-8)


def test_stock_as_a_table_says_its_convention(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*STOCK, "--convention", "end"], "zh") == 0
    out = capsys.readouterr().out
    assert "年末" in out
    assert "122,554.359" in out


def test_stock_refuses_what_it_does_not_know(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*STOCK, "--convention", "mid"], "en") == 2
    assert "middle" in capsys.readouterr().err
    (tmp_path / "in.csv").write_text("year,inflow\n2005,1\n2007,-1\n")
    wrong = ["warn", "stock", "--inflow", str(tmp_path / "in.csv"), "--lifetime", "fixed:3", "--convention", "end"]
    assert run(wrong, "zh") == 1
    out, err = capsys.readouterr()
    assert not out
    assert err.count("\n") == 1
    assert "2007" in err

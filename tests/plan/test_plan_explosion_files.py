"""Bills and programmes from tables, and the command: what it prints, and what stops it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from monazite.cli.run import run

BILL = (
    "parent,child,quantity,unit,yield,step,scrap_share,recycling_share,tier,quota_class,source,locator\n"
    "电机,磁体 42SH,2,kg/piece,0.8,machining,1,0.5,,,手册,1\n"
    "磁体 42SH,合金,1,kg,0.9,sintering,,,,,手册,2\n"
    "合金,金属钕,30,%,,,,,,,手册,3\n合金,Dy metal,0.01,kg/kg,,,,,,,手册,3\n合金,Fe,69,%,,,,,,,手册,3\n"
    "金属钕,Nd2O3,,,0.95,electrolysis,,,,,手册,4\n金属镝,氧化镝,1.1477,kg/kg,0.95,electrolysis,,,,,手册,4\n"
    "氧化钕,轻稀土指标,,,0.96,separation,,,,light,手册,5\n氧化镝,重稀土指标,,,0.94,separation,,,,heavy,手册,5\n"
)
PROGRAMME = "product,week,quantity\n电机,2026-01-05,1000\n电机,2026-01-12,500\n"


def told(folder: Path, capsys: pytest.CaptureFixture[str], *more: str, bill: str = BILL, programme: str = PROGRAMME,
         language: str = "en") -> tuple[int, str, str]:  # fmt: skip
    (folder / "bill.csv").write_text(bill, "utf-8")
    (folder / "programme.csv").write_text(programme, "utf-8")
    files = [str(folder / "bill.csv"), "--programme", str(folder / "programme.csv")]
    code = run(["plan", "explode", *files, *more], "zh" if language == "zh" else "en")
    return (code, *capsys.readouterr())


def printed(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> Any:
    code, out, err = told(folder, capsys, "--json", *more)
    assert code == 0, err
    return json.loads(out)


def test_each_week_tells_elements_quotas_needs_and_losses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = printed(tmp_path, capsys)
    assert (first["week"], second["week"]) == ("2026-01-05", "2026-01-12")
    neodymium = next(one for one in first["elements"] if one["element"] == "Nd")
    assert neodymium["products_mg"] == 600_000_000
    assert neodymium["put_in_mg"] == round(600_000_000 / 0.8 / 0.9 / 0.95)
    assert neodymium["put_in_mg"] == sum(neodymium[f"{one}_mg"] for one in ("products", "lost", "returned"))
    assert neodymium["returned_mg"] == 75_000_000
    assert {one["quota"]: one["class"] for one in first["quotas"]} == {"轻稀土指标": "light", "重稀土指标": "heavy"}
    assert [one["tier"] for one in first["needs"]][:3] == ["product", "magnet", "alloy"]
    assert {one["step"] for one in first["losses"]} == {"machining", "sintering", "electrolysis"}
    assert abs(neodymium["put_in_mg"] - 2 * second["elements"][1]["put_in_mg"]) <= 1


def test_what_is_shared_names_no_part_of_the_bill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(tmp_path, capsys, "--shared")
    assert {tuple(one) for one in found} == {("week", "element", "oxide_mg")}
    assert [one["element"] for one in found] == ["Dy", "Nd", "Dy", "Nd"]


@pytest.mark.parametrize(
    ("language", "words"), [("zh", ("电解", "氧化物", "指标（REO）")), ("en", ("electrolysis", "oxide"))]
)
def test_tables_in_both_languages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, words: tuple[str, ...]
) -> None:
    code, out, _ = told(tmp_path, capsys, language=language)
    assert code == 0
    assert all(word in out for word in words)
    code, out, _ = told(tmp_path, capsys, "--shared", language=language)
    assert code == 0
    assert "磁体" not in out


def test_without_a_bill_the_estimates_that_ship_are_used_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "p.json"
    path.write_text('[{"product": "traction motors", "quantity": 10}]', "utf-8")
    assert run(["plan", "explode", "--programme", str(path), "--json"], "zh") == 0
    out, err = capsys.readouterr()
    (found,) = json.loads(out)
    assert found["week"] is None
    assert all(one["put_in_low_mg"] < one["put_in_mg"] < one["put_in_high_mg"] for one in found["elements"])
    assert "随附" in err


@pytest.mark.parametrize(("bill", "code"), [
    (BILL.replace("合金,Fe,69", "合金,Fe,70"), "explosion-over"),
    (BILL.replace("0.9,sintering", "1.1,sintering"), "explosion-yield"),
    (BILL.replace("0.9,sintering", "90,sintering"), "explosion-yield"),
    (BILL + "金属钕,电机,1,kg,,,,,,,手册,6\n", "explosion-cycle"),
    (BILL.replace("1.1477", "1.43"), "explosion-factor"),
    (BILL.replace("金属镝,氧化镝,1.1477,kg/kg,0.95,electrolysis,,,,,手册,4\n", ""), "explosion-child-missing"),
    (BILL.replace("kg/piece", "h"), "explosion-unit"),
    (BILL.replace("电机,磁体 42SH,2", "电机,磁体 42SH,-2"), "cell-wrong"),
    (BILL.replace("parent", "parents"), "column-missing"),
    (BILL.replace("locator", "locater"), "column-strange"),
    (BILL + "电机,磁体 42SH,1,kg/piece,,,,,,,手册,6\n", "row-twice"),
    ("parent,child\n", "table-empty"),
])  # fmt: skip
def test_what_is_wrong_with_a_bill_stops_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], bill: str, code: str
) -> None:
    status, out, err = told(tmp_path, capsys, "--json", bill=bill)
    assert (status, out) == (1, "")
    assert code in {json.loads(line)["code"] for line in err.splitlines()}


@pytest.mark.parametrize(("programme", "code"), [
    (PROGRAMME.replace("2026-01-12", "2026-01-13"), "cell-wrong"),
    (PROGRAMME.replace("2026-01-12", "2026-01-05"), "row-twice"),
    (PROGRAMME.replace("500", "-500"), "cell-wrong"),
    (PROGRAMME.replace("2026-01-12", ""), "explosion-weeks"),
    (PROGRAMME.replace("电机", "电动机"), "explosion-product"),
    (PROGRAMME.replace("quantity", "quantities"), "column-missing"),
])  # fmt: skip
def test_what_is_wrong_with_a_programme_stops_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], programme: str, code: str
) -> None:
    status, out, err = told(tmp_path, capsys, "--json", programme=programme)
    assert (status, out) == (1, "")
    assert code in {json.loads(line)["code"] for line in err.splitlines()}

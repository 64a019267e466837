"""Files and commands of qualification: JSON and CSV, both languages, and everything that may be wrong with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from monazite.cli.run import run
from monazite.plan.qualification import Dossier, merged, read_dossier

DATA = Path(__file__).parent / "data" / "qualification"
FILES = [str(DATA / "m1.json"), "--tests", str(DATA / "tests.csv"), "--day", "2026-03-01"]
HEAD = "test,grade,method,day,lab,property,temperature_degc,sample,value"
ROW = "T1,A/B,GB/T 3217-2013,2026-02-01,Lab,remanence_tesla,20,{},{}"


def qualified(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert run(["plan", "qualify", *arguments, "--json"], "en") == 0
    return json.loads(capsys.readouterr().out)


def codes(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert run(["plan", "qualify", *arguments, "--json"], "en") == 1
    out, err = capsys.readouterr()
    assert not out
    return [json.loads(line)["code"] for line in err.splitlines()]


def test_a_chinese_csv_with_a_mark_is_judged(capsys: pytest.CaptureFixture[str]) -> None:
    (place,) = qualified(capsys, *FILES)
    (judged,) = place["evaluations"]
    assert (judged["grade"], judged["verdict"], place["status"]) == ("JM/GBD-45SH", "missing", "unqualified")
    verdicts = {one["property"]: one["verdict"] for one in judged["findings"]}
    assert {name for name, one in verdicts.items() if one != "met"} == {"weight_loss_mg_per_cm2"}
    loss = next(one for one in judged["findings"] if one["property"] == "irreversible_loss_percent")
    assert loss["result"] == {
        "count": 3, "lowest": "-2.4", "highest": "-1.8", "mean": "-2.1", "spread": "0.6",
        "deviation": pytest.approx(0.34, abs=0.01),
    }  # fmt: skip
    assert [one["methods"] for one in judged["plan"]] == [["GB/T 40792-2021"]]


def test_the_same_rows_in_gbk_with_crlf_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (DATA / "tests.csv").read_text("utf-8-sig").replace("\n", "\r\n")
    path = tmp_path / "试验.csv"
    path.write_bytes(text.encode("gb18030"))
    assert qualified(capsys, FILES[0], "--tests", str(path), *FILES[3:]) == qualified(capsys, *FILES)


def test_a_dossier_in_one_file_and_in_parts_is_the_same(tmp_path: Path) -> None:
    parts = [read_dossier(Path(FILES[0]), "specifications"), read_dossier(Path(FILES[2]), "tests")]
    whole = merged(one.dossier for one in parts)
    path = tmp_path / "dossier.json"
    path.write_text(json.dumps(whole.as_json(), ensure_ascii=False))
    again = read_dossier(path, "decisions")
    assert again.dossier == whole
    assert merged([whole, again.dossier]) == whole


@pytest.mark.parametrize(("language", "words"), [("zh", "缺试验 无合格牌号"), ("en", "test missing unqualified")])
def test_a_table_in_either_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert run(["plan", "qualify", *FILES], "zh" if language == "zh" else "en") == 0
    out = capsys.readouterr().out
    assert all(word in out for word in words.split())
    assert "GB/T 40792-2021" in out


def test_a_grade_without_a_test_gets_the_whole_plan(capsys: pytest.CaptureFixture[str]) -> None:
    (place,) = qualified(capsys, FILES[0], "--grade", "magnova/n42sh", "--day", "2026-03-01")
    (judged,) = place["evaluations"]
    assert {one["verdict"] for one in judged["findings"]} == {"missing"}
    assert len(judged["plan"]) == 8


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ((ROW.format(1, "1.3"), ROW.format(1, "1.3")), ["row-twice"]),
        ((ROW.format(1, "1.3"), ROW.format(2, "1.3").replace("Lab", "Lob")), ["qualification-head"]),
        ((ROW.format(1, ""),), ["qualification-readings"]),
        ((ROW.format(1, "1,3"),), ["row-width"]),
        ((ROW.format(1, "nan"),), ["cell-wrong"]),
        ((ROW.format(1, "13.2"),), ["qualification-unit"]),
        ((ROW.format(1, "1.3").replace("2026-02-01", "2026-02-30"),), ["cell-wrong"]),
        ((ROW.format(1, "1.3").replace("remanence_tesla", "remanence"),), ["cell-wrong"]),
        ((ROW.format(1, "1.3").replace("3217-2013", "3217-2031"),), ["qualification-method"]),
        ((), ["table-empty"]),
    ],
)
def test_a_bad_csv_is_refused_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: tuple[str, ...], wanted: list[str]
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("\n".join([HEAD, *rows]) + "\n")
    assert codes(capsys, FILES[0], "--tests", str(path)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", "form-json-wrong"),
        ('{"id": "S", "id": "S"}', "form-json-wrong"),
        ("[" * 3000, "form-json-wrong"),
        ('[{"id": NaN}]', "form-json-wrong"),
        ("7", "form-field-wrong"),
        ('{"motr": 1}', "form-field-strange"),
        ('[{"id": "S"}]', "form-field-missing"),
        ('{"specifications": {}}', "form-field-wrong"),
    ],
)
def test_bad_json_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, wanted: str) -> None:
    path = tmp_path / "s.json"
    path.write_text(text)
    assert wanted in codes(capsys, str(path))


def test_a_missing_file_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert codes(capsys, str(tmp_path / "none.json")) == ["file-missing"]


def test_places_count_from_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value = json.loads((DATA / "m1.json").read_text())
    value["requirements"][1]["at_least"] = "much"
    value["requirements"][2]["comparison"] = "fully"
    path = tmp_path / "s.json"
    path.write_text(json.dumps(value))
    assert run(["plan", "qualify", str(path)], "en") == 1
    lines = capsys.readouterr().err.splitlines()
    assert "requirements[2] at_least: expected a decimal number, found “much”" in lines[0]
    assert "the nearest is “full”" in lines[1]


def test_substitutes_in_a_motor_without_dysprosium(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value = {
        "specifications": [json.loads((DATA / "m1.json").read_text())],
        "grades": [{"maker": "KC", "name": "Ce42", "material": "cerium-ndfeb", "br_min_tesla": "1.28",
                    "hcj_min_ka_per_m": "1700", "beta_hcj_percent_per_kelvin": "-0.55",
                    "contents": [{"element": "Dy", "low_percent": "0", "high_percent": "0"}]}],
    }  # fmt: skip
    path = tmp_path / "d.json"
    path.write_text(json.dumps(value))
    arguments = ["plan", "substitutes", "N42SH", "--motor", "M1", "--without", "Dy", "--given", str(path)]
    assert run([*arguments, "--json", "--day", "2026-03-01"], "en") == 0
    found = json.loads(capsys.readouterr().out)
    assert [(one["candidate"], one["status"], one["basis"]) for one in found["replacements"]] == [
        ("KC/Ce42", "proposed", "motor")
    ]
    assert [one["motor"] for one in found["unqualified"]] == ["M1"]
    assert run([*arguments, "--day", "2026-03-01"], "zh") == 0
    out = capsys.readouterr().out
    assert "KC/Ce42" in out
    assert "无合格牌号" in out


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["N42SX"], "N42SH"),
        (["N42SH", "--without", "Dz"], "Dy"),
        (["N42SH", "--temperature", "hot"], "150degC"),
        (["N42SH", "--day", "2026-02-30"], "2026-02-30"),
        (["N42SH", "--motor", "M1"], "M1"),
    ],
)
def test_wrong_use_is_said_with_what_was_meant(
    capsys: pytest.CaptureFixture[str], arguments: list[str], word: str
) -> None:
    assert run(["plan", "substitutes", *arguments], "en") == 2
    assert word in capsys.readouterr().err


def test_a_temperature_with_its_unit(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "substitutes", "Magnova/N42SH", "--temperature", "150degC", "--json"], "en") == 0
    found = json.loads(capsys.readouterr().out)
    margins = {one["temperature_degc"] for each in found["replacements"] for one in each["margins"]}
    assert margins == {"150"}


def test_an_empty_dossier_has_no_part() -> None:
    assert merged([]) == Dossier()

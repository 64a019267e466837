from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.cli.shell import Shell
from tests.trace.acts import story

from monazite.cli.trace.commands import trace
from monazite.trace.acts import acts


def test_every_question_is_answered_in_both_languages(shell: Shell, tmp_path: Path) -> None:
    story.told(tmp_path / "monazite-data").close()
    for command in (
        "lots", "lot O-001", "origin O-001", "recall M-001", "quota 2022", "lines", "balance SX-1", "reports 2022-03",
        "report F1 2022-03", "alarms 2022-03", "blocked", "licences", "entries", "entry E-mine", "entry 3",
    ):  # fmt: skip
        for language in ("zh", "en"):
            assert shell("trace", *command.split(), language="zh" if language == "zh" else "en") == 0, shell.err
            assert shell("trace", *command.split(), "--json") == 0, shell.err
            shell.objects()
    assert shell("trace", "lot", "nowhere") == 1
    assert len(shell.err.splitlines()) == 1


def test_a_proof_is_verified_without_the_workspace(shell: Shell, tmp_path: Path) -> None:
    story.told(tmp_path / "monazite-data").close()
    assert shell("trace", "checkpoint", "--out", "kept.txt") == 0
    key = shell.err.strip().splitlines()[-1].removeprefix("Key of the log: ")
    assert shell("trace", "prove", "E-mine", "--show", "kind", "--show", "time", "--out", "proof.json") == 0
    assert "M-001" not in (tmp_path / "proof.json").read_text("utf-8")
    assert shell("trace", "verify", "proof.json", "--key", key, "--checkpoint", "kept.txt") == 0
    (tmp_path / "proof.json").write_bytes((tmp_path / "proof.json").read_bytes().replace(b"mine", b"nine"))
    assert shell("trace", "verify", "proof.json", "--json") == 1
    assert shell.objects()[0]["is_verified"] is False
    assert shell("trace", "passport", "O-001", "--out", "passport.json") == 0
    assert shell("trace", "verify", "passport.json", "--key", key) == 0
    assert "O-001" in shell.out
    assert shell("trace", "verify", "passport.json", "--key", key, language="zh") == 0
    assert "已通过" in shell.out
    assert shell("trace", "verify", "passport.json", "--json") == 0
    assert shell.objects()[0].items() >= {"is_verified": True, "key": key, "is_simulated": True}.items()
    assert shell("trace", "publish", "log") == 0
    assert shell("trace", "audit", "--against", "kept.txt", "--json") in {0, 1}


def test_posting_needs_an_actor_and_good_values(shell: Shell) -> None:
    example = [f"{name}={value}" for name, values in acts()["register"].example.items() for value in values]
    assert shell("trace", "post", "register", *example) == 2
    assert "--as" in shell.err
    assert shell("trace", "post", "regster", "a=b", "--as", "me") == 2
    assert "register" in shell.err
    first = [pair for pair in example if not pair.startswith("parent=")]
    assert shell("trace", "post", "register", *first, "--as", "me", "--id", "one", "--json") == 0
    assert shell.objects() == [{"id": "one", "status": "accepted", "number": 0, "problem": None}]
    assert shell("trace", "post", "register", *first, "--as", "me", "--id", "one", "--json") == 0
    assert shell.objects()[0]["status"] == "duplicate"
    assert shell("trace", "post", "mine", "net=-3t", "--as", "me", language="zh") == 1
    assert "应为大于 0 的质量" in shell.err


def test_a_template_comes_back_filled_in(shell: Shell, tmp_path: Path) -> None:
    assert shell("trace", "template", "register") == 0
    book = openpyxl.load_workbook(tmp_path / "register.xlsx")
    book.worksheets[0].append(["", "2022-01-04", "F1", "firm", "示例"])
    file = io.BytesIO()
    book.save(file)
    (tmp_path / "register.xlsx").write_bytes(file.getvalue())
    assert shell("trace", "book", "register.xlsx", "--as", "me") == 0
    assert "booked: 1" in shell.err
    assert shell("trace", "book", "register.xlsx", "--as", "me") == 0
    assert "known already: 1" in shell.err
    assert shell("trace", "book", "missing.xlsx", "--as", "me") == 1


def test_help_fits_eighty_columns(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for name in trace.commands:
        for language in ("zh", "en"):
            assert shell("trace", name, "--help", language="zh" if language == "zh" else "en") == 0
            assert "help.trace" not in shell.out
    assert shell("trace", "acts") == 0
    assert shell("trace", "acts", "output", "--json") == 0
    assert shell.objects()[0]["act"] == "output"


def test_a_simulated_year(shell: Shell) -> None:
    assert shell("trace", "simulate", "--lots", "100", "--seed", "3", "--json") == 0
    assert shell.objects()[0]["answers"]["accepted"] > 100
    assert shell("trace", "audit", "--json") == 0
    assert shell("trace", "simulate", "--fraud", "theft:4") == 1


def test_a_command_that_is_refused_makes_no_workspace(shell: Shell, tmp_path: Path) -> None:
    assert shell("trace", "simulate", "--lots", "60") == 2
    assert "at least 100" in shell.err
    assert shell("trace", "template", "mine", "--out", "a.txt") == 2
    assert "xlsx, csv, found" in shell.err
    assert shell("trace", "lots") == 1
    assert "monazite trace book" in shell.err
    with (tmp_path / "big.json").open("wb") as file:
        file.truncate(9_000_000)
    for command in ("verify big.json", "audit --against big.json"):
        assert shell("trace", *command.split()) == 1
        assert "monazite trace prove" in shell.err
        assert "split" not in shell.err
    assert not (tmp_path / "monazite-data").exists()


def test_what_is_not_there_is_one_sentence(shell: Shell, tmp_path: Path) -> None:
    story.told(tmp_path / "monazite-data").close()
    for command in (
        "lot NOPE", "passport NOPE", "origin NOPE", "recall NOPE", "balance NO-SUCH-LINE", "report NOPE 2022-03",
        f"entry {'9' * 5000}",
    ):  # fmt: skip
        for language in ("zh", "en"):
            assert shell("trace", *command.split(), language="zh" if language == "zh" else "en") == 1
            assert len(shell.err.strip().splitlines()) == 1
            assert "did you mean ?" not in shell.err
            assert "“”" not in shell.err
            assert "?." not in shell.err


def test_posting_twice_under_an_id(shell: Shell, tmp_path: Path) -> None:
    opened = story.told(tmp_path / "monazite-data")
    number = opened.trace.entry("E-mine").number
    opened.close()
    mine = [f"{name}={value}" for name, values in acts()["mine"].example.items() for value in values]
    assert shell("trace", "post", "mine", *mine, "--as", "tester", "--id", "E-mine", "--json") == 0
    assert shell.objects()[0] == {"id": "E-mine", "status": "duplicate", "number": number, "problem": None}
    other = [pair if not pair.startswith("net=") else "net=1t" for pair in mine]
    assert shell("trace", "post", "mine", *other, "--as", "tester", "--id", "E-mine") == 1
    assert f"entry {number}" in shell.err


def test_exports_hold_no_formula(shell: Shell, tmp_path: Path) -> None:
    opened = story.told(tmp_path / "monazite-data")
    lots = ["=1+1", "@SUM(A1)", "+2", "-2+3"]
    values: dict[str, Any] = {name: list(values) for name, values in acts()["import"].example.items()}
    for lot in lots:
        assert opened.trace.act("import", actor="tester", **{**values, "new_lot": [lot]}).status == "accepted"
    opened.close()
    assert shell("trace", "lots", "--out", "lots.csv") == 0
    with (tmp_path / "lots.csv").open(encoding="utf-8-sig", newline="") as file:
        ids = [row["id"] for row in csv.DictReader(file)]
    assert {"'=1+1", "'@SUM(A1)", "'-2+3"} <= set(ids)
    assert not any(one.startswith(("=", "@")) for one in ids)
    assert shell("trace", "lots", "--out", "lots.xlsx") == 0
    sheet = openpyxl.load_workbook(tmp_path / "lots.xlsx").worksheets[0]
    assert set(lots) <= {cell.value for row in sheet.iter_rows(min_row=2) for cell in row}
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.trace.acts import story

from monazite.cli.run import run
from monazite.core.words import Language
from monazite.trace.acts import acts


class Shell:
    """Runs commands in one folder and keeps what they print."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self.capture = capture
        self.out = self.err = ""

    def __call__(self, *arguments: str, language: Language = "en") -> int:
        code = run([*arguments], language)
        self.out, self.err = self.capture.readouterr()
        return code

    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return Shell(capsys)


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
    source = Path(sys.modules["monazite.cli.run"].__file__ or "").with_name("trace_commands.py").read_text("utf-8")
    for name in re.findall(r'trace_app\.command\("(\w+)"', source):
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

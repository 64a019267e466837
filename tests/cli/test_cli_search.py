"""`monazite search`: a group a kind, one line a hit, JSON, and what it refuses; completion of commands and options."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from rich.cells import cell_len
from tests.cli.shell import Shell


@pytest.mark.parametrize("asked", ["氧化镨钕", "yanghuapuniu", "yhpn"])
def test_a_name_is_found_in_every_script(shell: Shell, monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    shell("read", "paper.txt")
    monkeypatch.setenv("COLUMNS", "60")
    assert shell("search", asked, language="zh") == 0
    assert "产品：" in shell.out
    assert "氧化镨钕" in shell.out
    assert all(cell_len(line) <= 60 for line in shell.out.splitlines())


def test_json_has_an_object_a_hit_and_kinds_can_be_chosen(shell: Shell) -> None:
    shell("read", "paper.txt")
    assert shell("search", "dysprosium", "--kind", "element", "--json") == 0
    (hit,) = shell.objects()
    assert (hit["kind"], hit["id"], hit["zh"], hit["en"]) == ("element", "Dy", "镝", "dysprosium")


def test_what_is_wrong_is_said_with_what_to_do(shell: Shell) -> None:
    shell("read", "paper.txt")
    assert shell("search", "镝", "--kind", "elemnt") != 0
    assert "did you mean “element”" in shell.err
    assert shell("search", "，。") != 0
    assert "at least one letter" in shell.err
    assert shell("search", "dysprosum") == 0
    assert "Did you mean “dysprosium”?" in shell.err


@pytest.mark.parametrize(("typed", "expected"), [("monazite sea", "search"), ("monazite search --k", "--kind")])
def test_a_shell_completes_commands_and_options(typed: str, expected: str) -> None:
    asked = {"_MONAZITE_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}
    run = "import sys; sys.argv = ['monazite']; from monazite.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", run], env=os.environ | asked, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [expected]

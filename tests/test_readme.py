"""What the README shows must run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")


def fenced(language: str) -> list[str]:
    """The fenced blocks of one language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder with the sample papers under the name the README uses."""
    folder = tmp_path / "papers"
    folder.mkdir()
    for item in resources.files("monazite.samples").iterdir():
        if item.name.endswith((".txt", ".html", ".jsonl", ".jsp")):
            (folder / item.name).write_bytes(item.read_bytes())
    return tmp_path


def test_the_python_example_prints_prices(papers: Path) -> None:
    example, _ = fenced("python")
    done = subprocess.run([sys.executable, "-c", example], cwd=papers, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "2268.81 CNY/kg" in done.stdout


def test_the_python_example_of_trace_runs_on_a_new_workspace(tmp_path: Path) -> None:
    _, example = fenced("python")
    done = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.search(r"^F01 mining rock \d+ \d+$", done.stdout, re.MULTILINE)
    assert re.search(r"^ground/\S+@2022 \d+ \d+$", done.stdout, re.MULTILINE)


def test_every_command_of_the_readme_is_known() -> None:
    words = set(re.findall(r"^monazite (trace \w+|\w+)", "\n".join(fenced("")), re.MULTILINE))
    assert {"check", "facts", "read", "serve", "trace audit", "trace prove"} <= words
    for command in sorted(words):
        done = subprocess.run(
            [sys.executable, "-m", "monazite.cli", *command.split(), "--help"],
            capture_output=True, text=True, check=False, env=os.environ | {"COLUMNS": "80"},
        )  # fmt: skip
        assert done.returncode == 0
        assert max(map(len, done.stdout.splitlines())) <= 80


def test_the_targets_of_the_readme_are_in_the_makefile() -> None:
    makefile = (Path(__file__).parent.parent / "Makefile").read_text("utf-8")
    for target in re.findall(r"^make (\w+)", "\n".join(fenced("")), re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target

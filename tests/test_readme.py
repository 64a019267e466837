"""What the README shows must run, and both languages show the same."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from importlib import import_module, resources
from pathlib import Path

import pytest

import monazite
from monazite.cli.run import run
from monazite.core import ProblemError
from monazite.store import Results

ROOT = Path(__file__).parent.parent
README, README_ZH = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md"))
VERBS = ("read", "trace", "trade", "plan", "warn", "design")
LONGEST = 12
"""Lines of an example, at most."""
PRINTED = {
    "read": "2268.81 CNY/kg",
    "trace": r"^F01 mining rock \d+ \d+$(.|\n)*^ground/\S+@2022 \d+ \d+$",
    "trade": r"^\d+( \d+){3}$(.|\n)*Point\(",
    "plan": r"^\S+ 2022-\d\d-\d\d (.|\n)*EV-220|F13/N40SH",
    "warn": r"^(red|amber|yellow|blue) \S+ \S+$",
    "design": r"^\d+\.\d+ 0\.00\d+ (.|\n)*cny_per_kg",
}
"""What each example prints, as a pattern."""


@dataclass(frozen=True)
class Row:
    """A record that a result may hold."""

    element: str
    lots: int


def fenced(language: str, text: str = README) -> list[str]:
    """The fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def without_comments(block: str) -> str:
    """A block without what is said beside its lines."""
    return re.sub(r"[ \t]*#.*$", "", block, flags=re.MULTILINE)


@pytest.fixture
def place(small_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with the demo's workspace and a folder of papers, under the names the README uses."""
    shutil.copytree(small_demo, tmp_path / "monazite-data")
    folder = tmp_path / "papers"
    folder.mkdir()
    for item in resources.files("monazite.samples").iterdir():
        if item.name.endswith((".txt", ".html", ".jsonl", ".jsp")):
            (folder / item.name).write_bytes(item.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("verb", VERBS)
def test_the_python_example_of_a_verb_runs(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    example = fenced("python")[VERBS.index(verb)]
    assert f"import monazite  # {verb}\n" in example
    assert len(example.splitlines()) <= LONGEST
    exec(compile(example, f"README {verb}", "exec"), {"__name__": "example"})  # noqa: S102  the subject of the test
    assert re.search(PRINTED[verb], capsys.readouterr().out, re.MULTILINE)


def test_both_languages_show_the_same_blocks() -> None:
    for language in ("", "python"):
        assert [without_comments(one) for one in fenced(language, README_ZH)[1:]] == [
            without_comments(one) for one in fenced(language)[1:]
        ]
    assert README.count("\n## ") == README_ZH.count("\n## ")
    links = [re.findall(r"\]\((docs/[^)]+|CONTRIBUTING\.md)\)", text) for text in (README, README_ZH)]
    assert sorted(links[0]) == sorted(links[1])
    assert all((ROOT / link).is_file() for link in links[0])


def test_every_verb_answers_in_frames(place: Path) -> None:
    day = date(2022, 11, 1)
    with monazite.open(place / "monazite-data") as ws:
        answers = (
            ws.facts(), ws.prices("氧化镨钕"), ws.trace.quota(2022), ws.trace.lots(), ws.trace.balance("F03-SX1"),
            ws.trade.candles("HCX", "Dy-O", "1d"), ws.trade.refusals("HCX", "2022-08-17"), ws.plan.programmes(),
            ws.plan.match(), ws.plan.qualification(), ws.plan.versions("programme", "EV-220"), ws.warn.signals(day),
            ws.warn.standings(day), ws.warn.risk("hhi"), ws.warn.matrix(), Results(ws.design.offers(day).prices),
        )  # fmt: skip
        assert [len(one) for one in answers] == [one.to_arrow().num_rows for one in answers]
        assert all(len(one) for one in answers)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_results_convert_to_the_data_frames_that_are_installed(library: str) -> None:
    results = Results([Row("镝", 2)])
    try:
        import_module(library)
    except ImportError:
        with pytest.raises(ProblemError, match=library):
            getattr(results, f"to_{library}")()
    else:
        assert getattr(results, f"to_{library}")().shape == (1, 2)


def test_every_command_of_the_readme_is_known(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    words = set(re.findall(r"^monazite ((?:trace|trade|plan|warn) \w+|\w+)", "\n".join(fenced("")), re.MULTILINE))
    assert {"check", "facts", "read", "serve", "trace audit", "trace prove", "design", "warn now"} <= words
    for command in sorted(words):
        assert run([*command.split(), "--help"], "en") == 0
        assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_comes_for_each_shell(shell: str, tmp_path: Path) -> None:
    environment = os.environ | {"HOME": str(tmp_path), "SHELL": f"/bin/{shell}"}

    def monazite(*arguments: str, **more: str) -> str:
        done = subprocess.run(
            [Path(sys.executable).with_name("monazite"), *arguments],
            capture_output=True, text=True, check=True, env=environment | more,
        )  # fmt: skip
        return done.stdout

    assert "_MONAZITE_COMPLETE=complete_" in monazite("--show-completion", shell)
    asked = {"COMP_WORDS": "monazite tra", "COMP_CWORD": "1", "_TYPER_COMPLETE_ARGS": "monazite tra"}
    offered = monazite(_MONAZITE_COMPLETE=f"complete_{shell}", _TYPER_COMPLETE_FISH_ACTION="get-args", **asked)
    assert {"trace", "trade"} <= set(re.findall(r"\w+", offered))


def test_the_targets_of_the_readme_are_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^make (\w+)", "\n".join(fenced("")), re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target

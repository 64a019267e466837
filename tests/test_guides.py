"""The guides of docs/guide: both languages show the same commands, every command runs, every page answers."""

from __future__ import annotations

import asyncio
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from monazite.cli.run import run
from monazite.core import SystemClock, shanghai_day

GUIDES = Path(__file__).parent.parent / "docs" / "guide"
NAMES = ("firm", "group", "ministry", "exchange", "maker", "analyst")
TODAY = "2026-11-20"
"""The day that stands for today in the guides; an open venue takes no other."""
ENGLISH = "## English\n"
LONGEST = 120


def halves(name: str) -> tuple[str, str]:
    """The Chinese and the English half of a guide."""
    chinese, english = (GUIDES / f"{name}.md").read_text("utf-8").split(ENGLISH)
    return chinese, english


def blocks(text: str) -> list[str]:
    """The fenced blocks of commands."""
    return re.findall(r"```bash\n(.*?)```", text, re.DOTALL)


def steps(text: str) -> Iterator[str]:
    """Commands in order, those with a trailing backslash joined; ``cat > FILE`` comes with the file's lines."""
    lines = iter("".join(blocks(text)).replace("\\\n", "").splitlines())
    for line in lines:
        if line.startswith("cat > "):
            yield "\n".join([line.split()[2], *iter(lambda: next(lines), "END"), ""])
        else:
            yield line


def pages(text: str) -> list[str]:
    """The addresses of pages that a guide names."""
    return re.findall(r"`(/[^`\s]*)`", text)


def follow(text: str, today: str) -> list[str]:
    """Do what a guide says in the working directory; the commands that failed, with their exit codes."""
    failed = []
    for step in steps(text):
        if not step.startswith("monazite "):
            name, _, content = step.partition("\n")
            Path(name).write_text(content, "utf-8")
            continue
        code = run([part.replace(TODAY, today) for part in shlex.split(step)][1:], "zh")
        if code:
            failed.append(f"exit {code}: {step}")
    return failed


async def answered(app: FastAPI, addresses: list[str]) -> dict[str, int]:
    """The status of each page, asked for without a network."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        return {address: (await client.get(address)).status_code for address in addresses}


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_show_the_same_commands_and_pages(name: str) -> None:
    chinese, english = halves(name)
    assert blocks(chinese)
    assert blocks(chinese) == blocks(english)
    assert pages(chinese) == pages(english)
    assert len((chinese + english).splitlines()) <= LONGEST


@pytest.mark.parametrize("name", NAMES)
def test_a_guide_does_what_it_says(
    name: str, small_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from monazite.app import Workspace  # noqa: PLC0415  large
    from monazite.web.app import create_app  # noqa: PLC0415  large

    shutil.copytree(small_demo, tmp_path / "monazite-data")
    monkeypatch.chdir(tmp_path)
    chinese, _ = halves(name)
    failed = follow(chinese, shanghai_day(SystemClock().now()).isoformat())
    assert not failed, capsys.readouterr().err
    with Workspace.open(tmp_path / "monazite-data") as workspace:
        answers = asyncio.run(answered(create_app(workspace), pages(chinese)))
    assert answers
    assert set(answers.values()) == {200}, answers


def test_the_index_of_the_docs_names_every_guide() -> None:
    index = (GUIDES.parent / "index.md").read_text("utf-8")
    assert all(f"guide/{name}" in index for name in NAMES)
    assert {path.stem for path in GUIDES.glob("*.md")} == set(NAMES)

"""`monazite trade index --recompute` says whether the file is the one that the journal commits to."""

from __future__ import annotations

import importlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.shell import Shell
from tests.trade import venue_making

from monazite.app import Workspace
from monazite.core.words import Language

assert venue_making.BENCHMARKS.is_dir()
path: Any = importlib.import_module("order_path")
VENUE, GRADE, DAY = path.VENUE, path.GRADE, path.DAY
FILE = "public.jsonl"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
UNPROVEN: tuple[tuple[Language, str], ...] = (
    ("zh", "只能凭台账的哈希判断"),
    ("en", "can only be told with the journal's hash"),
)
WRONG_USE = 2


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A licensed venue whose day is open."""
    folder: Path = tmp_path_factory.mktemp("index") / "monazite-data"
    market = path.Market(folder, path.MEMBERS[:3])
    with market.open() as gateway:
        market.begin(gateway)
    market.workspace.close()
    return folder


@pytest.fixture
def told(shell: Shell, tmp_path: Path, prepared: Path) -> Iterator[Shell]:
    """A shell beside a copy of that workspace whose index is published, with the public file written out."""
    shutil.copytree(prepared, tmp_path / "monazite-data")
    assert shell("trade", "say", "close_day", "--as", VENUE, "--json") == 0
    assert shell("trade", "publish", "--as", VENUE, "--json") == 0
    assert shell("trade", "index", "--out", FILE) == 0
    yield shell
    with Workspace.open(tmp_path / "monazite-data") as workspace:
        assert not workspace.trace.audit().findings


def report(shell: Shell, *more: str, code: int = 0) -> dict[str, Any]:
    assert shell("trade", "index", "--recompute", FILE, *more, "--json") == code, shell.err
    (found,) = shell.objects()
    return dict(found)


def made_anew(content: bytes) -> bytes:
    """The file with its last line made anew, as one does who changes it on purpose."""
    files = importlib.import_module("monazite.trade.index.files")
    before = b"".join(content.splitlines(keepends=True)[:-1])
    return bytes(before + files.end_line(before))


def test_the_journal_tells_whether_the_inputs_are_the_committed_ones(told: Shell, tmp_path: Path) -> None:
    file = tmp_path / FILE
    true = file.read_bytes()
    found = report(told)
    assert (found["committed"], found["entry"], found["faults"]) == (True, f"{VENUE}-index.{DAY}", [])
    file.write_bytes(made_anew(true.replace(b'"locator":"', b'"locator":"!', 1)))
    forged = report(told, code=1)
    assert (forged["identical"], forged["committed"], forged["entry"]) == (True, False, None)
    (fault,) = forged["faults"]
    assert found["sha256"] in json.dumps(fault)
    for language in LANGUAGES:
        assert told("trade", "index", "--recompute", FILE, language=language) == 1
        assert found["sha256"] in told.err
        assert f"SHA-256 {forged['sha256']}" in told.out
    (tmp_path / "monazite-data").rename(tmp_path / "elsewhere")
    try:
        assert report(told)["committed"] is None
        assert report(told, "--workspace", "elsewhere", code=1)["committed"] is False
        file.write_bytes(true)
        assert report(told, "--workspace", "elsewhere")["committed"] is True
    finally:
        (tmp_path / "elsewhere").rename(tmp_path / "monazite-data")


def test_without_the_journal_the_hash_can_be_given_and_else_it_is_said(told: Shell, tmp_path: Path) -> None:
    sha256 = report(told)["sha256"]
    (tmp_path / "monazite-data").rename(tmp_path / "elsewhere")
    try:
        for language, words in UNPROVEN:
            assert told("trade", "index", "--recompute", FILE, language=language) == 0
            assert words in told.out
            assert f"SHA-256 {sha256}" in told.out
            assert told("trade", "index", "--recompute", FILE, "--expect", sha256.upper(), language=language) == 0
            assert words not in told.out
            assert told("trade", "index", "--recompute", FILE, "--expect", "0" * 64, language=language) == 1
            assert "0" * 64 in told.err
            for wrong in (("--recompute", FILE, "--expect", "abc"), ("--expect", sha256)):
                assert told("trade", "index", *wrong, language=language) == WRONG_USE
                assert "{" not in told.err
        assert not (tmp_path / "monazite-data").exists()
    finally:
        (tmp_path / "elsewhere").rename(tmp_path / "monazite-data")

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.app.stub_reader import read_lines

from monazite.app import Source, reader_version
from monazite.app.dictionary import ROOMS, dictionary
from monazite.app.dictionary import main as write_dictionary
from monazite.app.read.crew import read_all
from monazite.app.read.events import Batch, Done, Task, read_task
from monazite.app.read.names import names_of
from monazite.app.read.shown import Locator
from monazite.app.read.sources import Contents, contents_of, distinct_names, find_sources, in_order
from monazite.core import Problem
from monazite.facts import Span
from monazite.read.text import View
from monazite.store import sha256_of

PIECE = st.tuples(st.text(st.sampled_from("镝铁12"), min_size=1, max_size=4), st.integers(0, 3), st.booleans())


@given(st.lists(PIECE, max_size=8), st.integers(0, 20), st.integers(1, 6))
def test_the_way_back_into_the_view_meets_the_way_out(
    pieces: list[tuple[str, int, bool]], start: int, length: int
) -> None:
    at, built = 0, []
    for text, gap, is_folded in pieces:
        source_length = len(text) + 2 if is_folded else len(text)
        built.append((text, at + gap, source_length))
        at += gap + source_length
    view = View.build(built)
    end = min(start + length, len(view.text))
    if start >= end:
        return
    out = view.source_span(start, end)
    back = Locator(view).span(out.start, out.end)
    assert back
    assert back.start <= start
    assert back.end >= end
    assert view.source_span(back.start, back.end) == out


def test_what_is_not_shown_has_no_place() -> None:
    view = View.build([("ab", 5, 2), ("cd", 20, 2)])
    assert Locator(view).span(8, 18) is None
    assert Locator(view).span(6, 21) == Span(1, 3)
    assert Locator(View.build([])).span(0, 5) is None


def test_folders_are_opened_and_hidden_files_left_out(tmp_path: Path) -> None:
    for name in ("a.md", "sub/b.md", ".hidden", ".git/c.md", "sub/.d", "w/monazite.db", "w/raw/x"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (tmp_path / "empty").mkdir()
    found = find_sources([tmp_path / "in", tmp_path / "in" / "a.md", tmp_path / "empty", tmp_path / "none"])
    assert [source.name for source in found.sources] == ["a.md", "b.md"]
    assert [(name, problem.code) for name, problem in found.problems] == [
        ("empty", "folder-empty"), ("none", "file-missing"),
    ]  # fmt: skip


def test_a_closed_folder_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(folder: str) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(os, "scandir", closed)
    found = find_sources([tmp_path, tmp_path])
    assert [problem.code for _, problem in found.problems] == ["file-unreadable", "file-unreadable"]


def test_sources_of_one_name_have_an_order(tmp_path: Path) -> None:
    sources = [Source("stdin", data=b"b"), Source("stdin", tmp_path / "stdin"), Source("a", data=b"a")]
    assert [source.name for source in in_order(sources)] == ["a", "stdin", "stdin"]


def test_names_are_as_long_as_they_must_be() -> None:
    files = [Path("/p/2022/index.html"), Path("/p/2023/index.html"), Path("/p/a.md"), Path("/q/2022/index.html")]
    assert list(distinct_names(files).values()) == ["p/2022/index.html", "2023/index.html", "a.md", "q/2022/index.html"]


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"12345")
    os.mkfifo(tmp_path / "pipe")
    sources = (Source("big", tmp_path / "big"), Source("pipe", tmp_path / "pipe"), Source("none", tmp_path / "none"))
    codes = [found.code for source in sources if isinstance(found := contents_of(source, 4), Problem)]
    assert codes == ["file-too-large", "file-not-regular", "file-missing"]
    assert contents_of(Source("given", data=b"1234"), 4) == Contents(b"1234", sha256_of(b"1234"), 4)
    assert isinstance(contents_of(Source("given", data=b"12345"), 4), Problem)
    assert contents_of(sources[0], 5) == Contents(b"12345", sha256_of(b"12345"), 5)


def test_a_large_file_stays_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monazite.app.read.sources.SMALL_BYTES", 4)
    (tmp_path / "big").write_bytes(b"12345")
    assert contents_of(Source("big", tmp_path / "big")) == Contents(tmp_path / "big", sha256_of(b"12345"), 5)


def test_a_long_feed_comes_in_batches() -> None:
    events = list(read_task(Task(0, "feed", "\f".join("氧化镝 1" for _ in range(70)).encode()), read_lines))
    assert [len(event.documents) for event in events if isinstance(event, Batch)] == [32, 32, 6]
    assert events[-1] == Done(0, 70, (), failed=False)


def test_a_file_that_hangs_is_given_up() -> None:
    tasks = [Task(0, "hang", b"HANG"), Task(1, "good", "氧化镝 1".encode())]
    events = list(read_all(tasks, read_lines, 1, patience=1.5))
    done = {event.task: event for event in events if isinstance(event, Done)}
    assert [problem.code for problem in done[0].problems] == ["reader-slow"]
    assert done[1] == Done(1, 1, (), failed=False)


def test_tasks_are_taken_as_workers_become_free() -> None:
    taken = 0

    def tasks() -> Iterator[Task]:
        nonlocal taken
        for number in range(5):
            taken += 1
            yield Task(number, "a", "氧化镝 1".encode())

    for number, event in enumerate(read_all(tasks(), read_lines, 0)):
        assert taken <= number // 2 + 1
        assert event.task == number // 2


def test_the_dictionary_names_every_column(tmp_path: Path) -> None:
    text = dictionary(ROOMS)
    for schemas in ROOMS.values():
        for schema in schemas.values():
            assert f"### {schema.name}\n" in text
            for column in schema.columns:
                assert f"| {column.name} | {column.type} |" in text
                assert column.label.zh
                assert column.label.en
    assert write_dictionary([str(tmp_path / "dictionary.md")]) == 0
    assert (tmp_path / "dictionary.md").read_text("utf-8") == text


def test_names_come_from_the_reference() -> None:
    assert "氧化镝" in names_of("Dysprosium oxide")
    assert names_of("没有这种东西") == ()


def test_the_version_of_the_reader_is_steady() -> None:
    assert reader_version() == reader_version()
    assert "+" in reader_version()

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.app import stub_reader
from tests.app.stub_reader import everything, read_folder, read_lines

from monazite.app import Progress, Source, Workspace
from monazite.app.read.files import ReadOptions, read_files
from monazite.app.read.sources import Contents, contents_of
from monazite.core import ProblemError
from monazite.facts import CHECKS
from monazite.store import ListQuery


def opened(directory: Path) -> Workspace:
    return Workspace.open(directory, create=True)


@pytest.fixture(scope="session")
def wanted(tmp_path_factory: pytest.TempPathFactory, papers: Path) -> dict[str, list[str]]:
    """What a run that nothing disturbed leaves behind."""
    with opened(tmp_path_factory.mktemp("wanted") / "w") as workspace:
        read_folder(workspace, papers)
        return everything(workspace)


def program(directory: Path, papers: Path, jobs: int, crash: str = "") -> subprocess.Popen[bytes]:
    command = [sys.executable, stub_reader.__file__, str(directory), str(papers), str(jobs), crash]
    return subprocess.Popen(command)


def test_a_run_counts_what_it_did(tmp_path: Path, papers: Path) -> None:
    with opened(tmp_path / "w") as workspace:
        seen: list[Progress] = []
        result = read_folder(workspace, papers, progress=seen.append)
        assert (result.read, result.known, result.failed) == (41, 1, 0)
        assert (result.documents, result.facts) == (110, 150)
        assert len(result.sha256s) == 41
        assert (seen[-1].files, seen[-1].of, seen[-1].documents) == (42, 42, 110)
        again = read_folder(workspace, papers)
        assert (again.read, again.known, again.documents) == (0, 42, 0)
        assert again.sha256s == result.sha256s
        assert workspace.count(CHECKS, rule="cross_document") > 0


def test_workers_give_the_same_as_one_process(tmp_path: Path, papers: Path, wanted: dict[str, list[str]]) -> None:
    with opened(tmp_path / "w") as workspace:
        read_folder(workspace, papers, jobs=2)
        assert everything(workspace) == wanted


def test_what_very_many_documents_state_is_compared_in_parts(
    tmp_path: Path, papers: Path, wanted: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monazite.facts.compare.RECORDS_AT_ONCE", 4)
    monkeypatch.setattr("monazite.facts.compare.RECORDS_IN_TRANSACTION", 10)
    with opened(tmp_path / "w") as workspace:
        read_folder(workspace, papers)
        assert everything(workspace) == wanted


def test_large_files_are_read_where_they_are_kept(
    tmp_path: Path, papers: Path, wanted: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monazite.app.read.sources.SMALL_BYTES", 30)
    monkeypatch.setattr("monazite.app.read.files.SMALL_BYTES", 30)
    with opened(tmp_path / "w") as workspace:
        read_folder(workspace, papers, jobs=1)
        assert everything(workspace) == wanted


def test_a_large_file_that_changes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("氧化镝 2000", "utf-8")
    (tmp_path / "b.txt").write_text("氧化镝 2001", "utf-8")
    before = Contents(tmp_path / "a.txt", "0" * 64, 14)
    monkeypatch.setattr(
        "monazite.app.read.files.contents_of",
        lambda source: before if source.name == "a.txt" else contents_of(source),
    )
    with opened(tmp_path / "w") as workspace:
        result = read_folder(workspace, tmp_path / "a.txt", tmp_path / "b.txt")
        assert [(name, problem.code) for name, problem in result.problems] == [("a.txt", "file-changed")]
        assert (result.read, result.failed) == (1, 1)
        assert len(list(workspace.home.raw.folder.rglob("*.part"))) == 0


def test_the_order_of_the_paths_does_not_matter(tmp_path: Path, papers: Path, wanted: dict[str, list[str]]) -> None:
    with opened(tmp_path / "w") as workspace:
        read_folder(workspace, *sorted((path for path in papers.iterdir()), reverse=True), papers)
        assert everything(workspace) == wanted


def test_a_bad_file_costs_itself_only(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "good.txt").write_text("氧化镝 2000", "utf-8")
    for name, text_ in (("bin", "\0"), ("die", "DIE"), ("raise", "RAISE"), ("zempty", "empty")):
        (papers / name).write_text(text_)
    with opened(tmp_path / "w") as workspace:
        result = read_folder(workspace, papers, tmp_path / "missing", jobs=1)
        assert (result.read, result.failed) == (2, 4)
        assert [(name, problem.code) for name, problem in result.problems] == [
            ("bin", "binary"), ("die", "reader-stopped"), ("missing", "file-missing"), ("raise", "reader-failed"),
        ]  # fmt: skip
        assert "ValueError: no good [stub_reader.py:" in result.problems[-1][1].sentence("en")
        assert len(workspace.problems()) == 4


def test_another_version_reads_again(tmp_path: Path, papers: Path) -> None:
    with opened(tmp_path / "w") as workspace:
        read_folder(workspace, papers)
        before = everything(workspace)
        result = read_folder(workspace, papers, version="2")
        assert (result.read, result.known) == (41, 1)
        after = everything(workspace)
        assert after["facts"] == before["facts"]
        assert after["checks"] == before["checks"]
        assert after["镝"] == before["镝"]
        assert read_folder(workspace, papers, version="2", again=True).read == 41


def test_cancelling_keeps_what_was_read_and_goes_on_later(
    tmp_path: Path, papers: Path, wanted: dict[str, list[str]]
) -> None:
    with opened(tmp_path / "w") as workspace:
        asked = iter([False] * 20 + [True] * 1000)
        result = read_folder(workspace, papers, is_cancelled=lambda: next(asked))
        assert result.is_cancelled
        assert 0 < result.read < 41
        assert workspace.count(CHECKS, rule="cross_document") == 0
        read_folder(workspace, papers)
        assert everything(workspace) == wanted


def test_an_interrupt_leaves_a_whole_workspace(tmp_path: Path, papers: Path, wanted: dict[str, list[str]]) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.files > 10:
            raise KeyboardInterrupt

    with opened(tmp_path / "w") as workspace:
        for jobs in (0, 1):
            with pytest.raises(KeyboardInterrupt):
                read_folder(workspace, papers, jobs=jobs, progress=interrupt)
        read_folder(workspace, papers)
        assert everything(workspace) == wanted


@pytest.mark.parametrize("crash", ["-1", "2"])
def test_a_power_cut_at_a_commit_is_made_good_by_a_rerun(
    tmp_path: Path, papers: Path, wanted: dict[str, list[str]], crash: str
) -> None:
    assert program(tmp_path / "w", papers, 0, crash).wait() == 9
    with opened(tmp_path / "w") as workspace:
        read_folder(workspace, papers)
        assert everything(workspace) == wanted


def test_killing_a_run_in_the_middle_is_made_good_by_a_rerun(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    for number in range(12):
        (papers / f"{number:02}.txt").write_text(f"氧化镝 {2000 + number}\nSLOW", "utf-8")
    with opened(tmp_path / "wanted") as workspace:
        read_folder(workspace, papers)
        wanted = everything(workspace)
    running = program(tmp_path / "w", papers, 1)
    while running.poll() is None and not list((tmp_path / "w" / "raw").rglob("??????????????*")):
        time.sleep(0.01)
    running.kill()
    assert running.wait() == -9
    with opened(tmp_path / "w") as workspace:
        read_folder(workspace, papers)
        assert everything(workspace) == wanted


def test_two_processes_may_read_into_one_workspace(tmp_path: Path, papers: Path, wanted: dict[str, list[str]]) -> None:
    both = [program(tmp_path / "w", papers, 0) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    with opened(tmp_path / "w") as workspace:
        assert everything(workspace) == wanted


def test_a_full_disk_stops_with_a_problem_and_a_rerun_goes_on(
    tmp_path: Path, papers: Path, wanted: dict[str, list[str]]
) -> None:
    def fill(progress: Progress) -> None:
        if progress.files == 20:
            with workspace.reading() as connection:
                pages = connection.execute(text("PRAGMA page_count")).scalar_one()
                connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    with opened(tmp_path / "w") as workspace:
        with pytest.raises(ProblemError) as stopped:
            read_folder(workspace, papers, progress=fill)
        assert stopped.value.problem.code == "disk-full"
    with opened(tmp_path / "w") as workspace:
        read_folder(workspace, papers)
        assert everything(workspace) == wanted


def test_standard_input_and_samples_are_sources(tmp_path: Path) -> None:
    with opened(tmp_path / "w") as workspace:
        options = ReadOptions(read_lines, "1", "2026-01-01T00:00:00Z", 0)
        result = read_files(workspace.home, [], options, [Source("stdin", data="氧化镝 2000".encode())])
        assert (result.read, result.facts) == (1, 1)
        assert [row["doc"] for row in workspace.facts_of_files(result.sha256s)] == ["stdin"]
        assert workspace.page(CHECKS, ListQuery()).total == 1

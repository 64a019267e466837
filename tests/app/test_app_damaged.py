"""A workspace whose database was changed by other means: every end is a sentence, never an error of ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monazite.app import Workspace
from monazite.core import ProblemError

NAME = "monazite.db"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Workspace.open(tmp_path / "w", create=True) as workspace:
        assert workspace.trace.audit().is_clean
    return tmp_path / "w"


def change(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / NAME, isolation_level=None)) as connection:
        connection.execute(statement)


@pytest.mark.parametrize("table", ["journal_entries", "journal_checkpoints", "trace_sales", "facts"])
def test_a_table_that_is_gone_is_what_the_audit_says_first(folder: Path, table: str) -> None:
    change(folder, f"DROP TABLE {table}")
    with Workspace.open(folder) as workspace:
        report = workspace.trace.audit()
    assert (report.findings[0].code, report.findings[0].table) == ("table-missing", table)


def test_a_table_that_no_room_makes_is_named(folder: Path) -> None:
    change(folder, "CREATE TABLE trace_more (a)")
    with Workspace.open(folder) as workspace:
        (finding,) = workspace.trace.audit().findings
    assert (finding.code, finding.table) == ("table-strange", "trace_more")


@pytest.mark.parametrize("room", ["trace", "ledger", "facts"])
def test_a_lost_migration_is_a_problem_when_the_workspace_is_opened(folder: Path, room: str) -> None:
    change(folder, f"DELETE FROM migrations WHERE room = '{room}'")  # noqa: S608  a name of ours
    with pytest.raises(ProblemError, match="already exists"):
        Workspace.open(folder)


def test_a_file_that_was_cut_is_a_problem_when_the_workspace_is_opened(folder: Path) -> None:
    with (folder / NAME).open("r+b") as file:
        file.truncate((folder / NAME).stat().st_size // 2)
    with pytest.raises(ProblemError) as caught:
        Workspace.open(folder)
    assert caught.value.problem.code == "workspace-damaged"

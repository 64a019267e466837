from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, func, select, text

from monazite.core import ProblemError
from monazite.store import Database, insert, insert_new

ROWS = Table("rows", MetaData(), Column("id", Integer, primary_key=True), Column("text", Text))


def made(path: Path) -> Database:
    database = Database(path)
    with database.writing() as connection:
        ROWS.metadata.create_all(connection)
    return database


def size(database: Database) -> int:
    with database.reading() as connection:
        return connection.execute(select(func.count()).select_from(ROWS)).scalar_one()


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    database = made(tmp_path / "a.db")

    def fail() -> None:
        with database.writing() as connection:
            insert(connection, ROWS, [{"id": 1, "text": "a"}])
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert size(database) == 0


def test_writers_take_turns_and_none_is_lost(tmp_path: Path) -> None:
    database = made(tmp_path / "a.db")

    def add(first: int) -> None:
        own = Database(tmp_path / "a.db")
        for number in range(first, first + 20):
            with own.writing() as connection:
                total = connection.execute(select(func.count()).select_from(ROWS)).scalar_one()
                insert(connection, ROWS, [{"id": number, "text": str(total)}])
        own.close()

    threads = [threading.Thread(target=add, args=(first,)) for first in (0, 100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as connection:
        seen = sorted(int(one) for one in connection.execute(select(ROWS.c.text)).scalars())
    assert seen == list(range(60))  # each saw all that was written before it


def test_a_full_disk_is_a_problem_and_what_was_written_is_whole(tmp_path: Path) -> None:
    database = made(tmp_path / "a.db")

    def fill() -> None:
        with database.writing() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1}")
            insert(connection, ROWS, [{"id": number, "text": "长" * 5000} for number in range(9)])

    with pytest.raises(ProblemError) as refused:
        fill()
    assert refused.value.problem.code == "disk-full"
    database.close()
    assert size(made(tmp_path / "a.db")) == 0


def test_known_keys_are_left_as_they_are(tmp_path: Path) -> None:
    database = made(tmp_path / "a.db")
    with database.writing() as connection:
        insert(connection, ROWS, [{"id": 1, "text": "a"}])
        insert_new(connection, ROWS, [{"id": 1, "text": "b"}, {"id": 2, "text": "b"}])
        insert(connection, ROWS, [])
        insert_new(connection, ROWS, [])
        assert connection.execute(select(ROWS.c.text).order_by(ROWS.c.id)).scalars().all() == ["a", "b"]


def test_a_read_only_workspace_is_said(tmp_path: Path) -> None:
    database = made(tmp_path / "a.db")

    def write() -> None:
        with database.reading() as connection:
            connection.exec_driver_sql("PRAGMA query_only = 1")
            insert(connection, ROWS, [{"id": 1, "text": "a"}])

    with pytest.raises(ProblemError) as refused:
        write()
    assert refused.value.problem.code == "workspace-readonly"

"""What only SQLite understands: many rows at once, rows of many keys, the shape of a database, damage, errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, Text, event, select
from sqlalchemy.exc import DBAPIError, OperationalError

from monazite.core import ProblemError
from monazite.store import Database, damage_of, insert_rows, rows_where_in, shape_of
from monazite.store.dialect import problem_of

ROWS = Table("rows", MetaData(), Column("id", Integer, primary_key=True), Column("text", Text, nullable=False))
KEYS = st.lists(st.integers(0, 999), unique=True, max_size=400)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(tmp_path_factory.mktemp("dialect") / "a.db")
    with database.writing() as connection:
        ROWS.metadata.create_all(connection)
        connection.exec_driver_sql("CREATE UNIQUE INDEX texts ON rows (text)")
        connection.exec_driver_sql("CREATE VIEW names AS SELECT text FROM rows")
    yield database
    database.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(keys=KEYS, wanted=KEYS, is_heard=st.booleans())
def test_what_is_inserted_is_found_by_any_number_of_keys(
    database: Database, keys: list[int], wanted: list[int], *, is_heard: bool
) -> None:
    def hear(*_: object) -> None:
        """With somebody who listens statements take SQLAlchemy's way."""

    with database.writing() as connection:
        if is_heard:
            event.listen(connection, "before_cursor_execute", hear)
        connection.exec_driver_sql("DELETE FROM rows")
        insert_rows(connection, ROWS, [(key, f"t{key}") for key in keys])
        found = list(rows_where_in(connection, ROWS, ["id", "text"], ["id"], [(key,) for key in wanted]))
    assert sorted(found) == [(key, f"t{key}") for key in sorted({*keys} & {*wanted})]


def test_a_row_takes_the_place_of_one_with_its_key_only_where_that_is_asked_for(database: Database) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM rows")
        insert_rows(connection, ROWS, [(1, "a"), (2, "b")])
        insert_rows(connection, ROWS, [(1, "c")], replace=True)
        assert connection.execute(select(ROWS)).all() == [(1, "c"), (2, "b")]
        with pytest.raises(DBAPIError):
            insert_rows(connection, ROWS, [(2, "d")])


def test_the_shape_of_a_database(database: Database) -> None:
    with database.reading() as connection:
        shape = shape_of(connection)
    assert {name: (one.kind, one.table, one.columns, one.is_unique) for name, one in shape.items()} == {
        "rows": ("table", "rows", ("id", "text"), False), "names": ("view", "names", ("text",), False),
        "texts": ("index", "rows", (), True),
    }  # fmt: skip
    assert shape["texts"].statement == "CREATE UNIQUE INDEX texts ON rows (text)"


def test_damage_is_found_and_a_sound_database_has_none(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)")
        made.execute("CREATE INDEX texts ON rows (text)")
        made.executemany("INSERT INTO rows VALUES (?, ?)", [(n, f"text {n}") for n in range(2000)])
    made.close()
    database = Database(path)
    with database.reading() as connection:
        assert damage_of(connection) == []
    database.close()
    path.write_bytes(path.read_bytes().replace(b"text 1234", b"text 9234", 1))
    database = Database(path)
    with database.reading() as connection:
        assert any("texts" in line for line in damage_of(connection))
        assert len(damage_of(connection, 1)) == 1
    database.close()


@pytest.mark.parametrize(
    ("message", "code"),
    [("database or disk is full", "disk-full"), ("disk I/O error", "disk-error"),
     ("database is locked", "workspace-busy"),
     ("attempt to write a readonly database", "workspace-readonly"), ("file is not a database", "workspace-damaged"),
     ("no such column: x", "workspace-shape"), ('near "SELEC": syntax error', None)],
)  # fmt: skip
def test_what_the_database_says_is_a_problem_or_a_fault_of_ours(message: str, code: str | None) -> None:
    found = problem_of(OperationalError("", None, sqlite3.OperationalError(message)), "a.db")
    assert (found and found.code) == code


def test_a_fault_of_ours_is_no_problem_of_the_user(database: Database) -> None:
    with pytest.raises(DBAPIError), database.reading() as connection:
        connection.exec_driver_sql("SELEC 1")
    with pytest.raises(ProblemError) as refused, database.reading() as connection:
        connection.exec_driver_sql("SELECT colour FROM rows")
    assert refused.value.problem.code == "workspace-shape"

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData, inspect, text

from monazite.core import InternalError, ProblemError, Words
from monazite.store import (
    ColumnSchema,
    Database,
    Migration,
    TableSchema,
    add_columns,
    create_tables,
    migrate,
    open_home,
)

WHEN = "2026-01-01T00:00:00Z"


def column(name: str, kind: str = "text", keys: tuple[str, ...] = (), since: int = 1) -> ColumnSchema:
    return ColumnSchema(name, kind, keys, None, since, Words(name, name))


LOTS = TableSchema(
    "lots_of_a_test",
    Words("批次", "Lots"),
    (column("id", keys=("primary",)), column("grade", keys=("index",)), column("mass_mg", "integer", since=2)),
    (("grade", "id"), ("grade", "mass_mg")),
)
FIRST = Migration("test-001", "test", (create_tables([LOTS]), "INSERT INTO lots_of_a_test (id) VALUES ('a')"))
SECOND = Migration("test-002", "test", (add_columns(LOTS, 2),))


def shape(database: Database) -> tuple[dict[str, str], set[str]]:
    with database.reading() as connection:
        looked = inspect(connection)
        columns = {one["name"]: str(one["type"]) for one in looked.get_columns(LOTS.name)}
        return columns, {str(one["name"]) for one in looked.get_indexes(LOTS.name)}


def test_a_table_grows_to_what_its_csv_says(tmp_path: Path) -> None:
    old = Database(tmp_path / "old.db")
    assert migrate(old, [FIRST], WHEN) == ["store-001", "test-001"]
    assert "mass_mg" not in shape(old)[0]
    assert migrate(old, [FIRST, SECOND], WHEN) == ["test-002"]
    assert migrate(old, [FIRST, SECOND], WHEN) == []
    columns = {c.name for c in LOTS.build(MetaData()).columns}
    assert set(shape(old)[0]) == columns
    assert "ix_lots_of_a_test_grade_id" in shape(old)[1]


def test_a_migration_is_applied_whole_or_not_at_all(tmp_path: Path) -> None:
    def fails(_: Connection) -> None:
        raise ValueError("half-way")

    database = Database(tmp_path / "a.db")
    broken = Migration("test-001", "test", (create_tables([LOTS]), fails))
    with pytest.raises(ValueError, match="half-way"):
        migrate(database, [broken], WHEN)
    with database.reading() as connection:
        assert not inspect(connection).has_table(LOTS.name)
    assert migrate(database, [FIRST], WHEN) == ["test-001"]


def test_a_newer_database_is_refused_with_its_names(tmp_path: Path) -> None:
    open_home(tmp_path / "w", [FIRST, SECOND], WHEN, create=True)
    with pytest.raises(ProblemError) as refused:
        open_home(tmp_path / "w", [FIRST], WHEN, create=True)
    assert refused.value.problem.code == "workspace-newer"
    assert "test-002" in refused.value.problem.sentence("en")


def test_two_migrations_never_share_an_id(tmp_path: Path) -> None:
    with pytest.raises(InternalError):
        migrate(Database(tmp_path / "a.db"), [FIRST, FIRST], WHEN)


def test_commits_are_on_disk_and_keys_are_enforced(tmp_path: Path) -> None:
    database = Database(tmp_path / "a.db")
    migrate(database, [], WHEN)
    with database.reading() as connection:
        pragmas = {
            p: connection.execute(text(f"PRAGMA {p}")).scalar() for p in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}

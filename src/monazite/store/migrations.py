"""Changes of the database's shape, declared by rooms, applied in order, each in one transaction, and recorded."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import CreateIndex, CreateTable

from monazite.core.errors import InternalError, ProblemError
from monazite.store.database import Database
from monazite.store.dialect import keep_in_order_of_key
from monazite.store.problems import said
from monazite.store.schema import TableSchema, load_tables, tables_at

Step = str | Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class Migration:
    """One change of the database's shape. A released migration never changes; a new one is added after it.

    Args:
        id: unique and stable, such as ``facts-001``.
        room: the room that declares it.
        steps: SQL statements that every backend understands, or functions of a connection.
    """

    id: str
    room: str
    steps: tuple[Step, ...]


def create_tables(
    schemas: Iterable[TableSchema], since: int = 1, *, by_key: Collection[str] = ()
) -> Callable[[Connection], None]:
    """A step that creates declared tables as they stood at migration ``since``, with their indexes.

    Args:
        schemas: of the tables.
        since: number of the migration.
        by_key: names of those whose rows stand in the tree of their key: found by it mostly, half is written.
    """
    tables = tables_at(schemas, since)
    for table in tables:
        if table.name in by_key:
            keep_in_order_of_key(table)

    def step(connection: Connection) -> None:
        for table in tables:
            connection.execute(CreateTable(table))
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                connection.execute(CreateIndex(index))

    return step


def add_columns(schema: TableSchema, since: int) -> Callable[[Connection], None]:
    """A step that adds the columns which a table's CSV declares for migration ``since``; they must allow null."""

    def step(connection: Connection) -> None:
        table = tables_at([schema], since)[0]
        compiler = connection.dialect.ddl_compiler(connection.dialect, None)  # type: ignore[arg-type]
        for column in (c for c in schema.columns if c.since == since):
            definition = compiler.get_column_specification(table.c[column.name])
            connection.execute(text(f"ALTER TABLE {schema.name} ADD COLUMN {definition}"))
        new = {c.name for c in schema.columns if c.since == since}
        for index in (i for i in table.indexes if new & {column.name for column in i.columns}):
            connection.execute(CreateIndex(index))

    return step


STORE_TABLES = load_tables("monazite.store")
STORE_MIGRATIONS = (Migration("store-001", "store", (create_tables(STORE_TABLES.values()),)),)
RECORDS = STORE_TABLES["migrations"].table


def migrate(database: Database, migrations: Sequence[Migration], recorded_at: str) -> list[str]:
    """Bring a database up to what the code declares.

    Args:
        database: to change.
        migrations: of all rooms, in order; those of the store itself come first by themselves.
        recorded_at: UTC time to record, ISO 8601.

    Returns:
        The ids that were applied now.

    Raises:
        ProblemError: when the database holds a migration that this code does not know: it is newer than the code.
    """
    declared = [*STORE_MIGRATIONS, *migrations]
    if len({migration.id for migration in declared}) < len(declared):
        raise InternalError("two migrations share an id")
    with database.reading() as connection:
        done = applied(connection)
    _refuse_newer(database, done - {migration.id for migration in declared})
    return [m.id for m in declared if m.id not in done and _apply(database, m, recorded_at)]


def applied(connection: Connection) -> set[str]:
    """The ids of the migrations that a database has had; empty for a new file."""
    try:
        return set(connection.execute(select(RECORDS.c.id)).scalars())
    except OperationalError as error:
        if "no such table" in str(error.orig):
            return set()
        raise


def _apply(database: Database, migration: Migration, recorded_at: str) -> bool:
    with database.writing() as connection:
        if migration.id in applied(connection):  # another process was quicker
            return False
        for step in migration.steps:
            if isinstance(step, str):
                connection.exec_driver_sql(step)
            else:
                step(connection)
        row = {"id": migration.id, "room": migration.room, "recorded_at": recorded_at}
        connection.execute(RECORDS.insert(), row)
        return True


def _refuse_newer(database: Database, unknown: set[str]) -> None:
    if not unknown:
        return
    raise ProblemError(said("monazite.store", "workspace-newer", database.path.parent, ids=", ".join(sorted(unknown))))

"""One consistent view of a database for a whole audit. Texts come as bytes, so that damaged ones can be read too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from monazite.core import ProblemError
from monazite.store import Database, SchemaObject, shape_of

ROWS_AT_ONCE = 2_000
Row = tuple[Any, ...]


class Snapshot:
    """A reading transaction on a database file, opened for the audit alone.

    Args:
        path: of the database file.
    """

    shape: Mapping[str, SchemaObject]
    """Tables, indexes and the rest of the database."""

    def __init__(self, path: Path) -> None:
        """Open the file and begin the transaction."""
        self._stack = ExitStack()
        database = Database(path)
        self._stack.callback(database.close)
        self.connection = self._stack.enter_context(database.reading())
        self.shape = shape_of(self.connection)  # the view begins here
        driver: Any = self.connection.connection.driver_connection
        driver.text_factory = bytes
        self.driver = driver

    def stand_in(self, statements: Sequence[str]) -> None:
        """Make empty tables, seen by this reader alone, in place of those that are gone."""
        for statement in statements:
            self.driver.execute(statement)

    def rows(self, statement: str, values: Mapping[str, Any] | tuple[Any, ...] = ()) -> Iterator[Row]:
        """The rows of a statement, few at a time.

        Args:
            statement: SQL that every backend understands, with ``?`` for values.
            values: for them.
        """
        cursor = self.driver.execute(statement, values)  # straight to the driver: a row costs half as much
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from rows

    def one(self, statement: str, values: tuple[Any, ...] = ()) -> Row:
        """The first row of a statement; empty when there is none."""
        return next(self.rows(statement, values), ())

    def close(self) -> None:
        """End the transaction and close the file; of a damaged one even that can fail, and is not needed."""
        with suppress(ProblemError):
            self._stack.close()


def as_text(value: object) -> str | None:
    """A text column's value; None when it is no text in UTF-8."""
    if type(value) is not bytes:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None

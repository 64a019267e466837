"""One database of a workspace, its read and write transactions, and errors said as problems."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from monazite.core.errors import ProblemError
from monazite.store.dialect import WRITING, engine_for, problem_of


class Database:
    """A database file. Readers never wait; writers take turns.

    Args:
        path: of the database file; its folder must exist.
    """

    def __init__(self, path: Path) -> None:
        """Prepare the connection; nothing is opened yet."""
        self.path = path
        self._engine = engine_for(path)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent view of the database for as long as the block lasts.

        Raises:
            ProblemError: when the database cannot be used.
        """
        with self._explained(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of the block is on disk when it ends, or none of it when it raises.

        Raises:
            ProblemError: disk full, another writer for too long, no permission, damage.
        """
        with self._explained(), self._engine.connect() as connection:
            writer = connection.execution_options(**{WRITING: True})
            with writer.begin():
                yield writer

    def close(self) -> None:
        """Close all connections; the write-ahead log is folded in by the last process that closes."""
        self._engine.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            problem = problem_of(error, str(self.path))
            if problem is None:
                raise
            raise ProblemError(problem) from error

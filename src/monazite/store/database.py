"""One database of a workspace, its read and write transactions, and errors said as problems."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from monazite.core.errors import ProblemError
from monazite.store.dialect import WRITING, engine_for, problem_of
from monazite.store.problems import said


def can_write(path: Path) -> bool:
    """Whether a file or a folder can be written."""
    return os.access(path, os.W_OK)


class Database:
    """A database file. Readers never wait; writers take turns.

    Args:
        path: of the database file; its folder must exist. One that cannot be written is only read.
    """

    def __init__(self, path: Path) -> None:
        """Prepare the connection; nothing is opened yet."""
        self.path = path
        self.is_fixed = path.exists() and not (can_write(path) and can_write(path.parent))
        self._engine = engine_for(path, is_fixed=self.is_fixed)

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
        if self.is_fixed:
            raise ProblemError(said("monazite.store", "workspace-readonly", self.path))
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

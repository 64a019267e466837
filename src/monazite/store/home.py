"""A workspace directory: one database, the kept bytes, the settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from monazite.core.errors import ProblemError
from monazite.store.atomic import unwritable
from monazite.store.database import Database
from monazite.store.migrations import Migration, migrate
from monazite.store.problems import said
from monazite.store.raw import RawFiles
from monazite.store.settings import SETTINGS_FILE, Settings, load_settings, write_settings

DATABASE_FILE = "monazite.db"
RAW_FOLDER = "raw"


@dataclass(frozen=True, slots=True)
class Home:
    """An open workspace directory.

    Args:
        directory: where it is.
        database: its one database.
        raw: the bytes of the papers read.
        settings: as its settings file says.
        is_new: whether this opening created it.
    """

    directory: Path
    database: Database
    raw: RawFiles
    settings: Settings
    is_new: bool


def open_home(directory: Path, migrations: Sequence[Migration], recorded_at: str, *, create: bool) -> Home:
    """Open a workspace directory and bring its database up to date.

    Args:
        directory: of the workspace.
        migrations: of all rooms, in order.
        recorded_at: UTC time to record for changes of the database's shape, ISO 8601.
        create: whether to make it when it is missing.

    Raises:
        ProblemError: when it is missing and ``create`` is false, is no workspace, is newer than the code, or cannot be
            used.
    """
    is_new = not (directory / DATABASE_FILE).exists()
    if is_new:
        _prepare(directory, create=create)
    database = Database(directory / DATABASE_FILE)
    migrate(database, migrations, recorded_at)
    return Home(directory, database, RawFiles(directory / RAW_FOLDER), load_settings(directory), is_new)


def _prepare(directory: Path, *, create: bool) -> None:
    if directory.exists() and not directory.is_dir():
        raise ProblemError(said("monazite.store", "workspace-not-directory", directory))
    if not create:
        raise ProblemError(said("monazite.store", "workspace-missing", directory, directory=directory))
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ProblemError(unwritable(directory, error)) from error
    if not (directory / SETTINGS_FILE).exists():
        write_settings(directory, Settings())

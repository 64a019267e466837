"""The log as static files in the layout of c2sp.org/tlog-tiles, for any web server or a disk that others keep."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from monazite.core.errors import ProblemError
from monazite.ledger.log.note import parse_checkpoint
from monazite.ledger.log.tiles import changed_tiles, entry_bundle, newest_checkpoint, stored_tiles, tile, tile_path
from monazite.ledger.log.tree import root
from monazite.store.atomic import unwritable, whole_file
from monazite.store.problems import said

CHECKPOINT_FILE = "checkpoint"
MAX_CHECKPOINT_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Published:
    """What was published.

    Args:
        size: leaves under the published checkpoint.
        files: number of files written.
    """

    size: int
    files: int


def publish(connection: Connection, directory: Path) -> Published:
    """Bring the published files up to the newest checkpoint; each file whole or not at all, the checkpoint last.

    Only what the published checkpoint has not is written, so that a second run, or one after a crash, goes on where the
    files end. Partial tiles of earlier checkpoints stay, for those who still hold these.

    Args:
        connection: to the journal, in one transaction.
        directory: where the files go.

    Raises:
        ProblemError: ``published-other`` when the published checkpoint is not an earlier one of this log;
            ``checkpoint-none`` before the first; ``tile-torn`` or ``bundle-torn`` when the journal is damaged.
    """
    checkpoint, note = newest_checkpoint(connection)
    old = _published_size(connection, directory, checkpoint.origin, checkpoint.size)
    files = 0
    for level, number, width in changed_tiles(old, checkpoint.size):
        _write(directory / tile_path(level, number, width), tile(connection, level, number, width))
        files += 1
        if level == 0:
            _write(directory / tile_path(None, number, width), entry_bundle(connection, number, width))
            files += 1
    if old < checkpoint.size or not (directory / CHECKPOINT_FILE).exists():
        _write(directory / CHECKPOINT_FILE, note.encode())
        files += 1
    return Published(checkpoint.size, files)


def published_note(directory: Path) -> str | None:
    """The checkpoint note that is published in a directory; None when there is none.

    Raises:
        ProblemError: ``note-malformed`` for a file that is no text.
    """
    path = directory / CHECKPOINT_FILE
    try:
        with path.open("rb") as file:
            return file.read(MAX_CHECKPOINT_BYTES).decode()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise ProblemError(said("monazite.ledger.log", "note-malformed", path, found="")) from error
    except OSError as error:
        raise ProblemError(unwritable(path, error)) from error


def _published_size(connection: Connection, directory: Path, origin: str, size: int) -> int:
    """Leaves under the published checkpoint, once it is known to be an earlier one of this log; 0 for none."""
    note = published_note(directory)
    if note is None:
        return 0
    published = parse_checkpoint(note)
    found = f"{published.origin} ({published.size})"
    is_earlier = published.origin == origin and published.size <= size
    if not is_earlier or root(published.size, stored_tiles(connection)) != published.root:
        raise ProblemError(said("monazite.ledger.log", "published-other", directory / CHECKPOINT_FILE, found=found))
    return published.size


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ProblemError(unwritable(path, error)) from error
    with whole_file(path) as file:
        file.write(data)

"""Files that are either whole or not there: written beside, flushed to disk, then renamed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from monazite.core.errors import ProblemError
from monazite.core.problem import Problem
from monazite.store.problems import said
from monazite.store.system import system_words

PART = ".part"
"""Ending of an unfinished file; its name begins with the process that writes it."""


@contextmanager
def whole_file(path: Path, scratch: Path | None = None) -> Iterator[BinaryIO]:
    """A binary file to write, which takes its place at ``path`` only when the block ends well.

    Args:
        path: where it goes.
        scratch: folder of the unfinished file, on the same disk; the folder of ``path`` when None.

    Raises:
        ProblemError: when the folder is missing or cannot be written, or the disk is full.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{os.getpid()}.", suffix=PART, dir=scratch or path.parent)
        part = Path(name)
        try:
            with os.fdopen(handle, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.chmod(_mode())
            part.replace(path)
            flush_folder(path.parent)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
    except OSError as error:
        raise ProblemError(unwritable(path, error)) from error


def sweep(folder: Path) -> None:
    """Remove the unfinished files of processes that are gone: what a power cut leaves."""
    for part in folder.glob(f".*.*{PART}"):
        process = part.name.split(".")[1]
        if process.isdecimal() and not _is_running(int(process)):
            part.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True


def _mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def flush_folder(folder: Path) -> None:
    """Put a folder's entries on disk, where the system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def unwritable(path: Path, error: OSError) -> Problem:
    """Why a file could not be written."""
    return said("monazite.store", "file-unwritable", path, reason=system_words(error))

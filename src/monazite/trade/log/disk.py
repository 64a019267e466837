"""The calls that touch the disk, in one place, so that tests can have each of them fail."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from monazite.store import whole_file


class Disk(Protocol):
    """How the log writes. Each call may raise `OSError`."""

    def open(self, path: Path) -> int:
        """A handle that writes at the end of a file, which is made when it is missing."""

    def write(self, handle: int, data: bytes | memoryview) -> int:
        """Write at the end; how many bytes went, which may be fewer than all."""

    def sync(self, handle: int) -> None:
        """Put what was written on the disk."""

    def truncate(self, handle: int, size: int) -> None:
        """Cut a file to so many bytes."""

    def sync_folder(self, folder: Path) -> None:
        """Put the names in a folder on the disk."""

    def whole(self, path: Path, data: bytes) -> None:
        """Write a file that is whole or not there.

        Raises:
            ProblemError: when it cannot be written.
        """

    def remove(self, path: Path) -> None:
        """Remove a file; nothing when it is not there."""

    def close(self, handle: int) -> None:
        """Let go of a handle."""


class SystemDisk:
    """The operating system's calls."""

    _sync: Callable[[int], None] = staticmethod(getattr(os, "fdatasync", os.fsync))

    def open(self, path: Path) -> int:
        """See `Disk`."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)

    def write(self, handle: int, data: bytes | memoryview) -> int:
        """See `Disk`."""
        return os.write(handle, data)

    def sync(self, handle: int) -> None:
        """See `Disk`."""
        self._sync(handle)

    def truncate(self, handle: int, size: int) -> None:
        """See `Disk`."""
        os.ftruncate(handle, size)

    def sync_folder(self, folder: Path) -> None:
        """See `Disk`."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def whole(self, path: Path, data: bytes) -> None:
        """See `Disk`."""
        with whole_file(path) as file:
            file.write(data)

    def remove(self, path: Path) -> None:
        """See `Disk`."""
        path.unlink(missing_ok=True)

    def close(self, handle: int) -> None:
        """See `Disk`."""
        os.close(handle)


SYSTEM = SystemDisk()

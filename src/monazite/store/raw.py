"""The bytes of every paper read, kept under their hash and never edited: ``raw/ab/abcdef…``."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO

from monazite.core.errors import InternalError, ProblemError
from monazite.store.atomic import sweep, whole_file
from monazite.store.problems import said

COPY_BYTES = 1 << 20
"""Bytes copied at a time."""


def sha256_of(data: bytes) -> str:
    """Hexadecimal SHA-256 of the bytes."""
    return hashlib.sha256(data).hexdigest()


class RawFiles:
    """A folder of kept bytes.

    Args:
        folder: its root; made when the first bytes are kept.
    """

    def __init__(self, folder: Path) -> None:
        """Remember the folder."""
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the bytes of that hash are or would be."""
        return self.folder / sha256[:2] / sha256

    def keep(self, data: bytes | Path, sha256: str) -> Path:
        """Keep bytes under their hash; does nothing when they are there already.

        Args:
            data: the bytes, or a file of them, which is copied a block at a time.
            sha256: their hash.

        Raises:
            ProblemError: when they cannot be written; ``file-changed`` when the file no longer has that hash.
        """
        path = self.path(sha256)
        if path.exists() and path.stat().st_size == (len(data) if isinstance(data, bytes) else data.stat().st_size):
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path, scratch=self.folder) as file:
            if isinstance(data, bytes):
                file.write(data)
            else:
                _copy(data, file, sha256)
        return path

    def sweep(self) -> None:
        """Remove what a run that was killed left unfinished."""
        sweep(self.folder)

    def bytes_of(self, sha256: str) -> bytes:
        """The kept bytes.

        Raises:
            InternalError: when they are missing or no longer match their hash.
        """
        path = self.path(sha256)
        data = path.read_bytes() if path.exists() else b""
        if sha256_of(data) != sha256:
            raise InternalError(f"kept bytes are missing or changed: {path}")
        return data


def _copy(path: Path, to: BinaryIO, sha256: str) -> None:
    """Copy a file that must still have its hash."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(COPY_BYTES):
            found.update(block)
            to.write(block)
    if found.hexdigest() != sha256:
        raise ProblemError(said("monazite.store", "file-changed", path))

"""The bytes of a file, at hand or on disk, a block at a time and as often as they are wanted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK_BYTES = 1 << 20
"""Bytes of a block: what is held of a large file at a time."""


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file.

    Args:
        data: themselves, or where they are; a file on disk must not change while it is read.
    """

    data: bytes | Path

    @property
    def size(self) -> int:
        """How many bytes."""
        return len(self.data) if isinstance(self.data, bytes) else self.data.stat().st_size

    def blocks(self) -> Iterator[bytes]:
        """All bytes in order, a block at a time."""
        if isinstance(self.data, bytes):
            yield from (self.data[at : at + BLOCK_BYTES] for at in range(0, len(self.data), BLOCK_BYTES))
            return
        with self.data.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                yield block

    def head(self, size: int) -> bytes:
        """The first bytes."""
        if isinstance(self.data, bytes):
            return self.data[:size]
        with self.data.open("rb") as file:
            return file.read(size)

    def whole(self) -> bytes:
        """All bytes at once."""
        return self.data if isinstance(self.data, bytes) else self.data.read_bytes()

    def sha256(self) -> str:
        """Hexadecimal SHA-256 of the bytes."""
        found = hashlib.sha256()
        for block in self.blocks():
            found.update(block)
        return found.hexdigest()

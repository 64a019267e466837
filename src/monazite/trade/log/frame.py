"""The bytes of a frame: one group of commands, flushed to disk once, chained to all before it.

::

    "MZF1" | length of the payload, 4 | number of the first command, 8 | count, 4 | CRC-32 of these 20 bytes, 4
    payload: one line of canonical JSON a command
    chain, 32: SHA-256(chain before || header || payload)

Numbers are big-endian. The check of the header makes its length trustworthy, so that what was never finished can be
told from what was damaged.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from typing import BinaryIO
from zlib import crc32

from monazite.core import Words

MAGIC = b"MZF1"
HASH_BYTES = 32
SECTOR = 512
"""Bytes that a disk writes as one."""
PAYLOAD_BYTES = 1 << 27
"""Of one frame, at most: a full group of the largest commands."""
_HEAD = struct.Struct(">4sIQI")
HEAD_BYTES = _HEAD.size + 4

UNCHAINED = Words("内容与链上散列不符", "bytes that do not hash to the chain")
NO_HEAD = Words("帧头损坏", "a damaged header of a frame")
MISNUMBERED = Words("指令编号不连续", "numbers of commands that do not follow")
CUT_SHORT = Words("文件在帧中间结束", "a file that ends within the frame")


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame as read, its chain verified.

    Args:
        place: in its file, from 1.
        offset: of its first byte in the file.
        end: of the byte after it.
        first: number of its first command.
        count: of its commands.
        payload: their lines.
        chain: hash of everything up to its end.
    """

    place: int
    offset: int
    end: int
    first: int
    count: int
    payload: bytes
    chain: bytes

    @property
    def last(self) -> int:
        """Number of its last command."""
        return self.first + self.count - 1


@dataclass(frozen=True, slots=True)
class Tear:
    """What a write that never finished has left at the end of a file: nothing in it was ever acknowledged."""

    offset: int
    what: Words


@dataclass(frozen=True, slots=True)
class Damage:
    """A frame that was whole once."""

    place: int
    offset: int
    what: Words


def genesis(venue: str) -> bytes:
    """The hash before a venue's first byte; it names the venue.

    >>> genesis("baotou").hex()[:16]
    '447aa271875647b9'
    """
    return hashlib.sha256(b"monazite venue log 1\n" + venue.encode()).digest()


def chained(before: bytes, *parts: bytes) -> bytes:
    """The hash of everything so far and what follows."""
    digest = hashlib.sha256(before)
    for part in parts:
        digest.update(part)
    return digest.digest()


def framed(before: bytes, first: int, count: int, payload: bytes) -> tuple[bytes, bytes]:
    """The bytes of a frame, and the chain at its end.

    Args:
        before: the chain before it.
        first: number of its first command.
        count: of its commands.
        payload: their lines.
    """
    head = _HEAD.pack(MAGIC, len(payload), first, count)
    head += crc32(head).to_bytes(4, "big")
    chain = chained(before, head, payload)
    return b"".join((head, payload, chain)), chain


def read_frame(file: BinaryIO, size: int, place: int, before: bytes, first: int) -> Frame | Tear | Damage:
    """Read the frame at the file's position.

    Args:
        file: open, at the first byte of the frame.
        size: of the file.
        place: of the frame in the file, from 1.
        before: the chain before it.
        first: number that its first command must have.

    Returns:
        The frame; or a tear, when only a write that did not finish can have left this at the end of a file: it ends
        within the frame, or a whole sector of its last frame is zeros. Anything else is damage.
    """
    offset = file.tell()
    head = file.read(HEAD_BYTES)
    if len(head) < HEAD_BYTES:
        return Tear(offset, CUT_SHORT)
    magic, length, number, count = _HEAD.unpack_from(head)
    if magic != MAGIC or crc32(head[:-4]).to_bytes(4, "big") != head[-4:] or length > PAYLOAD_BYTES:
        is_torn = _is_hollow(head, offset) and not has_frame(file)
        return Tear(offset, NO_HEAD) if is_torn else Damage(place, offset, NO_HEAD)
    if number != first or count < 1:
        return Damage(place, offset, MISNUMBERED)
    end = offset + HEAD_BYTES + length + HASH_BYTES
    if end > size:
        return Tear(offset, CUT_SHORT)
    payload, chain = file.read(length), file.read(HASH_BYTES)
    if chained(before, head, payload) == chain:
        return Frame(place, offset, end, first, count, payload, chain)
    is_torn = end == size and _is_hollow(head + payload + chain, offset)
    return Tear(offset, UNCHAINED) if is_torn else Damage(place, offset, UNCHAINED)


def has_frame(file: BinaryIO) -> bool:
    """Whether a sound header stands anywhere in the rest of a file: then what is before it had been flushed."""
    rest = file.read(PAYLOAD_BYTES)
    at = rest.find(MAGIC)
    while at >= 0:
        head = rest[at : at + HEAD_BYTES]
        if len(head) == HEAD_BYTES and crc32(head[:-4]).to_bytes(4, "big") == head[-4:]:
            return True
        at = rest.find(MAGIC, at + 1)
    return False


def _is_hollow(data: bytes, offset: int) -> bool:
    """Whether the part of some sector in these bytes is zeros; neither JSON nor a hash is."""
    start = 0
    while start < len(data):
        stop = start + SECTOR - (offset + start) % SECTOR
        if not data[start:stop].strip(b"\0"):
            return True
        start = stop
    return False

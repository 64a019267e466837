"""What an entry is sealed by: salted hashes of the lines of its body, their commitment, and the leaf of the log."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256, shake_128

SALT = 16
SEED = 32
LEAF_VERSION = b"\x01"


_FIELD = sha256(b"\x00")


def commitment(seed: bytes, lines: Sequence[bytes]) -> bytes:
    """The commitment to lines under the salts that a seed gives (docs/journal.md)."""
    end = SALT * len(lines)
    salts, fields, begun = shake_128(seed).digest(end), [], _FIELD.copy
    for start, line in zip(range(0, end, SALT), lines, strict=True):
        field = begun()
        field.update(salts[start : start + SALT] + line)
        fields.append(field.digest())
    return sha256(b"\x02" + b"".join(fields)).digest()


def leaf(number: int, recorded_ms: int, committed: bytes) -> bytes:
    """The 49 bytes of the log's leaf."""
    return LEAF_VERSION + number.to_bytes(8, "big") + recorded_ms.to_bytes(8, "big") + committed

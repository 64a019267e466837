"""Identities: UUIDs that sort by time, and ids that follow from content. Time and randomness are arguments."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from uuid import UUID

RANDOM_BYTES = 10
_MILLISECOND_BITS = 48
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def uuid7(instant: datetime, random: bytes) -> UUID:
    """A UUID of version 7 (RFC 9562, section 5.7): milliseconds since 1970, then random bits.

    Args:
        instant: with its time zone.
        random: ten bytes, for the command line from ``secrets.token_bytes(10)``.

    Raises:
        ValueError: for an instant without zone or out of range, or another number of bytes.
    """
    if instant.tzinfo is None or len(random) != RANDOM_BYTES:
        raise ValueError(f"expected an instant with its zone and {RANDOM_BYTES} random bytes")
    milliseconds = _milliseconds(instant)
    if not 0 <= milliseconds < 1 << _MILLISECOND_BITS:
        raise ValueError(f"out of range: {instant.isoformat()}")
    bits = int.from_bytes(random, "big")
    high, low = bits >> 62 & 0xFFF, bits & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def uuid7_instant(identity: UUID) -> datetime:
    """The instant of a UUID of version 7, to the millisecond, in UTC.

    Raises:
        ValueError: for another version.
    """
    if identity.version != 7:  # noqa: PLR2004 - the version's own number
        raise ValueError(f"not of version 7: {identity}")
    return datetime.fromtimestamp((identity.int >> 80) / 1000, tz=UTC)


def content_id(prefix: str, *parts: str | bytes) -> str:
    """An id that follows from content: the prefix and 16 hexadecimal digits of SHA-256.

    Each part is preceded by its length, so that ("ab", "c") and ("a", "bc") differ.
    """
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return prefix + digest.hexdigest()[:16]


def _milliseconds(instant: datetime) -> int:
    """Whole milliseconds since 1970, without the rounding of floats."""
    passed = instant - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1000 + passed.microseconds // 1000

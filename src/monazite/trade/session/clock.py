"""Trading days: Asia/Shanghai dates of times given in milliseconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SHANGHAI_AHEAD = timedelta(hours=8)


def day_of(time_ms: int) -> str:
    """The date in Shanghai of a time.

    Args:
        time_ms: milliseconds since 1970, UTC.

    >>> day_of(1_660_665_600_000)
    '2022-08-17'
    """
    return (EPOCH + SHANGHAI_AHEAD + timedelta(milliseconds=time_ms)).date().isoformat()

"""Time as an argument: a clock gives instants in UTC; people's days are those of Asia/Shanghai."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China keeps UTC+8 the whole year since 1992, so no time-zone database is needed."""


class Clock(Protocol):
    """Whatever tells the time."""

    def now(self) -> datetime:
        """The instant, in UTC."""


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still, for tests and for replaying.

    Args:
        instant: with its time zone.
    """

    instant: datetime

    def now(self) -> datetime:
        """The instant, in UTC."""
        return self.instant.astimezone(UTC)


def shanghai_day(instant: datetime) -> date:
    """The day in Asia/Shanghai on which an instant falls.

    Raises:
        ValueError: for an instant without time zone.

    >>> shanghai_day(datetime(2022, 8, 16, 16, 0, tzinfo=UTC))
    datetime.date(2022, 8, 17)
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(SHANGHAI).date()

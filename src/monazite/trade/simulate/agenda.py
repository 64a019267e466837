"""What is to be done and when: acts by their instant, first come first served; an act may add others."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import date, datetime, time

from monazite.core import SHANGHAI

Act = Callable[[], None]


def moment_of(day: date, at: str) -> datetime:
    """An instant of a day in Asia/Shanghai.

    >>> moment_of(date(2022, 8, 17), "09:30").isoformat()
    '2022-08-17T09:30:00+08:00'
    """
    return datetime.combine(day, time.fromisoformat(at), SHANGHAI)


class Agenda:
    """Acts by instant.

    Args:
        set_time: is told the instant of each act before it is done.
    """

    def __init__(self, set_time: Callable[[datetime], None]) -> None:
        self._set_time = set_time
        self._waiting: list[tuple[datetime, int, Act]] = []
        self._added = 0
        self.now: datetime | None = None

    def at(self, moment: datetime, act: Act) -> None:
        """Do an act at an instant, after what was put down for the same one."""
        self._added += 1
        heapq.heappush(self._waiting, (moment, self._added, act))

    def run(self, until: datetime | None = None) -> None:
        """Do what is due before an instant; everything when None."""
        while self._waiting and (until is None or self._waiting[0][0] < until):
            self.now, _, act = heapq.heappop(self._waiting)
            self._set_time(self.now)
            act()

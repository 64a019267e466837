"""A simulated year written as it would have been: day by day, with the monthly reports filed, some of them late."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from monazite.core import SHANGHAI, Clock, uuid7
from monazite.reference import monthly_report_due

if TYPE_CHECKING:
    from monazite.ledger import Answer, Entry, Journal
    from monazite.trace.simulate import Fraud, Simulation

REPORTERS = ("firm", "recycler")
OFFICE_HOUR, EVENING = 10, 20
LATE_PERCENT, MISSING_PERCENT = 6, 1
"""Of the monthly reports of a simulated year: those filed after the due day, and those never filed."""


Beside = Callable[[date], None]
"""Is told each new day of the year before anything of it is written."""


@dataclass(slots=True)
class FollowingClock:
    """A clock that follows what is simulated: the evening of the day of the newest event, never going back."""

    day: date = date.min

    def now(self) -> datetime:
        """The instant, in UTC."""
        return datetime.combine(self.day, time(EVENING), SHANGHAI).astimezone(UTC)


def nobody(_: date) -> None:
    """Nobody writes beside the year."""


@dataclass(slots=True)
class YearWriter:
    """Posts the entries of a simulated year and files the reports that fall due on the way.

    Args:
        journal: to post to.
        seed: decides which reports are late or missing.
        clock: follows the events where the journal was empty; None where it holds real entries.
        beside: told each new day before anything of it is written: whoever writes beside does what comes before it.
    """

    journal: Journal
    seed: int
    clock: FollowingClock | None
    beside: Beside = nobody
    _due: list[tuple[date, str, str]] = field(default_factory=list)
    _day: date = date.min

    def post(self, entries: Sequence[Entry]) -> list[Answer]:
        """Post entries day by day; what falls due before a day is filed before it."""
        answers: list[Answer] = []
        for day, group in groupby(entries, key=self._running_day):
            self._before(day)
            self._set_clock(day)
            posted = list(group)
            answers += self.journal.post(posted)
            for entry in posted:
                self._know(entry)
        return answers

    def finish(self, year: int) -> None:
        """File what falls due after the last entry of the year."""
        self._before(date(year + 1, 3, 1))

    def _before(self, day: date) -> None:
        self.beside(day)
        self._file_until(day)

    def _running_day(self, entry: Entry) -> date:
        self._day = max(self._day, entry.day)
        return self._day

    def _set_clock(self, day: date) -> None:
        if self.clock is not None:
            self.clock.day = max(self.clock.day, day)

    def _know(self, entry: Entry) -> None:
        """A new party that reports is put into the calendar for each month of the year."""
        if entry.kind != "party" or entry.details["party"]["kind"] not in REPORTERS:
            return
        party = entry.details["party"]["id"]
        for month in range(1, 13):
            if filing := self._filing_day(party, entry.day.year, month):
                heapq.heappush(self._due, (filing, party, f"{entry.day.year}-{month:02d}"))

    def _filing_day(self, party: str, year: int, month: int) -> date | None:
        """The day on which a simulated firm files: a few days before the due day, sometimes after it, seldom never."""
        due = monthly_report_due(year, month)
        draw = hashlib.sha256(f"{self.seed}/{party}/{year}-{month}".encode()).digest()
        chance, days = draw[0] * 100 // 256, draw[1] % 5
        if chance < MISSING_PERCENT:
            return None
        return due + timedelta(days + 1) if chance < MISSING_PERCENT + LATE_PERCENT else due - timedelta(days)

    def _file_until(self, day: date) -> None:
        while self._due and self._due[0][0] < day:
            filing, party, month = heapq.heappop(self._due)
            self._set_clock(filing)
            self._file(filing, party, month)

    def _file(self, day: date, party: str, month: str) -> None:
        from monazite.trace.reports import monthly, report  # noqa: PLC0415  the room is large

        with self.journal.database.reading() as connection:
            found = monthly(connection, party, month)
        if found.stock:
            at = datetime.combine(day, time(OFFICE_HOUR), SHANGHAI)
            key = str(uuid7(at, hashlib.sha256(f"{self.seed}/{party}/{month}".encode()).digest()[:10]))
            self.journal.post([report(id=key, time=day.isoformat(), actor=party, report=found, simulated=True)])


def write_year(
    opened: Callable[[Clock | None], Journal],
    *,
    year: int,
    lots: int,
    seed: int,
    fraud: Fraud | None,
    progress: Callable[[int, int], None] | None,
    beside: Beside = nobody,
) -> Simulation:
    """Write a simulated year through the public interface of a journal.

    Args:
        opened: opens the journal with a clock, the workspace's own when None.
        year: of the events.
        lots: roughly how many lots are made.
        seed: of the random numbers.
        fraud: one to plant.
        progress: told how many lots are made, of how many.
        beside: told each new day, as `YearWriter` says.

    Raises:
        ProblemError: for a number of lots out of range.
    """
    from monazite.trace.simulate import simulate  # noqa: PLC0415  loads numpy

    journal = opened(None)
    clock = None if journal.size() else FollowingClock()
    writer = YearWriter(opened(clock) if clock else journal, seed, clock, beside)
    made = simulate(writer.post, year=year, lots=lots, seed=seed, fraud=fraud, progress=progress)
    writer.finish(year)
    return made

"""The price index of a venue: gathered from journal and facts, published as a file, committed, read back."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from monazite.core import InternalError, Problem, ProblemError
from monazite.facts import facts_of_kind
from monazite.ledger import Answer
from monazite.reference import is_working_day
from monazite.store import Home, said, sha256_of, workspace_secret
from monazite.trade.index import (
    Inputs,
    Loaded,
    Series,
    anchors_of,
    assessments_of,
    constituents,
    dump,
    in_force,
    inputs_entry,
    load,
    methods,
    publish,
    published_points,
    weights,
)
from monazite.trade.index.bulletin import Month, month_of
from monazite.trade.index.from_books import committed, days_of, deals_of, quotes_of

if TYPE_CHECKING:
    from monazite.app.trace.verb import Trace


FILES_KEPT = 8
"""Public files whose values are kept, so that a page does not work out a year of them again."""


@dataclass(frozen=True, slots=True)
class PublishedIndex:
    """The index of a venue as of a day.

    Args:
        venue: whose trading makes it; its id is the index's.
        day: the last trading day in it.
        sha256: of its public file.
        entry: of the journal that commits to the file.
        inputs: all that it follows from.
        series: its values.
        is_simulated: whether its prices are invented.
    """

    venue: str
    day: date
    sha256: str
    entry: str
    inputs: Inputs
    series: Series
    is_simulated: bool

    @property
    def file_name(self) -> str:
        """Name of its public file; it bears the mark of invented prices, which the published bytes do not."""
        return f"{self.venue}-index-{self.day.isoformat()}{'-simulated' * self.is_simulated}.jsonl"


@dataclass(frozen=True, slots=True)
class Commitment:
    """An entry of the journal that commits to a public file.

    Args:
        index: id of the index.
        day: the last trading day in the file.
        sha256: of its bytes.
        entry: id of the entry.
    """

    index: str
    day: date
    sha256: str
    entry: str


class PriceIndex:
    """The index of one venue.

    Args:
        venue: its id; the index has the id ``<venue>-index``.
        home: the opened workspace.
        trace: the journal.
        reading: gives a consistent view of the database.
    """

    def __init__(
        self, venue: str, home: Home, trace: Trace, reading: Callable[[], AbstractContextManager[Connection]]
    ) -> None:
        """Hold what it works with."""
        self.venue, self.id = venue, f"{venue}-index"
        self._home, self._trace, self._reading = home, trace, reading
        self._known: dict[str, PublishedIndex] = {}

    def gather(self, day: date) -> Inputs:
        """All that the index follows from, up to a day: from the first of the month of the venue's first trading day.

        Args:
            day: the last trading day.

        Raises:
            ProblemError: when the venue has no closed trading day by then.
        """
        salt = workspace_secret(self._home.directory, secrets.token_bytes)
        products = frozenset(item.product for item in constituents())
        with self._reading() as connection:
            traded = [one for one in days_of(connection, self.venue) if one <= day]
            if not traded:
                raise ProblemError(said("monazite.app", "index-no-day", self.venue, found=day))
            start = traded[0].replace(day=1)
            deals = deals_of(connection, self.venue, products, day, salt)
            quotes = quotes_of(connection, self.venue, products, day)
            assessments = assessments_of(facts_of_kind(connection, "price", start, day), products)
            stated = anchors_of(facts_of_kind(connection, "price_index", start, day))
        anchors = {one.day: one for one in (*published_points(), *stated)}
        days = set(traded) | {one for one in _from(start, day) if is_working_day(one)}
        return Inputs(
            methods=methods(), constituents=constituents(), weights=weights(), days=tuple(sorted(days)),
            deals=tuple(deals), quotes=tuple(quotes),
            assessments=tuple(one for one in assessments if one.day in days),
            anchors=tuple(anchors[one] for one in sorted(anchors.keys() & days)),
        )  # fmt: skip

    def publish(self, day: date, *, actor: str, simulated: bool = False) -> tuple[str, Answer]:
        """Publish the index as of a day: its public file is kept, its hash is committed to the journal.

        Args:
            day: the last trading day.
            actor: who publishes it: the venue.
            simulated: whether its prices are invented.

        Returns:
            The file's hash, and the journal's answer; the same file again is a duplicate.

        Raises:
            ProblemError: when the venue has no closed trading day by then.
        """
        inputs = self.gather(day)
        content = dump(inputs, publish(inputs))
        sha256 = sha256_of(content)
        self._home.raw.keep(content, sha256)
        version = in_force(inputs.methods, day).version
        entry = inputs_entry(self.id, day, content, actor=actor, methodology=version, simulated=simulated)
        return sha256, self._trace.post([entry])[0]

    def published(self, day: date | None = None) -> PublishedIndex:
        """The index as it was published: of a day, or the newest.

        Raises:
            ProblemError: when there is none, or its file is lost or not the one that was committed.
        """
        with self._reading() as connection:
            rows = committed(connection, self.id)
        found = next((row for row in reversed(rows) if day is None or str(row["day"]) == day.isoformat()), None)
        if found is None:
            near = "" if day is None else "-"
            raise ProblemError(said("monazite.app", "index-missing", self.id, found=day, nearest=near))
        return self._read(str(found["sha256"]), str(found["entry"]), is_simulated=bool(found["is_simulated"]))

    def _read(self, sha256: str, entry: str, *, is_simulated: bool) -> PublishedIndex:
        """The index of a public file; the last few are kept, since a file of one hash never changes."""
        if sha256 not in self._known:
            read = load(self.file(sha256), self.id)
            if isinstance(read, Problem):
                raise ProblemError(read)
            self._known[sha256] = _published(self.venue, entry, sha256, read, is_simulated=is_simulated)
        if len(self._known) > FILES_KEPT:
            self._known.pop(next(iter(self._known)))
        return self._known[sha256]

    def commitments(self) -> tuple[Commitment, ...]:
        """The public files that the journal commits to, oldest first."""
        with self._reading() as connection:
            rows = committed(connection, self.id)
        return tuple(
            Commitment(self.id, date.fromisoformat(str(row["day"])), str(row["sha256"]), str(row["entry"]))
            for row in rows
        )

    def file(self, sha256: str) -> bytes:
        """The public file of a hash.

        Raises:
            ProblemError: when it is lost or damaged.
        """
        try:
            content = self._home.raw.bytes_of(sha256)
        except OSError as error:
            raise ProblemError(said("monazite.app", "index-file-lost", self.id, sha256=sha256)) from error
        if sha256_of(content) != sha256:
            raise ProblemError(said("monazite.app", "index-file-lost", self.id, sha256=sha256))
        return content

    def month(self, year: int, month: int) -> Month:
        """The bulletin of a month, from the newest file that was published.

        Raises:
            ProblemError: as `published`; when the file holds no day of the month.
        """
        found = self.published()
        if not any((point.day.year, point.day.month) == (year, month) for point in found.series.points):
            raise ProblemError(said("monazite.app", "index-missing", self.id, found=f"{year}-{month:02d}"))
        return month_of(
            found.series, found.inputs.constituents, year, month, is_simulated=found.is_simulated, sha256=found.sha256
        )


def _published(venue: str, entry: str, sha256: str, read: Loaded, *, is_simulated: bool) -> PublishedIndex:
    series = publish(read.inputs)
    if not series.points:
        raise InternalError("a public file that loads has a day")
    return PublishedIndex(venue, series.points[-1].day, sha256, entry, read.inputs, series, is_simulated)


def _from(start: date, end: date) -> list[date]:
    return [start + timedelta(days=number) for number in range((end - start).days + 1)]

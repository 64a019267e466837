"""The verb trade in Python, ``workspace.trade``: venues, their lists, replay, index and bulletin."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from monazite.core import Clock, Problem, ProblemError, UsageError, shanghai_day
from monazite.store import Home, Results, nearest, said

if TYPE_CHECKING:
    from monazite.app.trace.verb import Trace
    from monazite.app.trade.acts import TradeActs
    from monazite.app.trade.desk import Desk
    from monazite.app.trade.price_index import PriceIndex
    from monazite.app.trade.venue_day import Begun
    from monazite.trade.candles import Candle
    from monazite.trade.log import Refusal, ReplayResult
    from monazite.trade.record import Receipt
    from monazite.trade.safeguards import Finding


class Market:
    """The venues of a workspace, and what the trade asks of them.

    Args:
        home: the opened directory.
        clock: whose time commands bear.
        trace: the journal.
        reading: gives a consistent view of the database.
    """

    def __init__(
        self, home: Home, clock: Clock, trace: Trace, reading: Callable[[], AbstractContextManager[Connection]]
    ) -> None:
        """Hold what it works with; nothing is opened yet."""
        self.home, self.clock, self.trace, self.reading = home, clock, trace, reading
        self._desks: dict[str, Desk] = {}
        self._indices: dict[str, PriceIndex] = {}
        self._opening = threading.Lock()

    def venues(self) -> dict[str, bool]:
        """Ids of the registered venues, each with whether it is part of a simulation."""
        from monazite.trade.ready import venues  # noqa: PLC0415  loads the rooms of the exchange

        with self.reading() as connection:
            return venues(connection)

    def venue(self, asked: str | None = None) -> str:
        """The venue that is asked for, or the only one.

        Raises:
            ProblemError: ``venue-unknown`` for another, ``venue-none`` where there is none, ``venue-which`` where none
                is asked for and there are several.
        """
        known = list(self.venues())
        if asked:
            if asked not in known:
                raise ProblemError(
                    said("monazite.app", "venue-unknown", "venue", found=asked, nearest=nearest(asked, known))
                )
            return asked
        if len(known) != 1:
            code = "venue-which" if known else "venue-none"
            raise ProblemError(said("monazite.app", code, "venue", known=", ".join(known)))
        return known[0]

    def all_opened(self) -> list[str]:
        """Ids of the venues that this process has opened."""
        return list(self._desks)

    def opened(self, venue: str) -> Desk | None:
        """A venue that this process has opened; None when it has not."""
        return self._desks.get(venue)

    def desk(self, venue: str, *, clock: Clock | None = None, simulated: bool | None = None) -> Desk:
        """A venue opened for trading; it stays open until `close`.

        Args:
            venue: its id.
            clock: whose time its commands bear; the workspace's when None.
            simulated: whether what it books is marked as simulation; as the venue is registered when None.

        Raises:
            ProblemError: when another process has it open, or its log is damaged.
        """
        from monazite.app.trade.desk import Desk  # noqa: PLC0415  loads the rooms of the exchange

        with self._opening:
            if venue not in self._desks:
                is_simulated = self.venues().get(venue, False) if simulated is None else simulated
                desk = Desk(self.trace, venue, clock or self.clock, simulated=is_simulated)
                desk.after_close = partial(self.oversee, venue)
                self._desks[venue] = desk
            return self._desks[venue]

    @cached_property
    def acts(self) -> TradeActs:
        """The acts of the exchange: register a receipt, issue a certificate, pledge, count, pay in and out."""
        from monazite.app.trade.acts import TradeActs  # noqa: PLC0415  loads the rooms of the exchange

        return TradeActs(self)

    def learn(self, venue: str) -> list[Problem]:
        """Tell a venue what the journal has of it and its session has not heard: rules, instruments, members.

        Args:
            venue: its id; it is opened.

        Returns:
            Why the session did not take some of it, such as an instrument changed while its day is open.

        Raises:
            ProblemError: when another process has it open, or its log is damaged.
        """
        from monazite.app.trade.venue_news import heard_of, news  # noqa: PLC0415  loads the rooms of the exchange
        from monazite.app.trade.venue_watch import halt_suspended  # noqa: PLC0415  as above

        desk = self.desk(venue)
        heard = desk.ask(heard_of)
        with self.reading() as connection:
            commands = news(connection, heard, shanghai_day(self.clock.now()))
        answers = desk.submit_all([(venue, command) for command in commands]) if commands else []
        halt_suspended(self, venue)
        return [answer.problem for answer in answers if answer.problem is not None]

    def oversee(self, venue: str, day: date | None = None) -> tuple[Finding, ...]:
        """Judge a venue by all safeguards, with all that the journal knows; halt in its session what they halt.

        What they halted before and find nothing about any more is resumed. Every day that begins or ends does it, and
        every act that changes what is in store; `learn` only halts what a suspended receipt is of.

        Args:
            venue: its id; it is opened.
            day: as whose end it is judged; today when None.

        Returns:
            What the safeguards found: refusals, halts, alarms.

        Raises:
            ProblemError: when another process has it open, or its log is damaged.
        """
        from monazite.app.trade.venue_watch import oversee  # noqa: PLC0415  loads the rooms of the exchange

        return oversee(self, venue, day)

    def begin(self, venue: str, references: Mapping[str, int] | None = None) -> Begun:
        """Open today at a venue (开市): what the journal has of it is told first, then the day, then the first phases.

        A reference price is what is given; else the settlement price of the last trading day; else the newest value of
        the product in the venue's published index; else the newest price in a paper, a month old at most. An instrument
        without any has no price limits. A day that is open already is left so, and only what is missing is done.

        Args:
            venue: its id; it is opened.
            references: prices in ticks by instrument that go before all others.

        Returns:
            The references with their sources, the phases, and what the session did not take.

        Raises:
            ProblemError: when another process has it open, or its log is damaged.
        """
        from monazite.app.trade.venue_day import begin  # noqa: PLC0415  loads the rooms of the exchange

        return begin(self, venue, references)

    def receipt(self, receipt: str) -> Receipt:
        """A registered receipt as the exchange speaks of it.

        Raises:
            ProblemError: ``receipt-unknown``.
        """
        from monazite.trade.receipts.find import receipt as found  # noqa: PLC0415  loads the rooms of the exchange

        with self.reading() as connection:
            return found(connection, receipt).receipt

    def candles(
        self, venue: str, instrument: str, interval: str, *, since: str | None = None, limit: int = 500
    ) -> Results[Candle]:
        """Candles (K线) of an instrument from its settled trades, oldest first, the newest so many.

        Args:
            venue: its id.
            instrument: id of the instrument.
            interval: a key of `monazite.trade.candles.INTERVALS`.
            since: first day, ISO 8601; all days when None.
            limit: candles at most.

        Raises:
            UsageError: ``interval-unknown``.
        """
        from monazite.trade.candles import INTERVALS, candles, settled  # noqa: PLC0415  loads the rooms of the exchange

        if interval not in INTERVALS:
            raise UsageError(said("monazite.app", "interval-unknown", "interval", found=interval,
                                  known=", ".join(INTERVALS)))  # fmt: skip
        with self.reading() as connection:
            return Results(candles(settled(connection, venue, instrument, since=since), interval)[-limit:])

    def close(self) -> None:
        """Close the venues that are open."""
        while self._desks:
            self._desks.popitem()[1].close()

    def replay(self, venue: str, day: str | None = None) -> ReplayResult:
        """Run a venue's command log again and compare its states with those recorded; nothing is written.

        Args:
            venue: its id.
            day: only this trading day, ISO 8601; everything from the first command when None.

        Raises:
            ProblemError: when there is no log, no such day, or the log is damaged.
        """
        from monazite.trade.log import replay, venue_folder  # noqa: PLC0415  loads the rooms of the exchange
        from monazite.trade.ready import day_ends  # noqa: PLC0415  as above
        from monazite.trade.session import Machine  # noqa: PLC0415  as above

        with self.reading() as connection:
            ends = day_ends(connection, venue)
        folder = venue_folder(self.home.directory, venue)
        return replay(folder, venue, partial(Machine, venue), day=day, day_ends=ends)

    def refusals(self, venue: str, day: str, *, member: str | None = None, limit: int = 100) -> Results[Refusal]:
        """The commands that a venue refused on a trading day (拒绝的指令), newest first; the log is run again for it.

        Args:
            venue: its id.
            day: ISO 8601; it may still be open.
            member: only this member's, which is all that a member may see; everybody's, for the venue, when None.
            limit: how many at most.

        Raises:
            ProblemError: when there is no log, or it is damaged.
        """
        from monazite.trade.log import refusals, venue_folder  # noqa: PLC0415  loads the rooms of the exchange
        from monazite.trade.session import Machine  # noqa: PLC0415  as above

        folder = venue_folder(self.home.directory, venue)
        return Results(refusals(folder, venue, partial(Machine, venue), day, actor=member, limit=limit))

    def index(self, venue: str) -> PriceIndex:
        """The price index of a venue: to publish, to read, to recompute."""
        from monazite.app.trade.price_index import PriceIndex  # noqa: PLC0415  loads the rooms of the exchange

        if venue not in self._indices:
            self._indices[venue] = PriceIndex(venue, self.home, self.trace, self.reading)
        return self._indices[venue]

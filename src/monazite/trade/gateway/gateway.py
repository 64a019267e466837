"""The gateway of a venue: gathers commands, puts them on the disk, applies and settles them, and only then answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import repeat
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from monazite.core import Clock, Problem, ProblemError
from monazite.ledger import Entry
from monazite.store.gather import LARGEST_GROUP, ClosedError, Gathering
from monazite.trade.gateway.feed import Feed
from monazite.trade.gateway.items import (
    Asked,
    Said,
    Told,
    answer_of,
    ends_group,
    halted_for,
    refused_for,
    value_of,
    words_of,
)
from monazite.trade.gateway.record import Answer, Books
from monazite.trade.gateway.settlement import EntryOf, book
from monazite.trade.log.applied import CLOSE_DAY, Applied, MachineError, apply_frame
from monazite.trade.log.plain import encoded
from monazite.trade.log.record import Command
from monazite.trade.log.replay import MachineT, machine_failed
from monazite.trade.log.said import problem
from monazite.trade.log.snapshot import Snapshot
from monazite.trade.log.venue_log import VenueLog

SNAPSHOT_EVERY = 100_000
"""Commands between snapshots within a day; about four seconds of replay."""
TICK = "tick"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Unsettled:
    """A group that is in the log and applied, while its settlement is not in the journal yet."""

    applied: Applied
    entries: Sequence[Entry]


class Gateway(Generic[MachineT]):
    """A venue that runs. Threads and tasks may share it; open it with `open_gateway`, close it.

    Attributes:
        venue: its id, and the actor of its own commands.
        feed: of its events.
        halted: why nothing more is accepted; None while it runs.
        problems: what was found and survived: a torn tail that was cut, snapshots that could not be used or written.
    """

    def __init__(
        self,
        log: VenueLog,
        machine: MachineT,
        books: Books,
        entry_of: EntryOf,
        *,
        clock: Clock,
        feed: Feed,
        snapshot_number: int = 0,
        snapshot_every: int = SNAPSHOT_EVERY,
        group: int = LARGEST_GROUP,
    ) -> None:
        """Take a machine that knows all of the log; `open_gateway` makes it so."""
        self.venue, self.feed = log.venue, feed
        self.halted: Problem | None = None
        self.problems: list[Problem] = []
        self._log, self._machine, self._books, self._entry_of, self._clock = log, machine, books, entry_of, clock
        self._snapshot_number, self._snapshot_every = snapshot_number, snapshot_every
        self._closed_day: str | None = None
        self._unsettled: _Unsettled | None = None
        self._gathering: Gathering[Said | Asked, Any] = Gathering(
            self._work, limit=group, ends=ends_group, rest=self._rest
        )

    @property
    def number(self) -> int:
        """Number of the last command in the log."""
        return self._log.number

    @property
    def chain_sha256(self) -> str:
        """Hash of the whole log so far."""
        return self._log.chain.hex()

    def submit(self, actor: str, command: Command) -> Answer:
        """Say a command and wait; what it did is durable and settled when this returns. Any thread may call it.

        Args:
            actor: who says it: a member, or the venue.
            command: a plain object with a ``kind``; of a member also with a client ``id``.
        """
        return self.submit_all([(actor, command)])[0]

    def submit_all(self, said: Sequence[tuple[str, Command]]) -> list[Answer]:
        """As `submit`, for several that follow each other: a file of orders. Each is taken or refused by itself.

        Args:
            said: actor and command of each.

        Returns:
            One answer for each, in order.
        """
        checked = [self._said(actor, command) for actor, command in said]
        try:
            answers = iter(self._gathering.submit_all([one for one in checked if isinstance(one, Said)]))
        except ClosedError:
            answers = repeat(self._closed())
        return [one if isinstance(one, Answer) else next(answers) for one in checked]

    async def asubmit(self, actor: str, command: Command) -> Answer:
        """As `submit`, from a task."""
        said = self._said(actor, command)
        if isinstance(said, Answer):
            return said
        try:
            answer: Answer = await self._gathering.asubmit(said)
        except ClosedError:
            return self._closed()
        return answer

    def ask(self, view: Callable[[MachineT], T]) -> T:
        """What a view of the state gives, taken between two groups: a whole state, all of it durable and settled.

        Args:
            view: reads the machine, changes nothing and is quick: everybody waits for it.

        Raises:
            ProblemError: when the machine has failed, or the venue is closed.
        """
        try:
            told: T = value_of(self._gathering.submit(Asked(view)))
        except ClosedError as error:
            raise ProblemError(problem("log-closed", self.venue)) from error
        return told

    async def aask(self, view: Callable[[MachineT], T]) -> T:
        """As `ask`, from a task."""
        try:
            told: T = value_of(await self._gathering.asubmit(Asked(view)))
        except ClosedError as error:
            raise ProblemError(problem("log-closed", self.venue)) from error
        return told

    def market(self, channel: str, view: Callable[[MachineT], T]) -> tuple[int, T]:
        """A view, and the number of the last event of a channel that is in it: a snapshot to follow the feed from."""
        return self.ask(lambda machine: (self.feed.last(channel), view(machine)))

    def tick(self) -> Answer | None:
        """Tell the machine the time, when it must know it; the time is then a command like any other.

        Returns:
            The answer, or None when nothing was due.
        """
        due = self.ask(lambda machine: machine.next_ms())
        return self.submit(self.venue, {"kind": TICK}) if due is not None and due <= self._now_ms() else None

    def close(self) -> None:
        """Do what is waiting, write a snapshot, let go of the log."""
        if self._gathering.is_closed:
            return
        self._gathering.close()
        try:
            if self.halted is None and self._settle_waiting() is None and self.number > self._snapshot_number:
                self._write_snapshot(None)
        finally:
            self.feed.close()
            self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _said(self, actor: str, command: Command) -> Said | Answer:
        data = encoded(actor, command)
        if isinstance(data, Problem):
            return refused_for(data)
        return Said(actor, data, command["kind"] == CLOSE_DAY)

    def _closed(self) -> Answer:
        return refused_for(problem("log-closed", self.venue))

    def _work(self, group: list[Said | Asked]) -> list[Any]:
        """What the writer does with a group; a question stands at its end only."""
        said = [item for item in group if isinstance(item, Said)]
        try:
            answers: list[Any] = self._take(said) if said else []
        except BaseException as error:
            self._halt(problem("log-halted", self.venue, reason=words_of(error)))
            raise
        last = group[-1]
        return [*answers, self._view(last.view)] if isinstance(last, Asked) else answers

    def _view(self, view: Callable[[MachineT], Any]) -> Told:
        if self.halted is not None and self.halted.code == "log-machine-failed":
            return Told(error=ProblemError(self.halted))
        try:
            return Told(view(self._machine))
        except Exception as error:  # noqa: BLE001  it is raised where the question was asked
            return Told(error=error)

    def _take(self, said: Sequence[Said]) -> list[Answer]:
        """Record, apply and settle a group of commands."""
        if self.halted is not None:
            return [refused_for(halted_for(self.venue, self.halted))] * len(said)
        waiting = self._settle_waiting()
        if waiting is not None:
            return [refused_for(waiting)] * len(said)
        try:
            payload = self._log.append(self._now_ms(), [(one.actor, one.data) for one in said])
        except ProblemError as error:
            return [self._unrecorded(error.problem)] * len(said)
        try:
            applied = apply_frame(self._machine, payload, self._log.chain, self._log.segment_first)
            entries = [self._entry_of(effect) for effect in applied.effects]
        except MachineError as error:
            return self._unknown(len(said), self._halt(machine_failed(self.venue, error)))
        return self._settled(applied, entries)

    def _settled(self, applied: Applied, entries: Sequence[Entry]) -> list[Answer]:
        try:
            refused = book(self._books, entries, is_first=True)
        except ProblemError as error:
            self._unsettled = _Unsettled(applied, entries)
            why = problem("log-settlement-waiting", self.venue, reason=error.problem.found)
            return self._unknown(len(applied.commands), why)
        if refused:
            self._halt(next(iter(refused.values())))
        self._finish(applied)
        return [answer_of(applied, place, refused) for place in range(len(applied.commands))]

    def _settle_waiting(self) -> Problem | None:
        """Book what could not be booked before; why it still cannot be."""
        waiting = self._unsettled
        if waiting is None:
            return None
        try:
            refused = book(self._books, waiting.entries, is_first=False)
        except ProblemError as error:
            return problem("log-settlement-blocked", self.venue, reason=error.problem.found)
        self._unsettled = None
        if refused:
            return self._halt(next(iter(refused.values())))
        self._finish(waiting.applied)
        return None

    def _finish(self, applied: Applied) -> None:
        """What follows once a group is settled: its events are public, and a day that it closed has its file closed."""
        self.feed.publish([event for outcome in applied.outcomes for event in outcome.events])
        if applied.day is not None:
            self._log.close_segment()
            self._closed_day = applied.day

    def _unrecorded(self, why: Problem) -> Answer:
        """A command that the log did not take; whether it is in it after a sick disk, only opening it again tells."""
        if self._log.halted is None:
            return refused_for(why)
        self._halt(why)
        return Answer(None, None, "unsettled", why)

    def _unknown(self, count: int, why: Problem) -> list[Answer]:
        """Commands that are in the log, and whose settlement is not known."""
        first = self._log.number - count + 1
        return [Answer(number, self._log.time_ms, "unsettled", why) for number in range(first, first + count)]

    def _halt(self, why: Problem) -> Problem:
        if self.halted is None:
            self.halted = why
        return why

    def _rest(self) -> None:
        """Between two groups: a snapshot, when one is due."""
        day, self._closed_day = self._closed_day, None
        is_due = day is not None or self.number - self._snapshot_number >= self._snapshot_every
        if not is_due or self.halted is not None or self._unsettled is not None:
            return
        try:
            self._write_snapshot(day)
        except BaseException as error:  # noqa: BLE001  the writer must live to say why the venue has halted
            self._halt(problem("log-halted", self.venue, reason=words_of(error)))

    def _write_snapshot(self, day: str | None) -> None:
        """Write the state; one that cannot be written is noted, since the log alone suffices."""
        log, machine = self._log, self._machine
        self._snapshot_number = log.number
        try:
            log.put_snapshot(
                Snapshot(venue=self.venue, number=log.number, chain=log.chain, state_version=machine.state_version,
                         state_sha256=machine.state_sha256(), counters=self.feed.counters(), day=day,
                         state=machine.dump())
            )  # fmt: skip
        except ProblemError as error:
            self.problems.append(error.problem)

    def _now_ms(self) -> int:
        return (self._clock.now() - _EPOCH) // timedelta(milliseconds=1)

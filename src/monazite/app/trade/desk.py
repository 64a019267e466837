"""A venue that is open for trading: members' commands to its gateway, deposits through the journal first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from monazite.core import Clock, Problem
from monazite.ledger import Entry
from monazite.trade.gateway import Answer, Feed, Gateway, Ticker, open_gateway
from monazite.trade.gateway.items import refused_for
from monazite.trade.log import Outcome, venue_folder
from monazite.trade.log.applied import CLOSE_DAY
from monazite.trade.ready import deposits_after, settled_to
from monazite.trade.receipts import acts
from monazite.trade.record import Instrument, Receipt, Slice
from monazite.trade.session import Machine, as_ticks, is_written
from monazite.trade.settle import entry_of

if TYPE_CHECKING:
    from monazite.app.trace.verb import Trace
    from monazite.trade.orders_sheet import OrderSheet

T = TypeVar("T")


class Desk:
    """One venue, opened by this process alone. A context manager; `close` writes a snapshot and lets go of the log.

    Args:
        trace: the journal of the workspace.
        venue: id of the venue.
        clock: whose time its commands bear.
        simulated: whether what it books is marked as simulation.

    Raises:
        ProblemError: when another process has it open, or its log is damaged.
    """

    def __init__(self, trace: Trace, venue: str, clock: Clock, *, simulated: bool = False) -> None:
        """Lock, verify, replay and settle what was not settled yet."""
        self.venue, self._trace, self._clock, self._simulated = venue, trace, clock, simulated
        self._paying_in, self._winding = threading.Lock(), threading.Lock()
        self._is_wound = False
        self.after_close: Callable[[], object] | None = None
        """What is done after a trading day was closed: the safeguards are asked what the journal knows."""
        self._stack = ExitStack()
        with trace.reading() as connection:
            known = settled_to(connection, venue)
        folder = venue_folder(trace.home.directory, venue)
        self.gateway: Gateway[Machine] = open_gateway(
            folder, venue, partial(Machine, venue), trace.journal, partial(entry_of, venue=venue, simulated=simulated),
            clock=clock, settled_to=known,
        )  # fmt: skip
        self._stack.callback(self.gateway.close)
        if self.gateway.halted is None:
            self._told_of_deposits()

    @property
    def feed(self) -> Feed:
        """Its events, numbered by channel."""
        return self.gateway.feed

    @property
    def is_simulated(self) -> bool:
        """Whether what it books is marked as simulation."""
        return self._simulated

    def run_clock(self) -> None:
        """Tell the venue the time from now on, so that countdowns end; one thread does it until `close`."""
        with self._winding:
            if not self._is_wound:
                self._stack.enter_context(Ticker(self.gateway))
                self._is_wound = True

    def submit(self, actor: str, command: Mapping[str, Any]) -> Answer:
        """Say a command; what it did is durable and settled when this returns. Prices may be as people write them."""
        read = self.read_command(actor, command)
        answer = refused_for(read) if isinstance(read, Problem) else self.gateway.submit(actor, read)
        if command.get("kind") == CLOSE_DAY and answer.status == "accepted" and self.after_close is not None:
            self.after_close()
        return answer

    async def asubmit(self, actor: str, command: Mapping[str, Any]) -> Answer:
        """As `submit`, from a task."""
        read = await self.aask(self._reading(actor, command)) if is_written(command) else command
        return refused_for(read) if isinstance(read, Problem) else await self.gateway.asubmit(actor, read)

    def submit_all(self, said: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Answer]:
        """Say several commands that follow each other; each is taken or refused by itself."""
        read = [(actor, self.read_command(actor, command)) for actor, command in said]
        answers = iter(self.gateway.submit_all([(actor, one) for actor, one in read if not isinstance(one, Problem)]))
        return [refused_for(one) if isinstance(one, Problem) else next(answers) for _, one in read]

    def read_command(self, actor: str, command: Mapping[str, Any]) -> Mapping[str, Any] | Problem:
        """A command with its prices in ticks, however they were written; or what is wrong with one of them."""
        return self.ask(self._reading(actor, command)) if is_written(command) else command

    @staticmethod
    def _reading(actor: str, command: Mapping[str, Any]) -> Callable[[Machine], Mapping[str, Any] | Problem]:
        return lambda machine: as_ticks(machine.state, actor, command)

    def ask(self, view: Callable[[Machine], T]) -> T:
        """What a view of the state gives: a whole state, all of it durable and settled."""
        return self.gateway.ask(view)

    async def aask(self, view: Callable[[Machine], T]) -> T:
        """As `ask`, from a task."""
        return await self.gateway.aask(view)

    def now(self) -> datetime:
        """The time that its commands bear, with its time zone."""
        return self._clock.now()

    def new_id(self) -> str:
        """An id for a command, which sorts by time."""
        return self._trace.new_id()

    def instruments(self) -> dict[str, Instrument]:
        """What is listed, as its contract is now, by id."""
        return self.ask(lambda machine: {name: one.instrument for name, one in machine.state.markets.items()})

    def read_orders(self, data: bytes, name: str = "") -> OrderSheet:
        """The orders of a sheet, CSV or xlsx, as commands; or Problems, each at its cell.

        Args:
            data: the file.
            name: of the file, for the Problems.
        """
        from monazite.trade.orders_sheet import read_orders  # noqa: PLC0415  one use

        return read_orders(data, self.instruments(), name=name)

    def rehearse(self, said: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Outcome]:
        """What several commands that follow each other would do now, said to a copy of the state; nothing happens."""
        data = self.ask(lambda machine: machine.dump())
        copy, number = Machine(self.venue), self.gateway.number
        copy.load(data)
        time_ms = max(copy.state.time_ms, int(self._clock.now().timestamp() * 1000))
        return [copy.apply(number + place, time_ms, actor, one) for place, (actor, one) in enumerate(said, 1)]

    def pay_in(self, member: str, fen: int, *, id: str, time: str) -> Answer:  # noqa: A002
        """Pay cash in (入金): the journal moves it into the member's segregated account, then the venue is told.

        Args:
            member: who pays.
            fen: how much.
            id: of the journal's entry; the same again is one payment.
            time: day or instant of the event.
        """
        return self.book_in(
            acts.escrow_in(
                member=member, venue=self.venue, fen=fen, id=id, time=time, actor=member, simulated=self._simulated
            )
        )

    def bring_in(self, member: str, receipt: Receipt, part: Slice | None = None, *, id: str, time: str) -> Answer:  # noqa: A002
        """Deposit lots of a receipt (仓单转入), all of them unless a part is named; see `pay_in`."""
        slices = [(receipt, part or Slice(receipt.id, 0, receipt.lots))]
        return self.book_in(
            acts.deposit_receipt(
                member=member, slices=slices, id=id, time=time, actor=member, simulated=self._simulated
            )
        )

    def book_in(self, entry: Entry) -> Answer:
        """Book what comes in, then tell the venue of it; the same entry again is a duplicate.

        Args:
            entry: of cash or lots that come in.
        """
        with self._paying_in:
            booked = self._trace.journal.post([entry])[0]
            if booked.status == "refused":
                return Answer(None, None, "refused", booked.problem)
            answer = self._told_of_deposits().get(entry.id) or Answer(None, None, "duplicate")
            return replace(answer, status="duplicate") if booked.status == "duplicate" else answer

    def _told_of_deposits(self) -> dict[str, Answer]:
        """Tell the venue of all deposits in the journal that it has not heard of, in the journal's order."""
        told_to = self.ask(lambda machine: machine.state.told_to)
        with self._trace.reading() as connection:
            waiting = deposits_after(connection, self.venue, told_to)
        answers = self.gateway.submit_all([(self.venue, command) for command in waiting])
        return {command["entry"]: answer for command, answer in zip(waiting, answers, strict=True)}

    def close(self) -> None:
        """Do what is waiting, write a snapshot, let go of the log."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

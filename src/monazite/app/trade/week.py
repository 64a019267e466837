"""The simulated week of the exchange: the public interface of a workspace, under a clock that follows the week."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from monazite.app.trace.verb import Trace
from monazite.app.trade.market import Market
from monazite.app.workspace import Workspace
from monazite.core import InternalError, Problem, ProblemError, shanghai_day
from monazite.ledger import Entry
from monazite.trade.gateway import Answer
from monazite.trade.receipts.find import live_receipts
from monazite.trade.record import Receipt
from monazite.trade.settle.statements import invoice_requests
from monazite.trade.simulate import VENUES, moment_of, week
from monazite.trade.simulate.floor import Said
from monazite.trade.simulate.today import opening

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from monazite.trace.reports import MonthlyReport
    from monazite.trade.session import Machine
    from monazite.trade.settle.statements import DeliveryNote

T = TypeVar("T")
INDEXED = VENUES[0]
"""The venue whose index is published."""


class WeekClock:
    """A clock that stands where the week is.

    Args:
        instant: with its time zone.
    """

    def __init__(self, instant: datetime) -> None:
        """Start at an instant."""
        self.instant = instant

    def now(self) -> datetime:
        """The instant, in UTC."""
        return self.instant.astimezone(UTC)


class WeekFloor:
    """What `monazite.trade.simulate.Floor` asks for, done by a workspace under a clock of its own.

    Args:
        workspace: to write into.
        clock: of what is written.
    """

    def __init__(self, workspace: Workspace, clock: WeekClock) -> None:
        """Open nothing yet."""
        self._clock = clock
        self._trace = Trace(workspace.home, clock, workspace.reading)
        self._market = Market(workspace.home, clock, self._trace, workspace.reading)

    def set_time(self, moment: datetime) -> None:
        """Let the clock stand at an instant."""
        self._clock.instant = moment

    def post(self, entries: Sequence[Entry]) -> None:
        """Post entries that must all be accepted.

        Raises:
            InternalError: when one is not.
        """
        for entry, answer in zip(entries, self._trace.post(entries), strict=True):
            if answer.status != "accepted":
                raise InternalError(f"{entry.id} {entry.kind}: {answer.status} {_why(answer.problem)}")

    def receipt(self, receipt_id: str) -> Receipt:
        """A registered receipt."""
        return self._market.receipt(receipt_id)

    def receipts_at(self, venue: str, warehouse: str) -> list[Receipt]:
        """The live receipts of a venue in a warehouse."""
        with self._trace.reading() as connection:
            return [one for one in live_receipts(connection, venue) if one.warehouse == warehouse]

    def lot_of(self, trade: str) -> str:
        """The lot that a settled trade moved, the first of them."""
        lots: list[str] = self._trace.entry(trade).entry.details["lots"]
        return lots[0]

    def report(self, party: str, month: str) -> MonthlyReport:
        """The monthly report of a party."""
        return self._trace.report(party, month)

    def uninvoiced(self, venue: str) -> list[DeliveryNote]:
        """The settlements of a venue that have no invoice yet."""
        with self._trace.reading() as connection:
            return invoice_requests(connection, venue)

    def pay_in(self, venue: str, member: str, fen: int, *, key: str) -> None:
        """Pay cash into a venue."""
        _taken(self._market.desk(venue).pay_in(member, fen, id=key, time=self._time()))

    def bring_in(self, venue: str, member: str, receipt: Receipt, *, key: str) -> None:
        """Deposit a receipt at its venue."""
        _taken(self._market.desk(venue).bring_in(member, receipt, id=key, time=self._time()))

    def say(self, venue: str, said: Sequence[Said]) -> list[Answer]:
        """Say commands to a venue; those of the venue itself must be taken.

        Raises:
            InternalError: when one of the venue's own is not.
        """
        answers = self._market.desk(venue).submit_all(said)
        for (actor, command), answer in zip(said, answers, strict=True):
            if actor == venue and answer.status != "accepted":
                raise InternalError(f"{venue} {command['kind']}: {answer.status} {_why(answer.problem)}")
        return answers

    def ask(self, venue: str, view: Callable[[Machine], T]) -> T:
        """What a view of a venue's state gives."""
        return self._market.desk(venue).ask(view)

    def publish(self, day: date) -> None:
        """Publish the index as of a day.

        Raises:
            InternalError: when the journal does not take it.
        """
        _, answer = self._market.index(INDEXED).publish(day, actor=INDEXED, simulated=True)
        if answer.status != "accepted":
            raise InternalError(f"index {day}: {answer.status} {_why(answer.problem)}")

    def close(self) -> None:
        """Close the venues."""
        self._market.close()

    def _time(self) -> str:
        return self._clock.instant.isoformat(timespec="milliseconds")


class TradeWeek:
    """The week, day after day beside whatever else is simulated. A context manager; close it.

    Args:
        workspace: to write into.
        seed: the same gives the same week.
    """

    def __init__(self, workspace: Workspace, seed: int = 1) -> None:
        """Put everything down; nothing is done yet."""
        self._floor = WeekFloor(workspace, WeekClock(workspace.clock.now()))
        self._agenda = week(self._floor, seed)

    def until(self, day: date) -> None:
        """Do what comes before a day."""
        self._agenda.run(moment_of(day, "00:00"))

    def finish(self) -> None:
        """Do all that is left."""
        self._agenda.run()

    def close(self) -> None:
        """Close the venues."""
        self._floor.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_today(workspace: Workspace) -> tuple[str, ...]:
    """Open a day at the venues of the week for visitors, by the workspace's own clock; see `simulate.today.opening`.

    A venue that another process has open is left to it.

    Args:
        workspace: with the week in it.

    Returns:
        The venues at which something was opened.
    """
    opened = []
    known = workspace.trade.venues()
    for venue in (one for one in VENUES if one in known):
        try:
            desk = workspace.trade.desk(venue)
        except ProblemError as error:
            if error.problem.code != "log-locked":
                raise
            continue
        desk.gateway.tick()
        now = workspace.clock.now()
        said = desk.ask(partial(opening, day=shanghai_day(now), now_ms=int(now.timestamp()) * 1000))
        if said:
            desk.submit_all(said)
            opened.append(venue)
    workspace.trade.close()
    return tuple(opened)


def _taken(answer: Answer) -> None:
    if answer.status != "accepted":
        raise InternalError(f"{answer.status} {_why(answer.problem)}")


def _why(problem: Problem | None) -> str:
    return "" if problem is None else problem.sentence("en")

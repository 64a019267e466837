"""What every engine offers, and how to get one."""

from __future__ import annotations

from typing import Protocol

from monazite.core import Problem
from monazite.trade.match.records import Command, Records, Report, Rules, Side, Top


class Engine(Protocol):
    """One instrument's book: commands in, reports out, the same always from the same commands.

    Neither clock nor chance is read: time is a field of the commands. What is refused changes nothing but the count of
    commands.
    """

    @property
    def rules(self) -> Rules:
        """The rules it was opened with; limits and last price may have been set since."""

    @property
    def sequence(self) -> int:
        """How many commands were processed: the number of the next one."""

    @property
    def live(self) -> int:
        """How many orders stand in the book."""

    @property
    def limits(self) -> tuple[int, int]:
        """Lower and upper price limit in ticks."""

    def process(self, commands: Records) -> Records:
        """Process a group of commands one after another.

        Args:
            commands: of type `COMMAND`. Shape (commands,).

        Returns:
            Of type `REPORT`, in the order in which things happened. Shape (reports,).
        """

    def apply(self, command: Command) -> list[Report]:
        """Process one command; one whose values do not fit the fields of `COMMAND` is refused and not counted."""

    def top(self) -> Top:
        """Best bid and ask with their quantities, and the last price."""

    def levels(self, side: Side) -> Records:
        """The prices of one side from the best on, of type `LEVEL`. Shape (levels,)."""

    def orders(self) -> Records:
        """All orders by priority, bids first, of type `RESTING`. Shape (orders,)."""

    def state_hash(self) -> str:
        """SHA-256, in hex, of everything later reports depend on but the count: limits, last price, clock, orders."""

    def snapshot(self) -> bytes:
        """The state with a checksum, for `restore`."""

    def restore(self, snapshot: bytes, place: str = "snapshot") -> Problem | None:
        """Take over a state; None when done, else what is wrong with it, and nothing changed.

        Args:
            snapshot: what `snapshot` gave, of any engine with the same rules.
            place: where it comes from, for the Problem.
        """


def open_engine(rules: Rules, *, is_compiled: bool = True) -> Engine:
    """An empty book.

    Args:
        rules: of the instrument.
        is_compiled: with numba, which takes half a second to load; else in Python, for few commands. Both report the
            same.

    >>> from monazite.trade.match import CommandKind, ReportKind
    >>> engine = open_engine(Rules(900, 1100), is_compiled=False)
    >>> for side, price in ((Side.SELL, 1000), (Side.BUY, 1001)):
    ...     order = Command(CommandKind.NEW, side, quantity=5, order_id=int(side) + 1, price=price)
    ...     for report in engine.apply(order):
    ...         print(ReportKind(report.kind).name, report.order_id, report.price, report.quantity)
    ACCEPTED 2 1000 5
    ACCEPTED 1 1001 5
    TRADE 1 1000 5
    """
    if is_compiled:
        from monazite.trade.match.ladder import LadderEngine  # noqa: PLC0415  numba is loaded where it is used

        return LadderEngine(rules)
    from monazite.trade.match.reference import ReferenceEngine  # noqa: PLC0415  only one of the two is used

    return ReferenceEngine(rules)

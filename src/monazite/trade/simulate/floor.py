"""What the simulated week needs of the world: the journal, the venues, a clock; nothing else is touched."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from monazite.ledger import Entry
from monazite.trace.reports import MonthlyReport
from monazite.trade.gateway import Answer
from monazite.trade.record import Receipt
from monazite.trade.session import Machine
from monazite.trade.settle.statements import DeliveryNote

T = TypeVar("T")
Said = tuple[str, Mapping[str, Any]]
"""Who says which command."""


class Floor(Protocol):
    """The public interface of a workspace, as the week uses it."""

    def set_time(self, moment: datetime) -> None:
        """Let the clock of journal and venues stand at an instant, never before the last one."""

    def post(self, entries: Sequence[Entry]) -> None:
        """Post entries that must all be accepted.

        Raises:
            InternalError: when one is not: the simulation is wrong.
        """

    def receipt(self, receipt_id: str) -> Receipt:
        """A registered receipt, as the journal knows it."""

    def receipts_at(self, venue: str, warehouse: str) -> list[Receipt]:
        """The live receipts of a venue in a warehouse."""

    def lot_of(self, trade: str) -> str:
        """The lot of the journal that a settled trade moved, the first of them."""

    def report(self, party: str, month: str) -> MonthlyReport:
        """The monthly report of a party, computed from the journal."""

    def uninvoiced(self, venue: str) -> list[DeliveryNote]:
        """The settlements of a venue that have no invoice yet."""

    def pay_in(self, venue: str, member: str, fen: int, *, key: str) -> None:
        """Pay cash into a venue under an entry's id."""

    def bring_in(self, venue: str, member: str, receipt: Receipt, *, key: str) -> None:
        """Deposit a receipt at its venue under an entry's id; with the owner of who made the goods."""

    def say(self, venue: str, said: Sequence[Said]) -> list[Answer]:
        """Say commands to a venue; each is taken or refused by itself."""

    def ask(self, venue: str, view: Callable[[Machine], T]) -> T:
        """What a view of a venue's state gives."""

    def publish(self, day: date) -> None:
        """Publish the index as of a day and commit its inputs to the journal."""

"""Who says what when: ids that follow from the order, times of the agenda, everything marked simulated."""

from __future__ import annotations

from monazite.core import InternalError
from monazite.trace.lots.said import Said
from monazite.trade.simulate.agenda import Agenda

PREFIX = "tw"


class Saying:
    """Gives each entry its id, the instant of the agenda and its actor.

    Args:
        agenda: whose instant it is.
    """

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda
        self._number = 0

    def __call__(self, actor: str, document: str = "") -> Said:
        """What every builder of an entry takes by name; with the hash of a document where it stands on one."""
        said: Said = {"id": self.key(), "time": self.time(), "actor": actor, "simulated": True}
        if document:
            said["evidence"] = {"document": document}
        return said

    def key(self) -> str:
        """The next id."""
        self._number += 1
        return f"{PREFIX}-{self._number:05d}"

    def time(self) -> str:
        """The instant of the agenda, in Asia/Shanghai.

        Raises:
            InternalError: before anything is due.
        """
        if self._agenda.now is None:
            raise InternalError("nothing is due yet")
        return self._agenda.now.isoformat(timespec="milliseconds")

    def bare(self, actor: str) -> dict[str, str]:
        """The same without the mark, for builders whose record bears it."""
        return {"id": self.key(), "time": self.time(), "actor": actor}

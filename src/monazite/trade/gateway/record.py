"""What the gateway answers, and what it needs of the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from monazite.core import Problem
from monazite.ledger import Answer as JournalAnswer
from monazite.ledger import Entry
from monazite.trade.log import Event

AnswerStatus = Literal["accepted", "duplicate", "refused", "unsettled"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one command.

    Args:
        number: its place in the log; None when it was not recorded, and then nothing has changed.
        time_ms: when the venue took it, UTC milliseconds since 1970; None when it was not recorded.
        status: accepted; duplicate (it was said before, with the same content); refused (the state is as before);
            unsettled (whether it is settled is not known yet: send it again under its client id).
        problem: why it was refused or is unsettled.
        events: what happened, for the member.
    """

    number: int | None
    time_ms: int | None
    status: AnswerStatus
    problem: Problem | None = None
    events: Sequence[Event] = ()


class Books(Protocol):
    """What the gateway needs of the journal."""

    def post(self, entries: Sequence[Entry]) -> Sequence[JournalAnswer]:
        """Book a batch in one transaction; on disk when this returns.

        Raises:
            ProblemError: when the database cannot be written; nothing of the batch is booked then.
        """

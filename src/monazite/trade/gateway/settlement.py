"""Effects to the journal, each exactly once: booked in order under ids that follow from the commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from monazite.core import Problem, Words
from monazite.ledger import Answer as JournalAnswer
from monazite.ledger import Entry
from monazite.trade.gateway.record import Books
from monazite.trade.log.said import problem, whole
from monazite.trade.record import Effect

EntryOf = Callable[[Effect], Entry]
"""What makes the journal's entry of an effect; its id is the effect's."""
REPOSTED = 1000
"""Effects of one batch when a venue is opened."""


def book(books: Books, entries: Sequence[Entry], *, is_first: bool) -> dict[str, Problem]:
    """Book what a group of commands asks for.

    Args:
        books: the journal.
        entries: in order.
        is_first: whether these ids cannot have been booked before; one that has been was booked by a venue whose log
            we do not have.

    Returns:
        Of each entry that the journal does not accept, why; the venue must halt when there is any.

    Raises:
        ProblemError: when the journal cannot be written; nothing is booked then.
    """
    if not entries:
        return {}
    wanted = ("accepted",) if is_first else ("accepted", "duplicate")
    return {answer.id: _refused(answer) for answer in books.post(entries) if answer.status not in wanted}


def repost(books: Books, effects: Iterable[Effect], entry_of: EntryOf) -> dict[str, Problem]:
    """Book again what a log's tail asks for: what the journal has is a duplicate, and its content is compared.

    Args:
        books: the journal.
        effects: of the tail, in order.
        entry_of: makes their entries.

    Returns:
        As `book`.

    Raises:
        ProblemError: when the journal cannot be written.
    """
    part: list[Entry] = []
    refused: dict[str, Problem] = {}
    for effect in effects:
        part.append(entry_of(effect))
        if len(part) == REPOSTED:
            refused |= book(books, part, is_first=False)
            part = []
    return refused | book(books, part, is_first=False)


def _refused(answer: JournalAnswer) -> Problem:
    reason = whole(answer.problem) if answer.problem else Words("已有同号记录", f"the answer was {answer.status}")
    return problem("log-settlement-refused", answer.id, id=answer.id, reason=reason)

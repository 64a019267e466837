"""Group commit: many submit single entries, one writer posts whole groups, one flush to disk each."""

from __future__ import annotations

from monazite.core import ProblemError
from monazite.ledger.journal import Journal
from monazite.ledger.record import Answer, Entry
from monazite.ledger.said import problem
from monazite.store.gather import LARGEST_GROUP, ClosedError, Gathering


class GroupCommit(Gathering[Entry, Answer]):
    """Posts what many threads and tasks submit, in the order of submission. It is a context manager; close it.

    While a group is on its way to disk the next one gathers, so a single submitter never waits for company. A single
    submission returns when it is on disk, and raises `ProblemError` when the database cannot be written.

    Args:
        journal: to post to.
    """

    def __init__(self, journal: Journal) -> None:
        """Start without a thread; the first submission starts it."""
        super().__init__(journal.post, limit=LARGEST_GROUP)

    def submit(self, item: Entry) -> Answer:
        """Post one entry and wait; it is on disk when this returns. Any thread may call it.

        Raises:
            ProblemError: when the database cannot be written, or the writer is closed.
        """
        try:
            return super().submit(item)
        except ClosedError as error:
            raise ProblemError(problem("group-closed", getattr(item, "id", ""))) from error

    async def asubmit(self, item: Entry) -> Answer:
        """Post one entry from a task; it is on disk when this returns.

        Raises:
            ProblemError: as `submit`.
        """
        try:
            return await super().asubmit(item)
        except ClosedError as error:
            raise ProblemError(problem("group-closed", getattr(item, "id", ""))) from error

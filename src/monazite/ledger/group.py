"""Group commit: many submit single entries, one writer posts whole groups, one flush to disk each."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING, Self

from monazite.core import ProblemError
from monazite.ledger.journal import Journal
from monazite.ledger.record import Answer, Entry
from monazite.ledger.said import problem

if TYPE_CHECKING:
    import asyncio  # loaded where a task submits: it takes longer to load than all of this room

LARGEST_GROUP = 1000
"""Entries of one commit at most."""

Answered = Callable[[Sequence[Answer] | BaseException], None]
Pending = tuple[Entry, "Future[Answer] | asyncio.Future[Answer]"]


class GroupCommit:
    """Posts what many threads and tasks submit, in the order of submission. It is a context manager; close it.

    While a group is on its way to disk the next one gathers, so a single submitter never waits for company.

    Args:
        journal: to post to.
    """

    def __init__(self, journal: Journal) -> None:
        """Start without a thread; the first submission starts it."""
        self._journal = journal
        self._lock = threading.Lock()
        self._waiting: deque[Pending] = deque()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="monazite-writer")
        self._is_writing = False
        self._is_closed = False

    def submit(self, entry: Entry) -> Answer:
        """Post one entry and wait; it is on disk when this returns. Any thread may call it.

        Raises:
            ProblemError: when the database cannot be written, or the writer is closed.
        """
        future: Future[Answer] = Future()
        self._enqueue(entry, future)
        return future.result()

    async def asubmit(self, entry: Entry) -> Answer:
        """Post one entry from a task; it is on disk when this returns.

        Raises:
            ProblemError: as `submit`.
        """
        from asyncio import get_running_loop  # noqa: PLC0415  see above

        future: asyncio.Future[Answer] = get_running_loop().create_future()
        self._enqueue(entry, future)
        return await future

    def close(self) -> None:
        """Post what is waiting and stop."""
        with self._lock:
            self._is_closed = True
        self._writer.shutdown(wait=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _enqueue(self, entry: Entry, future: Future[Answer] | asyncio.Future[Answer]) -> None:
        with self._lock:
            if self._is_closed:
                raise ProblemError(problem("group-closed", getattr(entry, "id", "")))
            self._waiting.append((entry, future))
            if not self._is_writing:
                self._is_writing = True
                self._writer.submit(self._write)

    def _write(self) -> None:
        """Post group after group until nothing waits."""
        while True:
            with self._lock:
                count = min(len(self._waiting), LARGEST_GROUP)
                if not count:
                    self._is_writing = False
                    return
                group = [self._waiting.popleft() for _ in range(count)]
            try:
                answers: Sequence[Answer] | BaseException = self._journal.post([entry for entry, _ in group])
            except BaseException as error:  # noqa: BLE001  each submitter is told, none waits for ever
                answers = error
            _tell([future for _, future in group], answers)


def _tell(
    futures: Sequence[Future[Answer] | asyncio.Future[Answer]], answers: Sequence[Answer] | BaseException
) -> None:
    """Give each submitter its answer; tasks of one loop are woken together."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Answer], Answer | BaseException]]] = {}
    for place, future in enumerate(futures):
        answer = answers if isinstance(answers, BaseException) else answers[place]
        if isinstance(future, Future):
            _resolve(future, answer)
        else:
            by_loop.setdefault(future.get_loop(), []).append((future, answer))
    for loop, pairs in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_resolve_all, pairs)


def _resolve_all(pairs: Sequence[tuple[asyncio.Future[Answer], Answer | BaseException]]) -> None:
    for future, answer in pairs:
        if not future.done():  # a task that was cancelled waits no more; its entry is posted all the same
            _resolve(future, answer)


def _resolve(future: Future[Answer] | asyncio.Future[Answer], answer: Answer | BaseException) -> None:
    if isinstance(answer, BaseException):
        future.set_exception(answer)
    else:
        future.set_result(answer)

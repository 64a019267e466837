"""Work in groups: many threads and tasks submit one thing each, one writer does whole groups, each is told its own."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from monazite.core.errors import InternalError

if TYPE_CHECKING:
    import asyncio  # loaded where a task submits

Item = TypeVar("Item")
Result = TypeVar("Result")
LARGEST_GROUP = 1000
"""Items of one group at most."""


class ClosedError(InternalError):
    """Something was submitted to a writer that is closed."""


class Gathering(Generic[Item, Result]):
    """Does what many submit, in the order of submission, a group at a time. A context manager; close it.

    While a group is being done the next one gathers, so a single submitter never waits for company.

    Args:
        work: does a group and gives one result for each of it, in order; called by one thread at a time. What it raises
            is raised at each submitter of the group.
        limit: items of one group at most.
        ends: whether a group must end behind this item.
        rest: called by the same thread after each group has been told.
    """

    def __init__(
        self,
        work: Callable[[list[Item]], Sequence[Result]],
        *,
        limit: int = LARGEST_GROUP,
        ends: Callable[[Item], bool] | None = None,
        rest: Callable[[], None] | None = None,
    ) -> None:
        """Start without a thread; the first submission starts it."""
        self._work, self._limit, self._ends, self._rest = work, limit, ends, rest
        self._lock = threading.Lock()
        self._waiting: deque[tuple[Item, Future[Result] | asyncio.Future[Result]]] = deque()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="monazite-writer")
        self._is_writing = False
        self._is_closed = False

    def submit(self, item: Item) -> Result:
        """Submit from a thread and wait for the result.

        Raises:
            ClosedError: when it is closed.
        """
        return self.submit_all([item])[0]

    def submit_all(self, items: Sequence[Item]) -> list[Result]:
        """Submit several from a thread, next to each other, and wait for the results.

        Raises:
            ClosedError: when it is closed.
        """
        futures: list[Future[Result]] = [Future() for _ in items]
        self._enqueue(list(zip(items, futures, strict=True)))
        return [future.result() for future in futures]

    async def asubmit(self, item: Item) -> Result:
        """Submit from a task and wait for the result.

        Raises:
            ClosedError: when it is closed.
        """
        from asyncio import get_running_loop  # noqa: PLC0415  see above

        future: asyncio.Future[Result] = get_running_loop().create_future()
        self._enqueue([(item, future)])
        return await future

    @property
    def is_closed(self) -> bool:
        """Whether nothing more may be submitted."""
        return self._is_closed

    def close(self) -> None:
        """Do what is waiting and stop."""
        with self._lock:
            self._is_closed = True
        self._writer.shutdown(wait=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _enqueue(self, items: Sequence[tuple[Item, Future[Result] | asyncio.Future[Result]]]) -> None:
        with self._lock:
            if self._is_closed:
                raise ClosedError("submitted to a writer that is closed")
            self._waiting.extend(items)
            if not self._is_writing:
                self._is_writing = True
                self._writer.submit(self._run)

    def _run(self) -> None:
        """Do group after group until nothing waits."""
        while group := self._next_group():
            try:
                results: Sequence[Result] | BaseException = self._work([item for item, _ in group])
            except BaseException as error:  # noqa: BLE001  each submitter is told, none waits for ever
                results = error
            tell([future for _, future in group], results)
            if self._rest is not None:
                self._rest()

    def _next_group(self) -> list[tuple[Item, Future[Result] | asyncio.Future[Result]]]:
        """What waits, up to the limit or the first that ends a group; empty when the writer may go."""
        with self._lock:
            group: list[tuple[Item, Future[Result] | asyncio.Future[Result]]] = []
            while self._waiting and len(group) < self._limit:
                group.append(self._waiting.popleft())
                if self._ends is not None and self._ends(group[-1][0]):
                    break
            self._is_writing = bool(group)
            return group


def tell(futures: Sequence[Future[Result] | asyncio.Future[Result]], results: Sequence[Result] | BaseException) -> None:
    """Give each submitter its result, or all of them an exception; tasks of one loop are woken together."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Result], Result | BaseException]]] = {}
    for place, future in enumerate(futures):
        result = results if isinstance(results, BaseException) else results[place]
        if isinstance(future, Future):
            _resolve(future, result)
        else:
            by_loop.setdefault(future.get_loop(), []).append((future, result))
    for loop, pairs in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_resolve_all, pairs)


def _resolve_all(pairs: Sequence[tuple[asyncio.Future[Result], Result | BaseException]]) -> None:
    for future, result in pairs:
        if not future.done():  # a task that was cancelled waits no more; its item is done all the same
            _resolve(future, result)


def _resolve(future: Future[Result] | asyncio.Future[Result], result: Result | BaseException) -> None:
    if isinstance(result, BaseException):
        future.set_exception(result)
    else:
        future.set_result(result)

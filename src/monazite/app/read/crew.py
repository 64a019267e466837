"""Read many files at once: some worker processes, at most one file each; a worker that dies or hangs costs one file."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator
from queue import Empty, Queue

from monazite.app.read.events import Done, Event, Task, read_task
from monazite.app.read.reader import Reader
from monazite.app.read.worker import Message, Ready, Worker
from monazite.core.problem import Problem
from monazite.store import said

SECONDS_WITHOUT_PROGRESS = 300.0
"""A file that gives no batch of documents for so long is given up; the slowest real bulletin takes about a second."""
SECONDS_TO_START = 300.0
"""The same for a worker that has not begun, because the machine is busy or its disk is slow."""
EVENTS_WAITING = 2
"""Events that may wait for each worker: more would only fill memory."""

Inbox = Queue[tuple[Worker, Message | None]]


def read_all(
    tasks: Iterable[Task], reader: Reader, workers: int, *, patience: float = SECONDS_WITHOUT_PROGRESS
) -> Generator[Event, None, None]:
    """Read files, in this process or in several; the events of one file come in order, those of several mix.

    Args:
        tasks: taken one by one as workers become free, so that few files are in memory.
        reader: a function of a module.
        workers: processes; 0 for none but this one.
        patience: seconds without an event after which a file is given up.

    Yields:
        Every event; exactly one `Done` for each task.
    """
    if workers == 0:
        for task in tasks:
            yield from read_task(task, reader)
        return
    crew = _Crew(reader, workers, patience)
    try:
        yield from crew.run(iter(tasks))
    finally:
        crew.dismiss()


class _Crew:
    def __init__(self, reader: Reader, size: int, patience: float) -> None:
        self.reader = reader
        self.size = size
        self.patience = patience
        self.inbox: Inbox = Queue(EVENTS_WAITING * size)
        self.workers: list[Worker] = []
        self.gone: list[Worker] = []

    def run(self, tasks: Iterator[Task]) -> Iterator[Event]:
        while len(self.workers) < self.size and self._hire(tasks):
            pass
        while any(worker.task for worker in self.workers):
            try:
                worker, event = self.inbox.get(timeout=1.0)
            except Empty:
                yield from self._late(tasks)
                continue
            yield from self._heard(worker, event, tasks)

    def _hire(self, tasks: Iterator[Task]) -> bool:
        """Start a worker on the next file, if there is one."""
        if (task := next(tasks, None)) is None:
            return False
        self.workers.append(Worker(self.reader, self.inbox))
        self.workers[-1].give(task)
        return True

    def _heard(self, worker: Worker, event: Message | None, tasks: Iterator[Task]) -> Iterator[Event]:
        if worker in self.gone:
            return
        worker.heard = time.monotonic()
        if event is None:
            yield from self._give_up(worker, "reader-stopped", tasks)
            return
        if isinstance(event, Ready):
            worker.is_ready = True
            return
        yield event
        if isinstance(event, Done):
            self._next(worker, tasks)

    def _late(self, tasks: Iterator[Task]) -> Iterator[Event]:
        now = time.monotonic()
        late = (now - w.heard > (self.patience if w.is_ready else SECONDS_TO_START) for w in self.workers)
        for worker in [w for w, is_late in zip(self.workers, late, strict=True) if w.task and is_late]:
            yield from self._give_up(worker, "reader-slow", tasks)

    def _give_up(self, worker: Worker, code: str, tasks: Iterator[Task]) -> Iterator[Event]:
        """Report the file of a worker that died or hangs, and put a fresh one in its place."""
        worker.stop()
        self.gone.append(worker)
        self.workers.remove(worker)
        if worker.task:
            yield Done(worker.task.number, 0, (self._problem(code, worker.task),), failed=True)
            self._hire(tasks)

    def _problem(self, code: str, task: Task) -> Problem:
        return said("monazite.app", code, task.name, seconds=round(self.patience))

    @staticmethod
    def _next(worker: Worker, tasks: Iterator[Task]) -> None:
        worker.task = None
        if (task := next(tasks, None)) is not None:
            worker.give(task)

    def dismiss(self) -> None:
        for worker in self.workers:
            worker.stop()
        while any(worker.is_talking for worker in (*self.workers, *self.gone)):
            try:
                self.inbox.get(timeout=0.05)  # so that no thread waits for room for ever
            except Empty:
                continue
        for worker in (*self.workers, *self.gone):
            worker.close()

"""Worker processes of an audit: each holds one view of the database and does parts of the work.

They are started with the interpreter's ``-c``, not through ``multiprocessing``, so that no script of a caller needs a
guard. All begin their reading transaction while nobody can write, so that they and the audit see the same journal.
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from queue import Empty, Queue
from types import MappingProxyType
from typing import Any, BinaryIO, Never, cast
from weakref import WeakKeyDictionary

from monazite.core import InternalError
from monazite.ledger.audit.context import Context
from monazite.ledger.audit.rows import Snapshot

BOOT = (
    "import sys, pickle; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from monazite.ledger.audit.crew import serve; serve()"
)
GARBAGE = 200_000
"""New objects after which a worker looks for cycles."""
Task = tuple[Callable[..., Any], tuple[Any, ...]]
"""A function of a module that takes a context, a snapshot and further arguments, and these arguments."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A task ended in an exception of ours: its text."""

    text: str


def _read_only(members: dict[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(members)


class _Pickler(pickle.Pickler):
    """Also writes read-only mappings, which books of rules are made of, and what projections remember as nothing."""

    def reducer_override(self, thing: object) -> Any:
        if isinstance(thing, MappingProxyType):
            return _read_only, (dict(thing),)
        if isinstance(thing, WeakKeyDictionary):
            return WeakKeyDictionary, ()
        return NotImplemented


def pickled(thing: object) -> bytes:
    """A thing as bytes."""
    buffer = io.BytesIO()
    _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(thing)
    return buffer.getvalue()


def serve() -> None:
    """Do tasks until the input ends. First comes the context, and with it the word to begin the view."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    gc.set_threshold(GARBAGE, 20, 20)  # little here makes cycles, and looking for them often takes a fifth of the time
    try:
        with os.fdopen(os.dup(1), "wb") as out:
            os.dup2(2, 1)  # what a library prints must not mix with the answers
            _answer(out)
    except (EOFError, BrokenPipeError):
        os._exit(0)  # the parent has no more tasks, or is gone


def _answer(out: BinaryIO) -> Never:
    """Task after task; what ends it is that there are no more."""
    _put(out, pickle.dumps("ready"))
    context: Context = pickle.load(sys.stdin.buffer)  # noqa: S301  from our own parent
    with closing(Snapshot(context.path)) as snapshot:
        snapshot.stand_in(context.stand_ins)
        _put(out, pickle.dumps("begun"))
        while True:
            task: Task = pickle.load(sys.stdin.buffer)  # noqa: S301  the same
            _put(out, pickled(_done(task, context, snapshot)))


def _put(out: BinaryIO, data: bytes) -> None:
    out.write(data)
    out.flush()


def _done(task: Task, context: Context, snapshot: Snapshot) -> Any:
    function, arguments = task
    try:
        return function(context, snapshot, *arguments)
    except Exception:  # noqa: BLE001  the parent raises it
        return Failed(traceback.format_exc())


class Crew:
    """Some worker processes.

    Args:
        size: how many; none does the work in this process.
    """

    def __init__(self, size: int) -> None:
        """Start the processes; they load their modules meanwhile."""
        self._context: Context | None = None
        self._snapshot: Snapshot | None = None
        self._processes = [
            subprocess.Popen(  # noqa: S603  our own interpreter and our own module
                [sys.executable, "-c", BOOT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            for _ in range(size)
        ]
        for process in self._processes:
            _tell(process, sys.path)

    @property
    def hands(self) -> int:
        """How many work at the same time."""
        return max(1, len(self._processes))

    def wait(self) -> None:
        """Until all have loaded their modules."""
        for process in self._processes:
            _hear(process)

    def begin(self, context: Context, snapshot: Snapshot) -> None:
        """Begin the view of each; until it returns nobody may write.

        Args:
            context: of the audit.
            snapshot: of this process, for a crew of none.
        """
        self._context, self._snapshot = context, snapshot
        for process in self._processes:
            _tell(process, context)
        for process in self._processes:
            _hear(process)

    def do(self, tasks: Iterable[Task]) -> Iterator[Any]:
        """Do tasks, other processes from now on; the answers come as they are ready."""
        if not self._processes:
            return (function(self._context, self._snapshot, *arguments) for function, arguments in tasks)
        waiting: Queue[Task] = Queue()
        answers: Queue[Any] = Queue()
        count = 0
        for task in tasks:
            waiting.put(task)
            count += 1
        for process in self._processes:
            threading.Thread(target=_work, args=(process, waiting, answers), daemon=True).start()
        return _heard(answers, count)

    def close(self) -> None:
        """End all processes."""
        for process in self._processes:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(BrokenPipeError):  # a task that the ended process has not taken is still in the pipe
                    cast("BinaryIO", pipe).close()


def _heard(answers: Queue[Any], count: int) -> Iterator[Any]:
    for _ in range(count):
        answer = answers.get()
        if isinstance(answer, Failed):
            raise InternalError(f"a part of the audit failed: {answer.text}")
        yield answer


def _work(process: subprocess.Popen[bytes], waiting: Queue[Task], answers: Queue[Any]) -> None:
    while True:
        try:
            task = waiting.get_nowait()
        except Empty:
            return
        try:
            _tell(process, task)
            answers.put(_hear(process))
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
            answers.put(Failed(f"a worker process ended: {error}"))
            return


def _tell(process: subprocess.Popen[bytes], thing: object) -> None:
    _put(cast("BinaryIO", process.stdin), pickled(thing))


def _hear(process: subprocess.Popen[bytes]) -> Any:
    return pickle.load(cast("BinaryIO", process.stdout))  # noqa: S301  from our own child

"""A process that reads files for another: tasks come in on its standard input, events go out on its standard output.

It is started with the interpreter's ``-c``, not through ``multiprocessing``: so it needs no guard in the caller's
script, works in a notebook, and ends by itself when the caller is gone.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from queue import Queue
from typing import BinaryIO, cast

from monazite.app.read.events import Event, Task, read_task
from monazite.app.read.reader import Reader

BOOT = (
    "import sys, pickle; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from monazite.app.read.worker import serve; serve()"
)


@dataclass(frozen=True, slots=True)
class Ready:
    """A worker has loaded its reader and waits for files: from now on its time is a file's."""


Message = Event | Ready


def serve() -> None:
    """Read tasks until the input ends. The first thing in is the reader, by its module and name."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not mix with the events
    try:
        reader: Reader = pickle.load(sys.stdin.buffer)  # noqa: S301  from our own parent
        _tell(out, Ready())
        while True:
            task: Task = pickle.load(sys.stdin.buffer)  # noqa: S301  the same
            for event in read_task(task, reader):
                _tell(out, event)
    except (EOFError, BrokenPipeError):
        os._exit(0)  # the parent has no more tasks, or is gone


def _tell(out: BinaryIO, event: Message) -> None:
    pickle.dump(event, out, pickle.HIGHEST_PROTOCOL)
    out.flush()


class Worker:
    """The parent's side of one such process. A thread of it puts what the process says into ``inbox``.

    Args:
        reader: a function of a module.
        inbox: gets (worker, event), and (worker, None) when the process is gone.
    """

    def __init__(self, reader: Reader, inbox: Queue[tuple[Worker, Message | None]]) -> None:
        """Start the process."""
        self.task: Task | None = None
        self.is_ready = False
        self.heard = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter and our own module
            [sys.executable, "-c", BOOT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._in = cast("BinaryIO", self._process.stdin)
        self._out = cast("BinaryIO", self._process.stdout)
        self._send(sys.path)
        self._send(reader)
        self._thread = threading.Thread(target=self._listen, args=(inbox,), daemon=True)
        self._thread.start()

    def give(self, task: Task) -> None:
        """Give it a file to read; it must have none."""
        self.task = task
        self.heard = time.monotonic()
        self._send(task)

    @property
    def is_talking(self) -> bool:
        """Whether its thread still puts events into the inbox."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """End the process at once and wait for it."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Close the pipes, after the process and its thread have ended."""
        self._thread.join(timeout=5)
        for pipe in (self._in, self._out):
            try:
                pipe.close()
            except OSError:  # a broken pipe is what was expected
                continue

    def _send(self, thing: object) -> None:
        try:
            pickle.dump(thing, self._in, pickle.HIGHEST_PROTOCOL)
            self._in.flush()
        except OSError:  # the process is gone; its thread says so
            return

    def _listen(self, inbox: Queue[tuple[Worker, Message | None]]) -> None:
        while True:
            try:
                event: Message = pickle.load(self._out)  # noqa: S301  from our own child
            except Exception:  # noqa: BLE001  the process ended, perhaps in the middle of a word
                inbox.put((self, None))
                return
            inbox.put((self, event))

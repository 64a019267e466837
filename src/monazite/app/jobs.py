"""Work in the background, with progress and cancelling, for the pages: one thread a job, its state always readable."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from monazite.app.read_files import Progress
from monazite.core.errors import ProblemError
from monazite.core.problem import Problem

State = Literal["running", "done", "cancelled", "failed"]
JOBS_KEPT = 100
"""Ended jobs that are remembered; older ones are forgotten."""


@dataclass(frozen=True, slots=True)
class JobView:
    """How a job stands.

    Args:
        id: counts up from 1.
        title: what it does, as the one who started it said.
        state: running until it ends in one of the other three.
        progress: how far it is.
        result: what it returned, once it is done.
        problem: why it failed, where a user can do something about it.
        error: what went wrong inside, where no user can.
    """

    id: int
    title: str
    state: State = "running"
    progress: Progress = field(default_factory=Progress)
    result: Any = None
    problem: Problem | None = None
    error: str | None = None


Work = Callable[[Callable[[Progress], None], Callable[[], bool]], Any]
"""From (tell progress, is cancelled) to a result."""


class Jobs:
    """The background jobs of one server. Safe to use from several threads."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._views: dict[int, JobView] = {}
        self._stops: dict[int, threading.Event] = {}
        self._threads: dict[int, threading.Thread] = {}

    def start(self, title: str, work: Work) -> JobView:
        """Start a job.

        Args:
            title: what it does.
            work: is given a function to tell its progress and one that says whether it was cancelled.
        """
        with self._lock:
            number = max(self._views, default=0) + 1
            self._forget()
            self._views[number] = JobView(number, title)
            self._stops[number] = threading.Event()
            self._threads[number] = threading.Thread(target=self._run, args=(number, work), daemon=True)
        self._threads[number].start()
        return self._views[number]

    def view(self, number: int) -> JobView | None:
        """How a job stands, or None when there is none of that number."""
        with self._lock:
            return self._views.get(number)

    def views(self) -> list[JobView]:
        """All remembered jobs, the newest first."""
        with self._lock:
            return sorted(self._views.values(), key=lambda view: -view.id)

    def cancel(self, number: int) -> None:
        """Ask a job to stop; it ends at its next batch, and what it kept stays."""
        with self._lock:
            if number in self._stops:
                self._stops[number].set()

    def wait(self, number: int, seconds: float | None = None) -> JobView | None:
        """Wait for a job to end, at most so long."""
        with self._lock:
            thread = self._threads.get(number)
        if thread:
            thread.join(seconds)
        return self.view(number)

    def _run(self, number: int, work: Work) -> None:
        stop = self._stops[number]
        try:
            result = work(lambda progress: self._set(number, progress=progress), stop.is_set)
            self._set(number, state="cancelled" if stop.is_set() else "done", result=result)
        except ProblemError as error:
            self._set(number, state="failed", problem=error.problem)
        except Exception:  # noqa: BLE001  a thread must say why it ended
            self._set(number, state="failed", error=traceback.format_exc())

    def _set(self, number: int, **changes: Any) -> None:
        with self._lock:
            self._views[number] = replace(self._views[number], **changes)

    def _forget(self) -> None:
        ended = [number for number, view in self._views.items() if view.state != "running"]
        for number in sorted(ended)[: max(0, len(ended) - JOBS_KEPT)]:
            del self._views[number], self._stops[number], self._threads[number]

"""Answers that take longer than a page may: worked out beside the pages, one after the other, and kept."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

MOST = 32
"""Answers kept; the oldest goes first."""

Answer = TypeVar("Answer")


class Later(Generic[Answer]):
    """Answers by what was asked, there a moment after the first question."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="later")
        self._asked: dict[str, Future[Answer]] = {}

    @property
    def found(self) -> int:
        """How many answers there are."""
        return sum(one.done() for one in self._asked.values())

    def ask(self, key: str, make: Callable[[], Answer]) -> Answer | None:
        """The answer, or None while it is worked out; one that failed is worked out again.

        Args:
            key: all that the answer depends on.
            make: finds it.
        """
        known = self._asked.get(key)
        if known is not None and known.done():
            if known.exception() is None:
                return known.result()
            del self._asked[key]
        if key not in self._asked:
            self._asked[key] = self._worker.submit(make)
        while len(self._asked) > MOST:
            self._asked.pop(next(iter(self._asked))).cancel()
        return None

"""Tells a venue the time while nobody says anything, so that countdowns end and orders expire."""

from __future__ import annotations

import threading
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from monazite.core import ProblemError
from monazite.trade.gateway.gateway import Gateway

SECONDS = 0.25
"""Between two looks at what is due."""


class Ticker:
    """Posts a ``tick`` whenever the machine must know the time. A context manager with a thread of its own.

    Args:
        gateway: of the venue; it must stay open longer.
        seconds: between two looks.
    """

    def __init__(self, gateway: Gateway[Any], seconds: float = SECONDS) -> None:
        """Start nothing yet."""
        self._gateway, self._seconds = gateway, seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="monazite-ticker", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._seconds):
            with suppress(ProblemError):  # of a machine that has failed, or a venue that was closed first
                self._gateway.tick()

"""A back-test as its page shows it: the run that ships, or a file of the reader's own, run at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from monazite.core import Problem, Words
from monazite.core.visible import printable_name
from monazite.store import said
from monazite.warn.backtest import METHODS, Told, backtest, read_prices, told
from monazite.warn.backtest.told import JUDGED

MOST_MB = 5
"""Of a file: ten thousand days of twenty products."""
SEED, LONGEST_NAME = 1, 100
SHOWN_PROBLEMS = 30
NAME = "prices.csv"
_RUNNING = threading.Lock()
"""One run at a time: each takes a core for some seconds."""


@dataclass(frozen=True, slots=True)
class Own:
    """A file of the reader's own.

    Args:
        told: what came of it; None where no product could be used.
        problems: of the file, as many as are shown.
        count: of all problems.
        is_busy: another file is being run.
    """

    told: Told | None
    problems: tuple[Problem, ...] = ()
    count: int = 0
    is_busy: bool = False


def run(data: bytes, name: str) -> Own:
    """Back-test a file.

    Args:
        data: its bytes.
        name: as the reader calls it.
    """
    if len(data) > MOST_MB * 1_000_000:
        wrong = said(
            "monazite.trace", "sheet-too-large", name[:LONGEST_NAME], size=len(data) // 1_000_000, most=MOST_MB
        )
        return Own(None, (wrong,), 1)
    if not _RUNNING.acquire(blocking=False):
        return Own(None, is_busy=True)
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / _safe(name)
            path.write_bytes(data)
            prices = read_prices(path)
        found = told(backtest(prices, SEED)) if prices.products else None
    finally:
        _RUNNING.release()
    return Own(found, prices.problems[:SHOWN_PROBLEMS], len(prices.problems))


def _safe(name: str) -> str:
    """The name of a file as one of a folder; problems quote it."""
    last = printable_name(name.replace("\\", "/").rpartition("/")[2]).strip(". ")[-LONGEST_NAME:]
    return last if last and last.isprintable() else NAME


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the calendar: an event, or a red and what came of it.

    Args:
        product: whose.
        method: key of the method; empty for an event.
        first: day.
        last: day.
        came: what came of a red; empty for an event.
        rise: of an event, as a share.
    """

    product: str
    method: str
    first: date
    last: date
    came: str = ""
    rise: float | None = None


def calendar(one: Told) -> list[Bar]:
    """Events and reds by product; the events of each before the reds of its methods."""
    return [bar for product in one.products for bar in (*_events(one, product), *_reds(one, product))]


def _events(one: Told, product: str) -> Iterator[Bar]:
    for event in one.events:
        if event.product == product:
            yield Bar(product, "", event.start, event.end, rise=event.rise)


def _reds(one: Told, product: str) -> Iterator[Bar]:
    for method in JUDGED:
        for red in one.reds:
            if (red.product, red.method) == (product, method):
                yield Bar(product, method, red.first, red.last, red.came)


def label(method: str) -> Words:
    """What people call a method."""
    return METHODS[method].label

"""The toy venue of the benchmarks (one product, one price, a small journal), opened for tests of log and gateway."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from monazite.trade.gateway import Answer, Gateway, open_gateway
from monazite.trade.log import Recorded
from monazite.trade.log.plain import recorded
from monazite.trade.log.segment import Walk

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
if str(BENCHMARKS) not in sys.path:
    sys.path.append(str(BENCHMARKS))
toy: Any = importlib.import_module("toy_venue")
faulty: Any = importlib.import_module("faulty_disk")
VENUE = "toy"


class World:
    """A workspace with a toy venue and a journal; each opening goes on where the one before has ended.

    Args:
        folder: an empty one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "venues" / VENUE
        self.journal = toy.journal(folder / "monazite.db")
        self.clock = toy.Clock()

    def open(self, **options: Any) -> Gateway[Any]:
        """The venue, open."""
        given = {"clock": self.clock, "books": self.journal} | options
        return open_gateway(self.folder, VENUE, toy.ToyMachine, given.pop("books"), toy.entry_of, **given)

    def recorded(self) -> list[Recorded]:
        """What stands in the log."""
        return [said for frame in Walk(self.folder, VENUE).frames() for said in recorded(frame.payload)]

    def booked(self) -> list[str]:
        """Ids of what the venue's effects have become in the journal."""
        return [posted.entry.id for posted in self.journal.entries(len(toy.MEMBERS))]


def order(number: int | str, side: str = "buy") -> dict[str, Any]:
    """An order of one lot with a client id."""
    return {"kind": "order", "id": f"c{number}", "side": side}


def trade(gateway: Gateway[Any], count: int, start: int = 0) -> list[Answer]:
    """So many orders of alternating sides and members: every second one trades."""
    return [
        gateway.submit(f"M{number % 8}", order(number, "buy" if number % 2 else "sell"))
        for number in range(start, start + count)
    ]


def close_day(gateway: Gateway[Any], day: str) -> Answer:
    """The end of a trading day."""
    return gateway.submit(VENUE, {"kind": "close_day", "day": day})

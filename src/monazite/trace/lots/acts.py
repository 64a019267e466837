"""Every act on lots, as a pure function that returns the entry to post; each is named for what happens.

All arguments are named. Besides its own, every act takes those of `Said`: ``id``, ``time``, ``actor``, and, where
wanted, ``simulated`` and ``evidence``.
"""

from monazite.trace.lots.closing import adjust, confiscate, consume, export, inventory, reverse, write_off
from monazite.trace.lots.making import (
    blend,
    collect,
    divide,
    found,
    import_lots,
    mine,
    output,
    receive,
    release,
)
from monazite.trace.lots.moving import arrive, feed, free, offer, pledge, sell, ship, withdraw

__all__ = [
    "adjust",
    "arrive",
    "blend",
    "collect",
    "confiscate",
    "consume",
    "divide",
    "export",
    "feed",
    "found",
    "free",
    "import_lots",
    "inventory",
    "mine",
    "offer",
    "output",
    "pledge",
    "receive",
    "release",
    "reverse",
    "sell",
    "ship",
    "withdraw",
    "write_off",
]

"""The six verbs as the navigation shows them, each with its rooms. Adding a verb is adding a row."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """One list or page of a verb. Its words are ``room.<key>`` of the wording."""

    key: str
    address: str


@dataclass(frozen=True, slots=True)
class Verb:
    """One of the six verbs. Its words are ``verb.<key>`` of the wording.

    Args:
        key: the English verb.
        address: its first page.
        rooms: its pages, in the order of work.
    """

    key: str
    address: str
    rooms: tuple[Room, ...]


READ_ROOMS = tuple(Room(key, f"/{key}") for key in ("documents", "facts", "checks", "products", "quotas", "search"))

TRACE_KEYS = (
    "chain", "quota", "licences", "lots", "lines", "blocked", "alarms",
    "reports", "inspections", "parties", "log", "acts",
)  # fmt: skip
TRACE_ROOMS = tuple(Room(f"trace-{key}", f"/trace/{key}") for key in TRACE_KEYS)

TRADE_KEYS = ("auctions", "orders", "receipts", "statements", "reports", "index", "bulletin", "rules", "acts")
TRADE_ROOMS = (
    Room("trade-board", "/trade"), *(Room(f"trade-{key}", f"/trade/{key}") for key in TRADE_KEYS),
)  # fmt: skip

PLAN_KEYS = ("programmes", "matching", "commitments", "qualification", "substitutes", "work", "acts")
PLAN_ROOMS = tuple(Room(f"plan-{key}", f"/plan/{key}") for key in PLAN_KEYS)

WARN_KEYS = ("elements", "risk", "outlook", "shocks", "backtest", "replay", "targets", "alerts")
WARN_ROOMS = (Room("warn-front", "/warn"), *(Room(f"warn-{key}", f"/warn/{key}") for key in WARN_KEYS))

DESIGN_KEYS = ("search", "bench", "compare", "grades", "materials")
DESIGN_ROOMS = (Room("design-front", "/design"), *(Room(f"design-{key}", f"/design/{key}") for key in DESIGN_KEYS))

VERBS = (
    Verb("read", "/documents", READ_ROOMS),
    Verb("trace", "/trace", TRACE_ROOMS),
    Verb("trade", "/trade", TRADE_ROOMS),
    Verb("plan", "/plan", PLAN_ROOMS),
    Verb("warn", "/warn", WARN_ROOMS),
    Verb("design", "/design", DESIGN_ROOMS),
)


def verb_of(path: str) -> Verb | None:
    """The verb that a path belongs to, or None for the home page and its like.

    >>> verb_of("/facts/f12").key
    'read'
    """
    for verb in VERBS:
        addresses = (verb.address, *(room.address for room in verb.rooms))
        if any(path == address or path.startswith(f"{address}/") for address in addresses):
            return verb
    return None

"""A day of today that is open for visitors: orders that stand in the book, an auction that waits for its first bid."""

from __future__ import annotations

from datetime import date
from typing import Any

from monazite.trade.session import Machine
from monazite.trade.simulate.book import free_lots, settlements
from monazite.trade.simulate.floor import Said
from monazite.trade.simulate.opening import SPOT
from monazite.trade.simulate.tables import Interest, interests

PPM = 1_000_000
DEPTH = 3
"""Prices a side at which somebody waits."""
AUCTION_MS = 12 * 3_600_000
"""How long the auction waits for bids."""
AUCTIONED = "PrNd-O"
PREFIX = "today"


def opening(machine: Machine, day: date, now_ms: int) -> list[Said]:
    """What opens a venue of the week today: the day, the books, orders that stand, an auction.

    A day that is open stays so; where no auction runs any more the spot market gets another.

    Args:
        machine: of the venue.
        day: today in Asia/Shanghai.
        now_ms: the time, UTC milliseconds since 1970.
    """
    venue, known = machine.state.venue, settlements(machine)
    if machine.state.day:
        return [] if venue != SPOT or machine.offers("auction") else _auction(machine, known, now_ms)
    opened: Said = (venue, {"kind": "open_day", "day": day.isoformat(), "references": known})
    if venue == SPOT:
        return [opened, *_auction(machine, known, now_ms)]
    phases: list[Said] = [
        (venue, {"kind": "phase", "instrument": name, "phase": "continuous"}) for name in machine.instruments()
    ]
    traded = [one for one in interests() if one.instrument in known]
    standing = [said for one in traded for said in _standing(machine, one, known)]
    return [opened, *phases, *standing, *(_taken(one, known[one.instrument]) for one in traded)]


def _standing(machine: Machine, one: Interest, known: dict[str, int]) -> list[Said]:
    """Bids below and offers above yesterday's settlement price, of members that have what it takes."""
    fair = known[one.instrument]
    step = max(1, fair * one.spread_ppm // PPM // 2)
    free = free_lots(machine, one.instrument)
    sellers = [member for member in one.sellers if free.get(member, 0) > DEPTH]
    said = [
        _order(one.buyers[n % len(one.buyers)], one.instrument, "buy", fair - step * (n + 1), n) for n in range(DEPTH)
    ]
    if sellers:
        said += [
            _order(sellers[n % len(sellers)], one.instrument, "sell", fair + step * (n + 1), n) for n in range(DEPTH)
        ]
    return said


def _taken(one: Interest, fair: int) -> Said:
    """The first trade of the day: somebody takes what is offered best."""
    member, command = _order(one.buyers[-1], one.instrument, "buy", fair + fair * one.spread_ppm // PPM * 2 + 1, DEPTH)
    return member, {**command, "lots": 1, "tif": "IOC"}


def _order(member: str, instrument: str, side: str, price_ticks: int, n: int) -> Said:
    name = f"{PREFIX}-{instrument}-{side}-{n}"
    command: dict[str, Any] = {
        "kind": "order", "id": name, "instrument": instrument, "side": side, "price_ticks": price_ticks, "lots": 1 + n,
    }  # fmt: skip
    return member, command


def _auction(machine: Machine, known: dict[str, int], now_ms: int) -> list[Said]:
    """Whoever has most oxide left offers it; the countdown begins with the first bid."""
    free = free_lots(machine, AUCTIONED)
    owner = max(free, key=lambda member: (free[member], member), default="")
    if not owner or not free[owner] or AUCTIONED not in known:
        return []
    terms = {"closes_ms": now_ms + AUCTION_MS, "start_ticks": known[AUCTIONED], "step_ticks": 1, "max_step_ticks": 2}
    command = {
        "kind": "auction_open", "id": f"{PREFIX}-{now_ms}", "instrument": AUCTIONED, "method": "auction_up",
        "lots": free[owner], "terms": terms,
    }  # fmt: skip
    return [(owner, command)]

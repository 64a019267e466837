"""What would help most per yuan: each relief simulated from the day on which it first makes a difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np

from monazite.warn.shocks.kernel import NEVER, Structure, run_days
from monazite.warn.shocks.record import Level, Network, Outcome, Ranked, Relief, Rules, Stop
from monazite.warn.shocks.simulate import CHECKPOINT_DAYS, USUAL_RULES, Run, lost_fen, run_of, tally_for

PROPOSED_DAYS = 30
"""Days of more stock that are proposed where an input lacked."""


def ranked(
    network: Network, stops: Sequence[Stop], days: int, reliefs: Sequence[Relief], rules: Rules = USUAL_RULES,
    *, top: int = 10, workers: int = 1,
) -> tuple[Ranked, ...]:  # fmt: skip
    """The reliefs that help, the best per yuan first; the first ``top`` with an interval from the ranges of stocks.

    Args:
        network: as checked.
        stops: what happens.
        days: to simulate.
        reliefs: what may be done, each alone.
        rules: how firms behave.
        top: how many are tried with the least and the greatest stocks as well.
        workers: threads.
    """
    priorities = [int(one.amount) for one in reliefs if one.kind == "priority"]

    def saved(among: Sequence[Relief], level: Level) -> list[int]:
        at = replace(rules, level=level)
        base = run_of(network, stops, days, at, more_priorities=priorities, keeps_days=False, keeps_states=True)
        return _saved(network, base, among, workers)

    found = [Ranked(one, fen, None, None, _per_yuan(fen, one))
             for one, fen in zip(reliefs, saved(reliefs, "value"), strict=True) if fen > 0]  # fmt: skip
    found.sort(key=lambda one: (-one.saved_per_yuan, -one.saved_fen, one.relief.key))
    best = [one.relief for one in found[:top]]
    if not best:
        return tuple(found)
    ends = zip(saved(best, "low"), saved(best, "high"), strict=True)
    with_ends = [replace(one, saved_low_fen=min(one.saved_fen, *pair), saved_high_fen=max(one.saved_fen, *pair))
                 for one, pair in zip(found, ends, strict=False)]  # fmt: skip
    return (*with_ends, *found[top:])


def proposed(network: Network, outcome: Outcome) -> tuple[Relief, ...]:
    """More stock of each input whose lack stopped a line, at the price of the goods: what may be done at once.

    Args:
        network: the network.
        outcome: of the stop.
    """
    lacking = sorted({(one.firm, one.lacks) for one in outcome.halts if one.lacks})
    price = _prices(network)
    return tuple(
        Relief(
            f"{firm} {material}", "stock", firm, material, PROPOSED_DAYS, round(PROPOSED_DAYS * used * price[material])
        )
        for firm, material in lacking
        if (used := _use_per_day(network, firm, material)) and material in price
    )


def _prices(network: Network) -> dict[str, int]:
    """The dearest price of each material, fen a unit."""
    found: dict[str, int] = {}
    for line in network.lines:
        found[line.material] = max(found.get(line.material, 0), line.value_fen_per_unit)
    return found


def _use_per_day(network: Network, firm: str, material: str) -> float:
    lines = [line for line in network.lines if line.firm == firm]
    return sum(line.per_day * need.quantity for line in lines
               for need in network.needs_of.get((firm, line.material), ()) if need.input == material)  # fmt: skip


def _per_yuan(fen: int, relief: Relief) -> float:
    return fen / relief.cost_fen if relief.cost_fen else float("inf")


def _saved(network: Network, base: Run, reliefs: Sequence[Relief], workers: int) -> list[int]:
    """What each relief saves against a run without any, fen."""
    lost = lost_fen(network, base.tally.unsold).sum()
    with ThreadPoolExecutor(workers) as pool:
        left = pool.map(lambda one: _lost_with(network, base, one), reliefs)
        return [0 if one is None else round(lost - one) for one in left]


@dataclass(frozen=True, slots=True)
class _Course:
    """How a relief changes the course of things.

    Args:
        day: from which it may make a difference.
        net: the network with it.
        stock: units more of each option from the start; they do not count when stocks are compared with their targets.
    """

    day: int
    net: Structure
    stock: Mapping[int, float] = field(default_factory=dict)


def _lost_with(network: Network, base: Run, relief: Relief) -> float | None:
    """What is lost with a relief, fen; None where nothing changes."""
    course = _COURSES[relief.kind](base, relief)
    if course is None or course.day >= base.days:
        return None
    start = max(0, course.day) // CHECKPOINT_DAYS * CHECKPOINT_DAYS
    before, unsold = base.checkpoints[start]
    state, tally = before.copy(), tally_for(base.arrays, 0)
    tally.unsold[:] = unsold
    for option, units in course.stock.items():
        # Not a unit comes: this only keeps the sum that orders go by, as a target raised by as much would.
        state.stock[option] += units
        state.coming[option] -= units
    run_days(course.net, state, tally, start, base.days)
    return float(lost_fen(network, tally.unsold).sum())


def _stock(base: Run, relief: Relief) -> _Course | None:
    """More of an input: it makes a difference from the day on which the stock of it would have ended."""
    places = base.arrays.needs_at.get((relief.firm, relief.material), ())
    more = {place: relief.amount * base.arrays.options[place].use_per_day for place in places}
    day = min((int(base.tally.empty_from[place]) for place in places), default=NEVER)
    return _Course(day, base.arrays.net, more)


def _licence(base: Run, relief: Relief) -> _Course | None:
    """What a firm ships passes the border again."""
    day, net, granted = int(relief.amount), base.arrays.net, base.left.granted
    links = [place for place, one in enumerate(base.arrays.links)
             if (one.supplier, one.material) == (relief.firm, relief.material) and net.border_of[place]]  # fmt: skip
    if not links:
        return None
    free = granted.copy()
    free[day:] = 1.0
    border_of = net.border_of.copy()
    border_of[links] += granted.shape[1]
    return _Course(day, net._replace(border_of=border_of, granted=np.hstack([granted, free])))


def _qualify(base: Run, relief: Relief) -> _Course | None:
    """A substitute is qualified on another day."""
    day, net, needs = int(relief.amount), base.arrays.net, len(base.arrays.net.is_essential)
    places = base.arrays.substitutes_at.get((relief.firm, relief.material), ())
    ready = net.ready.copy()
    for place in places:
        ready[place - needs] = min(day, ready[place - needs])
    return _Course(day, net._replace(ready=ready))


def _priority(base: Run, relief: Relief) -> _Course | None:
    """A firm is served at another rank: it makes a difference where suppliers ration by priority."""
    if not base.rules.is_by_priority:
        return None
    links = [place for place, one in enumerate(base.arrays.links) if one.buyer == relief.firm]
    net = base.arrays.net
    seat = net.seat.copy()
    seat[links] = seat[links] // net.ranks * net.ranks + base.arrays.priorities.index(int(relief.amount))
    day = min((int(base.tally.unserved_from[net.seat[one] // net.ranks]) for one in links), default=NEVER)
    return _Course(day, net._replace(seat=seat))


_COURSES: Mapping[str, Callable[[Run, Relief], _Course | None]] = {
    "stock": _stock, "licence": _licence, "qualify": _qualify, "priority": _priority,
}  # fmt: skip

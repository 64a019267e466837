"""A simulated year, entry by entry."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from monazite.core import ProblemError
from monazite.ledger.record import Answer, Entry
from monazite.store import said
from monazite.trace.permits import acts as permit_acts
from monazite.trace.simulate.beginning import (
    BATCH_TWO,
    SPLIT_TWO,
    bare,
    beginning,
    grant_licences,
    issue_second,
    split_second,
)
from monazite.trace.simulate.downstream import LICENCES_SINCE, make_magnets, make_motors, separate
from monazite.trace.simulate.frauds import before_inventory, before_output, culprit_of
from monazite.trace.simulate.incidents import NEEDS_POSTED, blend_oxides, correct_last_feed, incidents
from monazite.trace.simulate.mining import import_ore, mine, overdraw
from monazite.trace.simulate.process import month_ends
from monazite.trace.simulate.record import Fraud, Simulation
from monazite.trace.simulate.world import World

FEWEST_LOTS = 100
MOST_LOTS = 2_000_000


def entries(year: int, lots: int, seed: int, fraud: Fraud | None = None) -> Iterator[Entry]:
    """Every entry of a simulated year, in the order in which they are submitted; the same seed gives the same entries.

    Args:
        year: of the events; the tonnages are those of 2022 in any year.
        lots: roughly how many lots are made, 100 to 2 000 000.
        seed: of the random numbers.
        fraud: one to plant.

    Raises:
        ProblemError: for a number of lots out of range.
    """
    yield from _streamed(_world(year, lots, seed, fraud))


def simulate(
    post: Callable[[Sequence[Entry]], Sequence[Answer]],
    *,
    year: int,
    lots: int,
    seed: int,
    fraud: Fraud | None = None,
    progress: Callable[[int, int], None] | None = None,
    batch_size: int = 1000,
) -> Simulation:
    """Write a simulated year through the journal's public interface.

    Args:
        post: the journal's ``post``.
        year: of the events.
        lots: roughly how many lots are made.
        seed: of the random numbers.
        fraud: one to plant.
        progress: told how many lots are made, of how many.
        batch_size: entries a batch.

    Raises:
        ProblemError: for a number of lots out of range.
    """
    world = _world(year, lots, seed, fraud)
    statuses, problems, kinds = Counter[str](), Counter[str](), Counter[str]()
    waiting: list[Entry] = []

    def write() -> None:
        for answer in post(waiting):
            statuses[answer.status] += 1
            if answer.problem is not None:
                problems[answer.problem.code] += 1
        kinds.update(entry.kind for entry in waiting)
        waiting.clear()
        if progress is not None:
            progress(world.made, lots)

    for entry in _streamed(world):
        if entry.kind in NEEDS_POSTED and waiting:
            write()
        waiting.append(entry)
        if len(waiting) >= batch_size:
            write()
    if waiting:
        write()
    return Simulation(
        year, seed, fraud, world.culprit, sum(kinds.values()), world.made,
        dict(statuses), dict(problems), dict(kinds),
    )  # fmt: skip


def _world(year: int, lots: int, seed: int, fraud: Fraud | None) -> World:
    if not FEWEST_LOTS <= lots <= MOST_LOTS:
        raise ProblemError(said("monazite.trace", "simulate-lots", "--lots", found=lots))
    world = World(year, lots, seed, fraud)
    if fraud is not None:
        world.culprit = culprit_of(world, fraud)
    return world


def _streamed(world: World) -> Iterator[Entry]:
    with world.quickly():
        beginning(world)
    schedule = _schedule(world)
    yield from _drained(world)
    for tick in range(world.ticks):
        world.tick_starts(tick)
        is_first = tick * 12 % world.ticks == 0
        if is_first:
            before_output(world)
        for step in (
            mine,
            import_ore,
            *((incidents,) if is_first else ()),
            separate,
            blend_oxides,
            make_magnets,
            make_motors,
        ):
            _on_time(world, schedule, world.clock_ms)
            step(world)
            yield from _drained(world)
        if (tick + 1) * 12 % world.ticks == 0:
            last = date(world.year, world.month, calendar.monthrange(world.year, world.month)[1])
            _on_time(world, schedule, world.instant_ms(last, 16))
            before_inventory(world)
            with world.quickly():
                month_ends(world)
            yield from _drained(world)
    with world.quickly():
        _year_ends(world)
    yield from _drained(world)


def _schedule(world: World) -> list[tuple[int, Callable[[World], None]]]:
    """What happens on a day of its own: the second batch, its split, the licences."""
    acts: list[tuple[int, Callable[[World], None]]] = [
        (world.instant_ms(date(world.year, *BATCH_TWO), 9), issue_second),
        (world.instant_ms(date(world.year, *SPLIT_TWO), 9), split_second),
    ]
    if world.year >= LICENCES_SINCE[0]:
        acts.append((world.instant_ms(date(world.year, LICENCES_SINCE[1], 10), 9), grant_licences))
    return sorted(acts, key=lambda act: act[0])


def _on_time(world: World, schedule: list[tuple[int, Callable[[World], None]]], until_ms: int) -> None:
    while schedule and schedule[0][0] <= until_ms:
        at, act = schedule.pop(0)
        world.clock_ms = max(world.clock_ms, at)
        with world.quickly():
            act(world)


def _year_ends(world: World) -> None:
    """One fact without quota; what is left of the quota lapses."""
    correct_last_feed(world)
    overdraw(world)
    for party in dict.fromkeys(party for party, _ in world.left):
        amounts = {unit: mg for (holder, unit), mg in world.left.items() if holder == party and mg > 0}
        if amounts:
            world.emit(
                permit_acts.lapse(**bare(world, party), simulated=True, party=party, year=world.year, amounts=amounts)
            )


def _drained(world: World) -> Iterator[Entry]:
    yield from world.pending
    world.pending.clear()


__all__ = ["FEWEST_LOTS", "MOST_LOTS", "entries", "simulate"]

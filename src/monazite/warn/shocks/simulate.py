"""A stop, day by day: who stops, when, for lack of what, and what is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monazite.warn.shocks.arrays import Arrays, compiled
from monazite.warn.shocks.causes import halts_of
from monazite.warn.shocks.kernel import NEVER, NO_INPUT, State, Tally, run_days
from monazite.warn.shocks.left import Left, left_by
from monazite.warn.shocks.record import Network, Outcome, Rules, Stop

USUAL_RULES = Rules()
CHECKPOINT_DAYS = 30
"""Days between states that are kept, from which another course may be tried."""


@dataclass(frozen=True, slots=True)
class Run:
    """A simulation and all that another one may start from.

    Args:
        arrays: the network compiled.
        left: what the stops leave.
        tally: what was counted.
        checkpoints: by day, the state at its beginning and what was unsold by then.
        rules: how firms behaved.
        days: simulated.
    """

    arrays: Arrays
    left: Left
    tally: Tally
    checkpoints: dict[int, tuple[State, NDArray[np.float64]]]
    rules: Rules
    days: int


def simulate(network: Network, stops: Sequence[Stop], days: int, rules: Rules = USUAL_RULES) -> Outcome:
    """What comes of stops; the first day of the simulation is that of the first stop, the days before were usual ones.

    Args:
        network: as `checked`.
        stops: one or more, at most six.
        days: to simulate.
        rules: how firms behave.
    """
    first_day = min(stop.first_day for stop in stops)
    run = run_of(network, stops, days, rules)
    lost = lost_fen(network, run.tally.unsold)
    halts = halts_of(network, run.arrays, run.left, run.tally, first_day)
    return Outcome(first_day, days, halts, round(lost.sum()), run.tally.made, lost)


def run_of(
    network: Network, stops: Sequence[Stop], days: int, rules: Rules, *, more_priorities: Iterable[int] = (),
    keeps_days: bool = True, keeps_states: bool = False,
) -> Run:  # fmt: skip
    """Simulate stops and keep everything.

    Args:
        network: as `checked`.
        stops: one or more.
        days: to simulate.
        rules: how firms behave.
        more_priorities: that a relief may give a firm.
        keeps_days: whether the output of every day is kept.
        keeps_states: whether states are kept every `CHECKPOINT_DAYS`.
    """
    arrays = compiled(network, rules, more_priorities)
    left = left_by(network, arrays, stops, min(stop.first_day for stop in stops), days)
    net = arrays.net._replace(
        capacity_of=left.capacity_of, border_of=left.border_of, capacity=left.capacity, granted=left.granted
    )
    arrays = Arrays(net, arrays.options, arrays.links, arrays.priorities)
    state, tally = arrays.start(), tally_for(arrays, days if keeps_days else 0)
    checkpoints = {}
    step = CHECKPOINT_DAYS if keeps_states else days
    for day in range(0, days, step):
        if keeps_states:
            checkpoints[day] = (state.copy(), tally.unsold.copy())
        run_days(net, state, tally, day, min(day + step, days))
    return Run(arrays, left, tally, checkpoints, rules, days)


def tally_for(arrays: Arrays, kept_days: int) -> Tally:
    """Nothing counted yet."""
    lines = len(arrays.net.usual)
    nothing, never = np.full(lines, NO_INPUT, np.int32), np.full(lines, NEVER, np.int32)
    return Tally(
        made=np.zeros((kept_days, lines)), unsold=np.zeros(lines), short_from=never, short_why=nothing,
        less_from=never.copy(), stopped_from=never.copy(), stopped_days=np.zeros(lines, np.int32), why=nothing.copy(),
        unserved_from=never.copy(), empty_from=np.full(len(arrays.net.is_essential), NEVER, np.int32),
    )  # fmt: skip


def lost_fen(network: Network, unsold: NDArray[np.float64]) -> NDArray[np.float64]:
    """The value of what was not sold, by line."""
    return unsold * np.array([line.value_fen_per_unit for line in network.lines], dtype=np.float64)

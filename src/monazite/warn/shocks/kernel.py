"""A day of every line, need and supply of a network, compiled; importing this module loads numba. See the README.

Needs lie in the order of their lines. Options, the stocks a need is met from, are the needs themselves, in the same
places, then all substitutes. Links to suppliers lie in the order of their days on the way, so that what arrives today
stands side by side in the ring; so a day reads memory from front to back, in loops without branches.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from monazite.trade.match.jit import compiled

Floats: TypeAlias = NDArray[np.float64]
Wholes: TypeAlias = NDArray[np.int32]
Places: TypeAlias = NDArray[np.uint32]
Bytes: TypeAlias = NDArray[np.uint8]
NEVER = 2**30
"""A day that never comes."""
NO_INPUT, STOPPED, ORDERS = -1, -2, -3
"""In the place of the need that lacks: nothing lacks, the line is itself stopped, its buyers order less."""
SLACK = 1 - 1e-9
"""Share of what is wanted that counts as all of it: sums of shares differ in their last digits."""


class Structure(NamedTuple):
    """What does not change from day to day. Quantities are in units of the material, times in days.

    Args:
        usual: output of a line on a usual day, shape (lines,).
        most: greatest output of a line.
        outside: what buyers outside the network take of it on a usual day.
        standing: orders to a line that come every day alike, by rank: those from outside, shape (lines * ranks,).
        finished_target: finished goods it keeps.
        capacity_of: row of the shock's table of capacity left.
        needs_from: its first need, shape (lines + 1,).
        is_essential: whether a line stands without a need, shape (needs,).
        line_of: line of a need.
        instead_of: need of a substitute, shape (substitutes,).
        factor: units of an option for a unit of output, shape (options,).
        per_unit: units of output from a unit of it.
        target: stock and goods on their way that are kept of it.
        others_share: part of its orders that goes to suppliers outside the network.
        others_most: what these deliver in a day at most.
        ready: day from which a substitute may be used, shape (substitutes,).
        transit: days on the way, each once, shape (groups,).
        links_from: first link of such a group, shape (groups + 1,).
        ring_from: its first cell in the ring of goods on their way.
        seat: where a link stands among the orders to its supplier, line times ranks plus rank of the buyer,
            shape (links,).
        option: that it delivers.
        share: part of the orders for the option.
        border_of: row of the shock's table of what passes.
        ranks: of buyers; one where all are served in proportion.
        outside_rank: rank of buyers outside.
        capacity: share of capacity left, shape (days, rows).
        granted: share of orders that may pass, shape (days, rows).
        refill_days: in which a stock below its target is refilled.
        stop_share: of usual output, below which a line has stopped.
    """

    usual: Floats
    most: Floats
    outside: Floats
    standing: Floats
    finished_target: Floats
    capacity_of: Wholes
    needs_from: Wholes
    is_essential: Bytes
    line_of: Wholes
    instead_of: Wholes
    factor: Floats
    per_unit: Floats
    target: Floats
    others_share: Floats
    others_most: Floats
    ready: Wholes
    transit: Wholes
    links_from: Wholes
    ring_from: Wholes
    seat: Places
    option: Places
    share: Floats
    border_of: Bytes
    ranks: int
    outside_rank: int
    capacity: Floats
    granted: Floats
    refill_days: float
    stop_share: float


class State(NamedTuple):
    """What a day leaves to the next.

    Args:
        stock: of an option, shape (options,).
        coming: of it on the way.
        order: what is ordered of it today.
        used: what the day used of it.
        others: what suppliers outside the network sent of it the day before.
        finished: goods of a line, shape (lines,).
        makes: what it makes today.
        enough: units of output for which the stocks of a need are enough; later, what they leave unmet, shape (needs,).
        lacked: units of output that a line would have made, had this need not been its scarcest.
        demand: orders that may be shipped to its buyers, by rank, shape (lines * ranks,).
        served: share of these that it ships.
        asked: what a link was asked for and may pass, shape (links,).
        ring: on the way, by group a table (days on the way, links), day d in row d modulo the days.
    """

    stock: Floats
    coming: Floats
    order: Floats
    used: Floats
    others: Floats
    finished: Floats
    makes: Floats
    enough: Floats
    lacked: Floats
    demand: Floats
    served: Floats
    asked: Floats
    ring: Floats

    def copy(self) -> State:
        """A state of its own."""
        return State(*(part.copy() for part in self))


class Tally(NamedTuple):
    """What is counted over the days.

    Args:
        made: units made, shape (days, lines), or (0, lines) where only the sums are wanted.
        unsold: what buyers outside did not get, shape (lines,).
        short_from: first day on which a line made less than wanted for lack of an input, or was itself stopped.
        short_why: the need that lacked on that day, or `STOPPED`.
        less_from: first day on which it made less than usual, whatever the cause.
        stopped_from: first day on which it made less than the share that counts as a stop.
        stopped_days: how many such days.
        why: the same of the first of them, or `ORDERS`.
        unserved_from: first day on which it could not ship all that was ordered and might pass.
        empty_from: first day on which the stock of a need itself was less than wanted or just enough, shape (needs,).
    """

    made: Floats
    unsold: Floats
    short_from: Wholes
    short_why: Wholes
    less_from: Wholes
    stopped_from: Wholes
    stopped_days: Wholes
    why: Wholes
    unserved_from: Wholes
    empty_from: Wholes


@compiled
def run_days(net: Structure, state: State, tally: Tally, first_day: int, end_day: int) -> None:
    """Simulate days; state and tally are changed in place.

    Args:
        net: the network, and what is left of it day by day.
        state: as the day before left it.
        tally: what is counted.
        first_day: counted from the start of the stop.
        end_day: the day after the last.
    """
    for day in range(first_day, end_day):
        _order(net, state, day)
        for group in range(len(net.transit)):
            _ask_and_arrive(net, state, group, day)
        _weigh(net, state, day)
        for line in range(len(net.usual)):
            _make(net, state, tally, line, day)
        _use(net, state, tally, day)
        for group in range(len(net.transit)):
            _ship(net, state, group, day)


@compiled
def _order(net: Structure, state: State, day: int) -> None:
    """What the day before used or lacked is ordered, and a part of what stock and goods on their way are below target.

    A substitute is ordered for what its input is below target. Goods from outside the network that were sent yesterday
    arrive, and what is ordered of them today is sent.
    """
    needs, refilled = len(net.is_essential), 1.0 / net.refill_days
    for option in range(needs, len(net.factor)):
        need = net.instead_of[option - needs]
        missing = net.target[need] - state.stock[need] - state.coming[need]
        if missing <= net.target[need] * (1.0 - SLACK):
            missing = 0.0
        target = net.target[option] + missing * net.per_unit[need] * net.factor[option]
        gap = target - state.stock[option] - state.coming[option]
        is_ready = 1.0 if day >= net.ready[option - needs] else 0.0
        use = state.used[option] + state.lacked[need] * net.factor[option]
        state.order[option] = max(0.0, use + gap * refilled) * is_ready
    for need in range(needs):
        gap = net.target[need] - state.stock[need] - state.coming[need]
        use = state.used[need] + state.lacked[need] * net.factor[need]
        state.order[need] = max(0.0, use + gap * refilled)
    for option in range(len(net.factor)):
        comes = state.others[option]
        sends = min(state.order[option] * net.others_share[option], net.others_most[option])
        state.others[option] = sends
        state.stock[option] += comes
        state.coming[option] += sends - comes


@compiled
def _ask_and_arrive(net: Structure, state: State, group: int, day: int) -> None:
    """Orders go to suppliers, as far as a border will let the goods pass; what was sent so many days ago arrives."""
    first, last = net.links_from[group], net.links_from[group + 1]
    cell = net.ring_from[group] + (day % net.transit[group]) * (last - first)
    for link in range(first, last):
        option = net.option[link]
        asked = state.order[option] * net.share[link] * net.granted[day, net.border_of[link]]
        state.asked[link] = asked
        state.demand[net.seat[link]] += asked
        comes = state.ring[cell + link - first]
        state.stock[option] += comes
        state.coming[option] -= comes


@compiled
def _ship(net: Structure, state: State, group: int, day: int) -> None:
    """What suppliers have for each order goes on its way, in place of what arrived today."""
    first, last = net.links_from[group], net.links_from[group + 1]
    cell = net.ring_from[group] + (day % net.transit[group]) * (last - first)
    for link in range(first, last):
        sent = state.asked[link] * state.served[net.seat[link]]
        state.ring[cell + link - first] = sent
        state.coming[net.option[link]] += sent


@compiled
def _weigh(net: Structure, state: State, day: int) -> None:
    """For how much output the stocks of each need are enough."""
    needs = len(net.is_essential)
    for need in range(needs):
        state.enough[need] = state.stock[need] * net.per_unit[need]
    for option in range(needs, len(net.factor)):
        if day >= net.ready[option - needs]:
            state.enough[net.instead_of[option - needs]] += state.stock[option] * net.per_unit[option]


@compiled
def _make(net: Structure, state: State, tally: Tally, line: int, day: int) -> None:
    """A day of a line: as much is made as orders, capacity and inputs allow, and is shared out."""
    orders = 0.0
    for seat in range(line * net.ranks, (line + 1) * net.ranks):
        orders += state.demand[seat]
    wanted = max(0.0, orders + (net.finished_target[line] - state.finished[line]) / net.refill_days)
    left = net.capacity[day, net.capacity_of[line]]
    makes = min(wanted, net.most[line] * left)
    why = STOPPED if makes < wanted * SLACK and left < 1.0 else ORDERS
    scarcest, otherwise = NO_INPUT, makes
    for need in range(net.needs_from[line], net.needs_from[line + 1]):
        state.lacked[need] = 0.0
        enough = state.enough[need]
        if enough < otherwise and net.is_essential[need]:
            if enough < makes:
                scarcest, otherwise, makes = need, makes, enough
            else:
                otherwise = enough
    if scarcest != NO_INPUT:
        state.lacked[scarcest] = otherwise - makes
        if makes < wanted * SLACK:
            why = scarcest
    state.finished[line] += makes
    state.makes[line] = makes
    is_short = makes < wanted * SLACK and why != ORDERS
    _count(net, tally, line, (day, makes), (is_short, why))
    _serve(net, state, tally, line, day)


@compiled
def _count(net: Structure, tally: Tally, line: int, made: tuple[int, float], short: tuple[bool, int]) -> None:
    """First days and sums of a line."""
    day, makes = made
    is_short, why = short
    if tally.made.shape[0]:
        tally.made[day, line] = makes
    usual = net.usual[line]
    if makes < usual * SLACK and day < tally.less_from[line]:
        tally.less_from[line] = day
    if is_short and day < tally.short_from[line]:
        tally.short_from[line] = day
        tally.short_why[line] = why
    if makes < usual * net.stop_share:
        tally.stopped_days[line] += 1
        if day < tally.stopped_from[line]:
            tally.stopped_from[line] = day
            tally.why[line] = why


@compiled
def _serve(net: Structure, state: State, tally: Tally, line: int, day: int) -> None:
    """Share finished goods out among orders: rank by rank, in proportion within one; then tomorrow's orders begin."""
    left, first = state.finished[line], line * net.ranks
    for seat in range(first, first + net.ranks):
        ordered = state.demand[seat]
        given = min(left, ordered)
        state.served[seat] = given / ordered if ordered > 0.0 else 1.0
        state.demand[seat] = net.standing[seat]
        left -= given
        if given < ordered * SLACK and day < tally.unserved_from[line]:
            tally.unserved_from[line] = day
    state.finished[line] = left
    tally.unsold[line] += net.outside[line] * (1.0 - state.served[first + net.outside_rank])


@compiled
def _use(net: Structure, state: State, tally: Tally, day: int) -> None:
    """Take what was used from the stocks, of substitutes what the input itself leaves unmet."""
    needs = len(net.is_essential)
    for need in range(needs):
        makes = state.makes[net.line_of[need]]
        wanted = makes * net.factor[need]
        used = min(wanted, state.stock[need])
        state.used[need] = used
        state.stock[need] -= used
        state.enough[need] = makes - used * net.per_unit[need]
        if state.stock[need] <= wanted * (1.0 - SLACK) and day < tally.empty_from[need]:
            tally.empty_from[need] = day
    for option in range(needs, len(net.factor)):
        need = net.instead_of[option - needs]
        used = 0.0
        if day >= net.ready[option - needs]:
            used = min(max(0.0, state.enough[need]) * net.factor[option], state.stock[option])
        state.used[option] = used
        state.stock[option] -= used
        state.enough[need] -= used * net.per_unit[option]

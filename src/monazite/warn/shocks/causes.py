"""Which lines stopped, and the chain of causes of each back to its root."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from monazite.warn.shocks.arrays import Arrays
from monazite.warn.shocks.kernel import NEVER, STOPPED, Tally
from monazite.warn.shocks.left import Left
from monazite.warn.shocks.record import Cause, Halt, Link, Network


def halts_of(network: Network, arrays: Arrays, left: Left, tally: Tally, first_day: dt.date) -> tuple[Halt, ...]:
    """The lines that stopped, first ones first.

    Args:
        network: the network.
        arrays: the same compiled.
        left: what the stops leave.
        tally: what was counted, with the output of every day.
        first_day: of the simulation.
    """
    tracing = _Tracing(network, arrays, left, tally, first_day)
    lost = arrays.net.usual * len(tally.made) - tally.made.sum(axis=0)
    stopped = [int(one) for one in np.flatnonzero(tally.stopped_from < NEVER)]
    stopped.sort(key=lambda one: (tally.stopped_from[one], network.lines[one].firm, network.lines[one].material))
    return tuple(tracing.halt(line, float(lost[line])) for line in stopped)


@dataclass(frozen=True, slots=True)
class _Tracing:
    """Looks back from a line to why it stood."""

    network: Network
    arrays: Arrays
    left: Left
    tally: Tally
    first_day: dt.date

    def halt(self, line: int, lost_units: float) -> Halt:
        """A line that stopped, with its chain."""
        one, why = self.network.lines[line], int(self.tally.why[line])
        chain = tuple(self.chain(line, why, int(self.tally.stopped_from[line])))
        return Halt(
            firm=one.firm,
            material=one.material,
            short_from=self.day(min(self.tally.less_from[line], self.tally.short_from[line])),
            stopped_from=self.day(self.tally.stopped_from[line]),
            stopped_days=int(self.tally.stopped_days[line]),
            cause=_cause(why),
            lacks=chain[0].material if why >= 0 else "",
            lost_units=lost_units,
            chain=chain,
        )

    def day(self, number: int) -> dt.date:
        """The date of a day."""
        return self.first_day + dt.timedelta(days=int(number))

    def chain(self, line: int, why: int, day: int) -> Iterator[Link]:
        """Causes from a line to the root: what it lacked, who did not deliver that, and why not."""
        seen: set[int] = set()
        while line not in seen:
            seen.add(line)
            one = self.network.lines[line]
            if why < 0:
                yield Link(one.firm, one.material, self.day(day), _cause(why))
                return
            yield Link(one.firm, self.arrays.options[why].material, self.day(day), "lack")
            found = self.culprit(why, day)
            if found is None:
                return
            number, cause, day = found
            line = int(self.arrays.net.seat[number]) // self.arrays.net.ranks
            if cause != "lack":
                supplier = self.network.lines[line]
                yield Link(supplier.firm, supplier.material, self.day(day), cause)
                return
            why = int(self.tally.short_why[line])

    def culprit(self, need: int, day: int) -> tuple[int, Cause, int] | None:
        """The largest supplier that had not delivered in full by then: its link, why, and since when."""
        net = self.arrays.net
        found: list[tuple[float, int, int, Cause]] = []
        for number in map(int, np.flatnonzero(net.option == need)):
            cause, since = self.undelivered(number)
            if since <= day - self.arrays.links[number].transit_days:
                found.append((-float(net.share[number]), since, number, cause))
        _, since, number, cause = min(found, default=(0.0, 0, -1, "share"))
        return (number, cause, since) if number >= 0 else None

    def undelivered(self, number: int) -> tuple[Cause, int]:
        """Why a supplier first did not deliver in full on a link, and when."""
        line = int(self.arrays.net.seat[number]) // self.arrays.net.ranks
        blocked = np.flatnonzero(self.left.granted[:, self.left.border_of[number]] < 1.0)
        held = int(blocked[0]) if len(blocked) else NEVER
        unserved, short = int(self.tally.unserved_from[line]), int(self.tally.short_from[line])
        if held <= unserved:
            return "border", held
        return ("lack", short) if short <= unserved else ("share", unserved)


def _cause(why: int) -> Cause:
    return "lack" if why >= 0 else "stopped" if why == STOPPED else "orders"

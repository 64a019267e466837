"""What a stop leaves on each day: of the capacity of lines, and of what passes a border."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monazite.warn.shocks.arrays import Arrays
from monazite.warn.shocks.record import ANY, Line, Network, Stop, Supply


@dataclass(frozen=True, slots=True)
class Left:
    """Tables of what is left, day by day; row 0 is for whom no stop touches.

    Args:
        capacity: of lines, shape (days, rows).
        capacity_of: row of each line.
        granted: of orders that may pass, shape (days, rows).
        border_of: row of each link.
    """

    capacity: NDArray[np.float64]
    capacity_of: NDArray[np.int32]
    granted: NDArray[np.float64]
    border_of: NDArray[np.uint8]


def left_by(network: Network, arrays: Arrays, stops: Sequence[Stop], first_day: dt.date, days: int) -> Left:
    """The tables of stops that may touch the same lines and links.

    Args:
        network: the network.
        arrays: the same compiled.
        stops: at most six.
        first_day: of the simulation.
        days: of the simulation.
    """
    capacity, capacity_of = _table(
        ([number for number, stop in enumerate(stops) if stops_line(network, stop, line)] for line in network.lines),
        [series(stop, first_day, days) for stop in stops], days,
    )  # fmt: skip
    granted, border_of = _table(
        ([number for number, stop in enumerate(stops) if stops_link(network, stop, link)] for link in arrays.links),
        [series(stop, first_day, days) for stop in stops], days,
    )  # fmt: skip
    return Left(capacity, capacity_of.astype(np.int32), granted, border_of.astype(np.uint8))


def _table(
    touched: Iterable[list[int]], left: Sequence[NDArray[np.float64]], days: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """A row for each set of stops that touch a thing together, and the row of each thing."""
    rows: dict[tuple[int, ...], int] = {(): 0}
    row_of = [rows.setdefault(tuple(one), len(rows)) for one in touched]
    table = np.ones((days, len(rows)))
    for stops, row in rows.items():
        for stop in stops:
            table[:, row] *= left[stop]
    return table, np.array(row_of, np.int64)


def series(stop: Stop, first_day: dt.date, days: int) -> NDArray[np.float64]:
    """What a stop leaves on each day of a simulation, shape (days,)."""
    start = (stop.first_day - first_day).days
    left = np.ones(days)
    left[start : start + stop.days] = 0.0
    for after, share in sorted(stop.left):
        left[start + after : start + stop.days] = share
    return left


def stops_line(network: Network, stop: Stop, line: Line) -> bool:
    """Whether a stop of lines touches this one."""
    return (
        not stop.to_region
        and stop.material in {ANY, line.material}
        and stop.firm in {ANY, line.firm}
        and stop.region in {ANY, network.firm[line.firm].region}
    )


def stops_link(network: Network, stop: Stop, link: Supply) -> bool:
    """Whether a stop at a border touches goods on this way."""
    origin, goal = network.firm[link.supplier].region, network.firm[link.buyer].region
    return (
        bool(stop.to_region)
        and origin != goal
        and stop.material in {ANY, link.material}
        and stop.firm in {ANY, link.supplier}
        and stop.region in {ANY, origin}
        and stop.to_region in {ANY, goal}
    )

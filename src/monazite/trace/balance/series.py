"""From the movements of a line to the series of its periods, element by element."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from monazite.reference import rare_earths
from monazite.trace.balance.statistics import Array, covariance

Amounts = Mapping[str, int]
UNASSAYED_SHARE = 1e-4
"""What an element that was never stated in the feed may be of it: below what laboratories report; an estimate."""


class LineMove(NamedTuple):
    """One leg on the account of a line; a row of ``trace_line_moves``.

    Args:
        entry_number: of the entry.
        firm: that runs the line.
        line: its id.
        day: of the event, ISO.
        kind: of the entry; an inventory closes a period.
        period: that an inventory closes; empty for the others.
        matter: what came in (positive) or went out (negative), in milligrams by element.
        random: standard uncertainty, likewise.
        shared: by instrument, the signed error of one standard deviation, likewise.
    """

    entry_number: int
    firm: str
    line: str
    day: str
    kind: str
    period: str
    matter: Amounts
    random: Amounts
    shared: Mapping[str, Amounts]


@dataclass(slots=True)
class Period:
    """What happened between two inventories.

    Args:
        name: such as ``2022-04``.
        first_day, last_day: ISO.
        entry_number: of the closing inventory.
        into, out: by element, in milligrams, both positive.
        measured: at the closing inventory.
        flow: random variance of what went in and out, in square milligrams.
        closing: random variance of the closing inventory.
        shared: by instrument and element, the signed error of the MUF.
    """

    name: str = ""
    first_day: str = ""
    last_day: str = ""
    entry_number: int = -1
    into: dict[str, int] = field(default_factory=dict)
    out: dict[str, int] = field(default_factory=dict)
    measured: dict[str, int] = field(default_factory=dict)
    flow: dict[str, float] = field(default_factory=dict)
    closing: dict[str, float] = field(default_factory=dict)
    shared: dict[str, dict[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Series:
    """The closed periods of a line or a site, as arrays over (elements, periods).

    Args:
        place: line or site.
        firm: that runs it.
        elements: in order of the rows.
        periods: in order of the columns.
        muf: material unaccounted for, in milligrams.
        covariances: of the MUFs of an element, shape (elements, periods, periods).
        own: the same without what instruments share.
        shared: errors that instruments share, in milligrams, shape (elements, periods, instruments).
        inputs: what went in, in milligrams.
    """

    place: str
    firm: str
    elements: tuple[str, ...]
    periods: tuple[Period, ...]
    muf: Array
    covariances: Array
    own: Array
    shared: Array
    inputs: Array

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the periods."""
        return tuple(period.name for period in self.periods)


def periods_of(moves: Iterable[LineMove]) -> tuple[Period, ...]:
    """The closed periods of one line, from its movements in the order of the journal."""
    found: list[Period] = []
    current, book, last = Period(), dict[str, int](), dict[str, Amounts]()
    for move in moves:
        current.first_day = current.first_day or move.day
        if move.kind != "inventory":
            _flowed(current, move)
            _add(book, move.matter)
            continue
        _add(book, move.matter)
        _closed(current, move, book, last)
        last = dict(move.shared)
        found.append(current)
        current = Period()
    return tuple(found)


def added(lines: Sequence[Sequence[Period]]) -> tuple[Period, ...]:
    """The periods of several lines added, by their names: what one instrument shares adds up before it is squared."""
    whole: dict[str, Period] = {}
    for period in sorted((period for line in lines for period in line), key=lambda one: (one.name, one.entry_number)):
        into = whole.setdefault(period.name, Period(period.name, period.first_day, period.last_day))
        into.first_day, into.last_day = min(into.first_day, period.first_day), max(into.last_day, period.last_day)
        into.entry_number = period.entry_number
        for name in ("into", "out", "measured", "flow", "closing"):
            _add(getattr(into, name), getattr(period, name))
        for instrument, errors in period.shared.items():
            _add(into.shared.setdefault(instrument, {}), errors)
    return tuple(whole.values())


def series_of(place: str, firm: str, periods: Sequence[Period]) -> Series | None:
    """Periods as arrays, for the rare earths that moved; None without a closed period.

    Args:
        place: line or site.
        firm: that runs it.
        periods: in order.
    """
    import numpy as np  # noqa: PLC0415  heavy

    moved = {element for period in periods for element in (*period.into, *period.measured)}
    elements = tuple(one.symbol for one in rare_earths() if one.symbol in moved)
    if not periods or not elements:
        return None
    instruments = sorted({name for period in periods for name in period.shared})

    def table(name: str) -> Array:
        rows = [[float(getattr(period, name).get(element, 0)) for period in periods] for element in elements]
        return np.array(rows)

    shared = np.array(
        [
            [[period.shared.get(name, {}).get(element, 0.0) for name in instruments] for period in periods]
            for element in elements
        ],
        dtype=float,
    ).reshape(len(elements), len(periods), len(instruments))
    muf = np.array([muf_of(periods, element) for element in elements], dtype=float)
    into = table("into")
    unseen = (into.sum(axis=1, keepdims=True) == 0) * (UNASSAYED_SHARE * into.sum(axis=0, keepdims=True)) ** 2
    own = covariance(table("flow") + unseen, table("closing"), shared[..., :0])
    covariances = own + shared @ np.swapaxes(shared, -1, -2)
    return Series(place, firm, elements, tuple(periods), muf, covariances, own, shared, into)


def muf_of(periods: Sequence[Period], element: str) -> list[int]:
    """The MUF of each period, exact, in milligrams: opening + in - out - closing."""
    opening, found = 0, []
    for period in periods:
        closing = period.measured.get(element, 0)
        found.append(opening + period.into.get(element, 0) - period.out.get(element, 0) - closing)
        opening = closing
    return found


def _flowed(period: Period, move: LineMove) -> None:
    for element, mg in move.matter.items():
        side = period.into if mg > 0 else period.out
        side[element] = side.get(element, 0) + abs(mg)
    for element, mg in move.random.items():
        period.flow[element] = period.flow.get(element, 0.0) + float(mg) ** 2
    for instrument, errors in move.shared.items():
        _add(period.shared.setdefault(instrument, {}), errors)


def _closed(period: Period, move: LineMove, measured: Amounts, last: Mapping[str, Amounts]) -> None:
    period.name, period.last_day, period.entry_number = move.period or move.day[:7], move.day, move.entry_number
    period.measured = {element: mg for element, mg in measured.items() if mg}
    period.closing = {element: float(mg) ** 2 for element, mg in move.random.items()}
    for instrument, errors in last.items():
        _add(period.shared.setdefault(instrument, {}), errors)
    for instrument, errors in move.shared.items():
        _add(period.shared.setdefault(instrument, {}), {element: -mg for element, mg in errors.items()})


def _add(sums: dict[str, int] | dict[str, float], amounts: Mapping[str, float]) -> None:
    for element, amount in amounts.items():
        sums[element] = sums.get(element, 0) + amount  # type: ignore[assignment]

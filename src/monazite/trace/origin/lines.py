"""Runs of process lines in the lineage: which run an entry belongs to, and what one run leaves to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from sqlalchemy import Connection

from monazite.ledger.record import Posted
from monazite.trace.origin.content import by_column, by_symbol, pack, unpack
from monazite.trace.origin.flow import Parts
from monazite.trace.origin.names import Names
from monazite.trace.origin.rows import fetch, put

Edge: TypeAlias = tuple[int, int, int]
"""Parent, child, and number of the entry."""
Sides: TypeAlias = tuple[Sequence[int], Sequence[bool], Sequence[bool]]
"""Of each side of an entry its reference (see `flow.Flow`), whether it is drawn from, and whether it is given to."""


@dataclass(slots=True)
class Line:
    """A line's latest run, and what it holds by the book, corrections counted when they were booked.

    Args:
        run: its name.
        segment: node of the run as long as no other run came between.
        balance: milligrams by element; some may be zero.
    """

    run: str | None
    segment: int | None
    balance: dict[str, int]

    def book(self, parts: Parts) -> None:
        """Book what comes in or goes out."""
        balance = self.balance
        for symbol, mg in parts:
            balance[symbol] = balance.get(symbol, 0) + mg


class Lines:
    """The lines of one journal.

    Args:
        lines: by node, those asked for so far; there are few.
    """

    def __init__(self) -> None:
        """Know none yet."""
        self.lines: dict[int, Line] = {}
        self._changed: set[int] = set()

    def enter(
        self, connection: Connection, names: Names, moved: Mapping[str, Parts], number: int, run: str | None
    ) -> tuple[int | None, list[Edge]]:
        """Let an entry pass through its line.

        Args:
            connection: to read from.
            names: for a new node.
            moved: by ``line/<firm>/<line>``, what comes into each line of the entry or goes out of it.
            number: of the entry.
            run: that it states.

        Returns:
            The node of the run it belongs to, and the edge from the run before when the line was not empty.
        """
        segment, edges = None, []
        for side, parts in moved.items():
            node = names.nodes[side]
            edges += self._turn(connection, names, node, side, number, run)
            line = self._line(connection, node)
            line.book(parts)
            self._changed.add(node)
            segment = line.segment
        return segment, edges

    def beside(
        self, connection: Connection, names: Names, side: str, number: int, run: str | None
    ) -> tuple[int | None, list[Edge]]:
        """Let what a line is said to have put out and could not, or might not, pass beside it.

        It came out of the run all the same, and of what the run before left, whatever the book says.

        Args:
            connection: to read from.
            names: for new nodes.
            side: ``line/<firm>/<line>``.
            number: of the entry.
            run: that it states.

        Returns:
            As `enter`.
        """
        node = names.ref(side, side) >> 1
        edges = self._turn(connection, names, node, side, number, run, is_known=True)
        self._changed.add(node)
        return self._line(connection, node).segment, edges

    def _turn(  # noqa: PLR0917  parts of one fact
        self, connection: Connection, names: Names, node: int, side: str, number: int, run: str | None,
        *, is_known: bool = False,
    ) -> list[Edge]:  # fmt: skip
        """Begin another run where an entry states one; the edge from the run before when that left something."""
        line = self._line(connection, node)
        if run is None or run == line.run:
            return []
        before, following = line.segment, names.node(f"run/{side.partition('/')[2]}/{run}@{number}")
        line.run, line.segment = run, following
        return (
            [(before, following, number)]
            if before is not None and (is_known or max(line.balance.values(), default=0) > 0)
            else []
        )

    def correct(self, connection: Connection, names: Names, moved: Mapping[str, Parts]) -> None:
        """Book what a correction moves."""
        for side, parts in moved.items():
            node = names.nodes[side]
            self._line(connection, node).book(parts)
            self._changed.add(node)

    def _line(self, connection: Connection, node: int) -> Line:
        if node not in self.lines:
            rows = fetch(connection, "SELECT run, segment, balance FROM trace_lines WHERE node = ?", node)
            self.lines[node] = (
                Line(rows[0][0], rows[0][1], by_symbol(unpack(rows[0][2], is_signed=True)[1][:, 0]))
                if rows
                else Line(None, None, {})
            )
        return self.lines[node]

    def flush(self, connection: Connection) -> None:
        """Write what changed."""
        rows = []
        for node in sorted(self._changed):
            line = self.lines[node]
            balance = pack(np.zeros(1, np.int64), by_column(line.balance).reshape(-1, 1), is_signed=True)
            rows.append((node, line.run, line.segment, balance))
        put(connection, "trace_lines", ["node"], rows)
        self._changed.clear()


def edges_of(about: Sides, is_lot: Mapping[int, bool], segment: int | None, number: int) -> list[Edge]:
    """Edges of one entry, from each lot or run that gives to each that receives.

    Lots that come out of a run's entry to which no lot gives come from the run, also when they were booked beside the
    line: an output that was blocked.

    Args:
        about: references of its sides, and whether each is drawn from, and given to.
        is_lot: by node, whether it is a lot; the others are lines, and stand for their run.
        segment: node of the run; None leaves the line out.
        number: of the entry.
    """
    parents, children = [], []
    is_made = False
    for ref, draws, gives in zip(*about, strict=True):
        node = None if ref & 1 else ref >> 1 if is_lot[ref >> 1] else segment
        if node is not None:
            if draws:
                parents.append(node)
            if gives:
                children.append(node)
                is_made = is_made or node != segment
    if is_made and segment is not None and not parents:
        parents.append(segment)
    return [(parent, child, number) for parent in parents for child in children if parent != child]


def blocked_line(post: Posted) -> str | None:
    """The line beside which a blocked output passes, as ``line/<firm>/<line>``; None when the entry is none such."""
    if post.blocked is None or post.entry.kind != "output":
        return None
    accounts = (leg.account for leg in post.entry.legs)
    return next((f"line/{name.partition('/')[2]}" for name in accounts if name.startswith("unaccounted/")), None)

"""Random inspection (随机抽查): a checkpoint's hash decides which lots are drawn, so that nobody can choose them.

The draw is this and nothing else, so that anyone can do it again. The population is the lots made in the month by
entries that the checkpoint covers, in the order in which the journal got them. Block i of the stream is
``SHA-256(root || month || i)``, with the month as ASCII and i as eight bytes, big-endian; each block gives four numbers
of eight bytes, big-endian. A number x draws position x mod n, where x below the largest multiple of n counts only;
n is the population that is left, and what is drawn leaves it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Connection, select

from monazite.ledger.log import parse_checkpoint
from monazite.trace.lots.legs import MAKING
from monazite.trace.reports.project import INSPECTIONS
from monazite.trace.reports.record import Inspection
from monazite.trace.tables import SCHEMAS

_LOTS = SCHEMAS["trace_lots"].table
_MOVES = SCHEMAS["trace_lot_moves"].table
_WORD_BYTES = 8
_WORDS = 1 << 64


def drawn(root: bytes, month: str, population: Sequence[str], count: int) -> tuple[str, ...]:
    """The lots that a root draws out of a population, without putting back.

    Args:
        root: 32 bytes, of the checkpoint.
        month: such as ``2022-08``.
        population: ids of the lots, in the order of the journal.
        count: how many; all of them when there are no more.
    """
    left = list(population)
    words = _words(root, month)
    return tuple(left.pop(_below(len(left), words)) for _ in range(min(count, len(left))))


def _words(root: bytes, month: str) -> Iterator[int]:
    block = 0
    while True:
        digest = hashlib.sha256(root + month.encode("ascii") + block.to_bytes(_WORD_BYTES, "big")).digest()
        for start in range(0, len(digest), _WORD_BYTES):
            yield int.from_bytes(digest[start : start + _WORD_BYTES], "big")
        block += 1


def _below(bound: int, words: Iterator[int]) -> int:
    """A number below a bound, each as likely as the others."""
    limit = _WORDS - _WORDS % bound
    return next(word % bound for word in words if word < limit)


def population(connection: Connection, month: str, size: int) -> tuple[str, ...]:
    """The lots made in a month by the first entries of the journal, in its order.

    Args:
        connection: to read from.
        month: such as ``2022-08``.
        size: how many entries the checkpoint covers.
    """
    columns = _LOTS.c
    wanted = select(columns.number, columns.id, columns.made_on).where(columns.entry_number < size)
    made = [(number, lot, day) for number, lot, day in connection.execute(wanted)]
    made += _made_again(connection, size)
    return tuple(lot for _, lot, day in sorted(made) if day.isoformat()[:7] == month)


def _made_again(connection: Connection, size: int) -> list[tuple[int, str, date]]:
    """The lots that were reversed and made again since then: number, id, and the day on which they were made first."""
    wanted = (
        select(_LOTS.c.number, _LOTS.c.id, _MOVES.c.day, _MOVES.c.matter)
        .join(_MOVES, _MOVES.c.lot == _LOTS.c.id)
        .where(_LOTS.c.entry_number >= size, _MOVES.c.entry_number < size, _MOVES.c.kind.in_(MAKING))
        .order_by(_MOVES.c.entry_number)
    )
    rows = connection.execute(wanted)
    return list({lot: (number, lot, day) for number, lot, day, matter in rows if sum(matter.values()) > 0}.values())


def draw_lots(connection: Connection, month: str, checkpoint: str, count: int) -> tuple[str, ...]:
    """The lots of a month that a checkpoint draws.

    Raises:
        ProblemError: when the checkpoint cannot be read.
    """
    read = parse_checkpoint(checkpoint)
    return drawn(read.root, month, population(connection, month, read.size), count)


def is_true_draw(connection: Connection, entry_number: int) -> bool:
    """Whether the lots of a recorded draw are those that its checkpoint draws."""
    columns = INSPECTIONS.c
    wanted = select(columns.lot, columns.month, columns.checkpoint).where(columns.entry_number == entry_number)
    rows = connection.execute(wanted).all()
    if not rows:
        return False
    again = draw_lots(connection, rows[0].month, rows[0].checkpoint, len(rows))
    return {row.lot for row in rows} == set(again)


def inspections(connection: Connection, month: str) -> tuple[Inspection, ...]:
    """The lots drawn for a month, and what was found."""
    wanted = select(INSPECTIONS).where(INSPECTIONS.c.month == month)
    rows = connection.execute(wanted.order_by(INSPECTIONS.c.entry_number, INSPECTIONS.c.lot)).mappings()
    names = ("month", "lot", "drawn_on", "entry_number", "inspected_on", "result", "note")
    return tuple(Inspection(**{name: row[name] for name in names}) for row in rows)

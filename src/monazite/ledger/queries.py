"""What stands in the journal: entries, balances, statements of accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, select

from monazite.core import ElementMass, ProblemError
from monazite.ledger.encode import decode_lightly
from monazite.ledger.names import is_name
from monazite.ledger.record import Leg, Posted
from monazite.ledger.said import problem
from monazite.ledger.tables import ACCOUNTS, BALANCES, ENTRIES, TOUCHES

ROWS = 1000
"""Rows fetched at a time."""

_POSTED = select(ENTRIES.c.number, ENTRIES.c.recorded_ms, ENTRIES.c.body)
_BALANCES = select(ACCOUNTS.c.name, BALANCES.c.unit, BALANCES.c.amount, BALANCES.c.matter)


def entries(connection: Connection, start: int = 0, stop: int | None = None) -> Iterator[Posted]:
    """Entries in the order of their numbers, streamed.

    Args:
        connection: to read from.
        start: number of the first.
        stop: number after the last; None for all.
    """
    last = start - 1
    while True:
        wanted = _POSTED.where(ENTRIES.c.number > last).order_by(ENTRIES.c.number).limit(ROWS)
        rows = connection.execute(wanted if stop is None else wanted.where(ENTRIES.c.number < stop)).all()
        yield from map(_posted, rows)
        if len(rows) < ROWS:
            return
        last = rows[-1].number


def posted_by(connection: Connection, key: str | int) -> Posted:
    """One entry, by its id or its number.

    Raises:
        ProblemError: ``entry-unknown`` when there is none.
    """
    column = ENTRIES.c.number if isinstance(key, int) else ENTRIES.c.id
    is_possible = 0 <= key < 1 << 63 if isinstance(key, int) else is_name(key)
    row = connection.execute(_POSTED.where(column == key)).one_or_none() if is_possible else None
    if row is None:
        raise ProblemError(problem("entry-unknown", key, found=key))
    return _posted(row)


def balances(connection: Connection, *, prefix: str) -> Iterator[tuple[str, str, ElementMass | int]]:
    """Account, unit and balance of every account whose name begins so, in the order of names; zeros left out.

    Args:
        connection: to read from.
        prefix: such as ``lot/F1/``; empty for all.
    """
    wanted = _BALANCES.join_from(ACCOUNTS, BALANCES, BALANCES.c.account == ACCOUNTS.c.number)
    wanted = wanted.where(ACCOUNTS.c.name >= prefix, ACCOUNTS.c.name < prefix + "\U0010ffff")
    for row in connection.execute(wanted.order_by(ACCOUNTS.c.name, BALANCES.c.unit)):
        amount = row.amount if row.matter is None else ElementMass.of(orjson.loads(row.matter))
        if amount != 0 and amount != ElementMass():
            yield row.name, row.unit, amount


def balance(connection: Connection, account: str) -> dict[str, ElementMass | int]:
    """What an account holds, by unit; empty when nothing."""
    wanted = _BALANCES.join_from(ACCOUNTS, BALANCES, BALANCES.c.account == ACCOUNTS.c.number)
    rows = connection.execute(wanted.where(ACCOUNTS.c.name == account).order_by(BALANCES.c.unit))
    held = ((r.unit, r.amount if r.matter is None else ElementMass.of(orjson.loads(r.matter))) for r in rows)
    return {unit: amount for unit, amount in held if amount != 0 and amount != ElementMass()}


def statement(connection: Connection, account: str) -> Iterator[tuple[int, Leg]]:
    """Number of the entry and leg, for all legs of an account in the order of entries (对账单)."""
    wanted = (
        select(ENTRIES.c.number, ENTRIES.c.recorded_ms, ENTRIES.c.body)
        .join_from(TOUCHES, ENTRIES, TOUCHES.c.entry == ENTRIES.c.number)
        .where(TOUCHES.c.account == select(ACCOUNTS.c.number).where(ACCOUNTS.c.name == account).scalar_subquery())
        .order_by(TOUCHES.c.entry)
    )
    for row in connection.execute(wanted):
        posted = _posted(row)
        yield from ((posted.number, leg) for leg in posted.entry.legs if leg.account == account)


def size(connection: Connection) -> int:
    """Number of entries of the journal."""
    last = connection.execute(select(ENTRIES.c.number).order_by(ENTRIES.c.number.desc()).limit(1)).scalar()
    return 0 if last is None else last + 1


def _posted(row: Any) -> Posted:
    entry, blocked = decode_lightly(row.body)
    return Posted(row.number, row.recorded_ms, entry, blocked)


def in_parts(values: Iterable[Any], length: int = 500) -> Iterator[Sequence[Any]]:
    """Values in lists of bounded length, for queries that name each."""
    known = list(values)
    return (known[start : start + length] for start in range(0, len(known), length))

"""A derived table as kept against the same table built anew, row by row in the order of its key."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

from sqlalchemy import Table

from monazite.ledger.audit.record import Findings, short
from monazite.ledger.audit.rows import Row

ROWS = 1_000
ENTRY_COLUMNS = ("entry_number", "entry")
"""Columns that say from which entry a row comes."""


def names_of(table: Table) -> list[str]:
    """The columns of a table in order."""
    return [column.name for column in table.columns]


def compare(table: Table, computed: Any, kept: Any, findings: Findings) -> None:
    """Compare two tables of the same name.

    Args:
        table: of both.
        computed: connection of the driver where it is built anew; texts come as bytes.
        kept: the same, where it is kept.
        findings: where differences go.
    """
    names = names_of(table)
    keys = [names.index(column.name) for column in table.primary_key] or list(range(len(names)))
    order = ", ".join(names[at] for at in keys)
    statement = f"SELECT {', '.join(names)} FROM {table.name} ORDER BY {order}"  # noqa: S608  names of ours
    one, other = computed.execute(statement), kept.execute(statement)
    while True:
        ours, theirs = one.fetchmany(ROWS), other.fetchmany(ROWS)
        if ours != theirs:
            _merge(table, names, keys, chain(ours, one), chain(theirs, other), findings)
            return
        if not ours:
            return


def _merge(  # noqa: PLR0917
    table: Table, names: list[str], keys: list[int], computed: Iterable[Row], kept: Iterable[Row], findings: Findings
) -> None:
    """Walk through computed and kept rows by their keys, both in order."""
    left, right = iter(computed), iter(kept)
    ours, theirs = next(left, None), next(right, None)
    while ours is not None or theirs is not None:
        mine, yours = _key(ours, keys), _key(theirs, keys)
        if theirs is None or (ours is not None and mine < yours):
            findings.add("row-missing", table.name, _entry(ours, names), _name(ours, keys))
            ours = next(left, None)
        elif ours is None or yours < mine:
            findings.add("row-strange", table.name, _entry(theirs, names), _name(theirs, keys))
            theirs = next(right, None)
        else:
            for at, name in enumerate(names):
                if ours[at] != theirs[at]:
                    where = f"{_name(ours, keys)} {name}"
                    findings.add(
                        "row-differs", table.name, _entry(ours, names), where, kept=theirs[at], computed=ours[at]
                    )
            ours, theirs = next(left, None), next(right, None)


def _key(row: Row | None, keys: list[int]) -> tuple[tuple[int, Any], ...]:
    """A key that can be compared whatever stands in it: nothing, numbers, texts."""
    if row is None:
        return ()
    return tuple(_ranked(row[at]) for at in keys)


def _ranked(value: Any) -> tuple[int, Any]:
    if value is None:
        return (0, 0)
    return (1, value) if isinstance(value, int | float) else (2, value)


def _name(row: Row | None, keys: list[int]) -> str:
    return " ".join(short(row[at]) for at in keys) if row else ""


def _entry(row: Row | None, names: list[str]) -> int | None:
    for name in ENTRY_COLUMNS:
        if row is not None and name in names:
            value = row[names.index(name)]
            return value if type(value) is int else None
    return None

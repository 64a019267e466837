"""The mark of what is simulated, in every list alike: the one that the entry behind a row carries itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, false, func, not_, select

from monazite.core import Words
from monazite.ledger.encode import detail_lines
from monazite.ledger.tables import ENTRIES
from monazite.store import DeclaredList, ListColumn, ListFilter, has_bytes

KEY = "is_simulated"
LABEL = Words("模拟数据", "Whether it is part of a simulation")
YES_NO = ("yes", "no")

_LINE = b"\n" + detail_lines({"simulated": True})[0][0]
"""The line of a body that marks its entry. Lines hold no line feed and none is the first, so nothing else looks so."""
_BEHIND = ENTRIES.alias("entry_behind")


def marked(declared: DeclaredList, number: ColumnElement[Any] | None = None) -> DeclaredList:
    """A list that says of each row whether it is simulated, and can be filtered by it.

    A list that has the column keeps it; another takes the mark of the entry behind the row when it is read.

    Args:
        declared: the list.
        number: of the entry behind a row; of its source's ``entry_number`` when None.
    """
    columns = tuple(replace(one, label=LABEL) if one.key == KEY else one for one in declared.columns)
    if not any(one.key == KEY for one in columns):
        found = declared.source.c.entry_number if number is None else number
        columns = (*columns, ListColumn(KEY, LABEL, "boolean", _mark(found)))
    rest = tuple(one for one in declared.filters if one.key != "simulated")
    return replace(declared, columns=columns, filters=(*rest, _filter(columns)))


def _mark(number: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the entry of a number is marked; no entry, no mark."""
    found = select(has_bytes(_BEHIND.c.body, _LINE)).where(_BEHIND.c.number == number).correlate_except(_BEHIND)
    return func.coalesce(found.scalar_subquery(), false())


def _filter(columns: tuple[ListColumn, ...]) -> ListFilter:
    mark = next(one.expression for one in columns if one.key == KEY)
    return ListFilter("simulated", Words("模拟", "Simulated"), lambda v: mark if v == "yes" else not_(mark), YES_NO)

"""The lists of this room: sources."""

from __future__ import annotations

from sqlalchemy import case, func, select

from monazite.core import Words
from monazite.ledger.marks import marked
from monazite.ledger.tables import ACCOUNTS, TOUCHES
from monazite.store import DeclaredList, ListFilter, columns_of
from monazite.trace.tables import SCHEMAS

_SCHEMA = SCHEMAS["trace_sources"]
_ID = _SCHEMA.table.c.id

_ACCOUNT = case((_ID.like("ground/%@____"), func.substr(_ID, 1, func.length(_ID) - 5)), else_=_ID)
"""The account of a source, without the year of ground."""
_FIRST = (
    select(func.min(TOUCHES.c.entry))
    .where(TOUCHES.c.account == select(ACCOUNTS.c.number).where(ACCOUNTS.c.name == _ACCOUNT).scalar_subquery())
    .correlate(_SCHEMA.table)
    .scalar_subquery()
)
"""The first entry that touches it."""

LISTS: tuple[DeclaredList, ...] = (
    marked(
        DeclaredList(
            "sources",
            Words("物料来源", "Sources of matter"),
            columns_of(_SCHEMA),
            _SCHEMA.table,
            ("number",),
            (
                ListFilter(
                    "kind",
                    Words("种类", "Kind"),
                    lambda value: _ID.startswith(f"{value}/", autoescape=True),
                    ("ground", "import", "recycled", "outside", "unaccounted"),
                ),
            ),
            ("number",),
        ),
        _FIRST,
    ),
)

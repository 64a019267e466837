"""The lists of this room: sources."""

from __future__ import annotations

from monazite.core import Words
from monazite.store import DeclaredList, ListFilter, columns_of
from monazite.trace.tables import SCHEMAS

_SCHEMA = SCHEMAS["trace_sources"]
_ID = _SCHEMA.table.c.id

LISTS: tuple[DeclaredList, ...] = (
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
)

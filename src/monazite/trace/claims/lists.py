"""The lists of this room: movements of credits, and claims."""

from __future__ import annotations

from monazite.core import Words
from monazite.ledger.marks import marked
from monazite.store import DeclaredList, ListFilter, columns_of
from monazite.trace.tables import SCHEMAS

_SCHEMA = SCHEMAS["trace_claims"]
_TABLE = _SCHEMA.table

LISTS: tuple[DeclaredList, ...] = (
    marked(
        DeclaredList(
            "claims",
            Words("声明额度", "Credits and claims"),
            columns_of(_SCHEMA),
            _TABLE,
            ("entry_number", "leg"),
            (
                ListFilter("party", Words("主体", "Party"), lambda value: _TABLE.c.party == value),
                ListFilter("lot", Words("批次", "Lot"), lambda value: _TABLE.c.lot == value),
                ListFilter("model", Words("模式", "Model"), lambda value: _TABLE.c.model == value),
            ),
            ("-entry_number", "leg"),
        )
    ),
)

"""The lists of this room: parties, permits, findings, quota movements, filings, penalties, export licences."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Table, or_

from monazite.core import Words
from monazite.core.errors import UsageError
from monazite.ledger.marks import marked
from monazite.store import DeclaredList, ListFilter, columns_of, said
from monazite.trace.permits.rules import grounds, party_kinds, permit_types
from monazite.trace.tables import SCHEMAS


def is_equal(table: Table, column: str, label: Words, *choices: str) -> ListFilter:
    """A filter on the exact value of one column."""
    return ListFilter(column, label, lambda value: table.c[column] == value, choices)


def is_year(table: Table, column: str, label: Words) -> ListFilter:
    """A filter on a column that holds a year."""

    def clause(value: str) -> ColumnElement[bool]:
        if not value.isdecimal():
            raise UsageError(said("monazite.trace", "year-wrong", column, found=value))
        return table.c[column] == int(value)

    return ListFilter(column, label, clause)


def is_since(table: Table, column: str) -> ListFilter:
    """A filter on days from one on."""

    def clause(value: str) -> ColumnElement[bool]:
        try:
            return table.c[column] >= date.fromisoformat(value)
        except ValueError as error:
            raise UsageError(said("monazite.trace", "day-wrong", column, found=value)) from error

    return ListFilter("since", Words("自", "Since"), clause)


def of_table(
    name: str,
    list_name: str,
    unique: tuple[str, ...],
    *filters: ListFilter,
    sort: tuple[str, ...] = (),
    hidden: tuple[str, ...] = (),
) -> DeclaredList:
    """A list of all columns of one table."""
    schema = SCHEMAS[name]
    columns, rest = columns_of(schema), frozenset(hidden)
    return marked(DeclaredList(list_name, schema.label, columns, schema.table, unique, filters, sort, rest))


_PARTIES = SCHEMAS["trace_parties"].table
_PERMITS = SCHEMAS["trace_permits"].table
_FINDINGS = SCHEMAS["trace_findings"].table
_LEGS = SCHEMAS["trace_quota_legs"].table
_ACTS = SCHEMAS["trace_quota_acts"].table
_FILINGS = SCHEMAS["trace_filings"].table
_PENALTIES = SCHEMAS["trace_penalties"].table
_LICENCES = SCHEMAS["trace_export_licences"].table

_PARTY = Words("主体", "Party")
_YEAR = Words("指标年度", "Year of the quota")


def _named(value: str) -> ColumnElement[bool]:
    columns = (_PARTIES.c.id, _PARTIES.c.name_zh, _PARTIES.c.name_en)
    return or_(*(column.icontains(value, autoescape=True) for column in columns))


PARTY_LIST = of_table(
    "trace_parties",
    "parties",
    ("id",),
    is_equal(_PARTIES, "kind", Words("类别", "Kind"), *party_kinds()),
    is_equal(_PARTIES, "group_id", Words("集团", "Group")),
    is_equal(_PARTIES, "firm", Words("企业", "Firm")),
    is_equal(_PARTIES, "region", Words("地区", "Region")),
    ListFilter("name", Words("名称", "Name"), _named),
    sort=("kind",),
    hidden=("entry",),
)
PERMIT_LIST = of_table(
    "trace_permits",
    "permits",
    ("id",),
    is_equal(_PERMITS, "party", _PARTY),
    is_equal(_PERMITS, "type", Words("证照类别", "Kind of permit"), *permit_types()),
    hidden=("entry",),
)
FINDING_LIST = of_table(
    "trace_findings",
    "findings",
    ("id",),
    is_equal(_FINDINGS, "party", _PARTY),
    is_equal(_FINDINGS, "ground", Words("排除情形", "Ground"), *grounds()),
    sort=("-since",),
    hidden=("entry",),
)
QUOTA_ACT_LIST = of_table(
    "trace_quota_acts",
    "quota-acts",
    ("entry_number",),
    is_year(_ACTS, "year", _YEAR),
    is_equal(_ACTS, "kind", Words("行为", "Act"), "issue", "split", "amend", "lapse"),
    sort=("-entry_number",),
)
QUOTA_LEG_LIST = of_table(
    "trace_quota_legs",
    "quota-legs",
    ("entry_number", "leg"),
    is_year(_LEGS, "year", _YEAR),
    is_equal(_LEGS, "party", _PARTY),
    is_equal(_LEGS, "stage", Words("环节", "Stage"), "mining", "separation"),
    is_equal(_LEGS, "class", Words("矿种类别", "Class"), "rock", "ion", "all"),
    is_equal(_LEGS, "role", Words("账户类别", "Role"), "issued", "held", "used", "lapsed"),
    is_since(_LEGS, "day"),
    sort=("-entry_number", "leg"),
)
FILING_LIST = of_table(
    "trace_filings",
    "filings",
    ("entry_number",),
    is_year(_FILINGS, "year", _YEAR),
    is_equal(_FILINGS, "group_id", Words("集团", "Group")),
    hidden=("entry",),
)
PENALTY_LIST = of_table(
    "trace_penalties",
    "penalties",
    ("entry_number",),
    is_year(_PENALTIES, "year", Words("处罚年度", "Year of the penalty")),
    is_equal(_PENALTIES, "party", _PARTY),
    hidden=("entry",),
)
LICENCE_LIST = of_table(
    "trace_export_licences",
    "export-licences",
    ("id",),
    is_equal(_LICENCES, "exporter", Words("出口企业", "Exporter")),
    hidden=("entry",),
)

LISTS = (
    PARTY_LIST, PERMIT_LIST, FINDING_LIST, QUOTA_ACT_LIST, QUOTA_LEG_LIST, FILING_LIST, PENALTY_LIST, LICENCE_LIST,
)  # fmt: skip

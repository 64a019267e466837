"""The lists of this room: what stands of each register, every version of it, deliveries and payments."""

from __future__ import annotations

from monazite.core import Words
from monazite.ledger.marks import marked
from monazite.plan.tables import SCHEMAS
from monazite.store import DeclaredList, ListFilter, columns_of

HIDDEN = ("record", "entry", "matter", "lots")
"""Columns that are for the records themselves."""


def _listed(table: str, name: str, *filters: str, sort: tuple[str, ...] = ("subject",)) -> DeclaredList:
    """A list of one table, with filters on some of its columns."""
    schema = SCHEMAS[table]
    labels = {column.name: column.label for column in schema.columns}
    unique = tuple(column.name for column in schema.table.primary_key.columns)
    kept = [column.name for column in schema.columns if column.name not in HIDDEN]
    found = tuple(_equal(table, column, labels[column]) for column in filters)
    return marked(DeclaredList(name, schema.label, columns_of(schema, *kept), schema.table, unique, found, sort))


def _equal(table: str, column: str, label: Words) -> ListFilter:
    return ListFilter(column, label, lambda value: SCHEMAS[table].table.c[column] == value)


LISTS: tuple[DeclaredList, ...] = (
    _listed("plan_programmes", "programmes", "maker"),
    _listed("plan_bills", "bills", "by"),
    _listed("plan_demands", "demands", "customer", "supplier", "material"),
    _listed("plan_groups", "capacity-groups", "supplier", "customer"),
    _listed("plan_comments", "plan-comments", "about", "by", sort=("-entry_number",)),
    _listed("plan_quotes", "price-quotes", "series", "by"),
    _listed("plan_commitments", "commitments", "seller", "buyer", "guarantor", "material"),
    _listed("plan_consents", "consents", "commitment", "party"),
    _listed("plan_deliveries", "commitment-deliveries", "commitment", "seller", "buyer", "kind",
            sort=("-entry_number",)),
    _listed("plan_payments", "commitment-payments", "commitment", "party", sort=("-entry_number", "ordinal")),
    _listed("plan_specifications", "specifications", "motor", "by"),
    _listed("plan_grades", "magnet-grades", "maker", "material"),
    _listed("plan_tests", "magnet-tests", "grade", "lab", "motor", sort=("-entry_number",)),
    _listed("plan_decisions", "qualifications", "grade", "specification", "ruling", "by", sort=("-entry_number",)),
    _listed("plan_topics", "topics", "lead", "group_id"),
    _listed("plan_notes", "topic-notes", "topic", "by", "status", sort=("-entry_number",)),
    _listed("plan_minutes", "minutes", "group_id", "document", sort=("-entry_number",)),
    _listed("plan_revisions", "plan-revisions", "kind", "subject", "actor", sort=("-entry_number",)),
)  # fmt: skip

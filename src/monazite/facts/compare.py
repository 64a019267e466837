"""Statements that several documents make: which wait to be compared, and the checks that came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection, delete, func, select

from monazite.facts.find import facts_stating
from monazite.facts.record import Check, Fact
from monazite.facts.rows import Row, check_row
from monazite.facts.tables import CHECK_FACTS, CHECK_ROWS, FACT_ROWS, TOUCHED
from monazite.store import insert, insert_new

STATEMENTS_AT_ONCE = 200
"""Statements compared in one transaction."""

FindCrossChecks = Callable[[Sequence[Fact]], Iterable[Check]]
"""From the records of one statement in several documents to the checks between them."""


def touch(connection: Connection, statements: Iterable[str]) -> None:
    """Mark statements whose records changed, so that `compare_touched` compares them; the mark survives a crash."""
    insert_new(connection, TOUCHED, ({"statement": statement} for statement in sorted(statements)))


def compare_touched(connection: Connection, find_cross_checks: FindCrossChecks) -> int:
    """Compare some of the marked statements between documents and keep the checks in place of earlier ones.

    Args:
        connection: of a writing transaction.
        find_cross_checks: compares the records of one statement; they come in an order that never changes.

    Returns:
        How many marked statements were dealt with; 0 when none is left.
    """
    statements = list(connection.execute(select(TOUCHED.c.statement).limit(STATEMENTS_AT_ONCE)).scalars())
    _forget(connection, statements)
    for statement, records in facts_stating(connection, shared_statements(connection, statements)).items():
        documents = {fact.id: document for document, fact in reversed(records)}
        checks = {check.id: check for check in find_cross_checks([fact for _, fact in records])}
        placed = [(_document_of(check, documents), check) for check in checks.values()]
        rows = (check_row(document, number, check, statement) for number, (document, check) in enumerate(placed))
        insert(connection, CHECK_ROWS, rows)
        insert(connection, CHECK_FACTS, (row for document, check in placed for row in check_facts(document, [check])))
    connection.execute(delete(TOUCHED).where(TOUCHED.c.statement.in_(statements)))
    return len(statements)


def shared_statements(connection: Connection, statements: Sequence[str]) -> list[str]:
    """Those of some statements that more than one document makes."""
    statement = (
        select(FACT_ROWS.c.statement).where(FACT_ROWS.c.statement.in_(statements)).group_by(FACT_ROWS.c.statement)
    )
    many = statement.having(func.count(FACT_ROWS.c.document_id.distinct()) > 1).order_by(FACT_ROWS.c.statement)
    return list(connection.execute(many).scalars())


def check_facts(document: str, checks: Iterable[Check]) -> list[Row]:
    """Rows of table ``check_facts``: which facts some checks of a document used."""
    pairs = {(check.id, one.fact_id) for check in checks for one in check.inputs if one.fact_id}
    return [{"document_id": document, "check_id": check, "fact_id": fact} for check, fact in sorted(pairs)]


def _document_of(check: Check, documents: dict[str, str]) -> str:
    return next(documents[one.fact_id] for one in check.inputs if one.fact_id in documents)


def _forget(connection: Connection, statements: Sequence[str]) -> None:
    old = select(CHECK_ROWS.c.id).where(CHECK_ROWS.c.statement.in_(statements))
    connection.execute(delete(CHECK_FACTS).where(CHECK_FACTS.c.check_id.in_(old)))
    connection.execute(delete(CHECK_ROWS).where(CHECK_ROWS.c.statement.in_(statements)))

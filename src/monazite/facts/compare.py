"""Statements that several documents make: which wait to be compared, and the checks that came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, groupby, islice

from sqlalchemy import Connection, delete, func, select

from monazite.facts.find import facts_stating, records_stating
from monazite.facts.record import Check, Fact
from monazite.facts.rows import Row, check_row
from monazite.facts.tables import CHECK_FACTS, CHECK_ROWS, FACT_ROWS, TOUCHED
from monazite.store import insert, insert_new

STATEMENTS_AT_ONCE = 200
"""Statements compared in one transaction."""
RECORDS_IN_TRANSACTION = 20_000
"""Records compared in one transaction, unless one statement alone has more."""
RECORDS_AT_ONCE = 1_000
"""Records compared at a time: what is in memory of a statement that very many documents make."""
RECORDS_OF_DOCUMENT = 100
"""Records looked at, then, of a document that makes the statement more often."""

FindCrossChecks = Callable[[Sequence[Fact]], Iterable[Check]]
"""From the records of one statement in several documents to the checks between the first document and each other."""


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
    statements, shared = _marked(connection)
    _forget(connection, statements)
    for batch in _batches(shared):
        if sum(shared[statement] for statement in batch) > RECORDS_AT_ONCE:
            _compare_many(connection, batch[0], find_cross_checks)
            continue
        for statement, records in facts_stating(connection, batch).items():
            _keep(connection, statement, records, _new(find_cross_checks([fact for _, fact in records]), set()))
    connection.execute(delete(TOUCHED).where(TOUCHED.c.statement.in_(statements)))
    return len(statements)


def _marked(connection: Connection) -> tuple[list[str], dict[str, int]]:
    """Marked statements for one transaction, and the number of records of those that several documents make."""
    statements = list(connection.execute(select(TOUCHED.c.statement).limit(STATEMENTS_AT_ONCE)).scalars())
    shared = shared_statements(connection, statements)
    totals = accumulate(shared.get(statement, 0) for statement in statements)
    last = next((number for number, total in enumerate(totals, 1) if total >= RECORDS_IN_TRANSACTION), None)
    chosen = set(statements[:last])
    return statements[:last], {statement: records for statement, records in shared.items() if statement in chosen}


def _batches(shared: Mapping[str, int]) -> Iterator[list[str]]:
    """Statements in groups that have not too many records together; one with too many is alone."""
    batch: list[str] = []
    total = 0
    for statement, records in shared.items():
        if batch and total + records > RECORDS_AT_ONCE:
            yield batch
            batch, total = [], 0
        batch.append(statement)
        total += records
    if batch:
        yield batch


def _compare_many(connection: Connection, statement: str, find_cross_checks: FindCrossChecks) -> None:
    """Compare a statement that very many documents make, some of them at a time with the first ones."""
    parts = _parts(records_stating(connection, statement))
    first = next(parts, [])
    known: set[str] = set()
    for part in chain(([],), parts):
        records, number = [*first, *part], len(known)
        found = _new(find_cross_checks([fact for _, fact in records]), known)
        _keep(connection, statement, records, found, number)


def _new(checks: Iterable[Check], known: set[str]) -> list[Check]:
    """Those whose id is not known yet, the first of each id; from now on it is."""
    found: dict[str, Check] = {}
    for check in checks:
        if check.id not in known:
            found.setdefault(check.id, check)
    known.update(found)
    return list(found.values())


def _parts(records: Iterable[tuple[str, Fact]]) -> Iterator[list[tuple[str, Fact]]]:
    """The records of whole documents, not too many at a time."""
    part: list[tuple[str, Fact]] = []
    for _, of_document in groupby(records, key=lambda record: record[1].doc):
        part += islice(of_document, RECORDS_OF_DOCUMENT)
        if len(part) >= RECORDS_AT_ONCE // 2:
            yield part
            part = []
    if part:
        yield part


def _keep(
    connection: Connection,
    statement: str,
    records: Sequence[tuple[str, Fact]],
    checks: Iterable[Check],
    first: int = 0,
) -> None:
    """Keep checks between the documents of some records, numbered from ``first``."""
    documents = {fact.id: document for document, fact in reversed(records)}
    placed = [(_document_of(check, documents), check) for check in checks]
    rows = (check_row(document, number, check, statement) for number, (document, check) in enumerate(placed, first))
    insert(connection, CHECK_ROWS, rows)
    insert(connection, CHECK_FACTS, (row for document, check in placed for row in check_facts(document, [check])))


def shared_statements(connection: Connection, statements: Sequence[str]) -> dict[str, int]:
    """Those of some statements that more than one document makes, in order, and how many records each has."""
    statement, records = FACT_ROWS.c.statement, func.count()
    wanted = select(statement, records).where(statement.in_(statements)).group_by(statement).order_by(statement)
    many = wanted.having(func.count(FACT_ROWS.c.document_id.distinct()) > 1)
    return {row[0]: row[1] for row in connection.execute(many)}


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

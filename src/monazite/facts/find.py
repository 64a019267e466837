"""Questions about what is kept: a fact with everything around it, a document, price series, quotas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, select

from monazite.core.errors import UsageError
from monazite.facts.lists import FACTS
from monazite.facts.period import batch_of
from monazite.facts.record import Check, Fact, Span
from monazite.facts.rows import Row, check_of, fact_of, shown_of
from monazite.facts.stored import LooseNumeral, Shown, StoredFact
from monazite.facts.tables import CHECK_FACTS, CHECK_ROWS, DOCUMENT_ROWS, FACT_ROWS, NUMERALS
from monazite.reference import organisation_named
from monazite.store import said

JOINED = re.compile(r"[、，,;；/]| and (?=Ministry|National|State|the )|(?<=部)(?:和|与|及|会同)")
"""Between the names of ministries that act together."""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as it is kept; ``blocks`` as `DocumentRecord` describes them."""

    id: str
    sha256: str
    item: int | None
    name: str
    title: str | None
    date: date | None
    publisher: str | None
    url: str | None
    format: str
    encoding: str
    reader_version: str
    text: str
    blocks: tuple[dict[str, Any], ...]
    numerals: dict[str, int]


@dataclass(frozen=True, slots=True)
class PricePoint:
    """One price of one product. Records that print the same price (text and table) are one point.

    Args:
        day: last day of its period, ISO.
        period: as the fact has it.
        low, high: in ``unit``; equal for one number.
        unit: canonical unit (CNY/kg).
        spec, region, org, scope, qualifier: as the fact has them.
        status: of the best-proved record.
        facts: ids of the records.
        docs: names of their documents.
    """

    day: str | None
    period: str | None
    low: float
    high: float
    unit: str | None
    spec: str | None
    region: str | None
    org: str | None
    scope: str | None
    qualifier: str | None
    status: str
    facts: tuple[str, ...]
    docs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """One quota figure: year, batch (None for a whole year), what it permits, whose it is.

    ``org`` is None for the total, also where a paper names the ministry that gave it.
    """

    year: str
    batch: str | None
    subject: str
    org: str | None
    region: str | None
    reo_tonnes: float | None
    change_pct: float | None
    status: str
    fact: str
    doc: str


def fact_by_id(connection: Connection, fact_id: str) -> StoredFact | None:
    """A fact with its checks, its correction, the other records of its statement and those that conflict with it.

    Args:
        connection: to read from.
        fact_id: its id, or the beginning of it when only one fact begins so.

    Raises:
        UsageError: when several facts begin so.
    """
    row = next(_fact_rows(connection, FACT_ROWS.c.id == fact_id), None)
    if row is None:
        row = _only_beginning(connection, fact_id)
    if row is None:
        return None
    fact_id = row["id"]
    same_rows = list(_fact_rows(connection, FACT_ROWS.c.statement == row["statement"]))
    others = [other for other in same_rows if (other["document_id"], other["ordinal"]) != _key(row)]
    checks = checks_with(connection, fact_id)
    against = {
        i.fact_id for check in checks if check.rule == "cross_document" and not check.holds for i in check.inputs
    }
    same = [fact_of(other) for other in others]
    return StoredFact(
        fact_of(row, tuple(check.id for check in checks)), row["document_id"], shown_of(row), tuple(checks),
        tuple(same), tuple(fact for fact in same if fact.id in against),
    )  # fmt: skip


def _only_beginning(connection: Connection, beginning: str) -> Row | None:
    """The one fact whose id begins so; None for none.

    Raises:
        UsageError: when several do.
    """
    begins = FACT_ROWS.c.id.startswith(beginning, autoescape=True)
    wanted = select(FACT_ROWS.c.id).where(begins).distinct().order_by(FACT_ROWS.c.id)
    ids = list(connection.execute(wanted.limit(NAMED + 1)).scalars()) if beginning else []
    if not ids:
        return None
    if len(ids) > 1:
        number = connection.execute(select(func.count()).select_from(wanted.subquery())).scalar_one()
        named = ", ".join(ids[:NAMED]) + (" …" if len(ids) > NAMED else "")
        raise UsageError(said("monazite.facts", "fact-ambiguous", beginning, number=number, ids=named))
    return next(_fact_rows(connection, FACT_ROWS.c.id == ids[0]), None)


def _key(row: Row) -> tuple[str, int]:
    return row["document_id"], row["ordinal"]


def _fact_rows(connection: Connection, *where: ColumnElement[bool]) -> Iterator[Row]:
    statement = select(*(c.expression.label(c.key) for c in FACTS.columns)).select_from(FACTS.source).where(*where)
    statement = statement.order_by(FACT_ROWS.c.doc, FACT_ROWS.c.document_id, FACT_ROWS.c.ordinal)
    rows = connection.execute(statement, execution_options={"yield_per": STREAM_ROWS})
    return (dict(row) for row in rows.mappings())


def checks_with(connection: Connection, fact_id: str) -> list[Check]:
    """The checks that used a fact, those between documents last."""
    on = and_(CHECK_FACTS.c.document_id == CHECK_ROWS.c.document_id, CHECK_FACTS.c.check_id == CHECK_ROWS.c.id)
    statement = select(CHECK_ROWS).join(CHECK_FACTS, on).where(CHECK_FACTS.c.fact_id == fact_id)
    return _checks(connection, statement)


def checks_of(connection: Connection, document_id: str) -> list[Check]:
    """The checks of a document, those between documents that begin with it last."""
    return _checks(connection, select(CHECK_ROWS).where(CHECK_ROWS.c.document_id == document_id))


def check_by_id(connection: Connection, check_id: str) -> Check | None:
    """A check by its id."""
    return next(iter(_checks(connection, select(CHECK_ROWS).where(CHECK_ROWS.c.id == check_id))), None)


def _checks(connection: Connection, statement: Any) -> list[Check]:
    order = (CHECK_ROWS.c.statement.is_not(None), CHECK_ROWS.c.doc, CHECK_ROWS.c.document_id, CHECK_ROWS.c.ordinal)
    return [check_of(dict(row)) for row in connection.execute(statement.order_by(*order)).mappings()]


def document_by_id(connection: Connection, document_id: str) -> StoredDocument | None:
    """A document with its text and blocks."""
    row = connection.execute(select(DOCUMENT_ROWS).where(DOCUMENT_ROWS.c.id == document_id)).mappings().first()
    return None if row is None else StoredDocument(**{**row, "blocks": tuple(row["blocks"])})


def titles_of(connection: Connection, document_ids: Sequence[str]) -> dict[str, str]:
    """The title of each document, its file's name where it has none."""
    statement = select(DOCUMENT_ROWS.c.id, DOCUMENT_ROWS.c.title, DOCUMENT_ROWS.c.name)
    rows = connection.execute(statement.where(DOCUMENT_ROWS.c.id.in_(document_ids)))
    return {row.id: row.title or row.name for row in rows}


def facts_of(connection: Connection, document_id: str) -> list[tuple[Fact, Shown]]:
    """The facts of a document in order, each with its place in the text for display; ``checks`` are filled."""
    rows = _fact_rows(connection, FACT_ROWS.c.document_id == document_id)
    return [(fact_of(row, tuple((row["checks"] or "").split())), shown_of(row)) for row in rows]


def loose_numerals_of(connection: Connection, document_id: str) -> list[LooseNumeral]:
    """The numerals of a document that are not accounted for."""
    statement = select(NUMERALS).where(NUMERALS.c.document_id == document_id).order_by(NUMERALS.c.start)
    return [
        LooseNumeral(
            row["start"], row["end"], row["text"],
            None if row["view_start"] is None else Span(row["view_start"], row["view_end"]),
        )
        for row in connection.execute(statement).mappings()
    ]  # fmt: skip


def facts_stating(connection: Connection, statements: Sequence[str]) -> dict[str, list[tuple[str, Fact]]]:
    """Every record of some statements, with the id of its document, by statement; in an order that never changes."""
    found: dict[str, list[tuple[str, Fact]]] = {}
    for row in _fact_rows(connection, FACT_ROWS.c.statement.in_(statements)):
        found.setdefault(row["statement"], []).append((row["document_id"], fact_of(row)))
    return found


def records_stating(connection: Connection, statement: str) -> Iterator[tuple[str, Fact]]:
    """Every record of one statement, with the id of its document, in the same order; streamed."""
    for row in _fact_rows(connection, FACT_ROWS.c.statement == statement):
        yield row["document_id"], fact_of(row)


def facts_of_kind(
    connection: Connection, kind: str, since: date | None = None, until: date | None = None
) -> Iterator[Fact]:
    """Facts of one kind whose period lies within some days, in an order that never changes; streamed.

    Args:
        connection: to read from.
        kind: such as ``price``.
        since: first day; None for all, those without a period as well.
        until: last day.
    """
    columns = FACT_ROWS.c
    where = [columns.kind == kind]
    where += [columns.period_start >= since.isoformat()] if since else []
    where += [columns.period_end <= until.isoformat()] if until else []
    return map(fact_of, _fact_rows(connection, *where))


STREAM_ROWS = 500
"""Rows fetched at a time."""
NAMED = 3
"""Ids that a sentence about several names."""
BEST_FIRST = ("repaired", "verified", "unchecked", "contradicted")
"""Where several records print one price, the point shows this status first: a repair must stay visible."""


def price_series(connection: Connection, subject: str, *, spec: str | None = None) -> list[PricePoint]:
    """The prices of a product in order of time.

    Args:
        connection: to read from.
        subject: its standard name (氧化镨钕).
        spec: only this specification.
    """
    columns = FACT_ROWS.c
    where = [columns.kind == "price", columns.subject == subject, columns.canonical_low.is_not(None)]
    if spec is not None:
        where.append(columns.spec == spec)
    order = (columns.doc, columns.document_id, columns.ordinal)
    groups: dict[tuple[Any, ...], list[RowMapping]] = {}
    for row in connection.execute(select(*(columns[name] for name in POINT)).where(*where).order_by(*order)).mappings():
        groups.setdefault(tuple(row[name] for name in SAME_POINT), []).append(row)
    points = [_point(rows) for rows in groups.values()]
    return sorted(points, key=lambda point: (point.day or "", point.spec or "", point.low, point.high, point.facts))


SAME_POINT = ("period_end", "period", "canonical_low", "canonical_high", "canonical_unit", "spec", "region", "org")
"""Records that agree in these are one point."""
POINT = (*SAME_POINT, "scope", "qualifier", "status", "id", "doc")


def _point(rows: list[RowMapping]) -> PricePoint:
    first = min(rows, key=lambda row: BEST_FIRST.index(row["status"]))
    return PricePoint(
        first["period_end"], first["period"], first["canonical_low"], first["canonical_high"], first["canonical_unit"],
        first["spec"], first["region"], first["org"], first["scope"], first["qualifier"], first["status"],
        tuple(row["id"] for row in rows), tuple(dict.fromkeys(row["doc"] for row in rows)),
    )  # fmt: skip


def quota_lines(connection: Connection, *, year: str | None = None) -> list[QuotaLine]:
    """Quota figures by year, batch, subject and group, newest year first, totals before groups.

    Args:
        connection: to read from.
        year: only this one, such as ``2022``.
    """
    where = [FACT_ROWS.c.kind == "quota", FACT_ROWS.c.period.is_not(None)]
    lines = [_quota_line(row) for row in _fact_rows(connection, *where)]
    wanted = [line for line in lines if year in (None, line.year)]
    return sorted(
        wanted, key=lambda q: (-_year(q.year), q.batch or "", q.subject, q.org is not None, -(q.reo_tonnes or 0))
    )


def _year(year: str) -> int:
    return int(year) if year.isdecimal() else 0


def is_issuer(org: str) -> bool:
    """Whether an organisation of a quota gives it rather than holds it: a ministry, or several of them.

    >>> is_issuer("工业和信息化部、自然资源部"), is_issuer("北方稀土")
    (True, False)
    """
    named = [organisation_named(one) for one in (*JOINED.split(org),) if one.strip()]
    return all(one is not None and one.kind == "government" for one in named) and bool(named)


def _quota_line(row: Row) -> QuotaLine:
    period = row["period"]
    holder = None if row["org"] and is_issuer(row["org"]) else row["org"]
    return QuotaLine(
        period[:4], batch_of(period), row["subject"], holder, row["region"], row["canonical_low"],
        row["change_pct_low"], row["status"], row["id"], row["doc"],
    )  # fmt: skip

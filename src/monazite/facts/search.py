"""Search documents and facts by any word, Chinese words of one or two characters among them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    RowMapping,
    Select,
    and_,
    bindparam,
    func,
    nulls_last,
    or_,
    select,
    union,
)

from monazite.core.errors import UsageError
from monazite.facts.lists import FACTS
from monazite.facts.record import Fact, Span
from monazite.facts.rows import fact_of
from monazite.facts.tables import DOCUMENT_ROWS, FACT_ROWS, NAMES, SEARCH_ROWS, TEXT_INDEX
from monazite.store import RUNS, Fold, contains, folded, phrases, said, text_matches, wanted_text

EXAMINED = 500
"""How many proposals of the index are read at most, where it cannot decide alone."""
NAMES_SEARCHED = 30
"""How many names are followed to their facts at most, the shortest first."""
SNIPPET_CHARACTERS = 60
"""How much of the text stands to either side of a hit."""


@dataclass(frozen=True, slots=True)
class DocumentHit:
    """A document that holds the words.

    Args:
        id, name, item, title, date: of the document; the day in ISO 8601.
        snippet: the text around the first hit; its beginning where only a name of a fact matched.
        hit: where the words stand in the snippet, None where only a name of a fact matched (a repaired name, an alias).
    """

    id: str
    name: str
    item: int | None
    title: str | None
    date: str | None
    snippet: str
    hit: Span | None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found.

    Args:
        query: as asked.
        documents: newest first, at most as many as asked for.
        total: how many documents there are in all.
        facts: whose printed, repaired or other name, or quote, holds the words.
    """

    query: str
    documents: tuple[DocumentHit, ...]
    total: int
    facts: tuple[Fact, ...] = field(default=())

    def to_dicts(self) -> list[dict[str, Any]]:
        """The documents and then the facts, each as an object with its ``type``."""
        found = [{"type": "document", **_hit_json(hit)} for hit in self.documents]
        return found + [{"type": "fact", **fact.as_json()} for fact in self.facts]


def _hit_json(hit: DocumentHit) -> dict[str, Any]:
    keys = ("id", "name", "item", "title", "date", "snippet")
    return {key: getattr(hit, key) for key in keys} | {"hit": hit.hit and [hit.hit.start, hit.hit.end]}


def search(
    connection: Connection, query: str, *, limit: int = 20, offset: int = 0, fold: Fold | None = None
) -> SearchResult:
    """Find documents and facts that hold every word of a query.

    Args:
        connection: to read from.
        query: words with spaces between; each is found inside longer ones too.
        limit: of documents and of facts.
        offset: documents to skip.
        fold: as the documents were indexed with.

    Raises:
        UsageError: when the query holds no letter or digit.
    """
    if not phrases(query):
        known = {"wanted_zh": "至少一个字或数字", "wanted_en": "at least one letter, character or digit"}
        raise UsageError(said("monazite.store", "value-wrong", "search", found=query, **known))
    asked, query = query, folded(query, fold)
    rows, total = _documents(connection, query, (limit, offset), fold)
    hits = tuple(_hit(row, query, fold) for row in rows)
    return SearchResult(asked, hits, total, tuple(search_facts(connection, query, limit=limit)))


def search_facts(connection: Connection, query: str, *, limit: int = 20) -> list[Fact]:
    """Facts whose printed, repaired or other name holds every word of a query, newest period first."""
    keys = _called(connection, query)
    if not keys:
        return []
    given = {"wanted_rows": limit} | {f"key{number}": key for number, key in enumerate(keys)}
    return [fact_of(dict(row)) for row in connection.execute(_newest(len(keys)), given).mappings()]


NAMED = (FACT_ROWS.c.subject, FACT_ROWS.c.subject_as_written, FACT_ROWS.c.org)
"""The columns whose names are searched; each has an index with the period behind it."""


def _called(connection: Connection, query: str) -> list[str]:
    """The names in facts that hold every word of a query, themselves or in another of their names; shortest first."""
    holding = (NAMES.c.names.contains(word, autoescape=True) for word in folded(query).split())
    shortest = select(NAMES.c.subject).where(*holding).order_by(func.length(NAMES.c.subject), NAMES.c.subject)
    return list(connection.execute(shortest.limit(NAMES_SEARCHED)).scalars())


@cache
def _newest(keys: int) -> Select[Any]:
    """The newest facts under some names: parameters ``wanted_rows`` and ``key0``, ``key1`` to the last."""
    named = [_newest_under(column, f"key{number}") for number in range(keys) for column in NAMED]
    found = union(*(select(one.subquery()) for one in named)).subquery("found")
    newest = select(found).order_by(*_newest_first(found)).limit(bindparam("wanted_rows", type_=Integer))
    chosen = newest.subquery("chosen")
    same = and_(FACT_ROWS.c.document_id == chosen.c.document_id, FACT_ROWS.c.ordinal == chosen.c.ordinal)
    columns = (column.expression.label(column.key) for column in FACTS.columns)
    return select(*columns).select_from(FACTS.source.join(chosen, same)).order_by(*_newest_first(FACT_ROWS))


def _newest_under(column: ColumnElement[str], key: str) -> Select[Any]:
    columns = (FACT_ROWS.c.document_id, FACT_ROWS.c.ordinal, FACT_ROWS.c.period_start)
    order = (FACT_ROWS.c.period_start.desc(), FACT_ROWS.c.document_id, FACT_ROWS.c.ordinal)
    under = select(*columns).where(column == bindparam(key))
    return under.order_by(*order).limit(bindparam("wanted_rows", type_=Integer))


def _newest_first(rows: FromClause) -> tuple[ColumnElement[Any], ...]:
    return nulls_last(rows.c.period_start.desc()), rows.c.document_id, rows.c.ordinal


def _documents(
    connection: Connection, query: str, page: tuple[int, int], fold: Fold | None
) -> tuple[list[RowMapping], int]:
    """One page (rows, skipped) and how many there are; what the index only proposes is read before it is believed."""
    limit, offset = page
    given = {"wanted": wanted_text(phrases(query)), "wanted_rows": limit, "skipped_rows": offset}
    if _is_exact(query):
        return list(connection.execute(_page(), given).mappings()), _count(connection, given)
    proposed = connection.execute(_page(), given | {"wanted_rows": EXAMINED, "skipped_rows": 0}).mappings()
    verified = [row for row in proposed if _holds(connection, row, query, fold)]
    return verified[offset : offset + limit], len(verified)


@cache
def _page() -> Select[Any]:
    """Documents in the index, newest first: parameters ``wanted``, ``wanted_rows``, ``skipped_rows``."""
    matches = text_matches(TEXT_INDEX).subquery("matches")
    joined = matches.join(SEARCH_ROWS, SEARCH_ROWS.c.row_number == matches.c.row_number)
    joined = joined.join(DOCUMENT_ROWS, DOCUMENT_ROWS.c.id == SEARCH_ROWS.c.document_id)
    wanted = (DOCUMENT_ROWS.c[name] for name in ("id", "name", "item", "title", "date", "text"))
    ordered = select(*wanted).select_from(joined).order_by(matches.c.row_number.desc())
    return ordered.limit(bindparam("wanted_rows", type_=Integer)).offset(bindparam("skipped_rows", type_=Integer))


def _count(connection: Connection, given: dict[str, Any]) -> int:
    """How many documents match; the join is needed only where a document was read again, which leaves a row behind."""
    has_stale = connection.execute(_stale_rows()).first() is not None
    return int(connection.execute(_counted(has_stale), given).scalar_one())


@cache
def _stale_rows() -> Select[Any]:
    return select(SEARCH_ROWS.c.row_number).where(SEARCH_ROWS.c.document_id.is_(None)).limit(1)


@cache
def _counted(has_stale: bool) -> Select[Any]:  # noqa: FBT001  which of two statements
    matches = text_matches(TEXT_INDEX).subquery("matches")
    if not has_stale:
        return select(func.count()).select_from(matches)
    joined = matches.join(SEARCH_ROWS, SEARCH_ROWS.c.row_number == matches.c.row_number)
    return select(func.count()).select_from(joined).where(SEARCH_ROWS.c.document_id.is_not(None))


def _is_exact(query: str) -> bool:
    """Whether the index alone is right: every word is one run, whose tokens stand side by side in the text."""
    return all(RUNS.fullmatch(word) for word in folded(query).split())


def _holds(connection: Connection, row: RowMapping, query: str, fold: Fold | None) -> bool:
    written = f"{row['title'] or ''}\n{row['text']}"
    if contains(written, query, fold):
        return True
    keys = (FACT_ROWS.c.subject, FACT_ROWS.c.subject_as_written, FACT_ROWS.c.org)
    on = or_(*(NAMES.c.subject == key for key in keys))
    named = select(NAMES.c.names).join(FACT_ROWS, on).where(FACT_ROWS.c.document_id == row["id"]).distinct()
    return contains("\n".join([written, *connection.execute(named).scalars()]), query, fold)


def _hit(row: RowMapping, query: str, fold: Fold | None) -> DocumentHit:
    text = row["text"]
    span = _first(text, query, fold)
    start = max(0, span.start - SNIPPET_CHARACTERS) if span else 0
    end = span.end + SNIPPET_CHARACTERS if span else 2 * SNIPPET_CHARACTERS
    inside = Span(span.start - start, span.end - start) if span else None
    day = row["date"] and row["date"].isoformat()
    return DocumentHit(row["id"], row["name"], row["item"], row["title"], day, text[start:end], inside)


def _first(text: str, query: str, fold: Fold | None) -> Span | None:
    """Where the first word of a folded query stands in a text, whatever its case, width or script."""
    words = query.split()
    if words and (start := text.find(words[0])) >= 0:
        return Span(start, start + len(words[0]))
    plain = folded(text, fold)
    for word in words:
        if len(plain) == len(text) and (start := plain.find(word)) >= 0:
            return Span(start, start + len(word))
        if found := re.search(re.escape(word), text, re.IGNORECASE):  # some character has no form of the same length
            return Span(found.start(), found.end())
    return None

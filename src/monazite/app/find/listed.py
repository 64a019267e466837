"""What is in the workspace: rows of declared lists as things with names, or asked for by their numbers."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select

from monazite.app.find.kinds import Kind
from monazite.app.find.names import Item, Word
from monazite.app.find.record import Group, Hit
from monazite.app.find.words import Query
from monazite.core import Words
from monazite.reference import product_named
from monazite.store import DeclaredList, ListQuery, stream

LEAST_INSIDE, LEAST_BEGINNING = 2, 3
"""Characters of a number from which any part of it, or its beginning, is found."""
MOST_DIGITS = 18
_NUMBER = re.compile(r"[0-9-]")
Titles = Callable[[str], Words]
"""From an id or a name in a row to what people call it."""
Standing = Callable[[str, Word], Sequence[str]]
"""From a kind and a word to the ids of the things of that kind that are called so."""


def version(connection: Connection, declared: DeclaredList) -> tuple[int | None, ...]:
    """What changes whenever the rows of a list of the journal do: their number, the last of their entries, the sum."""
    entry = declared.column("entry_number").expression
    measured = select(func.count(), func.max(entry), func.sum(entry)).select_from(declared.source)
    return tuple(connection.execute(measured).one())


def items(connection: Connection, kind: Kind, declared: DeclaredList, titles: Titles) -> Iterator[Item]:
    """Every row of a list as a thing with names; of several versions of one the last."""
    rows = {(row[kind.id], row.get(kind.within)): row for row in stream(connection, declared, ListQuery(limit=None))}
    for row in rows.values():
        product = product_named(row.get("product") or "")
        about = tuple(text for key in kind.notes if row[key] for text in {str(row[key]), *titles(str(row[key]))})
        hit = hit_of(kind, row, titles)
        yield Item(hit.id, hit.title, hit.note, hit.within, product.aliases if product else (), about)


def hit_of(kind: Kind, row: Mapping[str, Any], titles: Titles) -> Hit:
    """A row as it is shown."""
    named = [row[key] for key in kind.title]
    title = titles(str(named[0] or row[kind.id])) if len(named) == 1 else Words(named[0], named[1] or named[0])
    notes = [_told(row[key], titles) for key in kind.notes if row[key] is not None]
    note = Words(" · ".join(one.zh for one in notes), " · ".join(one.en for one in notes))
    within = row[kind.within] if kind.within else ""
    return Hit(kind.key, str(row[kind.id]), title, note, "" if within is None else str(within))


def _told(value: object, titles: Titles) -> Words:
    if isinstance(value, str):
        return titles(value)
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    return Words(text, text)


def numbered(
    connection: Connection, kind: Kind, declared: DeclaredList, query: Query, *,
    standing: Standing, titles: Titles, page: tuple[int, int],
) -> Group:  # fmt: skip
    """Rows whose number holds every word, or in which something stands that is called so.

    Args:
        connection: to read from.
        kind: of them.
        declared: their list.
        query: the question.
        standing: see `Standing`.
        titles: see `Titles`.
        page: rows wanted, and rows skipped.

    Returns:
        Those whose number is the first word before those where it begins so, the newest first.
    """
    fits = _all_fit(kind, declared, query, standing)
    rows = connection.execute(_page(kind, declared, query.words[0], page).where(fits)).mappings().all()
    limit, offset = page
    total = len(rows)
    if offset or total == limit:  # only a full page may be followed by others
        total = connection.execute(select(func.count()).select_from(declared.source).where(fits)).scalar_one()
    return Group(kind, tuple(hit_of(kind, dict(row), titles) for row in rows), total)


def _page(kind: Kind, declared: DeclaredList, word: Word, page: tuple[int, int]) -> Select[Any]:
    key, order = declared.column(kind.id).expression, []
    if kind.ids == "inside" and _NUMBER.search(word.text):  # without an order by likeness the newest are at hand
        plain = func.lower(key)
        order = [case((plain == word.text, 0), (plain.startswith(word.text, autoescape=True), 1), else_=2)]
    newest = declared.column("number" if declared.name in {"lots", "entries"} else "entry_number").expression
    columns = (declared.column(one).expression.label(one) for one in kind.columns)
    limit, offset = page
    ordered = select(*columns).select_from(declared.source).order_by(*order, newest.desc(), key)
    return ordered.limit(limit).offset(offset)


def _all_fit(kind: Kind, declared: DeclaredList, query: Query, standing: Standing) -> ColumnElement[bool]:
    """Every word fits, or all of them as one name; a number that is found by its beginning has no spaces in it."""
    whole = _fits(kind, declared, query.whole, standing)
    if kind.ids == "begins" or len(query.words) == 1:
        return whole
    return or_(whole, and_(*(_fits(kind, declared, word, standing) for word in query.words)))


def _fits(kind: Kind, declared: DeclaredList, word: Word, standing: Standing) -> ColumnElement[bool]:
    through = ((declared.column(column).expression, standing(other, word)) for column, other in kind.through)
    return or_(_has_number(kind, declared, word), *(column.in_(names) for column, names in through if names))


def _has_number(kind: Kind, declared: DeclaredList, word: Word) -> ColumnElement[bool]:
    """Whether the number holds a word; where there are very many, whether it begins so, which an index answers."""
    key = declared.column(kind.id).expression
    if kind.ids == "inside" and len(word.text) >= LEAST_INSIDE:
        return key.icontains(word.text, autoescape=True)
    forms = sorted({unicodedata.normalize("NFKC", word.raw), word.text, word.text.upper()})
    found: list[ColumnElement[bool]] = []
    if kind.ids == "inside" or len(word.text) < LEAST_BEGINNING:
        found.append(key.in_(forms))
    else:
        found.extend(and_(key >= form, key < form + "\U0010ffff") for form in forms)
    if kind.within == "number" and word.text.isdecimal() and len(word.text) <= MOST_DIGITS:
        found.append(declared.column("number").expression == int(word.text))
    return or_(*found)

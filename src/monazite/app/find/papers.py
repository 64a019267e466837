"""Documents and facts as hits of the box."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from monazite.app.find.kinds import kinds
from monazite.app.find.known import called
from monazite.app.find.record import Group, Hit
from monazite.app.read.names import as_compared
from monazite.core import UsageError, Words
from monazite.facts import DocumentHit, Fact, SearchResult, fact_by_id
from monazite.facts import search as search_papers

ID_CHARACTERS = 6
"""From which on a word may be the beginning of the id of a fact."""


def papers(connection: Connection, text: str, wanted: Collection[str], page: tuple[int, int]) -> list[Group]:
    """The documents and the facts that hold every word, as groups; a group that is not wanted or empty is left out.

    Args:
        connection: to read from.
        text: words with spaces between.
        wanted: keys of kinds.
        page: hits wanted, and hits skipped.
    """
    if not {"document", "fact"} & set(wanted):
        return []
    limit, offset = page
    found = search_papers(connection, text, limit=limit + offset + 1, fold=as_compared)
    groups = [_documents(found, page), _facts(connection, text, found, page)]
    return [group for group in groups if group.total and group.kind.key in wanted]


def _documents(found: SearchResult, page: tuple[int, int]) -> Group:
    limit, offset = page
    return Group(kinds()["document"], tuple(map(_document, found.documents[offset : offset + limit])), found.total)


def _document(hit: DocumentHit) -> Hit:
    title, note = hit.title or hit.name, " ".join(filter(None, (hit.date, " ".join(hit.snippet.split()))))
    return Hit("document", hit.id, Words(title, title), Words(note, note), source=hit)


def _facts(connection: Connection, text: str, found: SearchResult, page: tuple[int, int]) -> Group:
    """Facts are counted only as far as they are read."""
    limit, offset = page
    own = _by_id(connection, text)
    facts = [*own, *(one for one in found.facts if one not in own)]
    shown, counted = facts[offset : offset + limit], min(len(facts), limit + offset)
    return Group(kinds()["fact"], tuple(map(_fact, shown)), counted, len(facts) > counted)


def _by_id(connection: Connection, text: str) -> list[Fact]:
    if len(text) < ID_CHARACTERS or not text.isascii() or not text.isalnum():
        return []
    try:
        found = fact_by_id(connection, text)
    except UsageError:  # several begin so
        return []
    return [found.fact] if found else []


def _fact(fact: Fact) -> Hit:
    subject = called(fact.subject)
    when = " ".join(filter(None, (fact.period, fact.quote)))
    return Hit("fact", fact.id, subject, Words(when, when), source=fact)

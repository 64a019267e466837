"""One question put to every kind of thing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import Connection

from monazite.app.find.kinds import Kind, kinds
from monazite.app.find.known import called, known
from monazite.app.find.listed import numbered
from monazite.app.find.names import BEGINS, EXACT_ID, INSIDE, LOOSE, WHOLE, Item, NameIndex, Word, compared
from monazite.app.find.papers import papers
from monazite.app.find.record import Answer, Group, Hit
from monazite.app.find.words import Query
from monazite.core import Words
from monazite.store import DeclaredList, nearest

MOST_STANDING = 200
"""Things of another kind by which numbered rows are looked for, at most."""
NAMED_IN_PAPERS = ("product", "element", "organisation", "region")
"""Kinds whose Chinese name papers are searched for where the words of a query stand in none."""
MOST_NAMES = 5
"""Of such names, those that are tried."""
LONGEST_MEANT = 40
"""Characters of a query that is compared with known names."""


@dataclass(frozen=True)
class Search:
    """A question and where it is put.

    Args:
        connection: to read from.
        query: the question.
        indexes: names in memory, by kind.
        lists: every declared list, by name.
        page: hits of each kind wanted, and hits skipped.
    """

    connection: Connection
    query: Query
    indexes: Mapping[str, NameIndex]
    lists: Mapping[str, DeclaredList]
    page: tuple[int, int]
    _fits: dict[tuple[str, Word], dict[int, int]] = field(default_factory=dict)

    def answer(self, chosen: Sequence[Kind]) -> Answer:
        """The hits of some kinds: an exact number first, then exact names, then in the order of the kinds."""
        found, read_as = self._papers([kind.key for kind in chosen])
        others = [self._numbered(kind) if kind.how == "numbered" else self._named(kind)
                  for kind in chosen if kind.how != "papers"]  # fmt: skip
        groups = sorted((one for one in (*others, *found) if one.total), key=self._place)
        return Answer(self.query.text, tuple(groups), read_as, "" if groups else _meant(self.query))

    def _place(self, group: Group) -> tuple[int, int]:
        key = group.kind.key
        if group.kind.how in {"numbered", "papers"}:
            best = EXACT_ID if any(_is_asked(hit, self.query.whole) for hit in group.hits) else INSIDE
        else:
            best = min(self._scores(key).values())
        if group.kind.how == "reference":  # a name that is its own id is no number
            best = max(best, WHOLE)
        return min(best, BEGINS), list(kinds()).index(key)

    def _named(self, kind: Kind) -> Group:
        items, scores = self.indexes[kind.key].items, self._scores(kind.key)
        limit, offset = self.page
        ordered = sorted(scores, key=lambda place: (scores[place], len(items[place].title.zh), place))
        return Group(kind, tuple(_hit(kind, items[one]) for one in ordered[offset : offset + limit]), len(scores))

    def _scores(self, kind: str) -> dict[int, int]:
        """Which items of a kind fit all words, by their places, and how well the worst word or the whole query does."""
        each = [self._fit(kind, word) for word in self.query.words]
        both = set(each[0]).intersection(*each[1:])
        worst = {place: max(fits[place] for fits in each) for place in both}
        whole = self._fit(kind, self.query.whole)
        return worst | {place: min(fit, worst.get(place, fit)) for place, fit in whole.items()}

    def _fit(self, kind: str, word: Word) -> dict[int, int]:
        if (kind, word) not in self._fits:
            self._fits[kind, word] = self.indexes[kind].fits(word)
        return self._fits[kind, word]

    def _numbered(self, kind: Kind) -> Group:
        titles = entry_title if kind.key == "entry" else partial(title_of, self.indexes)
        return numbered(
            self.connection, kind, self.lists[kind.list], self.query,
            standing=self._standing, titles=titles, page=self.page,
        )  # fmt: skip

    def _standing(self, kind: str, word: Word) -> list[str]:
        """Ids of the things of a kind that a word fits, the best first."""
        items, fits = self.indexes[kind].items, self._fit(kind, word)
        ordered = sorted((fit, place) for place, fit in fits.items() if fit < LOOSE)
        return [items[place].id for _, place in ordered[:MOST_STANDING]]

    def _papers(self, wanted: Collection[str]) -> tuple[list[Group], str | None]:
        """Documents and facts that hold the words, or else those that hold the name that the words stand for."""
        found = papers(self.connection, self.query.plain, wanted, self.page)
        if found or not {"document", "fact"} & set(wanted):
            return found, None
        for name in self._names():
            if found := papers(self.connection, name, wanted, self.page):
                return found, name
        return [], None

    def _names(self) -> list[str]:
        """The Chinese names that the query is, or begins, in another script; the best first."""
        fitting = sorted(
            (fit, number, len(item.title.zh), item.title.zh)
            for number, kind in enumerate(NAMED_IN_PAPERS)
            for place, fit in self._fit(kind, self.query.whole).items()
            if fit <= BEGINS
            for item in (self.indexes[kind].items[place],)
        )
        names = dict.fromkeys(name for *_, name in fitting)
        return [name for name in names if name != self.query.plain][:MOST_NAMES]


def title_of(indexes: Mapping[str, NameIndex], name: str) -> Words:
    """What people call an id or a name that stands in a row: a party or a product; itself where it is neither."""
    party = indexes["firm"].by_id.get(name) if "firm" in indexes else None
    return party.title if party else called(name)


def entry_title(kind: str) -> Words:
    """What people call a kind of entry."""
    from monazite.plan.book import BOOK  # noqa: PLC0415  loads the rules of the trade

    return BOOK.kinds[kind].label if kind in BOOK.kinds else Words(kind, kind)


def _hit(kind: Kind, item: Item) -> Hit:
    return Hit(kind.key, item.id, item.title, item.note, item.within)


def _is_asked(hit: Hit, whole: Word) -> bool:
    """Whether a numbered thing is exactly what was asked for."""
    return whole.text == compared(hit.id) or (hit.kind == "entry" and whole.text == hit.within)


def _meant(query: Query) -> str:
    """A name of an element or a product that may have been meant."""
    if len(query.whole.text) > LONGEST_MEANT:
        return ""
    names = (name for kind in ("element", "product") for item in known(kind).items for name in item.title)
    return nearest(query.whole.text, names)

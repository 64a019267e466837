"""What was found as the pages show it: the page of each thing, and the pages of the site as things to find."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import quote

from monazite.app.find import Answer, Hit, Item, NameIndex
from monazite.web.verbs import VERBS
from monazite.web.words import page_words

ADDRESSES = {
    "element": "/warn/elements/{id}",
    "product": "/products/{id}",
    "grade": "/design/grades/{id}",
    "firm": "/trace/parties/{id}",
    "organisation": "/facts?text={id}",
    "region": "/facts?text={id}",
    "instrument": "/trade/instruments/{id}?venue={within}",
    "venue": "/trade/rules#v-{id}",
    "programme": "/plan/programmes/{id}",
    "commitment": "/plan/commitments/{id}",
    "makers_grade": "/plan/substitutes?grade={id}",
    "specification": "/plan/qualification/{within}",
    "topic": "/plan/work#topic-{id}",
    "lot": "/trace/lots/{id}",
    "receipt": "/trade/receipts/{id}",
    "certificate": "/trace/lots/{within}",
    "licence": "/trace/licences/{id}",
    "entry": "/trace/log/entries/{within}",
    "document": "/documents/{id}",
    "fact": "/facts/{id}",
}
"""The page of a thing of each kind; that of a page of the site is its id."""


def address_of(hit: Hit) -> str:
    """The page of what was found.

    >>> from monazite.core import Words
    >>> address_of(Hit("lot", "甲/1", Words("", "")))
    '/trace/lots/%E7%94%B2%2F1'
    """
    if hit.kind == "page":
        return hit.id
    return ADDRESSES[hit.kind].format(id=quote(hit.id, safe=""), within=quote(hit.within, safe=""))


@cache
def site_pages() -> NameIndex:
    """The pages of the navigation, by their names in both languages."""
    words = page_words()
    rooms = ((verb, room) for verb in VERBS for room in verb.rooms)
    return NameIndex(
        tuple(
            Item(room.address, words[f"room.{room.key}"], words[f"verb.{verb.key}"], about=(verb.key,))
            for verb, room in rooms
        )
    )


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as an object, each row with the page of it."""
    told = answer.as_json()
    rows = zip(told["rows"], answer.hits, strict=True)
    return told | {"rows": [row | {"address": address_of(hit)} for row, hit in rows]}

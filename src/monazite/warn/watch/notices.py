"""Notices (公告): what a paper about export control says of which elements, told by its own phrases, not by guess."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from monazite.core import Words
from monazite.reference import rare_earths
from monazite.warn.watch.measures import words
from monazite.warn.watch.record import Seen
from monazite.warn.watch.rules import ROOM, rows_of

TITLE = 120
"""Characters of a notice that a sentence quotes."""
TERM = re.compile(r"[至到]\s*(\d{4})年(\d{1,2})月(\d{1,2})日")
GOODS = re.compile(r"[^。；;\n]{1,40}(?=相关物项)|\b[A-Za-z]+(?=[- ]related items)")
SYMBOL = re.compile(r"\b[A-Z][a-z]?\b")


@dataclass(frozen=True, slots=True)
class Notice:
    """A paper or a fact that may tell of export control.

    Args:
        known_on: its date.
        text: title or quote.
        ids: of the facts or documents.
        elements: that it is about, where they are known from more than the text.
        until: last day of what it says, where it states one.
    """

    known_on: date
    text: str
    ids: tuple[str, ...]
    elements: tuple[str, ...] = ()
    until: date | None = None


def of_notices(notices: Iterable[Notice], day: date) -> list[Seen]:
    """What notices say of export control, element by element; one that names no rare earth says nothing.

    Only what calls itself a notice counts: a rumour or a call for a suspension neither controls nor lifts. A phrase of
    suspension outweighs one of control, as a notice of suspension names what it suspends.

    Args:
        notices: in any order.
        day: later ones are left out.
    """
    found = []
    for one in notices:
        says = {meaning for phrase, meaning in _phrases() if phrase in one.text.casefold()}
        if one.known_on > day or "official" not in says or not says & {"control", "lifted"}:
            continue
        is_lifted = "lifted" in says
        cut = one.text if len(one.text) <= TITLE else one.text[:TITLE] + "…"
        what = words("control-lifted" if is_lifted else "control", title=Words(cut, cut))
        until = one.until if is_lifted else None
        elements = one.elements or named_in(one.text)
        found += [Seen(one.known_on, "control", symbol, not is_lifted, what, one.ids, until) for symbol in elements]
    return found


def controlled_in(title: str, text: str) -> tuple[str, ...]:
    """Symbols of the rare earths that a notice controls: named in its title, or before 相关物项 in its text.

    A notice about techniques or equipment names elements as well, and controls none of them.

    >>> controlled_in("实施出口管制的公告", "一、钐相关物项 二、钆相关物项。以钕为例的技术")
    ('Sm', 'Gd')
    """
    return named_in(" ".join((title, *GOODS.findall(text))))


def term_in(text: str) -> date | None:
    """The last day that a notice states for a suspension, as ``至2026年11月10日``; None for none.

    >>> term_in("自即日起至2026年11月10日，暂停实施")
    datetime.date(2026, 11, 10)
    """
    match = TERM.search(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:  # a 31 June
        return None


def named_in(text: str) -> tuple[str, ...]:
    """Symbols of the rare earths that a text names, by their Chinese or English names or by symbols standing alone.

    >>> named_in("对钐、钆、铽、镝实施出口管制"), named_in("licences for Dy and terbium")
    (('Sm', 'Gd', 'Tb', 'Dy'), ('Tb', 'Dy'))
    """
    folded, symbols = text.casefold(), set(SYMBOL.findall(text))
    return tuple(
        one.symbol for one in rare_earths()
        if one.zh in text or any(form in text for form in one.zh_traditional) or one.symbol in symbols
        or re.search(rf"\b{one.en.casefold()}\b", folded)
    )  # fmt: skip


def phrases() -> tuple[str, ...]:
    """What a notice of export control, or of its suspension, says."""
    return tuple(phrase for phrase, meaning in _phrases() if meaning != "official")


@cache
def _phrases() -> tuple[tuple[str, str], ...]:
    return tuple((row["phrase"].casefold(), row["says"]) for row in rows_of(ROOM, "notices.csv"))

"""The sentences of this folder's Problems."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from monazite.core import Problem, Words
from monazite.ledger.said import shown
from monazite.store import said
from monazite.trade.venues import methods


def problem(code: str, place: object, **values: object) -> Problem:
    """The problem of that code in ``problems.csv``, with texts of others cut and made visible.

    Args:
        code: of the sentence.
        place: what is wrong: an order, a field, a member.
        **values: for the places of the sentence; a code of ``words.csv`` under its group's name, such as ``phase``,
            stands as its words.
    """
    safe = {name: _safe(name, value) for name, value in values.items()}
    return said("monazite.trade.session", code, shown(place), **safe)


def _safe(name: str, value: object) -> Words | str:
    if isinstance(value, Words):
        return value
    known = _words().get((name, value)) if isinstance(value, str) else None
    return known or shown(value)


@cache
def _words() -> dict[tuple[str, str], Words]:
    text = files("monazite.trade.session").joinpath("words.csv").read_text("utf-8")
    known: dict[tuple[str, str], Words] = {
        (row["group"], row["code"]): Words(row["zh"], row["en"]) for row in csv.DictReader(text.splitlines())
    }
    return known | {("method", name): one.label for name, one in methods().items()}


def in_words(group: str, code: str) -> Words:
    """A code of ``words.csv``, or a method, in words; itself where it has none."""
    return _words().get((group, code)) or Words(code, code)


def listed(group: str, codes: Iterable[str]) -> Words:
    """Several codes in words."""
    found = [in_words(group, code) for code in codes]
    return Words("、".join(one.zh for one in found), ", ".join(one.en for one in found))


def yuan(fen: int) -> str:
    """Fen as people read them: yuan, with two digits.

    >>> yuan(-123_456)
    '-1234.56'
    """
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}{whole}.{rest:02d}"

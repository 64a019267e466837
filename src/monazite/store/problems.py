"""Problems said from a CSV: each room keeps its sentences in ``problems.csv``, Chinese and English side by side.

Columns: ``code``, then ``expected``, ``found`` and ``action``, each in ``_zh`` and ``_en``; ``{name}`` places are
filled.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from importlib import resources

from monazite.core.problem import Problem
from monazite.core.visible import printable_name
from monazite.core.words import Words

SHOWN = 60
"""Characters of a submitted text that a Problem quotes."""
STORE = "monazite.store"
QUOTED = ("found", "column")
"""Places of a sentence that a user's own text fills."""


def shown(value: object) -> str:
    """A submitted value as a Problem quotes it: cut, and nothing in it that hides or turns text.

    >>> shown("a" + chr(10) + "b")
    'a⏎b'
    """
    text = str(value)
    cut = text[:SHOWN].replace("\n", "⏎")
    plain = "".join(one if one.isprintable() else f"[U+{ord(one):04X}]" for one in cut)
    return plain + "…" if len(text) > SHOWN else plain


def sentences_of(package: str) -> Callable[..., Problem]:
    """How a room says its Problems: `said` with the room named, and what a user submitted quoted by `shown`.

    A code that the room does not have is one of this room's, which has the sentences about files, columns and cells.

    Args:
        package: the room, such as ``monazite.plan``.

    >>> sentences_of("monazite.store")("table-empty", "a.csv").sentence("en")
    'a.csv: expected one row of data at least, found none; fill it in.'
    """

    def problem(code: str, place: object, **values: object) -> Problem:
        quoted = {name: shown(one) for name, one in values.items() if name in QUOTED and not isinstance(one, Words)}
        return said(package if code in _sentences(package) else STORE, code, place, **(values | quoted))

    return problem


@cache
def _sentences(package: str) -> dict[str, tuple[Words, Words, Words]]:
    rows = csv.DictReader((resources.files(package) / "problems.csv").read_text("utf-8").splitlines())
    return {row["code"]: (_words(row, "expected"), _words(row, "found"), _words(row, "action")) for row in rows}


def _words(row: dict[str, str], part: str) -> Words:
    return Words(row[f"{part}_zh"], row[f"{part}_en"])


def said(package: str, code: str, place: object, **values: object) -> Problem:
    """The problem of that code in a room's ``problems.csv``, its places filled.

    Where nothing is like a name that is not known (``nearest`` is empty), the sentence of ``<code>-none`` stands, or
    where there is none the action of ``nearest-none`` instead of one that suggests a name; the code stays.

    Args:
        package: the room, such as ``monazite.store``.
        code: of the sentence.
        place: where: a file, an option, an id.
        **values: for the places of the sentence.

    >>> said("monazite.store", "disk-full", "monazite.db").sentence("en")
    'monazite.db: expected a workspace that can be written, found a full disk; free some space and run again.'
    """
    sentences = _sentences(package)
    lone = sentences.get(f"{code}-none") if values.get("nearest") == "" else None
    expected, found, action = lone or sentences[code]
    if values.get("nearest") == "" and "{nearest}" in action.en:
        action = _sentences(STORE)["nearest-none"][2]
    filled = (words.filled(**values) for words in (expected, found, action))
    return Problem(code, printable_name(str(place)), *filled)

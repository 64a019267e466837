"""The sentences of this room's Problems, with texts of others cut and made visible."""

from __future__ import annotations

from monazite.core import Problem, Words
from monazite.store import said

SHOWN = 60
"""Characters of a submitted text that a Problem quotes."""


def shown(value: object) -> str:
    """A submitted value as a Problem quotes it: cut, and nothing in it that hides or turns text.

    >>> shown("a" + chr(10) + "b")
    'a⏎b'
    """
    text = str(value)
    cut = text[:SHOWN].replace("\n", "⏎")
    plain = "".join(one if one.isprintable() else f"[U+{ord(one):04X}]" for one in cut)
    return plain + "…" if len(text) > SHOWN else plain


def problem(code: str, place: object, **values: object) -> Problem:
    """The problem of that code.

    Args:
        code: of the sentence in ``problems.csv``.
        place: file and row, counted from 1.
        **values: for the places of the sentence.
    """
    found = values.get("found", "")
    quoted = {} if isinstance(found, Words) or "found" not in values else {"found": shown(found)}
    return said("monazite.warn", code, place, **(values | quoted))

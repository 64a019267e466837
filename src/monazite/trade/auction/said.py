"""The sentences of this folder's Problems."""

from __future__ import annotations

from monazite.core import Problem, Words
from monazite.store import said

SHOWN = 60
"""Characters of a submitted text that a Problem quotes."""


def shown(value: object) -> str:
    """A submitted value as a Problem quotes it: cut, and nothing in it that hides or turns text.

    >>> shown("a" + chr(10) + "b")
    'a[U+000A]b'
    """
    text = str(value)
    plain = "".join(c if c.isprintable() else f"[U+{ord(c):04X}]" for c in text[:SHOWN])
    return plain + "…" if len(text) > SHOWN else plain


def problem(code: str, place: object, **values: object) -> Problem:
    """The problem of that code in ``problems.csv``.

    Args:
        code: of the sentence.
        place: where: a trader, a line and column of a file, a field of the terms.
        **values: for the places of the sentence.
    """
    safe = {name: value if isinstance(value, Words) else shown(value) for name, value in values.items()}
    return said("monazite.trade.auction", code, shown(place), **safe)

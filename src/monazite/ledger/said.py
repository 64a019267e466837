"""The sentences of this room's Problems, with texts of others cut and made visible."""

from __future__ import annotations

from monazite.core import Problem
from monazite.store import said

SHOWN = 60
"""Characters of a submitted text that a Problem quotes."""


def shown(value: object) -> str:
    """A submitted value as a Problem quotes it: cut, and nothing in it that hides or turns text.

    >>> shown("a" + chr(10) + "b")
    'a⏎b'
    """
    if isinstance(value, int) and value.bit_length() > SHOWN * 3:
        return f"{'-' if value < 0 else ''}2^{value.bit_length() - 1}…"
    text = value if isinstance(value, str) else _repr(value)
    cut = text[:SHOWN].replace("\n", "⏎")
    plain = "".join(c if c.isprintable() else f"[U+{ord(c):04X}]" for c in cut)
    return plain + "…" if len(text) > SHOWN else plain


def _repr(value: object) -> str:
    try:
        return repr(value)[: SHOWN * 2]
    except (ValueError, RecursionError):  # an integer of thousands of digits, a list that holds itself
        return type(value).__name__


def problem(code: str, entry: object, **values: object) -> Problem:
    """The problem of that code, at an entry.

    Args:
        code: of the sentence in ``problems.csv``.
        entry: id of the entry, as submitted.
        **values: for the places of the sentence.
    """
    safe = {name: shown(value) for name, value in values.items()}
    return said("monazite.ledger", code, shown(entry), **safe)

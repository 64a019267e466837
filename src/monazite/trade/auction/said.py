"""The sentences of this folder's Problems."""

from __future__ import annotations

from collections.abc import Mapping

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


def terms_fault(
    numbers: Mapping[str, int | None], *, opens_ms: int, closes_ms: int, lots: int, lots_least: int
) -> Problem | None:
    """What is wrong with terms of any kind: numbers below one, an end before the beginning, a least above the whole.

    Args:
        numbers: by the name of the field, those that must be at least one where they are stated.
        opens_ms: from when it stands, milliseconds since 1970 (UTC).
        closes_ms: until when.
        lots: on offer (手).
        lots_least: that one may ask for.
    """
    for name, number in numbers.items():
        if number is not None and number < 1:
            return problem("terms-number", name, found=number)
    if closes_ms <= opens_ms:
        return problem("terms-session", "closes_ms", found=closes_ms, opens=opens_ms)
    if lots_least > lots:
        return problem("terms-lots-least", "lots_least", found=lots_least, limit=lots)
    return None

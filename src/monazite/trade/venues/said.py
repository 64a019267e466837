"""The sentences of this folder's Problems."""

from __future__ import annotations

from monazite.core import Problem
from monazite.store import nearest, said
from monazite.trade.safeguards.amounts import SHOWN, shown

KNOWN = 300
"""Characters of a list of what is allowed."""


def problem(code: str, place: object, **values: object) -> Problem:
    """The problem of that code in ``problems.csv``.

    Args:
        code: of the sentence.
        place: where: a field, a venue, an instrument, a certificate.
        **values: for the places of the sentence.
    """
    safe = {name: shown(one, KNOWN if name == "known" else SHOWN) for name, one in values.items()}
    return said("monazite.trade.venues", code, shown(place), **safe)


def like(name: object, known: tuple[str, ...]) -> str:
    """The known name most like one that is not known."""
    return nearest(shown(name), known)

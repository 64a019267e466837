"""The sentences of this room's Problems, and amounts as people say them."""

from __future__ import annotations

from monazite.core import Problem
from monazite.ledger.said import quantity, shown
from monazite.store import said

ROOM = "monazite.trade"


def problem(code: str, place: object, **values: object) -> Problem:
    """The problem of that code in the room's ``problems.csv``, at an entry or a thing; texts of others are cut.

    Args:
        code: of the sentence.
        place: where.
        **values: for the places of the sentence.
    """
    return said(ROOM, code, shown(place), **{name: shown(value) for name, value in values.items()})


def yuan(fen: int) -> str:
    """Money as people say it.

    >>> yuan(123_450)
    '1234.5 CNY'
    """
    return quantity("money:CNY", fen)


def kilograms(mg: int) -> str:
    """A net mass as people say it, exact.

    >>> kilograms(2_500_000), kilograms(20_000_000_000)
    ('2.5 kg', '20 t')
    """
    return quantity("matter net", mg).removesuffix(" net")

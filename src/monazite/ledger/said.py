"""The sentences of this room's Problems, with texts of others cut and made visible."""

from __future__ import annotations

from decimal import Decimal

from monazite.core import Mass, Problem
from monazite.core.mass import MG_PER_KILOGRAM, MG_PER_TONNE
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


def quantity(unit: str, amount: int) -> str:
    """An amount as people say it: tonnes, kilograms or milligrams of an element or of REO, yuan; exact.

    Args:
        unit: of the amount; for matter with the element after it, and quota is in milligrams of REO.
        amount: milligrams, or fen.

    >>> quantity("quota:2022:mining:rock", 70_634_561_202), quantity("matter Nd", 2_500_000)
    ('70.634561202 t REO', '2.5 kg Nd')
    >>> quantity("money:CNY", -123_450), quantity("licence:E-1:Dy", 0)
    ('-1234.5 CNY', '0 mg Dy')
    """
    family, _, rest = unit.replace(" ", ":").partition(":")
    name = rest.rpartition(":")[2]
    if family == "money":
        return f"{_plain(Decimal(amount) / 100)} {name}"
    of = "REO" if family == "quota" else name
    mass = Mass(amount)
    if abs(amount) >= MG_PER_TONNE:
        said_mass = f"{_plain(mass.tonnes)} t"
    elif abs(amount) >= MG_PER_KILOGRAM:
        said_mass = f"{_plain(mass.kilograms)} kg"
    else:
        said_mass = f"{amount} mg"
    return f"{said_mass} {of}"


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


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

"""Amounts and submitted texts as sentences quote them."""

from __future__ import annotations

from decimal import Decimal

SHOWN = 60
"""Characters of a submitted text that a Problem quotes."""
KG = 1_000_000
TONNE = 1_000_000_000
"""Milligrams."""


def shown(value: object, most: int = SHOWN) -> str:
    """A submitted value as a Problem quotes it: cut, and nothing in it that hides or turns text.

    Args:
        value: of any kind.
        most: characters that are quoted.

    >>> shown("a" + chr(10) + "b"), shown(10 ** 80)
    ('a[U+000A]b', '2^265…')
    """
    if isinstance(value, int) and value.bit_length() > SHOWN * 3:
        return f"{'-' if value < 0 else ''}2^{value.bit_length() - 1}…"
    text = value if isinstance(value, str) else _repr(value)
    safe = "".join(c if c.isprintable() else f"[U+{ord(c):04X}]" for c in text[:most])
    return safe + "…" if len(text) > most else safe


def percent(ppm: int) -> str:
    """A share as people say it, exact.

    >>> percent(992_500), percent(50)
    ('99.25 %', '0.005 %')
    """
    return f"{plain_number(Decimal(ppm) / 10_000)} %"


def mass(mass_mg: int) -> str:
    """A mass as people say it, exact: tonnes from a tonne on, else kilograms.

    >>> mass(20_000_000_000), mass(50_250_000)
    ('20 t', '50.25 kg')
    """
    unit, name = (TONNE, "t") if abs(mass_mg) >= TONNE else (KG, "kg")
    return f"{plain_number(Decimal(mass_mg) / unit)} {name}"


def plain_number(number: Decimal) -> str:
    """A decimal without exponent and trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(value: int, unit: str) -> str:
    """A measured value or a limit as people say it.

    Args:
        value: whole, in the unit.
        unit: ppm, days, mg, fen or count.

    >>> amount(150_000, "ppm"), amount(31, "days"), amount(12_345, "fen")
    ('15 %', '31 d', '123.45 CNY')
    """
    if unit == "ppm":
        return percent(value)
    if unit == "mg":
        return mass(value)
    if unit == "fen":
        return f"{plain_number(Decimal(value) / 100)} CNY"
    return f"{value} d" if unit == "days" else str(value)


def _repr(value: object) -> str:
    try:
        return repr(value)
    except (ValueError, RecursionError):  # an integer of thousands of digits, a list that holds itself
        return type(value).__name__

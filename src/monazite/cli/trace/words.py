"""What the commands of `monazite trace` share: masses for people, objects for programs, tables that fit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from monazite.cli.terminal import Terminal
from monazite.core import ElementMass, Problem, Words
from monazite.core.mass import MG_PER_KILOGRAM, MG_PER_TONNE

THREE = Decimal("0.001")


def tonnes(mass_mg: float) -> str:
    """Milligrams as tonnes with three decimals and separators.

    >>> tonnes(1_234_567_890_123)
    '1,234.568'
    """
    return f"{(Decimal(round(mass_mg)) / MG_PER_TONNE).quantize(THREE, ROUND_HALF_EVEN):,f}"


def mass_text(mass_mg: float) -> str:
    """A mass in kilograms below a tonne, else in tonnes; three decimals.

    >>> mass_text(340_000_000), mass_text(12_500_000_000)
    ('340.000 kg', '12.500 t')
    """
    if abs(mass_mg) >= MG_PER_TONNE:
        return f"{tonnes(mass_mg)} t"
    return f"{(Decimal(round(mass_mg)) / MG_PER_KILOGRAM).quantize(THREE, ROUND_HALF_EVEN):,f} kg"


def matter_text(matter: ElementMass | Mapping[str, int]) -> str:
    """Matter element by element, the largest first."""
    parts = matter.parts if isinstance(matter, ElementMass) else tuple(matter.items())
    return "  ".join(f"{symbol} {mass_text(mg)}" for symbol, mg in sorted(parts, key=lambda part: -abs(part[1])))


def percent(ppm: float) -> str:
    """Parts per million as a percentage.

    >>> percent(12_345)
    '1.23 %'
    """
    return f"{ppm / 10_000:.2f} %"


def words_of(terminal: Terminal, *words: Words) -> list[str]:
    """Words in the language of the terminal."""
    return [one.in_language(terminal.language) for one in words]


def fitted(
    terminal: Terminal, columns: Sequence[str], rows: Sequence[Sequence[str]], flexible: Collection[int] = frozenset()
) -> None:
    """A table that fits the terminal, its headers from ``words/``; says so when it has no rows."""
    if not rows:
        terminal.say("list.none")
        return
    terminal.fitted_table([terminal.words(f"column.{name}") for name in columns], rows, flexible)


def pairs(terminal: Terminal, lines: Sequence[tuple[str, str]]) -> None:
    """Lines of a label and what stands behind it; empty ones are left out."""
    for key, text in lines:
        if text:
            terminal.line(f"{terminal.words(f'column.{key}')}: {text}")


def as_object(value: Any) -> Any:  # noqa: PLR0911  one for each kind of value
    """A record as an object of plain values: matter by element, days in ISO 8601, Problems in both languages."""
    if isinstance(value, Problem):
        return value.as_json()
    if isinstance(value, Words):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, ElementMass):
        return dict(value.parts)
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: as_object(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): as_object(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_object(one) for one in value]
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal | Fraction):
        return str(value)
    return value.hex() if isinstance(value, bytes) else value

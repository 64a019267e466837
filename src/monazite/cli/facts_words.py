"""The parts of a fact in a few words, in the language of the terminal."""

from __future__ import annotations

from monazite.cli.terminal import Terminal
from monazite.core import Words
from monazite.facts import Fact, shortened
from monazite.facts.record import Number
from monazite.reference import TermKind, terms

AS_TYPED: tuple[TermKind, ...] = ("fact_kind", "basis")
"""Kinds whose codes English output shows as options take them: price, mom."""


def code_words(terminal: Terminal, kind: TermKind, code: str) -> str:
    """The words of a code; the code itself where it has none, and in English where it is short and a word already."""
    if terminal.language == "en" and kind in AS_TYPED:
        return code
    return terms().get((kind, code), Words(code, code)).in_language(terminal.language)


def number_line(number: Number | None) -> str:
    """A number as people read it: its printed digits, no exponent, a range with ``~`` between.

    >>> from decimal import Decimal
    >>> number_line(Decimal("1.2E+8"))
    '120000000'
    """
    if number is None:
        return ""
    return "~".join(f"{one:f}" for one in (number if isinstance(number, tuple) else (number,)))


def canonical_line(fact: Fact) -> str:
    """The value in its canonical unit, with a few digits more than were printed."""
    value = None if fact.canonical_value is None else shortened(fact.canonical_value, fact.value)
    return " ".join(part for part in (number_line(value), fact.canonical_unit) if part)


def change_text(terminal: Terminal, fact: Fact) -> str:
    """A change in a few characters: ``-14.69% month on month``."""
    change = fact.change
    if change is None:
        return ""
    amount = f"{number_line(change.pct)}%" if change.pct is not None else number_line(change.abs)
    return f"{amount} {'' if change.basis == 'unstated' else code_words(terminal, 'basis', change.basis)}".rstrip()


def witness_line(terminal: Terminal, witness: str) -> str:
    """A witness of a repair, its kind of evidence in words."""
    kind, _, rest = witness.partition(" ")
    return f"{code_words(terminal, 'witness', kind)} {rest}".rstrip()

"""A table of facts that fits its terminal: the id whole, fewer columns where there is no room, two lines a cell."""

from __future__ import annotations

from collections.abc import Sequence

from monazite.cli.facts_words import change_text, code_words, number_line
from monazite.cli.terminal import Terminal
from monazite.facts import Fact

COLUMNS = (
    ("id", 0), ("kind", 0), ("subject", 0), ("value", 0), ("change", 110), ("period", 0), ("status", 0),
    ("doc", 130),
)  # fmt: skip
"""Columns in order, and the width of a terminal from which each is shown."""
FLEXIBLE = ("subject", "value", "change", "doc")
"""Columns that give way; the others stay whole."""


def tell_facts(terminal: Terminal, facts: Sequence[Fact]) -> None:
    """Print facts as a table."""
    if not facts:
        return
    width = terminal.out.width
    columns = [name for name, least in COLUMNS if width >= least]
    rows = [[_cells(terminal, fact)[name] for name in columns] for fact in facts]
    header = [terminal.words(f"column.{name}") for name in columns]
    terminal.fitted_table(header, rows, {columns.index(name) for name in FLEXIBLE if name in columns})


def _cells(terminal: Terminal, fact: Fact) -> dict[str, str]:
    return {
        "id": fact.id,
        "kind": code_words(terminal, "fact_kind", fact.kind),
        "subject": fact.subject,
        "value": " ".join(part for part in (number_line(fact.value), fact.unit) if part) or change_text(terminal, fact),
        "change": change_text(terminal, fact),
        "period": fact.period or "",
        "status": code_words(terminal, "status", fact.status),
        "doc": fact.doc,
    }

"""`monazite search TEXT`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from monazite.cli.fact_table import tell_facts
from monazite.cli.terminal import Terminal, cropped
from monazite.cli.workspace import open_workspace
from monazite.facts import DocumentHit

HITS = 20
"""Documents and facts listed unless more are asked for."""


def search(terminal: Terminal, directory: Path, words: Sequence[str], limit: int | None) -> int:
    """Print the documents and facts that hold every word."""
    text = " ".join(words)
    with open_workspace(terminal, directory) as workspace:
        result = workspace.search(text, limit=limit or HITS)
    if terminal.is_json:
        terminal.objects(result.to_dicts())
        return 0
    if not result.total and not result.facts:
        terminal.say("search.none", text=text)
    if result.documents:
        terminal.line(terminal.words("search.documents", total=result.total))
        for hit in result.documents:
            terminal.line(cropped(_hit_line(hit), terminal.out.width))
    if result.facts:
        terminal.line(terminal.words("search.facts"))
        tell_facts(terminal, result.facts)
    return 0


def _hit_line(hit: DocumentHit) -> str:
    name = hit.name if hit.item is None else f"{hit.name}#{hit.item}"
    return f"  {hit.date or '-':10}  {name}  {' '.join(hit.snippet.split())}"

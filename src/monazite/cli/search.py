"""`monazite search TEXT`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from monazite.cli.fact_table import tell_facts
from monazite.cli.terminal import Terminal, cropped
from monazite.cli.workspace import open_workspace
from monazite.facts import DocumentHit, Fact

if TYPE_CHECKING:
    from monazite.app.find import Answer, Group, Hit

HITS = 10
"""Hits of each kind listed unless more are asked for."""


def search(terminal: Terminal, directory: Path, words: Sequence[str], kind: Sequence[str], limit: int | None) -> int:
    """Print everything that fits every word, a group a kind."""
    with open_workspace(terminal, directory) as workspace:
        answer = workspace.finder.find(" ".join(words), wanted=kind, limit=limit or HITS)
    if terminal.is_json:
        terminal.objects(hit.as_json() for hit in answer.hits)
        return 0
    _tell(terminal, answer)
    return 0


def _tell(terminal: Terminal, answer: Answer) -> None:
    if not answer.groups:
        terminal.say("search.none", text=answer.query)
    if answer.meant:
        terminal.say("search.meant", text=answer.meant)
    if answer.read_as:
        terminal.say("search.read_as", text=answer.read_as)
    for group in answer.groups:
        more = "+" if group.is_more else ""
        label = group.kind.label.in_language(terminal.language)
        terminal.line(terminal.words("search.group", label=label, total=f"{group.total}{more}"))
        _tell_group(terminal, group)


def _tell_group(terminal: Terminal, group: Group) -> None:
    facts = [hit.source for hit in group.hits if isinstance(hit.source, Fact)]
    tell_facts(terminal, facts)
    for hit in group.hits:
        if not isinstance(hit.source, Fact):
            lines = 2 if isinstance(hit.source, DocumentHit) else 1
            terminal.line(cropped(_line(terminal, hit), terminal.out.width, lines))


def _line(terminal: Terminal, hit: Hit) -> str:
    document = hit.source
    if isinstance(document, DocumentHit):
        name = document.name if document.item is None else f"{document.name}#{document.item}"
        return f"  {document.date or '-':10}  {name}  {' '.join(document.snippet.split())}"
    title, note = hit.title.in_language(terminal.language), hit.note.in_language(terminal.language)
    return "  ".join(("", *dict.fromkeys(part for part in (hit.id, title, note) if part)))

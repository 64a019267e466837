"""What stands behind a signal: each of its ids as the fact, entry, paper, licence or public record that it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from monazite.app.warn.gather import PREFIX
from monazite.core import ProblemError, Words
from monazite.facts import document_by_id, fact_by_id

if TYPE_CHECKING:
    from monazite.app.workspace import Workspace

FACT = re.compile(r"f[0-9a-f]{12}")
Kind = Literal["fact", "entry", "document", "licence", "history", "unknown"]


@dataclass(frozen=True, slots=True)
class Behind:
    """Something behind a signal.

    Args:
        kind: what it is, which says where its page is.
        id: of it, without the prefix of the public history.
        says: in a sentence.
        source: of the sentence, with its place there; empty for what the workspace itself holds.
    """

    kind: Kind
    id: str
    says: Words
    source: str = ""


def behind(workspace: Workspace, name: str) -> Behind:
    """What an id of a signal stands for; ``unknown`` for one that the workspace does not hold (any more).

    Args:
        workspace: to look into.
        name: as `Signal.facts` has it.
    """
    if name.startswith(PREFIX):
        return _of_history(name.removeprefix(PREFIX))
    with workspace.reading() as connection:
        if FACT.fullmatch(name) and (stored := fact_by_id(connection, name)):
            quote = stored.fact.quote
            return Behind("fact", name, Words(quote, quote), stored.fact.doc)
        if document := document_by_id(connection, name):
            title = document.title or document.name
            return Behind("document", name, Words(title, title), document.publisher or document.name)
    return _of_journal(workspace, name)


def _of_history(name: str) -> Behind:
    from monazite.warn.replay import load_2025  # noqa: PLC0415  reads a table

    found = next((one for one in load_2025().facts if one.id == name), None)
    if found is None:
        return Behind("unknown", name, Words(name, name))
    return Behind("history", name, found.what, " ".join(filter(None, (found.source, found.locator))))


def _of_journal(workspace: Workspace, name: str) -> Behind:
    licence = next((one for one in workspace.trace.licences() if one.id == name), None)
    if licence is not None:
        return Behind(
            "licence", name, Words(f"{licence.exporter} 的许可 {name}", f"licence {name} of {licence.exporter}")
        )
    try:
        entry = workspace.trace.entry(name)
    except ProblemError:
        return Behind("unknown", name, Words(name, name))
    return Behind("entry", name, Words(f"第 {entry.number} 号分录", f"entry {entry.number}"))

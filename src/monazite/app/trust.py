"""What a reader may rely on: the last audit, the newest checkpoint, and the figures as the documents print them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monazite.app.trace.last_audit import LastAudit
    from monazite.app.workspace import Workspace

FIGURES = "figures.md"
"""The one place where figures are written down: a page of the documents, which the wheel carries too."""
MISSED = re.compile(r"\*\*(.+?)\*\*")
MARKS = re.compile(r"\*\*|`|\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Figures:
    """One table of measured figures.

    Args:
        title: of its section.
        says: the paragraph above it: when and on what machine.
        heads: of its columns.
        rows: cells as plain text.
        missed: numbers of the rows with a figure below its goal, from 0; the page prints those in bold.
    """

    title: str
    says: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    missed: frozenset[int]


@dataclass(frozen=True, slots=True)
class Trust:
    """What stands on the page of trust.

    Args:
        entries: of the journal.
        checkpoint: the newest one, a signed note; empty while nothing is recorded.
        key: public key of the log.
        audit: the last one; None where there was none.
    """

    entries: int
    checkpoint: str
    key: str
    audit: LastAudit | None


def trust_of(workspace: Workspace) -> Trust:
    """How a workspace stands; nothing is written."""
    from monazite.ledger.log import newest_checkpoint  # noqa: PLC0415  loads signatures

    trace = workspace.trace
    with workspace.reading() as connection:
        newest = newest_checkpoint(connection) if trace.size() else None
    return Trust(trace.size(), newest[1] if newest else "", trace.key, trace.last_audit())


@cache
def figures() -> tuple[Figures, ...]:
    """The tables of the page of figures; none where an installation came without it."""
    return tuple(tables(_page()))


@cache
def measured() -> str:
    """When and on what machine, as the page says before its tables; empty where there is none."""
    page = _page()
    return plain(" ".join(page.split("\n\n")[1].split())) if page else ""


def _page() -> str:
    packed = files("monazite") / FIGURES
    beside = Path(str(files("monazite"))).parents[1] / "docs" / FIGURES
    return next((one.read_text("utf-8") for one in (packed, beside) if one.is_file()), "")


def tables(text: str) -> Iterator[Figures]:
    r"""The tables of a page of Markdown, each with its section; what stands before the first says when and where.

    >>> [(one.title, one.rows) for one in tables("## Speed\n\n| what | figure |\n|---|---|\n| `x` | **3** |")]
    [('Speed', (('x', '3'),))]
    """
    title = says = ""
    for block in re.split(r"\n\s*\n", text):
        if block.startswith("#"):
            title, says = block.lstrip("# ").strip(), ""
        elif block.startswith("|"):
            yield _table(title, says, block.splitlines())
            says = ""
        else:
            says = plain(" ".join(block.split()))


def _table(title: str, says: str, lines: list[str]) -> Figures:
    cells = [[cell.strip() for cell in line.strip().strip("|").split(" | ")] for line in (lines[0], *lines[2:])]
    missed = frozenset(number for number, row in enumerate(cells[1:]) if MISSED.search(" ".join(row)))
    heads, *rows = (tuple(map(plain, row)) for row in cells)
    width = len(heads)
    return Figures(title, says, heads, tuple((*row, *[""] * width)[:width] for row in rows), missed)


def plain(text: str) -> str:
    """Markdown's marks taken away.

    >>> plain("**3** by `monazite` ([decision](x.md))")
    '3 by monazite (decision)'
    """
    return MARKS.sub(lambda mark: mark[1] or "", text)

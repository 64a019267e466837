"""What a reading run tells a person: its problems, its totals, and how many facts of each kind and status it found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from monazite.app import ReadResult
from monazite.cli.facts_words import code_words
from monazite.cli.terminal import Terminal
from monazite.facts import STATUSES
from monazite.store import Row


def tell_result(terminal: Terminal, result: ReadResult) -> None:
    """The problems of a run and what it did, on standard error."""
    for _, problem in result.problems:
        terminal.problem(problem)
    terminal.say(
        "read.done",
        read=result.read,
        known=result.known,
        failed=result.failed,
        documents=result.documents,
        facts=result.facts,
    )


def summarize(terminal: Terminal, rows: Iterable[Row]) -> None:
    """A table of kinds by status on standard output."""
    counts = Counter((row["kind"], row["status"]) for row in rows)
    kinds = sorted({kind for kind, _ in counts})
    lines = [
        (code_words(terminal, "fact_kind", kind), *(str(counts[kind, status] or "") for status in STATUSES))
        for kind in kinds
    ]
    if lines:
        terminal.plain_table(
            [terminal.words("column.kind"), *(code_words(terminal, "status", one) for one in STATUSES)], lines
        )

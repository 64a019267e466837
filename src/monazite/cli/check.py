"""`monazite check`: every relation tried on the printed numbers, with both sides."""

from __future__ import annotations

from pathlib import Path

from monazite.cli.facts import rule_words, verdict
from monazite.cli.listing import ROWS, check_format, tell_total, wanted, wrote
from monazite.cli.terminal import Terminal
from monazite.cli.workspace import open_workspace
from monazite.facts import CHECKS

COLUMNS, FOLDED = ("rule", "holds", "arithmetic", "finding", "doc"), ("arithmetic", "finding", "doc")
WIDE = 110
"""Width of a terminal from which the document is shown, too."""


def list_checks(
    terminal: Terminal, directory: Path, *, failed: bool, rule: str | None, doc: str | None, limit: int | None,
    out: str | None,
) -> int:  # fmt: skip
    """List checks. One that does not hold is a result: the exit code is 0 all the same."""
    check_format(out)
    with open_workspace(terminal, directory) as workspace:
        filters = {"rule": rule, "doc": doc, "holds": "no" if failed else None}
        records = workspace.records(CHECKS, wanted(filters, limit))
        if terminal.is_json or out:
            return wrote(terminal, out or "-", records)
        page = records.page(limit or ROWS)
        columns = COLUMNS if terminal.out.width >= WIDE else COLUMNS[:-1]
        rows = [
            (
                rule_words(terminal, row["rule"]),
                verdict(terminal, row["holds"]),
                row["arithmetic"],
                row["finding"] or "",
                row["doc"],
            )
            for row in page.rows
        ]
        if rows:
            shown = [row[: len(columns)] for row in rows]
            terminal.table(columns, shown, last=[name for name in columns if name in FOLDED])
        tell_total(terminal, len(page.rows), page.total)
        return 0

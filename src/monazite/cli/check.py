"""`monazite check`: every relation tried on the printed numbers, with both sides."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from monazite.cli.facts import verdict
from monazite.cli.listing import ROWS, check_format, tell_total, wanted, wrote
from monazite.cli.terminal import Terminal
from monazite.cli.workspace import open_workspace
from monazite.facts import CHECKS


def list_checks(
    terminal: Terminal,
    directory: Path,
    filters: Mapping[str, str | None],
    *,
    failed: bool,
    limit: int | None,
    out: str | None,
) -> int:
    """List checks. One that does not hold is a result: the exit code is 0 all the same."""
    check_format(out)
    with open_workspace(terminal, directory) as workspace:
        holds = {"holds": "no"} if failed else {}
        records = workspace.records(CHECKS, wanted({**filters, **holds}, limit))
        if terminal.is_json or out:
            return wrote(terminal, out or "-", records)
        page = records.page(limit or ROWS)
        rows = [
            (row["rule"], verdict(terminal, row["holds"]), row["arithmetic"], row["finding"] or "", row["doc"])
            for row in page.rows
        ]
        if rows:
            terminal.table(
                ("rule", "holds", "arithmetic", "finding", "doc"), rows, last=("arithmetic", "finding", "doc")
            )
        tell_total(terminal, len(page.rows), page.total)
        return 0

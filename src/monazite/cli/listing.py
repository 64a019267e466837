"""What the commands that list things share: files to write, and how many there are."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from monazite.cli.terminal import Terminal
from monazite.store import ListQuery, Records, Row, export, export_file, export_format

ROWS = 50
"""Rows a person is shown unless they ask for more."""


def wanted(filters: Mapping[str, str | None], limit: int | None, sort: Sequence[str] = ()) -> ListQuery:
    """The query that options ask for: those filters that are set, all rows unless limited."""
    return ListQuery({key: value for key, value in filters.items() if value}, tuple(sort), limit)


def check_format(out: str | None) -> None:
    """Refuse a file whose extension names no format, before any work is done.

    Raises:
        UsageError: it names the nearest format.
    """
    if out and out != "-":
        export_format(Path(out).name)


def write_rows(out: str, records: Records, rows: Iterable[Row] | None = None) -> int:
    """Write rows to a file, or with ``-`` as JSON lines to standard output; how many.

    Args:
        out: file or ``-``.
        records: whose columns they have; themselves the rows unless others are given.
        rows: to write in place of them.
    """
    as_json = records.declared.as_json
    found = records if rows is None else rows
    if out != "-":
        return export_file(Path(out), records.columns, found, as_json=as_json)
    sys.stdout.flush()
    number = export(sys.stdout.buffer, "jsonl", records.columns, found, as_json=as_json)
    sys.stdout.buffer.flush()
    return number


def wrote(terminal: Terminal, out: str, records: Records) -> int:
    """Write all rows of a list where ``--out`` says, and say so."""
    rows = write_rows(out, records)
    if out != "-":
        terminal.say("read.written", rows=rows, path=out)
    return 0


def tell_total(terminal: Terminal, shown: int, total: int) -> None:
    """Say how many there are when not all are shown, or that there are none."""
    if not total:
        terminal.say("list.none")
    elif shown < total:
        terminal.say("list.shown", shown=shown, total=total)

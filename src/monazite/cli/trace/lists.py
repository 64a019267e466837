"""`monazite trace lots`, `blocked`, `lines`, `entries`: what there is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from monazite.cli.listing import ROWS, check_format, tell_total, wrote
from monazite.cli.terminal import Terminal
from monazite.cli.trace.words import as_object, fitted, mass_text
from monazite.cli.workspace import open_workspace
from monazite.core import UsageError, Words
from monazite.ledger.record import Posted
from monazite.store import Records, Row, said


def list_lots(terminal: Terminal, directory: Path, where: Sequence[str], *, limit: int | None, out: str | None) -> int:
    """List lots that pass filters."""
    check_format(out)
    filters = filters_of(where)
    with open_workspace(terminal, directory) as workspace:
        records = workspace.trace.lots(limit=limit, **filters)
        return _tell_lots(terminal, records, limit, out, "status")


def list_blocked(terminal: Terminal, directory: Path, *, limit: int | None, out: str | None) -> int:
    """List blocked lots with the reason."""
    check_format(out)
    with open_workspace(terminal, directory) as workspace:
        return _tell_lots(terminal, workspace.trace.blocked(limit=limit), limit, out, "reason")


def _tell_lots(terminal: Terminal, records: Records, limit: int | None, out: str | None, last: str) -> int:
    if terminal.is_json or out:
        return wrote(terminal, out or "-", records)
    page = records.page(limit or ROWS)
    rows = [_lot_row(terminal, row, last) for row in page.rows]
    if rows:
        fitted(terminal, ("lot", "product", "holder", "made_on", "left_reo", last), rows, {0, 1, 2, 5})
    tell_total(terminal, len(page.rows), page.total)
    return 0


def _lot_row(terminal: Terminal, row: Row, last: str) -> list[str]:
    about = row[last] or ""
    text = status_text(terminal, about) if last == "status" else about
    mark = terminal.words("trace.simulated") if row["is_simulated"] else ""
    made = row["made_on"].isoformat()
    return [
        row["id"],
        row["product"] or "",
        row["holder"] or "",
        made,
        mass_text(row["left_reo_mg"]),
        f"{text} {mark}".strip(),
    ]


def status_text(terminal: Terminal, status: str) -> str:
    """The standing of a lot in words."""
    from monazite.trace.lots import status_labels

    label = status_labels().get(status)
    return Words(*label).in_language(terminal.language) if label else status


def list_lines(terminal: Terminal, directory: Path) -> int:
    """List process lines with the firm that runs each."""
    with open_workspace(terminal, directory) as workspace:
        lines = workspace.trace.lines()
    if terminal.is_json:
        terminal.objects(as_object(line) for line in lines)
        return 0
    name = terminal.language == "en"
    rows = [
        [line.id, (line.name_en if name else None) or line.name_zh, line.firm or "", line.stage or ""] for line in lines
    ]
    fitted(terminal, ("line", "name", "firm", "stage"), rows, {1})
    return 0


def list_entries(terminal: Terminal, directory: Path, since: int | None, limit: int | None) -> int:
    """List entries in the order of their numbers: the last ones, unless it is said where to begin."""
    wanted = limit or ROWS
    with open_workspace(terminal, directory) as workspace:
        size = workspace.trace.size()
        start = max(0, size - wanted) if since is None else since
        if terminal.is_json:
            stop = None if limit is None else start + limit
            terminal.objects(
                entry_json(posted) for posted in workspace.trace.entries(since or 0 if limit is None else start, stop)
            )
            return 0
        found = list(islice(workspace.trace.entries(start), wanted))
    rows = [_entry_row(terminal, posted) for posted in found]
    if rows:
        fitted(terminal, ("number", "time", "kind", "actor", "entry", "moves"), rows, {3, 4, 5})
    tell_total(terminal, len(rows), size)
    return 0


def _entry_row(terminal: Terminal, posted: Posted) -> list[str]:
    entry = posted.entry
    accounts = dict.fromkeys(leg.account for leg in entry.legs)
    mark = terminal.words("trace.simulated") if entry.details.get("simulated") else ""
    blocked = terminal.words("trace.blocked") if posted.blocked else ""
    about = " ".join(filter(None, (kind_text(terminal, entry.kind), blocked, mark)))
    return [str(posted.number), entry.time[:10], about, entry.actor, entry.id, " ".join(accounts)]


def kind_text(terminal: Terminal, kind: str) -> str:
    """A kind of entry in words."""
    from monazite.plan.book import BOOK

    known = BOOK.kinds.get(kind)
    return known.label.in_language(terminal.language) if known else kind


def entry_json(posted: Posted) -> dict[str, Any]:
    """An entry for a program."""
    entry = posted.entry
    legs = [
        {"account": leg.account, "unit": leg.unit, "amount": as_object(leg.amount)}
        | ({"spread": as_object(leg.spread)} if leg.spread else {})
        for leg in entry.legs
    ]
    return {
        "number": posted.number, "recorded_ms": posted.recorded_ms, "id": entry.id, "kind": entry.kind,
        "time": entry.time, "actor": entry.actor, "blocked": posted.blocked, "relates": entry.relates,
        "evidence": dict(entry.evidence), "details": as_object(entry.details), "legs": legs,
    }  # fmt: skip


def filters_of(where: Sequence[str]) -> dict[str, str]:
    """Filters of the command line, each ``name=value``."""
    pairs = [one.partition("=") for one in where]
    for name, mark, _ in pairs:
        if not mark:
            raise UsageError(said("monazite.trace", "pair-wrong", "--where", found=name))
    return {name: value for name, _, value in pairs}

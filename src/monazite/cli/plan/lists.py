"""`monazite plan programmes`, `commitments`, `qualifications`, `topics`, `records`: what there is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from monazite.cli.listing import ROWS, check_format, tell_total, wrote
from monazite.cli.terminal import Terminal
from monazite.cli.trace.lists import filters_of
from monazite.cli.trade.words import cell, tell_table
from monazite.cli.workspace import open_workspace
from monazite.store import DeclaredList, ListQuery, unknown

LEFT_OUT = frozenset({"entry_number", "changed_at", "is_inactive", "reversed_by"})
"""Columns that files and JSON have and a terminal does not."""
GIVING = ("actor", "stated_on")
"""Columns for which a narrow terminal may have no room."""


def list_any(  # noqa: PLR0917  as the command line has them
    terminal: Terminal, directory: Path, name: str | None, where: Sequence[str], limit: int | None, out: str | None
) -> int:
    """List what is agreed in plan; the names of the lists when none is named."""
    if name is not None:
        return list_records(terminal, directory, name, where, limit, out)
    known = _lists().values()
    if terminal.is_json:
        terminal.objects({"list": one.name, "zh": one.title.zh, "en": one.title.en, "filters": _filters(one)}
                         for one in known)  # fmt: skip
        return 0
    rows = [[one.name, one.title.in_language(terminal.language), " ".join(_filters(one))] for one in known]
    terminal.table(("list", "name", "filters"), rows, last=("filters",))
    return 0


def list_records(  # noqa: PLR0917  as the command line has them
    terminal: Terminal, directory: Path, name: str, where: Sequence[str], limit: int | None, out: str | None
) -> int:
    """List the records of a register, or what moved and was paid.

    Args:
        terminal: where to.
        directory: of the workspace.
        name: of a declared list of the room.
        where: filters, each ``name=value``.
        limit: rows at most.
        out: file or ``-``.

    Raises:
        UsageError: for a list or a filter that is not known.
    """
    check_format(out)
    known, filters = _lists(), filters_of(where)
    if name not in known:
        raise unknown("value-unknown", "LIST", name, list(known))
    with open_workspace(terminal, directory) as workspace:
        records = workspace.records(known[name], ListQuery(filters, limit=limit))
        if terminal.is_json or out:
            return wrote(terminal, out or "-", records)
        page = records.page(limit or ROWS)
    _tell(terminal, known[name], page.rows)
    tell_total(terminal, len(page.rows), page.total)
    return 0


def _lists() -> dict[str, DeclaredList]:
    from monazite.plan.wiring import LISTS

    return {one.name: one for one in LISTS}


def _filters(declared: DeclaredList) -> list[str]:
    return [one.key for one in declared.filters]


def _tell(terminal: Terminal, declared: DeclaredList, rows: Sequence[dict[str, Any]]) -> None:
    columns = [one for one in declared.shown if one.key not in LEFT_OUT]
    header = [one.label.in_language(terminal.language) for one in columns]
    cells = [[_cell(terminal, one.key, one.unit, row[one.key]) for one in columns] for row in rows]
    optional = [place for place, one in enumerate(columns) if one.key in GIVING]
    tell_table(terminal, header, cells, set(range(len(columns))), optional)


def _cell(terminal: Terminal, key: str, unit: str | None, value: Any) -> str:
    """A value as people read it; codes of this room stand as the acts have them."""
    if key in {"kind", "status", "method", "place"} and value is not None:
        return str(value)
    return cell(terminal, key, unit, value)

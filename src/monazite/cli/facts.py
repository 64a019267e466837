"""`monazite facts` and `monazite facts show ID`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from monazite.cli.listing import ROWS, check_format, tell_total, wanted, wrote
from monazite.cli.terminal import Terminal, json_line
from monazite.cli.workspace import open_workspace
from monazite.facts import FACTS, Change, Check, Fact, StoredFact, fact_of
from monazite.facts.record import Number

COLUMNS = ("id", "kind", "subject", "value", "unit", "change", "period", "status", "doc")


def list_facts(
    terminal: Terminal,
    directory: Path,
    filters: Mapping[str, str | None],
    *,
    sort: Sequence[str],
    limit: int | None,
    out: str | None,
) -> int:
    """List the facts that pass all filters: a table for people, all of them as JSON lines or a file for programs."""
    check_format(out)
    with open_workspace(terminal, directory) as workspace:
        records = workspace.records(FACTS, wanted(filters, limit, sort))
        if terminal.is_json or out:
            return wrote(terminal, out or "-", records)
        page = records.page(limit or ROWS)
        if page.rows:
            terminal.table(COLUMNS, [fact_cells(fact_of(row)) for row in page.rows], last=("subject", "doc"))
        tell_total(terminal, len(page.rows), page.total)
        return 0


def fact_cells(fact: Fact) -> tuple[str, ...]:
    """A fact as the cells of a table with `COLUMNS`."""
    return (
        fact.id, fact.kind, fact.subject, number_line(fact.value), fact.unit or "", change_text(fact.change),
        fact.period or "", fact.status, fact.doc,
    )  # fmt: skip


def number_line(number: Number | None) -> str:
    """A number as people read it: its printed digits, no exponent, a range with ``~`` between.

    >>> from decimal import Decimal
    >>> number_line(Decimal("1.2E+8"))
    '120000000'
    """
    if number is None:
        return ""
    return "~".join(f"{one:f}" for one in (number if isinstance(number, tuple) else (number,)))


def change_text(change: Change | None) -> str:
    """A change in a few characters: ``-14.69% mom``."""
    if change is None:
        return ""
    amount = f"{number_line(change.pct)}%" if change.pct is not None else number_line(change.abs)
    return f"{amount} {change.basis}"


def show_fact(terminal: Terminal, directory: Path, fact_id: str) -> int:
    """Show a fact with its citation, checks, repair and the other records of its statement."""
    with open_workspace(terminal, directory) as workspace:
        found = workspace.fact(fact_id)
    if terminal.is_json:
        terminal.line(json_line(found.as_json()))
        return 0
    for label, text in _lines(terminal, found):
        terminal.line(f"{terminal.words(label)}: {text}" if text else terminal.words(label))
    return 0


def _lines(terminal: Terminal, found: StoredFact) -> list[tuple[str, str]]:
    fact = found.fact
    where = f"{fact.doc} {fact.start}:{fact.end}" + (f" ({fact.field})" if fact.field else "")
    value = " ".join(part for part in (number_line(fact.value), fact.unit) if part)
    canonical = " ".join(part for part in (number_line(fact.canonical_value), fact.canonical_unit) if part)
    canonical = canonical if canonical != value else ""
    written = fact.subject_as_written if fact.subject_as_written != fact.subject else ""
    lines = [
        ("column.id", fact.id), ("column.kind", fact.kind), ("column.subject", fact.subject),
        ("fact.as_written", written), ("column.value", f"{value} = {canonical}" if canonical else value),
        ("column.change", change_text(fact.change)), ("column.period", fact.period or ""),
        ("fact.spec", fact.spec or ""), ("fact.org", fact.org or ""), ("fact.region", fact.region or ""),
        ("fact.qualifier", fact.qualifier or ""), ("column.status", fact.status),
        ("fact.quote", " ".join(fact.quote.split())), ("fact.place", where),
    ]  # fmt: skip
    return [line for line in lines if line[1]] + _proof(terminal, found)


def _proof(terminal: Terminal, found: StoredFact) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    if repair := found.fact.repair:
        lines.append(("fact.repair", f"{repair.as_written} → {repair.becomes} ({repair.part})"))
        lines.append(("fact.witnesses", "; ".join(repair.witnesses)))
        lines.append(("fact.gap", f"{repair.gap_to_second_best:g}"))
    lines += [("fact.checks", check_line(terminal, check)) for check in found.checks]
    against = set(found.conflicts)
    for other in found.same:
        label = "fact.conflict" if other in against else "fact.same"
        lines.append((label, f"{other.id} {other.doc} {number_line(other.value)} {other.unit or ''}".rstrip()))
    return lines


def check_line(terminal: Terminal, check: Check) -> str:
    """A check in one line: its rule, its arithmetic, whether it holds."""
    return f"{check.rule}: {check.arithmetic} [{verdict(terminal, check.holds)}]"


def verdict(terminal: Terminal, holds: bool | None) -> str:
    """Whether a check holds, in words."""
    return terminal.words({True: "check.holds", False: "check.fails", None: "check.open"}[holds])

"""`monazite facts` and `monazite facts show ID`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from monazite.cli.fact_table import tell_facts
from monazite.cli.facts_words import canonical_line, change_text, code_words, number_line, witness_line
from monazite.cli.listing import ROWS, check_format, tell_total, wanted, wrote
from monazite.cli.terminal import Terminal, json_line
from monazite.cli.workspace import open_workspace
from monazite.facts import FACTS, Check, StoredFact, fact_of


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
        tell_facts(terminal, [fact_of(row) for row in page.rows])
        tell_total(terminal, len(page.rows), page.total)
        return 0


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
    canonical = canonical_line(fact)
    canonical = canonical if canonical != value else ""
    qualifier = " ".join(code_words(terminal, "qualifier", part) for part in (fact.qualifier or "").split())
    written = fact.subject_as_written if fact.subject_as_written != fact.subject else ""
    lines = [
        ("column.id", fact.id), ("column.kind", code_words(terminal, "fact_kind", fact.kind)),
        ("column.subject", fact.subject),
        ("fact.as_written", written), ("column.value", f"{value} = {canonical}" if canonical else value),
        ("column.change", change_text(terminal, fact)), ("column.period", fact.period or ""),
        ("fact.spec", fact.spec or ""), ("fact.org", fact.org or ""), ("fact.region", fact.region or ""),
        ("fact.qualifier", qualifier), ("column.status", code_words(terminal, "status", fact.status)),
        ("fact.quote", " ".join(fact.quote.split())), ("fact.place", where),
    ]  # fmt: skip
    return [line for line in lines if line[1]] + _proof(terminal, found)


def _proof(terminal: Terminal, found: StoredFact) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    if repair := found.fact.repair:
        part = code_words(terminal, "repair_part", repair.part)
        lines.append(("fact.repair", f"{repair.as_written} → {repair.becomes} ({part})"))
        lines.append(("fact.witnesses", "; ".join(witness_line(terminal, one) for one in repair.witnesses)))
        gap = repair.gap_to_second_best
        lines.append(("fact.gap", f"{gap:g}" if math.isfinite(gap) else terminal.words("fact.alone")))
    lines += [("fact.checks", check_line(terminal, check)) for check in found.checks]
    against = set(found.conflicts)
    for other in found.same:
        label = "fact.conflict" if other in against else "fact.same"
        lines.append((label, f"{other.id} {other.doc} {number_line(other.value)} {other.unit or ''}".rstrip()))
    return lines


def check_line(terminal: Terminal, check: Check) -> str:
    """A check in one line: its rule, its arithmetic, whether it holds."""
    return f"{rule_words(terminal, check.rule)}: {check.arithmetic} [{verdict(terminal, check.holds)}]"


def rule_words(terminal: Terminal, rule: str) -> str:
    """The name of a rule; in English the one that ``--rule`` takes."""
    from monazite.read.check import rules

    return rules()[rule].title.zh if terminal.language == "zh" and rule in rules() else rule


def verdict(terminal: Terminal, holds: bool | None) -> str:
    """Whether a check holds, in words."""
    return terminal.words({True: "check.holds", False: "check.fails", None: "check.open"}[holds])

"""In which order findings are read: what is changed first, and what follows from it in one line a table."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from monazite.ledger.audit.record import ROOM, Finding, Findings
from monazite.ledger.tables import SCHEMAS as OWN
from monazite.store import said

GROUPS = ("shape", "entry", "log", "rule", "running", "derived")
"""The database itself; entries; the log; rules that one entry breaks; those that depend on the entries before; tables
that follow from entries."""
GONE = "gone"
"""That a table of the journal itself is gone."""
CAUSES = {"log": {GONE}, "running": {"entry", "log", GONE}, "derived": {"entry", "log", "rule", GONE}}
"""What findings of a group may follow from."""
SHADOWING = {"table-missing", "column-missing"}
"""Findings after which nothing else about the table says anything new."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """Findings as they are shown, and those that were drawn together."""

    shown: tuple[Finding, ...]
    following: tuple[Finding, ...]


@cache
def group_of(code: str) -> str:
    """What a kind of finding is about; one of `GROUPS`."""
    rows = csv.DictReader((resources.files(ROOM) / "groups.csv").read_text("utf-8").splitlines())
    return next((row["about"] for row in rows if code in row["codes"].split()), "derived")


def ordered(findings: Findings) -> Ordered:
    """Findings in the order of `GROUPS`, entries by number.

    Differences of balances and derived tables are drawn together, a line a table, when something that they may follow
    from is found too; so is what a missing table makes of itself.
    """
    found = {group_of(code) for code, _ in findings.counts}
    gone = {table for code, table in findings.counts if code in SHADOWING}
    if not gone.isdisjoint(OWN):
        found.add(GONE)
    drawn = {
        (code, table)
        for code, table in findings.counts
        if found & CAUSES.get(group_of(code), set()) or (table in gone and group_of(code) != "shape")
    }
    shown = [finding for finding in findings.all() if (finding.code, finding.table) not in drawn]
    following = tuple(finding for finding in findings.all() if (finding.code, finding.table) in drawn)
    counts: Counter[str] = Counter()
    for code, table in drawn:
        counts[table] += findings.counts[code, table]
    lines = [
        Finding("follows", table, None, None, said(ROOM, "follows", table, count=count))
        for table, count in sorted(counts.items())
    ]
    return Ordered((*sorted(shown, key=_place), *_more(findings, shown), *lines), following)


def _place(finding: Finding) -> tuple[int, str, int, str, str]:
    about = group_of(finding.code)
    entry = -1 if finding.entry is None else finding.entry
    table = "" if about == "entry" else finding.table
    return GROUPS.index(about), table, entry, finding.code, finding.field or ""


def _more(findings: Findings, shown: Sequence[Finding]) -> list[Finding]:
    """One line for each kind of which only the first are shown."""
    whole = Counter((finding.code, finding.table) for finding in shown)
    return [
        Finding("and-more", table, None, None, said(ROOM, "and-more", table, of=code, count=count - whole[code, table]))
        for (code, table), count in sorted(findings.counts.items())
        if whole[code, table] and count > whole[code, table]
    ]

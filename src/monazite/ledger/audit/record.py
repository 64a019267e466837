"""What an audit finds: each difference with its place, counted, and what no audit of a workspace alone can know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from monazite.core import Problem, Words
from monazite.store import said

ROOM = "monazite.ledger.audit"
SHOWN_PER_CODE = 25
"""Differences of one code and table that are kept whole; those beyond are counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference between what is kept and what follows from the entries.

    Args:
        code: stable name of the kind of difference, such as ``body-commitment``.
        table: where it is; ``published`` and ``kept notes`` for what is no table.
        entry: number of the entry, None when it is in none.
        field: the column, or the key and the column of a derived table.
        problem: the sentence.
    """

    code: str
    table: str
    entry: int | None
    field: str | None
    problem: Problem

    def as_json(self) -> dict[str, Any]:
        """The finding for a program."""
        return {
            "code": self.code, "table": self.table, "entry": self.entry, "field": self.field,
            "problem": self.problem.as_json(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an audit says.

    Args:
        entries: how many the journal holds.
        seconds: the audit took.
        findings: the differences in the order in which they are read (see ``order.py``); of each code and table the
            first `SHOWN_PER_CODE`, then one that counts the rest.
        unknowns: what this audit cannot know, and how it could be known.
        counts: by code, all differences.
        following: differences that ``findings`` counts in one line a table, as they may follow from others.
    """

    entries: int
    seconds: float
    findings: tuple[Finding, ...]
    unknowns: tuple[Words, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    following: tuple[Finding, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether nothing differs."""
        return not self.findings


class Findings:
    """Differences as they are found; few are kept whole, all are counted."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.shown: list[Finding] = []

    def add(self, code: str, table: str, entry: int | None = None, where: str | None = None, **values: object) -> None:
        """Note a difference.

        Args:
            code: of the sentence in ``problems.csv``.
            table: it is in.
            entry: number of the entry.
            where: the column, or key and column.
            **values: for the places of the sentence.
        """
        self.counts[code, table] += 1
        if self.counts[code, table] <= SHOWN_PER_CODE:
            self.shown.append(Finding(code, table, entry, where, _problem(code, table, entry, where, values)))

    def merge(self, others: Findings) -> None:
        """Take over what another part of the audit found."""
        for finding in others.shown:
            key = (finding.code, finding.table)
            self.counts[key] += 1
            others.counts[key] -= 1
            if self.counts[key] <= SHOWN_PER_CODE:
                self.shown.append(finding)
        self.counts.update(others.counts)

    def all(self) -> tuple[Finding, ...]:
        """Those kept whole, by table and entry."""
        return tuple(
            sorted(self.shown, key=lambda f: (f.table, f.code, -1 if f.entry is None else f.entry, f.field or ""))
        )

    def by_code(self) -> dict[str, int]:
        """How many of each code."""
        total: Counter[str] = Counter()
        for (code, _), count in self.counts.items():
            total[code] += count
        return {code: count for code, count in sorted(total.items()) if count}


def _problem(code: str, table: str, entry: int | None, where: str | None, values: Mapping[str, object]) -> Problem:
    place = " ".join(str(part) for part in (table, entry, where) if part is not None)
    return said(ROOM, code, place, **{name: short(value) for name, value in values.items()})


def short(value: object, longest: int = 80) -> str:
    """A value as a sentence quotes it: bytes as hexadecimal or text, long ones cut."""
    if isinstance(value, bytes):
        value = value.hex() if any(byte < 32 or byte > 126 for byte in value) else value.decode()  # noqa: PLR2004  printable ASCII
    text = str(value)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"

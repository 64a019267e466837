"""Entries that name other entries: reversals negate exactly and once, adjustments name an entry that is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from monazite.ledger.audit.body import LegLine
from monazite.ledger.audit.record import Findings
from monazite.ledger.audit.rows import Snapshot, as_text
from monazite.ledger.audit.weigh import body_at

ENTRIES, REVERSALS = "journal_entries", "journal_reversals"
AT_ONCE = 400
Link = tuple[int, str, str, list[LegLine]]
"""Number, kind, related id, and of a reversal the legs."""


def check_links(links: Sequence[Link], snapshot: Snapshot, findings: Findings) -> dict[str, int]:
    """Check all entries that relate to others.

    Args:
        links: in the order of their numbers.
        snapshot: of the database.
        findings: where differences go.

    Returns:
        Numbers of the entries they relate to, by id.
    """
    numbers = dict(_numbers(snapshot, sorted({link[2] for link in links})))
    reversed_by: dict[int, int] = {}
    for number, kind, relates, legs in links:
        related = numbers.get(relates)
        if related is None or related >= number:
            findings.add("relates-unknown", ENTRIES, number, "body", id=relates)
        elif kind == "reverse":
            _reversal(number, related, legs, snapshot, findings)
            if related in reversed_by:
                findings.add("reversed-twice", ENTRIES, number, "body", other=related, by=reversed_by[related])
            reversed_by.setdefault(related, number)
    _compare(reversed_by, snapshot, findings)
    return numbers


def _numbers(snapshot: Snapshot, ids: Sequence[str]) -> Iterator[tuple[str, int]]:
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        marks = ", ".join("?" * len(some))
        statement = f"SELECT id, number FROM journal_entries WHERE id IN ({marks})"  # noqa: S608  marks only
        for raw, number in snapshot.rows(statement, tuple(some)):
            yield as_text(raw) or "", number


def _reversal(number: int, related: int, legs: list[LegLine], snapshot: Snapshot, findings: Findings) -> None:
    body = body_at(snapshot, related)
    if body is not None and (body.kind == "reverse" or [_negated(leg) for leg in body.legs] != legs):
        findings.add("reversal-differs", ENTRIES, number, "body", other=related)


def _negated(leg: LegLine) -> LegLine:
    amount: Any = leg[3]
    back = {symbol: -mg for symbol, mg in amount.items()} if type(amount) is dict else -amount
    return [*leg[:3], back, *leg[4:]]


def _compare(reversed_by: dict[int, int], snapshot: Snapshot, findings: Findings) -> None:
    wanted = {by: related for related, by in reversed_by.items()}
    for number, related in snapshot.rows("SELECT entry_number, reverses FROM journal_reversals ORDER BY entry_number"):
        expected = wanted.pop(number, None)
        if expected is None:
            findings.add("reversal-strange", REVERSALS, number, "entry_number", other=related)
        elif expected != related:
            findings.add("reversal-row", REVERSALS, number, "reverses", kept=related, computed=expected)
    for number, related in sorted(wanted.items()):
        findings.add("reversal-missing", REVERSALS, number, "reverses", other=related)

"""What booking a sheet would do, row by row, without booking anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monazite.app.trace.booking import at_row, build_rows
from monazite.core import Problem
from monazite.trace.acts import read_sheet

if TYPE_CHECKING:
    from monazite.app.trace.act_book import ActBook


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A sheet as it would be booked.

    Args:
        rows: acts that it holds.
        good: rows that would be booked, or are already.
        counts: of the good rows, by what would become of them: accepted, blocked, duplicate.
        blocked: why rows would be blocked, as Problems at their rows.
        problems: of the others, each at its place in the sheet.
        is_readable: whether the sheet itself is in order; without that no row can be booked.
    """

    rows: int
    good: int
    counts: Mapping[str, int]
    blocked: tuple[Problem, ...]
    problems: tuple[Problem, ...]
    is_readable: bool


def rehearsed(acts: ActBook, data: bytes, act: str, *, actor: str, name: str, sha256: str) -> Rehearsed:
    """Rehearse a sheet.

    Args:
        acts: that will take it.
        data: the file.
        act: of its rows.
        actor: who will say so.
        name: of the file, for the Problems.
        sha256: of the file.
    """
    sheet = read_sheet(data, act, name, acts.registry)
    if sheet.problems:
        return Rehearsed(len(sheet.rows), 0, {}, (), sheet.problems, is_readable=False)
    rows, problems = build_rows(acts, sheet, sha256, actor)
    by_id = {row.id: row for row in rows}
    answers = [
        at_row(answer, by_id[answer.id])
        for answer in acts.rehearse([row.entry for row in rows if row.entry is not None])
    ]
    counts: Counter[str] = Counter(answer.status for answer in answers if answer.status != "refused")
    counts["duplicate"] += sum(row.entry is None for row in rows)
    at = {
        status: [one.problem for one in answers if one.status == status and one.problem]
        for status in ("refused", "blocked")
    }  # fmt: skip
    bad = (*problems, *at["refused"])
    return Rehearsed(
        len(sheet.rows), sum(counts.values()), counts, tuple(at["blocked"]), bad, is_readable=True
    )  # fmt: skip

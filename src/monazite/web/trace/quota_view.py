"""The quota book as its page shows it: from the ministry's batch to the firm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monazite.app.trace.published import ORDER, Kind
from monazite.trace.permits import OfWhich, QuotaUse


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaRow:
    """A row of the book: a group with all its firms, a firm, or a line that a notice states as part of another.

    Args:
        party: whose.
        level: ``group``, ``firm`` or ``of_which``.
        allotted_mg: issued to it, or received from its group, amendments included.
        batches: the same by batch.
        split_mg: passed on to firms.
        used_mg, left_mg, lapsed_mg: of the party, of a group with all its firms.
    """

    party: str
    level: str
    allotted_mg: int
    batches: Mapping[str, int]
    split_mg: int = 0
    used_mg: int = 0
    left_mg: int = 0
    lapsed_mg: int = 0


@dataclass(frozen=True, slots=True)
class QuotaBook:
    """The book of one stage and class.

    Args:
        stage, klass: of what.
        batches: their numbers.
        rows: groups, each with its of-which lines and its firms beneath.
        total: of all groups and of firms outside them.
    """

    stage: str
    klass: str
    batches: tuple[str, ...]
    rows: tuple[QuotaRow, ...]
    total: QuotaRow


def books_of(uses: Sequence[QuotaUse], parts: Sequence[OfWhich]) -> list[QuotaBook]:
    """The book of a year, a table for each stage and class that has quota."""
    kinds = {(use.stage, use.klass) for use in uses}
    order = [*(kind for kind in ORDER if kind in kinds), *sorted(kinds - set(ORDER))]
    return [_book(kind, [use for use in uses if (use.stage, use.klass) == kind], parts) for kind in order]


def _book(kind: Kind, uses: Sequence[QuotaUse], parts: Sequence[OfWhich]) -> QuotaBook:
    of_kind = [part for part in parts if (part.stage, part.klass) == kind]
    rows: list[QuotaRow] = []
    for group in dict.fromkeys(use.group or use.party for use in uses):
        mine = [use for use in uses if (use.group or use.party) == group]
        head = next((use for use in mine if use.party == group), None)
        rows.append(_summed(group, "group", mine, head))
        rows += _parts(group, of_kind)
        for use in mine:
            if use.party != group and (use.allotted_mg or use.used_mg or use.lapsed_mg):
                rows.append(_summed(use.party, "firm", [use], use))
                rows += _parts(use.party, of_kind)
    groups = [row for row in rows if row.level == "group"]
    names = tuple(sorted({batch for row in rows for batch in row.batches}))
    return QuotaBook(*kind, names, tuple(rows), _total(groups))


def _summed(party: str, level: str, uses: Sequence[QuotaUse], own: QuotaUse | None) -> QuotaRow:
    """A row: what came to the party itself, and what became of it there and below."""
    issued = own.issued_mg + own.received_mg + own.amended_mg if own else sum(use.allotted_mg for use in uses)
    return QuotaRow(
        party=party, level=level, allotted_mg=issued, batches=dict(own.batches) if own else {},
        split_mg=own.split_mg if own else 0, used_mg=sum(use.used_mg for use in uses),
        left_mg=sum(use.held_mg for use in uses), lapsed_mg=sum(use.lapsed_mg for use in uses),
    )  # fmt: skip


def _parts(whole: str, parts: Iterable[OfWhich]) -> list[QuotaRow]:
    """The of-which lines of a party's line, one a party, added to nothing."""
    found: dict[str, dict[str, int]] = {}
    for part in parts:
        if part.within == whole:
            batches = found.setdefault(part.party, {})
            batches[part.batch] = batches.get(part.batch, 0) + part.reo_mg
    return [
        QuotaRow(party=party, level="of_which", allotted_mg=sum(batches.values()), batches=batches)
        for party, batches in found.items()
    ]


def _total(rows: Sequence[QuotaRow]) -> QuotaRow:
    batches: dict[str, int] = {}
    for row in rows:
        for batch, mg in row.batches.items():
            batches[batch] = batches.get(batch, 0) + mg
    sums = {
        name: sum(getattr(row, name) for row in rows)
        for name in ("allotted_mg", "split_mg", "used_mg", "left_mg", "lapsed_mg")
    }
    return QuotaRow(party="", level="total", batches=batches, **sums)

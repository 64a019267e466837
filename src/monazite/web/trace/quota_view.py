"""The quota book as its page shows it: from the ministry's batch to the firm, beside what published notices say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monazite.core.mass import MG_PER_TONNE
from monazite.facts import QuotaLine
from monazite.trace.permits import OfWhich, QuotaUse

ORDER = (("mining", "rock"), ("mining", "ion"), ("mining", "all"), ("separation", "all"))
"""Stage and class, in the order of the notices."""
Kind = tuple[str, str]
MARKS: tuple[tuple[str, Kind], ...] = (
    ("岩矿", ("mining", "rock")), ("离子", ("mining", "ion")), ("冶炼分离", ("separation", "all")),
    ("开采总量", ("mining", "all")),
)  # fmt: skip
"""What in the name of a published quota tells its stage and class."""


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


@dataclass(frozen=True, slots=True)
class Published:
    """A sum of the journal beside what a notice publishes.

    Args:
        batch: number of the batch.
        stage, klass: of what.
        journal_mg: issued in the journal; None where nothing is.
        lines: published totals, several where papers differ.
    """

    batch: str
    stage: str
    klass: str
    journal_mg: int | None
    lines: tuple[QuotaLine, ...]

    @property
    def is_same(self) -> bool | None:
        """Whether journal and papers agree; None where one of them says nothing."""
        if self.journal_mg is None or not self.lines:
            return None
        return all(published_mg(line) == self.journal_mg for line in self.lines)


def published_mg(line: QuotaLine) -> int:
    """Milligrams that a published line states."""
    return round((line.reo_tonnes or 0) * 1_000_000) * (MG_PER_TONNE // 1_000_000)


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


def beside_published(totals: Mapping[tuple[str, str, str], int], lines: Iterable[QuotaLine]) -> list[Published]:
    """What the journal issued in a year beside the totals of published notices, by batch, stage and class."""
    papers: dict[tuple[str, str, str], list[QuotaLine]] = {}
    for line in lines:
        kind = kind_of_subject(line.subject)
        if line.org is None and line.batch is not None and kind is not None and line.reo_tonnes is not None:
            same = papers.setdefault((line.batch, *kind), [])
            if all(other.reo_tonnes != line.reo_tonnes for other in same):
                same.append(line)
    ranks = {kind: rank for rank, kind in enumerate(ORDER)}
    keys = sorted({*totals, *papers}, key=lambda key: (key[0], ranks.get(key[1:], len(ranks)), key))
    return [Published(*key, totals.get(key), tuple(papers.get(key, ()))) for key in keys]


def kind_of_subject(subject: str) -> Kind | None:
    """The stage and class of a published quota, told from its name; None for another.

    >>> kind_of_subject("岩矿型稀土（轻）开采指标")
    ('mining', 'rock')
    """
    return next((kind for mark, kind in MARKS if mark in subject), None)

"""Sums of the journal's quota beside the totals that published notices state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monazite.core.mass import MG_PER_TONNE

if TYPE_CHECKING:
    from monazite.facts import QuotaLine

ORDER = (("mining", "rock"), ("mining", "ion"), ("mining", "all"), ("separation", "all"))
"""Stage and class, in the order of the notices."""
Kind = tuple[str, str]
MARKS: tuple[tuple[str, Kind], ...] = (
    ("岩矿", ("mining", "rock")), ("离子", ("mining", "ion")), ("冶炼分离", ("separation", "all")),
    ("开采总量", ("mining", "all")),
)  # fmt: skip
"""What in the name of a published quota tells its stage and class."""


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
    return [Published(*key, _summed(totals, *key), tuple(papers.get(key, ()))) for key in keys]


def _summed(totals: Mapping[tuple[str, str, str], int], batch: str, stage: str, klass: str) -> int | None:
    """What the journal issued in a batch, or in several such as ``1+2``, of a class, or of all classes of a stage."""
    found = 0
    for one in batch.split("+"):
        some = [mg for key, mg in totals.items() if key[:2] == (one, stage) and klass in ("all", key[2])]
        if not some:
            return None
        found += sum(some)
    return found


def kind_of_subject(subject: str) -> Kind | None:
    """The stage and class of a published quota, told from its name; None for another.

    >>> kind_of_subject("岩矿型稀土（轻）开采指标")
    ('mining', 'rock')
    """
    return next((kind for mark, kind in MARKS if mark in subject), None)

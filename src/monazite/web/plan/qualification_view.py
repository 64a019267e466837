"""Qualification as its pages show it: requirements against grades, what is missing, decisions with their checkpoint."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monazite.ledger.lists import CHECKPOINT_LIST
from monazite.plan.qualification import evaluate, needed_tests, standards
from monazite.plan.qualification.evaluate import methods_of
from monazite.plan.qualification.tables import standard_key
from monazite.store import ListQuery

if TYPE_CHECKING:
    from monazite.app import Workspace
    from monazite.plan.journal.find import Kept
    from monazite.plan.qualification import Evaluation, Finding, Needed, Position, Requirement
    from monazite.plan.qualification.standing import Standing
    from monazite.plan.qualification.tables import Standard

MARKS = {"met": "holds", "not_met": "fails", "undecided": "open", "missing": "open"}
"""The form in which a verdict is shown."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A grade at a position.

    Args:
        grade: ``maker/grade``.
        evaluation: requirement by requirement.
        needed: tests it still needs.
        is_fitted: whether it is fitted today.
        is_usable: whether a decision lets it be fitted.
    """

    grade: str
    evaluation: Evaluation
    needed: tuple[Needed, ...]
    is_fitted: bool
    is_usable: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with its entry.

    Args:
        standing: on the day.
        kept: its entry; None where it is reversed since.
        checkpoint: size of the first signed checkpoint that commits to it; None while there is none.
    """

    standing: Standing
    kept: Kept | None
    checkpoint: int | None


@dataclass(frozen=True, slots=True)
class PositionShown:
    """A position of a motor.

    Args:
        position: on the day.
        kept: the entry of its specification; None where it is reversed since.
        grades: judged, the fitted one first.
        decisions: on it, the newest first.
    """

    position: Position
    kept: Kept | None
    grades: tuple[Judged, ...]
    decisions: tuple[Decided, ...]

    def rows(self) -> list[tuple[Requirement, list[Finding]]]:
        """The requirements, each with the finding of each grade."""
        asked = self.position.specification.requirements
        return [(one, [judged.evaluation.findings[at] for judged in self.grades]) for at, one in enumerate(asked)]


def shown(workspace: Workspace, some: Sequence[Position], on: dt.date) -> list[PositionShown]:
    """Positions with everything their page shows."""
    plan = workspace.plan
    tests = [one.record for one in plan.standing("magnet_test", on=on)]
    specifications, decisions = (_by_id(plan.standing(kind, on=on)) for kind in ("specification", "qualification"))
    sizes = checkpoint_sizes(workspace)
    return [
        PositionShown(
            one, specifications.get(one.specification.id),
            tuple(_judged(one, grade, evaluate(one.specification, grade, tests, on)) for grade in _grades(one)),
            tuple(_decided(each, decisions.get(each.decision.id), sizes) for each in reversed(one.standings)),
        )
        for one in some
    ]  # fmt: skip


def _by_id(some: Iterable[Kept]) -> dict[str, Kept]:
    return {one.record.id: one for one in some}


def _grades(position: Position) -> list[str]:
    """Every grade that somebody fits, decided on or tested there."""
    fitted = position.specification.fitted
    decided = [one.decision.grade for one in position.standings]
    return list(dict.fromkeys([*([fitted] if fitted else []), *position.grades, *decided, *position.under_test]))


def _judged(position: Position, grade: str, evaluation: Evaluation) -> Judged:
    is_fitted = grade == position.specification.fitted
    return Judged(grade, evaluation, needed_tests(evaluation), is_fitted, grade in position.grades)


def _decided(standing: Standing, kept: Kept | None, sizes: Sequence[int]) -> Decided:
    return Decided(standing, kept, next((size for size in sizes if kept and size > kept.number), None))


def checkpoint_sizes(workspace: Workspace) -> list[int]:
    """The sizes of the log at its checkpoints, rising."""
    rows = workspace.page(CHECKPOINT_LIST, ListQuery(limit=None)).rows
    return sorted(row["size"] for row in rows)


def standards_of(requirements: Iterable[Requirement]) -> list[tuple[str, Standard | None]]:
    """Numbers of the standards that requirements are tested by, each with what is known of it."""
    numbers = dict.fromkeys(number for one in requirements for number in methods_of(one))
    return [(number, standards().get(standard_key(number))) for number in numbers]


def counted(some: Iterable[Position]) -> Mapping[str, int]:
    """How many positions have each status."""
    found = {"qualified": 0, "conditional": 0, "unqualified": 0}
    for one in some:
        found[one.status] += 1
    return found

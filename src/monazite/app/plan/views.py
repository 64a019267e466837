"""What `workspace.plan` answers with: a programme with its cover, a commitment with its periods, the work plan."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from monazite.core import Problem
from monazite.plan.commitments.record import Period, Settlement
from monazite.plan.cover import Cover, CoverSum
from monazite.plan.explosion import Explosion
from monazite.plan.journal.find import Kept, Moved, Paid
from monazite.plan.qualification import Position
from monazite.plan.work import Duty, Minutes, StandardRow, TopicState


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeView:
    """A programme with all that answers: what does it need, is it covered, may its magnets be fitted?

    Args:
        programme: as it stands; its record is a `monazite.plan.explosion.Programme`.
        bill: as it stands.
        explosions: by week, from the motor down to the quota; empty where a problem keeps them.
        covers: of the elements at the tier of oxides, by element and week.
        sums: the same over all weeks, by element.
        commitments: ids of those whose supply counts: agreed, bought by the maker or by who supplies it.
        positions: of its motor on the day, with the grades that may be used.
        problems: what keeps an answer, a programme with no qualified magnet among them.
    """

    programme: Kept
    bill: Kept
    explosions: tuple[Explosion, ...]
    covers: tuple[Cover, ...]
    sums: tuple[CoverSum, ...]
    commitments: tuple[str, ...]
    positions: tuple[Position, ...]
    problems: tuple[Problem, ...]

    @property
    def first_uncovered(self) -> dt.date | None:
        """The first week in which some element is not covered; None where all weeks are."""
        return min((one.first_uncovered for one in self.sums if one.first_uncovered), default=None)

    @property
    def uncovered_share(self) -> dict[str, Fraction]:
        """By element, the share of the demand that nothing meets."""
        return {one.element: one.uncovered_share for one in self.sums}

    @property
    def grades(self) -> tuple[str, ...]:
        """Grades that may be fitted at every position that is specified."""
        found = [set(one.grades) for one in self.positions]
        return tuple(sorted(set.intersection(*found))) if found else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodView:
    """A settlement period of a commitment.

    Args:
        period: name, first and last day.
        moved: what moved in it.
        settlement: what it comes to; None where a problem keeps it.
        problems: why it cannot be settled yet.
        paid: what was paid for it.
        is_paid: whether nothing is left to pay.
    """

    period: Period
    moved: tuple[Moved, ...]
    settlement: Settlement | None
    problems: tuple[Problem, ...]
    paid: tuple[Paid, ...]
    is_paid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentView:
    """A commitment with what moved under it, period by period.

    Args:
        commitment: as it stands; its record is a `monazite.plan.commitments.record.Commitment`.
        silent: parties that have not consented to this version; nothing may move while there are any.
        periods: those that have begun by the day.
    """

    commitment: Kept
    silent: tuple[str, ...]
    periods: tuple[PeriodView, ...]

    @property
    def is_agreed(self) -> bool:
        """Whether all parties agreed."""
        return not self.silent


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkView:
    """The work plan of the cooperation groups on a day.

    Args:
        topics: with status, next act, tests under way, what is overdue.
        duties: who must act next, the longest overdue first.
        standards: in the making, from facts.
        minutes: of meetings, newest record of each.
    """

    topics: tuple[TopicState, ...]
    duties: tuple[Duty, ...]
    standards: tuple[StandardRow, ...]
    minutes: tuple[Minutes, ...]

"""The verb plan in Python, ``workspace.plan``: its acts, and what programmes, commitments and magnets stand at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from monazite.app.trace.act_book import ActBook
from monazite.core import Problem, ProblemError
from monazite.store import Results

if TYPE_CHECKING:
    from monazite.app.plan.views import CommitmentView, PeriodView, ProgrammeView, WorkView
    from monazite.app.trade.market import Market
    from monazite.core import Clock
    from monazite.ledger import Answer, Entry
    from monazite.plan.commitments.record import Settlement
    from monazite.plan.journal.find import Kept, Version
    from monazite.plan.matching import Deviation, Match
    from monazite.plan.qualification import Answer as Substitutes
    from monazite.plan.qualification import Position
    from monazite.store import Home
    from monazite.trace.acts import Registry

ROOM_DEGC = Decimal(20)
"""At which data sheets are compared unless another temperature is asked for."""


class Plan(ActBook):
    """What upstream and downstream agree on, and what follows from it.

    A day (``on``) is today in Asia/Shanghai unless it is given; an answer of a day knows nothing that was said later.

    Args:
        home: the opened directory.
        clock: for recorded times.
        market: the venues, for the prices of an index; its journal is posted to.
        reading: gives a consistent view of the database.
    """

    def __init__(
        self, home: Home, clock: Clock, market: Market, reading: Callable[[], AbstractContextManager[Connection]]
    ) -> None:
        """Hold what it works with; nothing is read yet."""
        super().__init__(home, clock, reading)
        self._market = market

    # ---- write

    @property
    def registry(self) -> Registry:
        """The acts of plan."""
        from monazite.plan.acts import PLAN  # noqa: PLC0415  the room is large

        return PLAN

    def post(self, entries: Sequence[Entry], *, whole: bool = False) -> list[Answer]:
        """Post entries in one transaction; see `monazite.app.trace.verb.Trace.post`."""
        return self._market.trace.post(entries, whole=whole)

    def rehearse(self, entries: Sequence[Entry]) -> list[Answer]:
        """What posting these entries would answer; nothing is kept."""
        return self._market.trace.rehearse(entries)

    def again(self, name: str, numbers: Sequence[int]) -> None:
        """Nothing is left to do: an entry is all there is of an act of plan."""

    def pay(self, commitment_id: str, period: str, *, actor: str, id: str | None = None) -> Answer | None:  # noqa: A002
        """Pay what a settlement period comes to, less what its deliveries paid; None where nothing is owed.

        Args:
            commitment_id: of the commitment.
            period: its name, such as ``2022-Q3``.
            actor: a party of it.
            id: of the entry; a new one when None.

        Raises:
            ProblemError: when there is no such commitment or period, or it cannot be settled.
        """
        from monazite.app.plan.commitment import paid_with  # noqa: PLC0415  loads the room
        from monazite.plan.commitments.booking import payment_entry  # noqa: PLC0415  as above

        found, one = self._of_period(commitment_id, period)
        if one.settlement is None:
            raise ProblemError(one.problems[0])
        record = found.commitment.record
        paid = paid_with(record, one.moved).get(record.seller, 0)
        entry = payment_entry(
            commitment=record, settlement=one.settlement, paid_fen={"": paid}, id=id or self.new_id(),
            time=self.today.isoformat(), actor=actor, simulated=found.commitment.is_simulated,
        )  # fmt: skip
        return None if entry is None else self.post([entry])[0]

    # ---- programmes, demand and capacity

    def programmes(self, *, on: dt.date | None = None) -> Results[Kept]:
        """The motor programmes as they stand, in the order of their entries; or stood on a day."""
        return self.standing("programme", on=on)

    def programme(
        self, programme_id: str, *, on: dt.date | None = None, stopped: Mapping[str, dt.date] | None = None
    ) -> ProgrammeView:
        """A programme: exploded by week, covered (firm, optional, uncovered), and the magnets that may be fitted.

        Stock on hand counts for one that has not begun, and never for an earlier day: its stock is not kept.

        Args:
            programme_id: of it.
            on: as it stood on a day; today when None.
            stopped: commitments that bring nothing from a day on, by id: what if?

        Raises:
            ProblemError: ``book-unknown``, naming the nearest.
        """
        from monazite.app.plan.programme import programme_view  # noqa: PLC0415  loads the room

        day = on or self.today
        with self.reading() as connection:
            return programme_view(connection, programme_id, day, has_stock=day >= self.today, stopped=stopped or {})

    def match(
        self, first: dt.date | None = None, last: dt.date | None = None, *, supplier: str = "", customer: str = ""
    ) -> Results[Match]:
        """Demand against capacity by group and week (CX-0128), over the stored groups.

        Args:
            first: Monday of the first week; all when None.
            last: Monday of the last week.
            supplier: only groups of this one.
            customer: only groups for this one.
        """
        from monazite.plan.matching import match  # noqa: PLC0415  loads the room

        demands, groups = ([one.record for one in self.standing(kind)] for kind in ("demand", "capacity_group"))
        wanted = {one.id for one in groups
                  if supplier in ("", one.supplier) and customer in ("", one.customer)}  # fmt: skip
        ends = first or dt.date.min, last or dt.date.max
        found = match(demands, groups)
        return Results(one for one in found if one.group in wanted and ends[0] <= one.week <= ends[1])

    def deviations(self, since: dt.date, *, on: dt.date | None = None) -> Results[Deviation]:
        """How far the demand of each group moved from the versions of one day to those of another (需求偏差).

        Args:
            since: the earlier day.
            on: the later day, whose week begins the horizon of the thresholds.
        """
        from monazite.plan.matching import deviations  # noqa: PLC0415  loads the room

        day = on or self.today
        before, now, groups = (
            [one.record for one in self.standing(kind, on=then)]
            for kind, then in (("demand", since), ("demand", day), ("capacity_group", day))
        )
        return Results(deviations(before, now, groups, day))

    # ---- commitments

    def commitments(self, *, on: dt.date | None = None) -> Results[Kept]:
        """The commitments as they stand, in the order of their entries; or stood on a day."""
        return self.standing("commitment", on=on)

    def commitment(self, commitment_id: str, *, on: dt.date | None = None) -> CommitmentView:
        """A commitment: who agreed, what moved, what each period that has begun comes to, what was paid.

        Raises:
            ProblemError: ``book-unknown``, naming the nearest.
        """
        from monazite.app.plan.commitment import commitment_view  # noqa: PLC0415  loads the room

        with self.reading() as connection:
            return commitment_view(connection, self._market, commitment_id, on or self.today)

    def settle(self, commitment_id: str, period: str) -> Settlement | tuple[Problem, ...]:
        """What a settlement period comes to, or everything that keeps it from being settled.

        Prices come from the series as stated in the journal, of a published index, or of facts.

        Raises:
            ProblemError: when there is no such commitment or period.
        """
        _, one = self._of_period(commitment_id, period)
        return one.settlement or one.problems

    # ---- qualification and work

    def qualification(self, motor: str | None = None, *, on: dt.date | None = None) -> Results[Position]:
        """The positions of motors, with the grades that may be fitted on a day; of one motor where it is named."""
        from monazite.plan.journal.find import dossier  # noqa: PLC0415  loads the room
        from monazite.plan.qualification import positions  # noqa: PLC0415  as above

        day = on or self.today
        with self.reading() as connection:
            found = positions(dossier(connection, day), day)
        return Results(one for one in found if motor in (None, one.specification.motor))

    def substitutes(
        self, grade: str, *, motor: str | None = None, without: Iterable[str] = (), on: dt.date | None = None,
        temperature_degc: Decimal = ROOM_DEGC,
    ) -> Substitutes:  # fmt: skip
        """What may replace a grade, where: by decisions of the journal, and proposed by data sheets.

        Args:
            grade: ``maker/grade``, or a designation as every maker has it.
            motor: only in this motor.
            without: symbols of elements that the candidate must not hold.
            on: the day.
            temperature_degc: at which data sheets are compared.

        Raises:
            ProblemError: ``book-unknown`` for a grade that nobody states; it names the nearest.
        """
        from monazite.app.plan.answers import starts_of  # noqa: PLC0415  loads the room
        from monazite.plan.journal.find import dossier  # noqa: PLC0415  as above
        from monazite.plan.qualification import replacements  # noqa: PLC0415  as above

        day = on or self.today
        with self.reading() as connection:
            known = dossier(connection, day)
        return replacements(known, starts_of(known, grade), day, motor=motor, without=without,
                            temperature_degc=temperature_degc)  # fmt: skip

    def work(self, *, on: dt.date | None = None) -> WorkView:
        """The work plan: topics, who must act next, standards in the making, minutes."""
        from monazite.app.plan.answers import work_view  # noqa: PLC0415  loads the room

        with self.reading() as connection:
            return work_view(connection, on or self.today)

    def versions(self, kind: str, subject: str) -> Results[Version]:
        """Every version of a record, oldest first: who said what when.

        Args:
            kind: of its entries, such as ``demand``.
            subject: its id.
        """
        from monazite.plan.journal.find import versions  # noqa: PLC0415  loads the room

        with self.reading() as connection:
            return Results(versions(connection, kind, subject))

    def standing(self, kind: str, *, on: dt.date | None = None) -> Results[Kept]:
        """The records of a kind of ``plan/journal/registers.csv`` as they stand, or stood at the end of a day."""
        from monazite.plan.journal.find import standing  # noqa: PLC0415  loads the room

        with self.reading() as connection:
            return Results(standing(connection, kind, on))

    def _of_period(self, commitment_id: str, period: str) -> tuple[CommitmentView, PeriodView]:
        """A commitment, and the period of it that is named.

        Raises:
            ProblemError: when there is none of either.
        """
        from monazite.plan.commitments import period_named  # noqa: PLC0415  loads the room

        found = self.commitment(commitment_id, on=dt.date.max)
        wanted = period_named(found.commitment.record, period)
        if isinstance(wanted, Problem):
            raise ProblemError(wanted)
        return found, next(one for one in found.periods if one.period == wanted)

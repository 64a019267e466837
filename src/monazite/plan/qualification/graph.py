"""What may replace what where: grades as nodes, and an edge for each replacement with its status and its reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from monazite.core import Words
from monazite.plan.qualification.record import Dossier, Grade
from monazite.plan.qualification.sheets import by_sheet, is_answerable, is_no_worse
from monazite.plan.qualification.standing import Position, Standing, positions
from monazite.plan.qualification.tables import ROOM_DEGC, words

EdgeStatus = Literal["qualified", "conditional", "under_test", "proposed"]
"""已认定、有条件、试验中、按数据表提出: in this order one is better than the next."""
STATUSES: tuple[EdgeStatus, ...] = ("qualified", "conditional", "under_test", "proposed")


@dataclass(frozen=True, slots=True)
class Edge:
    """One grade may replace another in a place.

    Args:
        replaced: the grade that gives way, ``maker/grade``.
        candidate: the grade that takes its place.
        motor: where; empty for a comparison of data sheets that no motor asked for.
        position: where in the motor.
        status: how far this is.
        reasons: for it.
        decision: id of the decision it rests on.
        tests: ids of the tests.
    """

    replaced: str
    candidate: str
    motor: str
    position: str
    status: EdgeStatus
    reasons: tuple[Words, ...]
    decision: str | None = None
    tests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """A place where a magnet sits, with all that a search needs to know of it.

    Args:
        position: of a motor; None for no motor in particular.
        grades: data sheets by id.
        temperature_degc: at which sheets are compared where no specification says what is asked.
        tests: ids of the tests in this motor up to the day, by grade.
    """

    position: Position | None
    grades: Mapping[str, Grade]
    temperature_degc: Decimal
    tests: Mapping[str, Sequence[str]]

    @property
    def motor(self) -> str:
        """Its motor; empty for none in particular."""
        return self.position.specification.motor if self.position else ""

    @property
    def name(self) -> str:
        """Its position in the motor; empty for none in particular."""
        return self.position.specification.position if self.position else ""

    @property
    def magnet_mass_mg(self) -> int | None:
        """Mass of its magnets in milligrams, where the specification states it."""
        return self.position.specification.magnet_mass_mg if self.position else None


def sites(
    dossier: Dossier, grades: Mapping[str, Grade], on: dt.date, motor: str | None, temperature_degc: Decimal = ROOM_DEGC
) -> tuple[Site, ...]:
    """The positions of a motor, or of all motors and the place that is none in particular.

    Args:
        dossier: checked.
        grades: data sheets by id.
        on: the day.
        motor: only this one.
        temperature_degc: at which data sheets are compared.
    """
    tests: dict[str, dict[str, list[str]]] = {}
    for test in dossier.tests:
        if test.motor and test.day <= on:
            tests.setdefault(test.motor, {}).setdefault(test.grade, []).append(test.id)
    found = [
        Site(one, grades, temperature_degc, tests.get(one.specification.motor, {}))
        for one in positions(dossier, on, motor)
    ]
    return tuple(found if motor else [*found, Site(None, grades, temperature_degc, {})])


def edges(dossier: Dossier, on: dt.date, motor: str | None = None) -> tuple[Edge, ...]:
    """Every replacement that rests on a decision or on tests: the graph that people drew, without proposals.

    Args:
        dossier: checked.
        on: the day.
        motor: only in this motor.
    """
    found: list[Edge] = []
    for place in sites(dossier, {}, on, motor):
        if place.position:
            fitted = place.position.specification.fitted
            names = {one for each in place.position.standings for one in each.decision.replaces}
            starts = dict.fromkeys([*filter(None, (fitted,)), *place.position.grades, *sorted(names)])
            found.extend(edge for start in starts for edge in decided(place, start))
    return tuple(found)


def decided(place: Site, grade: str) -> Iterator[Edge]:
    """Replacements of a grade in a place by decision and by tests under way.

    Args:
        place: where.
        grade: that gives way.
    """
    if place.position is None:
        return
    seated = {one for one in (place.position.specification.fitted, *place.position.grades) if one}
    for standing in place.position.standings:
        decision = standing.decision
        replaces = decision.replaces or tuple(seated)
        if standing.is_approval and grade in replaces and decision.grade != grade:
            yield _by_decision(place, grade, standing)
    if grade in seated:
        yield from (_by_tests(place, grade, one) for one in place.position.under_test if one != grade)


def proposed(place: Site, grade: str) -> Iterator[Edge]:
    """Replacements of a grade that data sheets alone suggest; never one that was refused there.

    Args:
        place: where; with a specification the sheet must meet every requirement that a sheet can answer, one at least;
            without one, no guaranteed value may be below that of the grade replaced.
        grade: that gives way.
    """
    settled = _settled(place)
    for one in place.grades.values():
        if one.id != grade and one.id not in settled and (reason := _reason(place, one, grade)):
            yield Edge(grade, one.id, place.motor, place.name, "proposed", (reason,))


def _settled(place: Site) -> set[str]:
    """Grades that a decision or a test in this place speaks of already."""
    if place.position is None:
        return set()
    held = {one.decision.grade for one in place.position.standings if one.state == "valid"}
    return held | set(place.position.under_test)


def _reason(place: Site, candidate: Grade, grade: str) -> Words | None:
    """Why a data sheet suggests a grade; None where it does not."""
    if place.position:
        specification = place.position.specification
        asked = [one for one in specification.requirements if is_answerable(one)]
        is_suggested = bool(asked) and all(by_sheet(one, candidate) == "met" for one in asked)
        return words("by-specification", specification=specification.id) if is_suggested else None
    replaced = place.grades.get(grade)
    if replaced is None or not is_no_worse(candidate, replaced, place.temperature_degc):
        return None
    return words("by-sheet", temperature=f"{place.temperature_degc:f}")


def _by_decision(place: Site, grade: str, standing: Standing) -> Edge:
    one = standing.decision
    ruling = words(f"ruling.{one.ruling}")
    reasons = [words("by-decision", decision=one.id, by=one.by, day=one.day, ruling=ruling)]
    reasons += [Words(one.reasons, one.reasons)] if one.reasons else []
    reasons += [words("by-conditions", conditions=one.conditions)] if one.conditions else []
    status: EdgeStatus = "qualified" if one.ruling == "approved" else "conditional"
    return Edge(grade, one.grade, place.motor, place.name, status, tuple(reasons), one.id, one.tests)


def _by_tests(place: Site, grade: str, candidate: str) -> Edge:
    tests = tuple(place.tests.get(candidate, ()))
    standings = [one for one in place.position.standings if one.decision.grade == candidate] if place.position else []
    reasons = [words("by-tests", tests=", ".join(tests))] if tests else []
    for one in standings:
        why = Words("；".join(each.zh for each in one.reasons), "; ".join(each.en for each in one.reasons))
        reasons.append(words("by-naming", decision=one.decision.id, reasons=why))
    return Edge(grade, candidate, place.motor, place.name, "under_test", tuple(reasons), None, tests)

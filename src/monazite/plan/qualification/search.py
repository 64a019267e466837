"""The graph searched: what may replace a grade, by which steps, and what each change saves or costs."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import count
from math import ceil, floor

from monazite.core import Words
from monazite.plan.qualification.checks import known_grades
from monazite.plan.qualification.graph import STATUSES, Edge, EdgeStatus, Site, decided, proposed, sites
from monazite.plan.qualification.record import Dossier, Grade
from monazite.plan.qualification.sheets import lacking, share_of, unanswered, value_at
from monazite.plan.qualification.standing import Position, positions
from monazite.plan.qualification.tables import ROOM_DEGC

MOST_STEPS = 5
"""Steps of a path: each is a change of a motor's magnet that somebody must make."""
KILOGRAM_MG = 1_000_000


@dataclass(frozen=True, slots=True)
class Change:
    """What a replacement changes of an element; less is negative. Equal mass of magnet is taken on both sides.

    Args:
        element: symbol.
        low_mg: least change, milligrams, rounded outwards.
        high_mg: greatest.
    """

    element: str
    low_mg: int
    high_mg: int


@dataclass(frozen=True, slots=True)
class Margin:
    """How much more (or less) the candidate's data sheet guarantees.

    Args:
        property: key of ``properties.csv``.
        temperature_degc: of the comparison.
        difference: in the property's unit.
    """

    property: str
    temperature_degc: Decimal
    difference: Fraction


@dataclass(frozen=True, slots=True)
class Replacement:
    """A grade that may replace the one asked for, and the best way there: the surest first, then the shortest.

    Args:
        replaced: the grade asked for.
        candidate: the grade at the end.
        motor: where; empty for no motor in particular.
        position: where in the motor.
        status: of the weakest step.
        steps: edges, each replacing the one before.
        changes: of elements known on both sides, per motor or per kilogram of magnet.
        is_per_motor: whether the changes are those of one motor; otherwise of 1 kg of magnet.
        is_estimate: whether contents of either are estimated.
        not_known: elements that one side states and the other does not.
        margins: of guaranteed values.
    """

    replaced: str
    candidate: str
    motor: str
    position: str
    status: EdgeStatus
    steps: tuple[Edge, ...]
    changes: tuple[Change, ...]
    is_per_motor: bool
    is_estimate: bool
    not_known: tuple[str, ...]
    margins: tuple[Margin, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What may replace a grade.

    Args:
        replacements: best first.
        not_known: candidates whose content of an unwanted element is not known.
        not_compared: grades whose data sheets lack what a comparison needs, and what that is.
        unqualified: positions without any qualified grade.
    """

    replacements: tuple[Replacement, ...]
    not_known: tuple[Replacement, ...]
    not_compared: tuple[tuple[str, tuple[Words, ...]], ...]
    unqualified: tuple[Position, ...]


def replacements(
    dossier: Dossier, starts: Sequence[str], on: dt.date, *, motor: str | None = None, without: Iterable[str] = (),
    temperature_degc: Decimal = ROOM_DEGC,
) -> Answer:  # fmt: skip
    """What may replace grades, in every motor that is known or in one.

    Args:
        dossier: checked.
        starts: ids of the grades asked for.
        on: the day.
        motor: only in this motor.
        without: symbols of elements that the candidate must not hold; an estimate of nought counts as none.
        temperature_degc: at which data sheets are compared.
    """
    grades, unwanted = known_grades(dossier), tuple(without)
    places = positions(dossier, on, motor)
    found = [
        one
        for place in sites(dossier, grades, on, motor, temperature_degc)
        for start in starts
        for one in _at(place, start)
    ]
    found.sort(key=_rank)
    holding = {one.candidate: _holds(grades.get(one.candidate), unwanted) for one in found}
    return Answer(
        tuple(one for one in found if holding[one.candidate] is False),
        tuple(one for one in found if holding[one.candidate] is None),
        tuple(_not_compared(grades, starts, temperature_degc, places)),
        tuple(one for one in places if one.status == "unqualified"),
    )


def grades_named(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Ids of the grades that somebody means: ``maker/grade`` itself, or a designation as every maker has it.

    Args:
        name: as typed.
        known: ids of grades.

    >>> grades_named("n42sh", ["A/N42SH", "B/N42SH", "A/N42"])
    ('A/N42SH', 'B/N42SH')
    """
    listed, wanted = tuple(dict.fromkeys(known)), name.strip().casefold()
    whole = tuple(one for one in listed if one.casefold() == wanted)
    return whole or tuple(one for one in listed if one.rpartition("/")[2].casefold() == wanted)


def changes_of(candidate: Grade, replaced: Grade, mass_mg: int) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """What changes when equal masses of two grades take each other's place, and elements that one side alone states.

    Args:
        candidate: that comes.
        replaced: that goes.
        mass_mg: of magnet.
    """
    names = dict.fromkeys(one.element for one in (*candidate.contents, *replaced.contents))
    found, not_known = [], []
    for name in names:
        new, old = share_of(candidate, name), share_of(replaced, name)
        if new is None or old is None:
            not_known.append(name)
            continue
        low = Fraction(mass_mg) * Fraction(new.low_percent - old.high_percent) / 100
        high = Fraction(mass_mg) * Fraction(new.high_percent - old.low_percent) / 100
        if low or high:
            found.append(Change(name, floor(low), ceil(high)))
    return tuple(found), tuple(not_known)


def _at(place: Site, start: str) -> Iterator[Replacement]:
    for candidate, steps in _paths(place, start).items():
        yield _replacement(place, start, candidate, steps)


def _paths(place: Site, start: str) -> Mapping[str, tuple[Edge, ...]]:
    """The best path to every grade within reach: least its weakest step, then its length (Dijkstra)."""
    best: dict[str, tuple[Edge, ...]] = {}
    number = count()
    waiting: list[tuple[int, int, int, str, tuple[Edge, ...]]] = [(0, 0, next(number), start, ())]
    while waiting:
        rank, length, _, grade, path = heapq.heappop(waiting)
        if grade in best:
            continue
        best[grade] = path
        for edge in _from(place, grade, is_start=not path) if length < MOST_STEPS else ():
            if edge.candidate not in best:
                worst = max(rank, STATUSES.index(edge.status))
                heapq.heappush(waiting, (worst, length + 1, next(number), edge.candidate, (*path, edge)))
    return {grade: path for grade, path in best.items() if path}


def _from(place: Site, grade: str, *, is_start: bool) -> Iterator[Edge]:
    """Edges from a grade; what data sheets suggest further on, they suggest at the start already."""
    yield from decided(place, grade)
    if is_start:
        yield from proposed(place, grade)


def _replacement(place: Site, start: str, candidate: str, steps: tuple[Edge, ...]) -> Replacement:
    new, old = place.grades.get(candidate), place.grades.get(start)
    mass_mg = place.magnet_mass_mg
    found: tuple[tuple[Change, ...], tuple[str, ...]] = ((), ())
    margins: tuple[Margin, ...] = ()
    if new and old:
        found = changes_of(new, old, mass_mg or KILOGRAM_MG)
        margins = tuple(_margins(new, old, place.temperature_degc))
    return Replacement(
        start, candidate, place.motor, place.name, max((one.status for one in steps), key=STATUSES.index), steps,
        found[0], mass_mg is not None, bool(new and old and (new.is_estimate or old.is_estimate)), found[1], margins,
    )  # fmt: skip


def _margins(new: Grade, old: Grade, temperature_degc: Decimal) -> Iterator[Margin]:
    for name in ("remanence_tesla", "coercivity_ka_per_m"):
        one, other = (value_at(grade, name, temperature_degc) for grade in (new, old))
        if one is not None and other is not None:
            yield Margin(name, temperature_degc, one - other)


def _rank(one: Replacement) -> tuple[object, ...]:
    """In a motor before in none; the surest first, then what saves most heavy rare earth, then the shortest."""
    heavy = sum(each.high_mg for each in one.changes if each.element in {"Dy", "Tb"})
    return not one.motor, one.motor, one.position, STATUSES.index(one.status), heavy, len(one.steps), one.candidate


def _holds(grade: Grade | None, unwanted: Sequence[str]) -> bool | None:
    """Whether a grade holds an unwanted element; None where that is not known."""
    shares = [share_of(grade, one) if grade else None for one in unwanted]
    if any(one is not None and one.low_percent > 0 for one in shares):
        return True
    return None if any(one is None or one.high_percent > 0 for one in shares) else False


def _not_compared(
    grades: Mapping[str, Grade], starts: Sequence[str], temperature_degc: Decimal, places: Sequence[Position]
) -> Iterator[tuple[str, tuple[Words, ...]]]:
    """Grades whose sheets are silent where a motor or, where none is known, a comparison asks."""
    for one in (grade for grade in grades.values() if grade.id not in starts):
        lacks = [each for place in places for each in unanswered(one, place.specification.requirements)]
        if lacks or (not places and (lacks := [*lacking(one, temperature_degc)])):
            yield one.id, tuple(dict.fromkeys(lacks))

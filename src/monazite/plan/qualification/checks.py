"""What is wrong with a dossier before anything is judged by it: every fault one Problem, nothing guessed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache

from monazite.core import Interval, Problem, Words
from monazite.plan.qualification.evaluate import CONDITIONS
from monazite.plan.qualification.record import Decision, Dossier, Grade, Requirement, Result, Specification, Test
from monazite.plan.qualification.tables import Property, grades, materials, properties, standard_key, standards
from monazite.plan.said import problem
from monazite.reference import elements
from monazite.store import nearest

HUNDRED = 100
_OF_CONDITION = {
    "temperature_degc": "has_temperature", "reference_degc": "has_temperature", "hours": "has_hours",
    "circuit": "has_circuit",
}  # fmt: skip


def check(dossier: Dossier) -> tuple[Problem, ...]:
    """What is wrong with a dossier, its places named by the ids of its records.

    Args:
        dossier: as read; its own references must resolve within it and the grades that ship.
    """
    return tuple(_problems(dossier))


def known_grades(dossier: Dossier) -> dict[str, Grade]:
    """Data sheets by id, those of the dossier before those that ship."""
    return {one.id: one for one in (*grades(), *dossier.grades)}


def _problems(dossier: Dossier) -> Iterator[Problem]:
    for records in (dossier.specifications, dossier.tests, dossier.decisions, dossier.grades):
        times = Counter(one.id for one in records)
        yield from (problem("qualification-twice", one, found=one) for one, count in times.items() if count > 1)
    for specification in dossier.specifications:
        yield from _of_specification(specification)
    own = {standard_key(one.method) for spec in dossier.specifications for one in spec.requirements if one.method}
    for test in dossier.tests:
        yield from _of_test(test, own, dossier.tests)
    specifications, tests = ({one.id: None for one in records} for records in (dossier.specifications, dossier.tests))
    for decision in dossier.decisions:
        yield from _of_decision(decision, specifications, tests)
    for grade in dossier.grades:
        yield from _of_grade(grade)


def _of_specification(specification: Specification) -> Iterator[Problem]:
    if not specification.requirements:
        yield problem("qualification-empty", specification.id)
    if specification.magnet_mass_mg is not None and specification.magnet_mass_mg <= 0:
        yield problem("qualification-mass", specification.id, found=specification.magnet_mass_mg)
    for number, one in enumerate(specification.requirements, 1):
        place = f"{specification.id} requirements[{number}]"
        kind = properties().get(one.property)
        if kind is None:
            yield _unknown("qualification-property", place, one.property, properties())
            continue
        yield from _of_conditions(kind, one, place)
        yield from _of_limits(kind, one, place)


def _of_conditions(kind: Property, one: Requirement | Result, place: str) -> Iterator[Problem]:
    """Conditions of a property, all there and none that it does not have."""
    if kind.has_element and one.element not in _symbols():
        yield _unknown("qualification-element", place, one.element or "", _symbols())
    if kind.has_temperature and one.temperature_degc is None:
        yield problem("qualification-lacking", place, property=kind.label, wanted="temperature_degc")
    if kind.form == "coefficient" and one.reference_degc is None:
        yield problem("qualification-lacking", place, property=kind.label, wanted="reference_degc")
    is_empty = one.temperature_degc is not None and one.temperature_degc == one.reference_degc
    if kind.form == "coefficient" and is_empty:
        yield problem("qualification-range", place, found=one.temperature_degc)
    for _, field in CONDITIONS:
        if getattr(one, field) is not None and not getattr(kind, _OF_CONDITION[field]):
            yield problem("qualification-needless", place, property=kind.label, found=field)
    if one.element is not None and not kind.has_element:
        yield problem("qualification-needless", place, property=kind.label, found="element")


def _of_limits(kind: Property, one: Requirement, place: str) -> Iterator[Problem]:
    if one.at_least is None and one.at_most is None:
        yield problem("qualification-limit", place, wanted=kind.sense)
    if kind.form == "loss" and (one.at_most is not None or (one.at_least is not None and one.at_least > 0)):
        yield problem("qualification-loss", place, found=one.at_most if one.at_least is None else one.at_least)
        return
    if one.at_least is not None and one.at_most is not None and one.at_least > one.at_most:
        yield problem("qualification-limits", place, low=one.at_least, high=one.at_most)
    for limit in (one.at_least, one.at_most):
        if limit is not None:
            yield from _plausible(kind, limit, place)
    if one.samples is not None and one.samples <= 0:
        yield problem("qualification-samples", place, found=one.samples)


def _plausible(kind: Property, value: Decimal, place: str) -> Iterator[Problem]:
    """A value that its unit allows; remanence in mT or coercivity in kOe is found here."""
    if not kind.least <= value <= kind.most:
        yield problem(
            "qualification-unit", place, property=kind.label, unit=kind.unit, low=f"{kind.least:f}",
            high=f"{kind.most:f}", found=value,
        )  # fmt: skip


def _of_test(test: Test, own: set[str], tests: Sequence[Test]) -> Iterator[Problem]:
    if standard_key(test.method) not in own | set(standards()):
        yield _unknown("qualification-method", test.id, test.method, [one.number for one in standards().values()])
    if test.replaces and test.replaces not in {one.id for one in tests if one.grade == test.grade and one is not test}:
        yield _unknown("qualification-test", test.id, test.replaces, [one.id for one in tests if one is not test])
    if not test.results:
        yield problem("qualification-no-result", test.id)
    for number, one in enumerate(test.results, 1):
        place = f"{test.id} results[{number}]"
        kind = properties().get(one.property)
        if kind is None:
            yield _unknown("qualification-property", place, one.property, properties())
            continue
        yield from _of_conditions(kind, one, place)
        yield from _of_readings(kind, one, place)


def _of_readings(kind: Property, one: Result, place: str) -> Iterator[Problem]:
    if bool(one.values) == bool(one.pairs):
        yield problem("qualification-readings", place)
    if one.pairs and kind.form == "value":
        yield problem("qualification-pairs", place, property=kind.label)
    if one.uncertainty is not None and one.uncertainty < 0:
        yield problem("qualification-uncertainty", place, found=one.uncertainty)
    for number, value in enumerate(one.values, 1):
        yield from _plausible(kind, value, f"{place} values[{number}]")
    for number, pair in enumerate(one.pairs, 1):
        for name, reading in (("before", pair.before), ("after", pair.after)):
            if Interval.printed(reading).low <= 0:
                yield problem("qualification-reading", f"{place} pairs[{number}] {name}", found=reading)


def _of_decision(decision: Decision, specifications: Collection[str], tests: Collection[str]) -> Iterator[Problem]:
    if decision.specification not in specifications:
        yield _unknown("qualification-specification", decision.id, decision.specification, specifications)
    for test in decision.tests:
        if test not in tests:
            yield _unknown("qualification-test", decision.id, test, tests)
    if decision.valid_until and decision.valid_until < decision.day:
        yield problem("qualification-validity", decision.id, day=decision.day, found=decision.valid_until)
    if decision.ruling == "conditional" and not decision.conditions:
        yield problem("qualification-conditions", decision.id)
    if decision.ruling == "refused" and not decision.reasons:
        yield problem("qualification-reasons", decision.id)
    if decision.grade in decision.replaces:
        yield problem("qualification-itself", decision.id, found=decision.grade)


def _of_grade(grade: Grade) -> Iterator[Problem]:
    if grade.material not in materials():
        yield _unknown("qualification-material", grade.id, grade.material, materials())
    sheet = (
        ("remanence_tesla", grade.br_min_tesla), ("coercivity_ka_per_m", grade.hcj_min_ka_per_m),
        ("bh_max_kj_per_m3", grade.bh_max_min_kj_per_m3),
        ("alpha_br_percent_per_kelvin", grade.alpha_br_percent_per_kelvin),
        ("beta_hcj_percent_per_kelvin", grade.beta_hcj_percent_per_kelvin),
    )  # fmt: skip
    for key, value in sheet:
        if value is not None:
            yield from _plausible(properties()[key], value, grade.id)
    for share in grade.contents:
        if share.element not in _symbols():
            yield _unknown("qualification-element", grade.id, share.element, _symbols())
        if not 0 <= share.low_percent <= share.high_percent <= HUNDRED:
            yield problem("qualification-share", grade.id, found=f"{share.low_percent}–{share.high_percent}")
    if sum(one.low_percent for one in grade.contents) > HUNDRED:
        yield problem("qualification-share", grade.id, found=sum(one.low_percent for one in grade.contents))


@cache
def _symbols() -> tuple[str, ...]:
    """Symbols of the elements that a magnet may hold."""
    return tuple(one.symbol for one in elements() if one.is_stable)


def _unknown(code: str, place: str, found: str, known: Iterable[str]) -> Problem:
    listed = list(known)
    near = nearest(found, listed) if listed else ""
    return problem(code, place, found=found or Words("空", "none"), nearest=near)

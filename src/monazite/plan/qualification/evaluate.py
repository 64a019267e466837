"""A grade against a specification: met, not met, undecided or a test missing, requirement by requirement; no guess."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from monazite.core import Words, ulp
from monazite.plan.qualification.measure import Summary, Value, rounded, summary, values_of
from monazite.plan.qualification.record import Requirement, Result, Specification, Test
from monazite.plan.qualification.tables import properties, standard_key, standards, words

Verdict = Literal["met", "not_met", "undecided", "missing"]
"""符合、不符合、未定、缺试验."""
CONDITIONS = (
    ("temperature", "temperature_degc"), ("reference", "reference_degc"), ("hours", "hours"), ("circuit", "circuit"),
)  # fmt: skip
"""Names of the conditions of a test in the words, and in the records."""
WORST_FIRST: tuple[Verdict, ...] = ("not_met", "undecided", "missing", "met")


@dataclass(frozen=True, slots=True)
class Finding:
    """What the tests say of one requirement.

    Args:
        requirement: judged.
        verdict: of it.
        reasons: for it, and why tests were left out that might have been meant.
        tests: ids of the tests that count.
        summary: of their magnets together; None without a test.
    """

    requirement: Requirement
    verdict: Verdict
    reasons: tuple[Words, ...]
    tests: tuple[str, ...]
    summary: Summary | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A grade against a specification on a day.

    Args:
        specification: judged by.
        grade: judged, ``maker/grade``.
        on: day of the judgement; later tests are not seen.
        findings: one a requirement, in order.
    """

    specification: Specification
    grade: str
    on: dt.date
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of the findings: every requirement is to be met."""
        found = {one.verdict for one in self.findings}
        return next((one for one in WORST_FIRST if one in found), "missing")


def evaluate(specification: Specification, grade: str, tests: Iterable[Test], on: dt.date) -> Evaluation:
    """Judge a grade.

    A test counts when it is of the grade, of no later day, not replaced by another, by a method that the requirement
    or else the property names, in force on the day of the test, and under just the conditions asked. All magnets of
    all tests that count must lie within the limit, each with its whole interval.

    Args:
        specification: checked, see `monazite.plan.qualification.check`.
        grade: ``maker/grade``.
        tests: of any grade.
        on: day of the judgement.
    """
    of_grade = [one for one in tests if one.grade == grade]
    replaced = {one.replaces: one.id for one in of_grade if one.replaces and one.day <= on}
    case = _Case(specification.motor, of_grade, replaced, on)
    return Evaluation(specification, grade, on, tuple(_finding(one, case) for one in specification.requirements))


def label_of(requirement: Requirement) -> Words:
    """A requirement in words: 内禀矫顽力 Hcj，150 °C."""
    zh, en = (f"{requirement.element or ''} {one}".strip() for one in properties()[requirement.property].label)
    parts = [Words(zh, en)]
    if requirement.temperature_degc is not None:
        start = f"{requirement.reference_degc:f}–" if requirement.reference_degc is not None else ""
        parts.append(Words(*(f"{start}{requirement.temperature_degc:f} °C",) * 2))
    if requirement.hours is not None:
        parts.append(Words(*(f"{requirement.hours:f} h",) * 2))
    if requirement.circuit is not None:
        parts.append(words(f"circuit.{requirement.circuit}"))
    return Words("，".join(one.zh for one in parts), ", ".join(one.en for one in parts))


def limit_text(requirement: Requirement) -> str:
    """The limit as people write it: ``≥ 1.28``, ``≤ 5``, ``1.2–1.3``."""
    low, high = requirement.at_least, requirement.at_most
    if low is not None and high is not None:
        return f"{low:f}–{high:f}"
    return f"≥ {low:f}" if low is not None else f"≤ {high:f}"


def methods_of(requirement: Requirement) -> tuple[str, ...]:
    """Numbers of the standards by which a requirement may be tested."""
    return (requirement.method,) if requirement.method else properties()[requirement.property].methods


@dataclass(frozen=True, slots=True)
class _Case:
    """What all requirements of one judgement share: motor, tests of the grade, those replaced and by which, the day."""

    motor: str
    tests: Sequence[Test]
    replaced: Mapping[str, str]
    on: dt.date


def _finding(requirement: Requirement, case: _Case) -> Finding:
    reasons: list[Words] = []
    counted: list[tuple[Test, Result]] = []
    for test in case.tests:
        for result in (one for one in test.results if _is_of(one, requirement)):
            why = next(_why_not(test, result, requirement, case), None)
            if why is None:
                counted.append((test, result))
            else:
                reasons.append(why)
    if not counted:
        lacking = words("no-test", property=label_of(requirement))
        return Finding(requirement, "missing", (lacking, *reasons), (), None)
    return _judged(requirement, counted, reasons)


def _is_of(result: Result, requirement: Requirement) -> bool:
    return (result.property, result.element) == (requirement.property, requirement.element)


def _why_not(test: Test, result: Result, asked: Requirement, case: _Case) -> Iterator[Words]:
    """Why a test does not count; nothing when it does."""
    if test.day > case.on:
        yield words("test-late", test=test.id, day=test.day, on=case.on)
    if test.id in case.replaced:
        yield words("test-replaced", test=test.id, by=case.replaced[test.id])
    if test.motor not in (None, case.motor):
        yield words("test-motor", test=test.id, found=test.motor)
    if test.motor is None and properties()[asked.property].is_of_motor:
        yield words("test-alone", test=test.id)
    yield from _why_not_method(test, asked)
    for name, field in CONDITIONS:
        wanted, found = getattr(asked, field), getattr(result, field)
        if wanted is not None and wanted != found:
            yield words(f"test-{name}", test=test.id, found=_said(found), wanted=_said(wanted))


def _said(condition: Decimal | str | None) -> Words | str:
    """A condition of a test in words."""
    if condition is None:
        return words("none")
    return words(f"circuit.{condition}") if isinstance(condition, str) else f"{condition:f}"


def _why_not_method(test: Test, asked: Requirement) -> Iterator[Words]:
    accepted = methods_of(asked)
    if standard_key(test.method) not in {standard_key(one) for one in accepted}:
        yield words("test-method", test=test.id, found=test.method, wanted=" / ".join(accepted))
    standard = standards().get(standard_key(test.method))
    if standard and standard.effective and test.day < standard.effective:
        yield words("test-early", test=test.id, day=test.day, standard=standard.number, effective=standard.effective)


def _judged(requirement: Requirement, counted: Sequence[tuple[Test, Result]], reasons: Sequence[Words]) -> Finding:
    said: list[Words] = []
    verdicts: list[Verdict] = []
    values: list[Value] = []
    for test, result in counted:
        found = values_of(result)
        values.extend(found)
        verdict, reason = _of_test(requirement, test.id, found)
        verdicts.append(verdict)
        said.append(reason)
    verdict = next(one for one in WORST_FIRST if one in verdicts)
    if verdict == "met" and requirement.samples and len(values) < requirement.samples:
        verdict = "undecided"
        said.append(_few(requirement.samples, counted, len(values)))
    tests = tuple(dict.fromkeys(test.id for test, _ in counted))
    return Finding(requirement, verdict, (*said, *reasons), tests, summary(values))


def _few(wanted: int, counted: Sequence[tuple[Test, Result]], count: int) -> Words:
    named = ", ".join(dict.fromkeys(test.id for test, _ in counted))
    return words("few-samples", test=named, count=count, wanted=wanted)


def _of_test(requirement: Requirement, test: str, values: Sequence[Value]) -> tuple[Verdict, Words]:
    """The verdict of one test, and the magnet that decides it."""
    unit, limit = properties()[requirement.property].unit, limit_text(requirement)
    judged = [(_verdict(requirement, one), one) for one in values]
    for worst, key in (("not_met", "not-met"), ("undecided", "undecided")):
        for verdict, value in judged:
            if verdict == worst:
                is_coarse = worst == "undecided" and requirement.comparison == "rounded"
                said = words("coarse" if is_coarse else key, test=test, value=value.reported, unit=unit, limit=limit)
                return verdict, said
    together = summary(values)
    low, high = together.lowest, together.highest
    range_ = Words(f"{low}～{high}", f"{low} to {high}") if low < high else low
    return "met", words("met", test=test, count=together.count, range=range_, unit=unit, limit=limit)


def _verdict(requirement: Requirement, value: Value) -> Verdict:
    """One magnet against the limits: its whole interval, or its value rounded to the digits of the limit."""
    found: list[Verdict] = []
    if requirement.at_least is not None:
        found.append(_against(requirement, value, requirement.at_least, 1))
    if requirement.at_most is not None:
        found.append(_against(requirement, value, requirement.at_most, -1))
    return next(one for one in WORST_FIRST if one in found)


def _against(requirement: Requirement, value: Value, limit: Decimal, sign: int) -> Verdict:
    """A lower limit (sign 1) or an upper one (sign -1), both as a lower one."""
    if requirement.comparison == "rounded":
        if ulp(value.reported) > ulp(limit):
            return "undecided"
        return "met" if sign * rounded(value.exact, ulp(limit)) >= sign * limit else "not_met"
    ends = sorted((sign * value.low, sign * value.high))
    if ends[0] >= sign * Fraction(limit):
        return "met"
    return "not_met" if ends[1] < sign * Fraction(limit) else "undecided"

"""Whether a decision holds on a day, and which grades are qualified at each position of a motor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from monazite.core import Words
from monazite.plan.qualification.evaluate import Evaluation, Finding, evaluate, label_of
from monazite.plan.qualification.record import Decision, Dossier, Specification, Test
from monazite.plan.qualification.tables import words

State = Literal["valid", "not_yet", "expired", "superseded", "outdated", "unsupported"]
"""有效、未生效、已到期、已被代替、要求已变更、无试验支持."""
Status = Literal["qualified", "conditional", "unqualified"]
"""合格、有条件合格、无合格牌号."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision on a day.

    Args:
        decision: judged.
        specification: it was judged by; None where that is not known.
        state: ``valid``, or the first reason why it does not hold.
        reasons: why it does not.
    """

    decision: Decision
    specification: Specification | None
    state: State
    reasons: tuple[Words, ...]

    @property
    def is_approval(self) -> bool:
        """Whether the grade may be used, with conditions or without."""
        return self.state == "valid" and self.decision.ruling != "refused"


@dataclass(frozen=True, slots=True)
class Position:
    """A position of a motor on a day.

    Args:
        specification: that holds.
        status: ``qualified``, ``conditional``, or ``unqualified`` when no grade may be used.
        standings: of all decisions on it, also those that do not hold.
        under_test: grades tested in this motor, or named by a decision, of which none holds.
    """

    specification: Specification
    status: Status
    standings: tuple[Standing, ...]
    under_test: tuple[str, ...]

    @property
    def grades(self) -> tuple[str, ...]:
        """Grades that may be used, those without conditions first."""
        usable = [one.decision for one in self.standings if one.is_approval]
        return tuple(one.grade for one in sorted(usable, key=lambda one: one.ruling != "approved"))


def current_specifications(dossier: Dossier, on: dt.date) -> tuple[Specification, ...]:
    """The specification that holds on a day at each position of each motor: that of the latest day, the last of two.

    Args:
        dossier: checked.
        on: the day.
    """
    found: dict[tuple[str, str], Specification] = {}
    for one in sorted(dossier.specifications, key=lambda one: one.day):
        if one.day <= on:
            found[one.motor, one.position] = one
    return tuple(found.values())


def standings(dossier: Dossier, on: dt.date) -> tuple[Standing, ...]:
    """Every decision on a day, in order.

    A decision holds from its day to its last; the later of two on one grade by one specification holds; one by an
    earlier specification is outdated. An approval holds only with its tests: known, of the grade, no later than the
    decision, not replaced, and every requirement met by them alone; a conditional one must have no requirement that
    is not met. A refusal needs no test.

    Args:
        dossier: checked.
        on: the day.
    """
    known = _Known(
        {one.id: one for one in dossier.specifications},
        {(one.motor, one.position): one for one in current_specifications(dossier, on)},
        {one.id: one for one in dossier.tests},
        {one.replaces: one for one in dossier.tests if one.replaces and one.day <= on},
        {(one.specification, one.grade): one for one in sorted(dossier.decisions, key=_day) if one.day <= on},
        on,
    )
    return tuple(_standing(one, known) for one in dossier.decisions)


def positions(dossier: Dossier, on: dt.date, motor: str | None = None) -> tuple[Position, ...]:
    """What may be used where: every position with a specification, and its grades.

    Args:
        dossier: checked.
        on: the day.
        motor: only of this motor.
    """
    judged = standings(dossier, on)
    wanted = [one for one in current_specifications(dossier, on) if motor in (None, one.motor)]
    return tuple(_position(one, judged, dossier.tests, on) for one in wanted)


@dataclass(frozen=True, slots=True)
class _Known:
    """What all standings of a day share."""

    specifications: Mapping[str, Specification]
    current: Mapping[tuple[str, str], Specification]
    tests: Mapping[str, Test]
    replaced: Mapping[str, Test]
    latest: Mapping[tuple[str, str], Decision]
    on: dt.date


def _day(decision: Decision) -> dt.date:
    return decision.day


def _standing(decision: Decision, known: _Known) -> Standing:
    specification = known.specifications.get(decision.specification)
    found = list(_faults(decision, specification, known))
    state = found[0][0] if found else "valid"
    return Standing(decision, specification, state, tuple(reason for _, reason in found))


def _faults(decision: Decision, specification: Specification | None, known: _Known) -> Iterator[tuple[State, Words]]:
    """Why a decision does not hold, the plainest reason first."""
    if decision.day > known.on:
        yield "not_yet", words("standing-not-yet", day=decision.day)
    if decision.valid_until and decision.valid_until < known.on:
        yield "expired", words("standing-expired", day=decision.valid_until)
    latest = known.latest.get((decision.specification, decision.grade), decision)
    if latest is not decision and decision.day <= known.on:
        yield "superseded", words("standing-superseded", by=latest.id, day=latest.day)
    if specification is None:
        yield "unsupported", words("standing-no-specification", found=decision.specification)
        return
    holds = known.current.get((specification.motor, specification.position), specification)
    if holds.id != specification.id:
        yield "outdated", words("standing-outdated", found=specification.id, by=holds.id, day=holds.day)
    if decision.ruling != "refused":
        yield from (("unsupported", one) for one in _unsupported(decision, specification, known))


def _unsupported(decision: Decision, specification: Specification, known: _Known) -> Iterator[Words]:
    """What its tests lack for an approval."""
    rests_on = []
    for name in decision.tests:
        test = known.tests.get(name)
        if test is None:
            yield words("standing-test-unknown", test=name)
        elif test.grade != decision.grade:
            yield words("standing-test-grade", test=name, found=test.grade)
        elif test.day > decision.day:
            yield words("test-late", test=name, day=test.day, on=decision.day)
        elif name in known.replaced:
            yield words("test-replaced", test=name, by=known.replaced[name].id)
        else:
            rests_on.append(test)
    if not rests_on:
        yield words("standing-no-test")
    judged = evaluate(specification, decision.grade, rests_on, decision.day)
    yield from (_unmet(one) for one in _against(decision, judged))


def _against(decision: Decision, judged: Evaluation) -> Sequence[Finding]:
    """Findings that speak against an approval, or against a conditional one."""
    is_full = decision.ruling == "approved"
    return [one for one in judged.findings if one.verdict == "not_met" or (is_full and one.verdict != "met")]


def _unmet(finding: Finding) -> Words:
    verdict = words(f"verdict.{finding.verdict}")
    return words("standing-unmet", property=label_of(finding.requirement), verdict=verdict)


def _position(specification: Specification, judged: Sequence[Standing], tests: Sequence[Test], on: dt.date) -> Position:
    mine = [
        one for one in judged
        if one.specification
        and (one.specification.motor, one.specification.position) == (specification.motor, specification.position)
    ]  # fmt: skip
    rulings = {one.decision.ruling for one in mine if one.is_approval}
    status: Status = "qualified" if "approved" in rulings else "conditional" if rulings else "unqualified"
    decided = {one.decision.grade for one in mine if one.state == "valid"}
    tried = [one.grade for one in tests if one.motor == specification.motor and one.day <= on]
    tried += [one.decision.grade for one in mine if one.decision.day <= on]
    return Position(specification, status, tuple(mine), tuple(dict.fromkeys(g for g in tried if g not in decided)))

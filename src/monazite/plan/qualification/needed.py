"""What is still to be tested: for each requirement that is not settled, the standard in force and how many magnets."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from monazite.plan.qualification.evaluate import Evaluation, Verdict, methods_of
from monazite.plan.qualification.record import Requirement
from monazite.plan.qualification.tables import Standard, properties, standard_key, standards


@dataclass(frozen=True, slots=True)
class Needed:
    """A test to be made (待做试验).

    Args:
        requirement: it answers.
        verdict: as it stands: ``missing`` or ``undecided``.
        methods: numbers of the standards it may be made by, those in force.
        not_yet: numbers of those that come into force later.
        standards: rows of both that are known.
        samples: magnets to test.
        is_estimate: whether the number of magnets is an estimate and not the specification's.
    """

    requirement: Requirement
    verdict: Verdict
    methods: tuple[str, ...]
    not_yet: tuple[str, ...]
    standards: tuple[Standard, ...]
    samples: int
    is_estimate: bool


def needed_tests(evaluation: Evaluation) -> tuple[Needed, ...]:
    """The tests that a judgement still needs, in the order of the requirements.

    What is not met needs another magnet rather than another test, and is left out.

    Args:
        evaluation: of a grade on a day.
    """
    open_ = [one for one in evaluation.findings if one.verdict in {"missing", "undecided"}]
    return tuple(_needed(one.requirement, one.verdict, evaluation.on) for one in open_)


def _needed(requirement: Requirement, verdict: Verdict, on: dt.date) -> Needed:
    numbers = methods_of(requirement)
    known = tuple(one for number in numbers if (one := standards().get(standard_key(number))))
    later = tuple(one.number for one in known if one.effective and one.effective > on)
    return Needed(
        requirement, verdict, tuple(one for one in numbers if one not in later), later, known,
        requirement.samples or properties()[requirement.property].samples, requirement.samples is None,
    )  # fmt: skip

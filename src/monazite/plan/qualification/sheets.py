"""What data sheets alone can tell: values at temperature, a requirement, and one grade against another.

Guaranteed minima only. At another temperature than 20 °C the coefficients of the sheet are applied linearly, which is
an estimate; what a sheet does not state is said to be missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from monazite.core import Words
from monazite.plan.qualification.evaluate import Verdict, label_of
from monazite.plan.qualification.record import Grade, Requirement, Share
from monazite.plan.qualification.tables import ROOM_DEGC, classes, properties, words

_AT_TEMPERATURE = {
    "remanence_tesla": ("br_min_tesla", "alpha_br_percent_per_kelvin"),
    "coercivity_ka_per_m": ("hcj_min_ka_per_m", "beta_hcj_percent_per_kelvin"),
}
_PLAIN = {
    "alpha_br_percent_per_kelvin": "alpha_br_percent_per_kelvin",
    "beta_hcj_percent_per_kelvin": "beta_hcj_percent_per_kelvin",
}
COMPARED = ("remanence_tesla", "coercivity_ka_per_m", "bh_max_kj_per_m3")
"""Properties of which none may be lower when one grade is proposed for another."""


def value_at(grade: Grade, property_: str, temperature_degc: Decimal) -> Fraction | None:
    """A guaranteed value of a data sheet, carried to a temperature; None where the sheet does not tell.

    Args:
        grade: the sheet.
        property_: key of ``properties.csv``.
        temperature_degc: for remanence and coercivity; the energy product is known at 20 °C alone.
    """
    if property_ == "bh_max_kj_per_m3":
        known = grade.bh_max_min_kj_per_m3 if temperature_degc == ROOM_DEGC else None
        return None if known is None else Fraction(known)
    names = _AT_TEMPERATURE.get(property_)
    at_room = getattr(grade, names[0]) if names else None
    if names is None or at_room is None or temperature_degc == ROOM_DEGC:
        return None if at_room is None else Fraction(at_room)
    coefficient = getattr(grade, names[1])
    working = working_degc_of(grade)
    if coefficient is None or (working is not None and temperature_degc > working):
        return None
    return Fraction(at_room) * (1 + Fraction(coefficient) * Fraction(temperature_degc - ROOM_DEGC) / 100)


def working_degc_of(grade: Grade) -> Decimal | None:
    """The highest working temperature of a sheet, or else of the grade's class; None where neither tells."""
    of_class = {one.grade_class: one.working_degc for one in classes()}
    return of_class.get(grade.grade_class) if grade.working_degc is None else grade.working_degc


def share_of(grade: Grade, element: str) -> Share | None:
    """The content of an element as far as it is known."""
    return next((one for one in grade.contents if one.element == element), None)


def by_sheet(requirement: Requirement, grade: Grade) -> Verdict:
    """What a data sheet says of a requirement; ``missing`` where a test alone can tell.

    Args:
        requirement: checked.
        grade: the sheet.
    """
    if requirement.property == "content_percent":
        share = share_of(grade, requirement.element or "")
        return "missing" if share is None else _within(requirement, share.low_percent, share.high_percent)
    if requirement.property in _PLAIN:
        stated = getattr(grade, _PLAIN[requirement.property])
        return "missing" if stated is None else _within(requirement, stated, stated)
    known = value_at(grade, requirement.property, requirement.temperature_degc or ROOM_DEGC)
    if known is None or requirement.at_least is None:
        return "missing"
    # A minimum above an upper limit breaks it; below one it says nothing of the maximum.
    if requirement.at_most is not None:
        return "not_met" if known > Fraction(requirement.at_most) else "undecided"
    return "met" if known >= Fraction(requirement.at_least) else "not_met"


def is_answerable(requirement: Requirement) -> bool:
    """Whether a data sheet may answer a requirement: no test is needed to know it, only a fuller sheet."""
    if requirement.property == "bh_max_kj_per_m3":
        return requirement.temperature_degc == ROOM_DEGC
    return requirement.property in {*_AT_TEMPERATURE, *_PLAIN, "content_percent"}


def is_no_worse(candidate: Grade, replaced: Grade, temperature_degc: Decimal) -> bool:
    """Whether no guaranteed value of a sheet is below that of another at a temperature.

    Args:
        candidate: that is proposed; nothing that is compared may be missing, see `lacking`.
        replaced: that it would replace; what its sheet lacks is not asked of the candidate.
        temperature_degc: at which both are compared.
    """
    for one in _compared(temperature_degc):
        asked, offered = (value_at(grade, one, temperature_degc) for grade in (replaced, candidate))
        if asked is not None and (offered is None or offered < asked):
            return False
    offered_degc, asked_degc = working_degc_of(candidate), working_degc_of(replaced) or ROOM_DEGC
    return offered_degc is not None and offered_degc >= max(asked_degc, temperature_degc)


def lacking(grade: Grade, temperature_degc: Decimal) -> tuple[Words, ...]:
    """What a data sheet would have to state for a comparison with others at a temperature."""
    return tuple(words("sheet-lacks", grade=grade.id, property=one) for one in _lacking(grade, temperature_degc))


def unanswered(grade: Grade, requirements: Sequence[Requirement]) -> tuple[Words, ...]:
    """What a data sheet leaves unsaid of requirements that it might answer; nothing where it fails one of them."""
    found = [(one, by_sheet(one, grade)) for one in requirements if is_answerable(one)]
    silent = [one for one, verdict in found if verdict == "missing"]
    if any(verdict in {"not_met", "undecided"} for _, verdict in found):
        return ()
    return tuple(words("sheet-lacks", grade=grade.id, property=label_of(one)) for one in silent)


def _compared(temperature_degc: Decimal) -> tuple[str, ...]:
    return COMPARED if temperature_degc == ROOM_DEGC else COMPARED[:2]


def _lacking(grade: Grade, temperature_degc: Decimal) -> Iterator[Words]:
    for one in _compared(temperature_degc):
        stated = value_at(grade, one, ROOM_DEGC)
        if stated is None:
            yield properties()[one].label
        elif one in _AT_TEMPERATURE and temperature_degc != ROOM_DEGC:
            coefficient = _AT_TEMPERATURE[one][1]
            if getattr(grade, coefficient) is None:
                yield properties()[coefficient].label
    if working_degc_of(grade) is None:
        yield words("working")


def _within(requirement: Requirement, low: Decimal, high: Decimal) -> Verdict:
    least, most = requirement.at_least, requirement.at_most
    if (least is None or low >= least) and (most is None or high <= most):
        return "met"
    is_outside = (least is not None and high < least) or (most is not None and low > most)
    return "not_met" if is_outside else "undecided"

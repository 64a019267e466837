"""What contradicts itself on a data sheet, by rules; the row stays as printed and carries its flags.

Laws first: HcB <= HcJ and HcB <= Br / mu0 mu_r, (BH)max <= Br**2 / 4 mu0, each between figures of the same end of the
range. Then what the row says against its own name and class, against what its Br and HcJ make, and against other rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from monazite.core.problem import Problem
from monazite.design.curve import curve_of, points
from monazite.design.grades.tables import SINTERED, classes, families, number_in_name, squareness_of
from monazite.design.record import MU0, Grade
from monazite.design.said import problem
from monazite.design.units import MGOE_J_PER_M3

ROUNDING = 0.015
"""What a printed figure may exceed a law: a remanence of 1.02 T stands for 1.015 to 1.025."""
OVER_LINE = 0.03
"""What a guaranteed HcB may exceed Br / mu0 mu_r: recoil permeabilities of a family differ so much."""
STRAIGHT = 1.1
"""Recoil permeability up to which that says anything; those of bonded magnets run from 1.1 to 1.3."""
UNDER_CURVE = 0.08
"""What it may fall short of what Br, HcJ and squareness make; makers guarantee a few per cent less than they sell."""
OFF_NUMBER = 0.03
"""What the energy product may miss the number in the name."""
ENDS = ("min", "max")
PAIRS = (("br_{}_tesla", "Br"), ("hcb_{}_a_per_m", "HcB"), ("hcj_{}_a_per_m", "HcJ"), ("bhmax_{}_j_per_m3", "(BH)max"))
SHOWN = {"Br": (1.0, "T"), "HcB": (1e-3, "kA/m"), "HcJ": (1e-3, "kA/m"), "(BH)max": (1e-3, "kJ/m3")}


def flagged(grades: Sequence[Grade]) -> tuple[Grade, ...]:
    """The grades with their flags: those they had and those of every rule.

    Args:
        grades: of one table, which are compared with each other maker by maker.
    """
    rules: tuple[Callable[[Grade], Iterator[Problem]], ...] = (
        _order, _units, _coercivities, _line, _energy, _curve, _class, _number,
    )  # fmt: skip
    copies = _copies(grades)
    return tuple(
        replace(one, flags=(*one.flags, *(flag for rule in rules for flag in rule(one)), *copies.get(at, ())))
        for at, one in enumerate(grades)
    )


def _order(grade: Grade) -> Iterator[Problem]:
    for pattern, name in PAIRS:
        low, high = (_figure(grade, pattern, end) for end in ENDS)
        if low is not None and high is not None and low > high:
            yield _flag("grade-order", grade, name, _said(name, low), _said(name, high))


def _units(grade: Grade) -> Iterator[Problem]:
    """A remanence beyond the saturation of the family: 14.6 T is 14.6 kGs."""
    family = families().get(grade.family)
    for value in (grade.br_min_tesla, grade.br_max_tesla):
        if family and value is not None and value > family.br_most_tesla * (1 + ROUNDING):
            yield _flag("grade-beyond", grade, "Br", _said("Br", value), _said("Br", family.br_most_tesla))
            return


def _coercivities(grade: Grade) -> Iterator[Problem]:
    for end in ENDS:
        hcb, hcj = _figure(grade, "hcb_{}_a_per_m", end), _figure(grade, "hcj_{}_a_per_m", end)
        if hcb and hcj and hcb > hcj * (1 + ROUNDING):
            yield _flag("grade-beyond", grade, "HcB", _said("HcB", hcb), f"HcJ {_said('HcJ', hcj)}")
            return


def _line(grade: Grade) -> Iterator[Problem]:
    """A guaranteed HcB beyond the recoil line of the guaranteed Br."""
    family = families().get(grade.family)
    if family and family.mu_r <= STRAIGHT and grade.hcb_min_a_per_m and grade.br_min_tesla:
        most = grade.br_min_tesla / (MU0 * family.mu_r)
        if grade.hcb_min_a_per_m > most * (1 + OVER_LINE):
            yield _flag(
                "grade-beyond", grade, "HcB", _said("HcB", grade.hcb_min_a_per_m), f"Br/(mu0 mu_r) {_said('HcB', most)}"
            )


def _energy(grade: Grade) -> Iterator[Problem]:
    for end in ENDS:
        br, energy = _figure(grade, "br_{}_tesla", end), _figure(grade, "bhmax_{}_j_per_m3", end)
        if br and energy and energy > br**2 / (4 * MU0) * (1 + ROUNDING):
            most = f"Br²/(4 mu0) {_said('(BH)max', br**2 / (4 * MU0))}"
            yield _flag("grade-beyond", grade, "(BH)max", _said("(BH)max", energy), most)
            return


def _curve(grade: Grade) -> Iterator[Problem]:
    """A guaranteed HcB far below what the guaranteed Br and HcJ make; said of sintered NdFeB, which is square."""
    br, hcj, hcb = grade.br_min_tesla, grade.hcj_min_a_per_m, grade.hcb_min_a_per_m
    if grade.family == SINTERED and br and hcj and hcb:
        made = float(points(curve_of(br, hcj, families()[SINTERED].mu_r, squareness_of(grade))).hcb_a_per_m)
        if hcb < made * (1 - UNDER_CURVE):
            yield _flag("grade-under", grade, "HcB", _said("HcB", hcb), _said("HcB", made))


def _class(grade: Grade) -> Iterator[Problem]:
    known = classes().get(grade.grade_class)
    if known and grade.hcj_min_a_per_m and grade.hcj_min_a_per_m < known.hcj_min_a_per_m * (1 - ROUNDING):
        yield _flag(
            "grade-class", grade, known.grade_class,
            _said("HcJ", grade.hcj_min_a_per_m), _said("HcJ", known.hcj_min_a_per_m),
        )  # fmt: skip


def _number(grade: Grade) -> Iterator[Problem]:
    number, low, high = number_in_name(grade.name), grade.bhmax_min_j_per_m3, grade.bhmax_max_j_per_m3
    if grade.family == SINTERED and number and low and high:
        meant = number * MGOE_J_PER_M3
        if not low * (1 - OFF_NUMBER) <= meant <= high * (1 + OFF_NUMBER):
            yield _flag(
                "grade-number", grade, "(BH)max", f"{_said('(BH)max', low)} - {_said('(BH)max', high)}",
                _said("(BH)max", meant),
            )  # fmt: skip


def _copies(grades: Sequence[Grade]) -> Mapping[int, tuple[Problem, ...]]:
    """Remanences that stand twice in one class of one maker under two numbers: one of the rows was copied.

    Of two such rows, flagged is the one whose energy product its remanence cannot make, or else the later.
    """
    seen: dict[tuple[object, ...], int] = {}
    found: dict[int, tuple[Problem, ...]] = {}
    for at, one in enumerate(grades):
        if one.family != SINTERED or one.br_min_tesla is None or one.br_max_tesla is None:
            continue
        key = (one.maker, one.grade_class, one.br_min_tesla, one.br_max_tesla)
        before = seen.setdefault(key, at)
        if before != at and number_in_name(grades[before].name) != number_in_name(one.name):
            bad = max(before, at, key=lambda index: (_miss(grades[index]), index))
            other = grades[at if bad == before else before]
            found[bad] = (_flag("grade-copy", grades[bad], "Br", _said("Br", one.br_min_tesla), other.name),)
    return found


def _miss(grade: Grade) -> float:
    """How far the middle of the energy product is from what the middle of Br makes, as a share of it."""
    if not (grade.br_min_tesla and grade.br_max_tesla and grade.bhmax_min_j_per_m3 and grade.bhmax_max_j_per_m3):
        return 0.0
    made = ((grade.br_min_tesla + grade.br_max_tesla) / 2) ** 2 / (4 * MU0 * families()[grade.family].mu_r)
    return round(abs((grade.bhmax_min_j_per_m3 + grade.bhmax_max_j_per_m3) / 2 / made - 1), 3)


def _figure(grade: Grade, pattern: str, end: str) -> float | None:
    value: float | None = getattr(grade, pattern.format(end))
    return value


def _said(name: str, value: float) -> str:
    factor, unit = SHOWN[name]
    return f"{value * factor:.4g} {unit}"


def _flag(code: str, grade: Grade, column: str, found: str, wanted: str) -> Problem:
    place = f"{grade.maker}/{grade.name}" if grade.maker else f"{grade.locator} {grade.name}"
    return problem(code, place, column=column, found=found, wanted=wanted)

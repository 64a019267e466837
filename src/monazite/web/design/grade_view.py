"""Grades as their pages show them: the filters of an address, the makers of a name, the curves at temperatures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monazite.core import UsageError
from monazite.core.words import Words
from monazite.design.curve import at_temperature, curve_of
from monazite.design.grades import (
    alpha_of,
    beta_of,
    classes,
    families,
    grade_lines,
    grades,
    named_grades,
    recoil_of,
    squareness_of,
    standard_key,
)
from monazite.design.record import ROOM_KELVIN
from monazite.design.said import problem
from monazite.store import nearest
from monazite.web.design.curves import CurveRow, curve_rows, line_of

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

    from monazite.core import Problem
    from monazite.design.grades import GradeClass, GradeLine
    from monazite.design.record import Grade

FILTERS = ("text", "family", "class", "maker")
LONGEST = 40
FLAGGED = "yes"
STEP_KELVIN = 50.0
MOST_CURVES = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the list asks for.

    Args:
        filters: value of each of `FILTERS`, empty where it is not set.
        is_flagged: whether only rows that contradict something are asked for.
    """

    filters: Mapping[str, str]
    is_flagged: bool


def asked(query: QueryParams) -> Asked:
    """Read an address.

    Args:
        query: of it.
    """
    return Asked({one: query.get(one, "").strip()[:LONGEST] for one in FILTERS}, query.get("flagged") == FLAGGED)


def chosen(wanted: Asked) -> list[Grade]:
    """The grades that the filters leave, in the order of the table."""
    filters = wanted.filters
    return [
        one for one in grades()
        if filters["text"].casefold() in one.name.casefold()
        and filters["family"] in ("", one.family) and filters["class"] in ("", one.grade_class)
        and filters["maker"] in ("", one.maker) and (one.flags or not wanted.is_flagged)
    ]  # fmt: skip


def total() -> int:
    """How many rows there are."""
    return len(grades())


def family_labels() -> Mapping[str, Words]:
    """Names of families."""
    return {key: one.label for key, one in families().items()}


def class_labels() -> Mapping[str, Words]:
    """Names of classes."""
    return {key: Words(f"{key} {one.label.zh}".strip(), f"{key} {one.label.en}") for key, one in classes().items()}


def makers() -> list[str]:
    """All makers, in the order of the table."""
    return list(dict.fromkeys(one.maker for one in grades()))


@dataclass(frozen=True, slots=True)
class GradeShown:
    """A grade as its page shows it.

    Args:
        name: as its first maker prints it.
        grade: the row that stands for the name.
        lines: its properties in both systems of units.
        rows: what every maker prints under the name.
        family: name of its family.
        grade_class: its class, or None.
        alpha_br_per_kelvin: in force, printed or of its class.
        beta_hcj_per_kelvin: the same; None where nobody says it.
        squareness: Hk / HcJ, an estimate.
        mu_r: recoil permeability.
        kelvin: of the curves; empty where Br or HcJ is not printed.
        curve: their table.
    """

    name: str
    grade: Grade
    lines: tuple[GradeLine, ...]
    rows: tuple[Grade, ...]
    family: Words
    grade_class: GradeClass | None
    alpha_br_per_kelvin: float
    beta_hcj_per_kelvin: float | None
    squareness: float
    mu_r: float
    kelvin: tuple[float, ...]
    curve: tuple[CurveRow, ...]

    @property
    def flags(self) -> tuple[tuple[str, Problem], ...]:
        """What contradicts itself, with the maker of the row."""
        return tuple((one.maker, flag) for one in self.rows for flag in one.flags)


def one_grade(name: str) -> GradeShown:
    """A grade by any of its names.

    Args:
        name: as a reader writes it, such as ``45sh``.

    Raises:
        UsageError: ``design-grade``, with the nearest name.
    """
    key = standard_key(name)
    if key not in named_grades():
        near = nearest(key, named_grades())
        raise UsageError(problem("design-grade", "grade", found=name[:LONGEST], nearest=near))
    grade = named_grades()[key]
    kelvin = _temperatures(grade)
    return GradeShown(
        grade.name, grade, grade_lines(grade), tuple(one for one in grades() if standard_key(one.name) == key),
        families()[grade.family].label, classes().get(grade.grade_class), alpha_of(grade), beta_of(grade),
        squareness_of(grade), recoil_of(grade), kelvin, _curves(grade, kelvin),
    )  # fmt: skip


def _temperatures(grade: Grade) -> tuple[float, ...]:
    """20 °C, steps above it, and the highest working temperature where one is printed."""
    if grade.br_min_tesla is None or grade.hcj_min_a_per_m is None:
        return ()
    last = grade.tmax_kelvin or ROOM_KELVIN
    steps = [ROOM_KELVIN + STEP_KELVIN * at for at in range(MOST_CURVES - 1)]
    found = [one for one in steps if one < last - STEP_KELVIN / 2] or [ROOM_KELVIN]
    return (*found, last) if last > ROOM_KELVIN and beta_of(grade) is not None else (ROOM_KELVIN,)


def _curves(grade: Grade, kelvin: tuple[float, ...]) -> tuple[CurveRow, ...]:
    """From the printed minima and the coefficients, as makers draw them."""
    if not kelvin or grade.br_min_tesla is None or grade.hcj_min_a_per_m is None:
        return ()
    room = curve_of(grade.br_min_tesla, grade.hcj_min_a_per_m, recoil_of(grade), squareness_of(grade))
    alpha, beta = alpha_of(grade), beta_of(grade) or 0.0
    return curve_rows([line_of(at_temperature(room, one - ROOM_KELVIN, alpha, beta)) for one in kelvin])

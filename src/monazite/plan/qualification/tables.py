"""Reference tables of qualification: properties, standards, classes, grades and contents, each row with its source.

Classes and makers' grades are those of `monazite.design.grades`, in the units of this room.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from monazite.core import Words
from monazite.plan.qualification.record import Grade, Requirement, Share
from monazite.reference.tables import split_list

if TYPE_CHECKING:
    from monazite.design.record import Grade as Sheet

ROOM = "monazite.plan.qualification"
ROOM_DEGC = Decimal(20)
"""Temperature of data sheets (GB/T 13560-2017)."""
ZERO_DEGC_KELVIN = 273.15
CLASS_LOSS_PERCENT, CLASS_HOURS = Decimal("-5.0"), Decimal(2)
"""Loss and time that define the highest working temperature (GB/T 13560-2017 3.4)."""
_FIGURES = (
    "br_min_tesla", "hcj_min_ka_per_m", "bh_max_min_kj_per_m3", "working_degc", "alpha_br_percent_per_kelvin",
    "beta_hcj_percent_per_kelvin",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Property:
    """A property that a specification may limit; a row of ``properties.csv``.

    Args:
        key: its name in records.
        label: what people call it.
        unit: of its values.
        form: ``value``; or ``loss`` or ``coefficient``, which may be worked out from pairs of readings.
        sense: the limit that makes sense: ``at_least`` or ``at_most``.
        has_temperature: whether the temperature belongs to it.
        has_hours: whether the time of the treatment belongs to it.
        has_circuit: whether the circuit in which it is aged belongs to it.
        has_element: whether it is the content of an element.
        is_of_motor: whether only a test in that motor tells.
        least: smallest value that can be meant in the unit.
        most: greatest; what lies outside was written in another unit.
        methods: numbers of the standards it is tested by.
        samples: magnets to test, unless the specification says; an estimate where the locator says so.
        source: standard or paper.
        locator: where in the source.
    """

    key: str
    label: Words
    unit: str
    form: str
    sense: str
    has_temperature: bool
    has_hours: bool
    has_circuit: bool
    has_element: bool
    is_of_motor: bool
    least: Decimal
    most: Decimal
    methods: tuple[str, ...]
    samples: int
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard (标准); a row of ``standards.csv``.

    Args:
        number: with its year.
        title: of the standard.
        tests: what it tests.
        effective: the day it came into force; None where that was not seen.
        status: ``seen``, or ``unconfirmed`` for a row with something recalled, which the locator names.
        source: where it was seen.
        locator: where in the source.
    """

    number: str
    title: Words
    tests: Words
    effective: dt.date | None
    status: str
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class GradeClass:
    """A class of sintered NdFeB by coercivity (品种, GB/T 13560-2017 4.1), as `monazite.design.grades` has it.

    Args:
        grade_class: N, M, H, SH, UH, EH or TH.
        label: its name in the standard.
        hcj_min_ka_per_m: least intrinsic coercivity at 20 °C.
        working_degc: highest working temperature, of a cylinder with L/D = 0.7 in open circuit.
        status: ``seen`` on makers' data sheets, or ``unconfirmed``.
        source: of the figures.
        locator: where in the source.
    """

    grade_class: str
    label: Words
    hcj_min_ka_per_m: Decimal
    working_degc: Decimal
    status: str
    source: str
    locator: str


@cache
def properties() -> Mapping[str, Property]:
    """All properties by key."""
    return {row["key"]: _property(row) for row in _rows("properties.csv")}


@cache
def standards() -> Mapping[str, Standard]:
    """All standards by `standard_key`."""
    return {
        standard_key(row["number"]): Standard(
            row["number"], _both(row, "title"), _both(row, "tests"),
            dt.date.fromisoformat(row["effective"]) if row["effective"] else None,
            row["status"], row["source"], row["locator"],
        )
        for row in _rows("standards.csv")
    }  # fmt: skip


def standard_key(number: str) -> str:
    """The number of a standard without what is written differently from paper to paper.

    >>> standard_key("GB/T 40794—2021") == standard_key("gb/t40794-2021")
    True
    """
    return re.sub(r"\s+", "", number).replace("—", "-").replace("–", "-").upper()


@cache
def classes() -> tuple[GradeClass, ...]:
    """The classes of sintered NdFeB, weakest first."""
    from monazite.design.grades import classes as known  # noqa: PLC0415  loads numpy

    return tuple(
        GradeClass(
            one.grade_class, one.label, _printed(one.hcj_min_a_per_m / 1e3),
            _printed(one.tmax_kelvin - ZERO_DEGC_KELVIN), one.status, one.source, one.locator,
        )
        for one in known().values()
    )  # fmt: skip


def class_of(hcj_ka_per_m: Decimal) -> str:
    """The highest class whose coercivity a sintered NdFeB magnet has; empty below the lowest.

    Args:
        hcj_ka_per_m: intrinsic coercivity at 20 °C.

    >>> class_of(Decimal(1592)), class_of(Decimal(1591)), class_of(Decimal(900))
    ('SH', 'H', '')
    """
    reached = [one.grade_class for one in classes() if hcj_ka_per_m >= one.hcj_min_ka_per_m]
    return reached[-1] if reached else ""


def class_requirements(grade_class: str) -> tuple[Requirement, ...]:
    """What a class of sintered NdFeB must do: its coercivity, and its loss at its highest working temperature.

    GB/T 13560-2017 3.4: a saturated cylinder with L/D = 0.7, in open circuit for 2 h, loses 5 % of its flux at most.

    Args:
        grade_class: N, M, H, SH, UH, EH or TH.

    Raises:
        KeyError: for any other.
    """
    one = {each.grade_class: each for each in classes()}[grade_class]
    return (
        Requirement("coercivity_ka_per_m", at_least=one.hcj_min_ka_per_m, temperature_degc=ROOM_DEGC),
        Requirement(
            "irreversible_loss_percent", at_least=CLASS_LOSS_PERCENT, temperature_degc=one.working_degc,
            hours=CLASS_HOURS, circuit="open",
        ),
    )  # fmt: skip


@cache
def materials() -> Mapping[str, Words]:
    """What people call the materials, by key."""
    return {row["key"]: Words(row["zh"], row["en"]) for row in _rows("materials.csv")}


@cache
def grades() -> tuple[Grade, ...]:
    """The grades that ship: makers' data sheets as `monazite.design.grades` has them, diffused and laboratory magnets.

    Contents are estimated by class where neither sheet nor paper states them.
    """
    from monazite.design.grades import grades as printed  # noqa: PLC0415  loads numpy

    return (*map(_of_sheet, printed()), *(_grade(row) for row in _rows("grades.csv")))


@cache
def _contents() -> Mapping[tuple[str, str], tuple[Share, ...]]:
    found: dict[tuple[str, str], tuple[Share, ...]] = {}
    for row in _rows("contents.csv"):
        key = row["material"], row["grade_class"]
        found[key] = (*found.get(key, ()), _share(row["element"], row["low_percent"], row["high_percent"]))
    return found


def _grade(row: Mapping[str, str]) -> Grade:
    own = tuple(_share(*one.split(":")) for one in split_list(row["contents"]))
    return Grade(
        row["maker"], row["name"], row["material"], row["grade_class"],
        **{name: Decimal(row[name]) for name in _FIGURES if row[name]},
        contents=own or _contents().get((row["material"], row["grade_class"]), ()),
        is_estimate=not own or bool(row["is_estimate"]), source=row["source"], locator=row["locator"],
    )  # fmt: skip


def _of_sheet(one: Sheet) -> Grade:
    """A maker's grade in the units of this room."""
    values = (
        (one.br_min_tesla, 1.0, 0.0), (one.hcj_min_a_per_m, 1e-3, 0.0), (one.bhmax_min_j_per_m3, 1e-3, 0.0),
        (one.tmax_kelvin, 1.0, -ZERO_DEGC_KELVIN), (one.alpha_br_per_kelvin, 100.0, 0.0),
        (one.beta_hcj_per_kelvin, 100.0, 0.0),
    )  # fmt: skip
    figures = {
        name: _printed(value * factor + offset)
        for name, (value, factor, offset) in zip(_FIGURES, values, strict=True) if value is not None
    }  # fmt: skip
    return Grade(
        one.maker, one.name, one.family, one.grade_class, **figures,
        contents=_contents().get((one.family, one.grade_class), ()), is_estimate=True, source=one.source,
        locator=one.locator,
    )  # fmt: skip


def _printed(value: float) -> Decimal:
    """A figure of a data sheet, with the digits it was printed with: none has more than six."""
    return Decimal(f"{value:.6g}")


def _share(element: str, low: str, high: str) -> Share:
    return Share(element, Decimal(low), Decimal(high))


def _property(row: Mapping[str, str]) -> Property:
    flags = ("has_temperature", "has_hours", "has_circuit", "has_element", "is_of_motor")
    return Property(
        row["key"], Words(row["zh"], row["en"]), row["unit"], row["form"], row["sense"],
        **{name: row[name] == "yes" for name in flags}, least=Decimal(row["least"]), most=Decimal(row["most"]),
        methods=split_list(row["methods"]), samples=int(row["samples"]), source=row["source"], locator=row["locator"],
    )  # fmt: skip


@cache
def _words() -> Mapping[str, Words]:
    return {row["key"]: Words(row["zh"], row["en"]) for row in _rows("words.csv")}


def words(key: str, **values: object) -> Words:
    """Words of ``words.csv``, their places filled."""
    return _words()[key].filled(**values)


def _both(row: Mapping[str, str], name: str) -> Words:
    return Words(row[f"{name}_zh"], row[f"{name}_en"])


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((resources.files(ROOM) / name).read_text("utf-8").splitlines()))

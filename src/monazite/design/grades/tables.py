"""Families and classes of magnets: what a data sheet leaves unsaid, each number with its source."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from monazite.core.words import Words
from monazite.design.curve.limit import needed_beta_per_kelvin
from monazite.design.record import Grade
from monazite.design.units import ZERO_DEGC_KELVIN

FOLDER = "monazite.design.grades"
SINTERED = "sintered-ndfeb"
_NAME = re.compile(r"(?:S-NdFeB-|N)?(\d{2})(M|H|SH|UH|EH|AH|TH|)", re.IGNORECASE)
_STANDARD_NAME = re.compile(r"S-NdFeB-(\d{3})/(\d{2,3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Family:
    """A family of magnets (材料); a row of ``families.csv``.

    Args:
        family: key, such as ``sintered-ndfeb``.
        label: what people call it.
        mu_r: recoil permeability.
        squareness: Hk / HcJ.
        alpha_br_per_kelvin: temperature coefficient of remanence.
        beta_hcj_per_kelvin: of intrinsic coercivity; None where it goes by class.
        br_most_tesla: what no remanence of the family can exceed.
        density_kg_per_m3: of the magnet.
        source: of the figures.
        locator: where in the source.
    """

    family: str
    label: Words
    mu_r: float
    squareness: float
    alpha_br_per_kelvin: float
    beta_hcj_per_kelvin: float | None
    br_most_tesla: float
    density_kg_per_m3: float
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class GradeClass:
    """A class of sintered NdFeB by coercivity (品种, GB/T 13560-2017 4.1); a row of ``classes.csv``.

    Args:
        grade_class: N, M, H, SH, UH, EH or TH.
        also: what makers call it where that differs (AH), or empty.
        label: its name in the standard.
        hcj_min_a_per_m: least intrinsic coercivity at 20 °C.
        tmax_kelvin: highest working temperature.
        squareness: Hk / HcJ.
        alpha_br_per_kelvin: temperature coefficient of remanence.
        beta_hcj_per_kelvin: of intrinsic coercivity.
        is_beta_predicted: whether beta is what the working temperature implies, no maker's figure having been seen.
        status: ``seen`` on data sheets, or ``unconfirmed``.
        source: of the figures.
        locator: where in the source.
    """

    grade_class: str
    also: str
    label: Words
    hcj_min_a_per_m: float
    tmax_kelvin: float
    squareness: float
    alpha_br_per_kelvin: float
    beta_hcj_per_kelvin: float
    is_beta_predicted: bool
    status: str
    source: str
    locator: str


@cache
def families() -> Mapping[str, Family]:
    """All families by key."""
    return MappingProxyType({row["family"]: _family(row) for row in _rows("families.csv")})


@cache
def classes() -> Mapping[str, GradeClass]:
    """The classes of sintered NdFeB by name, weakest first.

    >>> round(classes()["SH"].hcj_min_a_per_m), classes()["UH"].is_beta_predicted
    (1592000, True)
    """
    return MappingProxyType({row["grade_class"]: _class(row) for row in _rows("classes.csv")})


def class_of(hcj_a_per_m: float) -> str:
    """The highest class whose coercivity a sintered NdFeB magnet has; empty below the lowest.

    >>> class_of(1592e3), class_of(900e3)
    ('SH', '')
    """
    reached = [one.grade_class for one in classes().values() if hcj_a_per_m >= one.hcj_min_a_per_m]
    return reached[-1] if reached else ""


def family_of(name: str) -> str:
    """The family that a grade's name tells, or empty.

    >>> family_of("N42SH"), family_of("YXG24H"), family_of("Y30BH"), family_of("BNP-6"), family_of("X")
    ('sintered-ndfeb', 'sm2co17', 'ferrite', 'bonded-ndfeb', '')
    """
    return next((key for key, pattern in _patterns().items() if pattern.match(name)), "")


def class_in_name(name: str) -> str:
    """The class that the name of a sintered NdFeB grade tells: by its letters, or by HcJ / 10 in the standard's name.

    >>> class_in_name("N42SH"), class_in_name("33AH"), class_in_name("S-NdFeB-240/200"), class_in_name("Y30")
    ('SH', 'TH', 'UH', '')
    """
    if match := _NAME.fullmatch(name.strip()):
        letters = match[2].upper() or "N"
        return next((one.grade_class for one in classes().values() if letters in (one.grade_class, one.also)), "")
    if match := _STANDARD_NAME.fullmatch(name):
        return class_of(int(match[2]) * 1e4) or "N"
    return ""


def number_in_name(name: str) -> int | None:
    """The energy product in MGOe that the name of a sintered NdFeB grade promises.

    >>> number_in_name("N42SH"), number_in_name("YX24")
    (42, None)
    """
    match = _NAME.fullmatch(name.strip())
    return int(match[1]) if match else None


def squareness_of(grade: Grade) -> float:
    """Hk / HcJ of a grade: of its type or class, or else of its family.

    Raises:
        KeyError: for a grade of no known family.
    """
    if row := _type(grade):
        return float(row["squareness"])
    known = classes().get(grade.grade_class)
    return known.squareness if known else families()[grade.family].squareness


def recoil_of(grade: Grade) -> float:
    """Recoil permeability of a grade: of its type, or else of its family.

    Raises:
        KeyError: for a grade of no known family.
    """
    row = _type(grade)
    return float(row["mu_r"]) if row else families()[grade.family].mu_r


def alpha_of(grade: Grade) -> float:
    """Temperature coefficient of remanence: the printed one, or else that of the class or the family."""
    if grade.alpha_br_per_kelvin is not None:
        return grade.alpha_br_per_kelvin
    known = classes().get(grade.grade_class)
    return known.alpha_br_per_kelvin if known else families()[grade.family].alpha_br_per_kelvin


def beta_of(grade: Grade) -> float | None:
    """Temperature coefficient of intrinsic coercivity: the printed one, or else that of the class or the family."""
    if grade.beta_hcj_per_kelvin is not None:
        return grade.beta_hcj_per_kelvin
    known = classes().get(grade.grade_class)
    return known.beta_hcj_per_kelvin if known else families()[grade.family].beta_hcj_per_kelvin


def _family(row: Mapping[str, str]) -> Family:
    beta = row["beta_percent_per_kelvin"]
    return Family(
        row["family"], Words(row["zh"], row["en"]), float(row["mu_r"]), float(row["squareness"]),
        float(row["alpha_percent_per_kelvin"]) / 100, float(beta) / 100 if beta else None,
        float(row["br_most_tesla"]), float(row["density_kg_per_m3"]), row["source"], row["locator"],
    )  # fmt: skip


def _class(row: Mapping[str, str]) -> GradeClass:
    hcj, tmax = float(row["hcj_min_ka_per_m"]) * 1e3, float(row["working_degc"]) + ZERO_DEGC_KELVIN
    square, alpha = float(row["squareness"]), float(row["alpha_percent_per_kelvin"]) / 100
    printed, br = row["beta_percent_per_kelvin"], float(row["br_middle_tesla"])
    implied = needed_beta_per_kelvin(tmax, br, hcj, alpha, squareness=square, mu_r=families()[SINTERED].mu_r)
    beta = float(printed) / 100 if printed else float(implied)
    return GradeClass(
        row["grade_class"], row["also"], Words(row["zh"], row["en"]), hcj, tmax, square, alpha, beta, not printed,
        row["status"], row["source"], row["locator"],
    )  # fmt: skip


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {row["family"]: re.compile(row["pattern"], re.IGNORECASE) for row in _rows("families.csv")}


def _type(grade: Grade) -> Mapping[str, str] | None:
    """The row of ``types.csv`` for a grade that is unlike its family; sintered NdFeB has its classes."""
    if grade.family == SINTERED:
        return None
    return next((row for row in _types() if re.match(row["pattern"], grade.name)), None)


@cache
def _types() -> tuple[Mapping[str, str], ...]:
    return tuple(_rows("types.csv"))


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((resources.files(FOLDER) / name).read_text("utf-8").splitlines()))

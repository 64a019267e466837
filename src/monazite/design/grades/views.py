"""A grade as people read it: each figure in SI, and beside it in kGs, kOe and MGOe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from monazite.core.words import Words
from monazite.design.record import Grade
from monazite.design.units import degc, kgs, koe, mgoe


@dataclass(frozen=True, slots=True)
class GradeLine:
    """One property of a grade; None where nothing is printed.

    Args:
        property: name of the property, ``br``, ``hcb``, ``hcj``, ``bhmax``, ``tmax``, ``alpha`` or ``beta``.
        label: what people call it.
        unit: of low and high.
        low: least value; of a single figure, the value.
        high: greatest.
        cgs_unit: of the two below, empty where the trade has none.
        cgs_low: least value.
        cgs_high: greatest.
    """

    property: str
    label: Words
    unit: str
    low: float | None
    high: float | None
    cgs_unit: str
    cgs_low: float | None
    cgs_high: float | None


def grade_lines(grade: Grade) -> tuple[GradeLine, ...]:
    """The properties of a grade, in T, kA/m, kJ/m3 and in kGs, kOe, MGOe, not rounded.

    Args:
        grade: as read.
    """
    br, hcb, hcj = (
        Words("剩磁", "remanence"),
        Words("磁感矫顽力", "coercivity HcB"),
        Words("内禀矫顽力", "coercivity HcJ"),
    )
    energy, tmax = Words("最大磁能积", "energy product"), Words("最高使用温度", "highest working temperature")
    alpha, beta = Words("剩磁温度系数", "coefficient of Br"), Words("矫顽力温度系数", "coefficient of HcJ")
    return (
        _line("br", br, ("T", 1), (grade.br_min_tesla, grade.br_max_tesla), ("kGs", kgs)),
        _line("hcb", hcb, ("kA/m", 1e3), (grade.hcb_min_a_per_m, grade.hcb_max_a_per_m), ("kOe", koe)),
        _line("hcj", hcj, ("kA/m", 1e3), (grade.hcj_min_a_per_m, grade.hcj_max_a_per_m), ("kOe", koe)),
        _line("bhmax", energy, ("kJ/m3", 1e3), (grade.bhmax_min_j_per_m3, grade.bhmax_max_j_per_m3), ("MGOe", mgoe)),
        _single("tmax", tmax, "degC", None if grade.tmax_kelvin is None else degc(grade.tmax_kelvin)),
        _single("alpha", alpha, "%/K", _percent(grade.alpha_br_per_kelvin)),
        _single("beta", beta, "%/K", _percent(grade.beta_hcj_per_kelvin)),
    )  # fmt: skip


def _line(
    name: str, label: Words, shown: tuple[str, float], ends: tuple[float | None, float | None],
    cgs: tuple[str, Callable[[float], float]],
) -> GradeLine:  # fmt: skip
    low, high = (None if one is None else one / shown[1] for one in ends)
    cgs_low, cgs_high = (None if one is None else cgs[1](one) for one in ends)
    return GradeLine(name, label, shown[0], low, high, cgs[0], cgs_low, cgs_high)


def _single(name: str, label: Words, unit: str, value: float | None) -> GradeLine:
    return GradeLine(name, label, unit, value, value, "", None, None)


def _percent(per_kelvin: float | None) -> float | None:
    return None if per_kelvin is None else per_kelvin * 100

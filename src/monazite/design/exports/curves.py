"""Demagnetisation curves at several temperatures, point by point (退磁曲线导出)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import numpy as np
from sqlalchemy import null

from monazite.core.words import Language, Words
from monazite.design.curve import Curve, flux_density_tesla, polarisation_tesla
from monazite.design.curve.demagnetisation import Floats
from monazite.design.record import Magnet
from monazite.design.service import curve_at
from monazite.design.units import degc, kgs, koe
from monazite.store.export import export
from monazite.store.lists import ListColumn

FINE = 4_001
"""Points of which a curve's own are chosen."""
POINTS = 61
"""Of a curve: straight parts need few, the knee many."""
TURNING = 1.0
"""What a turn by a radian counts against the length of the curve, field and polarisation each running over one."""
COLUMNS = (
    ("temperature_degc", Words("温度（°C）", "Temperature (°C)")),
    ("h_ka_per_m", Words("磁场强度 H（kA/m）", "Field strength H (kA/m)")),
    ("j_tesla", Words("磁极化强度 J（T）", "Polarisation J (T)")),
    ("b_tesla", Words("磁感应强度 B（T）", "Flux density B (T)")),
    ("h_koe", Words("磁场强度 H（kOe）", "Field strength H (kOe)")),
    ("j_kgs", Words("4πM（kGs）", "4πM (kGs)")),
    ("b_kgs", Words("磁感应强度 B（kGs）", "Flux density B (kGs)")),
)
"""Names of the columns, and what people call them."""


def curve_csv(magnets: Sequence[Magnet], language: Language | None = None) -> bytes:
    """The second quadrant of magnets as CSV, from H = 0 to -HcJ, in SI and cgs.

    Args:
        magnets: at their temperatures, in the order of the rows.
        language: of the header; names for programs where it is None.
    """
    file = io.BytesIO()
    export(file, "csv", [ListColumn(key, label, "real", null()) for key, label in COLUMNS], _rows(magnets),
           labels=language)  # fmt: skip
    return file.getvalue()


def second_quadrant(curve: Curve, until_a_per_m: float | None = None, number: int = POINTS) -> Floats:
    """Fields from 0 down that draw a curve well: evenly spaced in length and turning, so that the knee has most.

    Args:
        curve: one, not an array.
        until_a_per_m: opposing field of the last; HcJ where it is None.
        number: of points.

    Returns:
        H, negative where it opposes, shape (number,).
    """
    last = float(curve.hcj_a_per_m) if until_a_per_m is None else until_a_per_m
    fine = np.linspace(0, 1, FINE)
    fallen = polarisation_tesla(curve, -fine * last) / curve.br_tesla
    across, down = np.diff(fine), np.diff(fallen)
    turned = np.abs(np.diff(np.arctan2(down, across), prepend=np.arctan2(down[0], across[0])))
    along = np.concatenate([[0.0], (np.hypot(across, down) + TURNING * turned).cumsum()])
    return -np.interp(np.linspace(0, along[-1], number), along, fine) * last


def _rows(magnets: Sequence[Magnet]) -> Iterator[dict[str, float]]:
    for magnet in magnets:
        curve = curve_at(magnet)
        fields = second_quadrant(curve)
        js, bs = polarisation_tesla(curve, fields), flux_density_tesla(curve, fields)
        for values in zip(fields.tolist(), js.tolist(), bs.tolist(), strict=True):
            yield _row(degc(magnet.temperature_kelvin), *values)


def _row(celsius: float, h: float, j: float, b: float) -> dict[str, float]:
    """A point, rounded to what no one measures: a hundredth of a mT and a tenth of a A/m."""
    cells = {
        "temperature_degc": round(celsius, 2), "h_ka_per_m": round(h / 1e3, 4), "j_tesla": round(j, 5),
        "b_tesla": round(b, 5), "h_koe": round(koe(h), 5), "j_kgs": round(kgs(j), 4), "b_kgs": round(kgs(b), 4),
    }  # fmt: skip
    return {key: value + 0.0 for key, value in cells.items()}  # no minus nought

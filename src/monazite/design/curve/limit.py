"""The highest working temperature (最高使用温度) by the definition of GB/T 13560-2017 3.4, in closed form.

A saturated cylinder with L/D = 0.7 that is held in open circuit for 2 h loses 5 % of its flux at most. Its loss depends
on mu0 HcJ / Br, squareness and recoil permeability alone, so the ratio at which it is 5 % is a table (``critical.csv``,
made by ``benchmarks/design_grades.py --table`` from `monazite.design.curve.open_circuit`), and with linear temperature
coefficients the temperature follows. What makers print lies below what the cylinder alone bears: by the reserve of
``constants.csv``, one number for all classes.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from monazite.design.curve.demagnetisation import Floats
from monazite.design.record import MU0, ROOM_KELVIN, Spread

STANDARD_SLENDERNESS = 0.7
"""L/D of the standard's cylinder."""
STANDARD_LOSS = 0.05
"""Share of flux that it may lose."""


@dataclass(frozen=True, slots=True)
class Critical:
    """The table of critical ratios mu0 HcJ / Br, over squareness (rows) and recoil permeability (columns)."""

    squareness: Floats
    mu_r: Floats
    ratio: Floats


@cache
def constants() -> Mapping[str, Spread]:
    """The numbers of ``constants.csv``, with their spread and source."""
    return {
        row["name"]: Spread(float(row["value"]), float(row["low"]), float(row["high"]), (row["source"],))
        for row in _rows("constants.csv")
    }


@cache
def critical() -> Critical:
    """The table as it ships."""
    rows = {(float(row["squareness"]), float(row["mu_r"])): float(row["ratio"]) for row in _rows("critical.csv")}
    square, mu = sorted({one for one, _ in rows}), sorted({one for _, one in rows})
    return Critical(np.array(square), np.array(mu), np.array([[rows[one, two] for two in mu] for one in square]))


def critical_ratio(squareness: npt.ArrayLike, mu_r: npt.ArrayLike) -> Floats:
    """mu0 HcJ / Br at which the standard's cylinder loses 5 %, between the entries of the table, held at its ends."""
    table = critical()
    at, share = _between(table.squareness, squareness)
    over, part = _between(table.mu_r, mu_r)
    low = table.ratio[at, over] * (1 - part) + table.ratio[at, over + 1] * part
    high = table.ratio[at + 1, over] * (1 - part) + table.ratio[at + 1, over + 1] * part
    return np.asarray(low * (1 - share) + high * share)


def tmax_kelvin(
    br_tesla: npt.ArrayLike, hcj_a_per_m: npt.ArrayLike,
    alpha_br_per_kelvin: npt.ArrayLike, beta_hcj_per_kelvin: npt.ArrayLike,
    *, squareness: npt.ArrayLike = 0.95, mu_r: npt.ArrayLike = 1.05, reserve: float | None = None,
) -> Floats:  # fmt: skip
    """Highest working temperature; infinite where coercivity does not fall faster than remanence, as in ferrite.

    Args:
        br_tesla: remanence at 20 °C.
        hcj_a_per_m: intrinsic coercivity at 20 °C.
        alpha_br_per_kelvin: temperature coefficient of remanence.
        beta_hcj_per_kelvin: of intrinsic coercivity.
        squareness: Hk / HcJ.
        mu_r: recoil permeability.
        reserve: share of HcJ that is kept back; None for that of ``constants.csv``, nought for the bare cylinder.

    >>> round(float(tmax_kelvin(1.35, 955e3, -0.0012, -0.0076)) - 273.15)
    74
    """
    kept = constants()["tmax_reserve"].value if reserve is None else reserve
    holds = MU0 * np.asarray(hcj_a_per_m, float) * (1 - kept)
    needs = critical_ratio(squareness, mu_r) * np.asarray(br_tesla, float)
    closing = needs * np.asarray(alpha_br_per_kelvin, float) - holds * np.asarray(beta_hcj_per_kelvin, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        above = np.where(closing > 0, (holds - needs) / closing, np.inf)
    return np.asarray(ROOM_KELVIN + above)


def needed_beta_per_kelvin(
    tmax: npt.ArrayLike, br_tesla: npt.ArrayLike, hcj_a_per_m: npt.ArrayLike,
    alpha_br_per_kelvin: npt.ArrayLike, *, squareness: npt.ArrayLike = 0.95, mu_r: npt.ArrayLike = 1.05,
) -> Floats:  # fmt: skip
    """The temperature coefficient of HcJ that a highest working temperature implies: `tmax_kelvin` turned round.

    Args:
        tmax: highest working temperature, K, above 20 °C.
        br_tesla: remanence at 20 °C.
        hcj_a_per_m: intrinsic coercivity at 20 °C.
        alpha_br_per_kelvin: temperature coefficient of remanence.
        squareness: Hk / HcJ.
        mu_r: recoil permeability.
    """
    above = np.asarray(tmax, float) - ROOM_KELVIN
    holds = MU0 * np.asarray(hcj_a_per_m, float) * (1 - constants()["tmax_reserve"].value)
    needs = critical_ratio(squareness, mu_r) * np.asarray(br_tesla, float)
    return np.asarray((needs * (1 + np.asarray(alpha_br_per_kelvin) * above) / holds - 1) / above)


def _between(knots: Floats, value: npt.ArrayLike) -> tuple[npt.NDArray[np.intp], Floats]:
    """The knot below a value, and how far it is on to the next, 0 to 1."""
    held = np.clip(np.asarray(value, float), knots[0], knots[-1])
    at = np.clip(np.searchsorted(knots, held, side="right") - 1, 0, len(knots) - 2)
    return at, np.asarray((held - knots[at]) / (knots[at + 1] - knots[at]))


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((resources.files("monazite.design.curve") / name).read_text("utf-8").splitlines()))

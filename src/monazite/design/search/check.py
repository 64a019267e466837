"""What a recipe truly does, by the forward model itself: the last word on every answer of the search."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from monazite.design.curve import curve_of, knee_field_a_per_m, tmax_kelvin, working_field_a_per_m
from monazite.design.forward import Constants, State, batch_of, calibration, predict_many, state
from monazite.design.record import ROOM_KELVIN, Recipe
from monazite.design.search.asked import kelvins, minima
from monazite.design.search.record import Duty

QUANTITIES = ("br", "hcj", "hcb", "hk", "bhmax")


def requirements(
    recipe: Recipe, duty: Duty, deviations: Mapping[str, float], constants: Constants, *, is_dual: bool
) -> dict[str, float]:  # fmt: skip
    """By what share a recipe exceeds each requirement; negative where it misses it.

    Args:
        recipe: in whole ppm.
        duty: to be done.
        deviations: of each value as a share of it; as many as the duty asks for are kept.
        constants: of the forward model.
        is_dual: whether its main phase is dual.
    """
    found = state(batch_of([recipe], is_dual), np.array(kelvins(duty)), constants)
    points = found.points()
    values = {
        "br": found.br_tesla, "hcj": found.hcj_a_per_m, "hcb": points.hcb_a_per_m, "bhmax": points.bhmax_j_per_m3,
    }  # fmt: skip
    over = {name: float(values[name][0, 0]) / least - 1 for name, least in minima(duty, deviations).items()}
    if duty.kelvin is not None:
        kept = (1 - duty.reserve) * (1 - duty.deviations * deviations.get("hcj", 0.0))
        over["knee"] = _knee(found, duty, kept)
    if duty.tmax_kelvin is not None:
        over["tmax"] = (_tmax(found, duty.tmax_kelvin) - ROOM_KELVIN) / (duty.tmax_kelvin - ROOM_KELVIN) - 1
    return over


def _knee(found: State, duty: Duty, kept: float) -> float:
    """By what share of the working field the knee field at temperature exceeds it."""
    curve = curve_of(*(one[0, 1] for one in (found.br_tesla, found.hcj_a_per_m * kept, found.mu_r, found.squareness)))
    works = working_field_a_per_m(curve, duty.permeance, duty.opposing_a_per_m)
    return float(knee_field_a_per_m(curve) / works - 1)


def _tmax(found: State, kelvin: float) -> float:
    """Highest working temperature, with the coefficients from 20 °C to a temperature, which is the state's last."""
    above = kelvin - ROOM_KELVIN
    alpha, beta = ((one[0, -1] / one[0, 0] - 1) / above for one in (found.br_tesla, found.hcj_a_per_m))
    return float(tmax_kelvin(
        found.br_tesla[0, 0], found.hcj_a_per_m[0, 0], alpha, beta, squareness=found.squareness[0, 0],
        mu_r=found.mu_r[0, 0],
    ))  # fmt: skip


def tmax_of(recipe: Recipe, *, is_dual: bool, with_: Constants | None = None) -> float:
    """Highest working temperature of a recipe (K) by GB/T 13560-2017, with coefficients from 20 °C to itself.

    Args:
        recipe: sound.
        is_dual: whether its main phase is dual.
        with_: constants; the calibrated ones where it is None.
    """
    kelvin = 393.15
    for _ in range(4):
        found = state(batch_of([recipe], is_dual), np.array([ROOM_KELVIN, kelvin]), with_ or calibration().constants)
        kelvin = min(max(_tmax(found, kelvin), ROOM_KELVIN + 10), 520.0)
    return kelvin


def deviations_of(recipe: Recipe, duty: Duty, *, is_dual: bool) -> dict[str, float]:
    """Standard deviations of the model's values for a recipe at 20 °C, as shares of them, by requirement.

    Args:
        recipe: sound.
        duty: whose minima are asked for.
        is_dual: whether its main phase is dual.
    """
    found = predict_many(batch_of([recipe], is_dual), np.array([ROOM_KELVIN]))
    shares = (found.deviation() / found.values)[:, 0, 0]
    asked = set(minima(duty, {})) | {"hcj"}
    return {name: float(share) for name, share in zip(QUANTITIES, shares, strict=True) if name in asked}

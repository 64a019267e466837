"""The highest working temperature of a recipe, with its own coefficients up to there (最高使用温度)."""

from __future__ import annotations

import numpy as np

from monazite.design.curve import constants, tmax_kelvin
from monazite.design.forward import Batch, batch_of, calibration, predict, state
from monazite.design.forward.sound import COLDEST_KELVIN
from monazite.design.record import ROOM_KELVIN, Magnet, Recipe, Spread

FIRST_KELVIN = 393.15
ROUNDS = 20
CLOSE_KELVIN = 0.05
HOTTEST_KELVIN = 520.0
"""Below the Curie temperature of any recipe that makes a magnet; no sintered NdFeB is used so hot."""


def tmax_of(recipe: Recipe, *, is_dual: bool = False) -> Spread:
    """Highest working temperature by GB/T 13560-2017 3.4, K, from the predicted Br and HcJ.

    Coefficients are those between 20 °C and the temperature itself. The interval holds that of HcJ and of the reserve;
    it is held between -40 °C and 247 °C.

    Args:
        recipe: one that `monazite.design.forward.problems_of` finds no fault with.
        is_dual: whether its main phase is dual.
    """
    batch, at = batch_of([recipe], is_dual), FIRST_KELVIN
    for _ in range(ROUNDS):
        last, at = at, _held(_plain(batch, at))
        if abs(at - last) < CLOSE_KELVIN:
            break
    room, hot = predict(recipe, [ROOM_KELVIN, last], is_dual=is_dual)
    kept, hcj = constants()["tmax_reserve"], room.hcj_a_per_m
    ends = [_highest(room, hot, one, None) - at for one in (hcj.low, hcj.high)]
    kept_ends = [_highest(room, hot, hcj.value, one) - at for one in (kept.high, kept.low)]
    low, high = ((one**2 + two**2) ** 0.5 for one, two in zip(ends, kept_ends, strict=True))
    return Spread(at, _held(at - low), _held(at + high))


def _plain(batch: Batch, kelvin: float) -> float:
    """The highest temperature with the coefficients up to a temperature, without intervals, which cost most."""
    over = kelvin if kelvin != ROOM_KELVIN else kelvin + 1
    found = state(batch, np.array([ROOM_KELVIN, over]), calibration().constants)
    (br, hot_br), (hcj, hot_hcj) = found.br_tesla[0], found.hcj_a_per_m[0]
    alpha, beta = ((hot / cold - 1) / (over - ROOM_KELVIN) for cold, hot in ((br, hot_br), (hcj, hot_hcj)))
    square = found.points().hk_a_per_m[0, 0] / hcj
    return float(tmax_kelvin(br, hcj, alpha, beta, squareness=square, mu_r=calibration().constants.recoil))


def _highest(room: Magnet, hot: Magnet, hcj_a_per_m: float, reserve: float | None) -> float:
    return float(
        tmax_kelvin(
            room.br_tesla.value, hcj_a_per_m, hot.alpha_br_per_kelvin.value, hot.beta_hcj_per_kelvin.value,
            squareness=room.hk_a_per_m.value / room.hcj_a_per_m.value, mu_r=room.mu_r.value, reserve=reserve,
        )
    )  # fmt: skip


def _held(kelvin: float) -> float:
    return min(max(kelvin, COLDEST_KELVIN), HOTTEST_KELVIN)

"""What a duty asks of Br, HcJ and squareness, each as a number that is nought or more where it is met.

Points of a demagnetisation curve are roots of equations; here each requirement is turned round so that no root is left:
HcB is enough where B is not below nought at the field asked for, the knee where J there lies on or below the load line,
(BH)max where Br reaches what the energy product needs at that coercivity. All agree with `curve`; a test says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from monazite.design.curve import constants as curve_constants
from monazite.design.curve import critical_ratio, curve_of, points
from monazite.design.curve.demagnetisation import HK_FALL, LEAST_SQUARENESS, MOST_REVERSIBLE, REVERSIBLE_FALL
from monazite.design.record import MU0, ROOM_KELVIN
from monazite.design.search.enclose import Enclosure, Floats, Number, Plane, exp, least, log, most
from monazite.design.search.model import Hot
from monazite.design.search.record import Duty

KNEE_LOSS = 0.01
"""Share of Br lost for good that defines the knee, as in `curve.knee_field_a_per_m`."""
SQUARE_FROM = 0.6
"""Squareness from which all this holds. Of a box that may hold a magnet less square, only what holds of all is said;
such a magnet no maker sells (GB/T 13560-2017 asks 0.9)."""
SAFE = 1e-9
ROUNDS = 3


def kelvins(duty: Duty) -> tuple[float, ...]:
    """Temperatures at which the duty asks: 20 °C, then its own, then that of its highest working temperature."""
    return tuple(one for one in (ROOM_KELVIN, duty.kelvin, duty.tmax_kelvin) if one is not None)


def slacks(found: Sequence[Hot], duty: Duty, mu_r: float, deviations: Mapping[str, float]) -> dict[str, Number]:
    """By how much each requirement is exceeded, in a measure of its own; nought or more where it is met.

    Args:
        found: the magnet at each of `kelvins`.
        duty: to be done.
        mu_r: recoil permeability.
        deviations: of HcJ, Br, HcB and (BH)max as shares; as many as the duty asks for are kept.
    """
    asked, room = minima(duty, deviations), found[0]
    over: dict[str, Number] = {}
    if "br" in asked:
        over["br"] = room.br * (1 / asked["br"]) - 1
    if "hcj" in asked:
        over["hcj"] = room.hcj * (1 / asked["hcj"]) - 1
    if "hcb" in asked:
        over["hcb"] = _said(
            _flux_left(room, asked["hcb"], mu_r), room, lambda: room.br * (1 / (MU0 * asked["hcb"])) - 1
        )
    if "bhmax" in asked:
        over["bhmax"] = _said(
            _product(room, asked["bhmax"], mu_r), room,
            lambda: room.br * (0.5 / np.sqrt(MU0 * asked["bhmax"])) - 1,
        )  # fmt: skip
    if duty.kelvin is not None:
        kept, hot = (1 - duty.reserve) * (1 - duty.deviations * deviations.get("hcj", 0.0)), found[1]
        over["knee"] = _said(_before_knee(hot, duty, mu_r, kept), hot, lambda: _before_hk(hot, duty, mu_r, kept))
    if duty.tmax_kelvin is not None:
        over["tmax"] = _bears(room, found[-1], mu_r)
    return over


def _said(slack: Number, one: Hot, loosely: Callable[[], Number]) -> Number:
    """The slack of a box; where a magnet may be less square than `SQUARE_FROM`, what holds of every magnet."""
    if not isinstance(slack, Enclosure) or not isinstance(one.square, Enclosure):
        return slack
    is_open = one.square.low < SQUARE_FROM
    loose = loosely() if is_open.any() else slack
    if isinstance(loose, Enclosure):
        slack.high = np.where(is_open, loose.high, slack.high)
        slack.over = Plane(
            np.where(is_open, loose.over.at, slack.over.at), np.where(is_open, loose.over.slope, slack.over.slope)
        )
    return slack


def minima(duty: Duty, deviations: Mapping[str, float]) -> dict[str, float]:
    """What a value must reach, in SI, by requirement: the grade's minimum, raised by the deviations asked for."""
    grade = duty.grade
    printed = {
        "br": grade.br_min_tesla, "hcj": grade.hcj_min_a_per_m, "hcb": grade.hcb_min_a_per_m,
        "bhmax": grade.bhmax_min_j_per_m3,
    }  # fmt: skip
    return {
        name: one / max(1 - duty.deviations * deviations.get(name, 0.0), SAFE) for name, one in printed.items() if one
    }


def needed_br(hcj: Floats, square: Floats, bhmax: float, mu_r: float) -> Floats:
    """The remanence (T) that an energy product needs at a coercivity and squareness; never more, by a billionth.

    (BH)max rises with Br a little faster than linearly and at most with its square, so steps by the square root of what
    lacks come from below and do not pass.
    """
    br = np.full(np.broadcast(hcj, square).shape, 2 * np.sqrt(MU0 * bhmax))
    for _ in range(ROUNDS):
        got = points(curve_of(br, np.maximum(hcj, 1.0), mu_r, square)).bhmax_j_per_m3
        br = br * np.sqrt(bhmax / got)
    return np.asarray(br * (1 - SAFE))


def _product(one: Hot, bhmax: float, mu_r: float) -> Number:
    """Br over what the energy product needs; of a box, with its greatest coercivity and squareness."""
    if isinstance(one.br, Enclosure):
        return one.br / needed_br(_top(one.hcj), _top(one.square), bhmax, mu_r) - 1
    found = points(curve_of(_top(one.br), np.maximum(_top(one.hcj), 1.0), mu_r, _top(one.square))).bhmax_j_per_m3
    return np.asarray(np.sqrt(found / bhmax) - 1)


def _top(one: Number) -> Floats:
    return one.high if isinstance(one, Enclosure) else np.asarray(one)


def _falls(one: Hot, kept: float, mu_r: float) -> tuple[Number, Number, Number]:
    """Slope and ceiling of the reversible fall, and how much of a fall of a tenth is for good, as in `curve_of`."""
    square = most(one.square, SQUARE_FROM)
    ceiling = least(one.hcj / one.br * (MU0 * (mu_r - 1) * kept), most(REVERSIBLE_FALL / square, 1 - 1 / mu_r))
    fallen = least(least(one.hk / one.br * (MU0 * (mu_r - 1) * kept), ceiling), MOST_REVERSIBLE)
    return square, ceiling, HK_FALL - fallen


def _flux_left(one: Hot, field: float, mu_r: float) -> Number:
    """B over mu0 H at a field, from which HcB is reached."""
    square, ceiling, lost = _falls(one, 1.0, mu_r)
    share = least(field / most(one.hcj, 1.0), 1.0)
    power = (log(1 - ceiling) - log(lost)) / -log(square)
    reversible = least(MU0 * (mu_r - 1) * field / one.br, ceiling)
    return one.br * (1 - reversible - (1 - ceiling) * exp(power * log(share))) * (1 / (MU0 * field)) - 1


def _before_knee(one: Hot, duty: Duty, mu_r: float, kept: float) -> Number:
    """Load line over J at the knee, as a share of Br: nought where the working point is the knee.

    The knee lies at HcJ (Hk / HcJ)**p, p being how the logarithms of the two losses compare; Hk is taken out of it.
    """
    square, ceiling, lost = _falls(one, kept, mu_r)
    further = (log(lost) - np.log(KNEE_LOSS)) / (log(1 - ceiling) - log(lost))
    field = one.hk * exp(further * log(square)) * kept
    held = 1 - least(field / one.br * (MU0 * (mu_r - 1)), ceiling) - KNEE_LOSS
    return (field - duty.opposing_a_per_m) / one.br * (MU0 * (1 + duty.permeance)) - held


def _before_hk(one: Hot, duty: Duty, mu_r: float, kept: float) -> Number:
    """Load line over J at Hk, as a share of Br: never less than `_before_knee`, however square the magnet.

    The knee lies before Hk, since of the fall there 1 % at least is for good; and J falls reversibly by no more than
    the recoil line.
    """
    field = most(one.hk, one.hcj * LEAST_SQUARENESS) * kept
    held = 1 - field / one.br * (MU0 * (mu_r - 1)) - KNEE_LOSS
    return (field - duty.opposing_a_per_m) / one.br * (MU0 * (1 + duty.permeance)) - held


def _bears(room: Hot, hot: Hot, mu_r: float) -> Number:
    """mu0 HcJ over Br at the temperature, beyond that at which the standard's cylinder loses 5 %."""
    kept = 1 - curve_constants()["tmax_reserve"].value
    return hot.hcj / hot.br * (MU0 * kept) - critical_ratio(_top(room.square), mu_r)


def with_knee(duty: Duty, kelvin: float | None = None, permeance: float | None = None) -> Duty:
    """The duty at another temperature or permeance."""
    return replace(
        duty, kelvin=duty.kelvin if kelvin is None else kelvin,
        permeance=duty.permeance if permeance is None else permeance,
    )  # fmt: skip

"""The demagnetisation curve (退磁曲线) of a magnet from four numbers: Br, HcJ, recoil permeability and squareness.

With u the opposing field as a share of HcJ, J(u) = Br (1 - d(u) - (1 - d(1)) u**n): d is the reversible fall, straight
with the recoil permeability and flat where the squareness leaves no more room; u**n is the irreversible fall, with n
such that J(Hk) = 0.9 Br. Hk / HcJ is the squareness (方形度, GB/T 13560-2017 table 1; IEC 60404-8-1).

J never exceeds Br, falls with the field, and is nought at HcJ, so (BH)max <= Br**2 / (4 mu0 mu_r) by construction.
Every function takes floats or arrays that broadcast.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from monazite.design.curve.roots import concave_root
from monazite.design.record import MU0

Floats = npt.NDArray[np.float64]
HK_FALL = 0.1
"""Fall of J by which Hk is defined (IEC 60404-8-1)."""
REVERSIBLE_FALL = 0.05
"""Reversible part of that fall in a magnet so hard that the recoil line alone would reach it: half; our choice."""
MOST_REVERSIBLE = 0.09
"""Greatest reversible part of it, so that the knee is never a jump; our choice."""
LEAST_SQUARENESS, MOST_SQUARENESS = 0.11, 0.999
"""Outside, the exponent is below one, or J falls by more than a cell of any grid can follow."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A demagnetisation curve, or an array of them.

    Args:
        br_tesla: remanence.
        hcj_a_per_m: intrinsic coercivity, positive.
        mu_r: recoil permeability; lowered where squareness leaves no room for it.
        squareness: Hk / HcJ.
        slope: reversible fall of J / Br at HcJ, were it straight so far.
        ceiling: greatest reversible fall of J / Br.
        power: n.
    """

    br_tesla: Floats
    hcj_a_per_m: Floats
    mu_r: Floats
    squareness: Floats
    slope: Floats
    ceiling: Floats
    power: Floats


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a curve that data sheets print; arrays of its shape.

    Args:
        hcb_a_per_m: opposing field at B = 0.
        hk_a_per_m: at J = 0.9 Br.
        bhmax_j_per_m3: greatest B times H.
        bhmax_field_a_per_m: opposing field there.
    """

    hcb_a_per_m: Floats
    hk_a_per_m: Floats
    bhmax_j_per_m3: Floats
    bhmax_field_a_per_m: Floats


def curve_of(
    br_tesla: npt.ArrayLike, hcj_a_per_m: npt.ArrayLike, mu_r: npt.ArrayLike = 1.05, squareness: npt.ArrayLike = 0.95
) -> Curve:
    """The curve of a magnet.

    Args:
        br_tesla: remanence, above nought.
        hcj_a_per_m: intrinsic coercivity, above nought.
        mu_r: recoil permeability, one or more.
        squareness: Hk / HcJ; held between `LEAST_SQUARENESS` and `MOST_SQUARENESS`.

    >>> one = curve_of(1.3, 955e3)
    >>> round(float(points(one).bhmax_j_per_m3) / 1e3), round(float(points(one).hcb_a_per_m) / 1e3)
    (320, 912)
    """
    br, hcj, mu, square = (np.asarray(one, float) for one in (br_tesla, hcj_a_per_m, mu_r, squareness))
    square = np.clip(square, LEAST_SQUARENESS, MOST_SQUARENESS)
    room = np.maximum(REVERSIBLE_FALL / square, 1 - 1 / mu)
    slope = MU0 * (mu - 1) * hcj / br
    slope = np.where(
        np.minimum(slope * square, room) > MOST_REVERSIBLE, np.minimum(slope, MOST_REVERSIBLE / square), slope
    )
    ceiling = np.minimum(slope, room)
    irreversible = (HK_FALL - np.minimum(slope * square, ceiling)) / (1 - ceiling)
    power = np.log(irreversible) / np.log(square)
    return Curve(*np.broadcast_arrays(br, hcj, 1 + slope * br / (MU0 * hcj), square, slope, ceiling, power))


def at_temperature(
    curve: Curve, kelvin_above: npt.ArrayLike, alpha_br_per_kelvin: npt.ArrayLike, beta_hcj_per_kelvin: npt.ArrayLike
) -> Curve:
    """The curve so many kelvin above 20 °C, with coefficients applied linearly, as data sheets mean them.

    Args:
        curve: at 20 °C.
        kelvin_above: temperature less 20 °C.
        alpha_br_per_kelvin: of remanence.
        beta_hcj_per_kelvin: of intrinsic coercivity; where nothing would be left, a millionth is.
    """
    over = np.asarray(kelvin_above, float)
    br = curve.br_tesla * np.maximum(1 + np.asarray(alpha_br_per_kelvin) * over, 1e-6)
    hcj = curve.hcj_a_per_m * np.maximum(1 + np.asarray(beta_hcj_per_kelvin) * over, 1e-6)
    return curve_of(br, hcj, curve.mu_r, curve.squareness)


def polarisation_tesla(curve: Curve, field_a_per_m: npt.ArrayLike) -> Floats:
    """J at a field H: negative H opposes; beyond HcJ the curve goes on to the reversed magnet, above 0 it is straight.

    Args:
        curve: of the magnet.
        field_a_per_m: H inside the magnet.
    """
    share = -np.asarray(field_a_per_m, float) / curve.hcj_a_per_m
    fallen = reversible_fall(curve, share) + irreversible_fall(curve, share)
    return np.asarray(np.maximum(curve.br_tesla * (1 - fallen), -curve.br_tesla))


def slope_tesla_per_a_per_m(curve: Curve, field_a_per_m: npt.ArrayLike) -> Floats:
    """dJ/dH at a field; nought where the magnet is reversed.

    Args:
        curve: of the magnet.
        field_a_per_m: H inside the magnet.
    """
    share = -np.asarray(field_a_per_m, float) / curve.hcj_a_per_m
    is_straight = curve.slope * share < curve.ceiling
    steep = (1 - curve.ceiling) * curve.power * _opposing(curve, share) ** (curve.power - 1)
    reversed_now = polarisation_tesla(curve, field_a_per_m) <= -curve.br_tesla
    rate = np.where(reversed_now, 0.0, np.where(is_straight, curve.slope, 0.0) + steep)
    return np.asarray(curve.br_tesla / curve.hcj_a_per_m * rate)


def reversible_fall(curve: Curve, share: npt.ArrayLike) -> Floats:
    """Share of Br that J has lost and regains, at an opposing field given as a share of HcJ."""
    return np.asarray(np.minimum(curve.slope * np.asarray(share), curve.ceiling))


def irreversible_fall(curve: Curve, share: npt.ArrayLike) -> Floats:
    """Share of Br that J has lost for good, which no recoil restores, at an opposing field as a share of HcJ."""
    return np.asarray((1 - curve.ceiling) * _opposing(curve, share) ** curve.power)


def flux_density_tesla(curve: Curve, field_a_per_m: npt.ArrayLike) -> Floats:
    """B = mu0 H + J at a field."""
    return np.asarray(MU0 * np.asarray(field_a_per_m, float) + polarisation_tesla(curve, field_a_per_m))


def points(curve: Curve) -> Points:
    """What a data sheet prints of a curve: HcB, Hk, (BH)max."""
    share = _extreme(curve)
    field = share * curve.hcj_a_per_m
    return Points(
        working_field_a_per_m(curve, 0.0),
        np.asarray(curve.squareness * curve.hcj_a_per_m),
        np.asarray(field * flux_density_tesla(curve, -field)),
        np.asarray(field),
    )


def working_field_a_per_m(curve: Curve, permeance: npt.ArrayLike, opposing_a_per_m: npt.ArrayLike = 0.0) -> Floats:
    """Opposing field inside a magnet in a circuit: where its curve meets the load line (工作点).

    Args:
        curve: of the magnet.
        permeance: permeance coefficient Pc (磁导系数), N = 1 / (1 + Pc); nought gives HcB.
        opposing_a_per_m: field applied from outside against the magnet.
    """
    # on the load line J is mu0 (1 + Pc) times what the field inside exceeds that from outside
    load = MU0 * (1 + np.asarray(permeance, float)) * curve.hcj_a_per_m / curve.br_tesla
    start = load * np.asarray(opposing_a_per_m, float) / curve.hcj_a_per_m
    steep = 1 - curve.ceiling
    straight = concave_root(1 + start, curve.slope + load, steep, curve.power)
    flat = concave_root(1 - curve.ceiling + start, load, steep, curve.power)
    return np.asarray(np.where(curve.slope * straight <= curve.ceiling, straight, flat) * curve.hcj_a_per_m)


def knee_field_a_per_m(curve: Curve, loss: npt.ArrayLike = 0.01) -> Floats:
    """Opposing field that costs a share of Br for good: the knee (拐点), at 1 % as in Machines 2021, 9 (6), 124.

    Args:
        curve: of the magnet.
        loss: share of Br, above nought.
    """
    return np.asarray((np.asarray(loss) / (1 - curve.ceiling)) ** (1 / curve.power) * curve.hcj_a_per_m)


def after_tesla(curve: Curve, lowest_field_a_per_m: npt.ArrayLike) -> Floats:
    """Br that is left after a field, along the recoil line (回复线) through the lowest point that was reached.

    Args:
        curve: of the magnet.
        lowest_field_a_per_m: H inside, negative where it opposed.
    """
    share = -np.asarray(lowest_field_a_per_m, float) / curve.hcj_a_per_m
    return np.asarray(np.maximum(curve.br_tesla * (1 - irreversible_fall(curve, share)), -curve.br_tesla))


def _opposing(curve: Curve, share: npt.ArrayLike) -> Floats:
    """An opposing field as a share of HcJ, held where the magnet is long reversed: (1 + 3/n)**n is 4 to 20."""
    return np.asarray(np.clip(np.asarray(share), 0, 1 + 3 / curve.power))


def _extreme(curve: Curve) -> Floats:
    """Opposing field of (BH)max as a share of HcJ: where d(u B)/du is nought."""
    load = MU0 * curve.hcj_a_per_m / curve.br_tesla
    steep = (1 - curve.ceiling) * (curve.power + 1)
    straight = concave_root(1.0, 2 * (curve.slope + load), steep, curve.power)
    flat = concave_root(1 - curve.ceiling, 2 * load, steep, curve.power)
    return np.asarray(np.where(curve.slope * straight <= curve.ceiling, straight, flat))

"""Intrinsic properties (内禀磁性) of the mixed 2:14:1 phase at temperature, from its end members.

Saturation and (but for cerium) Curie temperature are linear in the rare earths, and so is the anisotropy *field*:
(Nd,Dy)2Fe14B measures 9.7 and 11.3 T at a quarter and a half of Dy (Kobayashi, J. Appl. Phys. 111, 023907, 2012), where
a field linear in Dy gives 8.8 and 10.9 T and a constant K1 linear in it 7.9 and 9.4 T. Js(T) follows Kuz'min (Phys.
Rev. Lett. 94, 107204, 2005) through the values at 0 and 300 K; HA(T) is a power of the moment of the iron sublattice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from monazite.design.forward.batch import Floats, rare_earths
from monazite.design.forward.constants import Constants
from monazite.design.forward.phases import Phases
from monazite.design.materials import end_members, iron_ratio, kuzmin
from monazite.design.materials.temperature import ANCHOR_KELVIN

LEAST = 1e-9
LEAST_SHAPE, MOST_SHAPE = 0.02, 2.4
"""Kuz'min's s between which Js falls all the way to the Curie temperature (0 to 2.5)."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Values of R2Fe14B, shape (rare earths,), SI as the names of `EndMember` say."""

    saturation_0k: Floats
    saturation_300k: Floats
    field_300k: Floats
    exponent: Floats
    curie: Floats
    density: Floats


@dataclass(frozen=True, slots=True)
class Mixed:
    """The mixed phase at 300 K, and what carries it to other temperatures; arrays of shape (n,).

    Args:
        saturation_tesla: Js at 300 K.
        field_tesla: mu0 HA at 300 K.
        exponent: of the anisotropy field over the iron sublattice.
        curie_kelvin: Curie temperature.
        shape: Kuz'min's s.
        density_kg_per_m3: x-ray density.
    """

    saturation_tesla: Floats
    field_tesla: Floats
    exponent: Floats
    curie_kelvin: Floats
    shape: Floats
    density_kg_per_m3: Floats


@cache
def ends() -> Ends:
    """The end members of the rare earths that a recipe may have."""
    found = end_members()
    rows = [found[f"{one}2Fe14B"] for one in rare_earths()]
    return Ends(
        *(
            np.array([getattr(row, name).value for row in rows])
            for name in (
                "saturation_tesla_0k", "saturation_tesla_300k", "anisotropy_field_tesla_300k", "anisotropy_exponent",
                "curie_kelvin", "density_kg_per_m3",
            )
        )
    )  # fmt: skip


def mixed(found: Phases, is_dual: Floats, constants: Constants) -> Mixed:
    """The mixed phase of each recipe.

    Args:
        found: its phases.
        is_dual: one where the main phase is dual, else nought.
        constants: of the model.
    """
    pure, shares = ends(), found.rare_earths
    moment = np.maximum(1 - constants.aluminium_moment * found.diluted, 0) * (1 + constants.saturation_relative)
    cold, warm = shares @ pure.saturation_0k * moment, shares @ pure.saturation_300k * moment
    cerium = shares[:, rare_earths().index("Ce")]
    bow = constants.cerium_curie_bow_kelvin * cerium * (1 - cerium)
    cobalt = found.cobalt * (constants.cobalt_curie_kelvin - constants.cobalt_curie_bow_kelvin * found.cobalt)
    curie = shares @ pure.curie + bow + cobalt
    field = _field(shares, is_dual, constants) * (1 + constants.anisotropy_relative)
    return Mixed(warm, field, shares @ pure.exponent, curie, _shape(cold, warm, curie), shares @ pure.density)


def _field(shares: Floats, is_dual: Floats, constants: Constants) -> Floats:
    """mu0 HA at 300 K; in a dual main phase shells stay poor in La and Ce, and part of what these cost is kept."""
    pure = ends().field_300k.copy()
    pure[rare_earths().index("Pr")] += constants.praseodymium_tesla
    plain = shares @ pure
    cheap = [rare_earths().index(one) for one in ("La", "Ce")]
    rest = 1 - shares[:, cheap].sum(1)
    without = (plain - shares[:, cheap] @ pure[cheap]) / np.maximum(rest, LEAST)
    kept = constants.dual_gain * is_dual * np.where(rest > 0, np.maximum(without - plain, 0), 0)
    return np.asarray(np.maximum(plain + kept, 0))


def _shape(cold: Floats, warm: Floats, curie: Floats) -> Floats:
    """Kuz'min's s that leads from Js at 0 K to Js at 300 K, held where Js falls with temperature."""
    at = np.minimum(ANCHOR_KELVIN / np.maximum(curie, 1), 0.98)
    root = np.sqrt(at)
    low, high = at * root, at * at * root
    shape = np.asarray((1 - (warm / np.maximum(cold, LEAST)) ** 3 - high) / (low - high))
    return np.asarray(np.clip(shape, LEAST_SHAPE, MOST_SHAPE))


def saturation_tesla(one: Mixed, kelvin: Floats) -> Floats:
    """Js at temperatures, shape (n, temperatures).

    Args:
        one: n mixed phases.
        kelvin: shape (temperatures,).
    """
    shape, curie = one.shape[:, None], one.curie_kelvin[:, None]
    anchor = np.maximum(kuzmin(ANCHOR_KELVIN, curie, shape), LEAST)
    return np.asarray(one.saturation_tesla[:, None] * kuzmin(kelvin, curie, shape) / anchor)


def field_factor(one: Mixed, kelvin: Floats) -> Floats:
    """mu0 HA over its value at 300 K, shape (n, temperatures)."""
    return np.asarray(iron_ratio(kelvin, one.curie_kelvin[:, None]) ** one.exponent[:, None])

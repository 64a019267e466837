"""The forward model once more, on boxes: remanence, coercivity and squareness of all recipes of a box at once.

It is `forward` in the same order, written with the functions of `enclose.py` on the amounts of `amounts.py`; a test
holds the two equal at points, and another that no recipe of a box leaves its enclosure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from monazite.design.forward import Constants, rare_earths
from monazite.design.forward.batch import kg_per_mol
from monazite.design.forward.intrinsic import LEAST_SHAPE, MOST_SHAPE, ends
from monazite.design.forward.phases import BORIDE_RARE_EARTH, IRON_SITES
from monazite.design.materials.temperature import ANCHOR_KELVIN, IRON_SHAPE
from monazite.design.record import MU0, ROOM_KELVIN
from monazite.design.search.amounts import Ways
from monazite.design.search.enclose import LEAST, Enclosure, Floats, Number, exp, least, most, positive, power, through

LEAST_FIELD = 1e-3
CERIUM, LANTHANUM = rare_earths().index("Ce"), rare_earths().index("La")


@dataclass(frozen=True, slots=True)
class Hot:
    """A magnet at one temperature: Br (T), HcJ and Hk (A/m), and Hk over HcJ."""

    br: Number
    hcj: Number
    hk: Number
    square: Number


@dataclass(frozen=True, slots=True)
class Mixture:
    """The mixed 2:14:1 phase at 300 K and the phases beside it, as in `forward.phases` and `forward.intrinsic`."""

    volume: Number
    warm: Number
    anchor: Number
    field: Number
    curie: Number
    exponent: Number
    rich: Number
    soft: Number
    cerium_over: Number


def magnets(
    held: Mapping[str, Number], uptake: Number, ways: Ways, constants: Constants, kelvin: Sequence[float]
) -> list[Hot]:
    """What recipes do at temperatures.

    Args:
        held: of each of `AMOUNTS`, per kilogram of finished magnet.
        uptake: share of mass.
        ways: of the route of each.
        constants: of the model.
        kelvin: temperatures.
    """
    before = 1 - uptake
    one = mixture(held, before, ways, constants)
    grip = _grip(one, held["wetting"] / before, constants)
    neff = positive(ways.neff - constants.decoupling * (1 - exp(one.cerium_over * (-1 / constants.cefe2_width))))
    found, shells = [], None
    if np.any(ways.is_treated):
        shells = _shells(held["earth_moles"] / before, uptake, ways, constants)
        body = (1 - ways.shell * shells.whole * (1 - ways.saturation_tesla / one.warm)) / (1 + uptake)
        body = body * ways.is_treated + (1 - ways.is_treated)
        stronger = (ways.field_tesla - one.field) * ways.is_treated
    for at in kelvin:
        js = one.warm * _moment(at, one)
        rate = grip * _field_factor(at, one.curie, one.exponent)
        rate = rate * max(1 - constants.activation_per_kelvin * (at - ROOM_KELVIN), 0.0)
        barred, square = neff * js, constants.squareness + 0 * uptake
        hcj = positive(rate * one.field - barred) * (1 / MU0)
        hk = hcj * constants.squareness
        if shells is not None:
            js = js * body
            hcj = positive(rate * (one.field + shells.half * stronger) - barred) * (1 / MU0)
            less = positive(rate * shells.less * stronger) * (1 / MU0)
            square = constants.squareness * positive(1 - less / most(hcj, LEAST_FIELD))
            hk = constants.squareness * positive(hcj - less)
        found.append(Hot(js * one.volume * ways.aligned, hcj, hk, square))
    return found


def mixture(held: Mapping[str, Number], before: Number, ways: Ways, constants: Constants) -> Mixture:
    """Phase balance and intrinsic properties.

    Args:
        held: amounts.
        before: mass of the magnet before its diffusion, over that after it.
        ways: of the route of each.
        constants: of the model.
    """
    cerium = held["cerium"] / held["earth_moles"]
    over = positive(cerium - constants.cefe2_onset)
    taken = over * constants.cefe2_yield
    kept = 1 - taken

    def mixed(name: str, pure_cerium: float) -> Number:
        return (held[name] / held["earth_moles"] - taken * pure_cerium) / kept

    pure = ends()
    free = positive(held["earth_moles"] - ways.bound * before)
    sites = held["site_moles"] - 2 * taken * free
    units, boride = _units(free * kept, sites, held["boron"])
    rich = positive(free * kept - 2 * units - BORIDE_RARE_EARTH * boride)
    soft = positive(sites - IRON_SITES * units - 4 * boride)
    earth_mass = mixed("earth_mass", float(kg_per_mol(("Ce",))[0]))
    site_mass = held["site_mass"] / held["site_moles"]
    main = least(units * (2 * earth_mass + IRON_SITES * site_mass + kg_per_mol(("B",))[0]) / before, 1.0)
    part = (cerium - taken) / kept
    moment = positive(1 - constants.aluminium_moment * (held["diluent"] / held["site_moles"]))
    moment = moment * (1 + constants.saturation_relative)
    cobalt = held["cobalt"] / held["site_moles"] * IRON_SITES
    curie = mixed("curie", pure.curie[CERIUM]) + constants.cerium_curie_bow_kelvin * part * (1 - part)
    curie = curie + cobalt * (constants.cobalt_curie_kelvin - constants.cobalt_curie_bow_kelvin * cobalt)
    of_cerium = taken * held["earth_moles"]
    ratio = (held["warm"] - of_cerium * pure.saturation_300k[CERIUM]) / (
        held["cold"] - of_cerium * pure.saturation_0k[CERIUM]
    )
    return Mixture(
        least(main * ways.density_kg_per_m3 / mixed("density", pure.density[CERIUM]), 1.0),
        mixed("warm", pure.saturation_300k[CERIUM]) * moment, _anchor(ratio, curie),
        _field(mixed("field", pure.field_300k[CERIUM]), part, held["lanthanum"] / held["earth_moles"] / kept, ways,
               constants) * (1 + constants.anisotropy_relative),
        curie, mixed("exponent", pure.exponent[CERIUM]), rich * earth_mass / before, soft * site_mass / before, over,
    )  # fmt: skip


def _units(left: Number, sites: Number, boron: Number) -> tuple[Number, Number]:
    """Moles of R2T14B and of R1.1T4B4 a kilogram."""
    by_boron = positive((sites - boron) * (1 / (IRON_SITES - 1)))
    units = least(least(boron, by_boron), left * 0.5)
    boride = least(positive(boron - by_boron) * 0.25, positive(left - 2 * units) * (1 / BORIDE_RARE_EARTH))
    return units, boride


def _field(plain: Number, cerium: Number, lanthanum: Number, ways: Ways, constants: Constants) -> Number:
    """mu0 HA at 300 K, with what a dual main phase keeps."""
    if not np.any(ways.is_dual):
        return positive(plain)
    pure = ends().field_300k
    cheap = cerium * pure[CERIUM] + lanthanum * pure[LANTHANUM]
    without = (plain - cheap) / most(1 - cerium - lanthanum, 1e-9)
    return positive(plain + positive(without - plain) * (constants.dual_gain * ways.is_dual))


def _grip(one: Mixture, wetting: Number, constants: Constants) -> Number:
    """Kronmueller's alpha at 20 °C."""
    bare = 1 - constants.bare_loss * exp(one.rich * (-1 / constants.bare_share))
    dry = 1 - constants.wetting_gain * exp(wetting * (-1 / constants.wetting_share))
    return constants.alpha * bare * exp(one.soft * (-1 / constants.soft_share)) * dry


@dataclass(frozen=True, slots=True)
class Shells:
    """Share of the rare-earth sites of shells that a diffused element takes.

    Args:
        whole: in a part as a whole.
        half: at a quarter of its thickness.
        less: how much less than that where its weakest twentieth ends.
    """

    whole: Number
    half: Number
    less: Number


def _shells(moles: Number, uptake: Number, ways: Ways, constants: Constants) -> Shells:
    taken = uptake / moles * (ways.moles_per_kg / ways.shell / constants.shell_limit)
    further = np.maximum(ways.half - ways.knee, 0)
    return Shells(
        constants.shell_limit * (1 - exp(-taken)), constants.shell_limit * (1 - exp(-(taken * ways.half))),
        constants.shell_limit * exp(-(taken * ways.knee)) * (1 - exp(-(taken * further))),
    )  # fmt: skip


def _anchor(ratio: Number, curie: Number) -> Number:
    """Kuz'min's (J / J0)**3 at 300 K, held where his s is."""
    at = ANCHOR_KELVIN / curie
    low, high = power(at, 1.5), power(at, 2.5)
    cube = least(power(ratio, 3.0), 1 - high - (low - high) * LEAST_SHAPE)
    return most(cube, 1 - high - (low - high) * MOST_SHAPE)


def _moment(kelvin: float, one: Mixture) -> Number:
    """Js over that at 300 K: Kuz'min's curve with the s that leads through 300 K, each number once as far as can be."""
    part = kelvin / ANCHOR_KELVIN
    over = positive(1 - (kelvin - ANCHOR_KELVIN) / (one.curie - ANCHOR_KELVIN)) * part**1.5
    rest = 1 - over - power(ANCHOR_KELVIN / one.curie, 2.5) * (part**2.5 - over)
    return power(positive(rest / one.anchor + over), 1 / 3)


def _field_factor(kelvin: float, curie: Number, exponent: Number) -> Number:
    """mu0 HA over its value at 300 K: a power of the moment of the iron sublattice.

    The logarithm of that moment's ratio rises with the Curie temperature above 300 K and is concave, and falls and is
    convex below; a test holds it to that.
    """
    if isinstance(curie, Enclosure):
        ratio: Number = through(
            curie, lambda at: _log_iron(kelvin, at), lambda at: _log_iron_rate(kelvin, at),
            is_convex=kelvin < ANCHOR_KELVIN,
        )  # fmt: skip
    else:
        ratio = _log_iron(kelvin, np.asarray(curie))
    return exp(exponent * ratio * (1 / 3))


def _log_iron(kelvin: float, curie: Floats) -> Floats:
    """Logarithm of the iron sublattice's (J / J0)**3 over that at 300 K."""
    return np.asarray(np.log(_iron(kelvin, curie)) - np.log(_iron(ANCHOR_KELVIN, curie)))


def _iron(kelvin: float, curie: Floats) -> Floats:
    at = np.minimum(kelvin / curie, 1.0)
    return np.maximum(1 - IRON_SHAPE * at**1.5 - (1 - IRON_SHAPE) * at**2.5, LEAST)


def _log_iron_rate(kelvin: float, curie: Floats) -> Floats:
    """Its derivative by the Curie temperature."""

    def rate(one: float) -> Floats:
        at = np.minimum(one / curie, 1.0)
        return np.asarray((1.5 * IRON_SHAPE * at**1.5 + 2.5 * (1 - IRON_SHAPE) * at**2.5) / curie / _iron(one, curie))

    return rate(kelvin) - rate(ANCHOR_KELVIN)

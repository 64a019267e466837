"""Phase balance (相平衡): how much 2:14:1 a recipe makes, of what, and what is left over.

Oxygen, nitrogen and carbon bind rare earth first (R2O3, RN, R2C3); cerium over its onset makes CeFe2; then 2:14:1
forms until rare earth, iron or boron is used up. Boron over R2Fe14B makes R1.1Fe4B4, and takes iron with it. What rare
earth is left is the boundary phase (富稀土相), what iron is left is soft (R2Fe17, alpha-Fe).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from monazite.design.forward.batch import Batch, Floats, kg_per_mol, moles_per_kg, rare_earths, symbols
from monazite.design.forward.constants import Constants

BORIDE_RARE_EARTH = 1.1
"""Rare earth in R1.1Fe4B4."""
IRON_SITES = 14
LEAST = 1e-12


@dataclass(frozen=True, slots=True)
class Phases:
    """What a recipe is made of; arrays of shape (n,), but for `rare_earths`.

    Args:
        main_share: of mass that is 2:14:1.
        rare_earths: atomic shares of the rare earths in it, shape (n, rare earths); they sum to one.
        cobalt: atoms a formula unit.
        diluted: share of its iron sites with atoms that carry no moment.
        rich_share: of mass that is rare earth left at the boundaries.
        soft_share: of mass that is iron left over.
        cerium: share of Ce in the rare earth of the recipe.
    """

    main_share: Floats
    rare_earths: Floats
    cobalt: Floats
    diluted: Floats
    rich_share: Floats
    soft_share: Floats
    cerium: Floats


@cache
def _places(role: str) -> tuple[int, ...]:
    return tuple(symbols().index(one) for one in symbols(role))


def phases(batch: Batch, constants: Constants) -> Phases:
    """The balance of each recipe.

    Args:
        batch: n recipes.
        constants: of the model.
    """
    moles = batch.weights * moles_per_kg()
    earths = moles[:, : len(rare_earths())]
    bound = _bound(batch, constants)
    total = earths.sum(1) + LEAST
    free = np.maximum(total - bound, 0)
    mixed, laves = _laves(earths / total[:, None], free, constants)
    iron, cobalt, boron = (moles[:, _places(one)[0]] for one in ("iron", "cobalt", "boron"))
    diluent = moles[:, list(_places("diluent"))].sum(1)
    sites = np.maximum(iron + cobalt + diluent - 2 * laves, 0)
    left = np.maximum(free - laves, 0)
    units, boride = _units(left, sites, boron)
    rich = np.maximum(left - 2 * units - BORIDE_RARE_EARTH * boride, 0)
    soft = np.maximum(sites - IRON_SITES * units - 4 * boride, 0)
    earth_mass = mixed @ kg_per_mol(rare_earths())
    held = iron + cobalt + diluent + LEAST
    site_mass = (batch.weights[:, list(_places("iron") + _places("cobalt") + _places("diluent"))].sum(1)) / held
    unit_mass = 2 * earth_mass + IRON_SITES * site_mass + kg_per_mol(("B",))[0]
    return Phases(
        np.minimum(units * unit_mass, 1.0), mixed, IRON_SITES * cobalt / held, diluent / held,
        rich * earth_mass, soft * site_mass, earths[:, rare_earths().index("Ce")] / total,
    )  # fmt: skip


def _bound(batch: Batch, constants: Constants) -> Floats:
    """Moles of rare earth a kilogram that oxygen, nitrogen and carbon bind."""
    oxygen, nitrogen, carbon = kg_per_mol(("O", "N", "C"))
    return np.asarray(
        batch.oxygen / oxygen * constants.re_per_oxygen
        + batch.nitrogen / nitrogen * constants.re_per_nitrogen
        + batch.carbon / carbon * constants.re_per_carbon
    )


def _laves(mixed: Floats, free: Floats, constants: Constants) -> tuple[Floats, Floats]:
    """Rare earths of the main phase, and moles of CeFe2 (Laves phase) a kilogram that take cerium from them."""
    at = rare_earths().index("Ce")
    taken = constants.cefe2_yield * np.maximum(mixed[:, at] - constants.cefe2_onset, 0)
    poorer = mixed.copy()
    poorer[:, at] -= taken
    return poorer / np.maximum(1 - taken, LEAST)[:, None], taken * free


def _units(free: Floats, sites: Floats, boron: Floats) -> tuple[Floats, Floats]:
    """Moles of R2T14B and of R1.1T4B4 a kilogram: as much as the scarcest allows; boron over 1 in 14 takes iron."""
    by_boron = np.maximum((sites - boron) / (IRON_SITES - 1), 0)
    is_over = boron * IRON_SITES > sites
    units = np.where(is_over, np.minimum(by_boron, free / 2), np.minimum(boron, free / 2))
    boride = np.where(is_over, np.maximum(boron - by_boron, 0) / 4, 0)
    boride = np.minimum(boride, np.maximum(free - 2 * units, 0) / BORIDE_RARE_EARTH)
    return units, boride

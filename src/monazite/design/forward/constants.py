"""Constants of the forward model: each a row of ``constants.csv`` with its standard deviation and source."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Constant:
    """A row of ``constants.csv``.

    Args:
        value: mean, in its unit.
        deviation: standard deviation; nought where it is a definition.
        unit: SI.
        part: of the model that it belongs to.
        source: of the number, or ``estimate``.
        locator: where in the source, or how it was estimated.
    """

    value: float
    deviation: float
    unit: str
    part: str
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Constants:
    """Values to compute with, by name; what each is stands in ``constants.csv``."""

    alpha: float
    neff_fine: float
    neff_coarse: float
    grain_fine_metre: float
    grain_coarse_metre: float
    activation_per_kelvin: float
    bare_loss: float
    bare_share: float
    soft_share: float
    wetting_gain: float
    wetting_share: float
    decoupling: float
    cefe2_onset: float
    cefe2_width: float
    cefe2_yield: float
    dual_gain: float
    re_per_oxygen: float
    re_per_nitrogen: float
    re_per_carbon: float
    aluminium_moment: float
    cobalt_curie_kelvin: float
    cobalt_curie_bow_kelvin: float
    cerium_curie_bow_kelvin: float
    saturation_relative: float
    anisotropy_relative: float
    praseodymium_tesla: float
    alignment_offset: float
    recoil: float
    squareness: float
    shell_metre: float
    shell_limit: float
    diffusivity_m2_per_s: float
    diffusion_energy_j_per_mol: float
    diffusion_kelvin: float

    def moved(self, name: str, step: float) -> Constants:
        """The same with one value moved by a step in its unit."""
        return replace(self, **{name: getattr(self, name) + step})


@cache
def table() -> Mapping[str, Constant]:
    """All rows by name."""
    rows = csv.DictReader(
        (resources.files("monazite.design.forward") / "constants.csv").read_text("utf-8").splitlines()
    )
    return {
        row["name"]: Constant(
            float(row["value"]), float(row["deviation"]), row["unit"], row["part"], row["source"], row["locator"]
        )
        for row in rows
    }


@cache
def prior() -> Constants:
    """The means, before any calibration."""
    return Constants(**{one.name: table()[one.name].value for one in fields(Constants)})

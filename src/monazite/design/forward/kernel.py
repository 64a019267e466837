"""From recipes to remanence, coercivity and squareness at temperatures: the whole model, on arrays.

Br = Js(T) * share of volume that is 2:14:1 * alignment, each at most one, so Br never passes Js. Coercivity is
Kronmueller's: mu0 HcJ = alpha mu0 HA(T) - Neff Js(T) (Kronmueller, Durst, Sagawa, J. Magn. Magn. Mater. 74, 291, 1988),
with Neff rising with the logarithm of grain size (Bance 2014), alpha of the process, and a thermal fall of alpha.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monazite.design.curve import Curve, Points, curve_of, points
from monazite.design.forward import diffusion
from monazite.design.forward.batch import Batch, Floats, moles_per_kg, rare_earths, symbols
from monazite.design.forward.constants import Constants
from monazite.design.forward.intrinsic import Mixed, field_factor, mixed, saturation_tesla
from monazite.design.forward.phases import Phases, phases
from monazite.design.record import MU0, ROOM_KELVIN

BLOCK = 4096
"""Recipes at a time: their arrays stay in the processor's cache."""
LEAST_TESLA = 1e-9
LEAST_FIELD = 1e-3
"""Remanence and coercivity (A/m) of what has none, so that a curve can still be drawn."""


@dataclass(frozen=True, slots=True)
class State:
    """What a batch does at temperatures; arrays of shape (n, temperatures).

    Args:
        saturation_tesla: of the body: Js times its share of volume.
        br_tesla: remanence.
        hcj_a_per_m: intrinsic coercivity.
        squareness: Hk / HcJ.
        mu_r: recoil permeability.
    """

    saturation_tesla: Floats
    br_tesla: Floats
    hcj_a_per_m: Floats
    squareness: Floats
    mu_r: Floats

    def curve(self) -> Curve:
        """The demagnetisation curves."""
        return curve_of(self.br_tesla, self.hcj_a_per_m, self.mu_r, self.squareness)

    def points(self) -> Points:
        """HcB, Hk, (BH)max of the curves."""
        return points(self.curve())


def state(batch: Batch, kelvin: Floats, constants: Constants) -> State:
    """The model, block by block.

    Args:
        batch: n recipes.
        kelvin: temperatures, shape (temperatures,).
        constants: of the model.
    """
    blocks = [_state(batch.part(slice(at, at + BLOCK)), kelvin, constants) for at in range(0, len(batch), BLOCK)]
    if len(blocks) == 1:
        return blocks[0]
    return State(*(np.concatenate([getattr(one, name) for one in blocks]) for name in State.__slots__))


def _state(batch: Batch, kelvin: Floats, constants: Constants) -> State:
    found = phases(batch, constants)
    phase = mixed(found, batch.is_dual.astype(float), constants)
    volume = np.minimum(found.main_share * batch.density_kg_per_m3 / phase.density_kg_per_m3, 1.0)
    aligned = np.clip(batch.alignment + constants.alignment_offset, 0, 1)
    js = saturation_tesla(phase, kelvin)
    alpha, neff = coercivity_factors(batch, found, constants)
    thermal = np.maximum(1 - constants.activation_per_kelvin * (kelvin - ROOM_KELVIN), 0)
    rate = alpha[:, None] * field_factor(phase, kelvin) * thermal
    barred = neff[:, None] * js
    weak = _coercivity(rate * phase.field_tesla[:, None], barred)
    square = np.broadcast_to(constants.squareness, weak.shape)
    if np.any(batch.uptake):
        loss, gains = _diffused(batch, phase, constants)
        js = js * (1 - loss)[:, None]
        half, knee = (_coercivity(rate * (phase.field_tesla + gain)[:, None], barred) for gain in gains)
        square = constants.squareness * np.minimum(knee / np.maximum(half, LEAST_FIELD), 1)
        weak = half
    body = np.maximum(js * volume[:, None], LEAST_TESLA)
    mu_r = np.broadcast_to(constants.recoil, weak.shape)
    return State(body, body * aligned[:, None], np.maximum(weak, LEAST_FIELD), square, mu_r)


def coercivity_factors(batch: Batch, found: Phases, constants: Constants) -> tuple[Floats, Floats]:
    """Kronmueller's alpha at 20 °C, and Neff, of each recipe.

    Args:
        batch: n recipes.
        found: their phases.
        constants: of the model.
    """
    wetting = batch.weights[:, [symbols().index(one) for one in ("Al", "Cu", "Ga")]].sum(1)
    alpha = (
        constants.alpha
        * (1 - constants.bare_loss * np.exp(-found.rich_share / constants.bare_share))
        * np.exp(-found.soft_share / constants.soft_share)
        * (1 - constants.wetting_gain * np.exp(-wetting / constants.wetting_share))
    )
    span = np.log(constants.grain_coarse_metre / constants.grain_fine_metre)
    size = np.log(np.maximum(batch.grain_metre / constants.grain_fine_metre, 1)) / span
    over = np.maximum(found.cerium - constants.cefe2_onset, 0)
    parted = constants.decoupling * -np.expm1(-over / constants.cefe2_width)
    neff = constants.neff_fine + (constants.neff_coarse - constants.neff_fine) * size - parted
    return alpha, np.maximum(neff, 0)


def _coercivity(held: Floats, barred: Floats) -> Floats:
    return np.maximum((held - barred) / MU0, 0)


def _diffused(batch: Batch, phase: Mixed, constants: Constants) -> tuple[Floats, tuple[Floats, Floats]]:
    """Loss of moment, and gains of mu0 HA where half, and a twentieth, of the part is weaker."""
    moles = (batch.weights * moles_per_kg())[:, : len(rare_earths())].sum(1)
    depths = (diffusion.HALF_REVERSED, diffusion.KNEE_REVERSED)
    contents = [
        diffusion.shell_content(batch, diffusion.profile(batch, np.full(len(batch), one), constants), moles, constants)
        for one in depths
    ]
    level = diffusion.shell_content(batch, batch.uptake, moles, constants)
    half, knee = (diffusion.shell_field_gain(batch, phase, one) for one in contents)
    return diffusion.moment_loss(batch, phase, level, constants), (half, knee)

"""Grain-boundary diffusion (晶界扩散): how deep the heavy rare earth goes, how it sits in shells, what that gives.

Depth: what was taken up spreads from both faces by Fick's second law, a plane source mirrored at the faces (Crank, The
Mathematics of Diffusion, 2.2), so that its mean over the part is the uptake. Shell: at each depth it sits in a shell
of the 2:14:1 grains, up to a limit. The local coercivity is that of the shell. It falls towards the middle, so the
share of a part that has reversed is a depth: J = 0 where half has reversed, at a quarter of the thickness.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from monazite.design.forward.batch import Batch, Floats, kg_per_mol, rare_earths
from monazite.design.forward.constants import Constants
from monazite.design.forward.intrinsic import Mixed, ends

GAS_J_PER_MOL_KELVIN = 8.314462618
"""CODATA 2018."""
MIRRORS = 4
"""Images of the faces to either side; beyond, the part is level anyway."""
LEAST_LENGTH = 1e-9
HALF_REVERSED = 0.25
"""Depth, as a share of the thickness, where the weaker half of a part ends."""
KNEE_REVERSED = 0.475
"""Depth where its weakest twentieth ends: reversed, it takes a tenth off J, which is what Hk asks."""


def profile(batch: Batch, depth: npt.ArrayLike, constants: Constants) -> Floats:
    """Local share of mass of the diffused element.

    Args:
        batch: n recipes.
        depth: as a share of the thickness, 0 to 1; shape (n,) or one number.
        constants: of the model.

    Returns:
        Shape (n,).
    """
    length = np.maximum(np.sqrt(4 * _diffusivity(batch, constants) * batch.diffusion_seconds), LEAST_LENGTH)
    at = np.asarray(depth, float)[..., None]
    # Half of what was taken up starts at each face, and as much outside it, mirrored.
    image = np.arange(-MIRRORS, MIRRORS + 1)
    far = (at - image) * (batch.thickness_metre / length)[:, None]
    summed = np.exp(-(far**2)).sum(-1) * batch.thickness_metre / (length * np.sqrt(np.pi))
    is_level = length > batch.thickness_metre
    return np.asarray(batch.uptake * np.where(is_level, 1.0, summed))


def shell_share(batch: Batch, constants: Constants) -> Floats:
    """Share of the volume of a grain that its shell takes, shape (n,)."""
    core = np.maximum(1 - 2 * constants.shell_metre / batch.grain_metre, 0)
    return np.asarray(1 - core**3)


def shell_content(batch: Batch, local: Floats, earth_moles: Floats, constants: Constants) -> Floats:
    """Share of a shell's rare-earth sites that the diffused element takes.

    Args:
        batch: n recipes.
        local: share of mass of the element, shape (n,).
        earth_moles: moles of rare earth in a kilogram, shape (n,).
        constants: of the model.
    """
    moles = local / kg_per_mol(rare_earths())[batch.diffused]
    whole = moles / np.maximum(earth_moles * shell_share(batch, constants), 1e-9)
    return np.asarray(constants.shell_limit * -np.expm1(-whole / constants.shell_limit))


def shell_field_gain(batch: Batch, mixed: Mixed, content: Floats) -> Floats:
    """What mu0 HA at 300 K gains in the shell, T, shape (n,)."""
    return np.asarray(content * (ends().field_300k[batch.diffused] - mixed.field_tesla))


def moment_loss(batch: Batch, mixed: Mixed, content: Floats, constants: Constants) -> Floats:
    """Share of Js that the body loses to the shells and to the mass taken up, shape (n,)."""
    less = mixed.saturation_tesla - ends().saturation_300k[batch.diffused]
    inside = shell_share(batch, constants) * content * less / np.maximum(mixed.saturation_tesla, 1e-9)
    return np.asarray(1 - (1 - inside) / (1 + batch.uptake))


def _diffusivity(batch: Batch, constants: Constants) -> Floats:
    over = 1 / batch.diffusion_kelvin - 1 / constants.diffusion_kelvin
    rate = np.exp(-constants.diffusion_energy_j_per_mol / GAS_J_PER_MOL_KELVIN * over)
    return np.asarray(constants.diffusivity_m2_per_s * rate)

"""A treated part from face to face: local coercivity over depth, and the loop of the whole (整件磁滞回线)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from monazite.design.curve import curve_of, polarisation_tesla
from monazite.design.forward.batch import Batch, Floats, batch_of
from monazite.design.forward.calibrate import Calibration, calibration
from monazite.design.forward.diffusion import profile
from monazite.design.forward.kernel import State, state
from monazite.design.record import Recipe

SLICES = 64
"""Of half a part, for its loop."""
LEVEL_SECONDS = 1e30
"""So long a treatment leaves no profile: the content is the local one."""


def local_coercivity_a_per_m(
    recipe: Recipe, depth_metre: npt.ArrayLike, kelvin: npt.ArrayLike, with_: Calibration | None = None
) -> Floats:
    """HcJ at depths below a face, for a map of a part.

    Args:
        recipe: whose process has a diffusion; without one every depth is alike.
        depth_metre: below the nearer face, shape (depths,).
        kelvin: temperatures, shape (temperatures,).
        with_: calibration; the shipped one where it is None.

    Returns:
        Shape (depths, temperatures).
    """
    return _local(recipe, np.atleast_1d(np.asarray(depth_metre, float)), kelvin, with_ or calibration()).hcj_a_per_m


def part_loop_tesla(
    recipe: Recipe, field_a_per_m: npt.ArrayLike, kelvin: float, with_: Calibration | None = None
) -> Floats:
    """Mean J of a part at fields, each depth with its own curve; the demagnetising field of the shape is not in it.

    Args:
        recipe: whose process may have a diffusion.
        field_a_per_m: H, negative where it opposes; shape (fields,).
        kelvin: temperature.
        with_: calibration; the shipped one where it is None.
    """
    treated = recipe.process.diffusion
    half = treated.thickness_metre / 2 if treated else 1.0
    known = with_ or calibration()
    found = _local(recipe, (np.arange(SLICES) + 0.5) / SLICES * half, [kelvin], known)
    curve = curve_of(found.br_tesla, found.hcj_a_per_m, known.constants.recoil, known.constants.squareness)
    return np.asarray(polarisation_tesla(curve, np.asarray(field_a_per_m, float)).mean(0))


def _local(recipe: Recipe, depth_metre: Floats, kelvin: npt.ArrayLike, known: Calibration) -> State:
    """The states of slices, each as a magnet of its own with the local content and no profile."""
    whole = batch_of([recipe])
    slices = Batch(*(np.repeat(getattr(whole, name), len(depth_metre), axis=0) for name in Batch.__slots__))
    local = profile(slices, np.minimum(depth_metre / slices.thickness_metre, 1), known.constants)
    level = replace(slices, uptake=local, diffusion_seconds=np.full(len(local), LEVEL_SECONDS))
    return state(level, np.atleast_1d(np.asarray(kelvin, float)), known.constants)

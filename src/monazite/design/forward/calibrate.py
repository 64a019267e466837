"""Calibration (标定): constants that measured magnets speak on, by one weighted least-squares fit with priors.

Magnets of one paper share an error, which is what a maker's process adds; so a paper with many rows weighs little more
than one with one. A treated magnet speaks by its gain over the untreated one. Any paper can be left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from types import MappingProxyType

import numpy as np

from monazite.design.forward.batch import Batch, Floats, batch_of
from monazite.design.forward.constants import Constants, prior, table
from monazite.design.forward.kernel import state
from monazite.design.forward.lots import Lot, lots
from monazite.design.record import ROOM_KELVIN, Recipe

FITTED = ("alpha", "decoupling", "shell_metre", "praseodymium_tesla")
"""Constants that the lots speak on."""
LOT_A_PER_M = 60e3
"""Standard deviation of HcJ between like magnets of one paper."""
PAPER_A_PER_M = 100e3
"""The same between papers, where half of a recipe is assumed; our estimate."""
MAKER_ALPHA = 0.02
"""Standard deviation of alpha between makers: that of HcJ over mu0 HA of Nd2Fe14B."""
ROUNDS = 6
STEP = 0.01
ENOUGH_PAPERS = 20
"""From which the intervals may rest on scatter."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Constants as calibrated.

    Args:
        constants: means.
        deviations: standard deviations by name, of a new maker's magnet; those of nought are left out.
        papers: that were used.
    """

    constants: Constants
    deviations: Mapping[str, float]
    papers: tuple[str, ...]

    @property
    def is_prior_based(self) -> bool:
        """Whether intervals rest on assumptions: fewer than 20 papers."""
        return len(self.papers) < ENOUGH_PAPERS


@cache
def calibration() -> Calibration:
    """With all lots."""
    return calibrate()


def calibrate(without: Collection[str] = (), known: Sequence[Lot] | None = None) -> Calibration:
    """The constants, with some papers left out.

    Args:
        without: papers, as in ``lots.csv``.
        known: measured magnets; those that ship where it is None.
    """
    used = [one for one in (lots() if known is None else known) if one.paper not in without]
    deviations = {one.name: table()[one.name].deviation for one in fields(Constants) if table()[one.name].deviation}
    if not used:
        return Calibration(prior(), MappingProxyType(deviations), ())
    constants, covariance = _fit(used)
    deviations |= dict(zip(FITTED, np.sqrt(np.diag(covariance)).tolist(), strict=True))
    deviations["alpha"] = float(np.hypot(deviations["alpha"], MAKER_ALPHA))
    return Calibration(constants, MappingProxyType(deviations), tuple(dict.fromkeys(one.paper for one in used)))


def _fit(used: Sequence[Lot]) -> tuple[Constants, Floats]:
    """Gauss-Newton from the prior; the covariance is that of the fit."""
    means = np.array([getattr(prior(), name) for name in FITTED])
    weights = np.diag([table()[name].deviation ** -2 for name in FITTED])
    precision = np.linalg.inv(_noise(used))
    at = means.copy()
    for _ in range(ROUNDS):
        expected, slopes = _linearised(used, at)
        lacking = np.array([_measured(one, used) for one in used]) - expected
        normal = weights + slopes.T @ precision @ slopes
        at = at + np.linalg.solve(normal, weights @ (means - at) + slopes.T @ precision @ lacking)
        at = np.where(means > 0, np.maximum(at, 0.1 * means), at)
    return _with(at), np.asarray(np.linalg.inv(normal), float)


def _linearised(used: Sequence[Lot], at: Floats) -> tuple[Floats, Floats]:
    base = _expected(used, _with(at))
    moved = []
    for place, name in enumerate(FITTED):
        step = np.zeros(len(at))
        step[place] = STEP * table()[name].deviation
        moved.append((_expected(used, _with(at + step)) - base) / step[place])
    return base, np.array(moved).T


def _with(values: Floats) -> Constants:
    return replace(prior(), **dict(zip(FITTED, values.tolist(), strict=True)))


def _expected(used: Sequence[Lot], constants: Constants) -> Floats:
    """HcJ of each lot, of a treated one its gain, A/m."""
    hcj = state(batch_of([one.recipe for one in used]), np.array([ROOM_KELVIN]), constants).hcj_a_per_m[:, 0]
    return np.array([hcj[at] - (hcj[_before(one, used)] if one.before else 0) for at, one in enumerate(used)])


def _measured(one: Lot, used: Sequence[Lot]) -> float:
    return one.hcj_a_per_m - (used[_before(one, used)].hcj_a_per_m if one.before else 0)


def _before(one: Lot, used: Sequence[Lot]) -> int:
    return next(at for at, other in enumerate(used) if (other.paper, other.name) == (one.paper, one.before))


def _noise(used: Sequence[Lot]) -> Floats:
    """Covariance of what was measured: each lot its own, untreated ones of a paper one in common."""
    shared = np.array([[a.paper == b.paper and bool(a.before) == bool(b.before) for b in used] for a in used], float)
    return np.diag(np.full(len(used), LOT_A_PER_M**2)) + shared * PAPER_A_PER_M**2


def anchored(
    recipe: Recipe,
    br_tesla: float | None,
    hcj_a_per_m: float | None,
    base: Calibration,
    is_dual: bool = False,  # noqa: FBT001, FBT002  as in batch_of
) -> Calibration:
    """A calibration moved so that it gives what was measured on one's own magnet: alpha and alignment of one's process.

    Args:
        recipe: of that magnet.
        br_tesla: measured at 20 °C, or None.
        hcj_a_per_m: measured at 20 °C, or None.
        base: to start from.
        is_dual: whether its main phase is dual.
    """
    batch: Batch = batch_of([recipe], is_dual)
    room, constants, deviations = np.array([ROOM_KELVIN]), base.constants, dict(base.deviations)
    if hcj_a_per_m is not None:
        low, high = (
            float(state(batch, room, replace(constants, alpha=one)).hcj_a_per_m[0, 0]) for one in (0.6, 0.8)
        )  # HcJ is linear in alpha
        alpha = 0.6 + 0.2 * (hcj_a_per_m - low) / (high - low)
        constants = replace(constants, alpha=min(max(alpha, 0.0), 1.0))
        deviations["alpha"] = LOT_A_PER_M / PAPER_A_PER_M * MAKER_ALPHA
    if br_tesla is not None:
        body = float(state(batch, room, constants).saturation_tesla[0, 0])
        offset = min(br_tesla / body, 1.0) - recipe.process.alignment
        constants = replace(constants, alignment_offset=offset)
        deviations["alignment_offset"] /= 2
    return Calibration(constants, MappingProxyType(deviations), base.papers)

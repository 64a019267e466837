"""A part through its life of one duty: magnetised, hot in a field from outside, and back; what it loses on the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from monazite.design.curve import Curve, at_temperature
from monazite.design.part.own import OwnField
from monazite.design.part.settle import State, settle
from monazite.design.part.shape import Part
from monazite.design.record import MU0, ROOM_KELVIN

Floats = npt.NDArray[np.float64]
KNEE = 0.01
"""Share of the remanence lost at which a cell counts as past its knee (Machines 2021, 9 (6), 124)."""


@dataclass(frozen=True, slots=True)
class Working:
    """Means over the magnet of a state.

    Args:
        moment_a_m2: magnetic moment along the easy direction, cell by cell.
        polarisation_tesla: mean J.
        flux_density_tesla: mean B; times the mean section it is the working flux (工作磁通).
        field_a_per_m: mean H.
        permeance: -B / (mu0 H) of the means: the load line (负载线); infinite where H is nought.
        lost: share of the remanence lost for good, mean.
        most_lost: the same in the worst cell.
        past_knee: share of the volume that lost more than 1 %.
    """

    moment_a_m2: float
    polarisation_tesla: float
    flux_density_tesla: float
    field_a_per_m: float
    permeance: float
    lost: float
    most_lost: float
    past_knee: float


@dataclass(frozen=True, slots=True)
class Duty:
    """Three states of a part and what was lost between them.

    Args:
        fresh: magnetised, alone at 20 °C.
        hot: at the duty's temperature in the duty's field.
        back: alone at 20 °C again.
        reversible_loss: share of the fresh moment that is missing while hot, and comes back (可逆损失).
        irreversible_loss: share that does not, until magnetised anew (不可逆损失).
    """

    fresh: State
    hot: State
    back: State
    reversible_loss: float
    irreversible_loss: float

    @property
    def is_settled(self) -> bool:
        """Whether all three states are."""
        return self.fresh.is_settled and self.hot.is_settled and self.back.is_settled


def working(part: Part, state: State) -> Working:
    """The means of a state.

    Args:
        part: with its cells.
        state: of it.
    """
    weight = part.fill / part.fill.sum()
    j, b, h, lost = (float((weight * one).sum()) for one in (
        state.polarisation_tesla, state.flux_density_tesla, state.field_a_per_m, state.lost,
    ))  # fmt: skip
    permeance = -b / (MU0 * h) if h else np.inf
    knee = float(weight[state.lost > KNEE].sum())
    return Working(j / MU0 * part.volume_m3, j, b, h, permeance, lost, float(state.lost.max()), knee)


def permeance_map(state: State) -> Floats:
    """-B / (mu0 H) of each cell, infinite where H is nought or no magnet is."""
    drop = -MU0 * state.field_a_per_m
    return np.divide(state.flux_density_tesla, drop, out=np.full_like(drop, np.inf), where=drop != 0)


def endure(  # noqa: PLR0917  a duty has so many parts
    part: Part, curve: Curve, kelvin: npt.ArrayLike, alpha_br_per_kelvin: npt.ArrayLike,
    beta_hcj_per_kelvin: npt.ArrayLike, applied_a_per_m: npt.ArrayLike = (0.0, 0.0, 0.0), own: OwnField | None = None,
) -> Duty:  # fmt: skip
    """A duty endured once, short enough that nothing ages.

    Args:
        part: with its cells.
        curve: at 20 °C, one or an array that broadcasts to (nx, ny, nz).
        kelvin: temperature of the duty, one or a map (温度场).
        alpha_br_per_kelvin: temperature coefficient of remanence.
        beta_hcj_per_kelvin: of coercivity.
        applied_a_per_m: field of the duty, shape (3,) or (nx, ny, nz, 3).
        own: the part's own field, where it is known already.
    """
    known = own or OwnField(part)
    warm = at_temperature(curve, np.asarray(kelvin, float) - ROOM_KELVIN, alpha_br_per_kelvin, beta_hcj_per_kelvin)
    fresh = settle(part, curve, own=known)
    hot = settle(part, warm, applied_a_per_m, fresh.lost, known)
    back = settle(part, curve, lost=hot.lost, own=known)
    start, there, end = (working(part, one).polarisation_tesla for one in (fresh, hot, back))
    return Duty(fresh, hot, back, (end - there) / start, 1 - end / start)

"""Every cell on its own demagnetisation curve, in the field of all the others (工作点分布).

Where J rises with H, the state is the least of a convex energy (Brown 1962, Magnetostatic Principles),
so there is one and no other, knee or not. It is found by accelerated proximal gradients with restarts (Beck and
Teboulle 2009, SIAM J. Imaging Sci. 2, 183; O'Donoghue and Candès 2015, Found. Comput. Math. 15, 715): each round
applies the part's own field once and puts every cell back onto its curve. The step of one is right because no factor of
the own field exceeds one. A Newton method was tried: past the knee its steps overshoot, and damping makes them tiny.

Only J along the easy direction answers to the field; across it a magnet answers with a few percent of mu0 H, left out.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from monazite.design.curve import Curve, irreversible_fall, reversible_fall
from monazite.design.part.onto import MOST_LOST, onto
from monazite.design.part.own import OwnField
from monazite.design.part.shape import Part
from monazite.design.record import MU0

Floats = npt.NDArray[np.float64]
CLOSE = 1e-6
"""Residual that counts as settled: of the field in every cell, as a share of the greatest HcJ."""
ROUNDS = 2000


@dataclass(frozen=True, slots=True)
class State:
    """A part in a field; arrays of shape (nx, ny, nz), nought where no magnet is.

    Args:
        field_a_per_m: H along the easy direction, negative where it opposes.
        polarisation_tesla: J along it, of the magnet and not of the cell that it fills in part.
        flux_density_tesla: B along it.
        lost: share of the remanence that is lost for good, what was lost before included; 2 where it is reversed.
        residual: greatest error of the field of a cell, as a share of the greatest HcJ.
        rounds: that were taken.
        is_settled: whether the residual is below `CLOSE`; where not, the state is no answer.
    """

    field_a_per_m: Floats
    polarisation_tesla: Floats
    flux_density_tesla: Floats
    lost: Floats
    residual: float
    rounds: int
    is_settled: bool


def settle(
    part: Part, curve: Curve, applied_a_per_m: npt.ArrayLike = (0.0, 0.0, 0.0), lost: npt.ArrayLike = 0.0,
    own: OwnField | None = None,
) -> State:  # fmt: skip
    """The state of a part at one temperature (or a map of it: then the curve differs from cell to cell).

    Args:
        part: with its cells.
        curve: of the magnet, one or an array that broadcasts to (nx, ny, nz).
        applied_a_per_m: field from outside, shape (3,) or (nx, ny, nz, 3).
        lost: share of the remanence that was lost before, one or an array.
        own: the part's own field, where it is known already.
    """
    work = _Cells(part, curve, applied_a_per_m, lost, own or OwnField(part))
    field = work.applied
    ahead = work.polarisation(field)
    against = pulled = work.against(ahead)
    reached, pace, residual, rounds = ahead, 1.0, np.inf, 0
    while residual > CLOSE and rounds < ROUNDS:
        rounds += 1
        field = onto(work.curve, ahead - pulled + MU0 * work.applied, field, work.kept)
        found = work.polarisation(field)
        made = work.against(found)
        residual = float(np.abs(field - work.applied + made / MU0).max()) / work.scale
        turns_back = (work.fill * (ahead - found)) @ (found - reached) > 0
        next_pace = 1.0 if turns_back else (1 + np.sqrt(1 + 4 * pace**2)) / 2
        further = 0.0 if turns_back else (pace - 1) / next_pace
        ahead, pulled = found + further * (found - reached), made + further * (made - against)
        reached, against, pace = found, made, next_pace
    return work.state(field, residual, rounds)


class _Cells:
    """The cells that hold magnet, as flat arrays."""

    def __init__(self, part: Part, curve: Curve, applied: npt.ArrayLike, lost: npt.ArrayLike, own: OwnField) -> None:
        self.inside, self.own = part.is_magnet, own
        self.fill = part.fill[self.inside]
        self.curve = Curve(*(self._flat(getattr(curve, one.name)) for one in fields(Curve)))
        self.kept = self._flat(lost)
        self.applied = self._flat((np.asarray(applied, float) * part.easy).sum(-1))
        self.scale = float(self.curve.hcj_a_per_m.max())

    def _flat(self, values: npt.ArrayLike) -> Floats:
        return np.broadcast_to(np.asarray(values, float), self.inside.shape)[self.inside]

    def grid(self, values: Floats) -> Floats:
        """Values of the cells on the grid, nought elsewhere."""
        found = np.zeros(self.inside.shape)
        found[self.inside] = values
        return found

    def against(self, polarisation: Floats) -> Floats:
        """The part's own opposing field, T."""
        return np.asarray(self.own.opposing(self.grid(self.fill * polarisation))[self.inside])

    def fallen(self, field: Floats) -> Floats:
        """Share lost for good: now or before."""
        now = irreversible_fall(self.curve, -field / self.curve.hcj_a_per_m)
        return np.minimum(np.maximum(now, self.kept), MOST_LOST)

    def polarisation(self, field: Floats) -> Floats:
        """J of each cell, on its curve or on the recoil line of what it lost before."""
        fall = reversible_fall(self.curve, -field / self.curve.hcj_a_per_m) + self.fallen(field)
        return np.asarray(self.curve.br_tesla * np.maximum(1 - fall, -1.0))

    def state(self, field: Floats, residual: float, rounds: int) -> State:
        polarised = self.polarisation(field)
        flux, lost = MU0 * field + polarised, self.fallen(field)
        grids = self.grid(field), self.grid(polarised), self.grid(flux), self.grid(lost)
        return State(*grids, residual, rounds, residual <= CLOSE)

"""Demagnetisation curves as the table beside their figure: a row a field, J and B of each curve, dense at the knees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from monazite.design.curve import flux_density_tesla, polarisation_tesla, working_field_a_per_m
from monazite.design.record import MU0

if TYPE_CHECKING:
    from monazite.design.curve import Curve

EVEN, KNEE = 25, 14
"""Fields spread evenly, and about each knee."""
BEFORE_KNEE = 0.85
"""Share of the squareness from which a curve begins to bend."""
NOUGHT_TESLA = 2e-3
"""What lies so little below nought is where a curve ends."""
TONES = ("ink", "t1", "t2", "t3", "t4", "t5", "t6")
"""Lines that can be told apart, the first curve's first."""
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """A curve by its points.

    Args:
        opposing_a_per_m: opposing fields, rising.
        polarisation_tesla: J there.
        flux_tesla: B there.
    """

    opposing_a_per_m: Floats
    polarisation_tesla: Floats
    flux_tesla: Floats


@dataclass(frozen=True, slots=True)
class CurveRow:
    """A field, and each curve there; None where it has left the second quadrant.

    Args:
        field_a_per_m: H, nought or negative.
        polarisation_tesla: J of each curve.
        flux_tesla: B of each curve.
        load_tesla: B of the load line; None above the curves, or where none is asked for.
    """

    field_a_per_m: float
    polarisation_tesla: tuple[float | None, ...]
    flux_tesla: tuple[float | None, ...]
    load_tesla: float | None


def line_of(curve: Curve) -> Line:
    """A curve of the model by its points.

    Args:
        curve: a single one.
    """
    hcj = float(curve.hcj_a_per_m)
    knee = np.linspace(BEFORE_KNEE * float(curve.squareness), 1, KNEE) * hcj
    fields = np.unique([*np.linspace(0, hcj, EVEN), *knee, float(working_field_a_per_m(curve, 0.0))])
    return Line(fields, polarisation_tesla(curve, -fields), flux_density_tesla(curve, -fields))


def curve_rows(
    lines: Sequence[Line], permeance: float | None = None, opposing_a_per_m: float = 0.0
) -> tuple[CurveRow, ...]:
    """The table of some curves, from the greatest field to H = 0; between its points a curve is straight.

    Args:
        lines: the curves.
        permeance: coefficient whose load line is drawn; None without.
        opposing_a_per_m: field from outside, by which the load line is moved.
    """
    fields = np.unique(np.concatenate([one.opposing_a_per_m for one in lines]).round(0))[::-1]
    polarised = [
        _quadrant(np.interp(fields, one.opposing_a_per_m, one.polarisation_tesla), one, fields) for one in lines
    ]
    flux = [_quadrant(np.interp(fields, one.opposing_a_per_m, one.flux_tesla), one, fields) for one in lines]
    load: list[float | None] = [None] * len(fields)
    if permeance is not None:
        top = max(float(one.flux_tesla.max()) for one in lines)
        straight = MU0 * (permeance * fields - (1 + permeance) * opposing_a_per_m)
        load = [float(one) if 0 <= one <= top else None for one in straight]
    return tuple(
        CurveRow(-float(field), tuple(one[at] for one in polarised), tuple(one[at] for one in flux), load[at])
        for at, field in enumerate(fields)
    )


def _quadrant(values: Floats, line: Line, fields: Floats) -> list[float | None]:
    """Values from nought up, the others and those beyond the last point left out."""
    last = float(line.opposing_a_per_m[-1]) + 1
    return [
        None if one < -NOUGHT_TESLA or field > last else max(float(one), 0.0)
        for one, field in zip(values, fields, strict=True)
    ]

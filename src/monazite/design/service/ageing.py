"""What of its magnetisation a magnet loses for good at a working point, and how that grows with time (时效).

A magnet at temperature goes to the point where its load line meets its curve; what lies beyond the knee there is lost
with the first heating. In time thermal activation does what more field would do at once: after t a magnet stands as if
its coercivity had fallen by Sv ln(t / 2 h), Sv being the magnetic viscosity (Street and Woolley, Proc. Phys. Soc. A 62,
562, 1949; Neel, J. Phys. Radium 11, 49, 1950). Sv is a share of HcJ (``constants.csv``).

The load line holds the process back: what has lost flux makes less field against itself. Every function takes floats or
arrays that broadcast.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from monazite.design.curve import Curve, curve_of, irreversible_fall, working_field_a_per_m
from monazite.design.curve.demagnetisation import Floats
from monazite.design.record import Spread

COOL_KELVIN, HOT_KELVIN = 300.0, 450.0
"""Temperatures of the two rows of magnetic viscosity."""
LEAST_LEFT = 1e-3
"""Share of HcJ that is left at least, so that there always is a curve."""


@cache
def constants() -> Mapping[str, Spread]:
    """The numbers of ``constants.csv``, with their 90 % interval and source."""
    rows = csv.DictReader(
        (resources.files("monazite.design.service") / "constants.csv").read_text("utf-8").splitlines()
    )
    return {
        row["name"]: Spread(float(row["value"]), float(row["low"]), float(row["high"]), (row["source"],))
        for row in rows
    }


def viscosity_share(kelvin: npt.ArrayLike) -> Floats:
    """Magnetic viscosity (磁粘滞系数) Sv over HcJ, dimensionless: by how much HcJ falls while time grows e-fold.

    Args:
        kelvin: temperature.

    >>> float(viscosity_share(300.0)), round(float(viscosity_share(393.15)), 4)
    (0.0047, 0.0072)
    """
    cool, hot = (constants()[f"viscosity_share_{name}"].value for name in ("300k", "450k"))
    grown = (np.asarray(kelvin, float) - COOL_KELVIN) / (HOT_KELVIN - COOL_KELVIN)
    return np.asarray(np.maximum(cool + (hot - cool) * grown, 0))


def aged(curve: Curve, seconds: npt.ArrayLike, viscosity: npt.ArrayLike, reserve: npt.ArrayLike = 0.0) -> Curve:
    """The curve that a magnet of a certain age follows.

    Args:
        curve: at the temperature, as measured within seconds.
        seconds: at that temperature; what two hours do is in the reserve.
        viscosity: Sv over HcJ.
        reserve: share of HcJ that is kept back for the first two hours, see `monazite.design.curve.tmax_kelvin`.
    """
    older = np.maximum(np.asarray(seconds, float) / constants()["two_hours_seconds"].value, 1)
    left = np.maximum((1 - np.asarray(reserve)) * (1 - np.asarray(viscosity) * np.log(older)), LEAST_LEFT)
    return curve_of(curve.br_tesla, curve.hcj_a_per_m * left, curve.mu_r, curve.squareness)


def lost_for_good(
    curve: Curve, seconds: npt.ArrayLike, permeance: npt.ArrayLike, opposing_a_per_m: npt.ArrayLike,
    *, viscosity: npt.ArrayLike, reserve: npt.ArrayLike = 0.0,
) -> Floats:  # fmt: skip
    """Share of Br lost for good (不可逆损失) after a time, 0 to 1; a new magnetising would bring it back.

    Args:
        curve: at the temperature.
        seconds: at that temperature; up to two hours it is the loss of the first heating.
        permeance: permeance coefficient Pc of the circuit.
        opposing_a_per_m: field applied from outside against the magnet.
        viscosity: Sv over HcJ.
        reserve: share of HcJ that is kept back for the first two hours.
    """
    older = aged(curve, seconds, viscosity, reserve)
    share = working_field_a_per_m(older, permeance, opposing_a_per_m) / older.hcj_a_per_m
    return np.asarray(np.clip(irreversible_fall(older, share), 0, 1))

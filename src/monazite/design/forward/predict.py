"""What recipes do at temperatures, each value with a 90 % interval (预测与区间).

Intervals move every constant by its standard deviation, one at a time, and add what that does in squares. They are held
within the bounds of physics, as the values are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monazite.design.forward.batch import Batch, Floats, batch_of
from monazite.design.forward.calibrate import Calibration, calibration
from monazite.design.forward.kernel import BLOCK, State, state
from monazite.design.record import MU0, ROOM_KELVIN, Magnet, Recipe, Spread

NINETY = 1.6448536269514722
"""Standard deviations to either side that hold 90 % of a normal distribution."""
DIFFUSION = ("shell_metre", "shell_limit", "diffusivity_m2_per_s", "diffusion_energy_j_per_mol")
QUANTITIES = ("br_tesla", "hcj_a_per_m", "hcb_a_per_m", "hk_a_per_m", "bhmax_j_per_m3")


@dataclass(frozen=True, slots=True)
class Predicted:
    """Values of a batch and what each uncertain constant does to them.

    Args:
        saturation_tesla: of the body, shape (n, temperatures).
        values: the `QUANTITIES`, shape (5, n, temperatures).
        moved: their change by a standard deviation of each constant, shape (constants, 5, n, temperatures).
    """

    saturation_tesla: Floats
    values: Floats
    moved: Floats

    def deviation(self) -> Floats:
        """Standard deviations, shape (5, n, temperatures)."""
        return np.asarray(np.sqrt((self.moved**2).sum(0)))

    def bounds(self) -> tuple[Floats, Floats]:
        """Ends of the 90 % intervals, shape (5, n, temperatures) each; never past Js or what follows from it."""
        most = np.full_like(self.values, np.inf)
        js = self.saturation_tesla
        most[0], most[2], most[4] = js, js / MU0, js**2 / (4 * MU0)
        half = NINETY * self.deviation()
        return np.maximum(self.values - half, 0), np.minimum(self.values + half, most)


def values_of(found: State) -> Floats:
    """The `QUANTITIES` of a state, shape (5, n, temperatures)."""
    points = found.points()
    return np.stack([found.br_tesla, found.hcj_a_per_m, points.hcb_a_per_m, points.hk_a_per_m, points.bhmax_j_per_m3])


def predict_many(batch: Batch, kelvin: Floats, with_: Calibration | None = None) -> Predicted:
    """Values of many recipes with their deviations.

    Args:
        batch: n recipes.
        kelvin: temperatures, shape (temperatures,).
        with_: calibration; the shipped one where it is None.
    """
    known = with_ or calibration()
    blocks = [_predict(batch.part(slice(at, at + BLOCK)), kelvin, known) for at in range(0, len(batch), BLOCK)]
    return Predicted(
        np.concatenate([one.saturation_tesla for one in blocks]),
        np.concatenate([one.values for one in blocks], axis=1),
        np.concatenate([one.moved for one in blocks], axis=2),
    )


def _predict(batch: Batch, kelvin: Floats, known: Calibration) -> Predicted:
    found = state(batch, kelvin, known.constants)
    values = values_of(found)
    is_diffused = bool(np.any(batch.uptake))
    names = [one for one in known.deviations if is_diffused or one not in DIFFUSION]
    moved = [
        values_of(state(batch, kelvin, known.constants.moved(one, known.deviations[one]))) - values for one in names
    ]
    return Predicted(found.saturation_tesla, values, np.array(moved))


def predict(
    recipe: Recipe, kelvin: Sequence[float], with_: Calibration | None = None, *, is_dual: bool = False
) -> tuple[Magnet, ...]:
    """What one recipe does at each temperature.

    Args:
        recipe: one that `problems_of` finds no fault with.
        kelvin: temperatures.
        with_: calibration; the shipped one where it is None.
        is_dual: whether alloys rich and poor in Ce are sintered together.

    >>> recipe = Recipe({"Nd": 240_000, "Pr": 60_000, "Dy": 10_000, "B": 10_000, "Co": 10_000, "Fe": 670_000})
    >>> room, = predict(recipe, [293.15])
    >>> 1.3 < room.br_tesla.value < 1.45, room.br_tesla.value <= room.saturation_tesla.value
    (True, True)
    """
    return magnets(batch_of([recipe], is_dual), kelvin, with_)[0]


def magnets(batch: Batch, kelvin: Sequence[float], with_: Calibration | None = None) -> list[tuple[Magnet, ...]]:
    """What each recipe does at each temperature, as records; for arrays use `predict_many`.

    Args:
        batch: n recipes.
        kelvin: temperatures.
        with_: calibration; the shipped one where it is None.
    """
    known = with_ or calibration()
    # A coefficient at 20 °C is that over the first kelvin.
    over = [one + 1 if one == ROOM_KELVIN else one for one in kelvin]
    found = predict_many(batch, np.array([ROOM_KELVIN, *kelvin, *over]), known)
    slopes = [_coefficients(found, one, np.array(over) - ROOM_KELVIN) for one in (0, 1)]
    ends = np.stack([found.values, *found.bounds()])
    return [
        tuple(_magnet(found, ends, slopes, known, (one, at, float(degrees))) for at, degrees in enumerate(kelvin))
        for one in range(len(batch))
    ]


def _magnet(
    found: Predicted, ends: Floats, slopes: Sequence[Floats], known: Calibration, place: tuple[int, int, float]
) -> Magnet:
    """The record of one recipe at one temperature: place of both, and the temperature."""
    one, at, kelvin = place
    spreads = [Spread(*three) for three in ends[:, :, one, 1 + at].T.tolist()]
    alpha, beta = (Spread(*array[:, one, at].tolist()) for array in slopes)
    js, mu_r = float(found.saturation_tesla[one, 1 + at]), known.constants.recoil
    wide, half = (NINETY * known.deviations.get(name, 0) for name in ("saturation_relative", "recoil"))
    return Magnet(
        kelvin, Spread(js, js * (1 - wide), js * (1 + wide)), spreads[0], spreads[1], spreads[2], spreads[3],
        spreads[4], Spread(mu_r, max(mu_r - half, 1.0), mu_r + half), alpha, beta, known.is_prior_based,
    )  # fmt: skip


def _coefficients(found: Predicted, which: int, above: Floats) -> Floats:
    """Relative change a kelvin from 20 °C of a quantity: value, low and high, shape (3, n, temperatures)."""
    last = slice(1 + len(above), None)
    room, hot = found.values[which, :, :1], found.values[which, :, last]
    moved_room, moved_hot = found.moved[:, which, :, :1], found.moved[:, which, :, last]
    half = NINETY * np.sqrt((((hot + moved_hot) / (room + moved_room) - hot / room) ** 2).sum(0)) / np.abs(above)
    value = (hot / room - 1) / above
    return np.stack([value, value - half, value + half])

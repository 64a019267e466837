"""Losses of a magnet at work, each part apart and with a 90 % interval (使用损失).

The parts are a chain: what is left at temperature is (1 - reversible) (1 - first heating) (1 - after-effect)
(1 - permanent) of the flux at 20 °C. `Loss.value` is what stays when the magnet is cold again: all but the reversible.
Intervals are quantiles of samples of Br, HcJ, squareness, recoil, reserve and viscosity.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from monazite.core.problem import Problem
from monazite.design.curve import constants as of_limit
from monazite.design.curve import curve_of, cylinder, open_circuit_loss
from monazite.design.curve.demagnetisation import Curve, Floats
from monazite.design.curve.limit import STANDARD_SLENDERNESS
from monazite.design.record import ROOM_KELVIN, Magnet, Spread
from monazite.design.said import problem
from monazite.design.service.ageing import aged, constants, lost_for_good, viscosity_share

NINETY = 1.6448536269514722
"""Standard deviations to either side that hold 90 % of a normal distribution."""
YEAR_SECONDS = 365.25 * 86_400
SAMPLES = 2_000
"""Each number takes every two-thousandth of its distribution once, in an order of its own (Latin hypercube)."""
DECADE_YEARS = 10.0
LEAST_SHARE = 0.01
"""Of its mean that a sample has at least."""


@dataclass(frozen=True, slots=True)
class Work:
    """Where a magnet works (工况).

    Args:
        permeance: permeance coefficient Pc (磁导系数) of its circuit.
        opposing_a_per_m: field applied from outside against it.
        reserve: share of HcJ kept back for the first two hours; None for the reserve of the highest working
            temperature, with its spread, so that the standard's cylinder loses 5 % there.
    """

    permeance: float = 1.0
    opposing_a_per_m: float = 0.0
    reserve: float | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """What a magnet has lost after some years at a temperature; shares of its flux at 20 °C when new.

    Args:
        years: of service.
        kelvin: of service.
        value: lost when the magnet is cold again.
        low: lower end of the 90 % interval.
        high: upper end.
        reversible: comes back with 20 °C; a gain, and negative, where the magnet works colder.
        first_heating: lost in the first two hours beyond the knee; magnetising anew brings it back.
        after_effect: lost since by thermal activation (磁后效), as a share of what the first heating left.
        permanent: lost with the structure; nothing brings it back.
    """

    years: float
    kelvin: float
    value: float
    low: float
    high: float
    reversible: Spread
    first_heating: Spread
    after_effect: Spread
    permanent: Spread

    @property
    def at_temperature(self) -> float:
        """Lost while the magnet is hot: the whole chain."""
        return 1 - (1 - self.reversible.value) * (1 - self.value)


@dataclass(frozen=True, slots=True)
class Course:
    """What is lost over the years, cold again; arrays of one shape.

    Args:
        years: of service.
        value: lost.
        low: lower end of the 90 % interval.
        high: upper end.
    """

    years: Floats
    value: Floats
    low: Floats
    high: Floats


def ten_year_loss(magnet: Magnet, work: Work, years: float = 10.0, seed: int = 0) -> Loss:
    """What a magnet loses in ten years, or others, at the temperature of its record.

    Args:
        magnet: at the temperature of service.
        work: where it works.
        years: of service, nought or more.
        seed: of the samples.

    >>> from monazite.design.forward import parse_recipe, predict
    >>> recipe = parse_recipe("PrNd=27.5,Dy=3.5,B=0.97,Co=1,Cu=0.15,Al=0.2", "--recipe")
    >>> (hot,) = predict(recipe, [393.15])
    >>> loss = ten_year_loss(hot, Work(permeance=1.0))
    >>> loss.value < 0.01, loss.low <= loss.value <= loss.high
    (True, True)
    """
    mean, drawn = _chains(magnet, work, np.array([years]), seed)
    whole = _spread(1 - mean.left[-1], 1 - drawn.left[:, -1])
    under, alpha = ROOM_KELVIN - magnet.temperature_kelvin, magnet.alpha_br_per_kelvin
    low, high = sorted((under * alpha.low, under * alpha.high))
    return Loss(
        years, magnet.temperature_kelvin, whole.value, whole.low, whole.high,
        Spread(under * alpha.value, low, high),
        _spread(mean.first, drawn.first), _spread(mean.after[-1], drawn.after[:, -1]),
        _spread(mean.permanent[-1], drawn.permanent[:, -1]),
    )  # fmt: skip


def loss_over_years(magnet: Magnet, work: Work, years: npt.ArrayLike, seed: int = 0) -> Course:
    """The same at many times.

    Args:
        magnet: at the temperature of service.
        work: where it works.
        years: of service, shape (times,).
        seed: of the samples.
    """
    times = np.atleast_1d(np.asarray(years, float))
    mean, drawn = _chains(magnet, work, times, seed)
    low, high = np.quantile(1 - drawn.left, (0.05, 0.95), axis=0)
    value = 1 - mean.left
    return Course(times, value, np.minimum(low, value), np.maximum(high, value))


def standard_test_loss(magnet: Magnet, reserve: float | None = None) -> float:
    """Share of flux that the cylinder of GB/T 13560-2017 3.4 loses: L/D 0.7, open circuit, 2 h at this temperature.

    Args:
        magnet: at the temperature.
        reserve: share of HcJ kept back; None for that of the highest working temperature, at which the loss is 5 %.
    """
    kept = of_limit()["tmax_reserve"].value if reserve is None else reserve
    return min(open_circuit_loss(aged(curve_at(magnet), 0.0, 0.0, kept), cylinder(STANDARD_SLENDERNESS)), 1.0)


def curve_at(magnet: Magnet) -> Curve:
    """The demagnetisation curve of a magnet's record, at its temperature."""
    hcj = magnet.hcj_a_per_m.value
    return curve_of(magnet.br_tesla.value, hcj, magnet.mu_r.value, magnet.hk_a_per_m.value / hcj)


def problems_of(work: Work, years: float, place: str) -> tuple[Problem, ...]:
    """What of a duty lies outside of what the model takes, each with the nearest it can.

    Args:
        work: where a magnet shall work.
        years: of service.
        place: option, for people.
    """
    given = {"permeance": work.permeance, "opposing_a_per_m": work.opposing_a_per_m, "years": years}
    return tuple(_outside(given, place))


@dataclass(frozen=True, slots=True)
class _Chain:
    """The parts of samples at times: first of shape (samples,), the others (samples, times), or without samples."""

    first: Floats
    after: Floats
    permanent: Floats

    @property
    def left(self) -> Floats:
        return np.asarray((1 - self.first[..., None]) * (1 - self.after) * (1 - self.permanent))


def _chains(magnet: Magnet, work: Work, years: Floats, seed: int) -> tuple[_Chain, _Chain]:
    """The chain of the means, and those of samples."""
    kept = of_limit()["tmax_reserve"] if work.reserve is None else Spread(work.reserve, work.reserve, work.reserve)
    square = _relative(magnet.hk_a_per_m, magnet.hcj_a_per_m)
    viscosity = float(viscosity_share(magnet.temperature_kelvin))
    cool = constants()["viscosity_share_300k"]
    width = Spread(viscosity, viscosity * cool.low / cool.value, viscosity * cool.high / cool.value)
    given = (magnet.br_tesla, magnet.hcj_a_per_m, magnet.mu_r, square, kept, width,
             constants()["permanent_share_ten_years"])  # fmt: skip
    random, strata = np.random.default_rng(seed), ndtri((np.arange(SAMPLES) + 0.5) / SAMPLES)
    means = np.array([one.value for one in given])
    samples = np.array([_sample(one, random.permutation(strata)) for one in given])
    return _chain(means, work, years), _chain(samples[..., None], work, years)


def _chain(given: Floats, work: Work, years: Floats) -> _Chain:
    """The chain of numbers in the order of `_chains`, each of shape () or (samples, 1)."""
    br, hcj, mu_r, square, kept, viscosity, decay = given
    curve = curve_of(br, hcj, np.maximum(mu_r, 1), square)
    field, weak = (work.permeance, work.opposing_a_per_m), {"viscosity": viscosity, "reserve": np.clip(kept, 0, 1)}
    first = lost_for_good(curve, 0.0, *field, **weak)
    now = lost_for_good(curve, years * YEAR_SECONDS, *field, **weak)
    after = 1 - (1 - np.maximum(now, first)) / np.maximum(1 - first, 1e-300)
    gone = np.broadcast_to(np.clip(decay * years / DECADE_YEARS, 0, 1), np.shape(after))
    return _Chain(first if first.ndim == 0 else first[:, 0], np.clip(after, 0, 1), gone)


def _relative(part: Spread, whole: Spread) -> Spread:
    """The quotient of two that go together, with what the part spreads by on its own."""
    value = part.value / whole.value
    own = max(((part.high - part.low) / part.value) ** 2 - ((whole.high - whole.low) / whole.value) ** 2, 0) ** 0.5
    return Spread(value, value * (1 - own / 2), value * (1 + own / 2))


def _sample(given: Spread, draw: Floats) -> Floats:
    """Samples whose 5 % and 95 % quantiles are the ends: two half normals that meet at the value."""
    side = np.where(draw < 0, given.value - given.low, given.high - given.value)
    return np.asarray(np.maximum(given.value + side * draw / NINETY, LEAST_SHARE * given.value))


def _spread(value: npt.ArrayLike, drawn: Floats) -> Spread:
    """A value with the quantiles of its samples, held to either side of it."""
    mean = float(np.asarray(value))
    low, high = np.quantile(drawn, (0.05, 0.95)).tolist()
    return Spread(mean, min(low, mean), max(high, mean))


@cache
def _limits() -> Mapping[str, Mapping[str, str]]:
    rows = csv.DictReader((resources.files("monazite.design.service") / "limits.csv").read_text("utf-8").splitlines())
    return {row["name"]: row for row in rows}


def _outside(given: Mapping[str, float], place: str) -> Iterator[Problem]:
    for name, row in _limits().items():
        low, high, factor, value = float(row["low"]), float(row["high"]), float(row["factor"]), given[name]
        if not low <= value <= high:
            near = low if math.isnan(value) else min(max(value, low), high)
            shown = (f"{one * factor:.6g} {row['unit']}".strip() for one in (low, high, value, near))
            least, most, found, nearest = shown
            yield problem(
                "service-outside", place, name_zh=row["zh"], name_en=row["en"], least=least, most=most, found=found,
                near=nearest,
            )  # fmt: skip

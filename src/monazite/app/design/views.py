"""What `workspace.design` is asked, and what it answers with: prices, burdens, a recipe on the bench, the cheapest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from monazite.core import Words
from monazite.design.record import Grade, Magnet, Recipe, Spread
from monazite.design.search.record import Burden, Infeasible, Offer, Optimum, Step

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from monazite.design.service import Course, Loss

Origin = Literal["given", "facts", "index", "table", "none"]
"""Where a price comes from: who asks, papers of the workspace, a venue's index, the table that ships; or nowhere."""


@dataclass(frozen=True, slots=True)
class PriceOf:
    """The price of what can be charged, and where it comes from (炉料价格).

    Args:
        offer: with its price in CNY per kg of the material, tax included as the trade quotes; its day and source.
        origin: see `Origin`.
        how: of what price it was worked out, such as an oxide's; empty where it is the price of the material itself.
        facts: ids of the facts it rests on.
        is_estimate: whether a part of it is an estimate.
    """

    offer: Offer
    origin: Origin
    how: Words
    facts: tuple[str, ...] = ()
    is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """All that can be charged on a day.

    Args:
        day: no price is later, but for those that ship.
        prices: in the order of the table that ships, then what was given (scrap).
    """

    day: dt.date
    prices: tuple[PriceOf, ...]

    @property
    def offers(self) -> tuple[Offer, ...]:
        """Those with a price, for the search."""
        return tuple(one.offer for one in self.prices if one.offer.price_cny_per_kg is not None)


@dataclass(frozen=True, slots=True)
class Carried:
    """A burden with what it means (供应风险、指标敞口).

    Args:
        burden: by element; without price and limit unless somebody gave them.
        unit: of it in a kilogram of magnet.
        meaning: in a sentence.
        source: of its figures.
    """

    burden: Burden
    unit: Words
    meaning: Words
    source: str


@dataclass(frozen=True, slots=True)
class BenchCurve:
    """The demagnetisation curve of a magnet at a temperature, and its working point.

    Args:
        kelvin: temperature.
        opposing_a_per_m: opposing fields, positive, from nought to a little beyond HcJ; shape (points,).
        polarisation_tesla: J there.
        flux_density_tesla: B there.
        working_a_per_m: opposing field inside the magnet at its permeance and the field from outside.
        working_tesla: B there.
        knee_a_per_m: opposing field that costs 1 % of Br for good.
    """

    kelvin: float
    opposing_a_per_m: npt.NDArray[np.float64]
    polarisation_tesla: npt.NDArray[np.float64]
    flux_density_tesla: npt.NDArray[np.float64]
    working_a_per_m: float
    working_tesla: float
    knee_a_per_m: float

    @property
    def is_safe(self) -> bool:
        """Whether the working point lies before the knee."""
        return self.working_a_per_m <= self.knee_a_per_m


@dataclass(frozen=True, slots=True)
class CostPart:
    """What a kilogram of magnet costs by element, or for its conversion.

    Args:
        name: symbol, ``conversion``, or a burden's name.
        label: what people call it.
        share: of mass of the magnet; nought where it is none.
        cny_per_kg: of magnet.
        offer: the material that brings most of it; empty where it is none, or none has a price.
    """

    name: str
    label: Words
    share: float
    cny_per_kg: float
    offer: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a recipe makes a grade.

    Args:
        grade: as printed.
        probability: that a lot meets every minimum of it.
    """

    grade: Grade
    probability: float


@dataclass(frozen=True, slots=True)
class Bench:
    """A recipe with all that follows from it (试验台).

    Args:
        recipe: as given or found.
        is_dual: whether its main phase is dual.
        phases: shares of mass: ``main`` (2:14:1), ``rich`` (boundary phase), ``soft`` (iron left over).
        permeance: of its circuit.
        opposing_a_per_m: field against it from outside.
        magnets: at each temperature: 20 °C first, then rising; the last is that of service.
        curves: at the same temperatures.
        verdict: of the grade that was asked for; None without.
        likely: the strongest grades that it makes more likely than not.
        costs: by element, then conversion.
        cost_cny_per_kg: their sum; without what has no price.
        unpriced: elements that have no price.
        carried: of each burden, how much a kilogram of magnet carries.
        tmax_kelvin: highest working temperature by GB/T 13560-2017, with its interval.
        loss: at the last temperature in ten years.
        course: of it over the years.
        offered: prices that were used.
    """

    recipe: Recipe
    is_dual: bool
    phases: Mapping[str, float]
    permeance: float
    opposing_a_per_m: float
    magnets: tuple[Magnet, ...]
    curves: tuple[BenchCurve, ...]
    verdict: Verdict | None
    likely: tuple[Verdict, ...]
    costs: tuple[CostPart, ...]
    cost_cny_per_kg: float
    unpriced: tuple[str, ...]
    carried: Mapping[str, float]
    tmax_kelvin: Spread
    loss: Loss
    course: Course
    offered: Offered


@dataclass(frozen=True, slots=True)
class Query:
    """What a magnet is wanted for, and what it may hold (寻优问题).

    Args:
        grade: its minima at 20 °C.
        kelvin: at which it works; None asks nothing of a working point.
        permeance: permeance coefficient of its circuit.
        opposing_a_per_m: field against it from outside.
        tmax_kelvin: least highest working temperature, or None.
        reserve: share of HcJ kept back at temperature; None for that of the highest working temperature.
        confidence: least probability that a lot does each thing asked; None for the model's middle (50 %).
        most: caps, share of mass by element or offer; nought is a ban.
        least: the same, at least.
        prices: CNY per kg by offer, before all others.
        scrap: offers besides those that ship.
        risk_price_cny: for one unit of supply risk.
        most_risk: units of supply risk in a kilogram of magnet.
        quota_price_cny: for one unit of quota exposure.
        most_quota: units of it in a kilogram of magnet.
        allowed: grades, one of which the magnet must make; empty for the grade asked.
        day: of the prices; today when None.
        venue: whose index is asked first; empty for none but those that are not invented.
    """

    grade: Grade
    kelvin: float | None = None
    permeance: float = 1.0
    opposing_a_per_m: float = 0.0
    tmax_kelvin: float | None = None
    reserve: float | None = None
    confidence: float | None = None
    most: Mapping[str, float] = field(default_factory=dict)
    least: Mapping[str, float] = field(default_factory=dict)
    prices: Mapping[str, float] = field(default_factory=dict)
    scrap: tuple[Offer, ...] = ()
    risk_price_cny: float = 0.0
    most_risk: float | None = None
    quota_price_cny: float = 0.0
    most_quota: float | None = None
    allowed: tuple[Grade, ...] = ()
    day: dt.date | None = None
    venue: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the search found, and why.

    Args:
        query: as asked.
        offered: prices that were used.
        found: the cheapest recipe, or that there is none.
        grade: that the recipe makes: the one asked, or one of those allowed.
        refused: other allowed grades: ``duty``, ``cost`` or ``infeasible``.
        bench: of the recipe at 20 °C and at the duty's temperature; None where there is none.
        why: why this recipe, or why none, in sentences.
        shadows: what one unit more of each thing costs, in sentences, those that cost most first.
        risk: the supply risk that was counted.
        quota: the quota exposure that was counted.
        seconds: that the search took.
    """

    query: Query
    offered: Offered
    found: Optimum | Infeasible
    grade: Grade
    refused: Mapping[str, str]
    bench: Bench | None
    why: tuple[Words, ...]
    shadows: tuple[Words, ...]
    risk: Carried
    quota: Carried
    seconds: float


@dataclass(frozen=True, slots=True)
class Frontier:
    """Cost against something else (帕累托前沿).

    Args:
        over: ``heavy``, ``tmax``, or the name of a burden.
        label: of it.
        unit: of its values: ``wt%``, ``°C``, or that of the burden.
        steps: the cheapest recipe at each value.
    """

    over: str
    label: Words
    unit: Words
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Threshold:
    """From what price of a material a share of an element is worth it (盈亏价).

    Args:
        moved: the material whose price moves.
        element: that is worth it.
        share: of mass.
        cny_per_kg: from which the cheapest recipe holds at least that share; None where no price between the ends does.
        low: least price that was tried.
        high: greatest.
        said: in a sentence.
    """

    moved: str
    element: str
    share: float
    cny_per_kg: float | None
    low: float
    high: float
    said: Words


@dataclass(frozen=True, slots=True)
class Compared:
    """Two recipes side by side.

    Args:
        first: bench of one.
        second: of the other.
        said: how the second differs, in sentences.
    """

    first: Bench
    second: Bench
    said: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A recipe as a candidate for qualification in plan (验证候选).

    Args:
        grade: ``maker/grade`` under which plan knows it.
        entry: number of the journal's entry.
        is_new: whether it was not there before.
        needed: tests that plan's rules ask for, by position of the motor.
    """

    grade: str
    entry: int
    is_new: bool
    needed: Mapping[str, tuple[Words, ...]]

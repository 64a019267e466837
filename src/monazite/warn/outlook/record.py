"""What is asked of an outlook, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from monazite.core import Words


@dataclass(frozen=True, slots=True)
class Settings:
    """What an outlook is asked for.

    Args:
        first_year: of the report.
        last_year: of the report.
        scenario: its name; empty takes the first one.
        sliders: values that replace those of the scenario, by name.
        convention: when in a year its inflow comes: start, middle or end.
        draws: samples of the ranges, from which intervals are; none without.
        seed: of the draws.
    """

    first_year: int = 2020
    last_year: int = 2040
    scenario: str = ""
    sliders: Mapping[str, float] = field(default_factory=dict)
    convention: str = "middle"
    draws: int = 0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Amount:
    """Tonnes with all figures in the middle of their ranges, and the 5th and 95th percentile of draws."""

    tonnes: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """An element's year; all quotas and imports are used in full.

    ``primary + recycled + swapped + gap = demand + surplus`` and ``inflow = stock - stock before + outflow``.

    Args:
        year: the year.
        element: symbol.
        reo_factor: tonnes of its oxide to a tonne of it.
        inflow: tonnes that come into use in products.
        stock: in use at the year's end.
        outflow: that leave use.
        demand: of separated element: the inflow and what is lost on the way.
        primary: from ore, after separation.
        recycled: from what left use.
        swapped: from an element of the same pool; less than nought where it gives.
        gap: demand that nothing meets.
        surplus: separated, and unsold.
    """

    year: int
    element: str
    reo_factor: float
    inflow: float
    stock: Amount
    outflow: float
    demand: Amount
    primary: Amount
    recycled: Amount
    swapped: float
    gap: Amount
    surplus: Amount


@dataclass(frozen=True, slots=True)
class Flow:
    """An element in a use and a year, in tonnes: what comes into use, is in use, leaves it, is needed, comes back."""

    year: int
    use: str
    element: str
    inflow: float
    stock: float
    outflow: float
    demand: float
    recycled: float


@dataclass(frozen=True, slots=True)
class Programme:
    """Co-production of a year as a linear programme: ore that meets demand at least cost, and what limits are worth.

    Args:
        year: the year.
        ore_tonnes_reo: by origin, within its limit.
        gap: tonnes by element, valued at its price.
        surplus: tonnes by element, kept at the cost of storage.
        worth_usd: by element, what one more tonne of it is worth (dual price); below nought where it lies unsold.
        limit_worth_usd: by origin, what one more tonne REO of its limit is worth; nought where it is not used up.
        cost_usd: of the primal: ore, gaps and storage.
        dual_usd: of the dual; equal by strong duality.
    """

    year: int
    ore_tonnes_reo: Mapping[str, float]
    gap: Mapping[str, float]
    surplus: Mapping[str, float]
    worth_usd: Mapping[str, float]
    limit_worth_usd: Mapping[str, float]
    cost_usd: float
    dual_usd: float


@dataclass(frozen=True, slots=True)
class Margin:
    """What one more tonne of an element takes when ore beyond the limits may be had.

    Args:
        year: the year.
        element: symbol.
        is_together: whether all gaps of the year are closed as well, so that what comes along may be wanted.
        ore_tonnes_reo: by origin, more ore.
        unsold_tonnes: by element, more of it left over.
        cost_usd: of that ore and of keeping what is left over.
    """

    year: int
    element: str
    is_together: bool
    ore_tonnes_reo: Mapping[str, float]
    unsold_tonnes: Mapping[str, float]
    cost_usd: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """A published figure beside ours, and why they differ.

    Args:
        item: its key.
        label: what is counted, in words.
        year: of the figure.
        published: tonnes.
        ours: tonnes, with the interval of the draws.
        error: ours less published, as a share of the published; None where that is nought.
        reason: of the difference.
        source: of the published figure.
        locator: where in it.
    """

    item: str
    label: Words
    year: int
    published: float
    ours: Amount
    error: float | None
    reason: Words
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """An outlook (展望).

    Args:
        settings: that it was asked with; the sliders are those in force.
        elements: symbols, in the order of the reference.
        balances: by year and element.
        flows: by use, element and year.
        programmes: by year.
        margins: of the last year, for each element in gap.
        comparisons: with figures of others.
        residual: greatest share of demand or inflow that a balance misses; rounding of doubles only.
    """

    settings: Settings
    elements: tuple[str, ...]
    balances: tuple[Balance, ...]
    flows: tuple[Flow, ...]
    programmes: tuple[Programme, ...]
    margins: tuple[Margin, ...]
    comparisons: tuple[Comparison, ...]
    residual: float

    def as_json(self) -> dict[str, Any]:
        """Plain values; reasons in both languages."""
        values = asdict(self)
        for one in values["comparisons"]:
            one.update({name: dict(zip(("zh", "en"), one[name], strict=True)) for name in ("label", "reason")})
        return values

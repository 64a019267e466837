"""Flows of all uses and supply of all origins, as arrays over draws, years and elements."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from monazite.reference import factor
from monazite.warn.outlook.cells import symbols
from monazite.warn.outlook.cohorts import Array, in_use, leaving, shares_in_use
from monazite.warn.outlook.inputs import Inputs, Use
from monazite.warn.outlook.paths import activity, intensities, limits, placed, placed_span, ramp
from monazite.warn.outlook.record import Settings


@dataclass(frozen=True, slots=True)
class UseFlows:
    """A use in all years, in tonnes of element; arrays of shape (draws, years, elements of the use).

    Args:
        use: the use.
        places: of its elements among all, shape (elements of the use,).
        inflow: into use.
        stock: in use at the ends of the years.
        outflow: out of use.
        demand: of separated element.
        recycled: from what left use.
    """

    use: Use
    places: npt.NDArray[np.intp]
    inflow: Array
    stock: Array
    outflow: Array
    demand: Array
    recycled: Array


@dataclass(frozen=True, slots=True)
class Positions:
    """Where in its range each figure lies, -1 low, 0 middle, 1 high; shapes (draws, uses) and (draws, origins).

    Intensities of one use move together, since its mass of magnet or powder is what is not known.
    """

    intensity: Array
    life: Array
    loss: Array
    collection: Array
    recovery: Array
    separation: Array
    limit: Array

    def part(self, draws: slice) -> Positions:
        """Some of the draws."""
        return Positions(*(getattr(self, one.name)[draws] for one in fields(self)))


def positions(draws: int, seed: int, inputs: Inputs) -> Positions:
    """Triangular draws with their peak in the middle; all in the middle when there are none.

    Args:
        draws: how many; none gives one row of middles.
        seed: of the generator (PCG64).
        inputs: with uses and origins.
    """
    sizes = [len(inputs.uses)] * 5 + [len(inputs.origins)] * 2
    if not draws:
        return Positions(*(np.zeros((1, size)) for size in sizes))
    generator = np.random.default_rng(seed)
    return Positions(*(generator.triangular(-1.0, 0.0, 1.0, (draws, size)) for size in sizes))


@dataclass(frozen=True, slots=True)
class Run:
    """All years of an outlook, arrays of shape (draws, years, elements) in tonnes of element.

    Args:
        years: shape (years,).
        elements: symbols.
        flows: by use.
        supply: from ore, quotas and imports used in full.
        yields: tonnes of element to a tonne REO, shape (draws, origins, elements).
        limits: tonnes REO, shape (draws, years, origins).
    """

    years: Array
    elements: tuple[str, ...]
    flows: tuple[UseFlows, ...]
    supply: Array
    yields: Array
    limits: Array

    def total(self, name: str, years: slice, *, is_of_magnets: bool = False) -> Array:
        """Sum over the uses of an array of `UseFlows`, in some of the years; shape (draws, years, elements)."""
        found = np.zeros_like(self.supply[:, years])
        for one in self.flows:
            if one.use.is_magnet or not is_of_magnets:
                found[:, :, one.places] += getattr(one, name)[:, years]
        return found


@dataclass(frozen=True, slots=True)
class Case:
    """What a run is about.

    Args:
        settings: with all sliders.
        inputs: tables.
        years: shape (years,).
        at: positions in the ranges.
    """

    settings: Settings
    inputs: Inputs
    years: Array
    at: Positions


def run(case: Case) -> Run:
    """All years at given positions in the ranges."""
    inputs, at = case.inputs, case.at
    elements = _elements(inputs)
    flows = tuple(_use_flows(case, elements, number) for number in range(len(inputs.uses)))
    yields = np.stack([_yields(inputs, number, elements, at) for number in range(len(inputs.origins))], axis=1)
    spans = [limits(one, case.years, case.settings.sliders)[:, None, :] for one in inputs.origins]
    most = np.stack([placed(one, at.limit[:, [number]]) for number, one in enumerate(spans)], axis=2)
    return Run(case.years, elements, flows, np.matmul(most, yields), yields, most)


def _elements(inputs: Inputs) -> tuple[str, ...]:
    """Elements that a use takes or an ore gives, and cerium, which magnets may take; in the order of the reference."""
    named = {"Ce", *(symbol for one in inputs.origins for symbol in one.oxide_shares)}
    named |= {symbol for one in inputs.uses for symbol in one.kg_per_unit}
    return tuple(symbol for symbol in symbols() if symbol in named)


def _yields(inputs: Inputs, number: int, elements: tuple[str, ...], at: Positions) -> Array:
    """Tonnes of element to a tonne REO of an origin's ore; shape (draws, elements)."""
    origin = inputs.origins[number]
    shares = np.array([origin.oxide_shares.get(one, 0.0) / float(factor(one)) for one in elements])
    return np.asarray(placed_span(origin.recovery, at.separation[:, [number]]) * shares)


def _use_flows(case: Case, elements: tuple[str, ...], number: int) -> UseFlows:
    use, years, sliders, at = case.inputs.uses[number], case.years, case.settings.sliders, case.at
    spans = intensities(use, elements, years, sliders)
    places = np.flatnonzero(spans.any(axis=(0, 1)))
    spans = spans[:, :, places] * activity(use, years, sliders)[:, None]
    inflow = placed(spans[:, None], at.intensity[:, [number], None])
    life = placed_span(use.mean_years, at.life[:, number]) / use.lifetime.mean_years
    stock = in_use(inflow, shares_in_use(use.lifetime, life, len(years), case.settings.convention))
    outflow = leaving(inflow, stock)
    loss, collection, recovery = (
        placed_span(span, where[:, [number], None])
        for span, where in ((use.loss, at.loss), (use.collection, at.collection), (use.recovery, at.recovery))
    )
    added = sliders["collection_added"] if use.is_magnet else 0.0
    collected = np.minimum(collection + added * ramp(years, sliders)[:, None], 1.0)
    return UseFlows(use, places, inflow, stock, outflow, inflow / (1 - loss), outflow * collected * recovery)

"""The outlook (展望): demand, stock, supply and gap by element and year, with intervals, co-production, comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from monazite.core import InternalError
from monazite.reference import factor
from monazite.warn.outlook.asked import checked
from monazite.warn.outlook.balance import balanced
from monazite.warn.outlook.cells import symbols
from monazite.warn.outlook.cohorts import Array
from monazite.warn.outlook.inputs import Inputs, Published
from monazite.warn.outlook.programme import LEAST_TONNES, margins, market_of, pools_of, programmes
from monazite.warn.outlook.reading import shipped_inputs
from monazite.warn.outlook.record import Amount, Balance, Comparison, Flow, Outlook, Settings
from monazite.warn.outlook.run import Case, Run, positions, run

DRAWS_AT_ONCE, CELLS_AT_ONCE = 250, 5_000_000
"""Draws, and cells of one array of all uses, that are held at the same time: some 200 MB."""
QUANTILES = (0.05, 0.95)
"""Between these of the draws lies an interval."""
SPANNED = ("stock", "demand", "primary", "recycled", "gap", "surplus")
"""What has an interval."""


def outlook(settings: Settings, inputs: Inputs | None = None) -> Outlook:
    """Demand, stock, recycling, supply and gap by element and year.

    Intervals come from seeded triangular draws of intensities, lifetimes, rates, recoveries and limits within their
    ranges; activity and sliders are what a scenario chooses, and are not drawn.

    Args:
        settings: years, scenario, sliders, draws.
        inputs: tables; None takes those that ship.

    Raises:
        InternalError: for settings that `checked` refuses, or tables with Problems: say those first.
    """
    tables = inputs or shipped_inputs()
    asked, wrong = checked(settings, tables)
    if tables.problems or wrong:
        raise InternalError((*tables.problems, *wrong)[0].sentence("en"))
    years = _years(asked, tables)
    middle = run(Case(asked, tables, years, positions(0, asked.seed, tables)))
    shown = slice(asked.first_year - int(years[0]), asked.last_year + 1 - int(years[0]))
    of_middle = _figures(middle, tables, shown)
    drawn = [(_figures(one, tables, shown), _ours(one, tables)) for one in _draws(asked, tables, years)]
    ranges = {name: _range([figures[name] for figures, _ in drawn]) for name in SPANNED}
    market = market_of(asked, tables, middle, shown)
    reported = [int(one) for one in years[shown]]
    lacking = [one for one, gap in zip(middle.elements, of_middle["gap"][0, -1], strict=True) if gap > LEAST_TONNES]
    return Outlook(
        settings=asked,
        elements=middle.elements,
        balances=tuple(_balances(middle.elements, reported, of_middle, ranges)),
        flows=tuple(_flows(middle, reported, shown)),
        programmes=programmes(market, tables, middle.elements, reported),
        margins=margins(market, tables, middle.elements, reported[-1], lacking),
        comparisons=tuple(_comparisons(tables, _ours(middle, tables), _range([ours for _, ours in drawn]))),
        residual=_residual(middle, of_middle),
    )


def _years(settings: Settings, inputs: Inputs) -> Array:
    """From the first year of any use to the last that is asked for, or for which there is a published figure."""
    first = min(one.year or settings.first_year for use in inputs.uses for one in use.activity)
    last = max(settings.last_year, *(one.year for one in inputs.published), 0)
    return np.arange(min(first, settings.first_year), last + 1, dtype=float)


def _draws(settings: Settings, inputs: Inputs, years: Array) -> Iterator[Run]:
    if settings.draws:
        drawn = positions(settings.draws, settings.seed, inputs)
        cells = len(inputs.uses) * len(years) * len(symbols())
        step = min(max(CELLS_AT_ONCE // cells, 1), DRAWS_AT_ONCE)
        for start in range(0, settings.draws, step):
            yield run(Case(settings, inputs, years, drawn.part(slice(start, start + step))))


def _figures(one: Run, inputs: Inputs, shown: slice) -> dict[str, Array]:
    """By name, tonnes of shape (draws, years shown, elements)."""
    found = {name: one.total(name, shown) for name in ("inflow", "stock", "outflow", "demand", "recycled")}
    found["primary"] = one.supply[:, shown]
    pools = pools_of(inputs, one.elements)
    supply = found["primary"] + found["recycled"]
    found["swapped"], found["gap"], found["surplus"] = balanced(supply, found["demand"], pools)
    return found


def _range(parts: Sequence[Array]) -> Array | None:
    """Low and high of draws, in front of what is behind their axis; None without draws."""
    return np.quantile(np.concatenate(parts), QUANTILES, axis=0) if parts else None


def _amount(middle: Array, ends: Array | None, *place: int) -> Amount:
    if ends is None:
        return Amount(float(middle[place]))
    return Amount(float(middle[place]), float(ends[0][place]), float(ends[1][place]))


def _balances(
    elements: Sequence[str], years: Sequence[int], middle: Mapping[str, Array], ranges: Mapping[str, Array | None]
) -> Iterator[Balance]:
    for at, year in enumerate(years):
        for column, symbol in enumerate(elements):
            plain = {name: float(middle[name][0, at, column]) for name in ("inflow", "outflow", "swapped")}
            spanned = {name: _amount(middle[name][0], ranges[name], at, column) for name in SPANNED}
            parts: dict[str, Any] = {**plain, **spanned}
            yield Balance(year, symbol, float(factor(symbol)), **parts)


def _flows(middle: Run, years: Sequence[int], shown: slice) -> Iterator[Flow]:
    names = ("inflow", "stock", "outflow", "demand", "recycled")
    for one in middle.flows:
        parts = np.stack([getattr(one, name)[0, shown] for name in names], axis=-1).tolist()
        symbols = [middle.elements[place] for place in one.places]
        for year, rows in zip(years, parts, strict=True):
            for symbol, row in zip(symbols, rows, strict=True):
                yield Flow(year, one.use.name, symbol, *row)


def _ours(one: Run, inputs: Inputs) -> Array:
    """What this model says to each published figure, tonnes; shape (draws, figures)."""
    return np.stack([_counted(one, inputs, figure) for figure in inputs.published] or [one.supply[:, 0, 0]], axis=1)


def _counted(one: Run, inputs: Inputs, figure: Published) -> Array:
    """Before the first year of any use there was nothing."""
    at = figure.year - int(one.years[0])
    if at < 0:
        return np.zeros(len(one.supply))
    year, what = slice(at, at + 1), figure.what.removesuffix("_reo")
    is_of_magnets = figure.scope == "magnets"
    total = _figures(one, inputs, year)["gap"] if what == "gap" else one.total(what, year, is_of_magnets=is_of_magnets)
    weights = [
        (float(factor(symbol)) if figure.what == "demand_reo" else 1.0) if symbol in figure.elements else 0.0
        for symbol in one.elements
    ]
    return np.asarray(total[:, 0] @ np.array(weights))


def _comparisons(inputs: Inputs, ours: Array, ends: Array | None) -> Iterable[Comparison]:
    for at, figure in enumerate(inputs.published):
        amount = _amount(ours[0], ends, at)
        error = amount.tonnes / figure.tonnes - 1 if figure.tonnes else None
        yield Comparison(figure.item, figure.label, figure.year, figure.tonnes, amount, error, figure.reason,
                         figure.source, figure.locator)  # fmt: skip


def _residual(middle: Run, figures: Mapping[str, Array]) -> float:
    """Greatest miss of the two balances: of an element's demand in a year, and of all that came into a use so far."""
    supply = figures["primary"] + figures["recycled"] + figures["swapped"] + figures["gap"]
    missed = [np.abs(supply - figures["demand"] - figures["surplus"]) / np.maximum(figures["demand"], 1.0)]
    for one in middle.flows:
        came = np.cumsum(one.inflow, axis=1)
        missed.append(np.abs(came - np.cumsum(one.outflow, axis=1) - one.stock) / np.maximum(came, 1.0))
    return float(max(one.max(initial=0.0) for one in missed))

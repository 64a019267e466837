"""The outlook as its page shows it: what is asked, an element over the years, its uses, ore and by-products."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from monazite.core import Problem
from monazite.reference import element_aliases, oxides
from monazite.store import unknown
from monazite.warn.outlook import Settings, checked, outlook, parse_sliders, shipped_inputs

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

    from monazite.warn.outlook import Balance, Inputs, Margin, Outlook, Scenario, Slider

FIRST_YEAR, USUAL_YEAR, USUAL_ELEMENT = 2020, 2035, "Dy"
YEARS = (2025, 2030, 2035, 2040, 2050, 2060)
"""Last years that may be chosen."""
DRAWS = 200
"""Samples behind an interval: its ends move by 2 % from seed to seed, and the page answers in half a second."""
KEPT = 64
"""Outlooks kept; each is 2 MB."""
SHOWN_USES = 6
"""Uses that have a colour of their own; the others are one."""
LEAST_TONNES = 0.5
"""Less than this is rounding."""
BYPRODUCTS = 4
"""Elements named one by one where something is left unsold."""
LEAST_STEP = 0.005
"""Tonnes that one more tonne must take or leave to be told."""
POWER = re.compile(r"\d+(\.\d+)?e-?\d{1,2}")
STEPS = {"share": 0.01, "% a year": 0.5, "year": 1.0, "USD/t": 10.0}
FURTHER = ("cerium_replaces", "storage", "changes_begin", "changes_end")
"""Sliders that few people move."""


@dataclass(frozen=True, slots=True)
class Control:
    """A slider as the form shows it.

    Args:
        slider: which.
        value: in force.
        usual: of the scenario.
    """

    slider: Slider
    value: float
    usual: float

    @property
    def step(self) -> float:
        """Between two places of the slider."""
        return STEPS.get(self.slider.unit, 0.1)

    @property
    def is_further(self) -> bool:
        """Whether it stands among the further ones."""
        return self.slider.name in FURTHER


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for; what could not be used is said, and the usual taken.

    Args:
        settings: with all sliders in force.
        scenario: chosen.
        element: symbol whose years are shown.
        controls: the sliders.
        problems: of the address.
    """

    settings: Settings
    scenario: Scenario
    element: str
    controls: tuple[Control, ...]
    problems: tuple[Problem, ...]

    @property
    def year(self) -> int:
        """The last year, whose balances are shown."""
        return self.settings.last_year


def asked(query: QueryParams) -> Asked:
    """Read an address: ``scenario``, ``until``, ``element``, and a value for any slider.

    Args:
        query: of the address.
    """
    tables, wrong = shipped_inputs(), list[Problem]()
    name = _chosen(query.get("scenario", ""), "scenario", tables.scenarios, next(iter(tables.scenarios)), wrong)
    year = _chosen(query.get("until", ""), "until", [str(one) for one in YEARS], str(USUAL_YEAR), wrong)
    known = _symbols(tables)
    wanted = query.get("element", "").strip()
    symbol = _chosen(element_aliases().get(wanted, wanted), "element", known, USUAL_ELEMENT, wrong)
    sliders: dict[str, float] = {}
    for key in tables.sliders:
        if text := query.get(key, "").strip()[:40]:
            given, found = parse_sliders([f"{key}={text}"], tables)
            _, outside = checked(Settings(sliders=given), tables)
            wrong += (*found, *outside)
            sliders |= {} if found or outside else given
    settings, _ = checked(Settings(FIRST_YEAR, int(year), name, sliders, draws=DRAWS), tables)
    usual = {one.name: one.default for one in tables.sliders.values()} | dict(tables.scenarios[name].values)
    controls = tuple(Control(one, settings.sliders[one.name], usual[one.name]) for one in tables.sliders.values())
    return Asked(settings, tables.scenarios[name], symbol, controls, tuple(wrong))


def slider_names() -> tuple[str, ...]:
    """Names of all sliders."""
    return tuple(shipped_inputs().sliders)


def scenarios() -> tuple[Scenario, ...]:
    """The scenarios that ship."""
    return tuple(shipped_inputs().scenarios.values())


def _chosen(text: str, place: str, known: Any, usual: str, wrong: list[Problem]) -> str:
    """One of what there is; the usual where nothing is asked, or what is not there, which is said."""
    if text and text not in known:
        wrong.append(unknown("value-unknown", place, text[:40], known).problem)
    return text if text in known else usual


def _symbols(tables: Inputs) -> list[str]:
    """The elements of which ores or uses know, in the order of the reference."""
    names = {name for one in tables.origins for name in one.oxide_shares}
    names |= {name for use in tables.uses for name in use.kg_per_unit}
    return [one.element for one in oxides() if one.element in names]


def found(wanted: Settings) -> Outlook:
    """The outlook of settings, from what is kept of those asked before.

    Args:
        wanted: as `asked` gives them.
    """
    return _kept(wanted.last_year, wanted.scenario, tuple(sorted(wanted.sliders.items())))


@lru_cache(maxsize=KEPT)
def _kept(last_year: int, scenario: str, sliders: tuple[tuple[str, float], ...]) -> Outlook:
    return outlook(Settings(FIRST_YEAR, last_year, scenario, dict(sliders), draws=DRAWS), shipped_inputs())


@dataclass(frozen=True, slots=True)
class Place:
    """An element in the last year.

    Args:
        balance: of it.
        worth_usd: what one more tonne is worth by the programme.
    """

    balance: Balance
    worth_usd: float

    @property
    def gap_share(self) -> float:
        """Of its demand."""
        return self.balance.gap.tonnes / self.balance.demand.tonnes if self.balance.demand.tonnes else 0.0

    @property
    def surplus_share(self) -> float:
        """Of what is separated and recycled."""
        supply = self.balance.primary.tonnes + self.balance.recycled.tonnes
        return self.balance.surplus.tonnes / supply if supply else 0.0

    @property
    def is_short(self) -> bool:
        """Whether it lacks, in the middle of all ranges."""
        return self.balance.gap.tonnes > LEAST_TONNES

    @property
    def may_be_short(self) -> bool:
        """Whether it lacks at the upper end of the interval only."""
        return not self.is_short and (self.balance.gap.high or 0.0) > LEAST_TONNES


def places(one: Outlook) -> list[Place]:
    """All elements in the last year: what lacks most of its demand first, then what may, then what lies unsold."""
    worth = one.programmes[-1].worth_usd
    rows = [Place(balance, worth.get(balance.element, 0.0)) for balance in one.balances
            if balance.year == one.settings.last_year]  # fmt: skip
    return sorted(rows, key=lambda row: (-row.gap_share, not row.may_be_short, -row.balance.surplus.tonnes))


def years_of(one: Outlook, symbol: str) -> list[Balance]:
    """The years of an element."""
    return [balance for balance in one.balances if balance.element == symbol]


def first_short(years: list[Balance]) -> int | None:
    """The first year from which it lacks in every year on; None where the last one has no gap."""
    first = None
    for one in reversed(years):
        if one.gap.tonnes <= LEAST_TONNES:
            break
        first = one.year
    return first


@dataclass(frozen=True, slots=True)
class ByUse:
    """Demand for an element by use and year.

    Args:
        uses: names, those that take most in the last year first; empty for the others together.
        rows: year, and tonnes by use in that order.
    """

    uses: tuple[str, ...]
    rows: tuple[tuple[int, tuple[float, ...]], ...]


def by_use(one: Outlook, symbol: str) -> ByUse:
    """Who takes an element."""
    demand: dict[str, dict[int, float]] = defaultdict(dict)
    for flow in one.flows:
        if flow.element == symbol and flow.demand > 0:
            demand[flow.use][flow.year] = flow.demand
    ranked = sorted(demand, key=lambda use: -demand[use].get(one.settings.last_year, 0.0))
    shown, others = ranked[:SHOWN_USES], ranked[SHOWN_USES:]
    years = range(one.settings.first_year, one.settings.last_year + 1)
    rows = tuple(
        (year, (*(demand[use].get(year, 0.0) for use in shown),
                *([sum(demand[use].get(year, 0.0) for use in others)] if others else [])))
        for year in years
    )  # fmt: skip
    return ByUse((*shown, *([""] if others else [])), rows)


@dataclass(frozen=True, slots=True)
class Step:
    """What one more tonne takes.

    Args:
        ore: tonnes of REO by origin; less than nought where other ore may stay in the ground.
        unsold: tonnes of what is left unsold with it, the most first.
        cost_usd: of that ore and of keeping what is left.
    """

    ore: tuple[tuple[str, float], ...]
    unsold: tuple[tuple[str, float], ...]
    cost_usd: float


@dataclass(frozen=True, slots=True)
class Story:
    """One more tonne of elements that stand in for one another.

    Args:
        elements: symbols.
        worth_usd: the dual price.
        alone: for itself alone.
        together: with every gap of the year closed as well; None where that is the same.
    """

    elements: tuple[str, ...]
    worth_usd: float
    alone: Step
    together: Step | None


def stories(one: Outlook) -> list[Story]:
    """What one more tonne of each element in gap is worth and takes; elements with the same answer are one story."""
    worth = one.programmes[-1].worth_usd
    steps: dict[str, dict[bool, Step]] = defaultdict(dict)
    for margin in one.margins:
        steps[margin.element][margin.is_together] = _step(margin)
    found: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for symbol, pair in steps.items():
        key = (round(worth[symbol]), *(_rounded(pair[together]) for together in (False, True)))
        found[key].append(symbol)
    return [_story(symbols, steps[symbols[0]], worth[symbols[0]]) for symbols in found.values()]


def _story(symbols: list[str], pair: Mapping[bool, Step], worth: float) -> Story:
    is_same = _rounded(pair[False]) == _rounded(pair[True])
    return Story(tuple(symbols), worth, pair[False], None if is_same else pair[True])


def _step(one: Margin) -> Step:
    left = sorted(one.unsold_tonnes.items(), key=lambda row: -row[1])
    return Step(
        tuple((name, tonnes) for name, tonnes in one.ore_tonnes_reo.items() if abs(tonnes) >= LEAST_STEP),
        tuple((name, tonnes) for name, tonnes in left if tonnes >= LEAST_STEP)[:BYPRODUCTS],
        one.cost_usd,
    )


def _rounded(step: Step) -> tuple[Any, ...]:
    return (*((name, round(tonnes, 2)) for name, tonnes in (*step.ore, *step.unsold)), round(step.cost_usd))


def balances_csv(one: Outlook) -> bytes:
    """Every element and year of an outlook as a file that Chinese Excel opens, tonnes of element."""
    out = io.StringIO()
    writer = csv.writer(out)
    spans = ("demand", "primary", "recycled", "gap", "surplus", "stock")
    writer.writerow(["year", "element", "reo_factor", "inflow_tonnes", "outflow_tonnes", "swapped_tonnes",
                     *(f"{name}{end}_tonnes" for name in spans for end in ("", "_low", "_high"))])  # fmt: skip
    for row in one.balances:
        amounts = [getattr(row, name) for name in spans]
        writer.writerow([row.year, row.element, f"{row.reo_factor:.6g}",
                         *(f"{value:.6g}" for value in (row.inflow, row.outflow, row.swapped)),
                         *(f"{value:.6g}" for amount in amounts for value in (amount.tonnes, amount.low, amount.high)
                           if value is not None)])  # fmt: skip
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def rows_behind(table: tuple[Mapping[str, str], ...], query: QueryParams) -> list[Mapping[str, str]]:
    """The rows of a shipped table that an address asks for, by use, element or origin."""
    wanted = {key: query[key] for key in ("use", "element", "origin", "ore", "item") if query.get(key)}
    found = [row for row in table if all(row.get(key, value) == value for key, value in wanted.items())]
    return [{key: _written(text) for key, text in row.items()} for row in found]


def _written(text: str) -> str:
    """A number without powers of ten, any other text as it stands."""
    return f"{Decimal(text):f}" if POWER.fullmatch(text) else text

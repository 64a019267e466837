"""What an outlook is computed from, as records: uses, activity, intensities, ores, limits, sliders and scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monazite.core import Problem, Words
from monazite.warn.outlook.lifetime import Lifetime


@dataclass(frozen=True, slots=True)
class Span:
    """A figure and the range in which it lies; ``low <= mid <= high``."""

    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True)
class Anchor:
    """A figure of a year; between the years of two anchors it is linear. A year of None holds for all years."""

    year: int | None
    span: Span


Path = tuple[Anchor, ...]
"""Anchors in the order of their years."""


@dataclass(frozen=True, slots=True)
class Use:
    """What takes rare earths (用途).

    Args:
        name: its key.
        label: in words.
        group: of uses that a slider moves together, such as vehicles.
        unit: in which its activity is counted, in words.
        is_magnet: whether the sliders about magnets hold for it.
        lifetime: of what comes into use.
        mean_years: range of the mean lifetime.
        loss: share of an element lost between oxide and product, net of scrap that goes back.
        collection: share of what leaves use that is collected.
        recovery: share of an element recovered from what is collected.
        activity: a year, in its unit.
        kg_per_unit: intensities by element.
    """

    name: str
    label: Words
    group: str
    unit: Words
    is_magnet: bool
    lifetime: Lifetime
    mean_years: Span
    loss: Span
    collection: Span
    recovery: Span
    activity: Path
    kg_per_unit: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where ore comes from (来源): a class of quota or an import.

    Args:
        name: its key.
        label: in words.
        kind: quota or import.
        oxide_shares: by element, its oxide's share of the REO (配分), 0 to 1.
        recovery: share of an element that separation gives.
        cost_usd_per_tonne_reo: of the ore and its separation; used by the co-production programme only.
        limit: tonnes of REO a year at most.
    """

    name: str
    label: Words
    kind: str
    oxide_shares: Mapping[str, float]
    recovery: Span
    cost_usd_per_tonne_reo: float
    limit: Path


@dataclass(frozen=True, slots=True)
class Slider:
    """A setting that a person may move, with its limits."""

    name: str
    label: Words
    unit: str
    least: float
    default: float
    most: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named choice of sliders (情景)."""

    name: str
    label: Words
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Published:
    """A figure of somebody else, beside which ours is put.

    Args:
        item: its key.
        label: what it counts, in words.
        what: stock, demand or gap, in tonnes of elements; demand_reo in tonnes of oxides.
        scope: all uses, or magnets only.
        year: of the figure.
        elements: whose sum it is.
        tonnes: the figure.
        reason: why ours differs.
        source: of the figure.
        locator: where in the source.
    """

    item: str
    label: Words
    what: str
    scope: str
    year: int
    elements: tuple[str, ...]
    tonnes: float
    reason: Words
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """All tables of an outlook.

    Args:
        uses: in file order.
        origins: in file order.
        usd_per_kg_oxide: prices by element.
        pools: elements that stand in for one another, such as Nd and Pr.
        sliders: by name.
        scenarios: by name, the first one the default.
        published: figures of others.
        problems: of bad rows; with any, nothing should be computed.
        shipped: tables taken from what ships, for want of them in the folder given.
    """

    uses: tuple[Use, ...] = ()
    origins: tuple[Origin, ...] = ()
    usd_per_kg_oxide: Mapping[str, float] = field(default_factory=dict)
    pools: tuple[tuple[str, ...], ...] = ()
    sliders: Mapping[str, Slider] = field(default_factory=dict)
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    published: tuple[Published, ...] = ()
    problems: tuple[Problem, ...] = ()
    shipped: tuple[str, ...] = ()

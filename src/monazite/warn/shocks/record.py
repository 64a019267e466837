"""Records of a supply network, of a stop that hits it, and of what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from monazite.core import Words

Cause = Literal["lack", "stopped", "orders", "border", "share"]
"""Why a line makes less: an input lacks, it is itself stopped, its buyers order less; why goods do not come: held at
the border, or shared out among more orders than there are goods."""
Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)
Level = Literal["low", "value", "high"]
"""Which end of the ranges of stocks is taken."""
ANY = "*"
"""Stands for every firm, region or material."""
USUAL_PRIORITY = 5
"""Priority of firms that have none, and of buyers outside the network."""


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm.

    Args:
        key: its id.
        name: what people call it.
        region: of its plants, any text.
        tier: steps from the mine, 0 first; for people only.
        priority: as a buyer, where suppliers ration by priority: 1 first, 9 last.
    """

    key: str
    name: Words
    region: str
    tier: int = 0
    priority: int = USUAL_PRIORITY


@dataclass(frozen=True, slots=True)
class Material:
    """A material or part: its id, its name, and the unit of every quantity of it (kg, piece)."""

    key: str
    name: Words
    unit: str


@dataclass(frozen=True, slots=True)
class Line:
    """What a firm makes of a material.

    Args:
        firm: its id.
        material: what it makes.
        per_day: units it makes on a usual day.
        most_per_day: units it can make at most.
        finished_days: days of usual output kept as finished goods.
        value_fen_per_unit: what a unit is sold for, in fen.
    """

    firm: str
    material: str
    per_day: float
    most_per_day: float
    finished_days: float = 0.0
    value_fen_per_unit: int = 0


@dataclass(frozen=True, slots=True)
class Cover:
    """Days of usual use that a stock covers, with its range.

    Args:
        low: at least.
        value: most likely.
        high: at most.
    """

    low: float
    value: float
    high: float

    def at(self, level: Level) -> float:
        """The days at one end of the range or between."""
        return {"low": self.low, "value": self.value, "high": self.high}[level]


@dataclass(frozen=True, slots=True)
class Need:
    """A row of a bill of material: what a line uses.

    Args:
        firm: whose line.
        output: what it makes.
        input: what it uses.
        quantity: units of the input for a unit of the output.
        cover: stock of the input.
        is_essential: whether nothing is made without it.
    """

    firm: str
    output: str
    input: str
    quantity: float
    cover: Cover
    is_essential: bool = True


@dataclass(frozen=True, slots=True)
class Substitute:
    """What may stand in for an input once it is qualified.

    Args:
        firm: whose line.
        output: what it makes.
        input: what is replaced.
        material: what replaces it.
        delay_days: from the first day of the stop until it is qualified; 0 where it already is.
        yield_share: units of output that a unit of it gives, against a unit of the input.
        cover: stock of it, in days of usual use of the input.
    """

    firm: str
    output: str
    input: str
    material: str
    delay_days: int
    yield_share: float = 1.0
    cover: Cover = field(default=Cover(0.0, 0.0, 0.0))


@dataclass(frozen=True, slots=True)
class Supply:
    """Who delivers what to whom.

    Args:
        supplier: a firm that makes the material.
        buyer: a firm that uses it.
        material: its id.
        share: part of the buyer's use, above 0 to 1; what is missing to 1 comes from outside the network.
        transit_days: from dispatch to arrival, at least 1.
    """

    supplier: str
    buyer: str
    material: str
    share: float
    transit_days: int


@dataclass(frozen=True)
class Network:
    """A network of firms; `read_network` and `checked` see that its parts fit."""

    firms: tuple[Firm, ...]
    materials: tuple[Material, ...]
    lines: tuple[Line, ...]
    needs: tuple[Need, ...]
    substitutes: tuple[Substitute, ...]
    supplies: tuple[Supply, ...]

    @cached_property
    def firm(self) -> Mapping[str, Firm]:
        """Firms by id."""
        return {one.key: one for one in self.firms}

    @cached_property
    def material(self) -> Mapping[str, Material]:
        """Materials by id."""
        return {one.key: one for one in self.materials}

    @cached_property
    def line_at(self) -> Mapping[tuple[str, str], int]:
        """Place of a line by firm and material."""
        return {(one.firm, one.material): place for place, one in enumerate(self.lines)}

    @cached_property
    def needs_of(self) -> Mapping[tuple[str, str], tuple[Need, ...]]:
        """Needs by firm and output."""
        return grouped(self.needs, lambda one: (one.firm, one.output))

    @cached_property
    def substitutes_of(self) -> Mapping[tuple[str, str, str], tuple[Substitute, ...]]:
        """Substitutes by firm, output and input."""
        return grouped(self.substitutes, lambda one: (one.firm, one.output, one.input))

    @cached_property
    def supplies_of(self) -> Mapping[tuple[str, str], tuple[Supply, ...]]:
        """Supplies by buyer and material."""
        return grouped(self.supplies, lambda one: (one.buyer, one.material))


def grouped(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, tuple[Row, ...]]:
    """Rows by a key, in their order."""
    found: dict[Key, list[Row]] = {}
    for one in rows:
        found.setdefault(key(one), []).append(one)
    return {one: tuple(group) for one, group in found.items()}


@dataclass(frozen=True, slots=True)
class Stop:
    """Supply that stops: lines that make less, or a border that lets less pass.

    Args:
        material: that stops, `ANY` for all.
        first_day: of the stop.
        days: how long, from 1.
        firm: whose lines stop, `ANY` for all of a region.
        region: whose lines stop where no firm is named; with ``to_region`` where the goods come from.
        to_region: where goods no longer go, `ANY` for every other region; empty where lines stop.
        left: steps of what is left, (days from the first day, share); nothing before the first step, all once it ends.
    """

    material: str
    first_day: dt.date
    days: int
    firm: str = ANY
    region: str = ANY
    to_region: str = ""
    left: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """How firms behave.

    Args:
        is_by_priority: whether a supplier short of goods serves buyers by priority; else all in proportion to orders.
        refill_days: in how many days a stock below its target is refilled.
        stop_share: a line has stopped on a day on which it makes less than this share of a usual day.
        level: which end of the ranges of stocks is taken.
    """

    is_by_priority: bool = False
    refill_days: float = 10.0
    stop_share: float = 0.5
    level: Level = "value"


@dataclass(frozen=True, slots=True)
class Link:
    """A step of a chain of causes: on that day this firm was short of this material, and why."""

    firm: str
    material: str
    day: dt.date
    cause: Cause


@dataclass(frozen=True, slots=True)
class Halt:
    """A line that stopped.

    Args:
        firm: its id.
        material: what it makes.
        short_from: first day on which it made less than was wanted, or than usual where orders fell away.
        stopped_from: first day on which it stopped.
        stopped_days: days on which it stood.
        cause: why on the first of them.
        lacks: the input that lacked, empty for another cause.
        lost_units: output lost against usual days, what was caught up taken off.
        chain: causes from this line to the root.
    """

    firm: str
    material: str
    short_from: dt.date
    stopped_from: dt.date
    stopped_days: int
    cause: Cause
    lacks: str
    lost_units: float
    chain: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a stop.

    Args:
        first_day: of the simulation, which is that of the stop.
        days: simulated.
        halts: lines that stopped, first ones first.
        value_lost_fen: what buyers outside the network did not get, at the value of its lines; so nothing counts twice.
        made_units: units made, shape (days, lines).
        lost_fen: the same value by line, shape (lines,).
    """

    first_day: dt.date
    days: int
    halts: tuple[Halt, ...]
    value_lost_fen: int
    made_units: NDArray[np.float64]
    lost_fen: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Relief:
    """Something that may be done.

    Args:
        key: its id.
        kind: ``stock``: ``amount`` days of usual use more of ``material`` at ``firm``; ``licence``: shipments of
            ``material`` by ``firm`` pass the border from day ``amount`` of the stop on; ``qualify``: the substitute
            ``material`` at ``firm`` is qualified on day ``amount``; ``priority``: ``firm`` is served at that priority.
        firm: who.
        material: which; empty for ``priority``.
        amount: see ``kind``.
        cost_fen: what it costs.
    """

    key: str
    kind: Literal["stock", "licence", "qualify", "priority"]
    firm: str
    material: str
    amount: float
    cost_fen: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """What a relief would bring.

    Args:
        relief: what is done.
        saved_fen: value that buyers outside get all the same.
        saved_low_fen: least over the ranges of stocks; None where they were not tried.
        saved_high_fen: greatest.
        saved_per_yuan: ``saved_fen`` by cost; infinite for what is free and helps.
    """

    relief: Relief
    saved_fen: int
    saved_low_fen: int | None
    saved_high_fen: int | None
    saved_per_yuan: float


@dataclass(frozen=True, slots=True)
class StopWindow:
    """Between which days a line will stop.

    Args:
        firm: whose line.
        material: the input that ends first.
        earliest: day of the stop if stocks are at their least.
        latest: day of the stop if they are at their most; None where it may not stop at all.
        reasons: how the days follow, zh and en.
    """

    firm: str
    material: str
    earliest: dt.date
    latest: dt.date | None
    reasons: tuple[Words, ...]

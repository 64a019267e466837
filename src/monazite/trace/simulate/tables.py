"""The CSV files of the simulated chain as frozen records. All names in them are invented."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from monazite.reference.tables import Converters, Record, optional, parse_table, split_list

RARE = ("La", "Ce", "Pr", "Nd", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Yb", "Y")
"""Rare earths of the simulated chain; what is only traces in every ore is left out."""
ELEMENTS = (*RARE, "Fe", "B", "Co")
"""Order of the elements in every vector of the simulator."""


@dataclass(frozen=True, slots=True)
class Ore:
    """A type of ore; a row of ``ores.csv``.

    Args:
        ore: key.
        zh, en: names.
        klass: rock or ion.
        product: what the mine makes.
        reo_ppm: rare earths as oxides in the dry product.
        moisture_ppm: of the product.
        La, Ce, Pr, Nd, Sm, Eu, Gd, Tb, Dy, Ho, Er, Yb, Y: percent of the REO.
        source, locator: where that comes from.
    """

    ore: str
    zh: str
    en: str
    klass: str
    product: str
    reo_ppm: int
    moisture_ppm: int
    La: float
    Ce: float
    Pr: float
    Nd: float
    Sm: float
    Eu: float
    Gd: float
    Tb: float
    Dy: float
    Ho: float
    Er: float
    Yb: float
    Y: float
    source: str
    locator: str

    @property
    def partition(self) -> tuple[float, ...]:
        """Shares of the REO in the order of `RARE`; they sum to one."""
        percent = [float(getattr(self, element)) for element in RARE]
        return tuple(value / sum(percent) for value in percent)


@dataclass(frozen=True, slots=True)
class SimulatedQuota:
    """Quota of a group, stage and class in two batches, in tonnes of REO; a row of ``quotas.csv``."""

    group: str
    stage: str
    klass: str
    batch1_tonnes: int
    batch2_tonnes: int
    within: str | None
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class SimulatedParty:
    """An invented party; a row of ``parties.csv``. It takes part from ``from_lots`` lots on."""

    id: str
    kind: str
    zh: str
    en: str
    parent: str | None
    region: str | None
    from_lots: int


@dataclass(frozen=True, slots=True)
class SimulatedLine:
    """A mine or a process line; a row of ``lines.csv``. ``ore`` is a type of ore (mines) or a class (rock, ion)."""

    line: str
    firm: str
    stage: str
    ore: str | None
    weight: float


@dataclass(frozen=True, slots=True)
class SimulatedProduct:
    """A product of a stage; a row of ``products.csv``.

    Args:
        product: standard name.
        code: in ids of lots.
        stage: that makes it.
        elements: it takes from the line; none for all.
        content_ppm: of its dry mass: oxides (up to separation) or elements (from metal on).
        moisture_ppm: of its net mass.
        price_fen_per_kg: of net mass, tax included.
        lots_weight: how many of the line's lots are of it, in proportion.
        end_use: where it goes when it leaves the chain here; None for onward processing.
        source, locator: where that comes from.
    """

    product: str
    code: str
    stage: str
    elements: tuple[str, ...]
    content_ppm: int
    moisture_ppm: int
    price_fen_per_kg: int
    lots_weight: float
    end_use: str | None
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant of the simulator with its unit; a row of ``constants.csv``."""

    name: str
    value: float
    unit: str
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class StageShare:
    """How many of all lots a stage makes, and how many lots move together; a row of ``stages.csv``."""

    stage: str
    code: str
    lots_share: float
    group: int
    source: str
    locator: str


def _read(name: str, record: type[Record], converters: Converters) -> tuple[Record, ...]:
    text = (resources.files("monazite.trace.simulate") / name).read_text("utf-8")
    return parse_table(text, record, converters, name)


@cache
def ores() -> dict[str, Ore]:
    """Types of ore by key."""
    shares: Converters = dict.fromkeys(RARE, float)
    return {row.ore: row for row in _read("ores.csv", Ore, {**shares, "reo_ppm": int, "moisture_ppm": int})}


@cache
def quotas() -> tuple[SimulatedQuota, ...]:
    """Quota lines of groups; lines without a group are national totals."""
    return _read("quotas.csv", SimulatedQuota, {"batch1_tonnes": int, "batch2_tonnes": int, "within": optional})


@cache
def parties() -> tuple[SimulatedParty, ...]:
    """All invented parties."""
    return _read("parties.csv", SimulatedParty, {"parent": optional, "region": optional, "from_lots": int})


@cache
def lines() -> tuple[SimulatedLine, ...]:
    """All mines and process lines."""
    return _read("lines.csv", SimulatedLine, {"ore": optional, "weight": float})


@cache
def products() -> tuple[SimulatedProduct, ...]:
    """All products."""
    whole: Converters = dict.fromkeys(("content_ppm", "moisture_ppm", "price_fen_per_kg"), int)
    return _read(
        "products.csv",
        SimulatedProduct,
        {**whole, "elements": split_list, "lots_weight": float, "end_use": optional},
    )


@cache
def constants() -> dict[str, float]:
    """Constants by name."""
    return {row.name: row.value for row in _read("constants.csv", Constant, {"value": float})}


@cache
def stages() -> dict[str, StageShare]:
    """Shares of stages by name."""
    return {row.stage: row for row in _read("stages.csv", StageShare, {"lots_share": float, "group": int})}

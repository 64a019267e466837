"""The rare earths and the elements alloyed with them: weights, classes, names, and the factor from element to oxide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import MappingProxyType

from monazite.reference.tables import Converters, optional, read_table, split_list


@dataclass(frozen=True, slots=True)
class Element:
    """One chemical element; a row of ``elements.csv``.

    Args:
        symbol: chemical symbol (Nd).
        atomic_number: Z.
        zh: Chinese name in simplified script.
        zh_traditional: in traditional script; several where usage differs by region (鑥 and 鎦).
        en: English name.
        pinyin: how the Chinese name is read.
        atomic_weight: standard atomic weight, dimensionless; None without a stable isotope (promethium).
        uncertainty: of the standard atomic weight.
        kind: rare_earth, alloying (of magnets), other, radioactive (thorium and uranium of the ores).
        series: light or heavy, as the cerium and yttrium groups; None for scandium and all others.
        series_gb: light, medium or heavy (轻、中、重), as GB/T 15676 groups them.
        class_source: of the two classes; empty for elements that are no rare earth.
        is_stable: whether it has a stable isotope; what has none is not booked.
        source: of the weight.
        locator: where in the source.
    """

    symbol: str
    atomic_number: int
    zh: str
    zh_traditional: tuple[str, ...]
    en: str
    pinyin: str
    atomic_weight: Decimal | None
    uncertainty: Decimal | None
    kind: str
    series: str | None
    series_gb: str | None
    class_source: str
    is_stable: bool
    source: str
    locator: str

    @property
    def is_rare_earth(self) -> bool:
        """Whether it is one of the 17 rare earths."""
        return self.kind == "rare_earth"


@dataclass(frozen=True, slots=True)
class Oxide:
    """The oxide as which an element is counted in REO (折稀土氧化物); a row of ``oxides.csv``.

    Args:
        formula: such as Pr6O11.
        element: symbol.
        atoms: of the element in the formula.
        oxygens: in the formula.
        factor: mass of oxide per mass of element, printed with four decimals; `factor` derives the exact one.
        source: of the form.
        locator: where in the source.
    """

    formula: str
    element: str
    atoms: int
    oxygens: int
    factor: Decimal
    source: str
    locator: str


@cache
def elements() -> tuple[Element, ...]:
    """All elements, the 17 rare earths first."""
    converters: Converters = {
        "atomic_number": int,
        "zh_traditional": split_list,
        "atomic_weight": _decimal,
        "uncertainty": _decimal,
        "series": optional,
        "series_gb": optional,
        "is_stable": _yes,
    }
    return read_table("elements.csv", Element, converters)


@cache
def rare_earths() -> tuple[Element, ...]:
    """The 17 rare earths: La to Lu by atomic number, then Y and Sc."""
    return tuple(item for item in elements() if item.is_rare_earth)


def element(symbol: str) -> Element:
    """The element of a symbol.

    Raises:
        KeyError: when the table does not hold it.
    """
    return _by_symbol()[symbol]


@cache
def element_aliases() -> Mapping[str, str]:
    """Chinese names in both scripts, English names in lower case and symbols, each to the symbol.

    >>> element_aliases()["鏑"]
    'Dy'
    """
    pairs = ((name, item.symbol) for item in elements() for name in _names(item))
    return MappingProxyType(dict(pairs))


@cache
def oxides() -> tuple[Oxide, ...]:
    """The oxides of the 16 stable rare earths."""
    return read_table("oxides.csv", Oxide, {"atoms": int, "oxygens": int, "factor": Decimal})


def oxide(symbol: str) -> Oxide:
    """The oxide as which an element is counted.

    Raises:
        KeyError: for an element that is no stable rare earth.
    """
    return _by_element()[symbol]


@cache
def factor(symbol: str) -> Fraction:
    """Mass of oxide that a mass of element makes, exactly from the standard atomic weights.

    >>> float(round(factor("Nd"), 4))
    1.1664

    Raises:
        KeyError: for an element that is no stable rare earth.
    """
    row = oxide(symbol)
    metal, oxygen = _weight(symbol), _weight("O")
    return 1 + row.oxygens * oxygen / (row.atoms * metal)


@cache
def factors() -> Mapping[str, Fraction]:
    """The oxide factors of all stable rare earths by symbol; what `monazite.core.mass.reo` takes."""
    return MappingProxyType({item.element: factor(item.element) for item in oxides()})


def _names(item: Element) -> tuple[str, ...]:
    return (item.zh, *item.zh_traditional, item.en, item.symbol)


@cache
def _by_element() -> Mapping[str, Oxide]:
    return {item.element: item for item in oxides()}


@cache
def _by_symbol() -> Mapping[str, Element]:
    return {item.symbol: item for item in elements()}


def _weight(symbol: str) -> Fraction:
    weight = element(symbol).atomic_weight
    if weight is None:
        raise KeyError(symbol)
    return Fraction(weight)


def _decimal(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None


def _yes(cell: str) -> bool:
    if cell not in {"yes", "no"}:
        raise ValueError(f"expected yes or no, found {cell!r}")
    return cell == "yes"

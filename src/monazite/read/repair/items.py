"""What is to be named: one row of a price table, with everything printed about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from monazite.facts.record import Fact
from monazite.read.repair.frames import Slot, slot_of
from monazite.reference import rare_earths


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A line of running text that states the same price as a row.

    Args:
        slot: the name it prints.
        text: the price as printed with its unit.
        series: light or heavy, as the heading over it says, or None.
        fact: the fact it is.
    """

    slot: Slot
    text: str
    series: str | None
    fact: Fact


@dataclass(frozen=True, slots=True)
class Item:
    """One row to be named.

    Args:
        slot: the name it prints.
        spec: its specification cell, or empty.
        price: in CNY/kg, of the newest period whose digits are sound, or None.
        printed_price: that price as printed with its unit.
        pct: stated change in percent, or None.
        period: of the price.
        row: its place in the table; rows in sequence have rows one apart.
        twins: lines of the text that state the same price.
        facts: the facts that the row states.
        vouched: whether the row's change recomputes from its prices and the text prints the same price; None where
            neither is printed.
        in_table: False for a line of text without a row, which has no neighbours.
        heading: light or heavy, as the heading over such a line says.
    """

    slot: Slot
    spec: str
    price: float | None
    printed_price: str
    pct: float | None
    period: str
    row: int
    twins: tuple[Witnessed, ...]
    facts: tuple[Fact, ...]
    vouched: bool | None = None
    in_table: bool = True
    heading: str | None = None

    @property
    def spec_elements(self) -> frozenset[str]:
        """Rare earths that the specification names."""
        return elements_in(self.spec)

    @property
    def series(self) -> str | None:
        """Light or heavy, where a heading over a twin says so."""
        return self.heading or next((twin.series for twin in self.twins if twin.series), None)


@cache
def elements_in(spec: str) -> frozenset[str]:
    """Rare earths named in a specification by symbol or Chinese character.

    >>> sorted(elements_in("≥99%Gd 75%±2%")), sorted(elements_in("≥99% Nd2O3 75%")), sorted(elements_in("TREO≥99%"))
    (['Gd'], ['Nd'], [])
    """
    found = set(_symbols().findall(spec))
    found |= {item.symbol for item in rare_earths() if item.zh in spec}
    return frozenset(found)


def series_of(heading: str) -> str | None:
    """Light or heavy, as a heading says.

    >>> series_of("（二）重稀土"), series_of("轻稀土"), series_of("中重稀土与轻稀土")
    ('heavy', 'light', None)
    """
    light, heavy = re.search("[轻輕]稀土", heading), re.search("重稀土", heading)
    if (light is None) == (heavy is None):
        return None
    return "light" if light else "heavy"


def named_facts(facts: Sequence[Fact]) -> list[tuple[Fact, Slot]]:
    """Price facts whose printed name has a frame with one element, in the order of the text."""
    found = []
    for fact in facts:
        if fact.kind == "price":
            slot = slot_of(re.sub(r"\s+", "", fact.subject_as_written)) or slot_of(fact.subject)
            if slot is not None:
                found.append((fact, slot))
    return found


@cache
def _symbols() -> re.Pattern[str]:
    names = "|".join(item.symbol for item in rare_earths())
    return re.compile(rf"(?<![A-Za-z])({names})(?=\s*[\d≥＞>:：/（(]|\s*$|(?:2O3|6O11|4O7|O2))")

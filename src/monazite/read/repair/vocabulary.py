"""Names of a closed class (ores, cobalt magnets) with a character that the class has not, and a second witness."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import log
from types import MappingProxyType

from monazite.facts.record import Correction, Fact
from monazite.read.document import Document
from monazite.read.repair.frames import HOLE, slot_of
from monazite.read.repair.levels import Levels
from monazite.read.repair.weights import GAP_NEEDED, WITNESSES_NEEDED, weights
from monazite.read.table.names import METAL
from monazite.read.table.vocabulary import confusions, rows_of
from monazite.reference import element, product, product_aliases, product_named

SHORTEST = 3
"""Shorter names have too many neighbours."""
STRAYED = 2.0
"""A price within so many standard deviations of the level testifies to the product."""
STEM = 2
"""A stem of so many characters (钐钴 of 钐钴磁体), found elsewhere in the document, testifies to the product."""
FEWEST_STEMS = 2


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A known product whose name differs in one character from the printed one."""

    key: str
    printed: str
    meant: str
    name: str


def repaired_members(document: Document, facts: Sequence[Fact], levels: Levels) -> list[Fact]:
    """Facts with names that no product has put right, where exactly one neighbour fits and a second witness agrees."""
    return [_repaired(document, fact, levels) for fact in facts]


def neighbours_of(name: str) -> list[Neighbour]:
    """Known products one metal character away from a name that is none, where a closed class names that character.

    >>> [(n.key, n.printed, n.meant) for n in neighbours_of("中钇富铈矿")]
    [('中钇富铕矿', '铈', '铕')]
    """
    found: dict[str, Neighbour] = {}
    for match in re.finditer(METAL, name) if product_named(name) is None else ():
        hole = name[: match.start()] + HOLE + name[match.end() :]
        meant = next((zh for frame, zh in _closed() if frame in hole), None)
        for known in _holes().get(hole, ()):
            if known[match.start()] != meant:
                continue
            key = product_aliases()[known]
            found.setdefault(key, Neighbour(key, match[0], known[match.start()], known))
    return list(found.values())


def _repaired(document: Document, fact: Fact, levels: Levels) -> Fact:
    name = re.sub(r"\s+", "", fact.subject_as_written)
    if fact.kind == "standard_plan" or len(name) < SHORTEST or not re.search(METAL, name) or _is_named(fact, name):
        return fact
    ranked = sorted((_cost(fact, near, levels), near.key, near) for near in neighbours_of(name))
    if not ranked:
        return fact
    cost, _, near = ranked[0]
    second = min((other for other, _, _ in ranked[1:]), default=weights()["no_member"])
    gap = min(second, weights()["no_member"]) - cost
    witnesses = _witnesses(document, fact, near, levels)
    if gap < GAP_NEEDED or len(witnesses) < WITNESSES_NEEDED:
        return fact
    item = product(near.key)
    becomes = fact.subject_as_written.replace(near.printed, near.meant, 1)
    proof = Correction(fact.subject_as_written, becomes, "subject", witnesses, round(gap, 2))
    return replace(fact, subject=item.key, formula=item.formula, status="repaired", repair=proof)


def _is_named(fact: Fact, name: str) -> bool:
    """Whether the name is a product's, or has a frame that the rows of a table decide."""
    return product_named(name) is not None or slot_of(name) is not None or fact.repair is not None


def _cost(fact: Fact, near: Neighbour, levels: Levels) -> float:
    strayed = _strayed(fact, near.key, levels)
    listed = near.meant in confusions().get(near.printed, frozenset())
    reading = weights()["misread_listed" if listed else "misread_other"]
    return reading + (min(0.5 * strayed**2, weights()["level_most"]) if strayed is not None else 0.0)


def _witnesses(document: Document, fact: Fact, near: Neighbour, levels: Levels) -> tuple[str, ...]:
    found = [f"member {near.name.replace(near.meant, near.printed, 1)} ∉ products, {near.name} ∈ products"]
    strayed = _strayed(fact, near.key, levels)
    level = levels.of(near.key, fact.period or "") if strayed is not None else None
    if strayed is not None and level is not None and strayed <= STRAYED:
        found.append(level.source)
    stem = _stem(near)
    times = document.view.text.count(stem)
    if times >= FEWEST_STEMS:
        found.append(f"document {stem} ×{times}")
    return tuple(found)


def _stem(near: Neighbour) -> str:
    """The meant character with its neighbour in the name: what the same document would print elsewhere."""
    at = near.name.index(near.meant)
    return near.name[at : at + STEM] if at + STEM <= len(near.name) else near.name[at - STEM + 1 : at + 1]


def _strayed(fact: Fact, key: str, levels: Levels) -> float | None:
    """How many standard deviations a price lies from the product's level; None without price or level."""
    if fact.kind != "price" or fact.canonical_unit != "CNY/kg" or fact.canonical_value is None or fact.period is None:
        return None
    value = fact.canonical_value[0] if isinstance(fact.canonical_value, tuple) else fact.canonical_value
    level = levels.of(key, fact.period)
    return None if level is None or value <= 0 else abs(log(float(value) / level.price)) / level.spread


@cache
def _closed() -> tuple[tuple[str, str], ...]:
    """Frames of closed classes and the only character that stands in each, the longest frame first."""
    rows = rows_of(__package__, "closed_classes.csv")
    return tuple(sorted(((row["frame"], element(row["element"]).zh) for row in rows), key=lambda pair: -len(pair[0])))


@cache
def _holes() -> Mapping[str, tuple[str, ...]]:
    """Every known Chinese name of three characters or more with one of its metal characters left open."""
    found: dict[str, tuple[str, ...]] = {}
    for name in sorted(product_aliases()):
        if len(name) >= SHORTEST:
            for match in re.finditer(METAL, name):
                hole = name[: match.start()] + HOLE + name[match.end() :]
                found[hole] = (*found.get(hole, ()), name)
    return MappingProxyType(found)

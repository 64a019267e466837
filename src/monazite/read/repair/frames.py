"""A product's name as a frame with one element in it: 氧化{}, 金属{}, {}铁合金. What else could stand in the frame."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from monazite.read.table.names import METAL
from monazite.read.table.vocabulary import confusions
from monazite.reference import element, element_aliases, products, rare_earths

HOLE = "{}"
YTTRIUM_RANK = 71.5
"""Lists by atomic number print yttrium after lutetium, and scandium after it."""
SCANDIUM_RANK = 71.7


@dataclass(frozen=True, slots=True)
class Slot:
    """A printed name whose frame is known.

    Args:
        frame: canonical frame (氧化{}).
        form: oxide, metal, alloy, compound.
        character: what is printed in the frame.
        symbol: the rare earth it stands for, or None where it stands for none.
    """

    frame: str
    form: str
    character: str
    symbol: str | None


@cache
def frames() -> Mapping[str, Mapping[str, str]]:
    """For each canonical frame the product of each rare earth that may stand in it."""
    found: dict[str, dict[str, str]] = {}
    for key, symbol, _ in _single():
        found.setdefault(key.replace(element(symbol).zh, HOLE), {})[symbol] = key
    return MappingProxyType(found)


@cache
def slot_of(name: str) -> Slot | None:
    """The frame of a printed name, or None where it has none with exactly one element.

    >>> slot_of("镱铁").frame, slot_of("氧化铟").symbol, slot_of("氧化镨钕")
    ('{}铁合金', None, None)
    """
    for at, character in enumerate(name):
        frame = _frames_as_printed().get(name[:at] + HOLE + name[at + 1 :])
        if frame is not None and (re.match(METAL, character) or character in confusions()):
            symbol = element_aliases().get(character)
            return Slot(frame, _forms()[frame], character, symbol if symbol in _symbols() else None)
    return None


def product_in(frame: str, symbol: str) -> str:
    """The canonical product of an element in a frame."""
    return frames()[frame][symbol]


def options_of(slot: Slot) -> tuple[str | None, ...]:
    """What may stand in the frame: the printed character first, then every stable rare earth by rank."""
    others = [s for s in sorted(frames()[slot.frame], key=rank) if s != slot.symbol and element(s).is_stable]
    return (slot.symbol, *others)


def oxide_of(symbol: str) -> str | None:
    """The oxide of an element."""
    return frames()["氧化{}"].get(symbol)


@cache
def rank(symbol: str | None) -> float:
    """Place of an element in a list by atomic number; 0 for none.

    >>> sorted(["Y", "La", "Lu", "Sc"], key=rank)
    ['La', 'Lu', 'Y', 'Sc']
    """
    if symbol is None:
        return 0.0
    return {"Y": YTTRIUM_RANK, "Sc": SCANDIUM_RANK}.get(symbol) or float(element(symbol).atomic_number)


@cache
def _single() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Products named after one rare earth: key, its symbol, other names."""
    found = []
    for item in products():
        rare = [symbol for symbol in item.elements if symbol in _symbols()]
        if len(rare) == 1 and len(item.key) > 1 and item.key.count(element(rare[0]).zh) == 1 and not item.is_foreign:
            found.append((item.key, rare[0], item.aliases))
    return tuple(found)


@cache
def _frames_as_printed() -> Mapping[str, str]:
    """Every way to print a frame to its canonical one; frames that only one or two elements have are none."""
    found: dict[str, str] = {}
    for key, symbol, aliases in _single():
        frame = key.replace(element(symbol).zh, HOLE)
        if len(frames()[frame]) < len(_symbols()) // 2:
            continue
        for name in (key, *aliases):
            for character in (element(symbol).zh, *element(symbol).zh_traditional):
                if name.count(character) == 1 and len(name) > 1:
                    found.setdefault(name.replace(character, HOLE), frame)
    return MappingProxyType(found)


@cache
def _forms() -> Mapping[str, str]:
    return {frame: next(item.form for item in products() if item.key == next(iter(keys.values())))
            for frame, keys in frames().items()}  # fmt: skip


@cache
def _symbols() -> frozenset[str]:
    return frozenset(item.symbol for item in rare_earths())

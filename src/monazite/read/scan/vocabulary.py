"""The word lists of numbers: units and scales of the reference room, qualifiers of the file beside this module."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from monazite import reference
from monazite.read.mentions import Unit

PER_MASS = re.compile(r"(美元|欧元|日元|澳元|元人民币|元)?[ \u00a0]?[/／每一][ \u00a0]?(公斤|千克|公吨|吨|噸|kg)")
"""万元一吨, 万/吨, 元每公斤: a price per mass with 每, 一 or no currency; without one it is 元."""
SCALED = re.compile("[万萬亿億]|千(?=[元吨])")
ENDS_IN_LETTER = re.compile("[A-Za-z]$")


def rows(package: str, name: str) -> list[dict[str, str]]:
    """The rows of a CSV file beside a package's code."""
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def qualifiers(side: str) -> Mapping[str, str | None]:
    """Words before, inside or after a number and the code each stands for; None for a figure of speech."""
    return {row["text"]: row["code"] or None for row in rows(__package__, "qualifiers.csv") if row["side"] == side}


@cache
def scale_powers() -> Mapping[str, int]:
    """The power of ten of 万, 亿, million and the like."""
    return {word: int(factor.log10()) for word, factor in reference.scales().items() if word not in ("十", "十萬")}


@cache
def _units_by_first() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for text in reference.unit_texts():
        if "稀土" not in text and not _is_scaled(text):
            found[text[0]].append(text)
    return {first: tuple(texts) for first, texts in found.items()}


def _is_scaled(text: str) -> bool:
    """万元/吨 is listed as a unit of its own; here 万 is read as the number's scale."""
    scale = SCALED.match(text)
    return scale is not None and reference.unit(text[scale.end() :].strip()) is not None


@cache
def unit_of(text: str) -> Unit | None:
    """The unit of a printed form without its scale, 成 (tenths) as a percentage.

    >>> unit_of("元/吨").canonical, unit_of("一公斤").canonical, unit_of("成").factor
    ('CNY/kg', 'CNY/kg', Decimal('10'))
    """
    if (known := reference.unit(text)) is not None:
        return Unit(text, known.canonical, known.factor, "percent" if text == "成" else known.dimension)
    per = PER_MASS.fullmatch(text)
    known = reference.unit(f"{per[1] or '元'}/{per[2]}") if per else None
    return None if known is None else Unit(text, known.canonical, known.factor, known.dimension)


def unit_at(text: str, at: int) -> tuple[Unit, int] | None:
    """The longest unit that begins here, and where it ends."""
    if at >= len(text):
        return None
    if (per := PER_MASS.match(text, at)) is not None and (unit := unit_of(per[0])) is not None:
        return unit, per.end()
    for candidate in _units_by_first().get(text[at], ()):
        if text.startswith(candidate, at):
            end = at + len(candidate)
            if ENDS_IN_LETTER.search(candidate) and text[end : end + 1].isascii() and text[end : end + 1].isalnum():
                continue
            unit = unit_of(candidate)
            return None if unit is None else (unit, end)
    return None


def alternation(words: Iterable[str]) -> str:
    """A regular expression of the words, longest first."""
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))

"""One pass over a text: its numbers, times and names, none overlapping another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monazite.read.mentions import Name, Quantity, Time
from monazite.read.scan.names import find_names
from monazite.read.scan.periods import Anchor
from monazite.read.scan.quantities import quantities_between
from monazite.read.scan.times import find_times


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a text mentions, each kind from left to right; no quantity overlaps a time."""

    quantities: tuple[Quantity, ...]
    times: tuple[Time, ...]
    names: tuple[Name, ...]


def scan(text: str, anchor: Anchor | None = None, start: int = 0, end: int | None = None) -> Mentions:
    """Find what a text mentions.

    Args:
        text: the text; all offsets count in it.
        anchor: the date and year that relative times refer to.
        start: where the part to scan begins.
        end: where it ends; None for the end of the text.

    >>> mentions = scan("8月份，氧化镨钕均价为71.89万元/吨，环比下跌16.1%。", Anchor(year=2022))
    >>> [q.text for q in mentions.quantities], [t.iso for t in mentions.times], [n.key for n in mentions.names]
    (['71.89万元/吨', '16.1%'], ['2022-08'], ['氧化镨钕'])
    """
    times = find_times(text, anchor or Anchor(), start, end)
    quantities = free_of(quantities_between(text, start, len(text) if end is None else end), times)
    return Mentions(tuple(quantities), tuple(times), tuple(find_names(text, start, end)))


def free_of(quantities: Iterable[Quantity], times: list[Time]) -> list[Quantity]:
    """The quantities whose digits are no part of a date."""
    kept: list[Quantity] = []
    at = 0
    for quantity in quantities:
        while at < len(times) and times[at].end <= quantity.number_start:
            at += 1
        if at == len(times) or times[at].start >= quantity.end:
            kept.append(quantity)
    return kept

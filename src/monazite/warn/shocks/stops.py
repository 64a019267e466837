"""Stops as people write them: who or where, and which material."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence

from monazite.core import Problem
from monazite.store import nearest
from monazite.warn.said import problem
from monazite.warn.shocks.left import stops_line, stops_link
from monazite.warn.shocks.record import ANY, Network, Stop

MOST_STOPS = 6
"""Each set of them that touches something has a row of its own in a table of at most 128."""
MOST_DAYS = 730
"""Days of a stop."""
SHOWN = 8
"""Known names that are shown where none is near."""
_STEP = re.compile(r"(\d{1,4}):(\d{1,3}(?:\.\d+)?)", re.ASCII)


def parse_stops(
    network: Network, texts: Sequence[str], first_day: str, days: int, granted: Sequence[str] = ()
) -> tuple[Stop, ...] | Problem:
    """The stops that were asked for, or the first thing wrong with them.

    Args:
        network: that they are to touch.
        texts: ``FIRM:MATERIAL`` or ``REGION:MATERIAL`` where lines stop, ``REGION>REGION:MATERIAL`` where a border
            closes; ``*`` stands for all. Names are ids, or what people call them.
        first_day: as ``2025-04-04``.
        days: of each stop.
        granted: steps of what is left meanwhile, as ``61:25``: 25 % from the 61st day after the first on.
    """
    if not 1 <= days <= MOST_DAYS:
        return problem("shocks-days-wrong", "--days", limit=MOST_DAYS, found=days)
    if not 1 <= len(texts) <= MOST_STOPS:
        return problem("shocks-stops-many", "--stop", limit=MOST_STOPS, found=len(texts))
    try:
        start = dt.date.fromisoformat(first_day)
    except ValueError:
        return problem("shocks-day-wrong", "--from", found=first_day)
    left = []
    for text in granted:
        match = _STEP.fullmatch(text)
        if not match or float(match[2]) > 100:  # noqa: PLR2004  per cent
            return problem("shocks-granted-wrong", "--granted", found=text)
        left.append((int(match[1]), float(match[2]) / 100))
    found = []
    for text in texts:
        stop = _stop(network, text, start, days, tuple(left))
        if isinstance(stop, Problem):
            return stop
        found.append(stop)
    return tuple(found)


def _stop(
    network: Network, text: str, start: dt.date, days: int, left: tuple[tuple[int, float], ...]
) -> Stop | Problem:
    who, colon, what = text.replace("：", ":").rpartition(":")
    firms = {name: one.key for one in network.firms for name in (*one.name, one.key)}
    regions = {one.region: one.region for one in network.firms} | {ANY: ANY}
    materials = {name: one.key for one in network.materials for name in (*one.name, one.key)} | {ANY: ANY}
    if not colon:
        example = f"{what if what in firms or what in regions else next(iter(regions))}:{network.materials[0].key}"
        return problem("shocks-stop-colon", "--stop", found=text, example=example)
    origin, border, goal = who.partition(">")
    known: Collection[str] = regions if border else [*regions, *firms]
    for name, among in ((origin, known), (goal or ANY, regions), (what, materials)):
        if name not in among:
            some = ", ".join([*among][:SHOWN])
            return problem("shocks-stop-wrong", "--stop", found=name, nearest=nearest(name, among), known=some)
    if border:
        stop = Stop(materials[what], start, days, region=origin, to_region=goal or ANY, left=left)
    elif origin in firms:
        stop = Stop(materials[what], start, days, firm=firms[origin], left=left)
    else:
        stop = Stop(materials[what], start, days, region=origin, left=left)
    touches = any(stops_link(network, stop, one) for one in network.supplies) if border else any(
        stops_line(network, stop, one) for one in network.lines
    )  # fmt: skip
    return stop if touches else problem("shocks-stop-nothing", "--stop", found=text)

"""Demand against capacity, week by week (供需匹配): CX-0128 v2, section 5.7, in exact arithmetic without rounding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction
from graphlib import TopologicalSorter
from typing import NamedTuple

from monazite.plan.matching.record import (
    CapacityGroup,
    LinkedDemand,
    Match,
    MaterialDemand,
    Verdict,
    WeekCapacity,
)

CAPACITY, DEMAND = "capacity", "demand"
"""Stand in `Match.missing` where the supplier says nothing of a week, and where a group has no active demand at all."""
EXACT = Context(prec=20_000, traps=[Inexact, InvalidOperation])
"""Sums and products of decimals are decimals; with so many digits every one that the checks let pass is exact."""
Weeks = Mapping[dt.date, Decimal]


class Key(NamedTuple):
    """What links a demand series to a capacity group (CX-0128, 5.6.2)."""

    supplier: str
    customer: str
    material: str
    customer_location: str
    category: str


def judge(demand: Decimal | Fraction, actual: Decimal, maximum: Decimal) -> Verdict:
    """Which of the eight situations a week is (CX-0128, 5.7.1).

    Args:
        demand: all demands together, with load factors and delta production.
        actual: planned capacity.
        maximum: greatest capacity, not below the actual one.

    >>> judge(Decimal(120), Decimal(100), Decimal(100))
    Verdict(scenario=5, result='bottleneck', colour='red')
    """
    has_flexible = actual < maximum
    if demand == actual:
        return Verdict(1 + has_flexible, "zero_deviation", "green")
    if demand < actual:
        return Verdict(3 + has_flexible, "surplus", "green")
    if demand > maximum:
        return Verdict(5 if actual == maximum else 8, "bottleneck", "red")
    return Verdict(6 if demand == maximum else 7, "bottleneck", "orange")


@dataclass(frozen=True, slots=True)
class GroupDemand:
    """What the demands of a group need.

    Args:
        weeks: sums by week, exact; of a week that a part says nothing of there is none.
        silent: by week, the parts that say nothing of it while another does.
        parts: names of all that is added up.
    """

    weeks: Weeks
    silent: Mapping[dt.date, tuple[str, ...]]
    parts: tuple[str, ...] = ()


NOUGHT = Decimal(0)
NOTHING = GroupDemand({}, {})
"""A demand that nobody stated, which is missing; one that its customer set aside is not there at all."""


def match(demands: Iterable[MaterialDemand], groups: Iterable[CapacityGroup]) -> tuple[Match, ...]:
    """The comparison of every active group, in order of the groups and weeks.

    The records must be sound, as `monazite.plan.matching.check.problems_of` tells.

    Args:
        demands: what customers need.
        groups: what suppliers can make.
    """
    listed = list(groups)
    sums = group_demands(demands, listed)
    return tuple(one for group in listed if not group.is_inactive for one in _matches(group, sums[group.id]))


def group_demands(demands: Iterable[MaterialDemand], groups: Sequence[CapacityGroup]) -> Mapping[str, GroupDemand]:
    """What every active group needs, nested groups included, by its id.

    Own demands count with their load factors, and nested groups with theirs; delta production is no demand and goes
    into the comparison only. What is inactive counts as not there.

    Args:
        demands: what customers need.
        groups: without a cycle.
    """
    series = _series(demands)
    known = {one.id: one for one in groups}
    active = {key: one for key, one in known.items() if not one.is_inactive}
    below = {key: {link.group for link in one.groups} & active.keys() for key, one in active.items()}
    found: dict[str, GroupDemand] = {}
    for key in TopologicalSorter(below).static_order():
        group = active[key]
        linked = [(one.material, part, one.load_factor)
                  for one in group.demands for part in series.get(link_key(group, one), [NOTHING])]  # fmt: skip
        nested = [(one.group, found.get(one.group, NOTHING), one.load_factor) for one in group.groups
                  if one.group in active or one.group not in known]  # fmt: skip
        found[key] = _sum([*linked, *nested])
    return found


def link_key(group: CapacityGroup, link: LinkedDemand) -> Key:
    """The series that a link of a group names."""
    return Key(group.supplier, group.customer, link.material, link.customer_location, link.category)


def _series(demands: Iterable[MaterialDemand]) -> Mapping[Key, list[GroupDemand]]:
    """Active series by what links them: one for each expected supplier location; none where all are inactive."""
    found: dict[Key, list[GroupDemand]] = {}
    for one in demands:
        for series in one.series:
            key = Key(one.supplier, one.customer, one.material, series.customer_location, series.category)
            weeks = GroupDemand({part.week: part.quantity for part in series.weeks}, {})
            found.setdefault(key, []).extend([] if one.is_inactive else [weeks])
    return found


def _sum(parts: Sequence[tuple[str, GroupDemand, Decimal | None]]) -> GroupDemand:
    """Parts times their factors, added up by week; where one of them is silent, there is no sum."""
    weeks: dict[dt.date, Decimal] = {}
    silent: dict[dt.date, tuple[str, ...]] = {}
    for week in {week for _, part, _ in parts for week in (*part.weeks, *part.silent)}:
        if lacking := tuple(name for name, part, _ in parts if week not in part.weeks):
            silent[week] = lacking
            continue
        total = NOUGHT
        for _, part, factor in parts:
            total = EXACT.add(total, part.weeks[week] if factor is None else EXACT.multiply(part.weeks[week], factor))
        weeks[week] = total
    return GroupDemand(weeks, silent, tuple(name for name, _, _ in parts))


def _matches(group: CapacityGroup, demand: GroupDemand) -> Iterable[Match]:
    capacities = {one.week: one for one in group.capacities}
    for week in sorted({*capacities, *demand.weeks, *demand.silent}):
        yield _match(group, week, demand, capacities.get(week))


def _match(group: CapacityGroup, week: dt.date, demand: GroupDemand, capacity: WeekCapacity | None) -> Match:
    needed = demand.weeks.get(week)
    delta = (capacity.delta_production if capacity else None) or NOUGHT
    missing = () if needed is not None else demand.silent.get(week, demand.parts or (DEMAND,))
    if capacity is None:
        return Match(group.id, week, needed, delta, None, None, (*missing, CAPACITY))
    verdict = None if needed is None else judge(EXACT.add(needed, delta), capacity.actual, capacity.maximum)
    return Match(group.id, week, needed, delta, capacity, verdict, missing)

"""What is wrong with demands and capacity groups: of each by itself, and of all together."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from typing import TypeVar

from monazite.core import Problem, ProblemError, Words
from monazite.plan.matching.codes import unit_key, units
from monazite.plan.matching.match import Key, link_key
from monazite.plan.matching.record import AlertThreshold, CapacityGroup, Comment, MaterialDemand
from monazite.plan.said import problem
from monazite.store import nearest

Record = TypeVar("Record")
Named = TypeVar("Named", bound=Hashable)
WEEK = dt.timedelta(weeks=1)
MOST_WEEKS_OF_HORIZON = 104
"""Weeks of all parts of the horizon together (CX-0128, 5.11.3)."""
MOST_NESTED = 100
"""Groups nested in each other: every load factor on the way adds digits to an exact sum."""
MOST_PROBLEMS, MOST_NEAR = 200, 500
"""Problems of links told at once, and names among which a mistyped one is looked for."""
ARROW = " → "


def checked(record: Record, check: Callable[[Record], Iterable[Problem]]) -> Record:
    """The record, when nothing is wrong with it.

    Raises:
        ProblemError: of the first thing that is.
    """
    for wrong in check(record):
        raise ProblemError(wrong)
    return record


def problems_of(demands: Sequence[MaterialDemand], groups: Sequence[CapacityGroup]) -> tuple[Problem, ...]:
    """All that is wrong with demands and groups, each by itself and together; with any, nothing should be matched.

    Args:
        demands: one version of each.
        groups: one version of each.
    """
    alone = [*_alike("demand", demands), *_alike("capacity", groups)]
    alone += [wrong for one in demands for wrong in demand_problems(one)]
    alone += [wrong for one in groups for wrong in group_problems(one)]
    return tuple(alone) or (*islice(_links(demands, groups), MOST_PROBLEMS), *_cycles(groups))


def demand_problems(demand: MaterialDemand) -> Iterator[Problem]:
    """What is wrong with a demand by itself."""
    place = f"demand {demand.id}"
    yield from _unit(demand.unit, place)
    places = ((one.customer_location, one.supplier_location, one.category) for one in demand.series)
    for key in _repeated(places):
        yield problem("matching-series-twice", place, found=" ".join(filter(None, key)))
    for series in demand.series:
        yield from _weeks([one.week for one in series.weeks], place)
        for part in series.weeks:
            yield from _least(part.quantity, f"{place} {part.week}")


def group_problems(group: CapacityGroup) -> Iterator[Problem]:
    """What is wrong with a capacity group by itself."""
    place = f"capacity {group.id}"
    yield from _unit(group.unit, place)
    yield from _weeks([one.week for one in group.capacities], place)
    for one in group.capacities:
        yield from _least(one.actual, f"{place} {one.week}")
        if one.maximum < one.actual:
            yield problem("matching-maximum-below", f"{place} {one.week}", actual=one.actual, found=one.maximum)
    yield from _factors(group, place)
    if group.volatility:
        yield from _thresholds(group.volatility.thresholds, place)


def comment_problems(comment: Comment) -> Iterator[Problem]:
    """What is wrong with a comment."""
    if not comment.text.strip():
        yield problem("matching-text-missing", f"comment {comment.id}")
    yield from _weeks(comment.weeks, f"comment {comment.id}")


def gaps(demands: Iterable[MaterialDemand], groups: Iterable[CapacityGroup]) -> Iterator[Problem]:
    """Weeks left out between others of a series: nothing wrong (CX-0128 has the unknown left out), but not compared."""
    stated = [(f"{one.material}", [part.week for part in series.weeks]) for one in demands for series in one.series]
    for name, weeks in [*stated, *((one.id, [part.week for part in one.capacities]) for one in groups)]:
        for before, after in zip(sorted(weeks), sorted(weeks)[1:], strict=False):
            if after - before > WEEK:
                span = str(before + WEEK) if after - before == 2 * WEEK else f"{before + WEEK} … {after - WEEK}"
                yield problem("matching-week-gap", name, name=name, found=span)


def _alike(kind: str, records: Sequence[MaterialDemand] | Sequence[CapacityGroup]) -> Iterator[Problem]:
    yield from (problem("matching-id-twice", kind, found=one) for one in _repeated(one.id for one in records))


def _repeated(keys: Iterable[Named]) -> list[Named]:
    return [key for key, count in Counter(keys).items() if count > 1]


def _unit(unit: str, place: str) -> Iterator[Problem]:
    if unit and unit_key(unit) != unit:
        yield problem("matching-unit-unknown", place, found=unit, nearest=nearest(unit, units()))


def _weeks(weeks: Sequence[dt.date], place: str) -> Iterator[Problem]:
    yield from (problem("matching-week-wrong", place, found=one) for one in weeks if one.weekday())
    yield from (problem("matching-week-twice", place, found=one) for one in _repeated(weeks))


def _least(value: Decimal, place: str) -> Iterator[Problem]:
    if value < 0:
        yield problem("matching-negative", place, found=value)


def _factors(group: CapacityGroup, place: str) -> Iterator[Problem]:
    """What is wrong with the links of a group: none, one twice, factors on some only (CX-0128, 5.6.4)."""
    names = {link_key(group, one): one.material for one in group.demands}
    nested = [one.group for one in group.groups]
    if not (group.demands or nested or group.is_inactive):
        yield problem("matching-group-empty", place)
    for key in _repeated(link_key(group, one) for one in group.demands):
        yield problem("matching-link-twice", place, found=names[key])
    yield from (problem("matching-link-twice", place, found=one) for one in _repeated(nested))
    factors = [one.load_factor for one in group.demands]
    if None in factors and any(factors):
        yield problem("matching-factor-some", place, found=group.demands[factors.index(None)].material)
    for factor in [*factors, *(one.load_factor for one in group.groups)]:
        if factor is not None and factor <= 0:
            yield problem("matching-factor-wrong", place, found=factor)


def _thresholds(parts: Sequence[AlertThreshold], place: str) -> Iterator[Problem]:
    sequence = [one.sequence for one in parts]
    if sorted(sequence) != list(range(1, len(parts) + 1)):
        wanted = Words("从 1 起连续的序号", "parts numbered from 1 on")
        yield problem("matching-threshold-wrong", place, wanted=wanted, found=sequence)
    if any(one.weeks < 1 for one in parts) or sum(one.weeks for one in parts) > MOST_WEEKS_OF_HORIZON:
        wanted = Words("各段至少 1 周、合计至多 104 周", "parts of a week at least, 104 weeks in all")
        yield problem("matching-threshold-wrong", place, wanted=wanted, found=[one.weeks for one in parts])
    for one in parts:
        values = (one.absolute_positive, one.absolute_negative, one.relative_positive, one.relative_negative)
        for value in values:
            if value is not None and value < 0:
                wanted = Words("不小于零的阈值（减量不写负号）", "a threshold from nought up; a fall without a sign")
                yield problem("matching-threshold-wrong", place, wanted=wanted, found=value)
        if one.relative_negative is not None and one.relative_negative > 1:
            wanted = Words("至多 1（100%）的减幅", "a fall of 1 at most (100 %)")
            yield problem("matching-threshold-wrong", place, wanted=wanted, found=one.relative_negative)


def _links(demands: Sequence[MaterialDemand], groups: Sequence[CapacityGroup]) -> Iterator[Problem]:
    """Links to what is not there, and units that do not fit without a load factor."""
    by_id = {one.id: one for one in groups}
    unit_of = {Key(one.supplier, one.customer, one.material, part.customer_location, part.category): one.unit
               for one in demands for part in one.series}  # fmt: skip
    materials = list(dict.fromkeys(one.material for one in unit_of))[:MOST_NEAR]
    for group in groups:
        place = f"capacity {group.id}"
        for link in group.demands:
            key = link_key(group, link)
            if key not in unit_of:
                like = nearest(link.material, materials)
                yield problem("matching-demand-unknown", place, found=link.material, nearest=like)
            elif link.load_factor is None:
                yield from _same_unit(group.unit, unit_of[key], f"{place} {link.material}")
        for nested in group.groups:
            if nested.group not in by_id:
                like = nearest(nested.group, [*by_id][:MOST_NEAR])
                yield problem("matching-group-unknown", place, found=nested.group, nearest=like)
            elif nested.load_factor is None:
                yield from _same_unit(group.unit, by_id[nested.group].unit, f"{place} {nested.group}")


def _same_unit(wanted: str, found: str, place: str) -> Iterator[Problem]:
    if wanted and found and wanted != found:
        yield problem("matching-unit-mixed", place, wanted=units()[wanted], found=units()[found])


def _cycles(groups: Sequence[CapacityGroup]) -> Iterator[Problem]:
    below: Mapping[str, set[str]] = {one.id: {link.group for link in one.groups} for one in groups}
    try:
        order = list(TopologicalSorter(below).static_order())
    except CycleError as error:
        path = list(reversed(error.args[1]))
        yield problem("matching-cycle", f"capacity {path[0]}", found=ARROW.join(path))
        return
    depth: dict[str, int] = {}
    for key in order:
        depth[key] = 1 + max((depth[one] for one in below.get(key, ())), default=0)
    if order and (deepest := max(depth.values())) > MOST_NESTED:
        yield problem("matching-large", "capacity", limit=MOST_NESTED, found=deepest)

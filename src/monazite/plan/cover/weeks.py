"""Cover week by week (逐周覆盖): stock first, then what comes for certain, then what may be called.

Whole milligrams throughout. What came for certain and was not needed is stock of the next week; an option that is not
called lapses with its week.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby, pairwise

from monazite.core import Problem
from monazite.plan.cover.record import Cover, CoverSum, Demand, Supply, SupplyKind
from monazite.plan.said import problem

WEEK = dt.timedelta(days=7)
DAYS = 7
Key = tuple[str, str]
"""Material and element."""
Held = Mapping[tuple[SupplyKind, dt.date], int]
"""Milligrams by kind and week."""
Place = tuple[SupplyKind | None, str, str, dt.date]
"""What a row says: the kind of a supply, None for a demand; material, element and week."""
Places = Mapping[Place, str]
"""File and row of each."""


def cover(demands: Sequence[Demand], supplies: Sequence[Supply] = ()) -> tuple[Cover, ...] | tuple[Problem, ...]:
    """How each week's demand is met, by material and element in order; or everything that is wrong with the input.

    Several demands, or supplies of a kind, of one week add up. Supply of a material meets the demand of that material;
    where there is none, that of its element.

    Args:
        demands: of weeks that follow one another, for each material and element.
        supplies: of the same weeks; stock on hand is that of the first.
    """
    needed = _needed(demands)
    matched = [_matched(one, needed) for one in supplies]
    held = _held(matched)
    places = _places(demands, matched)
    wrong = dict.fromkeys((*_demand_faults(needed, places), *_supply_faults(needed, held, places)))
    if wrong:
        return tuple(wrong)
    return tuple(one for key in sorted(needed) for one in _covered(key, needed[key], held.get(key, {})))


def sums(covers: Iterable[Cover]) -> tuple[CoverSum, ...]:
    """The sums over the weeks, by material and element in the order of the covers."""
    return tuple(_sum(list(weeks)) for _, weeks in groupby(covers, key=lambda one: (one.material, one.element)))


def uncovered_share(covers: Iterable[Cover]) -> dict[str, Fraction]:
    """By element, the share of all demand that nothing meets: from 0, all met, to 1.

    It may enter a score of risk: a signed contract lowers it.
    """
    needed: dict[str, int] = {}
    uncovered: dict[str, int] = {}
    for one in covers:
        needed[one.element] = needed.get(one.element, 0) + one.demand_mg
        uncovered[one.element] = uncovered.get(one.element, 0) + one.uncovered_mg
    return {element: Fraction(uncovered[element], total) if total else Fraction(0) for element, total in needed.items()}


def days_of_cover(covers: Sequence[Cover], *, with_options: bool = False) -> Fraction | None:
    """For how many days from the first Monday the demand is met, used evenly within a week; None for all weeks.

    Args:
        covers: of one material and element, in order.
        with_options: whether options count.
    """
    for number, one in enumerate(covers):
        met = one.stock_mg + one.firm_mg + (one.optional_mg if with_options else 0)
        if met < one.demand_mg:
            return number * DAYS + Fraction(met * DAYS, one.demand_mg)
    return None


def _covered(key: Key, needed: Mapping[dt.date, int], held: Held) -> Iterator[Cover]:
    """The weeks of a key, what is left of one carried to the next."""
    left = held.get(("stock", min(needed)), 0)
    for week, demand in sorted(needed.items()):
        firm = held.get(("firm", week), 0)
        of_stock = min(demand, left)
        of_firm = min(demand - of_stock, firm)
        option = held.get(("optional", week), 0)
        of_option = min(demand - of_stock - of_firm, option)
        left += firm - of_stock - of_firm
        yield Cover(
            week=week, element=key[1], demand_mg=demand, stock_mg=of_stock, firm_mg=of_firm, optional_mg=of_option,
            uncovered_mg=demand - of_stock - of_firm - of_option, left_mg=left,
            lapsed_mg=option - of_option, material=key[0],
        )  # fmt: skip


def _sum(covers: Sequence[Cover]) -> CoverSum:
    """The sums over the weeks of one material and element."""
    first = covers[0]
    demand = sum(one.demand_mg for one in covers)
    uncovered = sum(one.uncovered_mg for one in covers)
    return CoverSum(
        element=first.element, material=first.material, demand_mg=demand,
        stock_mg=sum(one.stock_mg for one in covers), firm_mg=sum(one.firm_mg for one in covers),
        optional_mg=sum(one.optional_mg for one in covers), uncovered_mg=uncovered,
        uncovered_share=Fraction(uncovered, demand) if demand else Fraction(0),
        first_uncovered=next((one.week for one in covers if one.uncovered_mg), None),
        firm_days=days_of_cover(covers), days=days_of_cover(covers, with_options=True),
        lapsed_mg=sum(one.lapsed_mg for one in covers),
    )  # fmt: skip


def _needed(demands: Iterable[Demand]) -> dict[Key, dict[dt.date, int]]:
    """Milligrams by key and week."""
    found: dict[Key, dict[dt.date, int]] = {}
    for one in demands:
        weeks = found.setdefault((one.material, one.element), {})
        weeks[one.week] = weeks.get(one.week, 0) + one.mass_mg
    return found


def _matched(supply: Supply, needed: Mapping[Key, object]) -> Supply:
    """A supply under the material by which it is needed."""
    is_named = (supply.material, supply.element) in needed or ("", supply.element) not in needed
    return supply if is_named else replace(supply, material="")


def _held(supplies: Iterable[Supply]) -> dict[Key, dict[tuple[SupplyKind, dt.date], int]]:
    """Milligrams by key, and by kind and week."""
    found: dict[Key, dict[tuple[SupplyKind, dt.date], int]] = {}
    for one in supplies:
        weeks = found.setdefault((one.material, one.element), {})
        weeks[one.kind, one.week] = weeks.get((one.kind, one.week), 0) + one.mass_mg
    return found


def _places(demands: Iterable[Demand], supplies: Iterable[Supply]) -> Places:
    """The first row that says each thing; what came from no file has none."""
    found: dict[Place, str] = {}
    for needed in demands:
        found.setdefault((None, needed.material, needed.element, needed.week), needed.place)
    for one in supplies:
        if one.place:
            found.setdefault((one.kind, one.material, one.element, one.week), one.place)
    return found


def _demand_faults(needed: Mapping[Key, Mapping[dt.date, int]], places: Places) -> Iterator[Problem]:
    """Weeks that are left out."""
    for key, weeks in needed.items():
        for before, week in pairwise(sorted(weeks)):
            if week != before + WEEK:
                yield problem("cover-gap", _place(places, None, key, week), before=before, found=week)


def _supply_faults(
    needed: Mapping[Key, Mapping[dt.date, int]], held: Mapping[Key, Held], places: Places
) -> Iterator[Problem]:
    """Supply of what nobody needs, of weeks without a demand, and stock of a later week than the first."""
    for key, kinds in held.items():
        if key not in needed:
            kind, week = next(iter(kinds))
            yield problem("cover-no-demand", _place(places, kind, key, week), found=" ".join(filter(None, key)))
            continue
        first, last = min(needed[key]), max(needed[key])
        for kind, week in kinds:
            if week not in needed[key]:
                yield problem("cover-outside", _place(places, kind, key, week), first=first, last=last, found=week)
            elif kind == "stock" and week != first:
                yield problem("cover-stock-week", _place(places, kind, key, week), first=first, found=week)


def _place(places: Places, kind: SupplyKind | None, key: Key, week: dt.date) -> str:
    """Where the demand, or a supply, of a week stands; its own words where it came from no file."""
    return places.get((kind, *key, week)) or " ".join(filter(None, (*key, week.isoformat())))

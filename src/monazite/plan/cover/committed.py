"""What a commitment brings week by week, element by element: firm and optional (长协的锁定与可选供应).

Firm of a period is its planned deliveries, each on its day, or the minimum of its band where that is more: the rest of
the minimum is spread evenly over the days. What the band allows beyond is optional, spread likewise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction

from monazite.core import Problem, share_out
from monazite.plan.commitments.periods import DAY, days_in, periods
from monazite.plan.commitments.record import Commitment, Period
from monazite.plan.commitments.volumes import band_of
from monazite.plan.cover.record import Supply, SupplyKind
from monazite.plan.said import problem
from monazite.reference import factors, product_named

PPM = 1_000_000
PURE = {"oxide", "metal", "element"}
"""Forms of a product of one element whose content stoichiometry says."""


def supply_of(commitment: Commitment, first: dt.date, last: dt.date) -> tuple[Supply, ...] | Problem:
    """The supply of the weeks from one Monday to another, or that the contents of the material are not known.

    The elements of a period are rounded half-even once and shared out over its weeks, so that they add up.

    Args:
        commitment: as agreed.
        first: Monday of the first week.
        last: Monday of the last.
    """
    contents = contents_of(commitment)
    if isinstance(contents, Problem):
        return contents
    end = min(last, dt.date.max - 6 * DAY) + 6 * DAY
    inside = [one for one in periods(commitment) if one.first <= end and first <= one.last]
    found: dict[tuple[str, SupplyKind, dt.date], int] = {}
    for period in inside:
        for kind, by_week in _weeks_of(commitment, period).items():
            for element, content in contents.items():
                for week, mass_mg in _shared(by_week, content):
                    found[element, kind, week] = found.get((element, kind, week), 0) + mass_mg
    material = material_of(commitment.material)
    return tuple(
        Supply(week=week, element=element, kind=kind, mass_mg=mass_mg, material=material, place=commitment.id)
        for (element, kind, week), mass_mg in found.items()
        if first <= week <= last and mass_mg
    )


def contents_of(commitment: Commitment) -> Mapping[str, Fraction] | Problem:
    """The mass of each element in a unit of the mass that the contract counts.

    As stated; or of a product of one element by stoichiometry: pure oxide, metal, or on the basis of REO or metal.
    """
    if commitment.elements:
        return {one.name: Fraction(one.ppm, PPM) for one in commitment.elements}
    product = product_named(commitment.material)
    unknown = problem("cover-content", f"{commitment.id} elements", found=commitment.material)
    if product is None or len(product.elements) != 1 or product.elements[0] not in factors():
        return unknown
    element = product.elements[0]
    if commitment.basis == "metal":
        return {element: Fraction(1)}
    if commitment.basis == "reo":
        return {element: 1 / factors()[element]}
    if product.form not in PURE:
        return unknown
    return {element: 1 / factors()[element] if product.form == "oxide" else Fraction(1)}


def material_of(name: str) -> str:
    """The standard name of a product that goes by this name; another material as it is written."""
    product = product_named(name)
    return name if product is None else product.key


def _weeks_of(commitment: Commitment, period: Period) -> dict[SupplyKind, dict[dt.date, int]]:
    """The contract's mass of a period by week, firm and optional."""
    minimum, maximum = band_of(commitment, period)
    planned = [one for one in commitment.plan if period.first <= one.day <= period.last]
    total = sum(one.mass_mg for one in planned)
    firm = _spread(period, max(0, minimum - total))
    for one in planned:
        firm[_monday(one.day)] = firm.get(_monday(one.day), 0) + one.mass_mg
    option = 0 if maximum is None else max(0, maximum - max(minimum, total))
    return {"firm": firm, "optional": _spread(period, option)}


def _spread(period: Period, mass_mg: int) -> dict[dt.date, int]:
    """A mass over the weeks of a period, in proportion to the days that each has in it."""
    days: dict[dt.date, int] = {}
    for number in range(days_in(period)):
        week = _monday(period.first + number * DAY)
        days[week] = days.get(week, 0) + 1
    return dict(zip(days, share_out(mass_mg, list(days.values())), strict=True))


def _shared(by_week: Mapping[dt.date, int], content: Fraction) -> Iterable[tuple[dt.date, int]]:
    """The element in the masses of weeks; its total is rounded once."""
    total = sum(by_week.values())
    return zip(by_week, share_out(round(total * content), list(by_week.values())), strict=True) if total else ()


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())

"""How far demand moved from one version to the next (需求偏差), and whether that is more than was agreed.

CX-0128 v2, section 5.11.3. Its table of section 5.11.2 says that a deviation *below* ``relativeNegativeDeviation`` is
unacceptable, while 5.11.3 has that threshold from nought up: read to the letter, every calm week would alarm. A fall is
therefore compared with the threshold's negative. Likewise "subhorizon end = start + length" would make a part one week
longer than its length "in weeks" and is read as the week after its last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from monazite.core.figures import as_decimal
from monazite.plan.matching.match import group_demands
from monazite.plan.matching.record import AlertThreshold, CapacityGroup, MaterialDemand, Volatility

Breach = Literal["absolute_positive", "absolute_negative", "relative_positive", "relative_negative"]
WEEK = dt.timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Deviation:
    """How the demand of a group moved in a week.

    Args:
        group: its id.
        week: Monday of the week that is needed.
        previous: demand as it stood.
        latest: as it stands.
        sequence: part of the horizon that the week is in; None outside of all.
        breaches: thresholds that it passes; none where the deviation is acceptable.
    """

    group: str
    week: dt.date
    previous: Decimal
    latest: Decimal
    sequence: int | None
    breaches: tuple[Breach, ...]

    @property
    def absolute(self) -> Decimal:
        """Latest less previous, in the group's unit."""
        return as_decimal(Fraction(self.latest) - Fraction(self.previous))

    @property
    def relative(self) -> Fraction | None:
        """The same as a share of the previous demand, exact; None where that was nought."""
        return Fraction(self.absolute) / Fraction(self.previous) if self.previous else None


def deviations(
    previous: Iterable[MaterialDemand], latest: Iterable[MaterialDemand], groups: Sequence[CapacityGroup],
    measured_on: dt.date,
) -> tuple[Deviation, ...]:  # fmt: skip
    """The deviation of every active group and week of which both versions say something.

    Args:
        previous: demands as they stood, usually one measurement interval before.
        latest: demands as they stand.
        groups: with the thresholds of their `Volatility`; without one nothing is a breach.
        measured_on: day of the latest measurement; its week is week 0 of the first part of the horizon.
    """
    before, now = group_demands(previous, groups), group_demands(latest, groups)
    start = measured_on - dt.timedelta(days=measured_on.weekday())
    return tuple(
        _deviation(group, week, (before[group.id].weeks[week], demand), start)
        for group in groups
        if not group.is_inactive
        for week, demand in sorted(now[group.id].weeks.items())
        if week in before[group.id].weeks
    )


def measurements(volatility: Volatility, until: dt.datetime) -> Iterator[dt.datetime]:
    """When demand is measured: at the start and after each interval, up to a moment; never without a start."""
    moment = volatility.start
    while moment is not None and moment <= until:
        yield moment
        moment += volatility.interval_weeks * WEEK


def _deviation(group: CapacityGroup, week: dt.date, sums: tuple[Decimal, Decimal], start: dt.date) -> Deviation:
    part = _part(group.volatility, week, start)
    plain = Deviation(group.id, week, *sums, part.sequence if part else None, ())
    breaches = tuple(_breaches(plain, part)) if part else ()
    return Deviation(group.id, week, *sums, plain.sequence, breaches)


def _part(volatility: Volatility | None, week: dt.date, start: dt.date) -> AlertThreshold | None:
    """The part of the horizon that a week is in; the parts follow each other without gaps from week 0."""
    begin = start
    for part in sorted(volatility.thresholds, key=lambda one: one.sequence) if volatility else ():
        end = begin + part.weeks * WEEK
        if begin <= week < end:
            return part
        begin = end
    return None


def _breaches(one: Deviation, part: AlertThreshold) -> Iterator[Breach]:
    """The thresholds passed; one that is just reached is not, and a rise from nought has no share to compare."""
    if part.absolute_positive is not None and one.absolute > part.absolute_positive:
        yield "absolute_positive"
    if part.absolute_negative is not None and one.absolute < -part.absolute_negative:
        yield "absolute_negative"
    if one.relative is None:
        return
    if part.relative_positive is not None and one.relative > Fraction(part.relative_positive):
        yield "relative_positive"
    if part.relative_negative is not None and one.relative < -Fraction(part.relative_negative):
        yield "relative_negative"

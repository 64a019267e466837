"""What moved in a period, what should have, and who fell short (数量核对)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from monazite.core import Problem
from monazite.plan.commitments.periods import days_in, period_named, period_on, share_in_term
from monazite.plan.commitments.record import Band, Commitment, Movement, Period, Quality, Refusal, Suspension
from monazite.plan.said import problem
from monazite.trade.safeguards.amounts import mass

PPM = 1_000_000
MOST_MG = 10**15
"""A million tonnes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Volumes:
    """The masses of a period.

    Args:
        sold_mg: delivered and taken, out of the stockpile too.
        stockpiled_mg: put into the stockpile.
        minimum_mg: to be delivered and taken, less what is excused.
        maximum_mg: at most; None where no volume is agreed.
        seller_short_mg: what the seller did not deliver of the minimum.
        buyer_short_mg: what the buyer did not take of it.
    """

    sold_mg: int
    stockpiled_mg: int
    minimum_mg: int
    maximum_mg: int | None
    seller_short_mg: int
    buyer_short_mg: int


def movement_faults(commitment: Commitment, movements: Sequence[Movement]) -> list[Problem]:
    """What is wrong with movements: an id twice, no mass, a day or period they cannot have, a content untested."""
    found: list[Problem] = []
    seen: set[str] = set()
    for one in movements:
        place = one.place or one.id
        if one.id in seen:
            found.append(problem("commit-movement-twice", place, found=one.id))
        seen.add(one.id)
        if not 1 <= one.mass_mg <= MOST_MG:
            found.append(problem("commit-number", place, least=1, most=MOST_MG, found=one.mass_mg))
        if isinstance(period := period_of(commitment, one), Problem):
            found.append(period)
        tested = {content.name for content in one.contents}
        found += [
            problem("commit-untested", place, wanted=quality.property, found=", ".join(sorted(tested)) or "–")
            for quality in commitment.quality
            if quality.property not in tested
        ]
    return found


def period_of(commitment: Commitment, movement: Movement) -> Period | Problem:
    """The period for which something moved: that of its day, or the one it is named for within the days of grace."""
    place, day = movement.place or movement.id, movement.day
    if not movement.period:
        if commitment.first <= day <= commitment.last:
            return period_on(commitment, day)
        return problem("commit-outside", place, first=commitment.first, last=commitment.last, found=day)
    period = period_named(commitment, movement.period, place)
    if isinstance(period, Problem):
        return period
    until = period.last + dt.timedelta(days=commitment.default.grace_days)
    if period.first <= day <= until:
        return period
    return problem("commit-grace", place, name=period.name, first=period.first, last=until, found=day)


def refusals(commitment: Commitment, movements: Iterable[Movement]) -> tuple[Refusal, ...]:
    """The deliveries that a quality clause refuses, each once, by the first clause it misses."""
    found = ((one, _missed(commitment, one)) for one in movements)
    return tuple(
        Refusal(
            movement=one.id, mass_mg=one.mass_mg, property=missed[0].property, found_ppm=missed[1], limit_ppm=missed[2]
        )
        for one, missed in found
        if missed is not None
    )


def volumes(
    commitment: Commitment, period: Period, movements: Sequence[Movement], suspensions: Sequence[Suspension] = ()
) -> Volumes | Problem:
    """The masses of a period, or that more moved than was agreed.

    Args:
        commitment: whose band, tolerance and clauses on default.
        period: of it.
        movements: of that period that count.
        suspensions: days of force majeure.
    """
    if suspensions and not commitment.default.is_excused:
        return problem("commit-not-excused", commitment.id, found=suspensions[0].first)
    by_kind = {kind: sum(one.mass_mg for one in movements if one.kind == kind)
               for kind in ("sold", "stockpiled", "released", "not_taken")}  # fmt: skip
    counted = by_kind["sold"] + by_kind["released" if commitment.buyer else "stockpiled"]
    minimum, maximum = band_of(commitment, period)
    minimum = round(minimum * (1 - Fraction(len(_suspended(period, suspensions)), days_in(period))))
    if maximum is not None and counted * PPM > maximum * (PPM + commitment.tolerance_ppm):
        return problem("commit-over", f"{commitment.id} {period.name}", most=mass(maximum), found=mass(counted))
    is_short = counted * PPM < minimum * (PPM - commitment.tolerance_ppm)
    short = minimum - counted if is_short else 0
    buyer_short = min(short, by_kind["not_taken"])
    return Volumes(
        sold_mg=by_kind["sold"] + by_kind["released"], stockpiled_mg=by_kind["stockpiled"], minimum_mg=minimum,
        maximum_mg=maximum, seller_short_mg=short - buyer_short, buyer_short_mg=buyer_short,
    )  # fmt: skip


def band_of(commitment: Commitment, period: Period) -> tuple[int, int | None]:
    """Minimum and maximum of a period in milligrams; in proportion to the days where the term cuts it, half-even."""
    band: Band | None = None
    for one in commitment.bands:
        band = one if one.since <= period.first else band
    if band is None:
        return 0, None
    share = share_in_term(commitment, period)
    return round(band.minimum_mg * share), round(band.maximum_mg * share)


def stockpile_faults(movements: Iterable[Movement]) -> list[Problem]:
    """Where more comes out of the stockpile than is in it; on one day, what goes in is there first."""
    held, found = 0, []
    for one in sorted(movements, key=lambda one: (one.day, one.kind == "released")):
        if one.kind == "released" and one.mass_mg > held:
            values = {"held": mass(held), "found": mass(one.mass_mg)}
            found.append(problem("commit-stockpile", one.place or one.id, **values))
        held += {"stockpiled": one.mass_mg, "released": -one.mass_mg}.get(one.kind, 0)
    return found


def _suspended(period: Period, suspensions: Iterable[Suspension]) -> set[dt.date]:
    """The days of a period that are suspended, each once."""
    return {
        period.first + dt.timedelta(days=number)
        for number in range(days_in(period))
        for one in suspensions
        if one.first <= period.first + dt.timedelta(days=number) <= one.last
    }


def _missed(commitment: Commitment, movement: Movement) -> tuple[Quality, int, int] | None:
    """The first clause that a delivery misses, what it has, and the limit."""
    contents = {content.name: content.ppm for content in movement.contents}
    for quality in commitment.quality:
        found = contents[quality.property]
        if quality.least_ppm is not None and found < quality.least_ppm:
            return quality, found, quality.least_ppm
        if quality.most_ppm is not None and found > quality.most_ppm:
            return quality, found, quality.most_ppm
    return None

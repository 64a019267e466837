"""From what other rooms hold to what was known on a day: each function measures one kind of thing, and says it."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

from monazite.core import Words
from monazite.reference import element, is_working_day
from monazite.trace.permits import LicenceUse, QuotaUse
from monazite.warn.watch.record import Seen
from monazite.warn.watch.rules import ROOM, rows_of

TRADING_DAYS = 60
"""Within which a rise is measured, as the event of the back-test is."""
CALENDAR_DAYS = 84
"""In which there are sixty trading days, about."""
WHOLE = 53
"""Weeks that a demand covered to its end counts as, at least: a short plan without a gap is no alarm."""
HOLDERS = 2
"""From which on one of them can hold too much."""
GAP_DAYS = 31
"""Days between a price inside and one abroad at most; prices further apart say nothing of a gap."""
LICENSED_WAIT = 400
"""Working days after which an application is taken as given up, so that it is not counted further."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A price or an index value of one day.

    Args:
        day: of the value.
        value: in `unit`.
        unit: such as ``CNY/kg``.
        known_on: day of the paper that prints it.
        ids: of the facts.
    """

    day: date
    value: float
    unit: str
    known_on: date
    ids: tuple[str, ...] = ()


def of_prices(subject: str, quotes: Iterable[Quote], day: date, *, kind: str = "price-rise") -> tuple[Seen, ...]:
    """The rise of a price to its newest value from the lowest of the 84 days before (60 trading days).

    Args:
        subject: product or element.
        quotes: of one unit, in any order.
        day: nothing known or dated later is used.
        kind: ``price-rise`` or ``index-rise``.
    """
    known = sorted((one for one in quotes if one.known_on <= day and one.day <= day), key=lambda one: one.day)
    newest = known[-1] if known else None
    if newest is None:
        return ()
    first = newest.day - timedelta(days=CALENDAR_DAYS)
    base = min((one for one in known if first <= one.day < newest.day and one.unit == newest.unit and one.value > 0),
               key=lambda one: one.value, default=None)  # fmt: skip
    if base is None:
        return ()
    change = (newest.value / base.value - 1) * 100
    what = words("price-rise", subject=subject, day=newest.day, value=newest.value, unit=newest.unit,
                 change=change, base=base.value, since=base.day)  # fmt: skip
    return (Seen(newest.known_on, kind, subject, change, what, (*newest.ids, *base.ids)),)


def of_gap(subject: str, inside: Sequence[Quote], outside: Sequence[Quote], day: date) -> tuple[Seen, ...]:
    """The newest price abroad over the newest price inside China, both in CNY/kg and with tax; within 31 days.

    Args:
        subject: product or element.
        inside: prices in China, tax included.
        outside: prices abroad in the same unit.
        day: nothing known or dated later is used.
    """
    pair = [max((one for one in side if one.known_on <= day and one.day <= day), key=lambda one: one.day, default=None)
            for side in (inside, outside)]  # fmt: skip
    here, there = pair
    if here is None or there is None or here.unit != there.unit or here.value <= 0:
        return ()
    if abs((here.day - there.day).days) > GAP_DAYS:
        return ()
    ratio = there.value / here.value
    what = words("price-gap", subject=subject, outside=there.value, outside_day=there.day, inside=here.value,
                 inside_day=here.day, ratio=ratio)  # fmt: skip
    return (Seen(max(here.known_on, there.known_on), "price-gap", subject, ratio, what, (*here.ids, *there.ids)),)


def of_quota(uses: Iterable[QuotaUse], day: date) -> Iterator[Seen]:
    """How much of each quota is used, and how far ahead of the year; a holder without use of its own is passed over.

    Args:
        uses: as they stood at the end of the day.
        day: of the year of the quota; another year's is not measured.
    """
    gone = Fraction(day.timetuple().tm_yday, 366 if isleap(day.year) else 365)
    for one in uses:
        if one.year != day.year or one.allotted_mg <= 0 or not one.used_mg:
            continue
        used = float(Fraction(one.used_mg * 100, one.allotted_mg))
        ahead = used - float(gone * 100)
        about = {"party": one.party, "stage": one.stage, "klass": one.klass, "year": one.year}
        subject = f"{one.party} {one.stage} {one.klass}"
        yield Seen(day, "quota-used", subject, used, words("quota-used", used=used, **about))
        yield Seen(day, "quota-ahead", subject, ahead, words("quota-ahead", ahead=ahead, **about))


def of_cover(
    subject: str, about: Words, covered: Sequence[tuple[date, bool]], day: date, ids: Sequence[str] = ()
) -> Iterator[Seen]:
    """How many weeks from a day on firm supply covers the demand.

    Args:
        subject: element, product or programme.
        about: what people call it.
        covered: Mondays, each with whether the demand of its week is covered by firm supply.
        day: weeks before that of this day do not count.
        ids: of the entries behind it.
    """
    ahead = sorted(one for one in covered if one[0] + timedelta(days=6) >= day)
    if not ahead:
        return
    short = next((number for number, (_, is_covered) in enumerate(ahead) if not is_covered), None)
    if short is None:
        what = words("cover-whole", subject=about, weeks=len(ahead))
        yield Seen(day, "cover", subject, max(len(ahead), WHOLE), what, tuple(ids))
        return
    weeks = max(0, (ahead[short][0] - day).days // 7) if ahead[short][0] > day else 0
    what = words("cover", subject=about, weeks=weeks, week=ahead[short][0])
    yield Seen(day, "cover", subject, weeks, what, tuple(ids))


def of_licences(licences: Iterable[LicenceUse], day: date) -> Iterator[Seen]:
    """Applications that wait, licences that expire or are nearly used up, as dated in them; later ones are left out."""
    for one in licences:
        about = {"exporter": one.exporter, "id": one.id}
        if one.granted_on is None or one.granted_on > day:
            if one.applied_on is not None and one.applied_on <= day:
                days = _working_days(one.applied_on, day)
                yield Seen(day, "licence-wait", one.id, days, words("licence-wait", days=days, **about), (one.id,))
        elif one.valid_until is not None and one.valid_until >= day:
            days = (one.valid_until - day).days
            yield Seen(day, "licence-expiry", one.id, days, words("licence-expiry", days=days, **about), (one.id,))
            yield from _left(one, day)


def _left(one: LicenceUse, day: date) -> Iterator[Seen]:
    for symbol, granted in one.granted_mg.items():
        if granted > 0:
            left = float(Fraction(one.left_mg[symbol] * 100, granted))
            what = words("licence-left", exporter=one.exporter, id=one.id, element=named(symbol), left=left)
            yield Seen(day, "licence-left", symbol, left, what, (one.id,))


def _working_days(first: date, last: date) -> int:
    days = [first + timedelta(days=number) for number in range(1, min((last - first).days, LICENSED_WAIT) + 1)]
    return sum(map(is_working_day, days))


def of_halts(halted: Mapping[str, Sequence[str]], day: date) -> Iterator[Seen]:
    """How many instruments are halted at each venue.

    Args:
        halted: ids of instruments by venue.
        day: as of which.
    """
    for venue, names in halted.items():
        what = words("halt", venue=venue, count=len(names), names=", ".join(names))
        yield Seen(day, "halt", venue, len(names), what)


def of_holders(held: Mapping[tuple[str, str], Mapping[str, int]], day: date) -> Iterator[Seen]:
    """The largest share of receipts that one holder has, by venue and instrument.

    Args:
        held: lots by holder, by venue and instrument.
        day: as of which.
    """
    for (venue, instrument), lots in held.items():
        total = sum(lots.values())
        if total > 0 and len(lots) >= HOLDERS:
            holder, most = max(lots.items(), key=lambda pair: (pair[1], pair[0]))
            share = most * 100 / total
            what = words("held-by-one", venue=venue, instrument=instrument, holder=holder, share=share)
            yield Seen(day, "held-by-one", f"{venue} {instrument}", share, what)


def of_scores(scores: Mapping[str, float], known_on: date) -> Iterator[Seen]:
    """The EU's published supply risk by symbol of an element."""
    for symbol, score in scores.items():
        what = words("criticality", subject=named(symbol), score=score)
        yield Seen(known_on, "criticality", symbol, score, what)


def named(symbol: str) -> Words:
    """The name of an element in both languages."""
    found = element(symbol)
    return Words(found.zh, found.en)


@cache
def _sentences() -> Mapping[str, Words]:
    return {row["key"]: Words(row["zh"], row["en"]) for row in rows_of(ROOM, "words.csv")}


def words(key: str, **values: object) -> Words:
    """A sentence of ``words.csv`` with its places filled."""
    return _sentences()[key].filled(**values)

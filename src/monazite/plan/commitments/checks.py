"""Whether what a commitment states fits together; every fault is one Problem at its field."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise

from monazite.core import Problem
from monazite.ledger.names import is_name
from monazite.plan.commitments.periods import period_on
from monazite.plan.commitments.record import Commitment, Period, PriceRule
from monazite.plan.commitments.volumes import band_of
from monazite.plan.said import problem
from monazite.reference import elements
from monazite.store import nearest
from monazite.trade.safeguards.amounts import mass

PPM = 1_000_000
MOST_YEARS = 100
"""Of a term: the number of its periods is limited by it."""
FIRST_YEAR, LAST_YEAR = 1900, 2200
MOST_DAYS = 366
"""Of a window before a delivery, and of grace."""
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}|", re.ASCII)


def commitment_faults(commitment: Commitment, place: str = "") -> tuple[Problem, ...]:
    """What of a commitment does not fit together; nothing when it may be settled.

    Args:
        commitment: as read.
        place: file it came from; its id unless given.
    """
    found = [*_term(commitment)] or [
        *chain.from_iterable(part(commitment) for part in (_parties, _volumes, _planned, _prices, _contents)),
        *_rule(commitment.price),
    ]
    where = place or commitment.id
    return tuple(problem(code, f"{where} {name}", **values) for code, name, values in found)


Fault = tuple[str, str, Mapping[str, object]]
"""Code, field, and values of the sentence."""


def _parties(one: Commitment) -> Iterator[Fault]:
    for name in ("id", "seller", "buyer", "guarantor"):
        text = getattr(one, name)
        if not is_name(text) and (text or name in ("id", "seller")):
            yield "commit-name", name, {"found": text}
    if not one.supporter:
        yield "commit-nobody", "buyer", {}
    for name in ("buyer", "guarantor"):
        if getattr(one, name) == one.seller:
            yield "commit-same-party", name, {"found": one.seller}
    if not _CURRENCY.fullmatch(one.currency):
        yield "commit-currency-code", "currency", {"found": one.currency}
    if not _HASH.fullmatch(one.document_sha256):
        yield "commit-hash", "document_sha256", {"found": one.document_sha256}


def _term(one: Commitment) -> Iterator[Fault]:
    is_near = one.first.year >= FIRST_YEAR and one.last.year <= LAST_YEAR
    if not is_near or one.first > one.last or one.last.year - one.first.year > MOST_YEARS:
        ends = f"{one.first} … {one.last}"
        yield "commit-term", "last", {"from": FIRST_YEAR, "to": LAST_YEAR, "most": MOST_YEARS, "found": ends}
    yield from _whole("vat_ppm", one.vat_ppm, 0, PPM)
    yield from _whole("tolerance_ppm", one.tolerance_ppm, 0, PPM // 2)
    yield from _whole("escalation_ppm", one.escalation_ppm, 0, PPM)
    yield from _whole("default.grace_days", one.default.grace_days, 0, MOST_DAYS)
    yield from _whole("default.not_delivered_fen_per_tonne", one.default.not_delivered_fen_per_tonne, 0)
    yield from _whole("default.not_taken_fen_per_tonne", one.default.not_taken_fen_per_tonne, 0)


def _volumes(one: Commitment) -> Iterator[Fault]:
    yield from _rising("bands", [band.since for band in one.bands])
    yield from _rising("plan", [planned.day for planned in one.plan])
    for number, band in enumerate(one.bands, 1):
        if not 0 <= band.minimum_mg <= band.maximum_mg:
            yield "commit-band", f"bands[{number}]", {"found": f"{band.minimum_mg} … {band.maximum_mg} mg"}
    for number, planned in enumerate(one.plan, 1):
        yield from _whole(f"plan[{number}].mass_mg", planned.mass_mg, 1)
        if not one.first <= planned.day <= one.last:
            yield "commit-outside", f"plan[{number}].day", {"first": one.first, "last": one.last, "found": planned.day}


def _planned(one: Commitment) -> Iterator[Fault]:
    """More planned in a period than its band allows."""
    planned: dict[Period, int] = {}
    for delivery in one.plan:
        if one.first <= delivery.day <= one.last:
            period = period_on(one, delivery.day)
            planned[period] = planned.get(period, 0) + delivery.mass_mg
    for period, mass_mg in planned.items():
        _, most = band_of(one, period)
        if most is not None and mass_mg * PPM > most * (PPM + one.tolerance_ppm):
            yield "commit-plan-over", f"plan {period.name}", {"most": mass(most), "found": mass(mass_mg)}


def _prices(one: Commitment) -> Iterator[Fault]:
    floor, ceiling = one.floor_fen_per_tonne, one.ceiling_fen_per_tonne
    for name in ("floor_fen_per_tonne", "ceiling_fen_per_tonne"):
        if getattr(one, name) is not None:
            yield from _whole(name, getattr(one, name), 1)
    if floor is not None and ceiling is not None and floor > ceiling:
        yield "commit-floor-above", "floor_fen_per_tonne", {"most": ceiling, "found": floor}
    if one.is_stockpile_covered and floor is None:
        yield "commit-no-floor", "is_stockpile_covered", {}
    if one.upside is not None:
        yield from _whole("upside.strike_fen_per_tonne", one.upside.strike_fen_per_tonne, floor or 1)
        yield from _whole("upside.share_ppm", one.upside.share_ppm, 0, PPM)
    stated = one.price.is_quoted_with_tax
    if stated is not None and stated != one.is_taxed and not one.vat_ppm:
        yield "commit-no-vat", "vat_ppm", {}


def _rule(rule: PriceRule) -> Iterator[Fault]:
    if (rule.fixed_fen_per_tonne is None) == (not rule.series):
        yield "commit-price-rule", "price", {"found": rule.series or "–"}
    if rule.fixed_fen_per_tonne is not None:
        yield from _whole("price.fixed_fen_per_tonne", rule.fixed_fen_per_tonne, 1)
    if rule.window == "days_before":
        yield from _whole("price.days", rule.days, 1, MOST_DAYS)
        if rule.every in ("week", "month"):
            yield "commit-window-every", "price.every", {"found": rule.every}
    if rule.factor <= 0:
        yield "commit-factor", "price.factor", {"found": rule.factor}
    yield from _whole("price.premium_ppm", rule.premium_ppm, -PPM, PPM)


def _contents(one: Commitment) -> Iterator[Fault]:
    symbols = tuple(item.symbol for item in elements())
    for number, content in enumerate(one.elements, 1):
        yield from _whole(f"elements[{number}].ppm", content.ppm, 1, PPM)
        if content.name not in symbols:
            near = nearest(content.name, symbols)
            yield "commit-element", f"elements[{number}].name", {"found": content.name, "nearest": near}
    if sum(content.ppm for content in one.elements) > PPM:
        yield "commit-elements-over", "elements", {"found": sum(content.ppm for content in one.elements)}
    for name, called in (("elements", [c.name for c in one.elements]), ("quality", [q.property for q in one.quality])):
        for text in sorted({one for one in called if called.count(one) > 1}):
            yield "commit-twice", name, {"found": text}
    for number, quality in enumerate(one.quality, 1):
        least, most = quality.least_ppm or 0, PPM if quality.most_ppm is None else quality.most_ppm
        if not 0 <= least <= most <= PPM:
            yield "commit-limits", f"quality[{number}]", {"found": f"{least} … {most}"}
        yield from _whole(f"quality[{number}].base_ppm", quality.base_ppm, 0, PPM)


def _whole(name: str, value: int, least: int, most: int = 10**15) -> Iterator[Fault]:
    if not least <= value <= most:
        yield "commit-number", name, {"least": least, "most": most, "found": value}


def _rising(name: str, days: Sequence[dt.date]) -> Iterator[Fault]:
    for number, (before, day) in enumerate(pairwise(days), 2):
        if day <= before:
            yield "commit-rising", f"{name}[{number}]", {"before": before, "found": day}

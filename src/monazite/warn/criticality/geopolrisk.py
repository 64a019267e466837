"""GeoPolRisk: what a country imports from where, times how concentrated the world's production is.

Score = HHI * sum g_i f_i / (p + F), with g_i the instability of the exporter, f_i what it sends, F their sum, p the
importer's own production (Gemechu 2015; Koyamparambath 2024, eq. of the score).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from monazite.store.sheet import Figure
from monazite.warn.criticality.record import Span

UNKNOWN = Figure(Fraction(1, 2), Fraction(0), Fraction(1))
"""Instability of a country without an indicator: the method takes 0.5; the interval takes all that it may be."""
NOUGHT = Figure(Fraction(0), Fraction(0), Fraction(0))
ROUNDS = 64
"""Steps in which a ratio is pushed to its end; each flow turns at most once, so a few are enough."""


@dataclass(frozen=True, slots=True)
class Source:
    """An exporter to a country.

    Args:
        tonnes: mass sent in the year.
        instability: g of the exporter, 0 best to 1 worst; nought for the importer itself.
    """

    tonnes: Figure
    instability: Figure


def import_risk(sources: Sequence[Source], own_tonnes: Figure = NOUGHT) -> Span | None:
    """Sum of g f over own production and imports, 0 to 1, with its exact interval; None where both are nought.

    Args:
        sources: the exporters.
        own_tonnes: the importer's own production, in the unit of the imports.

    >>> half = Figure(Fraction(1), Fraction(1, 2), Fraction(3, 2))
    >>> import_risk([Source(half, UNKNOWN)]).value
    Fraction(1, 2)
    """
    total = own_tonnes.value + sum((one.tonnes.value for one in sources), Fraction(0))
    if not total:
        return None
    value = sum((one.instability.value * one.tonnes.value for one in sources), Fraction(0)) / total
    low, high = _end(sources, own_tonnes, value, rises=False), _end(sources, own_tonnes, value, rises=True)
    return Span(value, min(low, value), max(high, value))


def _end(sources: Sequence[Source], own: Figure, start: Fraction, *, rises: bool) -> Fraction:
    """The ratio's end over all printed values; a flow is at its greatest where its g is beyond the ratio."""
    ratio = start
    for _ in range(ROUNDS):
        top, total = Fraction(0), own.low if rises else own.high
        total = max(total, Fraction(0))
        for one in sources:
            g = one.instability.high if rises else one.instability.low
            is_most = (g > ratio) == rises
            tonnes = max(one.tonnes.high if is_most else one.tonnes.low, Fraction(0))
            top, total = top + g * tonnes, total + tonnes
        better = top / total if total else ratio
        if better == ratio:
            break
        ratio = better
    return ratio


def score(hhi: Span, risk: Span) -> Span:
    """GeoPolRisk score, 0 to 1; concentration and import risk are taken to vary each on its own."""
    return Span(hhi.value * risk.value, hhi.low * risk.low, hhi.high * risk.high)

"""The EU's supply risk: the formula, and whether published scores follow from one governance-weighted HHI.

SR = (h_GS IR / 2 + h_EU (1 - IR / 2)) (1 - EoL_RIR) SI_SR, with h = sum S^2 WGI t; "global supply only" (GS) takes
h_GS alone. European Commission 2017, Methodology for establishing the EU list of critical raw materials; used unchanged
in 2020 and 2023.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from monazite.store.sheet import Figure
from monazite.warn.criticality.record import Span

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Terms:
    """What the formula takes.

    Args:
        global_hhi: governance-weighted HHI of global supply, 0 to 10.
        eu_hhi: the same of EU sourcing; None for global supply only.
        import_reliance_pct: IR, 0 to 100.
        recycling_pct: end-of-life recycling input rate EoL_RIR, 0 to 100.
        substitution: index SI_SR, 0 to 1.
    """

    global_hhi: Figure
    eu_hhi: Figure | None
    import_reliance_pct: Figure
    recycling_pct: Figure
    substitution: Figure


def supply_risk(terms: Terms) -> Span:
    """Supply risk on the EU's scale with its exact interval: linear in each term, so its ends are at corners.

    >>> exact = lambda number: Figure(*[Fraction(number)] * 3)
    >>> float(supply_risk(Terms(exact("5.7"), None, exact(100), exact(1), exact("0.99"))).value)
    5.58657
    """
    figures = [terms.global_hhi, terms.import_reliance_pct, terms.recycling_pct, terms.substitution]
    if terms.eu_hhi is not None:
        figures.append(terms.eu_hhi)
    corners = [_formula(*corner) for corner in product(*((max(one.low, Fraction(0)), one.high) for one in figures))]
    return Span(_formula(*(one.value for one in figures)), min(corners), max(corners))


def _formula(
    world: Fraction, reliance: Fraction, recycling: Fraction, substitution: Fraction, eu: Fraction | None = None
) -> Fraction:
    half = reliance / (2 * PERCENT)
    sourced = world if eu is None else world * half + eu * (1 - half)
    return sourced * (1 - recycling / PERCENT) * substitution


@dataclass(frozen=True, slots=True)
class Published:
    """A score as published, of global supply only.

    Args:
        risk: supply risk as printed.
        recycling_pct: end-of-life recycling input rate.
        substitution: index SI_SR.
    """

    risk: Figure
    recycling_pct: Fraction
    substitution: Fraction

    @property
    def factor(self) -> Fraction:
        """What the governance-weighted HHI is multiplied by."""
        return (1 - self.recycling_pct / PERCENT) * self.substitution

    def hhi_range(self) -> tuple[Fraction, Fraction]:
        """All governance-weighted HHIs whose score rounds to the printed one: from the first up to below the second."""
        return self.risk.low / self.factor, self.risk.high / self.factor


@dataclass(frozen=True, slots=True)
class Common:
    """The governance-weighted HHI that gives the most published scores at once.

    Args:
        low: least such value.
        high: where such values end; it is not one itself.
        members: whose scores it gives.
    """

    low: Fraction
    high: Fraction
    members: frozenset[str]


def common_hhi(published: Mapping[str, Published]) -> Common | None:
    """The governance-weighted HHI from which the most published scores follow; None where there are none.

    Rounding of the recycling rate and of the substitution index is not counted: the check is as sharp as it can be,
    and what fails it fails by the published figures as they stand. Of several equally good ranges the lowest is taken.

    Args:
        published: by material, factors above nought.
    """
    ranges = {name: one.hhi_range() for name, one in published.items()}
    best: Common | None = None
    for start in sorted({low for low, _ in ranges.values()}):
        members = frozenset(name for name, (low, high) in ranges.items() if low <= start < high)
        if best is None or len(members) > len(best.members):
            best = Common(start, min(ranges[name][1] for name in members), members)
    return best

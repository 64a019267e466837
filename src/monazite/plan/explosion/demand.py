"""What an exploded programme asks of a tier, as demands that `monazite.plan.matching` compares with capacity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from monazite.core import ProblemError
from monazite.core.figures import as_decimal
from monazite.core.mass import MG_PER_KILOGRAM
from monazite.plan.explosion.record import Explosion, Need, Tier
from monazite.plan.matching.record import DemandSeries, MaterialDemand, WeekDemand
from monazite.plan.said import problem

UNITS = ("kilogram", "piece")
"""Of what is weighed, and of what is counted."""


def demands(
    explosions: Iterable[Explosion], tier: Tier, *, customer: str = "", supplier: str = ""
) -> tuple[MaterialDemand, ...]:
    """The weekly demand of each thing of a tier; what several programmes need of it in a week adds up.

    Args:
        explosions: of programmes by weeks.
        tier: whose things.
        customer: who needs them.
        supplier: of whom.

    Raises:
        ProblemError: for a programme that states a total and no weeks.
    """
    sums: dict[tuple[str, str], dict[dt.date, Decimal]] = {}
    for one in explosions:
        for need in (need for need in one.needs if need.tier == tier):
            if one.week is None:
                raise ProblemError(problem("explosion-week-missing", need.thing))
            weeks = sums.setdefault((need.thing, UNITS[need.mass_mg is None]), {})
            weeks[one.week] = weeks.get(one.week, Decimal(0)) + _quantity(need)
    return tuple(_demand(name, unit, weeks, customer, supplier) for (name, unit), weeks in sums.items())


def _quantity(need: Need) -> Decimal:
    """Kilograms, exact, or pieces."""
    return need.pieces or Decimal(0) if need.mass_mg is None else as_decimal(Fraction(need.mass_mg, MG_PER_KILOGRAM))


def _demand(name: str, unit: str, weeks: dict[dt.date, Decimal], customer: str, supplier: str) -> MaterialDemand:
    series = DemandSeries(weeks=tuple(WeekDemand(week=week, quantity=weeks[week]) for week in sorted(weeks)))
    return MaterialDemand(id=name, customer=customer, supplier=supplier, material=name, unit=unit, series=(series,))

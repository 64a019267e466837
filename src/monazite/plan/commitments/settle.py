"""A period settled to the fen (结算): lines with their formulas, who pays whom, who fell short.

Each line is mass times an exact price, rounded half-even once; every total is a sum of lines.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monazite.core import Problem
from monazite.plan.commitments.checks import commitment_faults
from monazite.plan.commitments.lines import Terms, default_lines
from monazite.plan.commitments.periods import period_named, periods
from monazite.plan.commitments.pricing import Prices, path_faults, price_text
from monazite.plan.commitments.record import (
    Commitment,
    Line,
    Movement,
    Period,
    PricePath,
    Refusal,
    Settlement,
    Suspension,
)
from monazite.plan.commitments.volumes import (
    Volumes,
    movement_faults,
    period_of,
    refusals,
    stockpile_faults,
    volumes,
)
from monazite.plan.said import problem


def settle(
    commitment: Commitment,
    period: Period,
    movements: Sequence[Movement],
    path: PricePath | None = None,
    suspensions: Sequence[Suspension] = (),
) -> Settlement | tuple[Problem, ...]:
    """What a period of a commitment comes to, or everything that keeps it from being settled.

    Args:
        commitment: as agreed.
        period: of it, as `period_named` gives it.
        movements: all that moved under it so far: those of other periods only fill and empty the stockpile.
        path: of the quoted series; None where the price is fixed.
        suspensions: days of force majeure.
    """
    sorted_ = _sorted(commitment, movements, path)
    return _settled(commitment, period, sorted_, path, suspensions) if isinstance(sorted_, _Sorted) else sorted_


def settlements(
    commitment: Commitment,
    movements: Sequence[Movement],
    path: PricePath | None = None,
    suspensions: Sequence[Suspension] = (),
    name: str | None = None,
) -> tuple[Settlement, ...] | tuple[Problem, ...]:
    """The period of a name, or all that ended by the `last_known` day; or everything that is wrong, each once.

    Args:
        commitment: as agreed.
        movements: all that moved under it.
        path: of the quoted series; None where the price is fixed.
        suspensions: days of force majeure.
        name: of one period, such as ``2026-Q1``.
    """
    sorted_ = _sorted(commitment, movements, path)
    if not isinstance(sorted_, _Sorted):
        return sorted_
    wrong: dict[Problem, None] = {}
    found: list[Settlement] = []
    for period in _wanted(commitment, last_known(movements, path), name):
        if isinstance(period, Problem):
            return (period,)
        one = _settled(commitment, period, sorted_, path, suspensions)
        if isinstance(one, Settlement):
            found.append(one)
        else:
            wrong.update(dict.fromkeys(one))
    return tuple(wrong) or tuple(found)


def last_known(movements: Iterable[Movement], path: PricePath | None = None) -> dt.date | None:
    """The last day of which anything is known, of a movement or a quote; None where there is neither."""
    days = [one.day for one in movements] + [one.day for one in (path.quotes if path else ())]
    return max(days, default=None)


def open_periods(commitment: Commitment, known: dt.date | None) -> tuple[Period, ...]:
    """The periods of the term that had not ended by the `last_known` day."""
    return tuple(one for one in periods(commitment) if known is None or one.last > known)


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Movements by period, those that count in order of days; and those that a quality clause refuses."""

    sound: Mapping[Period, Sequence[Movement]]
    refused: Mapping[Period, Sequence[Refusal]]


def _sorted(
    commitment: Commitment, movements: Sequence[Movement], path: PricePath | None
) -> _Sorted | tuple[Problem, ...]:
    """The movements by period, or everything that is wrong with them, with the path or with the commitment."""
    wrong = commitment_faults(commitment) or tuple(movement_faults(commitment, movements))
    wrong += () if path is None else path_faults(path)
    if wrong:
        return wrong
    refused = {one.movement: one for one in refusals(commitment, movements)}
    if wrong := tuple(stockpile_faults(one for one in movements if one.id not in refused)):
        return wrong
    counted: dict[Period, list[Movement]] = {}
    others: dict[Period, list[Refusal]] = {}
    for one in sorted(movements, key=lambda one: one.day):
        period = period_of(commitment, one)
        if isinstance(period, Period) and one.id in refused:
            others.setdefault(period, []).append(refused[one.id])
        elif isinstance(period, Period):
            counted.setdefault(period, []).append(one)
    return _Sorted(counted, others)


def _settled(
    commitment: Commitment, period: Period, movements: _Sorted, path: PricePath | None, spans: Sequence[Suspension]
) -> Settlement | tuple[Problem, ...]:
    mine = movements.sound.get(period, ())
    found = volumes(commitment, period, mine, spans)
    if isinstance(found, Problem):
        return (found,)
    lines, wrong = _lines(commitment, mine, found, Prices(commitment, period, path))
    if wrong:
        return wrong
    return Settlement(
        commitment=commitment.id, period=period, currency=commitment.currency, is_taxed=commitment.is_taxed,
        lines=lines, refused=tuple(movements.refused.get(period, ())), sold_mg=found.sold_mg,
        stockpiled_mg=found.stockpiled_mg, minimum_mg=found.minimum_mg, maximum_mg=found.maximum_mg,
        seller_short_mg=found.seller_short_mg, buyer_short_mg=found.buyer_short_mg,
    )  # fmt: skip


def _wanted(commitment: Commitment, known: dt.date | None, name: str | None) -> Iterable[Period | Problem]:
    """The periods to settle: the one of a name, else those that have ended, with movements or without."""
    if name is not None:
        return (period_named(commitment, name, "--period"),)
    return () if known is None else (one for one in periods(commitment) if one.last <= known)


def _lines(
    commitment: Commitment, movements: Sequence[Movement], found: Volumes, prices: Prices
) -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    """The lines of the deliveries, then those of the whole period; or each Problem once."""
    lines: list[Line] = []
    wrong: dict[Problem, None] = {}
    untaken = found.buyer_short_mg
    for one in movements:
        mass_mg = min(one.mass_mg, untaken) if one.kind == "not_taken" else one.mass_mg
        untaken -= mass_mg if one.kind == "not_taken" else 0
        made = _delivery_lines(commitment, one, mass_mg, prices)
        if isinstance(made, Problem):
            wrong[made] = None
        else:
            lines += made
    lines += default_lines(commitment, found)
    return tuple(line for line in lines if line.fen), tuple(wrong)


def _delivery_lines(commitment: Commitment, one: Movement, mass_mg: int, prices: Prices) -> list[Line] | Problem:
    """The lines of a delivery; of one that was not taken, the payment under take-or-pay."""
    needs_price = one.kind != "not_taken" or (commitment.default.is_take_or_pay and mass_mg)
    if not needs_price:
        return []
    priced = prices.of(one)
    if isinstance(priced, Problem):
        return priced
    if one.kind == "stockpiled" and not commitment.is_stockpile_covered:
        return []
    terms = Terms(commitment, one, mass_mg, priced)
    if commitment.buyer and terms.paid + terms.adjustment <= 0:
        found = price_text(terms.paid + terms.adjustment, commitment.currency)
        return problem("commit-price-nought", one.place or one.id, found=found)
    return list(terms.lines())

"""Stock and flow (存量与流量) by cohorts: what came into use, what is in use, what leaves use.

A cohort that came in during year s is, at the end of year t, aged t - s plus what the convention adds: nothing when
all came in at the year's end, half a year when in the middle, a year when at its start. The stock is the sum of what is
left of all cohorts, and the outflow closes the balance: stock before + inflow = outflow + stock.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monazite.core import Problem
from monazite.store import nearest
from monazite.warn.outlook.lifetime import Lifetime
from monazite.warn.said import problem

AGE_ADDED: Mapping[str, float] = {"start": 1.0, "middle": 0.5, "end": 0.0}
"""By convention, the age in years of a year's inflow at the year's end."""


@dataclass(frozen=True, slots=True)
class Flows:
    """One year of a stock.

    Args:
        year: the year.
        inflow: what came into use in it, any one unit.
        stock: in use at its end.
        outflow: what left use in it.
    """

    year: int
    inflow: float
    stock: float
    outflow: float


def parse_convention(text: str) -> str | Problem:
    """The convention by its name: start, middle or end.

    >>> parse_convention("midle").sentence("en")
    '--convention: expected one of start; middle; end, found “midle”; the nearest is “middle”.'
    """
    if text in AGE_ADDED:
        return text
    return problem("convention-wrong", "--convention", found=text, nearest=nearest(text, AGE_ADDED))


def shares_in_use(lifetime: Lifetime, years: int, convention: str) -> list[float]:
    """Share of a cohort in use at the end of its first year, its second, and so on; shape (years,).

    Args:
        lifetime: of what came into use.
        years: how many.
        convention: when in a year its inflow comes.
    """
    return [lifetime.share_in_use(age + AGE_ADDED[convention]) for age in range(years)]


def stock_by_cohort(inflow: Sequence[float], lifetime: Lifetime, convention: str) -> list[list[float]]:
    """What is left of each cohort at the end of each year; shape (years, cohorts up to that year).

    Args:
        inflow: of consecutive years, shape (years,), not negative.
        lifetime: of what came into use.
        convention: start, middle or end.
    """
    shares = shares_in_use(lifetime, len(inflow), convention)
    return [[inflow[born] * shares[now - born] for born in range(now + 1)] for now in range(len(inflow))]


def stock_and_flow(first_year: int, inflow: Sequence[float], lifetime: Lifetime, convention: str) -> tuple[Flows, ...]:
    """The stock that an inflow builds up.

    Args:
        first_year: of the inflow; before it nothing is in use.
        inflow: of consecutive years, shape (years,), not negative, in any one unit.
        lifetime: of what came into use.
        convention: start, middle or end of the year.

    >>> [round(one.stock, 3) for one in stock_and_flow(2005, [100, 0], Lifetime("weibull", 15, 3.5), "start")]
    [99.995, 99.94]
    """
    found: list[Flows] = []
    before = 0.0
    for number, cohorts in enumerate(stock_by_cohort(inflow, lifetime, convention)):
        stock = math.fsum(cohorts)
        found.append(Flows(first_year + number, inflow[number], stock, math.fsum((before, inflow[number], -stock))))
        before = stock
    return tuple(found)


def inflow_for_stock(stock: Sequence[float], lifetime: Lifetime, convention: str) -> list[float]:
    """The inflow that a stock needs: the inverse of `stock_and_flow`. Negative where a stock falls faster than it ages.

    Args:
        stock: at the ends of consecutive years, shape (years,).
        lifetime: of what comes into use; some of an inflow must be in use at the end of its year.
        convention: start, middle or end of the year.
    """
    shares = shares_in_use(lifetime, len(stock), convention)
    inflow: list[float] = []
    for now, wanted in enumerate(stock):
        left = math.fsum(inflow[born] * shares[now - born] for born in range(now))
        inflow.append((wanted - left) / shares[0])
    return inflow

"""ARIO: a shock through a table of sectors and regions, after Hallegatte (2013), with psi and alternative suppliers.

S. Hallegatte, *Modeling the role of inventories and heterogeneity in the assessment of the economic costs of natural
disasters*, Risk Analysis 34 (2013); the form with psi, times of restoration and alternative suppliers is that of BoARIO
0.7 (S. Juhel). Written from the equations; the README says which figures agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEAST_INPUT = 1e-5
"""An input below this share of a year's output per day holds nobody up, as in BoARIO."""
YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class Economy:
    """A table of a year; industries are sectors within regions, region by region.

    Args:
        sectors: in each region.
        trade: what each industry sells to each, shape (industries, industries), money a year.
        final: what it sells to final users, shape (industries, users).
    """

    sectors: int
    trade: Floats
    final: Floats


@dataclass(frozen=True, slots=True)
class ArioRules:
    """Parameters.

    Args:
        inventory_days: stock of every input, in days of use.
        restoration_days: time in which a stock is refilled.
        psi: share of the wanted stock below which production falls.
        overproduction: greatest output against the usual.
        overproduction_days: time in which it is reached.
    """

    inventory_days: float = 90.0
    restoration_days: float = 60.0
    psi: float = 0.85
    overproduction: float = 1.25
    overproduction_days: float = 365.0


USUAL_RULES = ArioRules()


def run_ario(economy: Economy, capacity_lost: Floats, rules: ArioRules = USUAL_RULES) -> Floats:
    """Output of each day, shape (days, industries), money a day.

    Args:
        economy: the table.
        capacity_lost: share of capacity lost, shape (days, industries).
        rules: parameters.
    """
    run = _Ario(economy, rules)
    return np.array([run.day(number, lost) for number, lost in enumerate(capacity_lost)])


class _Ario:
    """An economy from day to day."""

    def __init__(self, economy: Economy, rules: ArioRules) -> None:
        self.rules, self.sectors = rules, economy.sectors
        self.trade, self.final = economy.trade / YEAR_DAYS, economy.final / YEAR_DAYS
        self.usual = self.trade.sum(axis=1) + self.final.sum(axis=1)
        inputs = self.by_input(self.trade)
        self.technology = _share(inputs, self.usual)
        self.holds_up = inputs * YEAR_DAYS > self.usual * LEAST_INPUT
        self.stock = self.usual * self.technology * rules.inventory_days
        self.orders, self.over = self.trade.copy(), np.ones_like(self.usual)
        self.output = self.usual

    def by_input(self, flows: Floats) -> Floats:
        """Flows summed over the regions they come from, shape (sectors, industries)."""
        return cast("Floats", flows.reshape(-1, self.sectors, flows.shape[1]).sum(axis=0))

    def day(self, number: int, lost: Floats) -> Floats:
        """One day: what is made, how it is shared out, what is ordered."""
        demand = self.orders.sum(axis=1) + self.final.sum(axis=1)
        if number > 1:
            self.adapt(demand)
        capacity = self.usual * (1 - lost) * self.over
        wanted = np.minimum(demand, capacity)
        made: Floats = wanted * self.enough(wanted)
        delivered = self.orders * _share(made, demand)[:, None]
        used = made * self.technology
        self.stock = self.stock - used + self.by_input(delivered)
        self.order(np.minimum(demand, capacity), capacity, used)
        self.output = made
        return made

    def adapt(self, demand: Floats) -> None:
        """Who was short of output yesterday works more, others return to usual."""
        scarcity = _share(demand - self.output, demand)
        change = np.where(scarcity == 0, 1 - self.over, (self.rules.overproduction - self.over) * scarcity)
        self.over = np.maximum(1.0, self.over + change / self.rules.overproduction_days)

    def enough(self, wanted: Floats) -> Floats:
        """Share of the wanted output that the scarcest stock is enough for."""
        least = wanted * self.technology * self.rules.psi * self.rules.inventory_days
        share = np.where(self.holds_up & (least > 0), np.minimum(1.0, _share(self.stock, least)), 1.0)
        return cast("Floats", share.min(axis=0))

    def order(self, wanted: Floats, capacity: Floats, used: Floats) -> None:
        """What was used and a part of the gap in stocks, from suppliers by what they could make."""
        gap = np.maximum(0.0, wanted * self.technology * self.rules.inventory_days - self.stock)
        asked = gap / self.rules.restoration_days + used
        able = self.trade * _share(capacity, self.usual)[:, None]
        regions = len(self.usual) // self.sectors
        self.orders = np.tile(asked, (regions, 1)) * _share(able, np.tile(self.by_input(able), (regions, 1)))


def _share(part: Floats, whole: Floats) -> Floats:
    """A quotient, nought where the divisor is nought."""
    out = np.zeros(np.broadcast(part, whole).shape)
    np.divide(part, whole, out=out, where=whole != 0)
    return out

"""A network of firms summed to a table of sectors and regions: what a model of sectors sees of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monazite.warn.shocks.ario import YEAR_DAYS, Economy
from monazite.warn.shocks.arrays import sold_outside
from monazite.warn.shocks.record import Network


@dataclass(frozen=True, slots=True)
class SectorTable:
    """A network as a table.

    Args:
        economy: sectors are tiers; money in fen a year.
        industries: region and tier of each industry.
        industry_of: of each line, shape (lines,).
    """

    economy: Economy
    industries: tuple[tuple[str, int], ...]
    industry_of: NDArray[np.int64]


def sector_table(network: Network) -> SectorTable:
    """Sums the lines of each region and tier; what a line buys from outside the network is left out.

    Args:
        network: as checked.
    """
    tiers = sorted({firm.tier for firm in network.firms})
    regions = sorted({firm.region for firm in network.firms})
    industries = tuple((region, tier) for region in regions for tier in tiers)
    place = {one: number for number, one in enumerate(industries)}
    of_firm = {firm.key: place[firm.region, firm.tier] for firm in network.firms}
    trade = np.zeros((len(industries), len(industries)))
    final = np.zeros((len(industries), 1))
    for line, sold in zip(network.lines, sold_outside(network), strict=True):
        final[of_firm[line.firm], 0] += sold * line.value_fen_per_unit * YEAR_DAYS
        for need in network.needs_of.get((line.firm, line.material), ()):
            for one in network.supplies_of.get((line.firm, need.input), ()):
                price = network.lines[network.line_at[one.supplier, need.input]].value_fen_per_unit
                flow = line.per_day * need.quantity * one.share * price * YEAR_DAYS
                trade[of_firm[one.supplier], of_firm[line.firm]] += flow
    of_line = np.array([of_firm[line.firm] for line in network.lines])
    return SectorTable(Economy(len(tiers), trade, final), industries, of_line)

"""Invented networks of any size, for tests and measurements: tiers from oxide to car, sizes and delays as in the trade.

Nothing here is a fact of any firm. The same seed gives the same network.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from monazite.core import Words
from monazite.warn.shocks.record import Cover, Firm, Line, Material, Need, Network, Supply, grouped

REGIONS = ("CN", "JP", "DE", "US", "MX")
TIER_SHARES = (0.02, 0.04, 0.09, 0.20, 0.30, 0.35)
"""Share of firms in each tier: oxide, metal, magnet, motor, module, car or machine."""
MATERIALS_PER_FIRMS = 12
"""Firms of a tier for each material of it, at least three."""
NEEDS = (2, 6)
"""Inputs of a line: at least, and one more than at most."""
ESSENTIAL = 0.9
"""Share of inputs without which nothing is made."""
SUPPLIERS = (1, 4)
"""Suppliers of an input: the same."""
COVER_DAYS = (3, 61)
TRANSIT_DAYS = ((1, 8), (20, 46))
"""On the way within a region, and across the sea."""
CHINESE_FIRST = (0.9, 0.85, 0.75, 0.35, 0.3, 0.3)
"""Share of a tier's firms that stand in China."""


def invented_network(firms: int, seed: int) -> Network:
    """A network of firms that make one material each and buy from the tiers before.

    Args:
        firms: how many, from 12.
        seed: of the random numbers.
    """
    making = _Making(np.random.default_rng(seed), firms)
    for tier in range(len(TIER_SHARES)):
        making.tier(tier)
    return making.network()


class _Making:
    """A network while it is made."""

    def __init__(self, random: Generator, firms: int) -> None:
        self.random = random
        counts = np.maximum(2, np.floor(np.array(TIER_SHARES) * firms)).astype(int)
        counts[-1] += firms - counts.sum()
        self.counts = counts
        self.firms: list[Firm] = []
        self.makes: list[str] = []
        self.materials: list[list[str]] = []
        self.makers: dict[str, list[int]] = {}
        self.needs: list[Need] = []
        self.supplies: list[Supply] = []

    def tier(self, tier: int) -> None:
        """The firms of a tier, with what they need of the tiers before."""
        count = int(self.counts[tier])
        names = [f"M{tier}.{number}" for number in range(max(3, count // MATERIALS_PER_FIRMS))]
        regions = np.where(
            self.random.random(count) < CHINESE_FIRST[tier], REGIONS[0], self.random.choice(REGIONS[1:], count)
        )
        for number in range(count):
            key = f"F{len(self.firms):05d}"
            priority = int(self.random.integers(1, 10))
            self.firms.append(Firm(key, Words(key, key), str(regions[number]), tier, priority))
            self.makes.append(names[number % len(names)])
            if tier:
                self._needs(key, self.makes[-1], tier)
        for place in range(len(self.firms) - count, len(self.firms)):
            self.makers.setdefault(self.makes[place], []).append(place)
        self.materials.append([name for name in names if name in self.makers])

    def _needs(self, firm: str, output: str, tier: int) -> None:
        before = self.materials[tier - 1]
        earlier = [name for names in self.materials[:tier] for name in names]
        wanted = int(self.random.integers(*NEEDS))
        inputs = {before[int(self.random.integers(len(before)))]}
        inputs |= {earlier[int(self.random.integers(len(earlier)))] for _ in range(wanted - 1)}
        for one in sorted(inputs):
            days = float(self.random.integers(*COVER_DAYS))
            quantity = float(np.round(self.random.lognormal(-1.0, 0.7), 4)) + 0.01
            cover = Cover(0.7 * days, days, 1.3 * days)
            self.needs.append(Need(firm, output, one, quantity, cover, bool(self.random.random() < ESSENTIAL)))
            self._supplies(firm, one)

    def _supplies(self, buyer: str, material: str) -> None:
        makers = self.makers[material]
        count = min(len(makers), int(self.random.integers(*SUPPLIERS)))
        chosen = self.random.choice(makers, count, replace=False)
        shares = np.round(self.random.dirichlet(np.full(count, 2.0)) * 0.999 + 0.001 / count, 6)
        shares[0] += 1.0 - shares.sum()
        region = self.firms[int(buyer[1:])].region
        for place, share in zip(chosen, shares, strict=True):
            supplier = self.firms[int(place)]
            days = int(self.random.integers(*TRANSIT_DAYS[supplier.region != region]))
            self.supplies.append(Supply(supplier.key, buyer, material, float(share), days))

    def network(self) -> Network:
        """The network, output of each line set from the end: what buyers use and a part sold outside."""
        per_day, value = self._rates(), self._values()
        lines = tuple(
            Line(firm.key, makes, per_day[firm.key], 1.25 * per_day[firm.key], 5.0, value[makes])
            for firm, makes in zip(self.firms, self.makes, strict=True)
        )
        keys = [name for names in self.materials for name in names]
        materials = tuple(Material(key, Words(key, key), "unit") for key in keys)
        return Network(tuple(self.firms), materials, lines, tuple(self.needs), (), tuple(self.supplies))

    def _rates(self) -> dict[str, float]:
        """Output of each firm: from the last tier back, what its buyers use and what it sells outside."""
        by_buyer = grouped(self.supplies, lambda one: (one.buyer, one.material))
        needs = grouped(self.needs, lambda one: one.firm)
        used = dict.fromkeys((firm.key for firm in self.firms), 0.0)
        per_day: dict[str, float] = {}
        for firm in reversed(self.firms):
            is_last = firm.tier == len(TIER_SHARES) - 1
            sold = float(self.random.lognormal(5.0, 1.0)) if is_last else 0.05 * used[firm.key] + 1.0
            per_day[firm.key] = used[firm.key] + sold
            for need in needs.get(firm.key, ()):
                for one in by_buyer[firm.key, need.input]:
                    used[one.supplier] += per_day[firm.key] * need.quantity * one.share
        return per_day

    def _values(self) -> dict[str, int]:
        """What a unit of each material sells for, in fen: 1.4 times its dearest inputs, and ten yuan."""
        needs = grouped(self.needs, lambda one: one.firm)
        value: dict[str, int] = {}
        for firm, makes in zip(self.firms, self.makes, strict=True):
            inputs = sum(need.quantity * value[need.input] for need in needs.get(firm.key, ()))
            value[makes] = max(value.get(makes, 0), 1000 + round(1.4 * inputs))
        return value

"""What ships with the search: offers with dated prices, and routes with the cost of conversion."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from types import MappingProxyType

from monazite.core.words import Words
from monazite.design.record import Diffusion, Process
from monazite.design.search.record import Offer, Route

TREATMENT = (1173.15, 36_000.0, 5e-3)
"""Temperature (K), time (s) and thickness of the part (m) of the routes with diffusion."""


@cache
def offers() -> Mapping[str, Offer]:
    """All offers by name, with the prices of the day they state; a price that is an estimate says so in its source."""
    return MappingProxyType({row["offer"]: _offer(row) for row in _rows("offers.csv")})


@cache
def routes() -> Mapping[str, Route]:
    """All routes by name, the plain one first."""
    return MappingProxyType({
        f"{row['process']}/{package}": _route(row, package, *added)
        for row in _rows("processes.csv") for package, added in additions().items()
    })  # fmt: skip


@cache
def additions() -> Mapping[str, tuple[Mapping[str, float], Words]]:
    """Packages of additions besides the rare earths, shares of mass by element, with what people call them."""
    return MappingProxyType({
        row["package"]: (_content(row["content"]), Words(row["zh"], row["en"])) for row in _rows("additions.csv")
    })  # fmt: skip


def _content(text: str) -> dict[str, float]:
    return {one: float(share) / 100 for one, share in (pair.split("=") for pair in text.split())}


def priced(prices: Mapping[str, float], source: str = "", day: str = "") -> tuple[Offer, ...]:
    """The offers at other prices; those without a price are left out.

    Args:
        prices: CNY per kg of the material, by name of the offer.
        source: of the prices.
        day: of the prices.

    >>> [one.name for one in priced({"PrNd": 600, "B": 100, "Fe": 4})]
    ['PrNd', 'B', 'Fe']
    """
    return tuple(
        replace(one, price_cny_per_kg=float(prices[name]), source=source, day=day)
        for name, one in offers().items() if name in prices
    )  # fmt: skip


def _offer(row: Mapping[str, str]) -> Offer:
    return Offer(
        row["offer"], _content(row["content"]), float(row["least"]), float(row["most"]),
        float(row["price_cny_per_kg"]) if row["price_cny_per_kg"] else None,
        Words(row["zh"], row["en"]), row["source"], row["day"],
    )  # fmt: skip


def _route(row: Mapping[str, str], package: str, added: Mapping[str, float], label: Words) -> Route:
    least, most = float(row["least_uptake"]), float(row["most_uptake"])
    diffusion = Diffusion(row["diffused"], round(most * 1e6), *TREATMENT) if row["diffused"] else None
    process = Process(float(row["grain_um"]) * 1e-6, int(row["oxygen_ppm"]), diffusion=diffusion)
    words = Words(f"{row['zh']}，{label.zh}", f"{row['en']}, {label.en}")
    return Route(
        f"{row['process']}/{package}", process, row["is_dual"] == "yes", least, most, added,
        float(row["cost_cny_per_kg"]), words, row["source"],
    )  # fmt: skip


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((resources.files("monazite.design.search") / name).read_text("utf-8").splitlines()))

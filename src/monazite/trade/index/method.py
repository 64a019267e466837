"""The methodology, the products and the weights that ship with the package: tables with their sources."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from monazite.core import Words
from monazite.core.errors import InternalError
from monazite.trade.index.record import Anchor, Constituent, Method, Weight

_WORDS = {"splice"}
"""Parameters that are a word and no number."""


@cache
def methods() -> tuple[Method, ...]:
    """Every version of the methodology (编制方法), by rising effective day."""
    versions: dict[tuple[int, str], dict[str, Any]] = {}
    for row in rows("methodology.csv"):
        name, value = row["parameter"], row["value"]
        parameters = versions.setdefault((int(row["version"]), row["effective"]), {})
        parameters[name] = value if name in _WORDS else int(value)
    return tuple(
        Method(version=version, effective=date.fromisoformat(effective), **parameters)
        for (version, effective), parameters in sorted(versions.items())
    )


@cache
def constituents() -> tuple[Constituent, ...]:
    """The products that are published (样本品种), in the order of the bulletin."""
    return tuple(
        Constituent(product=row["product"], spec=row["spec"], aggregate=row["aggregate"], group=_group(row["group"]))
        for row in rows("constituents.csv")
    )


@cache
def weights() -> tuple[Weight, ...]:
    """The yearly weights (权重) of the elementary aggregates."""
    return tuple(
        Weight(
            year=int(row["year"]),
            aggregate=row["aggregate"],
            weight_ppm=int(row["weight_ppm"]),
            is_estimate=row["is_estimate"] == "yes",
            source=row["source"],
            locator=row["locator"],
        )
        for row in rows("weights.csv")
    )


@cache
def aggregate_labels() -> Mapping[str, Words]:
    """What people call each elementary aggregate (基本分类)."""
    return {row["aggregate"]: Words(row["zh"], row["en"]) for row in rows("aggregates.csv")}


@cache
def published_points() -> tuple[Anchor, ...]:
    """Published values of the association's index (2010 = 100) that are known without a paper; by day.

    Their ``fact`` names the source, since no fact of a workspace stands behind them.
    """
    return tuple(
        Anchor(day=date.fromisoformat(row["day"]), index=Decimal(row["index"]), fact=row["source"])
        for row in rows("published.csv")
    )


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table beside this module.

    Args:
        name: of the file, with its folder below ``trade/index`` if it has one.
    """
    yield from csv.DictReader((resources.files("monazite.trade.index") / name).read_text("utf-8").splitlines())


def _group(cell: str) -> Any:
    if cell not in {"ore", "light", "heavy"}:
        raise InternalError(f"constituents.csv: {cell} is no group")
    return cell

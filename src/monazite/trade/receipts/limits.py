"""Limits of this room, from ``limits.csv``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources

PPM = 1_000_000


@cache
def limits() -> Mapping[str, int]:
    """The limits by name."""
    text = resources.files("monazite.trade.receipts").joinpath("limits.csv").read_text("utf-8")
    return {row["limit"]: int(row["value"]) for row in csv.DictReader(text.splitlines())}


def is_weight_off(stated_mg: int, weighed_mg: int, tolerance_ppm: int) -> bool:
    """Whether a mass is further from the stated one than the contract's tolerance, or a scale's, lets it be.

    >>> is_weight_off(1_000_000_000, 1_000_900_000, 0), is_weight_off(1_000_000_000, 700_000_000, 3_000)
    (False, True)
    """
    allowed = max(tolerance_ppm, limits()["weighing_ppm"])
    return abs(weighed_mg - stated_mg) * PPM > allowed * stated_mg

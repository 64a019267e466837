"""Magnets that were made and measured, each with its paper; what that does not say is None or said to be assumed."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources

from monazite.design.record import MeasuredMagnet
from monazite.reference.tables import split_list

PPM_PER_PERCENT = 10_000


@cache
def measured_magnets() -> tuple[MeasuredMagnet, ...]:
    """All rows of ``measured.csv``, in its order."""
    text = (resources.files("monazite.design.materials") / "measured.csv").read_text("utf-8")
    return tuple(_magnet(row) for row in csv.DictReader(text.splitlines()))


def _magnet(row: Mapping[str, str]) -> MeasuredMagnet:
    contents = dict(one.split(":") for one in split_list(row["contents_wt_percent"]))
    return MeasuredMagnet(
        row["series"], row["name"],
        {symbol: round(float(percent) * PPM_PER_PERCENT) for symbol, percent in contents.items()}, row["process"],
        _scaled(row["grain_um"], 1e-6), _scaled(row["br_tesla"], 1), _scaled(row["hcj_ka_per_m"], 1e3),
        _scaled(row["bhmax_kj_per_m3"], 1e3), row["doi"], row["source"], row["locator"],
    )  # fmt: skip


def _scaled(cell: str, factor: float) -> float | None:
    return float(cell) * factor if cell else None

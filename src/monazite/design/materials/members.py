"""End members: what pure phases can do at 300 K, from ``values.csv``, widened by what the literature table says.

Each number is one row with its source; low and high hold the row's own spread and every sound row of
``literature.csv`` on the same compound. Rows of the literature that contradict the others (`flagged`) count in nothing
and are listed as conflicts.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import cast

from monazite.design.materials.literature import shipped_literature
from monazite.design.materials.row import LiteratureRow
from monazite.design.record import EndMember, Spread

FOLDER = "monazite.design.materials"
STRUCTURES = {"2Fe14B": "2:14:1", "Co5": "1:5", "2Co17": "2:17"}
"""Ending of a formula, and the structure it stands for."""
QUANTITIES = (
    "saturation_tesla_0k", "saturation_tesla_300k", "anisotropy_field_tesla_300k", "anisotropy_exponent",
    "curie_kelvin", "density_kg_per_m3",
)  # fmt: skip


@cache
def end_members() -> Mapping[str, EndMember]:
    """All end members by formula.

    >>> end_members()["Nd2Fe14B"].saturation_tesla_300k.value
    1.6
    """
    found: dict[str, dict[str, Spread]] = {}
    for row in csv.DictReader((resources.files(FOLDER) / "values.csv").read_text("utf-8").splitlines()):
        source = f"{row['source']} ({row['basis']}; {row['locator']})"
        spread = Spread(float(row["value"]), float(row["low"]), float(row["high"]), (source,))
        found.setdefault(row["formula"], {})[row["quantity"]] = spread
    return MappingProxyType({formula: _member(formula, values) for formula, values in found.items()})


def _member(formula: str, values: Mapping[str, Spread]) -> EndMember:
    literature = shipped_literature()
    ending = next(one for one in STRUCTURES if formula.endswith(one))
    same = [row for row in literature.rows if row.compound == formula]
    sound = [row for row in same if row.row not in literature.flagged_rows]
    wide = {name: _widened(values[name], sound, name) for name in QUANTITIES}
    planar = wide["anisotropy_field_tesla_300k"].value < 0
    return EndMember(
        formula, formula.removesuffix(ending), STRUCTURES[ending], "plane" if planar else "axis",
        exchange_j_per_m=values.get("exchange_j_per_m"),
        conflicts=tuple(flag for row in same for flag in literature.flags.get(row.row, ())), **wide,
    )  # fmt: skip


def _widened(spread: Spread, rows: Sequence[LiteratureRow], quantity: str) -> Spread:
    """A spread that holds what every sound row says of the quantity."""
    said = [(cast("float", getattr(row, quantity)), row.reference) for row in rows if getattr(row, quantity, None)]
    numbers = [one for one, _ in said]
    sources = tuple(dict.fromkeys(source for _, source in said))
    return Spread(spread.value, min([spread.low, *numbers]), max([spread.high, *numbers]), spread.sources + sources)

"""Measured magnets with what a calibration must know of them (``lots.csv``): what was assumed stands in each row."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from monazite.design.record import WHOLE_PPM, Diffusion, Process, Recipe
from monazite.design.units import OERSTED_A_PER_M, ZERO_DEGC_KELVIN

PPM_PER_PERCENT = 10_000


@dataclass(frozen=True, slots=True)
class Lot:
    """A magnet that was measured at 20 °C.

    Args:
        paper: DOI, or another key of the source; what a leave-one-out leaves out.
        name: in the paper.
        before: name of the same magnet before treatment, or empty; then only the gain counts.
        recipe: as stated and assumed.
        br_tesla: None where the paper is silent.
        hcj_a_per_m: measured.
        source: of the figures.
        assumed: what of the recipe the paper does not state.
    """

    paper: str
    name: str
    before: str
    recipe: Recipe
    br_tesla: float | None
    hcj_a_per_m: float
    source: str
    assumed: str


@cache
def lots() -> tuple[Lot, ...]:
    """All rows of ``lots.csv``."""
    rows = csv.DictReader((resources.files("monazite.design.forward") / "lots.csv").read_text("utf-8").splitlines())
    return tuple(
        Lot(
            row["paper"], row["name"], row["before"], Recipe(_weights(row["contents_wt_percent"]), _process(row)),
            float(row["br_tesla"]) if row["br_tesla"] else None,
            float(row["hcj_koe"]) * 1000 * OERSTED_A_PER_M, row["source"], row["assumed"],
        )
        for row in rows
    )  # fmt: skip


def _weights(text: str) -> dict[str, int]:
    found = {name: round(float(one) * PPM_PER_PERCENT) for name, one in (pair.split(":") for pair in text.split("|"))}
    return {**found, "Fe": WHOLE_PPM - sum(found.values())}


def _process(row: dict[str, str]) -> Process:
    treated = Diffusion(
        row["element"], round(float(row["uptake_wt_percent"]) * PPM_PER_PERCENT),
        float(row["treatment_degc"]) + ZERO_DEGC_KELVIN, float(row["treatment_hours"]) * 3600,
        float(row["thickness_mm"]) / 1000,
    ) if row["element"] else None  # fmt: skip
    return Process(
        float(row["grain_um"]) * 1e-6, int(row["oxygen_ppm"]), alignment=float(row["alignment"]), diffusion=treated
    )

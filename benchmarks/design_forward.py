"""The forward model of the room design: published magnets with their own paper left out, trade recipes, and speed.

Run: ``python benchmarks/design_forward.py [--recipes N]``. Times are of one core (set ``OMP_NUM_THREADS=1``).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from monazite.design.forward import (
    Batch,
    Calibration,
    Lot,
    anchored,
    batch_of,
    calibrate,
    calibration,
    lots,
    parse_recipe,
    predict,
    predict_many,
    state,
)
from monazite.design.forward.calibrate import FITTED
from monazite.design.forward.predict import values_of
from monazite.design.record import ROOM_KELVIN, Process, Recipe
from monazite.design.units import kgs, koe, mgoe

CERIUM, FLUORIDE = "10.1016/j.jmmm.2022.169477", "pii:5490037"
ROOM = np.array([ROOM_KELVIN])
TRADE = (
    ("N35", "PrNd=32.5,B=1.0,Al=0.5", Process(5e-6, 4000, alignment=0.92)),
    ("N42", "PrNd=31,B=1.0,Al=0.2,Cu=0.1", Process(5e-6, 2000, alignment=0.93)),
    ("N52", "PrNd=29.5,B=0.97,Co=0.5,Cu=0.15,Ga=0.2", Process(5e-6, 800, alignment=0.97, density_kg_per_m3=7580.0)),
    ("H", "PrNd=29.5,Dy=1.5,B=0.98,Co=1,Cu=0.15,Al=0.2", Process(4.5e-6, 1000)),
    ("42SH", "PrNd=27.5,Dy=3.5,B=0.97,Co=1,Cu=0.15,Al=0.2,Ga=0.1", Process(4e-6, 1000)),
    ("UH", "PrNd=25.5,Dy=5.5,B=0.97,Co=1.5,Cu=0.15,Al=0.3,Ga=0.2", Process(4e-6, 1000)),
    ("EH", "PrNd=23,Dy=8,B=0.97,Co=2,Cu=0.15,Al=0.4,Ga=0.2", Process(4e-6, 1000)),
)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipes", type=int, default=200_000)
    number = parser.parse_args().recipes
    known = calibration()
    fitted = {name: f"{getattr(known.constants, name):.4g}" for name in FITTED}
    print(f"{len(known.papers)} papers; constants {fitted}; intervals prior-based: {known.is_prior_based}")
    cerium()
    fluoride()
    coverage()
    trade()
    speed(number, known)


def cerium() -> None:
    """Coercivity of the cerium series, its own paper left out."""
    mine = [one for one in lots() if one.paper == CERIUM]
    found = state(batch_of([one.recipe for one in mine]), ROOM, calibrate({CERIUM}).constants).hcj_a_per_m[:, 0]
    for one, hcj in zip(mine, found, strict=True):
        print(f"{one.name:>6} wt%: measured {one.hcj_a_per_m / 1e3:5.0f} kA/m, left out {hcj / 1e3:5.0f} kA/m, "
              f"{hcj / one.hcj_a_per_m - 1:+.1%}")  # fmt: skip


def fluoride() -> None:
    """TbF3 diffusion from the untreated magnet, its own paper left out; the paper does not state the uptake."""
    before, after = (one for one in lots() if one.paper == FLUORIDE)
    known = anchored(before.recipe, before.br_tesla, before.hcj_a_per_m, calibrate({FLUORIDE}))
    for percent in (0.35, 0.7, 1.4):
        found = state(batch_of([_taking(after, percent)]), ROOM, known.constants)
        print(f"TbF3, {percent} wt% Tb taken up: HcJ {koe(float(found.hcj_a_per_m[0, 0])):.2f} kOe (21.70), "
              f"Br {kgs(float(found.br_tesla[0, 0])):.2f} kG (13.49)")  # fmt: skip


def _taking(lot: Lot, percent: float) -> Recipe:
    process = lot.recipe.process
    assert process.diffusion
    return replace(lot.recipe, process=replace(process, diffusion=replace(
        process.diffusion, weight_ppm=round(percent * 1e4))))  # fmt: skip


def coverage() -> None:
    """How many untreated magnets lie within their 90 % interval, each with its own paper left out."""
    plain = [one for one in lots() if not one.before]
    held = []
    for one in plain:
        (magnet,) = predict(one.recipe, [ROOM_KELVIN], calibrate({one.paper}))
        held.append(magnet.hcj_a_per_m.low <= one.hcj_a_per_m <= magnet.hcj_a_per_m.high)
    print(f"HcJ within its 90 % interval, own paper left out: {sum(held)} of {len(held)} untreated magnets")


def trade() -> None:
    """Recipes as the trade makes its classes."""
    for name, line, process in TRADE:
        recipe = parse_recipe(line, name, process)
        assert isinstance(recipe, Recipe)
        room, hot = predict(recipe, [ROOM_KELVIN, 373.15])
        print(
            f"{name:>5}: Br {kgs(room.br_tesla.value):5.2f} kG, HcJ {koe(room.hcj_a_per_m.value):4.1f} kOe "
            f"({koe(room.hcj_a_per_m.low):.1f} to {koe(room.hcj_a_per_m.high):.1f}), "
            f"(BH)max {mgoe(room.bhmax_j_per_m3.value):.1f} MGOe, "
            f"alpha {hot.alpha_br_per_kelvin.value:.3%}/K, beta {hot.beta_hcj_per_kelvin.value:.3%}/K"
        )


def speed(number: int, known: Calibration) -> None:
    """Recipes a second at three temperatures."""
    batch = _many(number)
    kelvin = np.array([ROOM_KELVIN, 373.15, 423.15])
    few = batch.part(slice(0, number // 10))
    _rate("Br and HcJ at 3 temperatures", number, lambda: state(batch, kelvin, known.constants))
    _rate("with HcB, Hk, (BH)max at 3 temperatures", number, lambda: values_of(state(batch, kelvin, known.constants)))
    _rate("with 90 % intervals at 3 temperatures", len(few), lambda: predict_many(few, kelvin).bounds())


def _many(number: int) -> Batch:
    """Recipes drawn within the trade's windows."""
    draw = np.random.default_rng(7)
    lines = [
        Recipe({"Nd": 300_000 - a, "Dy": a, "B": 9_800, "Co": 10_000, "Cu": 1_500, "Fe": 678_700}, Process(b))
        for a, b in zip(draw.integers(0, 60_000, 1000).tolist(), draw.uniform(3e-6, 6e-6, 1000).tolist(), strict=True)
    ]
    batch = batch_of(lines)
    times = -(-number // 1000)
    whole = Batch(*(np.concatenate([getattr(batch, name)] * times) for name in Batch.__slots__))
    return whole.part(slice(0, number))


def _rate(what: str, number: int, work: Callable[[], object]) -> None:
    best = np.inf
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    print(f"{what}: {number / best:,.0f} recipes/s")


if __name__ == "__main__":
    main()

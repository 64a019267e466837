"""How long a part takes: ``python benchmarks/design_part.py [CELLS]`` (100 000).

A block of 40 x 20 x 10 mm with a hot side, grain-boundary diffusion from its faces, and a field against it; a radial
segment of a rotor with the same. Prints residuals, rounds, loss and seconds of one core.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from monazite.design.curve import curve_of
from monazite.design.part import Block, Segment, Shape, cut, depth_metre, endure, working
from monazite.design.record import ROOM_KELVIN

BR_TESLA, CORE_A_PER_M, GAIN_A_PER_M, DEPTH_METRE = 1.38, 1114e3, 480e3, 1e-3
ALPHA, BETA = -0.0012, -0.006


def show(name: str, shape: Shape, cells: int, hottest_kelvin: float, against_a_per_m: float) -> None:
    """One duty."""
    start, processor = time.perf_counter(), time.process_time()
    part = cut(shape, cells)
    warmer = np.linspace(0.4, 1, part.fill.shape[1])[None, :, None] * (hottest_kelvin - ROOM_KELVIN)
    hcj = CORE_A_PER_M + GAIN_A_PER_M * np.exp(-depth_metre(part) / DEPTH_METRE)
    field = -against_a_per_m * part.easy
    duty = endure(part, curve_of(BR_TESLA, hcj, 1.05, 0.95), ROOM_KELVIN + warmer, ALPHA, BETA, field)
    took, cpu = time.perf_counter() - start, time.process_time() - processor
    hot = working(part, duty.hot)
    print(f"{name}: {int(part.is_magnet.sum())} cells, {took:.2f} s, processor {cpu:.2f} s")
    for what, state in (("fresh", duty.fresh), ("hot", duty.hot), ("back", duty.back)):
        print(f"  {what:6} rounds {state.rounds:4} residual {state.residual:.1e} settled {state.is_settled}")
    print(f"  load line {hot.permeance:.2f}, B {hot.flux_density_tesla:.3f} T, past the knee {hot.past_knee:.1%}, "
          f"reversible {duty.reversible_loss:.2%}, irreversible {duty.irreversible_loss:.2%}")  # fmt: skip


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    show("first, with compilation", Block(0.04, 0.02, 0.01), 1000, 393.15, 1e5)
    show("block", Block(0.04, 0.02, 0.01), count, 393.15, 1e5)
    show("block, deep past the knee", Block(0.04, 0.02, 0.01), count, 393.15, 3e5)
    show("radial segment", Segment(0.020, 0.028, 0.04, 1.0, is_radial=True), count, 383.15, 5e4)

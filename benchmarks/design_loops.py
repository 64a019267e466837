"""How well loops are read from the surface: ``python benchmarks/design_loops.py TABLE``.

TABLE has the form of mammos_bsw_cube50_aligned.csv. Prints errors, R2 and broken bounds of the surface that ships (of
the table it was fitted to, these are errors of the fit: those of loops left out are printed by design_loops_fit.py)
and its speed on one core.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from design_loops_fit import inputs_of, loops_of, print_figures, shares_of
from monazite.design.loops import cube_loops
from monazite.design.loops.files import bounds_of

MANY = 200_000


def main(path: Path) -> None:
    """Prints the figures."""
    rows = loops_of(path)
    found = cube_loops(*inputs_of(rows))
    bounds = np.array([[bound for _, _, bound in bounds_of(row)] for row in rows])
    shares = shares_of(rows)
    values = np.stack([found.hc_a_per_m, found.mr_a_per_m, found.bhmax_j_per_m3], 1)
    print_figures("surface as it ships", rows, values / bounds)
    low = np.stack([found.hc_low_a_per_m, found.mr_low_a_per_m, found.bhmax_low_j_per_m3], 1) / bounds
    high = np.stack([found.hc_high_a_per_m, found.mr_high_a_per_m, found.bhmax_high_j_per_m3], 1) / bounds
    inside = ((shares >= low - 1e-4) & (shares <= high + 1e-4)).mean(0)
    print(f"inside the interval of 90 %: Hc {inside[0]:.1%}, Mr {inside[1]:.1%}, BHmax {inside[2]:.1%}; "
          f"covered {found.is_covered.mean():.1%}")  # fmt: skip
    many = [np.resize(one, MANY) for one in inputs_of(rows)]
    start = time.process_time()
    cube_loops(*many)
    print(f"{MANY / (time.process_time() - start):.0f} loops a second on one core")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

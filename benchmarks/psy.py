"""How long PSY takes, and the table of critical values: ``python benchmarks/psy.py [--table FILE.csv [REPEATS]]``.

With ``--table`` it writes ``warn/signals/critical.csv`` anew (five minutes for 2000 walks of each length).
"""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path

import numpy as np

from monazite.warn.signals.critical import simulated
from monazite.warn.signals.psy import explosive, least_window

LENGTHS = (30, 50, 75, 100, 150, 200, 300, 400, 600, 900, 1300, 2000)
SEED = 20150901


def write_table(path: Path, repeats: int) -> None:
    """Critical values of each length and test; BSADF is that of the last day."""
    source = f"simulated by benchmarks/psy.py: {repeats} random walks of drift 1/days, seed {SEED}, lag 0"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["test", "days", "least_window_rows", "q90", "q95", "q99", "source", "locator"])
        for days in LENGTHS:
            found = simulated(days, repeats, SEED)
            tests = {"adf": found.adf, "sadf": found.sadf, "gsadf": found.gsadf, "bsadf": found.bsadf[:, -1]}
            for test, values in tests.items():
                locator = "Phillips, Shi, Yu 2015, section 4"
                table.writerow([test, days, least_window(days), *(f"{one:.4f}" for one in values), source, locator])


def main() -> None:
    """Print the time of whole BSADF sequences, or write the table."""
    if sys.argv[1:2] == ["--table"]:
        write_table(Path(sys.argv[2]), int((sys.argv[3:] or ["2000"])[0]))
        return
    explosive(np.arange(50.0) ** 2)
    for days in (500, 1000, 2000, 4000):
        values = np.cumsum(np.random.default_rng(1).standard_normal(days))
        for label, lags, is_bic in (("lag 0", 0, False), ("lag 4", 4, False), ("BIC up to 4", 4, True)):
            start = time.perf_counter()
            explosive(values, lags, is_bic=is_bic)
            print(f"PSY, all windows of {days} days, {label}: {time.perf_counter() - start:.3f} s")


if __name__ == "__main__":
    main()

"""The back-test of a file of daily prices, or of walks made here: ``python benchmarks/backtest.py [FILE.csv]``.

Without a file it also counts how often chance alone gets a verdict: ``python benchmarks/backtest.py --size [WALKS]``.
"""

from __future__ import annotations

import sys
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from monazite.warn.backtest import Prices, backtest, read_prices
from monazite.warn.backtest.methods import METHODS

FIRST = date(2021, 1, 1)


def walks(seed: int, days: int = 1900, products: int = 4) -> Prices:
    """Prices with no memory, half of whose moves are common to all products."""
    random = np.random.default_rng(seed)
    steps = random.normal(0, 0.0096, (days, products)) + random.normal(0, 0.0072, (days, 1))
    names = tuple(f"P{one}" for one in range(products))
    return Prices("walks", tuple(FIRST + timedelta(one) for one in range(days)), names, np.exp(steps.cumsum(0)), ())


def show(prices: Prices) -> None:
    """Print the figures of every method."""
    start = time.perf_counter()
    found = backtest(prices, 1)
    seconds = time.perf_counter() - start
    print(f"{prices.name}: {len(prices.days)} days, {len(prices.products)} products, {len(found.events)} events: "
          f"{seconds:.1f} s")  # fmt: skip
    for name, one in found.methods.items():
        pooled = one.pooled
        figures = (pooled.auroc, pooled.low, pooled.high, pooled.p, pooled.p_blocks, one.alarms.false_per_quiet_year)
        written = "  ".join("   — " if value is None else f"{value:.3f}" for value in figures)
        print(f"{name:11} AUROC low high p p_blocks false/quiet: {written}  {one.verdict.en}")


def show_size(count: int) -> None:
    """Print how often walks get a verdict, which should be rare."""
    judged = [name for name, method in METHODS.items() if method.significance]
    verdicts = [{name: found.methods[name] for name in judged} for found in
                (backtest(walks(seed), 1) for seed in range(count))]  # fmt: skip
    for name in judged:
        better = sum(one[name].verdict.en == "better than chance" for one in verdicts)
        mean = np.mean([one[name].pooled.auroc for one in verdicts])
        print(f"{name}: better than chance in {better} of {count} walks; mean AUROC {mean:.3f}")


def main() -> None:
    """Print the figures of a file, of walks, or the size of the verdict."""
    if sys.argv[1:2] == ["--size"]:
        show_size(int((sys.argv[2:] or ["40"])[0]))
    elif sys.argv[1:]:
        prices = read_prices(Path(sys.argv[1]))
        print(f"{len(prices.problems)} problems")
        show(prices)
    else:
        show(walks(1))


if __name__ == "__main__":
    main()

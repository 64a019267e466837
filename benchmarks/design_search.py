"""How fast and how closely the search of design answers: the query of the issue, a price history, random duties.

Run: python benchmarks/design_search.py [days] [duties]. Seconds are those of one core (process time).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
BEGUN = time.process_time()

import numpy as np  # noqa: E402  one thread must be set before

from monazite.design.curve import constants  # noqa: E402
from monazite.design.grades import grades  # noqa: E402
from monazite.design.search import (  # noqa: E402
    Duty,
    Infeasible,
    Limits,
    Optimum,
    frontier,
    history,
    offers,
    optimise,
)

LIMITS = Limits({"Tb": 0.0, "Dy": 0.01})
OFFERED = tuple(offers().values())
BY_NAME = {one.name: one for one in grades()}
RESERVE = constants()["tmax_reserve"].value
QUERY = Duty(BY_NAME["N45SH"], 393.15, 1.0, reserve=RESERVE)
T = TypeVar("T")
SEED = 11
WANDER = 0.015
"""Standard deviation of a day's relative price change."""


def timed(run: Callable[[], T]) -> tuple[T, float]:
    """What a call gives, and its seconds on one core."""
    begun = time.process_time()
    return run(), time.process_time() - begun


def said(found: Optimum | Infeasible) -> str:
    """An answer in a line."""
    if isinstance(found, Infeasible):
        proof = "ruled out" if found.is_ruled_out else "none found"
        return (
            f"{proof}, misses {', '.join(found.binding)}, nearest {found.nearest_kelvin} K, "
            f"permeance {found.nearest_permeance}, caps {dict(found.nearest_caps)}, {found.nodes} boxes"
        )
    return f"{found.cost_cny_per_kg:.3f} CNY/kg, gap {found.gap:.4%}, {found.route.name}, {found.nodes} boxes"


def main(days: int = 1500, duties: int = 20) -> None:
    """Prints the figures."""
    first, seconds = timed(lambda: optimise(QUERY, LIMITS, OFFERED))
    print(f"query, first time: {said(first)}; {seconds:.2f} s; {time.process_time() - BEGUN:.2f} s with imports")
    again, seconds = timed(lambda: optimise(QUERY, LIMITS, OFFERED))
    print(f"query, again: {said(again)}; {seconds:.2f} s")
    close, seconds = timed(lambda: optimise(QUERY, LIMITS, OFFERED, gap=0.0005))
    print(f"query, closer: {said(close)}; {seconds:.2f} s")
    hot, seconds = timed(lambda: optimise(replace(QUERY, kelvin=423.15), LIMITS, OFFERED))
    print(f"the same at 150 degC: {said(hot)}; {seconds:.2f} s")
    steps, seconds = timed(lambda: frontier(QUERY, LIMITS, OFFERED, "heavy", 6))
    print("frontier of heavy rare earth:", [(round(one.value, 4), round(one.best.cost_cny_per_kg, 2)) for one in steps],
          f"{seconds:.2f} s")  # fmt: skip
    draw = np.random.default_rng(SEED)
    walk = np.exp(np.cumsum(draw.normal(0, WANDER, (days, 4)), 0))
    names = (("PrNd", "Nd"), ("Dy",), ("Ho",), ("Ce", "La"))
    base = {one.name: one.price_cny_per_kg or 0.0 for one in OFFERED}
    prices = [
        {name: base[name] * factor for group, factor in zip(names, day, strict=True) for name in group}
        for day in walk.tolist()
    ]
    found, seconds = timed(lambda: history(QUERY, LIMITS, OFFERED, prices))
    gaps = [one.gap for one in found if isinstance(one, Optimum)]
    print(f"{days} days: {seconds:.1f} s, worst gap {max(gaps):.4%}, median {np.median(gaps):.4%}")
    scattered(duties, draw)
    hard()


def hard() -> None:
    """Duties at the edge, where the boxes run out."""
    edge = (("N35EH", 473.15, 0.0), ("N38UH", 393.15, 200e3))
    for name, kelvin, opposing in edge:
        duty = Duty(BY_NAME[name], kelvin, 1.0, opposing, reserve=RESERVE)
        found, seconds = timed(partial(optimise, duty, Limits(), OFFERED))
        print(f"hard: {name} {kelvin:.0f} K, {opposing / 1e3:.0f} kA/m against it: {said(found)}; {seconds:.2f} s")


def scattered(duties: int, draw: np.random.Generator) -> None:
    """Random duties: grade, temperature, permeance."""
    some = [one for one in grades() if one.family == "sintered-ndfeb" and one.maker == "Magnova"]
    worst, slowest = 0.0, 0.0
    for _ in range(duties):
        grade = some[draw.integers(len(some))]
        duty = Duty(grade, 293.15 + 120 * draw.random(), 0.5 + 3 * draw.random(), reserve=RESERVE)
        begun = time.process_time()
        found = optimise(duty, LIMITS, OFFERED)
        seconds = time.process_time() - begun
        print(
            f"  {grade.name} {duty.kelvin or 0:.0f} K, permeance {duty.permeance:.2f}: {said(found)}; {seconds:.2f} s"
        )
        worst = max(worst, found.gap if isinstance(found, Optimum) else 0.0)
        slowest = max(slowest, seconds)
    print(f"{duties} random duties: worst gap {worst:.4%}, slowest {slowest:.2f} s")


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))

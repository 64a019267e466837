from __future__ import annotations

import random
from itertools import product
from math import inf, isclose

from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.read.repair.search import Rows, cheapest


def instance(seed: int) -> Rows:
    rng = random.Random(seed)  # noqa: S311
    sizes = [rng.randint(1, 4) for _ in range(rng.randint(1, 5))]
    unary = [[rng.uniform(0, 5) for _ in range(size)] for size in sizes]
    steps = {(i, a, b): rng.uniform(0, 3) for i in range(len(sizes)) for a in range(4) for b in range(4)}
    pairs = {(j, a, i, b): rng.choice((0.0, 0.0, rng.uniform(0, 6))) for i in range(len(sizes)) for j in range(i)
             for a in range(4) for b in range(4)}  # fmt: skip
    linked = [list(range(i)) for i in range(len(sizes))]
    return Rows(unary, lambda i, a, b: steps[i, a, b], lambda j, a, i, b: pairs[j, a, i, b], linked)


def cost(rows: Rows, chosen: tuple[int, ...]) -> float:
    total = sum(rows.unary[i][a] for i, a in enumerate(chosen))
    total += sum(rows.step(i, chosen[i - 1], chosen[i]) for i in range(1, len(chosen)))
    return total + sum(rows.pair(j, chosen[j], i, chosen[i]) for i in range(len(chosen)) for j in range(i))


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_the_search_finds_what_trying_everything_finds(seed: int) -> None:
    rows = instance(seed)
    every = list(product(*(range(len(options)) for options in rows.unary)))
    best = cheapest(rows)
    assert best is not None
    assert isclose(best.cost, min(cost(rows, chosen) for chosen in every))
    assert isclose(best.cost, cost(rows, best.options))


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_the_second_best_is_exact_too(seed: int) -> None:
    rows = instance(seed)
    best = cheapest(rows)
    assert best is not None
    others = [c for c in product(*(range(len(o)) for o in rows.unary)) if c[0] != best.options[0]]
    second = cheapest(rows, (0, frozenset({best.options[0]})))
    assert second is not None
    assert isclose(second.cost, min((cost(rows, c) for c in others), default=inf))


def test_a_search_that_grows_too_large_says_so() -> None:
    rows = Rows(
        [[0.0] * 5] * 8, lambda _i, _a, _b: 0.0, lambda _j, a, _i, b: float(a == b), [list(range(i)) for i in range(8)]
    )
    assert cheapest(rows, most_nodes=10) is None

from __future__ import annotations

import random

import numpy as np
import pytest

from monazite.core import ElementMass
from monazite.trace.origin import basin
from monazite.trace.origin.basin import Basin, Passed, Work
from monazite.trace.origin.content import equal
from monazite.trace.origin.flow import Sides

SYMBOLS = ("Fe", "La", "Nd", "Dy")
NODES = 9


def works(seed: int, top: int, count: int = 150) -> list[Work]:
    """Entries that draw from pools and sources, more than there is too, and give to pools and sinks."""
    dice, made = random.Random(seed), []  # noqa: S311  no secrets
    for number in range(count):
        chosen = dice.sample(range(NODES), dice.randint(1, 4))
        refs = [2 * node if dice.random() < 0.7 else 2 * node + 1 for node in chosen]
        left = dict.fromkeys(SYMBOLS, 0)
        sides: Sides = {}
        for place, ref in enumerate(refs):
            mg = {symbol: dice.randint(-top, top) for symbol in dice.sample(SYMBOLS, dice.randint(1, 3))}
            if place == len(refs) - 1:
                mg = {symbol: -amount for symbol, amount in left.items()}
            left = {symbol: left[symbol] + mg.get(symbol, 0) for symbol in SYMBOLS}
            sides[f"{'source' if ref & 1 else 'lot'}/{ref}"] = str(ref), ElementMass.of(mg).parts
        made.append(Work(number, refs, sides))
    return made


def through(monkeypatch: pytest.MonkeyPatch, entries: list[Work], after: int) -> tuple[list[Passed], Basin]:
    monkeypatch.setattr(basin, "LOADED_AFTER", after)
    pools = Basin(lambda node: 100 + node)
    passed = [one for start in range(0, len(entries), 40) for one in pools.let_through(entries[start : start + 40])]
    return passed, pools


@pytest.mark.parametrize("top", [3, 10**6, 10**13, 3 * 10**16])
@pytest.mark.parametrize("seed", range(4))
def test_together_they_do_what_they_do_one_by_one(monkeypatch: pytest.MonkeyPatch, seed: int, top: int) -> None:
    if basin.loops() is None:
        pytest.skip("numba is not installed")
    monkeypatch.setattr(basin, "SPACE", 64)
    monkeypatch.setattr(basin, "BYTES", 512)
    entries = works(seed, top)
    expected, singly = through(monkeypatch, entries, 10**9)
    found, together = through(monkeypatch, entries, -1)
    assert [(one.flow, one.drawn, list(one.draws), list(one.gives), list(one.kept)) for one in found] == [
        (one.flow, one.drawn, list(one.draws), list(one.gives), list(one.kept)) for one in expected
    ]
    assert any(one.kept for one in found)
    for node in range(NODES):
        one, other = singly.pool(node), together.pool(node)
        assert equal(one.holds(), other.holds()), node
        assert np.array_equal(one.holds().totals, other.holds().totals)
        debts = [[] if each.debt is None else each.debt.tolist() for each in (one, other)]
        assert debts[0] == debts[1]
        assert one.touches == other.touches
    together.clear()
    assert not len(together)

"""Call auctions: against an oracle on random books, and how fast a million orders are uncrossed, from arrays and a CSV.

``python benchmarks/call_auction.py [--books 100000] [--orders 1000000]``
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from monazite.core import Problem
from monazite.trade.auction import Orders, rule_sets, uncross

Row = tuple[str, int, int, int]
"""Side, price in ticks, quantity in lots, time."""
Answer = tuple[int | None, int, list[int]] | str
"""Price, volume and fills; or the code of the Problem."""


@dataclass(frozen=True)
class Tried:
    """One price tried out: every order that may trade at it is filled by price and time until a side has no more."""

    price: int
    volume: int
    fills: list[int]
    surplus: int
    better_filled: bool
    one_side_filled: bool


def tried(rows: list[Row], price: int) -> Tried:
    """What a price would come to, in the slow and obvious way."""
    bids = [place for place, row in enumerate(rows) if row[0] == "buy" and row[1] >= price]
    asks = [place for place, row in enumerate(rows) if row[0] == "sell" and row[1] <= price]
    bid, ask = (sum(rows[place][2] for place in side) for side in (bids, asks))
    volume = min(bid, ask)
    fills = [0] * len(rows)
    for side, sign in ((bids, -1), (asks, 1)):
        left = volume
        for _, _, place in sorted((sign * rows[place][1], rows[place][3], place) for place in side):
            fills[place] = min(left, rows[place][2])
            left -= fills[place]
    is_filled = [fills[place] == row[2] for place, row in enumerate(rows)]
    better = all(is_filled[place] for place in bids + asks if rows[place][1] != price)
    one_side = any(
        all(is_filled[place] for place, row in enumerate(rows) if row[0] == side and row[1] == price)
        for side in ("buy", "sell")
    )
    return Tried(price, volume, fills, bid - ask, better, one_side)


def least(left: list[Tried], size: Callable[[Tried], int]) -> list[Tried]:
    """Those of which something is least."""
    best = min(size(one) for one in left)
    return [one for one in left if size(one) == best]


def highest(left: list[Tried], _reference: int | None, _tick: int) -> int:
    """The highest price."""
    return left[-1].price


def middle(left: list[Tried], _reference: int | None, tick: int) -> int:
    """Half way between the lowest and the highest, to the tick, half a tick upwards."""
    return int((left[0].price + left[-1].price) / 2 / tick + 0.5) * tick


def nearest(left: list[Tried], reference: int | None, _tick: int) -> int | None:
    """The nearest to the reference, the higher of two."""
    if reference is None:
        return None
    return min((one.price for one in left), key=lambda price: (abs(price - reference), -price))


def clamp(left: list[Tried], reference: int | None, tick: int) -> int | None:
    """The tick nearest the reference between the lowest and the highest."""
    if reference is None:
        return None
    low, high = left[0].price, left[-1].price
    between = [low, high, *(price for price in range(low, high + 1) if price % tick == 0)]
    return min(between, key=lambda price: (abs(price - reference), -price))


def narrowed(left: list[Tried], rules: str, reference: int | None) -> list[Tried]:
    """The steps before the last, each rule set written out."""
    left = least(left, lambda one: -one.volume)
    if rules in {"sse", "szse"}:
        left = [one for one in left if one.better_filled and one.one_side_filled]
    if rules == "futures" and reference is not None:
        left = [one for one in left if one.better_filled]
    if rules != "ccf":
        left = least(left, lambda one: abs(one.surplus))
    if rules == "asx" and all(one.surplus > 0 for one in left):
        left = left[-1:]
    elif rules == "asx" and all(one.surplus < 0 for one in left):
        left = left[:1]
    return left


def oracle(rows: list[Row], rules: str, reference: int | None, tick: int) -> Answer:
    """What the rules say, every candidate price tried out."""
    prices = sorted({row[1] for row in rows})
    if rules in {"szse", "futures"}:
        prices = sorted({*prices, *(price for price in range(prices[0], prices[-1]) if price % tick == 0)})
    all_tried = [tried(rows, price) for price in prices]
    if not any(one.volume for one in all_tried):
        return None, 0, [0] * len(rows)
    left = narrowed(all_tried, rules, reference)
    last = {"sse": middle, "szse": nearest, "asx": clamp, "ccf": highest}
    choose = last.get(rules, highest if reference is None else nearest)
    price = left[0].price if len(left) == 1 else choose(left, reference, tick)
    if price is None:
        return "reference-missing"
    found = tried(rows, price)
    # Contest rules may leave better orders unfilled at their price; the others have filled them.
    return price, found.volume, found.fills


def ours(rows: list[Row], rules: str, reference: int | None, tick: int) -> Answer:
    """The same from `uncross`."""
    done = uncross(Orders.of(rows), rules, reference, tick=tick)
    return done.code if isinstance(done, Problem) else (done.price_ticks, done.volume, done.filled.tolist())


def books(count: int, seed: int) -> Iterator[tuple[list[Row], int | None, int]]:
    """Random books of up to 14 orders, some with wide gaps, with ticks of 1 to 4, half of them with a reference."""
    rng = random.Random(seed)  # noqa: S311  a trial must repeat itself
    for _ in range(count):
        tick = rng.choice((1, 1, 1, 2, 4))
        grid = rng.sample(range(1, 16), rng.randint(2, 10))
        most = rng.choice((2, 5, 100))
        rows = [
            (rng.choice(("buy", "sell")), tick * rng.choice(grid), rng.randint(1, most), rng.randint(0, 5))
            for _ in range(rng.randint(1, 14))
        ]
        yield rows, rng.choice((None, rng.randint(1, 18 * tick))), tick


def check(rules: str, count: int) -> None:
    """Compare with the oracle, and stop at the first difference."""
    began, crossed, tied = time.perf_counter(), 0, 0
    for rows, reference, tick in books(count, seed=len(rules)):
        expected = oracle(rows, rules, reference, tick)
        found = ours(rows, rules, reference, tick)
        assert found == expected, (rules, rows, reference, tick, expected, found)
        crossed += not isinstance(expected, str) and expected[0] is not None
        tied += isinstance(expected, str)
    took = time.perf_counter() - began
    print(
        f"{rules:8} {count} books, {crossed} with a price, {tied} in need of a reference: 0 differences, {took:.0f} s"
    )


def large(count: int, spread: int) -> Orders:
    """A book around one price, half of which crosses."""
    rng = np.random.default_rng(1)
    price = (100_000 + rng.normal(0, spread, count)).astype(np.int64).clip(1)
    return Orders(rng.random(count) < 0.5, price, rng.integers(1, 100, count), np.arange(count, dtype=np.int64))


def from_arrays(count: int) -> None:
    """Time the arrays."""
    for name, spread in (("1 000 prices", 150), ("40 000 prices", 5_000)):
        orders = large(count, spread)
        took = []
        for _ in range(7):
            began = time.perf_counter()
            uncross(orders, "sse")
            took.append((time.perf_counter() - began) * 1000)
        print(f"{count} orders from arrays, {name}: median {sorted(took)[3]:.0f} ms, worst {max(took):.0f} ms")


PROGRAM = """
import sys
from pathlib import Path
from monazite.trade.auction import uncross_file
sys.stdout.write(uncross_file(Path(sys.argv[1]), "sse").as_json())
"""


def from_csv(count: int) -> None:
    """Time a process that reads a CSV and prints JSON, the second time with the compiled loops cached."""
    orders = large(count, 5_000)
    rows = zip(orders.is_buy.tolist(), orders.price_ticks.tolist(), orders.quantity.tolist(), strict=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("id,side,price,quantity,time\n")
            for place, (is_buy, price, quantity) in enumerate(rows):
                file.write(f"O{place},{'buy' if is_buy else 'sell'},{price / 100:.2f},{quantity},{place}\n")
        for turn in ("first", "second", "third"):
            began = time.perf_counter()
            done = subprocess.run([sys.executable, "-c", PROGRAM, str(path)], capture_output=True, check=True)  # noqa: S603
            took = time.perf_counter() - began
            fills = len(json.loads(done.stdout)["fills"])
            print(f"{count} orders from CSV to JSON with {fills} fills, start-up included, {turn}: {took:.2f} s")


def main() -> None:
    """Speed first, then the oracle."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--books", type=int, default=100_000)
    parser.add_argument("--orders", type=int, default=1_000_000)
    args = parser.parse_args()
    from_arrays(args.orders)
    from_csv(args.orders)
    for rules in rule_sets():
        check(rules, args.books)


if __name__ == "__main__":
    main()

"""The matching engine: ``python benchmarks/matching.py [--messages N] [--vectors DIR] [--agree N] [--public PYTHON]``.

Five shapes of order flow like those of the public matching-engine benchmark, from a generator of our own: a middle that
stands still, wanders, or swings by a quarter, two fifths or half of itself; orders around it at distances that follow a
power law, arriving shuffled; 15 % are immediate-or-cancel, a fifth of the others is modified by a tick and 97 %
cancelled soon after. Prints million messages a second: the compiled engine, the same with every order type and
self-trade prevention, the reference, and a public engine in Python where one is installed.

``--vectors DIR`` answers the given workloads and edge cases and compares byte by byte. ``--agree N`` has both engines
answer N random messages of every kind under every self-trade rule. ``--public PYTHON`` is an interpreter that has
``order-matching`` or ``lightmatchingengine``.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from monazite.core import Problem
from monazite.trade.match import (
    COMMAND,
    CONFORMANCE,
    POST_ONLY,
    CommandKind,
    Records,
    Rules,
    SelfTrade,
    TimeInForce,
    TradePrice,
    open_engine,
)
from monazite.trade.match.conform import MESSAGE, messages_of, reports_of
from monazite.trade.match.reference import ReferenceEngine

SHAPES = {"static": 0.0, "normal": 0.018, "swing-25": 0.25, "swing-40": 0.40, "flash-crash": 0.50}
"""How far the middle goes either way, as a part of itself."""
MIDDLE = 33_500
OVERLAP = 1.5
"""Of the way from one end to the other, where 1 is half: bids come from the lower part, asks from the upper."""
GROUP = 8192


def shape(name: str, messages: int, seed: int = 23) -> Records:
    """Commands of one shape, about as many as asked for. Shape (commands,)."""
    rng = np.random.default_rng(seed)
    count = messages // 2
    side = np.repeat([0, 1], [count // 2, count - count // 2])
    low, high = _walk(rng, count // 2) * OVERLAP - 1, 1 - _walk(rng, count - count // 2) * OVERLAP
    middle = MIDDLE * np.exp(np.concatenate([low, high]) * np.log1p(SHAPES[name]))
    away = 9 - np.minimum(rng.pareto(2.0, count), 10)
    price = (middle + np.where(side == 0, -away, away)).astype(np.int64)
    return _lives(rng, rng.permutation(count), side, price)


def _walk(rng: np.random.Generator, count: int) -> Any:
    """A random walk from 0 to 1, both reached."""
    steps = np.cumsum(rng.standard_normal(count))
    return (steps - steps.min()) / np.ptp(steps)


def _lives(rng: np.random.Generator, order: Any, side: Any, price: Any) -> Records:
    """New orders in that order, each followed by its modification and its cancellation."""
    count = len(order)
    made = np.zeros((count, 3), COMMAND)
    made["kind"] = [CommandKind.NEW, CommandKind.MODIFY, CommandKind.CANCEL]
    made["order_id"], made["side"], made["price"] = order[:, None] + 1, side[order][:, None], price[order][:, None]
    made["quantity"] = rng.integers(1, 101, count)[:, None]
    made["price"][:, 1:] += rng.choice([-1, 1], count)[:, None]
    made["quantity"][:, 1:] += 1
    is_ioc = rng.random(count) < 0.15
    made["time_in_force"][is_ioc, 0] = TimeInForce.IOC
    kept = np.ones((count, 3), bool)
    kept[:, 1] = ~is_ioc & (rng.random(count) < 0.20)
    kept[:, 2] = ~is_ioc & (rng.random(count) < 0.97)
    return made.reshape(-1)[kept.reshape(-1)]


def every_type(flow: Records, seed: int = 5) -> Records:
    """The same flow with members and every time in force, post-only orders among them."""
    rng = np.random.default_rng(seed)
    mixed = flow.copy()
    new = mixed["kind"] == CommandKind.NEW
    standing = new & (mixed["time_in_force"] != TimeInForce.IOC)
    kinds = np.array([TimeInForce.GTC, TimeInForce.DAY, TimeInForce.FOK], np.uint8)
    mixed["time_in_force"][standing] = rng.choice(kinds, standing.sum(), p=[0.6, 0.3, 0.1])
    rests = standing & (mixed["time_in_force"] != TimeInForce.FOK)
    mixed["flags"][rests] = (rng.random(rests.sum()) < 0.1) * POST_ONLY
    mixed["member"] = 1 + mixed["order_id"] % np.uint64(50)
    mixed["time_ms"] = np.arange(len(mixed)) // 100
    return mixed


ALL_RULES = Rules(
    1, 10**6, self_trade=SelfTrade.CANCEL_RESTING, trade_price=TradePrice.MEDIAN, keeps_priority=True, last=MIDDLE
)


def compiled_rate(flow: Records, rules: Rules, repeats: int = 5) -> float:
    """Million messages a second of the compiled engine, the median of some runs over the whole flow."""
    groups = np.array_split(flow, max(1, len(flow) // GROUP))
    rates = []
    for _ in range(repeats):
        engine = open_engine(rules)
        begun = time.perf_counter()
        for group in groups:
            engine.process(group)
        rates.append(len(flow) / (time.perf_counter() - begun) / 1e6)
    return float(np.median(rates))


def reference_rate(flow: Records, rules: Rules) -> float:
    """Million messages a second of the reference, from tuples to tuples."""
    engine, seconds = ReferenceEngine(rules), 0.0
    gc.collect()
    gc.disable()
    for group in np.array_split(flow, max(1, len(flow) // GROUP)):
        rows = group.tolist()
        begun = time.perf_counter()
        engine.run(rows)
        seconds += time.perf_counter() - begun
    gc.enable()
    return len(flow) / seconds / 1e6


def rates(messages: int, public: str | None) -> None:
    """Print the table of rates."""
    names = list(SHAPES)
    flows = {name: shape(name, messages) for name in names}
    mixed = {name: every_type(flow) for name, flow in flows.items()}
    compiled_rate(flows["static"][:1000], CONFORMANCE, 1)
    print(f"{'million messages/s':<34}" + "".join(f"{name:>13}" for name in names))
    table: dict[str, Callable[[str], float]] = {
        "compiled, plain": lambda name: compiled_rate(flows[name], CONFORMANCE),
        "compiled, every type, self-trade": lambda name: compiled_rate(mixed[name], ALL_RULES),
        "reference, plain": lambda name: reference_rate(flows[name], CONFORMANCE),
        "reference, every type, self-trade": lambda name: reference_rate(mixed[name], ALL_RULES),
    }
    if public:
        table["lightmatchingengine, 20 000"] = lambda name: public_rate(public, flows[name][:20_000])
    for label, rate in table.items():
        print(f"{label:<34}" + "".join(f"{rate(name):>13.2f}" for name in names), flush=True)
    print(f"{'messages':<34}" + "".join(f"{len(flows[name]):>13}" for name in names))


PUBLIC = """
import json, sys, time
rows = json.load(sys.stdin)
from lightmatchingengine.lightmatchingengine import LightMatchingEngine, Side
engine, ours, begun = LightMatchingEngine(), {}, time.perf_counter()
for kind, side, quantity, number, price in rows:
    if kind == 0:
        order, _ = engine.add_order("X", price, quantity, Side.BUY if side == 0 else Side.SELL)
        ours[number] = order
    elif kind == 1 and ours[number].leaves_qty > 0:
        engine.cancel_order(ours[number].order_id, "X")
print(len(rows) / (time.perf_counter() - begun) / 1e6)
"""
"""What the interpreter of the public engine runs: new orders and cancellations, the only ones it has."""


def public_rate(python: str, flow: Records) -> float:
    """Million messages a second of lightmatchingengine; not a number where it cannot be run."""
    rows = flow[["kind", "side", "quantity", "order_id", "price"]].tolist()
    done = subprocess.run([python, "-c", PUBLIC], input=json.dumps(rows), text=True, capture_output=True, check=False)  # noqa: S603
    return float(done.stdout) if done.returncode == 0 else float("nan")


def random_flow(count: int, seed: int) -> Records:
    """Random commands of every kind, some of them wrong, around a price that wanders."""
    rng = np.random.default_rng(seed)
    flow = np.zeros(count, COMMAND)
    flow["kind"] = rng.choice(7, count, p=[0.56, 0.23, 0.2, 0.0001, 0.001, 0.008, 0.0009])
    flow["side"] = rng.integers(0, 2, count)
    flow["time_in_force"] = rng.choice(4, count, p=[0.5, 0.15, 0.15, 0.2])
    flow["flags"] = rng.random(count) < 0.1
    flow["quantity"] = rng.integers(0, 50, count)
    flow["order_id"] = rng.integers(1, 20_000, count)
    flow["member"] = rng.integers(0, 30, count)
    flow["time_ms"] = np.arange(count) // 3 - (rng.random(count) < 0.01)
    flow["price"] = 200_000 + np.cumsum(rng.integers(-15, 16, count)) + rng.integers(-200, 200, count)
    limits = flow["kind"] == CommandKind.SET_LIMITS
    flow["order_id"][limits] = flow["price"][limits] + 5000
    flow["price"][limits] -= 5000
    return flow


def agree(count: int) -> None:
    """Have both engines answer random flows under every rule and compare reports and states."""
    for rule in SelfTrade:
        for price in TradePrice:
            rules = Rules(1, 10**7, self_trade=rule, trade_price=price, keeps_priority=bool(price))
            engines = open_engine(rules), open_engine(rules, is_compiled=False)
            told = 0
            for group in np.array_split(random_flow(count, 10 * rule + price), max(1, count // 10_000)):
                one, other = (engine.process(group) for engine in engines)
                assert one.tobytes() == other.tobytes()
                told += len(one)
            assert engines[0].snapshot() == engines[1].snapshot()
            print(f"{rule.name}, {price.name}: {count} messages, {told} reports, {engines[0].live} live: equal")


def conformance(folder: Path) -> int:
    """Answer the given workloads and edge cases; how many differ."""
    wrong = 0
    for is_compiled in (False, True):
        for path in sorted(folder.rglob("orders_*.bin.gz")):
            expected = path.with_name(path.name.replace("orders_", "expected_").replace(".bin.", ".txt."))
            messages = messages_of(path)
            if isinstance(messages, Problem):
                print(messages.both())
                wrong += 1
                continue
            begun = time.perf_counter()
            text = b"".join(reports_of(messages, is_compiled=is_compiled))
            seconds = time.perf_counter() - begun
            is_same = text == gzip.decompress(expected.read_bytes())
            wrong += not is_same
            print(f"{path.name}: {'equal' if is_same else 'DIFFERENT'}, {len(messages) / seconds / 1e6:.2f} M/s")
        wrong += edge_cases(folder, is_compiled=is_compiled)
    return wrong


def edge_cases(folder: Path, *, is_compiled: bool) -> int:
    """Answer the edge cases; how many differ."""
    wrong = 0
    for path in folder.rglob("edge_cases.json"):
        cases = json.loads(path.read_text("utf-8"))
        for name, case in cases.items():
            rows = [(m["type"], m["side"], m["ioc"], 0, m["qty"], n, m["order_id"], m["price"], 0)
                    for n, m in enumerate(case["messages"])]  # fmt: skip
            lines = b"".join(reports_of(np.array(rows, MESSAGE), is_compiled=is_compiled)).decode().split("\n")
            if lines != case["reports"]:
                wrong += 1
                print(f"{name}: DIFFERENT")
        print(f"{len(cases)} edge cases, {'compiled' if is_compiled else 'reference'}: {wrong} different")
    return wrong


def main() -> int:
    """Run what is asked for; 1 where something differed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=2_000_000)
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--agree", type=int)
    parser.add_argument("--public")
    wanted = parser.parse_args()
    if wanted.vectors:
        return min(1, conformance(wanted.vectors))
    if wanted.agree:
        agree(wanted.agree)
        return 0
    rates(wanted.messages, wanted.public)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How long a stop takes in a network of firms: ``python benchmarks/shock.py [FIRMS] [DAYS] [RELIEFS]``.

The network is invented. Prints the first run with compilation, the simulated days alone, bytes that a day touches
beside the machine's own copying speed, the whole from records to chains of causes, reliefs over the stop and 120 days
more, as `monazite warn shock` has it, and the peak of memory.
"""

from __future__ import annotations

import datetime as dt
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from monazite.warn.shocks import Network, Rules, Stop, invented_network, proposed, ranked, simulate
from monazite.warn.shocks.kernel import State, Structure, run_days
from monazite.warn.shocks.simulate import run_of, tally_for

DAY = dt.date(2025, 4, 4)
STOP_DAYS, AFTER_DAYS = 90, 120
COPIED_MB = 256


def seconds(work: Callable[[], object]) -> float:
    """The time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def copying_gb_per_s() -> float:
    """What the machine reads and writes when it copies a large array."""
    source = np.ones(COPIED_MB << 17)
    target = np.empty_like(source)
    return 2 * source.nbytes / min(seconds(lambda: np.copyto(target, source)) for _ in range(5)) / 1e9


def bytes_per_day(net: Structure, state: State) -> int:
    """Bytes of structure and state that a day touches; of the ring, one row is read and written."""
    of_state = sum(part.nbytes for part in state) - state.ring.nbytes + 2 * 8 * len(net.share)
    tables = net.capacity.nbytes + net.granted.nbytes
    return of_state + sum(part.nbytes for part in net if isinstance(part, np.ndarray)) - tables


def days_alone(network: Network, stops: list[Stop], days: int) -> tuple[float, float, int]:
    """The best time of the simulated days alone, of the processor alone, and the bytes of a day."""
    run = run_of(network, stops, days, Rules(), keeps_days=False)
    best = processor = float("inf")
    for _ in range(8):
        state, tally = run.arrays.start(), tally_for(run.arrays, 0)
        start = time.thread_time()
        best = min(best, seconds(lambda: run_days(run.arrays.net, state, tally, 0, days)))  # noqa: B023  called at once
        processor = min(processor, time.thread_time() - start)
    return best, processor, bytes_per_day(run.arrays.net, run.arrays.start())


def main() -> None:
    """Print the figures."""
    firms, days, count = ([int(one) for one in sys.argv[1:]] + [10_000, 365, 1000][len(sys.argv) - 1 :])[:3]
    first = seconds(lambda: simulate(invented_network(40, 1), [Stop("M0.1", DAY, 9)], 10))
    print(f"first run of 40 firms, with compilation or its cache: {first:.2f} s")
    network = invented_network(firms, 1)
    stops = [Stop("M0.1", DAY, STOP_DAYS)]
    alone, processor, touched = days_alone(network, stops, days)
    speed = touched * days / processor / 1e9
    print(f"{firms} firms, {len(network.needs)} needs, {len(network.supplies)} supplies, {days} days:")
    print(f"{alone:.3f} s, of the processor {processor:.3f} s")
    print(f"{touched / 1e6:.1f} MB a day, {speed:.1f} GB/s, where copying runs at {copying_gb_per_s():.1f} GB/s")
    whole = seconds(lambda: simulate(network, stops, days))
    outcome = simulate(network, stops, days)
    print(f"with arrays from records and chains of causes: {whole:.2f} s; {len(outcome.halts)} lines stopped")
    found = proposed(network, outcome)
    more = [replace(one, key=f"{one.key} half", amount=one.amount / 2) for one in found]
    options = [*found, *more][:count]
    workers = os.cpu_count() or 1
    taken = seconds(lambda: ranked(network, stops, STOP_DAYS + AFTER_DAYS, options, top=0, workers=workers))
    print(
        f"{len(options)} reliefs, each simulated over {STOP_DAYS + AFTER_DAYS} days, {workers} threads: {taken:.1f} s"
    )
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()

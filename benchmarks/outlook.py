"""How long an outlook takes, and how exact it is: ``python benchmarks/outlook.py [DRAWS]``.

An outlook of 2020 to 2040 as a page with sliders asks for it; then with draws; then its balances and its co-production.
"""

from __future__ import annotations

import sys
import time

from monazite.warn.outlook import Outlook, Settings, outlook, shipped_inputs

TIMES = 5


def timed(settings: Settings) -> tuple[float, Outlook]:
    """The shortest of some runs in seconds, and what it gave."""
    best, found = float("inf"), None
    for _ in range(TIMES):
        start = time.perf_counter()
        found = outlook(settings)
        best = min(best, time.perf_counter() - start)
    assert found is not None
    return best, found


def main() -> None:
    """Print the figures."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    start = time.perf_counter()
    inputs = shipped_inputs()
    print(f"tables read: {time.perf_counter() - start:.3f} s; {len(inputs.uses)} uses, {len(inputs.origins)} origins")
    plain, found = timed(Settings())
    print(f"2020 to 2040, {len(found.elements)} elements, no draws: {1000 * plain:.0f} ms")
    drawn, _ = timed(Settings(draws=draws))
    print(f"the same with {draws} draws: {drawn:.2f} s")
    duality = max(abs(one.dual_usd / one.cost_usd - 1) for one in found.programmes)
    print(f"balances miss by {found.residual:.1e}; primal and dual of {len(found.programmes)} years by {duality:.1e}")
    for one in found.comparisons:
        error = "" if one.error is None else f" ({one.error:+.0%})"
        print(f"{one.label.en}, {one.year}: published {one.published:,.0f} t, ours {one.ours.tonnes:,.0f} t{error}")


if __name__ == "__main__":
    main()

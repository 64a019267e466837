"""The price index: how far colluders move a value, beside the plain mean; and how long history takes to recompute.

``python benchmarks/index.py``. A day of 30 honest trades and a group that trades a share of the day's
mass at a premium among its own accounts. The worst of 40 random days is shown.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from monazite.trade.index import Deal, Inputs, Weight, constituents, dump, methods, publish, recompute, weights
from monazite.trade.index.robust import weighted_mean

DAY = date(2022, 8, 31)
TONNE = 10**9
HONEST_FEN, TRADES, DAYS = 71_886_000, 30, 40
SHARES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.45, 0.55)
PREMIUMS = (0.04, 0.079, 0.3)
WAYS = {
    "one account, one large trade": (1, 1e9, 10, 0.005),
    "six accounts": (6, 5.0, 10, 0.005),
    "forty accounts, many small": (40, 0.05, 10, 0.005),
    "six, only three honest firms": (6, 5.0, 3, 0.005),
    "six, honest spread of 3 %": (6, 5.0, 10, 0.03),
}
"""Accounts and tonnes a trade of the group; honest firms and the spread of their prices. Each account has an owner of
its own, the hardest case."""


def market(seed: int, share: float, premium: float, way: str) -> tuple[Inputs, Inputs]:
    """A day with the group, and the same day without it."""
    random = Random(seed)  # noqa: S311  a market, no secret
    deals: list[Deal] = []
    accounts, size, firms, spread = WAYS[way]

    def add(price: float, tonnes: float, buyer: str, seller: str) -> None:
        deals.append(
            Deal(
                id=f"V.{len(deals)}.0",
                day=DAY,
                product="氧化镨钕",
                fen_per_tonne=round(price),
                mass_mg=max(1, round(tonnes * TONNE)),
                buyer=buyer,
                seller=seller,
                buyer_owner=buyer,
                seller_owner=seller,
            )
        )

    for _ in range(TRADES):
        buyer, seller = random.sample(range(firms), 2)
        add(HONEST_FEN * random.gauss(1, spread), random.uniform(2, 20), f"h{buyer}", f"h{seller}")
    honest = sum(deal.mass_mg for deal in deals) / TONNE
    left = honest * share / (1 - share)
    size = max(size, left / 2000)
    while left > honest * 1e-9:
        mass = min(size, left)
        left -= mass
        add(HONEST_FEN * (1 + premium), mass, f"x{random.randrange(accounts)}", f"y{random.randrange(accounts)}")
    weight = Weight(year=2022, aggregate="pr-nd", weight_ppm=1, is_estimate=True, source="", locator="")
    product = next(item for item in constituents() if item.product == "氧化镨钕")
    whole = Inputs(methods=methods(), constituents=(product,), weights=(weight,), days=(DAY,), deals=tuple(deals))
    return whole, replace(whole, deals=tuple(deals[:TRADES]))


def moved(share: float, premium: float, way: str) -> tuple[float, float]:
    """The worst effect on the value and on the plain mean of trades, in percent."""
    worst = plain = 0.0
    for seed in range(DAYS):
        attacked, honest = market(seed, share, premium, way)
        after, before = (publish(item).values[0].fen_per_tonne for item in (attacked, honest))
        assert before is not None
        effect = abs((after or before) / before - 1) * 100
        means = [
            weighted_mean((deal.fen_per_tonne, deal.mass_mg) for deal in item.deals) for item in (attacked, honest)
        ]
        worst, plain = max(worst, effect), max(plain, abs(means[0] / means[1] - 1) * 100)
    return worst, plain


def curve() -> bool:
    """Print share against effect for each way to collude; whether a fifth at +30 % stays below 2 %."""
    holds = True
    for premium in PREMIUMS:
        print(
            f"\ncolluders at {premium:+.1%}: worst effect on the value, % (unfiltered volume-weighted mean beside it)"
        )
        print(f"{'share of mass':28}" + "".join(f"{share:>14.0%}" for share in SHARES))
        for way in WAYS:
            effects = [moved(share, premium, way) for share in SHARES]
            print(f"{way:28}" + "".join(f"{worst:>7.2f} ({plain:4.1f})" for worst, plain in effects))
            if premium == PREMIUMS[-1]:
                holds = holds and all(pair[0] < 2 for share, pair in zip(SHARES, effects, strict=True) if share <= 0.2)
    return holds


def history() -> None:
    """Recompute a year of every product from its public file."""
    random = Random(1)  # noqa: S311  a market, no secret
    days = [day for at in range(365) if (day := date(2022, 1, 1) + timedelta(at)).weekday() < 5]
    deals: list[Deal] = []
    prices = {item.product: random.randint(10**6, 10**8) for item in constituents()}
    for day in days:
        for name, before in prices.items():
            prices[name] = round(before * random.gauss(1, 0.01))
            for _ in range(10):
                buyer, seller = (f"p-{who:016x}" for who in random.sample(range(12), 2))
                deals.append(
                    Deal(
                        id=f"V.{len(deals)}.0", day=day, product=name, mass_mg=random.randint(1, 20) * TONNE,
                        fen_per_tonne=round(prices[name] * random.gauss(1, 0.004)), buyer=buyer, seller=seller,
                        buyer_owner=buyer, seller_owner=seller,
                    )
                )  # fmt: skip
    inputs = Inputs(
        methods=methods(), constituents=constituents(), weights=weights(), days=tuple(days), deals=tuple(deals)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.jsonl"
        path.write_bytes(dump(inputs, publish(inputs)))
        took = []
        for _ in range(3):
            start = time.perf_counter()
            report = recompute(path)
            took.append(time.perf_counter() - start)
            assert report.is_identical
        size = path.stat().st_size / 1e6
    print(
        f"\na year of {len(prices)} products, {len(days)} days, {len(deals)} trades, file of {size:.1f} MB:"
        f" recomputed bit for bit in {min(took):.2f} s (best of 3)"
    )


def main() -> None:
    """Print both; fail when a fifth of the mass at +30 % moves a value by two percent."""
    holds = curve()
    history()
    print(f"\na colluding fifth at +30 % moves a value by less than 2 %: {'yes' if holds else 'NO'}")
    sys.exit(0 if holds else 1)


if __name__ == "__main__":
    main()

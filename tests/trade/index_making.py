"""Inputs of an index for tests: a few products, random days, and a market with colluders in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from monazite.trade.index import (
    Anchor,
    Assessment,
    Bids,
    Constituent,
    Deal,
    Inputs,
    Weight,
    mask,
    methods,
)
from monazite.trade.index.files import end_line

METHOD = methods()[0]
DAY = date(2022, 8, 1)
PRODUCTS = (
    Constituent(product="氧化镨钕", spec="≥99%", aggregate="pr-nd", group="light"),
    Constituent(product="镨钕金属", spec="≥99%", aggregate="pr-nd", group="light"),
    Constituent(product="氧化镝", spec="≥99%", aggregate="dy", group="heavy"),
    Constituent(product="中钇富铕矿", spec="", aggregate="", group="ore"),
)
TONNE = 10**9


def weight(year: int, aggregate: str, weight_ppm: int) -> Weight:
    return Weight(
        year=year, aggregate=aggregate, weight_ppm=weight_ppm, is_estimate=True, source="made for tests", locator=""
    )


def deal(number: int, *, price: int, mass: int = TONNE, day: date = DAY, buyer: str = "b", seller: str = "s") -> Deal:
    """A trade in the first product; the owner of a member is its first letter."""
    return Deal(
        id=f"V.{number}.0", day=day, product="氧化镨钕", fen_per_tonne=price, mass_mg=mass, buyer=buyer,
        seller=seller, buyer_owner=buyer[0], seller_owner=seller[0],
    )  # fmt: skip


def of_deals(deals: list[Deal], days: tuple[date, ...] = (DAY,)) -> Inputs:
    return Inputs(
        methods=(METHOD,), constituents=PRODUCTS[:1], weights=(weight(2022, "pr-nd", 1),), days=days, deals=tuple(deals)
    )


SALT = b"made for tests, 16 bytes or more"


def under_pseudonyms(inputs: Inputs) -> Inputs:
    """The same inputs as a public file has them."""
    deals = [
        replace(
            one, buyer=mask(one.buyer, SALT), seller=mask(one.seller, SALT), buyer_owner=mask(one.buyer_owner, SALT),
            seller_owner=mask(one.seller_owner, SALT),
        )
        for one in inputs.deals
    ]  # fmt: skip
    return replace(inputs, deals=tuple(deals))


def signed(lines: list[bytes]) -> bytes:
    """A file of these lines whose last line is made anew, as one does who changes it on purpose."""
    before = b"".join(lines)
    return before + end_line(before)


def near(random: Random, around: int) -> int:
    """A price about that one, sometimes the same twice."""
    return max(1, int(around * random.gauss(1, 0.02)) + random.randint(0, 3))


def random_inputs(seed: int) -> Inputs:
    """Any market: thin days, washed trades, crossed quotes, gaps, a new year with other weights, published points."""
    random = Random(seed)  # noqa: S311  not for secrets
    start = date(2022, 12, 26)
    days = tuple(start + timedelta(at) for at in sorted(random.sample(range(14), random.randint(1, 9))))
    deals: list[Deal] = []
    quotes: list[Bids] = []
    facts: list[Assessment] = []
    for day in days:
        for item in PRODUCTS:
            around = random.choice((1, 10**6, 70_000_000))
            for _ in range(random.choice((0, 0, 1, 3, 9))):
                buyer, seller = (random.choice(("A1", "A2", "B1", "C1", "D1")) for _ in range(2))
                deals.append(Deal(
                    id=f"V.{len(deals)}.0", day=day, product=item.product, mass_mg=random.randint(1, 3 * TONNE),
                    fen_per_tonne=near(random, around) * random.choice((1, 1, 1, 2)), buyer=buyer, seller=seller,
                    buyer_owner=buyer[0], seller_owner=seller[0],
                ))  # fmt: skip
            for _ in range(random.choice((0, 0, 1, 2))):
                quotes.append(Bids(
                    id=f"q{len(quotes)}", day=day, product=item.product, bid_fen_per_tonne=near(random, around),
                    ask_fen_per_tonne=near(random, around),
                ))  # fmt: skip
            for _ in range(random.choice((0, 0, 0, 1, 2, 3))):
                facts.append(
                    Assessment(id=f"f{len(facts)}", day=day, product=item.product, fen_per_tonne=near(random, around))
                )
    first = random.choice((2022, 2023))
    method = replace(METHOD, stale_days_most=random.choice((0, 1, 2)), splice=random.choice(("every", "first")))
    points = tuple(
        Anchor(day=day, index=Decimal(random.randint(1, 10**9)) / 10**6, fact=f"fact-{day}")
        for day in days if random.random() < 0.2
    )  # fmt: skip
    return under_pseudonyms(Inputs(
        methods=(method, replace(METHOD, version=2, effective=date(2023, 1, 2), window_days=2, trades_least=1)),
        constituents=PRODUCTS,
        weights=(
            weight(first, "pr-nd", 700_001), weight(first, "dy", 299_999),
            weight(first + 1, "pr-nd", 1), weight(first + 1, "dy", 2),
        ),
        days=days, anchors=points, deals=tuple(deals), quotes=tuple(quotes), assessments=tuple(facts),
    ))  # fmt: skip


def market(seed: int, *, share: float, premium: float, accounts: int, size: float, washed: bool) -> Inputs:
    """A day with a known honest price and a group that trades a share of the mass at a premium.

    ``accounts`` of one owner or (not ``washed``) of as many owners; ``size``: tonnes of each colluding trade.
    """
    random = Random(seed)  # noqa: S311  not for secrets
    deals: list[Deal] = []

    def add(price: float, mass: float, buyer: str, seller: str, owners: tuple[str, str]) -> None:
        deals.append(Deal(
            id=f"V.{len(deals)}.0", day=DAY, product="氧化镨钕", fen_per_tonne=round(price),
            mass_mg=round(mass * TONNE), buyer=buyer, seller=seller, buyer_owner=owners[0], seller_owner=owners[1],
        ))  # fmt: skip

    honest = 0.0
    for _ in range(30):
        buyer, seller = random.sample(range(10), 2)
        mass = random.uniform(2, 20)
        honest += mass
        add(71_886_000 * random.gauss(1, 0.005), mass, f"h{buyer}", f"h{seller}", (f"h{buyer}", f"h{seller}"))
    left = honest * share / (1 - share)
    while left > 1e-9:
        mass = min(size, left)
        left -= mass
        one, other = random.randrange(accounts), random.randrange(accounts)
        owners = ("x", "x") if washed else (f"x{one}", f"y{other}")
        add(71_886_000 * (1 + premium), mass, f"x{one}", f"y{other}", owners)
    return of_deals(deals)

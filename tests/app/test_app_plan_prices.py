"""The prices that a commitment follows: stated in the journal, of a published index, of facts; never guessed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from tests.plan import acts_world
from tests.plan.acts_world import World

from monazite.app.plan.commitment import path_of
from monazite.app.read.sources import Source
from monazite.app.trade.market import Market
from monazite.core import Problem, ProblemError
from monazite.plan.commitments import Commitment, PricePath, PriceRule
from monazite.trade.index.record import Value

PRODUCT, JULY, AUGUST = "氧化镝", dt.date(2022, 7, 4), dt.date(2022, 8, 1)


@pytest.fixture
def world(tmp_path: Path) -> Any:
    found = acts_world.prepared(tmp_path / "w")
    yield found
    found.workspace.close()


def following(series: str, **rule: Any) -> Commitment:
    return Commitment(
        id="K", seller="F1", buyer="M1", material=PRODUCT, currency="CNY", first=dt.date(2022, 7, 1),
        last=dt.date(2022, 12, 31), price=PriceRule(series=series, **rule),
    )  # fmt: skip


def path(world: World, series: str, market: object = None, **rule: Any) -> PricePath | Problem | None:
    with world.workspace.reading() as connection:
        return path_of(
            connection,
            cast("Market", market or world.workspace.trade),
            following(series, **rule),
            dt.date(2022, 12, 31),
        )


def told(found: PricePath | Problem | None) -> dict[dt.date, int]:
    assert isinstance(found, PricePath)
    return {one.day: int(one.fen_per_tonne) for one in found.quotes}


def read(world: World, name: str, day: dt.date, price: int) -> None:
    text = f"{day.year}年{day.month}月{day.day}日，{PRODUCT}价格为{price}元/公斤。\n"
    world.workspace.read([], extra=[Source(name, data=text.encode())], jobs=0)


def test_facts_of_days_are_quotes_until_somebody_states_the_series(world: World) -> None:
    read(world, "a.md", JULY, 2384)
    read(world, "b.md", AUGUST, 2300)
    assert told(path(world, PRODUCT)) == {JULY: 238_400_000, AUGUST: 230_000_000}
    world.accepted("quotes", quoted=PRODUCT, quote_day=["2022-07-04"], quote=["2350000"])
    assert told(path(world, PRODUCT)) == {JULY: 235_000_000}


def test_a_day_on_which_papers_differ_has_no_price(world: World) -> None:
    read(world, "a.md", JULY, 2384)
    read(world, "b.md", JULY, 2384)
    assert told(path(world, PRODUCT)) == {JULY: 238_400_000}  # the same figure twice is one
    read(world, "c.md", JULY, 2390)
    found = path(world, PRODUCT)
    assert isinstance(found, Problem)
    assert found.code == "book-several"


def test_a_published_index_is_followed_product_by_product(world: World) -> None:
    values = [
        Value(day=JULY, product=PRODUCT, fen_per_tonne=5, level=None),
        Value(day=JULY, product="氧化铽", fen_per_tonne=7, level=None),
        Value(day=AUGUST, product=PRODUCT, fen_per_tonne=None, level=None),
    ]
    published = SimpleNamespace(series=SimpleNamespace(values=values))
    market = SimpleNamespace(index=lambda venue: SimpleNamespace(published=lambda: {"BX": published}[venue]))
    assert told(path(world, f"BX-index:{PRODUCT}", market)) == {JULY: 5}
    missing = path(world, f"BX-index:{PRODUCT}")  # this workspace has published none
    assert isinstance(missing, Problem)
    assert missing.code == "index-missing"


def test_a_fixed_price_follows_nothing(world: World) -> None:
    assert path(world, "", fixed_fen_per_tonne=1) is None


def test_quotes_are_stated_by_one_party_on_rising_days_and_above_nought(world: World) -> None:
    world.accepted("quotes")
    assert world.refused("quotes", "M1").code == "book-actor"  # another's series
    assert world.refused("quotes", quote_day=["2022-07-08", "2022-07-01"]).code == "book-quotes"
    assert world.refused("quotes", quote=["0", "1"]).code == "book-quotes"


def test_what_is_owed_is_what_the_settlement_says_less_what_was_paid(tmp_path: Path) -> None:
    world = acts_world.told(tmp_path / "w", until="commitment")
    world.accepted("commitment", not_delivered="")  # the rest of the minimum is another matter
    for party in ("M1", "MIN"):
        world.accepted("consent", party, party=party)
    world.accepted("deliver")
    mondays = [(AUGUST + dt.timedelta(7 * number)).isoformat() for number in range(5)]
    plan = world.workspace.plan
    with pytest.raises(ProblemError) as raised:
        plan.pay("K-1", "2022-Q3", actor="M1")
    assert raised.value.problem.code == "commit-gap"  # no quote of August yet
    world.accepted("quotes", quote_day=mondays, quote=["1900000"] * 5)  # below the floor of 2 000 000
    answer = plan.pay("K-1", "2022-Q3", actor="M1", id="paid")
    assert answer is not None
    assert answer.status == "accepted"
    legs = {leg.account: leg.amount for leg in world.workspace.trace.entry("paid").entry.legs}
    # 8 t at 1 900 000, and 20 000 000 were paid with the delivery; the floor of 100 000 a tonne is the guarantor's.
    assert legs == {"cash/M1": 480_000_000, "cash/F1": -400_000_000, "cash/MIN": -80_000_000}
    (period,) = plan.commitment("K-1").periods
    assert period.is_paid
    assert [one.amount_fen for one in period.paid] == [-400_000_000, -80_000_000, 480_000_000]
    world.workspace.close()

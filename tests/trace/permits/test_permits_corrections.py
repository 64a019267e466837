"""What an adjustment may book, and what it may not: laws found by a tester who made matter out of nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from monazite.core import ElementMass
from monazite.ledger import MATTER, Entry, Leg
from monazite.trace.corrections import with_quota
from monazite.trace.lots import AsWeighed
from monazite.trace.lots.acts import adjust, divide, feed, offer, output, reverse, sell
from monazite.trace.lots.weighing import reo_total_mg

ND = ElementMass.of({"Nd": 1_000_000})
MORE = ElementMass.of({"Nd": 90_000_000})


def oxide(key: str, kilograms: int = 20) -> AsWeighed:
    return AsWeighed(
        id=key, product="氧化钕", net_mg=kilograms * 1_000_000, reo_ppm=990_000, partition_ppm={"Nd": 10**6}
    )


@pytest.fixture
def made(chain: Any) -> Any:
    """Ore of F1 sold to F2, fed, and a lot of oxide made of it."""
    chain.done(chain.mined("L1"))
    sale = sell(**chain.said("2022-03-02"), seller="F1", buyer="F2", parts=[chain.whole("L1")])
    chain.done(sale)
    about: dict[str, Any] = {"firm": "F2", "line": "SX1", "run": "R1", "stage": "separation"}
    chain.done(feed(**chain.said("2022-03-03"), **about, parts=[chain.whole("L1")]))
    out = output(**chain.said("2022-03-04"), **about, lots=[oxide("O1")])
    chain.done(out)
    chain.out = out.id
    return chain


def adjusted(
    made: Any, *legs: tuple[str, str, ElementMass | int], stage: str | None = "separation", **more: Any
) -> Entry:
    posted = made.journal.posted(made.out)
    booked = with_quota(posted.entry, stage, [Leg(*leg) for leg in legs])
    said = {**made.said("2022-03-10", "F2"), **more}
    return adjust(**said, posted=posted, reason="复验", legs=booked, stage=stage)


def back(account: str = "lot/F2/O1", matter: ElementMass = ND) -> tuple[tuple[str, str, ElementMass], ...]:
    return (account, MATTER, -matter), ("line/F2/SX1", MATTER, matter)


def test_an_adjustment_gives_back_the_quota_of_what_it_takes(made: Any) -> None:
    before = made.journal.balance("used/F2")["quota:2022:separation:all"]
    made.done(adjusted(made, *back()))
    assert made.journal.balance("used/F2")["quota:2022:separation:all"] == before - reo_total_mg([ND])


@pytest.mark.parametrize(
    ("legs", "stage", "code"),
    [
        (back(), None, "adjust-stage"),
        (back(), "mining", "adjust-stage"),
        (back("lot/F2/NEW"), "separation", "adjust-account"),
        (back("blocked/F2/O1"), "separation", "adjust-account"),
        (back("lot/F1/O1", -ND), "separation", "adjust-account"),
        ((("lot/F2/O1", MATTER, ND), ("ground/M-F1/S-F1", MATTER, -ND)), "separation", "adjust-account"),
        ((("lot/F2/O1", MATTER, ND), ("unaccounted/F2/SX1", MATTER, -ND)), "separation", "adjust-source"),
        (back(matter=-MORE), "separation", "adjust-net"),
        ((("cash/F2", "money:CNY", 5), ("bank/F2", "money:CNY", -5)), "separation", "adjust-unit"),
        ((("held/F2", "quota:2022:separation:all", 5), ("issued/MIIT", "quota:2022:separation:all", -5)),
         "separation", "adjust-unit"),
        ((("used/F2", "quota:2022:mining:all", -5), ("held/F2", "quota:2022:mining:all", 5)),
         "separation", "adjust-quota"),
    ],
)  # fmt: skip
def test_an_adjustment_touches_only_what_its_entry_moved(made: Any, legs: Any, stage: str | None, code: str) -> None:
    assert made.refused(adjusted(made, *legs, stage=stage)).code == code


def test_matter_out_of_a_line_takes_quota(made: Any) -> None:
    less = back(matter=ElementMass.of({"Nd": -1_000}))
    bare = replace(adjusted(made, *less), legs=tuple(Leg(*leg) for leg in less))
    assert made.refused(bare).code == "coupling-broken"
    made.done(adjusted(made, *less))


@pytest.mark.parametrize(("actor", "code"), [("F1", "adjust-actor"), ("R1", "adjust-actor")])
def test_others_do_not_adjust(made: Any, actor: str, code: str) -> None:
    assert made.refused(adjusted(made, *back(), actor=actor)).code == code


@pytest.mark.parametrize("actor", ["F2", "SX1", "G1", "MIIT", "a clerk"])
def test_the_firm_and_those_above_it_adjust(made: Any, actor: str) -> None:
    made.done(adjusted(made, *back(), actor=actor))


def test_quota_is_not_given_back_twice(made: Any) -> None:
    """However often it is adjusted, no more comes back than the entry used; another lot fills the account."""
    used = next(leg.amount for leg in made.journal.posted(made.out).entry.legs if leg.role == "used")
    about: dict[str, Any] = {"firm": "F2", "line": "SX1", "run": "R1", "stage": "separation"}
    made.done(output(**made.said("2022-03-05"), **about, lots=[oxide("O2")]))
    part = ElementMass.of({"Nd": 10_000_000})
    made.done(adjusted(made, *back(matter=part)))
    more = adjusted(made, *back(matter=part))
    legs = tuple(replace(leg, amount=leg.amount * 2) if isinstance(leg.amount, int) else leg for leg in more.legs)
    assert isinstance(used, int)
    assert made.refused(replace(more, legs=legs)).code == "adjust-quota"


def test_a_lot_on_offer_is_withdrawn_first(made: Any) -> None:
    made.done(offer(**made.said("2022-03-05"), firm="F2", parts=[made.whole("O1")]))
    assert made.refused(adjusted(made, *back("offered/F2/O1"))).code == "adjust-stock"


def test_a_reversal_is_not_adjusted_and_what_moved_on_is_not_reversed(made: Any) -> None:
    posted = made.journal.posted(made.out)
    made.done(divide(**made.said("2022-03-05"), firm="F2", lot="O1", children=[replace(made.whole("O1"), lot="O1a")]))
    problem = made.refused(reverse(**made.said("2022-03-06"), posted=posted, reason="r"))
    assert problem.code == "reversal-moved"
    assert "adjust" in problem.sentence("en")


def test_a_feed_gives_back_what_it_took_and_nothing_else(made: Any) -> None:
    """A lot that was fed is no way out of a line for what never was in it, nor for more than went in."""
    fed = made.whole("L1").matter
    about: dict[str, Any] = {"firm": "F2", "line": "SX1", "run": "R2", "stage": "separation"}
    made.done(made.mined("L2"))
    made.done(sell(**made.said("2022-03-03"), seller="F1", buyer="F2", parts=[made.whole("L2")]))
    entry = feed(**made.said("2022-03-04"), **about, parts=[made.whole("L2")])
    made.done(entry)
    made.out = entry.id
    half = ElementMass.of({symbol: mg // 2 for symbol, mg in fed.parts})
    made.done(adjusted(made, *back("lot/F2/L2", -half), stage=None))
    more = ElementMass.of({"La": fed["La"] // 2 + 2})
    problem = made.refused(adjusted(made, *back("lot/F2/L2", -more), stage=None))
    assert (problem.code, "L2" in problem.sentence("en")) == ("adjust-sign", True)

"""Slips that are refused outright, and acts that cannot be: not even recorded as blocked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from monazite.ledger import Entry, Leg
from monazite.trace.lots import AsWeighed, Part
from monazite.trace.lots.acts import collect, divide, offer, receive, reverse, sell
from monazite.trace.permits import filing, issue, permits_of


def issued(chain: Any, *lines: Any, time: str = "2022-02-01", batch: str = "1") -> Any:
    return issue(**chain.said(time, "MIIT"), authority="MIIT", year=2022, batch=batch, notice="n", lines=lines)


def test_a_batch_is_issued_once(chain: Any) -> None:
    again = chain.refused(issued(chain, chain.quota("G1", "mining", "rock", 100)))
    assert again.code == "batch-again"
    assert "amend" in again.sentence("en")
    assert "entry e0" in again.sentence("en")
    chain.done(
        issued(chain, chain.quota("G1", "mining", "ion", 100)),
        issued(chain, chain.quota("G1", "mining", "rock", 1), batch="2"),
    )


def test_a_batch_is_issued_once_within_a_batch_of_entries_too(chain: Any) -> None:
    first, second = (issued(chain, chain.quota("G2", "mining", "rock", 5)) for _ in range(2))
    answers = chain.post(first, second)
    assert [one.status for one in answers] == ["accepted", "refused"]
    assert first.id in answers[1].problem.sentence("en")


def test_what_was_reversed_is_issued_anew(chain: Any) -> None:
    first = issued(chain, chain.quota("G2", "mining", "rock", 5))
    chain.done(first)
    back = reverse(**chain.said("2022-02-02"), posted=chain.journal.posted(first.id), reason="r")
    chain.done(back, issued(chain, chain.quota("G2", "mining", "rock", 5)))


def test_what_was_not_issued_yet_is_not_split(chain: Any) -> None:
    rock = chain.quota("F1", "mining", "rock", 1)
    assert chain.refused(chain.split("G1", "9", rock)).code == "batch-unknown"
    early = chain.refused(chain.split("G1", "1", rock, time="2022-01-27"))
    assert early.code == "batch-early"
    assert "2022-01-28" in early.sentence("en")
    assert chain.refused(filing(**chain.said("2022-01-20"), group="G1", year=2022, batch="1")).code == "batch-early"
    chain.done(chain.split("G1", "1", rock, time="2022-01-28"))


@pytest.mark.parametrize(
    ("site", "code"), [("S-F2", "site-of-other"), ("S-F9", "site-unknown"), ("MT1", "site-unknown")]
)
def test_a_mine_is_at_a_site_of_its_firm(chain: Any, site: str, code: str) -> None:
    mined = chain.mined("L1")
    legs = tuple(replace(leg, account=leg.account.replace("/S-F1", f"/{site}")) for leg in mined.legs)
    other = tuple(replace(leg, account=leg.account.replace("/S-F1", f"/{site}")) for leg in mined.otherwise)
    assert chain.refused(replace(mined, legs=legs, otherwise=other)).code == code


def test_nothing_is_sold_to_oneself(chain: Any) -> None:
    chain.done(chain.mined("L1"))
    sale = sell(**chain.said("2022-03-02"), seller="F1", buyer="F1", parts=[chain.whole("L1")])
    assert chain.refused(sale).code == "sale-self"


def test_a_sale_moves_goods_and_money_of_its_two_parties_only(chain: Any) -> None:
    chain.done(chain.mined("L1"))
    sale = sell(**chain.said("2022-03-02"), seller="F1", buyer="F2", parts=[chain.whole("L1")])
    lots, cny = sale.legs, "money:CNY"
    for payer, payee in (("R1", "F1"), ("F2", "R1"), ("F1", "F2")):
        legs = (*lots, Leg(f"cash/{payer}", cny, -100), Leg(f"cash/{payee}", cny, 100))
        assert chain.refused(replace(sale, legs=legs)).code == "sale-parties"
    alone = (Leg("cash/F2", cny, -100), Leg("cash/F1", cny, 100))
    assert chain.refused(replace(sale, legs=alone, details={**sale.details, "lots": []})).code == "sale-of-nothing"


@pytest.mark.parametrize("product", ["混合碳酸稀土", "稀土精矿", "离子型稀土矿"])
@pytest.mark.parametrize("firm", ["F1", "F2"])
def test_ore_is_no_scrap(chain: Any, firm: str, product: str) -> None:
    lot = AsWeighed(id="C1", product=product, net_mg=10**9, reo_ppm=450_000, partition_ppm={"Nd": 10**6})
    unknown = collect(**chain.said("2022-03-02"), firm=firm, origin="unknown", collection="C", lots=[lot])
    assert chain.refused(unknown).code == "ore-collected"
    bought = receive(**chain.said("2022-03-02"), firm=firm, supplier="S", material="M", lots=[lot])
    assert chain.refused(bought).code == "ore-collected"


@pytest.mark.parametrize("firm", ["F1", "R1"])
def test_scrap_is_collected(chain: Any, firm: str) -> None:
    lot = AsWeighed(id="C1", product="钕铁硼废料", net_mg=10**9, assay_ppm={"Nd": 220_000})
    chain.done(collect(**chain.said("2022-03-02"), firm=firm, origin="stated", collection="C", lots=[lot]))


def test_days_too_long_ago_are_slips(chain: Any) -> None:
    assert chain.refused(chain.mined("L1", time="1022-03-01")).code == "day-early"
    wrong = chain.refused(chain.mined("L1", time="1949-09-30"))
    assert "1949-10-01" in wrong.sentence("zh")


def test_a_quota_of_another_year_is_a_slip(chain: Any) -> None:
    mined = chain.mined("L1")
    legs = tuple(replace(leg, unit=leg.unit.replace("2022", "2021")) for leg in mined.legs)
    assert chain.refused(replace(mined, legs=legs)).code == "quota-year"


def test_all_permits_of_a_firm_whatever_the_day(chain: Any) -> None:
    with chain.reading() as connection:
        assert {one.type for one in permits_of(connection, "F1")} == {"mining_licence", "safety_licence"}


STRANGERS = ("F2", "R1", "S-R1")
"""Registered parties that have nothing to do with F1."""


def cash(party: str, fen: int) -> tuple[Leg, ...]:
    return Leg(f"bank/{party}", "money:CNY", -fen), Leg(f"cash/{party}", "money:CNY", fen)


def test_a_stranger_moves_nothing_of_another(chain: Any) -> None:
    chain.done(chain.mined("L1"))
    paid = Entry(**chain.said("2022-03-02", "F1"), kind="deposit", legs=cash("F1", 1_000), details={"purpose": "入金"})
    chain.done(paid)
    whole, day = [chain.whole("L1")], "2022-03-03"
    acts = [
        chain.mined("L2"),
        divide(**chain.said(day, "F1"), firm="F1", lot="L1", children=[Part("L1-1", whole[0].matter)]),
        offer(**chain.said(day, "F1"), firm="F1", parts=whole),
        replace(paid, id="e-in"),
        replace(paid, id="e-out", kind="withdraw", legs=cash("F1", -400)),
    ]
    chain.register(chain.site("R1"))
    for act in acts:
        for stranger in STRANGERS:
            assert chain.refused(replace(act, actor=stranger)).code == "actor-stranger", (act.kind, stranger)
    sale = sell(**chain.said(day, "R1"), seller="F1", buyer="F2", parts=whole)
    wrong = chain.refused(sale)
    assert wrong.code == "actor-stranger"
    assert "F1 / F2" in wrong.sentence("zh")
    chain.done(replace(sale, actor="F2"))


@pytest.mark.parametrize("speaker", ["F1", "S-F1", "G1", "MIIT", "张三"])
def test_a_firm_its_own_and_those_above_it_speak(chain: Any, speaker: str) -> None:
    """A name that no party has is a person's: nobody can say yet whose."""
    chain.done(replace(chain.mined("L1"), actor=speaker))

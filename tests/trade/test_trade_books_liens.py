"""Liens end by payment; counts by third parties suspend what is not there; money at a venue is the venue's to move."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monazite.ledger import Leg
from monazite.trace.lots import Part
from monazite.trace.lots.acts import free, sell
from monazite.trace.reports import Invoice, invoice
from monazite.trade.receipts import acts
from monazite.trade.receipts.find import holdings, receipt
from monazite.trade.receipts.record import Certificate, Counted, Member, Pledge, StockCount

_SPEC = importlib.util.spec_from_file_location("books_market", Path(__file__).with_name("books_market.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
books = importlib.util.module_from_spec(_SPEC)
sys.modules["books_market"] = books
_SPEC.loader.exec_module(books)

TONNE, LOAN = books.TONNE, 10**8


@pytest.fixture
def market(tmp_path: Path) -> Any:
    return books.open_market(tmp_path)


def pledged(market: Any, slices: Any, lien: str = "X1", debtor: str = "M1", **changes: Any) -> Any:
    stated: dict[str, Any] = {"creditor": "CR", "amount_fen": LOAN, "due": "2022-12-31"} | changes
    terms = Pledge(**stated)
    return acts.pledge(**market.said(debtor), debtor=debtor, slices=slices, lien=lien, pledge=terms)


def repaid(market: Any, fen: int, slices: Any = (), creditor: str = "CR", lien: str = "X1") -> Any:
    return acts.repay(**market.said("M1"), debtor="M1", creditor=creditor, lien=lien, amount_fen=fen, slices=slices)


def test_a_lien_ends_when_it_is_paid_and_not_sooner(market: Any) -> None:
    market.registered("L1")
    lots = market.slices("R-L1", 0, 4)
    market.done(market.paid_in("M1", LOAN), pledged(market, lots))
    assert market.matter("pledged/M1/L1") == market.receipts["R-L1"].matter_of(books.Slice("R-L1", 0, 4))
    assert market.refused(repaid(market, LOAN - 1, lots)).code == "receipt-lien-unpaid"
    assert market.refused(repaid(market, LOAN, lots, creditor="M2")).code == "receipt-repay"
    assert market.refused(repaid(market, LOAN, market.slices("R-L1", 0, 3))).code == "receipt-slices-differ"
    assert market.refused(repaid(market, LOAN)).code == "receipt-slices-differ"
    part = Part("L1", market.matter("pledged/M1/L1"))
    gratis = free(**market.said("M1"), firm="M1", parts=[part], lien="X1")
    assert market.refused(gratis).code == "receipt-bound"
    market.done(repaid(market, LOAN // 4))
    assert market.fen("cash/CR") == LOAN // 4
    assert market.refused(repaid(market, LOAN, lots)).code == "receipt-lien-unpaid"
    market.done(repaid(market, LOAN - LOAN // 4, lots))
    assert market.fen("cash/CR") == LOAN
    assert not market.matter("pledged/M1/L1")
    assert market.refused(repaid(market, 1, lots)).code == "receipt-unknown"
    assert market.audit_is_clean()


def test_qingdao_the_same_goods_are_not_pledged_twice(market: Any) -> None:
    market.registered("L1")
    lots = market.slices("R-L1", 0, 10)
    market.done(pledged(market, lots))
    assert market.refused(pledged(market, lots, "X2")).code == "receipt-not-held"
    assert market.refused(pledged(market, market.slices("R-L1", 0, 1), "X1")).code == "receipt-id-taken"
    assert market.refused(market.receipt("L1", id="R-2")).code == "receipt-double"
    deposit = acts.deposit_receipt(**market.said("M1"), member="M1", slices=lots)
    assert market.refused(deposit).code == "receipt-not-held"
    assert market.refused(acts.receipt_cancel(**market.said("M1"), receipt="R-L1")).code == "receipt-in-use"
    both = (
        [pledged(market, market.slices("R-L2", 0, 5), "X3"), pledged(market, market.slices("R-L2", 4, 6), "X4")]
        if (market.registered("L2"))
        else []
    )
    assert [one.status for one in market.post(*both)] == ["accepted", "refused"]
    assert market.audit_is_clean()


def test_what_is_on_offer_is_not_pledged_and_creditors_are_others(market: Any) -> None:
    market.registered("L1")
    lots = market.slices("R-L1", 0, 10)
    market.deposited("M1", "R-L1", 0, 5)
    assert market.refused(pledged(market, lots)).code == "receipt-not-held"
    rest = market.slices("R-L1", 5, 10)
    assert market.refused(pledged(market, rest, creditor="BX")).code == "receipt-creditor"
    assert market.refused(pledged(market, rest, creditor="M1")).code == "receipt-creditor"
    assert market.refused(pledged(market, rest, creditor="nobody")).code == "receipt-party"
    assert market.refused(pledged(market, rest, amount_fen=0)).code == "record-field-missing"
    assert market.refused(pledged(market, rest, debtor="M2")).code == "receipt-not-held"
    other = replace(pledged(market, rest), actor="M2")
    assert market.refused(other).code == "actor-stranger"
    market.registered("L2", "K1")
    own = pledged(market, market.slices("R-L2", 0, 10), debtor="K1")
    assert market.refused(own).code == "receipt-own-warehouse"


def test_a_loan_is_a_share_of_the_value_at_the_last_settlement_price(market: Any) -> None:
    market.registered("L1")
    day = {"PrNd-M": {"settlement": 1000, "last": 1000, "volume_lots": 0, "turnover_fen": 0}}
    closed = {"commands": 1, "segment_sha256": "0" * 64, "state_sha256": "0" * 64}
    market.done(market.effect("day_end", day="2022-08-01", instruments=day, **closed))
    again = market.effect("day_end", day="2022-08-01", instruments=day, **closed)
    assert market.refused(again).code == "receipt-day-closed"
    lots, value = market.slices("R-L1", 0, 1), 1000 * books.METAL.tick_fen_per_tonne
    assert market.refused(pledged(market, lots, amount_fen=value)).code.startswith("safeguard")
    market.done(pledged(market, lots, amount_fen=value // 2))
    assert market.audit_is_clean()


def counted(market: Any, rows: dict[str, int | None], counter: str = "C1", key: str = "N1") -> Any:
    found = tuple(Counted(receipt=one, net_mg=mg) for one, mg in rows.items())
    count = StockCount(id=key, venue="BX", warehouse="W1", counter=counter, rows=found)
    return acts.stock_count(**market.said(counter), count=count)


def test_a_count_by_a_third_party_suspends_what_is_not_there(market: Any) -> None:
    for lot in ("L1", "L2", "L3"):
        market.registered(lot)
    right = {"R-L1": 10 * TONNE, "R-L2": 7 * TONNE, "R-L3": None}
    for counter in ("K1", "W1", "BX", "G1"):
        assert market.refused(counted(market, right, counter)).code == "receipt-counter"
    assert market.refused(counted(market, {"R-L1": 10 * TONNE})).code == "receipt-count-rows"
    assert market.refused(counted(market, right | {"R-L9": 1})).code == "receipt-count-rows"
    market.done(counted(market, right))
    assert market.refused(counted(market, right)).code == "receipt-id-taken"
    with market.reading() as connection:
        states = [receipt(connection, f"R-L{n}").about["status"] for n in (1, 2, 3)]
        verdicts = [receipt(connection, f"R-L{n}").counts[0]["verdict"] for n in (1, 2, 3)]
    assert states == ["registered", "suspended", "suspended"]
    assert verdicts == ["matches", "differs", "missing"]
    deposit = acts.deposit_receipt(**market.said("M1"), member="M1", slices=market.slices("R-L2", 0, 1))
    assert market.refused(deposit).code == "receipt-suspended"
    assert market.refused(pledged(market, market.slices("R-L3", 0, 1))).code == "receipt-suspended"
    market.done(counted(market, {f"R-L{n}": 10 * TONNE for n in (1, 2, 3)}, key="N2"))
    market.deposited("M1", "R-L2", 0, 1)
    assert market.audit_is_clean()


def arbitrated(market: Any, *, upheld: bool, iron: int) -> Any:
    found = Certificate(
        id="Z-A", inspection="I-L1", lot="L1", lab="LAB2", net_mg=10 * TONNE, replaces="Z-L1",
        assay_ppm={"Nd": 747_003, "Pr": 249_001}, impurities_ppm=books.IMPURITIES | {"Fe": iron},
    )  # fmt: skip
    entry = acts.arbitration(**market.said("LAB2"), certificate=found)
    return replace(entry, details={**entry.details, "upheld": True}) if upheld else entry


def test_an_arbitration_is_final_and_says_whether_the_receipt_stands(market: Any) -> None:
    market.registered("L1")
    assert market.refused(arbitrated(market, upheld=True, iron=9000)).code == "receipt-upheld"
    assert market.refused(arbitrated(market, upheld=False, iron=1000)).code == "receipt-upheld"
    market.done(arbitrated(market, upheld=False, iron=9000))
    with market.reading() as connection:
        assert receipt(connection, "R-L1").about["status"] == "suspended"
    again = arbitrated(market, upheld=False, iron=9000)
    details = {**again.details, "certificate": {**again.details["certificate"], "id": "Z-B"}}
    assert market.refused(replace(again, details=details)).code == "receipt-arbitrated"
    assert market.audit_is_clean()


def test_an_arbitration_that_upholds_moves_the_receipt_to_its_certificate(market: Any) -> None:
    market.registered("L1")
    market.done(arbitrated(market, upheld=True, iron=1000))
    with market.reading() as connection:
        found = receipt(connection, "R-L1")
    assert (found.about["status"], found.certificate["id"]) == ("registered", "Z-A")
    assert market.audit_is_clean()


def test_only_the_venue_moves_what_it_keeps(market: Any) -> None:
    market.registered("L1")
    market.deposited("M1", "R-L1", 0, 10)
    market.escrowed("M2", 10**10)
    out = acts.deliver_out(**market.said("M1"), member="M1", slices=market.slices("R-L1", 0, 10))
    assert market.refused(out).code == "receipt-actor"
    cash = acts.escrow_out(**market.said("M2"), member="M2", venue="BX", fen=1)
    assert market.refused(cash).code == "receipt-actor"
    settled = market.settled("M1", "M2", "R-L1", 0, 1)
    assert market.refused(replace(settled, actor="M1")).code == "receipt-actor"
    part = Part("L1", market.receipts["R-L1"].matter_of(books.Slice("R-L1", 0, 1)))
    aside = sell(**market.said("M1"), seller="M1", buyer="M2", parts=[part])
    aside = replace(
        aside, legs=tuple(replace(leg, account=leg.account.replace("lot/", "offered/")) for leg in aside.legs)
    )
    assert market.refused(aside).code == "settle-outside"
    stranger = acts.escrow_in(**market.said("CR"), member="CR", venue="BX", fen=1)
    assert market.refused(stranger).code == "receipt-member"
    market.done(
        acts.membership(**market.said("BX"), member=Member(party="M3", venue="BX", owner="M3", is_active=False))
    )
    gone = acts.escrow_in(**market.said("M3"), member="M3", venue="BX", fen=1)
    assert market.refused(gone).code == "receipt-member"
    for odd in (
        market.effect("charge", member="M2", fen=1, why="fee"),
        market.effect("compensate", **{"from": "M2", "to": "M1", "fen": 1, "why": "default"}),
    ):
        assert market.refused(replace(odd, actor="M2")).code == "receipt-actor"
        assert market.refused(replace(odd, details={**odd.details, "venue": "B2"})).code == "settle-escrow"
        market.done(odd)
    assert market.fen("fees/BX") == 1
    assert market.audit_is_clean()


def test_delivery_is_against_payment_exactly(market: Any) -> None:
    market.registered("L1")
    market.deposited("M1", "R-L1", 0, 10)
    market.escrowed("M2", 10**10)
    settled = market.settled("M1", "M2", "R-L1", 0, 3)
    trade = settled.details["trade"]

    def wrong(**changes: Any) -> str:
        code: str = market.refused(replace(settled, **changes)).code
        return code

    def told(**changes: Any) -> dict[str, Any]:
        return {"details": {**settled.details, "trade": {**trade, **changes}}}

    assert wrong(legs=tuple(leg for leg in settled.legs if leg.unit == "matter")) == "settle-money"
    assert wrong(details={**settled.details, "price": settled.details["price"] - 1}) == "settle-money"
    assert wrong(**told(buyer_fee_fen=0)) == "settle-money"
    assert wrong(**told(instrument="Nd-O")) == "settle-other"
    assert wrong(**told(slices=[["R-L1", "L1", 0, 4]])) == "receipt-slices-differ"
    assert wrong(**told(lots=-1)) == "settle-trade"
    assert wrong(**told(colour="red")) == "settle-trade"
    assert wrong(details={**settled.details, "seller": "M3"}) in {"receipt-not-held", "sale-parties"}
    dollars = tuple(Leg(leg.account, leg.unit.replace("CNY", "USD"), leg.amount) for leg in settled.legs)
    assert wrong(legs=dollars) == "settle-money"
    short = market.settled("M1", "M2", "R-L1", 3, 4, amount_fen=10**11)
    assert market.refused(short).code == "overdrawn"
    market.done(settled)
    assert market.post(settled)[0].status == "duplicate"
    with market.reading() as connection:
        assert [(one.holder, one.part.first, one.part.last) for one in holdings(connection, receipt="R-L1")] == [
            ("M2", 0, 3), ("M1", 3, 10),
        ]  # fmt: skip
    assert market.audit_is_clean()


def test_an_invoice_is_that_of_its_settlement(market: Any) -> None:
    market.registered("L1")
    market.deposited("M1", "R-L1", 0, 10)
    market.escrowed("M2", 10**10)
    settled = market.settled("M1", "M2", "R-L1", 0, 3)
    market.done(settled)
    price = settled.details["price"]

    def invoiced(number: str, fen: int, settlement: str = settled.id) -> Any:
        stated = Invoice(number=number, seller="M1", buyer="M2", day="2022-08-02", amount_fen=fen)
        return replace(invoice(**market.said("M1"), invoice=stated), evidence={"settlement": settlement})

    assert market.refused(invoiced("V1", price - 1)).code == "settle-invoice"
    assert market.refused(invoiced("V1", price, "nothing")).code == "receipt-unknown"
    market.done(invoiced("V1", price))
    assert market.refused(invoiced("V2", price)).code == "settle-invoiced"
    assert market.audit_is_clean()

"""Nobody speaks for another: each kind of entry of this room, said by a stranger, is refused and changes nothing."""

from __future__ import annotations

import csv
import importlib.util
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from monazite.ledger import Entry, Leg
from monazite.trace.reports import Invoice, invoice
from monazite.trade.receipts import acts
from monazite.trade.receipts.record import Certificate, Counted, Member, Pledge, Sample, StockCount, Venue, Warehouse
from monazite.trade.venues.instrument_json import instrument_as_json
from monazite.trade.venues.record import Parameters, RuleVersion

_SPEC = importlib.util.spec_from_file_location("books_market", Path(__file__).with_name("books_market.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
books = importlib.util.module_from_spec(_SPEC)
sys.modules["books_market"] = books
_SPEC.loader.exec_module(books)

Make = Callable[[Any], Entry]
TONNE, LOAN, NEXT = books.TONNE, 10**8, "2022-09-01"
CLOSED = {"commands": 1, "segment_sha256": "0" * 64, "state_sha256": "0" * 64}
OPEN_TO_ALL = {"index_inputs"}
"""Kinds that anybody may say: a hash of public inputs is as good as the file that hashes to it."""


def _rules(market: Any) -> Entry:
    parameters = Parameters(methods=frozenset({"listing"}), resale_trading_days=5)
    rules = RuleVersion(venue="BX", number=2, effective=NEXT, profile="cn-spot", parameters=parameters)
    return acts.venue_rules(
        **market.said("BX"), venue="BX", number=2, effective=NEXT, sha256=rules.sha256, rules=rules.as_json()
    )


def _warehouse(market: Any) -> Entry:
    place = Warehouse(id="W2", venue="BX", operator="K2", capacity_mg=TONNE, insured_fen=1, load_out_mg_per_day=TONNE)
    return acts.warehouse(**market.said("BX"), warehouse=place)


def _arbitration(market: Any) -> Entry:
    found = Certificate(
        id="Z-A", inspection="I-L1", lot="L1", lab="LAB2", net_mg=10 * TONNE, replaces="Z-L1",
        assay_ppm={"Nd": 747_003, "Pr": 249_001}, impurities_ppm=books.IMPURITIES,
    )  # fmt: skip
    return acts.arbitration(**market.said("LAB2"), certificate=found, upheld=True)


def _pledge(market: Any) -> Entry:
    terms = Pledge(creditor="CR", amount_fen=LOAN, due="2022-12-31")
    lots = market.slices("R-L1", 4, 5)
    return acts.pledge(**market.said("M1"), debtor="M1", slices=lots, lien="X2", pledge=terms)


def _repaid(market: Any, fen: int, lots: Any = ()) -> Entry:
    return acts.repay(**market.said("M1"), debtor="M1", creditor="CR", lien="X1", amount_fen=fen, slices=lots)


def _count(market: Any) -> Entry:
    rows = tuple(Counted(receipt=f"R-{lot}", net_mg=10 * TONNE) for lot in ("L1", "L2"))
    count = StockCount(id="N1", venue="BX", warehouse="W1", counter="C1", rows=rows)
    return acts.stock_count(**market.said("C1"), count=count)


def _invoice(market: Any) -> Entry:
    sale = market.sale
    stated = Invoice(number="V1", seller="M1", buyer="M2", day="2022-08-02", amount_fen=sale.details["price"])
    return replace(invoice(**market.said("M1"), invoice=stated), evidence={"settlement": sale.id})


SAID: Mapping[str, Make] = {
    "venue": lambda m: acts.venue(**m.said("BX"), venue=Venue(id="BX", profile="cn-spot", name_zh="改名")),
    "venue_rules": _rules,
    "instrument": lambda m: acts.instrument(
        **m.said("BX"), venue="BX", instrument=instrument_as_json(replace(books.METAL, tolerance_ppm=4000)),
        effective=NEXT,
    ),
    "warehouse": _warehouse,
    "membership": lambda m: acts.membership(
        **m.said("BX"), member=Member(party="K1", venue="BX", owner="K1", is_industrial=True)
    ),
    "inspection_order": lambda m: m.order("L3"),
    "sample": lambda m: acts.sample(**m.said("LAB"), sample=Sample(id="P-L4", inspection="I-L4", taken_by="LAB")),
    "certificate": lambda m: m.certificate("L5"),
    "arbitration": _arbitration,
    "receipt": lambda m: m.receipt("L6"),
    "receipt_cancel": lambda m: acts.receipt_cancel(**m.said("M1"), receipt="R-L2"),
    "stock_count": _count,
    "escrow_in": lambda m: acts.escrow_in(**m.said("M1"), member="M1", venue="BX", fen=1),
    "escrow_out": lambda m: acts.escrow_out(**m.said("BX"), member="M2", venue="BX", fen=1),
    "compensate": lambda m: m.effect("compensate", **{"from": "M2", "to": "M1", "fen": 1, "why": "default"}),
    "charge": lambda m: m.effect("charge", member="M2", fen=1, why="fee"),
    "day_end": lambda m: m.effect("day_end", day="2022-08-01", instruments={}, **CLOSED),
    "sell": lambda m: m.settled("M1", "M2", "R-L1", 8, 9),
    "offer in": lambda m: acts.deposit_receipt(**m.said("M1"), member="M1", slices=m.slices("R-L1", 4, 5)),
    "offer out": lambda m: acts.deliver_out(**m.said("BX"), member="M1", slices=m.slices("R-L1", 8, 9)),
    "pledge": _pledge,
    "repay in part": lambda m: _repaid(m, LOAN // 4),
    "repay": lambda m: _repaid(m, LOAN, m.slices("R-L1", 0, 4)),
    "invoice": _invoice,
}  # fmt: skip
"""An entry of each kind that whoever it is for may say: receipts L1 (0-4 pledged, 5-10 offered) and L2, lots to L6."""
REFUSED = frozenset({"receipt-actor", "actor-stranger"})
"""What the exchange and the chain say to who speaks for another."""


@pytest.fixture
def market(tmp_path: Path) -> Any:
    made = books.open_market(tmp_path)
    made.registered("L1")
    made.registered("L2")
    made.escrowed("M2", 10**10)
    made.done(made.paid_in("M1", 2 * LOAN))
    terms = Pledge(creditor="CR", amount_fen=LOAN, due="2022-12-31")
    lots = made.slices("R-L1", 0, 4)
    made.done(acts.pledge(**made.said("M1"), debtor="M1", slices=lots, lien="X1", pledge=terms))
    made.deposited("M1", "R-L1", 5, 10)
    made.sale = made.settled("M1", "M2", "R-L1", 9, 10)
    made.done(
        made.sale,
        made.lot("L3"),
        *(one for lot in ("L4", "L5", "L6") for one in (made.lot(lot), made.order(lot))),
        made.sample("L5"),
        made.sample("L6"),
        made.certificate("L6"),
    )
    return made


def test_the_table_has_every_kind_of_the_room() -> None:
    text = files("monazite.trade").joinpath("kinds.csv").read_text(encoding="utf-8")
    kinds = {row["kind"] for row in csv.DictReader(text.splitlines())}
    assert kinds - OPEN_TO_ALL <= SAID.keys()
    assert not OPEN_TO_ALL & SAID.keys()


def test_a_stranger_says_nothing_for_another(market: Any) -> None:
    for kind, make in SAID.items():
        for stranger in ("C1" if kind != "stock_count" else "K2", "M3", "CR", "A"):
            assert market.refused(replace(make(market), actor=stranger)).code in REFUSED, (kind, stranger)
    assert market.audit_is_clean()


@pytest.mark.parametrize("kind", SAID)
def test_what_a_stranger_may_not_say_is_right_otherwise(market: Any, kind: str) -> None:
    market.done(SAID[kind](market))


def test_neither_a_party_to_it_nor_a_pledge_of_nothing_takes_a_debtors_cash(market: Any) -> None:
    before = market.fen("cash/M1")
    for actor in ("CR", "BX", "G1", "M2"):
        assert market.refused(replace(_repaid(market, LOAN // 4), actor=actor)).code == "receipt-actor"
    legs = (Leg("cash/M1", "money:CNY", -5), Leg("cash/CR", "money:CNY", 5))
    bare = Entry(**market.said("CR"), kind="pledge", legs=legs, details={"lots": [], "lien": "X9"})
    assert market.refused(bare).code == "receipt-pledge-money"
    assert market.fen("cash/M1") == before


def test_an_arbitration_is_a_laboratorys_and_a_sample_the_laboratorys_or_the_warehouses(market: Any) -> None:
    final = _arbitration(market)
    own = replace(
        final, actor="M3", details={**final.details, "certificate": {**final.details["certificate"], "lab": "M3"}}
    )
    assert market.refused(own).code == "receipt-party-kind"
    taken = acts.sample(**market.said("M1"), sample=Sample(id="P-L4", inspection="I-L4", taken_by="M1"))
    assert market.refused(taken).code == "receipt-actor"
    kept = acts.sample(**market.said("W1"), sample=Sample(id="P-L4", inspection="I-L4", taken_by="W1"))
    market.done(kept)

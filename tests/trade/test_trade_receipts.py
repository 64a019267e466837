"""Receipts: inspected, weighed, whole, once; what binds their lot, and what lets it go."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monazite.ledger import Leg
from monazite.trace.lots import Part
from monazite.trace.lots.acts import arrive, consume, divide, offer, pledge, reverse, sell, ship, write_off
from monazite.trace.permits import Party, register
from monazite.trade.receipts import acts
from monazite.trade.receipts.record import Member, Sample, Venue, Warehouse

_SPEC = importlib.util.spec_from_file_location("books_market", Path(__file__).with_name("books_market.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
books = importlib.util.module_from_spec(_SPEC)
sys.modules["books_market"] = books
_SPEC.loader.exec_module(books)

TONNE = books.TONNE


@pytest.fixture
def market(tmp_path: Path) -> Any:
    return books.open_market(tmp_path)


def whole(lot: str, tonnes: int = 10) -> Part:
    return Part(lot, books.metal_matter(tonnes))


def test_a_lot_becomes_a_receipt_is_traded_and_leaves(market: Any) -> None:
    receipt = market.registered("L1")
    market.deposited("M1", receipt, 0, 10)
    market.escrowed("M2", 10**10)
    market.done(market.settled("M1", "M2", receipt, 2, 5))
    assert market.matter("offered/M2/L1") == market.receipts[receipt].matter_of(books.Slice(receipt, 2, 5))
    market.done(market.effect("deliver_out", member="M2", slices=[market.told(receipt, 2, 5)]))
    market.done(
        market.effect("deliver_out", member="M1", slices=[market.told(receipt, 0, 2), market.told(receipt, 5, 10)])
    )
    cancel = acts.receipt_cancel(**market.said("M2"), receipt=receipt)
    assert market.refused(cancel).code == "receipt-in-use"
    back = market.slices(receipt, 2, 5)
    market.done(acts.deposit_receipt(**market.said("M2"), member="M2", slices=back))
    market.escrowed("M1", 10**10)
    market.done(market.settled("M2", "M1", receipt, 2, 5, deliver_to="member"))
    market.done(acts.receipt_cancel(**market.said("M1"), receipt=receipt, reason="提货"))
    market.done(ship(**market.said("M1"), firm="M1", parts=[whole("L1")], from_site="W1", to_site="M1"))
    assert market.audit_is_clean()


def test_a_receipt_needs_an_inspection_by_its_laboratory_with_a_sample(market: Any) -> None:
    market.done(market.lot("L1"))
    assert market.refused(market.receipt("L1")).code == "receipt-uninspected"
    assert market.refused(market.certificate("L1")).code == "receipt-unknown"
    market.done(market.order("L1"))
    assert market.refused(market.certificate("L1")).code == "receipt-unsampled"
    market.done(market.sample("L1"))
    assert market.refused(market.certificate("L1", lab="LAB2")).code == "receipt-actor"
    assert market.refused(market.certificate("L1", lot_named="L9")).code == "receipt-lot-other"
    assert market.refused(market.certificate("L1", bags_mg=(TONNE, TONNE))).code == "receipt-bags"
    assert market.refused(market.certificate("L1", assay_ppm={"Nd": -1})).code == "receipt-number"
    market.done(market.certificate("L1", bags_mg=(TONNE,) * 10))
    assert market.refused(market.certificate("L1", id="Z2")).code == "receipt-certified"
    market.done(market.receipt("L1"))
    assert market.audit_is_clean()


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("receipt-uninspected", {"certificate": "Z-none"}),
    ("receipt-unknown", {"venue": "M1"}),
    ("receipt-unknown", {"instrument": "PrNd-X"}),
    ("receipt-warehouse", {"warehouse": "W9"}),
    ("receipt-inspected-other", {"warehouse": "W2"}),
    ("receipt-weight", {"net_mg": 10 * TONNE + 1}),
    ("venue-lots", {"lots": 9, "net_mg": 10 * TONNE}),
    ("receipt-adjust", {"adjust_fen_per_tonne": 5}),
    ("receipt-holder", {"owner": "M2"}),
    ("receipt-matter", {"matter": {"Nd": 1}}),
    ("receipt-number", {"lots": -1}),
    ("record-field-missing", {"id": ""}),
]


def test_a_receipt_says_what_is_there(market: Any) -> None:
    market.done(market.lot("L1"), market.order("L1"), market.sample("L1"), market.certificate("L1"))
    for code, changes in WRONG:
        actor = changes.get("warehouse", "W1")
        found = market.refused(market.receipt("L1", actor=actor, **changes))
        assert (found.code, changes) == (code, changes)
    market.done(market.receipt("L1"))


def test_the_stones_in_the_bags_are_found_by_weight(market: Any) -> None:
    """LME, March 2023: what the bags weigh is not what the papers say."""
    market.done(market.lot("L1"), market.order("L1"), market.sample("L1"))
    market.done(market.certificate("L1", net_mg=7 * TONNE))
    found = market.refused(market.receipt("L1", lots=7, matter=dict(books.metal_matter(10).parts)))
    assert found.code == "receipt-weight"
    assert "7 t" in found.sentence("en")


def test_what_is_left_of_a_lot_is_weighed_in_proportion(market: Any) -> None:
    """Four of ten tonnes are used; in the same batch the rest is inspected and registered as six lots."""
    used = consume(**market.said("M1"), firm="M1", parts=[whole("L1", 4)], end_use="motors")
    early = (market.lot("L1"), used, market.order("L1"), market.sample("L1"))
    market.done(*early, market.certificate("L1", 6 * TONNE), market.receipt("L1", lots=6))
    assert market.refused(market.receipt("L1", id="R-3", lots=10)).code == "receipt-double"
    assert market.audit_is_clean()


def test_an_owners_own_laboratory_certifies_nothing_for_him(market: Any) -> None:
    own = Party(id="OWN", kind="lab", name_zh="虚构自检", parent="M1")
    market.done(register(**market.said("A", "2022-01-01"), party=own), market.lot("L1"), market.order("L1", lab="OWN"))
    sample = Sample(id="P1", inspection="I-L1", taken_by="OWN")
    entry = market.certificate("L1", lab="OWN")
    market.done(acts.sample(**market.said("OWN"), sample=sample), replace(entry, actor="OWN"))
    assert market.refused(market.receipt("L1")).code == "receipt-own-lab"


def test_an_assay_outside_the_contract_is_refused_by_name(market: Any) -> None:
    market.done(market.lot("L1"), market.order("L1"), market.sample("L1"))
    market.done(market.certificate("L1", impurities_ppm=books.IMPURITIES | {"Fe": 5000}))
    found = market.refused(market.receipt("L1"))
    assert found.code == "venue-impurity"
    assert "Fe" in found.sentence("en")


def test_goods_elsewhere_or_not_registered_by_the_keeper_are_refused(market: Any) -> None:
    market.done(market.lot("L1", site="W2"), market.order("L1"), market.sample("L1"), market.certificate("L1"))
    assert market.refused(market.receipt("L1", actor="M1")).code == "receipt-actor"
    assert market.refused(market.receipt("L1")).code == "receipt-elsewhere"
    market.done(ship(**market.said("M1"), firm="M1", parts=[whole("L1")], from_site="W2", to_site="W1"))
    assert market.refused(market.receipt("L1")).code == "receipt-elsewhere"
    market.done(
        arrive(**market.said("M1"), firm="M1", parts=[whole("L1")], to_site="W1"), market.receipt("L1", actor="K1")
    )


def test_one_lot_has_one_receipt(market: Any) -> None:
    market.registered("L1")
    assert market.refused(market.receipt("L1", id="R-2")).code == "receipt-double"
    assert market.refused(market.receipt("L1")).code == "receipt-id-taken"
    market.done(acts.receipt_cancel(**market.said("M1"), receipt="R-L1"), market.receipt("L1", id="R-2"))
    both = [market.lot("L2"), market.order("L2"), market.sample("L2"), market.certificate("L2")]
    answers = market.post(*both, market.receipt("L2"), market.receipt("L2", id="R-3"))
    assert [one.status for one in answers] == ["accepted"] * 5 + ["refused"]


BOUND: tuple[Callable[[Any, Part], Any], ...] = (
    lambda m, p: ship(**m.said("M1"), firm="M1", parts=[p], from_site="W1", to_site="W2"),
    lambda m, p: divide(**m.said("M1"), firm="M1", lot=p.lot, children=[Part(f"{p.lot}a", p.matter)]),
    lambda m, p: consume(**m.said("M1"), firm="M1", parts=[p], end_use="motors"),
    lambda m, p: write_off(**m.said("M1"), firm="M1", parts=[p], cause="fire", reason="火灾"),
    lambda m, p: sell(**m.said("M1"), seller="M1", buyer="M2", parts=[p]),
    lambda m, p: offer(**m.said("M1"), firm="M1", parts=[p]),
    lambda m, p: pledge(**m.said("M1"), firm="M1", parts=[p], lien="X1"),
)


def test_a_receipt_binds_its_lot(market: Any) -> None:
    for number, act in enumerate(BOUND):
        receipt = market.registered(f"L{number}")
        part = whole(f"L{number}")
        assert market.refused(act(market, part)).code == "receipt-bound"
        cancel = acts.receipt_cancel(**market.said("M1"), receipt=receipt)
        assert [one.status for one in market.post(act(market, part), cancel, act(market, part))] == [
            "refused", "accepted", "accepted",
        ]  # fmt: skip


def test_what_others_rely_on_is_not_reversed(market: Any) -> None:
    first = market.number + 1
    receipt = market.registered("L1")
    market.deposited("M1", receipt, 0, 10)
    for number in range(first, market.number + 1):
        posted = market.workspace.journal.posted(f"e{number:06d}")
        undone = reverse(**market.said("M1"), posted=posted, reason="误记")
        found = market.refused(undone).code
        assert found == ("reversal-moved" if number == first else "receipt-reversal")


def test_documents_are_the_venues_to_publish(market: Any) -> None:
    member = Member(party="CR", venue="BX", owner="CR")
    assert market.refused(acts.membership(**market.said("M1"), member=member)).code == "receipt-actor"
    own = replace(member, party="BX", owner="BX")
    assert market.refused(acts.membership(**market.said("BX"), member=own)).code == "receipt-venue-member"
    keeper = Warehouse(id="W1", venue="BX", operator="BX", capacity_mg=1, insured_fen=1, load_out_mg_per_day=1)
    assert market.refused(acts.warehouse(**market.said("BX"), warehouse=keeper)).code == "receipt-venue-holds"
    firm = Venue(id="M1", profile="cn-spot", name_zh="货主")
    assert market.refused(acts.venue(**market.said("M1"), venue=firm)).code == "receipt-venue-holds"
    sample = Sample(id="P1", inspection="none", taken_by="LAB")
    assert market.refused(acts.sample(**market.said("LAB"), sample=sample)).code == "receipt-unknown"


def test_rules_and_instruments_never_reach_backwards(market: Any) -> None:
    parameters = replace(books.Parameters(methods=frozenset({"listing"})), resale_trading_days=5)
    rules = books.RuleVersion(venue="BX", number=2, effective="2022-07-01", profile="cn-spot", parameters=parameters)

    def published(one: Any, **changes: Any) -> Any:
        stated = {"number": one.number, "effective": one.effective, "sha256": one.sha256} | changes
        return acts.venue_rules(**market.said("BX"), venue="BX", rules=one.as_json(), **stated)

    assert market.refused(published(rules)).code == "rule-backwards"
    later = replace(rules, effective="2022-09-01")
    assert market.refused(published(later, sha256="0" * 64)).code == "receipt-rules-differ"
    market.done(published(later))
    national = replace(rules, number=3, effective="2022-10-01", profile="national")
    assert market.refused(published(national)).code == "venue-licence"
    assert market.audit_is_clean()


def test_a_warehouse_takes_no_more_than_it_holds(market: Any) -> None:
    small = Warehouse(id="W1", venue="BX", operator="K1", capacity_mg=15 * TONNE, insured_fen=1, load_out_mg_per_day=1)
    market.done(acts.warehouse(**market.said("BX"), warehouse=small))
    market.registered("L1")
    market.done(market.lot("L2"), market.order("L2"), market.sample("L2"), market.certificate("L2"))
    found = market.refused(market.receipt("L2"))
    assert found.code == "receipt-capacity"
    assert "5 t" in found.sentence("en")


def test_a_part_of_a_batch_that_is_refused_leaves_nothing_behind(market: Any) -> None:
    """Money that is not there passes the guard and fails on the balance: what the guard believed is taken back."""
    receipt = market.registered("L1")
    deposit = acts.deposit_receipt(**market.said("M1"), member="M1", slices=market.slices(receipt, 0, 10))
    again = acts.deposit_receipt(**market.said("M1"), member="M1", slices=market.slices(receipt, 0, 1))
    short = acts.escrow_in(**market.said("M1"), member="M1", venue="BX", fen=1)
    answers = market.post(short, deposit, again)
    assert [one.status for one in answers] == ["refused", "accepted", "refused"]
    assert [one.problem.code for one in answers if one.problem] == ["overdrawn", "receipt-not-held"]
    market.done(register(**market.said("A"), party=Party(id="X", kind="firm", name_zh="虚构", parent="G1")))
    assert market.audit_is_clean()


def test_legs_are_the_matter_of_the_slices(market: Any) -> None:
    receipt = market.registered("L1")
    entry = acts.deposit_receipt(**market.said("M1"), member="M1", slices=market.slices(receipt, 0, 3))
    other_matter = market.receipts[receipt].matter_of(books.Slice(receipt, 0, 2))
    legs = (replace(entry.legs[0], amount=-other_matter), replace(entry.legs[1], amount=other_matter))
    assert market.refused(replace(entry, legs=legs)).code == "receipt-slices-differ"
    stated = [["R-L1", "L1", 0, 3], ["R-L1", "L1", 2, 4]]
    twice = replace(entry, id="x1", details={**entry.details, "slices": stated})
    assert market.refused(twice).code == "receipt-not-held"
    for odd in ([], "all", [["R-L1", "L1", 3, 3]], [["R-L1", "L1", 0, 11]], [["R-L1", "L2", 0, 3]], [[1]]):
        wrong = replace(entry, id="x2", details={**entry.details, "slices": odd})
        assert market.refused(wrong).code == "receipt-slices"
    other = tuple(Leg(leg.account.replace("offered", "pledged"), leg.unit, leg.amount) for leg in entry.legs)
    assert market.post(replace(entry, id="x3", legs=other))[0].status == "refused"

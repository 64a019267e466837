"""Bad input: whatever stands in an entry, the answer is one clear Problem or a booking, never an exception."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monazite.ledger import Entry
from monazite.trade.receipts import acts
from monazite.trade.receipts.record import Certificate, Counted, Member, Pledge, StockCount, Venue, Warehouse

_SPEC = importlib.util.spec_from_file_location("books_market", Path(__file__).with_name("books_market.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
books = importlib.util.module_from_spec(_SPEC)
sys.modules["books_market"] = books
_SPEC.loader.exec_module(books)

JUNK: tuple[Any, ...] = (None, "", "nobody", "a b", -1, 0, 10**15, True, [], [None], [["R-L1"]], {}, {"x": []})


def variants(value: Any, depth: int = 0) -> Iterator[Any]:
    """A value with one of its parts replaced by something else, left out, or one too many."""
    yield from JUNK
    if depth > 3:
        return
    if isinstance(value, Mapping):
        yield {**value, "colour": "red"}
        for name, part in value.items():
            yield {other: one for other, one in value.items() if other != name}
            yield from ({**value, name: one} for one in variants(part, depth + 1))
    elif isinstance(value, list):
        for place, part in enumerate(value[:2]):
            yield value[:place] + value[place + 1 :]
            yield from ([*value[:place], one, *value[place + 1 :]] for one in variants(part, depth + 1))


@pytest.fixture
def market(tmp_path: Path) -> Any:
    market = books.open_market(tmp_path)
    market.registered("L1")
    market.deposited("M1", "R-L1", 0, 5)
    market.escrowed("M2", 10**10)
    market.done(market.paid_in("M1", 10**10))
    market.done(market.lot("L2"), market.order("L2"), market.sample("L2"), market.certificate("L2"))
    return market


def right_entries(market: Any) -> list[Entry]:
    """One entry of each kind that could be booked now."""
    lots = market.slices("R-L1", 5, 7)
    keeper = Warehouse(id="W1", venue="BX", operator="K1", capacity_mg=10**15, insured_fen=1, load_out_mg_per_day=1)
    pledge = Pledge(creditor="CR", amount_fen=5, due="2022-12-31")
    count = StockCount(id="N1", venue="BX", warehouse="W1", counter="C1", rows=(Counted(receipt="R-L1", net_mg=1),))
    final = Certificate(id="Z9", inspection="I-L1", lot="L1", lab="LAB2", net_mg=10 * books.TONNE, replaces="Z-L1",
                        bags_mg=(10 * books.TONNE,), methods={"Fe": "GB"})  # fmt: skip
    day = {"PrNd-M": {"settlement": 1000}}
    member = Member(party="CR", venue="BX", owner="CR", qualifications=("export",))
    return [
        acts.venue(**market.said("BX"), venue=Venue(id="BX", profile="cn-spot", name_zh="虚构", licence="x")),
        acts.warehouse(**market.said("BX"), warehouse=keeper),
        acts.membership(**market.said("BX"), member=member),
        acts.instrument(**market.said("BX"), venue="BX", instrument={"id": "x"}, effective="2022-09-01"),
        acts.venue_rules(**market.said("BX"), venue="BX", number=2, effective="2022-09-01", sha256="0", rules={}),
        market.order("L1"), market.sample("L1"), market.certificate("L1", id="Z8"),
        acts.arbitration(**market.said("LAB2"), certificate=final),
        market.receipt("L2"),
        acts.receipt_cancel(**market.said("M1"), receipt="R-L1", reason="提货"),
        acts.stock_count(**market.said("C1"), count=count),
        acts.deposit_receipt(**market.said("M1"), member="M1", slices=lots),
        acts.pledge(**market.said("M1"), debtor="M1", slices=lots, lien="X1", pledge=pledge),
        acts.repay(**market.said("M1"), debtor="M1", creditor="CR", lien="X1", amount_fen=5),
        market.settled("M1", "M2", "R-L1", 0, 1),
        market.effect("deliver_out", member="M1", slices=[market.told("R-L1", 0, 1)]),
        acts.escrow_in(**market.said("M1"), member="M1", venue="BX", fen=1),
        market.effect("cash_out", member="M2", fen=1), market.effect("charge", member="M2", fen=1, why="x"),
        market.effect("compensate", **{"from": "M2", "to": "M1", "fen": 1, "why": "x", "obligation": "o"}),
        market.effect("day_end", day="2022-08-01", instruments=day, commands=1, segment_sha256="0", state_sha256="0",
                      findings=[{"rule": "x"}]),
        acts.index_inputs(**market.said("BX"), index="I", day="2022-08-01", sha256="0" * 64, count=1, rows=[1]),
    ]  # fmt: skip


def test_junk_in_any_place_is_answered(market: Any) -> None:
    made = []
    for entry in right_entries(market):
        for number, details in enumerate(one for one in variants(dict(entry.details)) if isinstance(one, dict)):
            made.append(replace(entry, id=f"{entry.id}-{number}", details=details))
        made.append(replace(entry, id=f"{entry.id}-a", actor="nobody"))
        made.append(replace(entry, id=f"{entry.id}-l", legs=entry.legs[1:]))
    answers = market.post(*made)
    assert len(answers) == len(made) > 2000
    refused = [one.problem for one in answers if one.problem]
    assert all(one.sentence("zh") and one.sentence("en") for one in refused)
    assert len(refused) > len(made) * 3 // 4
    assert market.audit_is_clean()

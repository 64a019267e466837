"""Entries of a commitment: they balance, name it, and pay what is still owed."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from tests.plan.commit_making import T, flat, guarantee, moved, offtake, settled

from monazite.core import ElementMass
from monazite.ledger import Entry
from monazite.plan.commitments import delivery_entry, movement_of, payment_entry, statement_entry
from monazite.trace.lots import Part

PARTS = [Part("L-1", ElementMass.of({"Dy": 87 * T}))]
SAID = {"time": "2026-01-15", "actor": "S"}


def balance(entry: Entry) -> dict[str, int]:
    """The sum of each unit of money."""
    found: dict[str, int] = {}
    for leg in entry.legs:
        if isinstance(leg.amount, int):
            found[leg.unit] = found.get(leg.unit, 0) + leg.amount
    return found


def test_a_delivery_is_a_sale_that_names_its_commitment() -> None:
    terms = offtake(currency="CNY")
    one = moved("2026-01-15", 100 * T)
    entry = delivery_entry(commitment=terms, movement=one, parts=PARTS, price_fen=500, id="E1", **SAID)  # type: ignore[arg-type]
    assert entry.kind == "sell"
    assert (entry.details["seller"], entry.details["buyer"], entry.details["price"]) == ("S", "B", 500)
    assert entry.details["commitment"]["id"] == "C-1"
    assert movement_of(entry.details["commitment"]["movement"]) == one
    assert {leg.account: leg.amount for leg in entry.legs if leg.unit == "money:CNY"} == {
        "cash/B": -500, "cash/S": 500,
    }  # fmt: skip


def test_a_delivery_in_dollars_moves_dollars() -> None:
    entry = delivery_entry(commitment=offtake(), movement=moved("2026-01-15", T), parts=PARTS, price_fen=500, id="E1",
                           **SAID)  # type: ignore[arg-type]  # fmt: skip
    assert balance(entry) == {"money:USD": 0}
    assert "price" not in entry.details


def test_a_delivery_paid_with_its_period_moves_goods_only() -> None:
    entry = delivery_entry(commitment=offtake(), movement=moved("2026-01-15", T), parts=PARTS, id="E1", **SAID)  # type: ignore[arg-type]
    assert not balance(entry)


def test_a_statement_moves_nothing() -> None:
    one = moved("2026-01-15", T, "stockpiled", place="d.csv:2")
    entry = statement_entry(commitment=guarantee(), movement=one, id="E1", **SAID)  # type: ignore[arg-type]
    assert not entry.legs
    assert "place" not in entry.details["commitment"]["movement"]


@given(st.integers(1, 10**12), st.integers(0, 10**12), st.integers(1, 200))
def test_deliveries_and_payment_together_are_the_settlement(mass_mg: int, paid: int, price: int) -> None:
    terms = offtake(guarantor="G", bands=(), floor_fen_per_tonne=10_000_000)
    found = settled(terms, [moved("2026-01-15", mass_mg)], flat(price))
    entry = payment_entry(commitment=terms, settlement=found, paid_fen={"sold-2026-01-15": paid}, id="P1", **SAID)  # type: ignore[arg-type]
    moved_fen = {"B": -paid, "S": paid, "G": 0}
    for leg in entry.legs if entry else ():
        assert isinstance(leg.amount, int)
        moved_fen[leg.account.removeprefix("cash/")] += leg.amount
    assert moved_fen == {"B": 0, "S": 0, "G": 0} | found.balances()
    if entry is not None:
        assert balance(entry) == {"money:USD": 0}
        assert entry.details == {"commitment": "C-1", "settlement": "2026-Q1"}


def test_nothing_owed_is_no_entry() -> None:
    found = settled(guarantee(), [], None)
    assert payment_entry(commitment=guarantee(), settlement=found, id="P1", **SAID) is None  # type: ignore[arg-type]
    assert found.period.last == dt.date(2026, 3, 31)

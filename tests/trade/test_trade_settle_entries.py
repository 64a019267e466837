"""Effects become entries: the same effect the same entry, balanced in every unit, of a kind that allows its legs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import ElementMass, Problem
from monazite.ledger.checks import Checks
from monazite.trade.book import BOOK
from monazite.trade.record import Effect
from monazite.trade.settle import entry_of, instant

CHECKS = Checks(BOOK)
MASSES = st.dictionaries(st.sampled_from(["Nd", "Pr", "Dy"]), st.integers(1, 10**12), min_size=1)
SLICES = st.lists(st.tuples(st.sampled_from(["L1", "L2"]), MASSES), min_size=1, max_size=5)
FEN = st.integers(0, 10**12)


def effect(kind: Any, **data: Any) -> Effect:
    return Effect(id="BX.7.0", kind=kind, time_ms=1_660_694_400_123, data=data)


def told(parts: list[tuple[str, dict[str, int]]]) -> list[list[Any]]:
    return [[f"R-{lot}", lot, place, place + 1, 1, masses] for place, (lot, masses) in enumerate(parts)]


def is_right(made: Any) -> bool:
    """Whether the journal's own checks of form, kind and sums have nothing against an entry."""
    formed = CHECKS.read(made)
    assert not isinstance(formed, Problem), formed
    return CHECKS.kind(formed) is None and CHECKS.coupling(formed) is None


def settle(parts: list[tuple[str, dict[str, int]]], amount: int, fees: tuple[int, int], to: str) -> Effect:
    trade = {"id": "BX.3.1", "instrument": "PrNd-M", "method": "listing", "price_ticks": 1, "lots": len(parts),
             "buyer": "B", "seller": "S", "time_ms": 1, "buy_order": "b", "sell_order": "s", "taker": None}  # fmt: skip
    return effect(
        "settle", trade=trade, slices=told(parts), amount_fen=amount, buyer_fee_fen=fees[0], seller_fee_fen=fees[1],
        vat_ppm=130_000, deliver_to=to,
    )  # fmt: skip


@given(SLICES, FEN, st.tuples(FEN, FEN), st.sampled_from(["venue", "member"]))
def test_a_settlement_is_balanced_and_moves_each_lot_once(
    parts: list[tuple[str, dict[str, int]]], amount: int, fees: tuple[int, int], to: str
) -> None:
    made = entry_of(settle(parts, amount, fees, to), "BX")
    assert is_right(made)
    assert made == entry_of(settle(parts, amount, fees, to), "BX")
    received = [leg for leg in made.legs if leg.account.startswith("lot/B/" if to == "member" else "offered/B/")]
    assert len({leg.account for leg in received}) == len(received) == len({lot for lot, _ in parts})
    total = ElementMass()
    for _, masses in parts:
        total += ElementMass.of(masses)
    assert total == sum((leg.amount for leg in received if isinstance(leg.amount, ElementMass)), ElementMass())
    money = {leg.account: leg.amount for leg in made.legs if leg.unit == "money:CNY"}
    assert money.get("escrow/B/BX", 0) == -amount - fees[0]
    assert money.get("fees/BX", 0) == sum(fees)
    assert "taker" not in made.details["trade"]


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (effect("deliver_out", member="B", slices=told([("L1", {"Nd": 5})])), "offer"),
        (effect("cash_out", member="B", fen=5), "escrow_out"),
        (effect("compensate", **{"from": "B", "to": "S", "fen": 5, "why": "default", "obligation": "o"}), "compensate"),
        (effect("compensate", **{"from": "B", "to": "S", "fen": 5, "why": "quality", "obligation": ""}), "compensate"),
        (effect("charge", member="B", fen=5, why="storage"), "charge"),
        (effect("day_end", day="2022-08-17", instruments={}, commands=1, segment_sha256="0", state_sha256="0",
                findings=[{"rule": "premium"}]), "day_end"),
    ],
)  # fmt: skip
def test_every_effect_has_its_entry(asked: Effect, kind: str) -> None:
    made = entry_of(asked, "BX", simulated=True)
    assert is_right(made)
    assert (made.id, made.kind, made.actor, made.time) == ("BX.7.0", kind, "BX", "2022-08-17T08:00:00.123+08:00")
    assert made.details["simulated"] is True


def test_an_effect_that_lacks_something_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        entry_of(effect("cash_out", member="B"), "BX")


@given(st.integers(0, 4_102_444_800_000))
def test_times_sort_as_they_are(time_ms: int) -> None:
    assert instant(time_ms) < instant(time_ms + 1)

"""Statements add up to the journal's balances; defaults sum to zero; the stock report says what is in store."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import ProblemError
from monazite.trace.lots.acts import reverse
from monazite.trade.receipts import acts
from monazite.trade.receipts.find import holdings, instruments_on, live_receipts, members, receipt, rules
from monazite.trade.receipts.stock import market_state, stock_lines
from monazite.trade.record import Effect
from monazite.trade.safeguards import stock_report
from monazite.trade.settle import Default, entry_of, failed_lots, waterfall
from monazite.trade.settle.form import form_of
from monazite.trade.settle.invoices import invoice_of
from monazite.trade.settle.statements import (
    account_statement,
    as_json,
    day_statement,
    delivery_note,
    invoice_requests,
    vat_fen,
)

_SPEC = importlib.util.spec_from_file_location("books_market", Path(__file__).with_name("books_market.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
books = importlib.util.module_from_spec(_SPEC)
sys.modules["books_market"] = books
_SPEC.loader.exec_module(books)

TONNE = books.TONNE
DAY = date(2022, 8, 1)


@pytest.fixture
def market(tmp_path: Path) -> Any:
    """M1 has two receipts at the venue and has sold three lots and two lots to M2, who took one out."""
    market = books.open_market(tmp_path)
    market.registered("L1")
    market.registered("L2")
    market.deposited("M1", "R-L1", 0, 10)
    market.deposited("M1", "R-L2", 5, 10)
    market.escrowed("M2", 5 * 10**9)
    market.done(market.settled("M1", "M2", "R-L1", 0, 3), market.settled("M1", "M2", "R-L2", 6, 8))
    market.done(market.effect("deliver_out", member="M2", slices=[market.told("R-L1", 0, 1)]))
    market.done(market.effect("charge", member="M2", fen=77, why="仓储费"))
    return market


def test_a_day_opens_with_what_the_day_before_closed_and_closes_with_the_balance(market: Any) -> None:
    later = replace(
        Effect(id="BX.900.0", kind="cash_out", time_ms=1_659_406_400_000, data={"member": "M2", "fen": 100})
    )
    market.done(entry_of(later, "BX"))
    for member in ("M1", "M2"):
        with market.reading() as connection:
            first = day_statement(connection, "BX", member, DAY)
            second = day_statement(connection, "BX", member, date(2022, 8, 2))
            account = account_statement(connection, "BX", member, date(2022, 8, 2))
        assert first.opening_fen == 0
        assert second.opening_fen == first.closing_fen
        assert second.closing_fen == account.cash_fen == market.fen(f"escrow/{member}/BX")
        traded = sum(one.amount_fen * (1 if one.side == "sell" else -1) for one in first.trades)
        assert sum(row.fen for row in first.money if row.kind == "sell") == traded - sum(
            t.fee_fen for t in first.trades
        )
        assert as_json(first)["day"] == "2022-08-01"
    assert second.money[0].kind == "escrow_out"


def test_an_account_holds_the_receipts_that_the_journal_says(market: Any) -> None:
    for member in ("M1", "M2"):
        with market.reading() as connection:
            account = account_statement(connection, "BX", member, DAY)
            held = holdings(connection, holder=member)
        assert sum(row.net_mg for row in account.receipts) == sum(one.net_mg for one in held)
        assert sum(row.lots for row in account.receipts) == sum(one.part.lots for one in held)
        for row in account.receipts:
            matter = market.matter(f"{row.place}/{member}/{row.lot}")
            known = market.receipts[row.receipt]
            exact = [
                known.matter_of(one.part) for one in held if (one.receipt.id, one.place) == (row.receipt, row.place)
            ]
            assert matter == sum(exact[1:], exact[0])


def test_a_delivery_note_adds_up(market: Any) -> None:
    with market.reading() as connection:
        notes = invoice_requests(connection, "BX")
        assert invoice_requests(connection, "BX", buyer="M1") == []
        with pytest.raises(ProblemError):
            delivery_note(connection, "nothing")
    assert [sum(row.last - row.first for row in note.rows) for note in notes] == [3, 2]
    for note in notes:
        assert note.contract_fen + note.tolerance_fen + note.grade_fen == note.amount_fen
        assert note.invoice is None
        assert note.vat_fen == vat_fen(note.amount_fen, 130_000)


def test_statements_are_printed_in_both_languages_and_add_up(market: Any) -> None:
    with market.reading() as connection:
        day = day_statement(connection, "BX", "M2", DAY)
        account = account_statement(connection, "BX", "M1", DAY)
        note = invoice_requests(connection, "BX")[0]
    for language in ("zh", "en"):
        printed = form_of(day, language, simulated=True)
        assert printed.mark
        money = next(table for table in printed.tables if len(table.heads) == 6)
        assert sum(Decimal(row[4]) for row in money.rows) == Decimal(money.total[4])
        about = dict(printed.about)
        opening, closing = (about[label] for label in (("期初资金", "期末资金") if language == "zh" else
                                                       ("Opening money", "Closing money")))  # fmt: skip
        assert Decimal(opening) + Decimal(money.total[4]) == Decimal(closing)
        held = form_of(account, language).tables[0]
        assert sum(int(row[5]) for row in held.rows) == int(held.total[5])
        value = form_of(note, language).tables[1]
        assert sum(Decimal(row[1]) for row in value.rows[:3]) == Decimal(value.total[1])
    assert form_of(note).title == "交割单"


def test_a_settlement_with_its_invoice_is_asked_for_no_more(market: Any) -> None:
    with market.reading() as connection:
        first, second = invoice_requests(connection, "BX")
    market.done(invoice_of(first, id="v1", time="2022-08-03", actor="M1", number="V1"))
    again = invoice_of(first, id="v2", time="2022-08-03", actor="M1", number="V2")
    assert market.refused(again).code == "settle-invoiced"
    with market.reading() as connection:
        assert [one.entry for one in invoice_requests(connection, "BX")] == [second.entry]
        assert delivery_note(connection, first.entry).invoice == "V1"
    undone = reverse(**market.said("M1"), posted=market.workspace.journal.posted("v1"), reason="票号有误")
    market.done(undone)
    with market.reading() as connection:
        assert len(invoice_requests(connection, "BX")) == 2
    market.done(again)
    assert market.audit_is_clean()


@given(st.integers(0, 10**15), st.integers(0, 500_000))
def test_the_tax_in_an_amount_is_the_nearest_fen(amount: int, ppm: int) -> None:
    tax = vat_fen(amount, ppm)
    assert abs(tax * (1_000_000 + ppm) - amount * ppm) * 2 <= 1_000_000 + ppm


def test_the_stock_report_says_what_is_in_store(market: Any) -> None:
    market.registered("L3", "M3")
    market.done(acts.receipt_cancel(**market.said("M3"), receipt="R-L3"))
    with market.reading() as connection:
        (line,) = stock_lines(connection, "BX", DAY)
        state = market_state(connection, "BX", DAY, {"PrNd-M": (50_000_000, "2022-08-01")})
        (past,) = stock_lines(connection, "BX", date(2022, 8, 31))
        assert stock_lines(connection, "BX", date(2022, 7, 31)) == []
    assert (line.receipts, line.lots, line.stock_mg) == (2, 20, 20 * TONNE)
    assert (line.in_mg, line.out_mg, line.offered_mg) == (30 * TONNE, 10 * TONNE, 14 * TONNE)
    assert line.bands["50-80"] == 1
    assert (past.oldest_days, past.in_mg) == (30, 0)
    (stock,) = state.stocks
    assert stock.stock_mg == sum(mg for one in stock.receipts for _, mg in one.holders) == 20 * TONNE
    assert state.client_fen == market.fen("escrow/M1/BX") + market.fen("escrow/M2/BX")
    assert [(deal.seller, deal.buyer, deal.lots) for deal in state.deals] == [("M1", "M2", 3), ("M1", "M2", 2)]
    (row,) = stock_report(state).rows
    assert (row.receipts, row.cancelled_mg) == (2, 10 * TONNE)


def test_what_stands_is_read_back(market: Any) -> None:
    with market.reading() as connection:
        assert instruments_on(connection, "BX", DAY) == {"PrNd-M": books.METAL}
        assert instruments_on(connection, "BX", date(2022, 7, 31)) == {}
        assert [one.number for one in rules(connection, "BX")] == [1]
        assert sorted(members(connection, "BX")) == ["M1", "M2", "M3"]
        assert [one.id for one in live_receipts(connection, "BX")] == ["R-L1", "R-L2"]
        found = receipt(connection, "R-L1")
        with pytest.raises(ProblemError):
            receipt(connection, "R-none")
    assert found.receipt.matter == market.receipts["R-L1"].matter
    assert [move["kind"] for move in found.moves] == ["receipt", "offer", "sell", "offer"]


@given(
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.dictionaries(st.sampled_from(["A", "B", "C", "D"]), st.integers(0, 10**9)),
    st.sampled_from(["all", "loss"]),
)
def test_a_default_sums_to_zero_and_takes_from_nobody_else(
    margin: int, free: int, losses: dict[str, int], goes: Any
) -> None:
    default = Default(obligation="o", defaulter="D", margin_fen=margin, free_fen=free, margin_goes=goes)
    found = waterfall(default, losses)
    injured = {party: fen for party, fen in losses.items() if party != "D"}
    assert {one.source for one in found.transfers} <= {"D"}
    assert {one.target for one in found.transfers} <= injured.keys()
    by_source = {why: sum(one.fen for one in found.transfers if one.why == why) for why in ("margin", "free")}
    assert by_source["margin"] + found.returned_fen == margin
    assert by_source["free"] <= free
    paid = {party: sum(one.fen for one in found.transfers if one.target == party) for party in injured}
    for party, loss in injured.items():
        left = found.uncovered_fen.get(party, 0)
        assert left >= 0
        assert paid[party] + left >= loss
        assert goes == "all" or paid[party] + left == loss
    if sum(injured.values()) <= margin:
        assert not found.uncovered_fen


@given(lots=st.integers(0, 50), data=st.data())
def test_each_open_lot_is_failed_by_one_side_at_most(lots: int, data: st.DataObject) -> None:
    paid, delivered = data.draw(st.integers(0, lots)), data.draw(st.integers(0, lots))
    found = failed_lots(lots, paid=paid, delivered=delivered)
    each = [(n < paid, n < delivered) for n in range(lots)]
    assert (found.buyer, found.seller) == (each.count((False, True)), each.count((True, False)))
    with pytest.raises(ValueError, match="lots"):
        failed_lots(lots, paid=lots + 1, delivered=delivered)

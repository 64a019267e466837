"""Laws: whatever is submitted in whatever groups, receipts, matter and money stay exact and the audit finds nothing."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from monazite.core import ElementMass
from monazite.ledger import Entry
from monazite.trade.receipts import acts
from monazite.trade.receipts.find import holdings
from monazite.trade.receipts.project import TABLES
from monazite.trade.receipts.record import Counted, Pledge, StockCount
from monazite.trade.receipts.rows import Rows
from monazite.trade.tables import SCHEMAS

_SPEC = importlib.util.spec_from_file_location("books_market", Path(__file__).with_name("books_market.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
books = importlib.util.module_from_spec(_SPEC)
sys.modules["books_market"] = books
_SPEC.loader.exec_module(books)

MEMBERS, LOTS = books.MEMBERS, ("L1", "L2")
RICH = 10**12


def opened(folder: Path) -> Any:
    market = books.open_market(folder)
    for member in MEMBERS:
        market.done(market.paid_in(member, RICH))
    for lot in LOTS:
        market.registered(lot)
    return market


def random_entries(market: Any, random: Random, count: int) -> list[Entry]:
    """Entries that may or may not be booked: nobody looks at what became of those before."""
    made = []
    for _ in range(count):
        receipt = f"R-{random.choice(LOTS)}"
        first = random.randrange(10)
        last = random.randint(first + 1, 10)
        member, other = random.sample(MEMBERS, 2)
        slices = market.slices(receipt, first, last)
        made.append(random.choice(ACTS)(market, random, member, other, slices))
    return made


def _part(slices: Any) -> tuple[str, int, int]:
    ((_, part),) = slices
    return part.receipt, part.first, part.last


def _pledge(market: Any, random: Random, member: str, _: str, slices: Any) -> Entry:
    terms = Pledge(creditor="CR", amount_fen=1000)
    return acts.pledge(
        **market.said(member), debtor=member, slices=slices, lien=f"X{random.randrange(4)}", pledge=terms
    )


def _repay(market: Any, random: Random, member: str, _: str, slices: Any) -> Entry:
    fen = random.choice((400, 600, 1000))
    lien = f"X{random.randrange(4)}"
    told = slices if random.random() < 0.7 else ()
    return acts.repay(**market.said(member), debtor=member, creditor="CR", lien=lien, amount_fen=fen, slices=told)


def _count(market: Any, random: Random, *_: Any) -> Entry:
    found = [10 * books.TONNE, 10 * books.TONNE, 7 * books.TONNE, None]
    rows = tuple(Counted(receipt=f"R-{lot}", net_mg=random.choice(found)) for lot in LOTS)
    count = StockCount(id=f"N{market.number}", venue="BX", warehouse="W1", counter="C1", rows=rows)
    return acts.stock_count(**market.said("C1"), count=count)


def _cancel(market: Any, random: Random, member: str, _: str, slices: Any) -> Entry:
    if random.random() < 0.9:
        return acts.deposit_receipt(**market.said(member), member=member, slices=slices)
    return acts.receipt_cancel(**market.said(member), receipt=_part(slices)[0])


ACTS: Sequence[Any] = (
    *(lambda m, _r, a, _b, s: acts.deposit_receipt(**m.said(a), member=a, slices=s),) * 4,
    *(lambda m, _r, a, b, s: m.settled(a, b, *_part(s)),) * 4,
    *(lambda m, _r, a, _b, s: m.effect("deliver_out", member=a, slices=[m.told(*_part(s))]),) * 2,
    lambda m, _r, a, b, s: m.settled(a, b, *_part(s), deliver_to="member"),
    *(lambda m, r, a, _b, _s: acts.escrow_in(**m.said(a), member=a, venue="BX", fen=r.randrange(1, RICH)),) * 2,
    lambda m, r, a, _b, _s: m.effect("cash_out", member=a, fen=r.randrange(1, RICH)),
    lambda m, r, a, _b, _s: m.effect("charge", member=a, fen=r.randrange(1, 10**6), why="仓储费"),
    lambda m, r, a, b, _s: m.effect("compensate", **{"from": a, "to": b, "fen": r.randrange(1, 10**6), "why": "违约"}),
    *(_pledge,) * 2, *(_repay,) * 2, _count, _cancel,
)  # fmt: skip


def check_books(market: Any) -> None:
    """Slices partition every live receipt, the journal has their matter, and money at the venue is what moved there."""
    expected: dict[str, ElementMass] = {}
    with market.reading() as connection:
        found = holdings(connection)
        live = {row.receipt for row in connection.execute(select(SCHEMAS["trade_bound_lots"].table))}
        money = Counter[str]()
        for row in connection.execute(select(SCHEMAS["trade_escrow_moves"].table)):
            money[row.party] += row.fen
    assert {one.receipt.id for one in found} == live
    for receipt in live:
        parts = [(one.part.first, one.part.last) for one in found if one.receipt.id == receipt]
        assert [first for first, _ in parts] == [0, *(last for _, last in parts[:-1])]
        assert parts[-1][1] == 10
    for one in found:
        account = f"{one.place}/{one.holder}/{one.receipt.lot}"
        expected[account] = expected.get(account, ElementMass()) + one.receipt.matter_of(one.part)
    live_lots = {one.receipt.lot for one in found}
    for member in MEMBERS:
        for role in ("lot", "offered", "pledged"):
            for lot in live_lots:
                account = f"{role}/{member}/{lot}"
                assert market.matter(account) == expected.get(account, ElementMass()), account
    assert all(market.fen(f"escrow/{member}/BX") == money[member] for member in MEMBERS)
    names = [f"cash/{one}" for one in (*MEMBERS, "CR")] + [f"escrow/{one}/BX" for one in MEMBERS]
    assert sum(map(market.fen, names)) + market.fen("fees/BX") == RICH * len(MEMBERS)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), sizes=st.lists(st.integers(1, 40), min_size=1, max_size=4))
def test_groups_do_not_matter_and_everything_stays_exact(
    tmp_path_factory: pytest.TempPathFactory, seed: int, sizes: list[int]
) -> None:
    grouped, single = (opened(tmp_path_factory.mktemp(name)) for name in ("grouped", "single"))
    entries = random_entries(grouped, Random(seed), sum(sizes))  # noqa: S311  a test
    answers, at = [], 0
    for size in sizes:
        answers += grouped.post(*entries[at : at + size])
        at += size
        check_books(grouped)
    alone = [single.post(entry)[0] for entry in entries]
    assert [one.status for one in answers] == [one.status for one in alone]
    assert [one.problem and one.problem.code for one in answers] == [one.problem and one.problem.code for one in alone]
    check_books(single)
    with grouped.reading() as one, single.reading() as other:
        for table in TABLES:
            columns = [column for column in SCHEMAS[table].table.c if column.name != "issued_ms"]
            rows = [list(view.execute(select(*columns).order_by(*columns))) for view in (one, other)]
            assert rows[0] == rows[1], table
    assert grouped.audit_is_clean()


def test_many_of_the_random_entries_are_booked(tmp_path: Path) -> None:
    """The law would say little if all were refused."""
    market = opened(tmp_path)
    answers = market.post(*random_entries(market, Random(7), 300))  # noqa: S311  a test
    booked = Counter(one.status for one in answers)
    assert booked["accepted"] > 60
    check_books(market)


def test_tampered_rows_are_found(tmp_path: Path) -> None:
    market = opened(tmp_path)
    market.post(*random_entries(market, Random(7), 200))  # noqa: S311  a test
    assert market.audit_is_clean()
    changes = {
        "trade_holdings": "UPDATE trade_holdings SET holder = 'M9' WHERE first = 0",
        "trade_trades": "UPDATE trade_trades SET amount_fen = amount_fen + 1 WHERE lots > 0",
        "trade_receipts": "UPDATE trade_receipts SET net_mg = 1 WHERE id = 'R-L1'",
        "trade_escrow_moves": "DELETE FROM trade_escrow_moves WHERE ordinal = 0",
        "trade_warehouses": "UPDATE trade_warehouses SET insured_fen = 0",
    }
    with market.workspace.home.database.writing() as connection:
        for statement in changes.values():
            assert connection.execute(text(statement)).rowcount
    report = market.workspace.trace.audit()
    assert not report.is_clean
    told = " ".join(str(one) for one in report.findings)
    assert all(table in told for table in changes)


class TornError(Exception):
    """The disk is full, the power is gone."""


def test_a_batch_that_fails_in_the_tables_leaves_nothing_and_is_posted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Effects are posted again after a crash: exactly once, wherever it struck."""
    market = opened(tmp_path)
    entries = random_entries(market, Random(11), 60)  # noqa: S311  a test
    saves = []
    save = Rows.save

    def torn(rows: Rows) -> None:
        saves.append(rows)
        save(rows)
        if len(saves) % 2:
            raise TornError

    monkeypatch.setattr(Rows, "save", torn)
    statuses = []
    for start in range(0, len(entries), 20):
        group = entries[start : start + 20]
        before = market.workspace.journal.size()
        with pytest.raises(TornError):
            market.post(*group)
        assert market.workspace.journal.size() == before
        check_books(market)
        statuses += [one.status for one in market.post(*group)]
    monkeypatch.undo()
    booked = [one for one, status in zip(entries, statuses, strict=True) if status == "accepted"]
    assert {one.status for one in market.post(*booked)} == {"duplicate"}
    check_books(market)
    assert market.audit_is_clean()

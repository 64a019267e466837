"""What the guard works out is what the projection alone would, and is forgotten when others have booked."""

from __future__ import annotations

import importlib.util
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monazite.app import Workspace
from monazite.core import FixedClock
from monazite.ledger import Entry
from monazite.trade.receipts import acts, work
from monazite.trade.receipts.project import Projection
from monazite.trade.receipts.rows import Rows

_SPEC = importlib.util.spec_from_file_location("books_market", Path(__file__).with_name("books_market.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
books = importlib.util.module_from_spec(_SPEC)
sys.modules["books_market"] = books
_SPEC.loader.exec_module(books)

ROUNDS = 6


def opened(folder: Path) -> Any:
    market = books.open_market(folder)
    for member in ("M1", "M2"):
        market.done(market.paid_in(member, 10**12))
        market.done(acts.escrow_in(**market.said(member), member=member, venue="BX", fen=10**11))
    market.deposited("M1", market.registered("L1"), 0, 10)
    return market


def there_and_back(market: Any, place: int) -> list[Entry]:
    """A lot is sold, and sold back."""
    return [market.settled("M1", "M2", "R-L1", place, place + 1), market.settled("M2", "M1", "R-L1", place, place + 1)]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Rows]:
    """The rows that were begun anew."""
    found: list[Rows] = []
    begin = Rows.__init__

    def noted(rows: Rows, *given: Any) -> None:
        found.append(rows)
        begin(rows, *given)

    monkeypatch.setattr(Rows, "__init__", noted)
    return found


def test_rows_go_on_from_batch_to_batch(tmp_path: Path, made: list[Rows]) -> None:
    market = opened(tmp_path)
    made.clear()
    for place in range(ROUNDS):
        market.done(*there_and_back(market, place))
    assert not made
    assert market.audit_is_clean()


def test_rows_are_forgotten_when_another_hand_has_booked(tmp_path: Path, made: list[Rows]) -> None:
    market = opened(tmp_path)
    with Workspace.open(tmp_path, clock=FixedClock(datetime(2026, 11, 24, tzinfo=UTC))) as other:
        for place in range(ROUNDS):
            sold, back = there_and_back(market, place)
            made.clear()
            market.done(sold)
            (answer,) = other.journal.post([back])
            assert answer.status == "accepted", answer.problem
            assert len(made) == 2 - (place == 0)  # the first batch is still its own
    assert market.audit_is_clean()


def test_rows_are_forgotten_when_a_batch_is_taken_back(
    tmp_path: Path, made: list[Rows], monkeypatch: pytest.MonkeyPatch
) -> None:
    market = opened(tmp_path)
    sold, back = there_and_back(market, 3)
    with monkeypatch.context() as patched:
        patched.setattr(work, "change", _fails)
        with pytest.raises(OSError, match="full"):
            market.post(sold)
    made.clear()
    market.done(sold, back)
    assert len(made) == 1
    assert market.audit_is_clean()


def _fails(*_: Any) -> None:
    raise OSError("the disk is full")


def test_large_rows_are_forgotten(tmp_path: Path, made: list[Rows], monkeypatch: pytest.MonkeyPatch) -> None:
    market = opened(tmp_path)
    monkeypatch.setattr("monazite.trade.receipts.rows.REMEMBERED", 1)
    made.clear()
    market.done(*there_and_back(market, 0))
    market.done(*there_and_back(market, 1))
    assert len(made) == 2  # one a batch
    assert market.audit_is_clean()


def test_without_a_guard_before_it_the_projection_makes_the_same_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    market = opened(tmp_path)
    monkeypatch.setattr(Projection, "expect", lambda *_: None)
    for place in range(ROUNDS):
        market.done(*there_and_back(market, place))
    assert market.audit_is_clean()

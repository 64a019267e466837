"""The trade's own journal with all its derived tables: a simulated year, reversals, adjustments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from monazite.ledger import Entry, Journal
from monazite.ledger.audit import audit
from monazite.trace.origin.projection import OriginProjection

LOTS = 100


def year(trade: Any, folder: Path, corrections: int = 6) -> tuple[Journal, list[Entry]]:
    book: Journal = trade.journal(trade.new_database(folder / "monazite.db"))
    return book, trade.post_year(book, LOTS, 3, corrections)


@pytest.mark.parametrize(("jobs", "bits"), [(1, 14), (2, 8)])
def test_a_year_of_the_trade_has_no_finding(trade: Any, small: Any, tmp_path: Path, jobs: int, bits: int) -> None:
    book, entries = year(trade, tmp_path)
    assert {"reverse", "adjust", "inventory", "lapse"} <= {entry.kind for entry in entries}
    report = audit(book.database, trade.BOOK, trade.PROJECTIONS, verifier=small.signer().verifier, jobs=jobs,
                   part_bits=bits, against=[book.checkpoint()], clock=trade.late())  # fmt: skip
    assert report.entries == len(entries)
    assert not report.findings, [finding.problem.sentence("en") for finding in report.findings]


def test_origins_that_wait_to_be_recomputed_are_no_finding_and_a_change_beside_them_is(
    trade: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = tuple(OriginProjection(0) if isinstance(room, OriginProjection) else room for room in trade.PROJECTIONS)
    monkeypatch.setattr(trade, "PROJECTIONS", rooms)
    book, _ = year(trade, tmp_path, corrections=2)
    with book.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM trace_unsettled").scalar()
    assert audit(book.database, trade.BOOK, rooms, clock=trade.late()).is_clean
    with book.database.writing() as connection:
        connection.exec_driver_sql("UPDATE trace_nodes SET id = id || 'x' WHERE number = 7")
    (finding,) = audit(book.database, trade.BOOK, rooms, clock=trade.late()).findings
    assert (finding.code, finding.table, finding.field) == ("row-differs", "trace_nodes", "7 id")

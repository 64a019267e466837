"""The small book of rules of the benchmarks, and the audit that ends every test of faults."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monazite.core import FixedClock
from monazite.ledger import Book, Projection
from monazite.ledger.audit import AuditReport, audit
from monazite.ledger.log import Verifier
from monazite.store import Database

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
LATE = FixedClock(datetime(2100, 1, 1, tzinfo=UTC))
AssertAuditsClean = Callable[..., AuditReport]


def assert_clean(
    database: Database,
    book: Book,
    projections: Sequence[Projection] = (),
    *,
    verifier: Verifier | None = None,
    against: Sequence[str] = (),
    jobs: int = 1,
) -> AuditReport:
    """Audit a whole journal and show what it says when that is anything."""
    report = audit(
        database, book, projections, verifier=verifier, against=against, clock=LATE, jobs=jobs
    )  # fmt: skip
    assert not report.findings, "\n".join(finding.problem.sentence("en") for finding in report.findings)
    return report


@pytest.fixture(scope="session")
def assert_audits_clean() -> AssertAuditsClean:
    return assert_clean


def _module(name: str) -> Any:
    """A module of the benchmarks, which are no package."""
    if str(BENCHMARKS) not in sys.path:
        sys.path.append(str(BENCHMARKS))
    return importlib.import_module(name)


@pytest.fixture(scope="session")
def small() -> Any:
    """A small book of rules, a derived table and a stream of entries: ``benchmarks/small_book.py``."""
    return _module("small_book")


@pytest.fixture(scope="session")
def tamper() -> Any:
    """The trial of tampering: ``benchmarks/tamper.py``."""
    return _module("tamper")


@pytest.fixture(scope="session")
def trade() -> Any:
    """A journal of the trade with reversals and adjustments: ``benchmarks/trade_book.py``."""
    return _module("trade_book")

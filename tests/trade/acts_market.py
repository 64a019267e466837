"""A small prepared market: parties, a lot in a warehouse, money; the examples of the acts build the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from tests.trade.books_market import PARTIES, Market

from monazite.app import Workspace
from monazite.core import FixedClock
from monazite.trace.permits import register
from monazite.trade.acts import TRADE

NOW = datetime(2022, 8, 1, 2, tzinfo=UTC)
Values = Mapping[str, list[str]]
ORDER: dict[str, str] = {
    "venue": "BX", "venue_rules": "BX", "list_instrument": "BX", "warehouse": "BX", "membership": "BX",
    "inspection_order": "M1", "sample": "LAB", "certificate": "LAB", "register_receipt": "W1", "stock_count": "C1",
    "arbitration": "LAB2", "pledge_receipt": "M1", "pay_in": "M1", "bring_in": "M1", "take_out": "M1", "pay_out": "M1",
    "repay_lien": "M1", "cancel_receipt": "M1",
}  # fmt: skip
"""Acts in an order in which their examples can be booked, each with who says it."""


def prepared(folder: Path) -> Market:
    """Parties, a lot of ten tonnes and money; no venue yet."""
    market = Market(Workspace.open(folder, create=True, clock=FixedClock(NOW)))
    market.done(*(register(**market.said("A", "2022-01-01"), party=party) for party in PARTIES))
    market.done(market.lot("L-1"), market.paid_in("M1", 10**9))
    return market


def examples(until: str = "") -> Iterator[tuple[str, str, Values]]:
    """Each act with its actor and its example, those before one of them only where it is named."""
    for name, actor in ORDER.items():
        if name == until:
            return
        yield name, actor, {field: list(values) for field, values in TRADE.act(name).example.items()}


def told(folder: Path, until: str = "") -> Market:
    """A market after the examples of the acts before one of them, each with the id ``E-<act>``."""
    market = prepared(folder)
    for name, actor, values in examples(until):
        answer = market.workspace.trade.acts.submit(name, values, actor=actor, id=f"E-{name}")
        assert not isinstance(answer, list), (name, [one.sentence("en") for one in answer])
        assert answer.status == "accepted", (name, answer.problem and answer.problem.sentence("en"))
    return market

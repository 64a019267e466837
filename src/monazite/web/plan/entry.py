"""Which page of plan an entry of the journal is told on: its programme, its commitment, its motor, its group."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from monazite.plan.journal.registers import REGISTERS

if TYPE_CHECKING:
    from monazite.ledger import Entry

Record = Mapping[str, Any]
COMMITMENT = "commitment"
PAGES: Mapping[str, Callable[[Record], str]] = {
    "programme": lambda one: f"programmes/{_named(one, 'id')}", "bill_of_material": lambda _: "programmes",
    "demand": lambda _: "matching", "capacity_group": lambda one: f"matching/{_named(one, 'id')}",
    "plan_comment": lambda _: "matching", COMMITMENT: lambda one: f"commitments/{_named(one, 'id')}",
    "consent": lambda one: f"commitments/{_named(one, COMMITMENT)}", "price_quotes": lambda _: "commitments",
    "specification": lambda one: f"qualification/{_named(one, 'motor')}", "magnet_grade": lambda _: "substitutes",
    "magnet_test": lambda one: f"qualification#t-{_named(one, 'id')}", "qualification": lambda _: "qualification",
    "topic": lambda one: f"work#topic-{_named(one, 'id')}",
    "topic_note": lambda one: f"work#topic-{_named(one, 'topic')}",
    "minutes": lambda one: f"work#minutes-{_named(one, 'id')}",
}  # fmt: skip
"""By kind of entry, the page under ``/plan`` that tells of its record."""


def plan_page(entry: Entry) -> str:
    """The page of plan that tells of an entry; empty where it is none of plan's.

    Args:
        entry: of the journal.
    """
    register = REGISTERS.get(entry.kind)
    if register is not None and entry.kind in PAGES:
        return f"/plan/{PAGES[entry.kind](entry.details[register.detail])}"
    named = entry.details.get(COMMITMENT)
    commitment = named.get("id") if isinstance(named, Mapping) else named
    return f"/plan/commitments/{quote(commitment, safe='')}" if isinstance(commitment, str) and commitment else ""


def _named(record: Record, name: str) -> str:
    return quote(str(record.get(name, "")), safe="")

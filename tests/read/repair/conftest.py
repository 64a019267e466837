from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from monazite.facts.record import Change, Fact, Place
from monazite.reference import product_named


@pytest.fixture
def line() -> Callable[..., Fact]:
    """A price stated in running text, beside whatever document it is put."""
    return fact_of_text


def fact_of_text(name: str, value: str, pct: str | None = None, *, period: str = "2022-08", block: int = 0) -> Fact:
    item, number = product_named(name), Decimal(value)
    change = None if pct is None else Change(pct=Decimal(pct), basis="mom")
    return Fact(
        "doc.txt", "price", item.key if item else name, name, block, block + len(name), name, value=number,
        unit="万元/吨", canonical_value=number * 10, canonical_unit="CNY/kg", period=period, change=change,
        place=Place(block),
    )  # fmt: skip

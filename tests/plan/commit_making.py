"""Commitments, movements and price paths for the tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from monazite.core import Problem
from monazite.plan.commitments import (
    Band,
    Commitment,
    Content,
    Movement,
    PricePath,
    PriceRule,
    Quote,
    Settlement,
    Suspension,
    period_named,
    settle,
)

T = 10**9
"""Milligrams of a tonne."""
USD_PER_KG = 100_000
"""Hundredths of a dollar a tonne of one dollar a kilogram."""
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
QUARTER = "2026-Q1"


def offtake(**terms: Any) -> Commitment:
    """An offtake of one year: 100 t to 150 t a quarter, at a price quoted once a month."""
    given: dict[str, Any] = {
        "id": "C-1", "seller": "S", "buyer": "B", "material": "氧化镝", "currency": "USD", "first": FIRST, "last": LAST,
        "price": PriceRule(series="Dy", every="month"), "is_taxed": False,
        "bands": (Band(since=FIRST, minimum_mg=100 * T, maximum_mg=150 * T),),
    }  # fmt: skip
    return Commitment(**(given | terms))


def guarantee(**terms: Any) -> Commitment:
    """A pure price guarantee of the MP-DoD form: floor 110 USD/kg on what is sold or stockpiled."""
    given: dict[str, Any] = {
        "buyer": "", "guarantor": "G", "material": "氧化镨钕", "bands": (), "floor_fen_per_tonne": 110 * USD_PER_KG,
        "is_stockpile_covered": True,
    }  # fmt: skip
    return offtake(**(given | terms))


def moved(day: str, mass_mg: int, kind: Any = "sold", **more: Any) -> Movement:
    """Something that moved; its id is kind and day unless given."""
    contents = tuple(Content(name=name, ppm=ppm) for name, ppm in more.pop("tested", {}).items())
    given = {"id": f"{kind}-{day}", "day": dt.date.fromisoformat(day), "mass_mg": mass_mg, "kind": kind}
    return Movement(**(given | more), contents=contents)


def path(quotes: Mapping[str, Fraction | int], currency: str = "USD") -> PricePath:
    """A path of quotes in USD/kg."""
    found = (Quote(day=dt.date.fromisoformat(day), fen_per_tonne=Fraction(price) * USD_PER_KG)
             for day, price in quotes.items())  # fmt: skip
    return PricePath(series="Dy", currency=currency, quotes=tuple(found))


def flat(price: Fraction | int) -> PricePath:
    """One price all year, quoted once a month."""
    return path({f"2026-{month:02}-15": price for month in range(1, 13)})


def settled(
    commitment: Commitment, movements: list[Movement], prices: PricePath | None, period: str = QUARTER,
    suspensions: tuple[Suspension, ...] = (),
) -> Settlement:  # fmt: skip
    """The settlement, which must be one."""
    found = settle_named(commitment, movements, prices, period, suspensions)
    assert isinstance(found, Settlement), found
    return found


def refused(
    commitment: Commitment, movements: list[Movement], prices: PricePath | None, period: str = QUARTER,
    suspensions: tuple[Suspension, ...] = (),
) -> list[str]:  # fmt: skip
    """The codes of why there is no settlement."""
    found = settle_named(commitment, movements, prices, period, suspensions)
    assert isinstance(found, tuple), found
    return [one.code for one in found]


def settle_named(
    commitment: Commitment, movements: list[Movement], prices: PricePath | None, period: str,
    suspensions: tuple[Suspension, ...],
) -> Settlement | tuple[Problem, ...]:  # fmt: skip
    """The settlement of a period by its name."""
    named = period_named(commitment, period)
    assert not isinstance(named, Problem)
    return settle(commitment, named, movements, prices, suspensions)


def sums(found: Settlement) -> list[tuple[str, str, str, int]]:
    """Item, payer, payee and fen of each line."""
    return [(line.item, line.payer, line.payee, line.fen) for line in found.lines]

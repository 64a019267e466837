"""Prices from a path: windows, gaps, tax, premiums; a mean is never made of what is not there."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plan.commit_making import USD_PER_KG, T, flat, moved, offtake, path, refused, settled

from monazite.plan.commitments import PricePath, PriceRule, Quote
from monazite.plan.commitments.pricing import path_faults
from monazite.reference import is_working_day

MOVED = [moved("2026-02-12", 100 * T)]


def price(rule: PriceRule, prices: PricePath, **terms: Any) -> Fraction:
    """The price of a delivery of 12 February 2026, in USD/kg."""
    found = settled(offtake(price=rule, **terms), MOVED, prices)
    return found.lines[0].fen_per_tonne / USD_PER_KG


def daily(first: str, days: int, start: int = 100) -> dict[str, int]:
    """A quote a day, one dollar higher each day."""
    day = dt.date.fromisoformat(first)
    return {(day + dt.timedelta(days=n)).isoformat(): start + n for n in range(days)}


@pytest.mark.parametrize(
    ("window", "expected"),
    [("period", Fraction(289, 2)), ("month", Fraction(289, 2)), ("month_before", Fraction(115))],
)
def test_the_mean_is_over_the_window(window: Any, expected: Fraction) -> None:
    """From 1 January at 100, up one a day: January's mean is 115, February's and the quarter's 144.5."""
    rule = PriceRule(series="Dy", every="day", window=window)
    assert price(rule, path(daily("2026-01-01", 90))) == expected


def test_so_many_days_before_the_delivery() -> None:
    rule = PriceRule(series="Dy", every="day", window="days_before", days=3)
    assert price(rule, path({"2026-02-09": 90, "2026-02-10": 100, "2026-02-11": 110, "2026-02-12": 500})) == 100


def test_working_days_before_pass_over_a_weekend() -> None:
    """12 February 2026 is a Thursday; four working days before are Friday the 6th and Monday to Wednesday."""
    quotes = {"2026-02-06": 80, "2026-02-09": 90, "2026-02-10": 100, "2026-02-11": 110}
    rule = PriceRule(series="Dy", window="days_before", days=4)
    assert is_working_day(dt.date(2026, 2, 6))
    assert price(rule, path(quotes)) == 95


@pytest.mark.parametrize("every", ["workday", "day"])
def test_a_day_without_a_quote_is_refused_and_named(every: Any) -> None:
    quotes = daily("2026-01-01", 90)
    del quotes["2026-02-11"]
    terms = offtake(price=PriceRule(series="Dy", every=every))
    assert refused(terms, MOVED, path(quotes)) == ["commit-gap"]


def test_a_gap_is_passed_over_only_where_the_contract_says_so() -> None:
    quotes = {"2026-02-09": 90, "2026-02-11": 120}
    rule = {"series": "Dy", "every": "day", "window": "days_before", "days": 3}
    assert price(PriceRule(**rule, missing="skip"), path(quotes)) == 105  # type: ignore[arg-type]
    assert price(PriceRule(**rule, missing="carry"), path(quotes)) == 100  # type: ignore[arg-type]


@pytest.mark.parametrize("missing", ["refuse", "skip", "carry"])
def test_without_any_quote_there_is_no_price(missing: Any) -> None:
    terms = offtake(price=PriceRule(series="Dy", every="day", window="month", missing=missing))
    assert refused(terms, MOVED, path({"2026-01-05": 100})) == ["commit-gap"]


@pytest.mark.parametrize(
    ("every", "quotes", "is_whole"),
    [
        ("month", {"2026-01-10": 1, "2026-02-20": 1, "2026-03-02": 1}, True),
        ("month", {"2026-01-10": 1, "2026-03-02": 1}, False),
        ("week", dict.fromkeys((f"{dt.date(2026, 1, 7) + dt.timedelta(weeks=n)}" for n in range(12)), 1), True),
        (
            "week",
            dict.fromkeys((f"{dt.date(2026, 1, 7) + dt.timedelta(weeks=n)}" for n in range(12) if n != 5), 1),
            False,
        ),
    ],
)
def test_a_week_or_month_needs_one_quote(every: Any, quotes: dict[str, int], is_whole: bool) -> None:  # noqa: FBT001
    terms = offtake(price=PriceRule(series="Dy", every=every))
    if is_whole:
        assert settled(terms, MOVED, path(quotes)).lines
    else:
        assert refused(terms, MOVED, path(quotes)) == ["commit-gap"]


def test_factor_and_premium_come_in_order() -> None:
    """(100 x 1.176) x 1.01 + 0.5 USD/kg."""
    rule = PriceRule(series="Dy", every="month", factor=Decimal("1.176"), premium_ppm=10_000,
                     premium_fen_per_tonne=USD_PER_KG // 2)  # fmt: skip
    assert price(rule, flat(100)) == Fraction(119276, 1000)


def test_quotes_are_put_on_the_tax_basis_of_the_contract() -> None:
    with_tax = PriceRule(series="Dy", every="month", is_quoted_with_tax=True)
    assert price(with_tax, flat(113), vat_ppm=130_000) == 100
    without = PriceRule(series="Dy", every="month", is_quoted_with_tax=False)
    assert price(without, flat(100), vat_ppm=130_000, is_taxed=True) == 113


def test_a_discount_that_eats_the_price_is_refused() -> None:
    rule = PriceRule(series="Dy", every="month", premium_fen_per_tonne=-100 * USD_PER_KG)
    assert refused(offtake(price=rule), MOVED, flat(100)) == ["commit-price-nought"]


def test_quotes_of_another_currency_are_not_converted() -> None:
    assert refused(offtake(), MOVED, path({"2026-01-15": 100}, currency="CNY")) == ["commit-currency"]


def test_a_path_has_one_quote_a_day_above_nought() -> None:
    day = dt.date(2026, 1, 15)
    quotes = tuple(Quote(day=day, fen_per_tonne=Fraction(fen)) for fen in (1, 2, 0))
    broken = PricePath(series="Dy", currency="USD", quotes=quotes)
    assert refused(offtake(), MOVED, broken) == ["commit-quote-twice", "commit-quote-twice", "commit-price-nought"]


@pytest.mark.parametrize("factor", [Fraction(1, 10), Fraction(1, 7), Fraction(7), Fraction(10), Fraction(1000)])
def test_a_unit_that_changes_is_refused_where_it_does(factor: Fraction) -> None:
    """Said once, whether it stays or one quote is off, and in whatever order the quotes come."""
    stays = {f"2026-{month:02}-15": 100 * (factor if month > 4 else 1) for month in range(12, 0, -1)}
    (found,) = path_faults(path(stays))
    assert (found.code, found.place) == ("commit-quote-jump", "Dy 2026-05-15")
    (found,) = path_faults(path({f"2026-{month:02}-15": 100 * (factor if month == 5 else 1) for month in range(1, 9)}))
    assert found.place == "Dy 2026-05-15"
    assert refused(offtake(), MOVED, path(stays)) == ["commit-quote-jump"]


@given(st.lists(st.fractions(Fraction(1, 6), 6), min_size=1, max_size=30))
def test_a_price_that_moves_less_than_seven_times_is_a_price(changes: list[Fraction]) -> None:
    level, quotes = Fraction(100), dict[str, Fraction]()
    for number, change in enumerate(changes):
        level *= change
        quotes[f"{dt.date(2026, 1, 1) + dt.timedelta(days=number)}"] = level
    assert not path_faults(path(quotes))


def test_a_price_from_a_series_needs_its_path() -> None:
    assert refused(offtake(), MOVED, None) == ["commit-no-path"]


def test_a_year_without_a_calendar_is_said() -> None:
    terms = offtake(price=PriceRule(series="Dy"), first=dt.date(2080, 1, 1), last=dt.date(2080, 12, 31), bands=())
    quotes = PricePath(series="Dy", currency="USD", quotes=(Quote(day=dt.date(2080, 1, 5), fen_per_tonne=Fraction(1)),))
    assert refused(terms, [moved("2080-01-10", T)], quotes, "2080-Q1") == ["workdays-unknown"]


def test_a_fault_of_one_window_is_said_once() -> None:
    moves = [moved("2026-02-10", T), moved("2026-02-11", T)]
    assert refused(offtake(), moves, path({"2026-01-15": 100})) == ["commit-gap"]

"""Signals: means that fade, control charts, noise to signal, first passage, the gap, and what they say of a series."""

from __future__ import annotations

from datetime import date, timedelta
from math import exp, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core import InternalError
from monazite.warn.signals import LEVELS, Series, worst
from monazite.warn.signals.averages import changes, fading_mean
from monazite.warn.signals.control import ALLOWANCE, cusum, ewma, standardised
from monazite.warn.signals.levels import CHANCES, GAPS, SPREADS, SUMS, level_of
from monazite.warn.signals.live import gap_signal, gaps_of, price_signals
from monazite.warn.signals.noise import Threshold, composite, noise_to_signal, threshold
from monazite.warn.signals.reach import chance_of_passage, company, reach, run

FIRST = date(2021, 1, 4)
STEPS = st.lists(st.floats(-0.05, 0.05), min_size=100, max_size=160)


def a_series(values: list[float], name: str = "氧化镝", unit: str = "CNY/kg") -> Series:
    return Series(name, unit, tuple(FIRST + timedelta(day) for day in range(len(values))), tuple(values))


def prices(steps: list[float]) -> list[float]:
    return [100 * exp(one) for one in np.cumsum(steps)]


def test_a_fading_mean_is_the_weighted_mean() -> None:
    values = np.array([3.0, np.nan, 5.0, 1.0])
    weights = 0.5 ** (np.array([3, 2, 1, 0]) / 7.0)
    there = ~np.isnan(values)
    expected = (values[there] * weights[there]).sum() / weights[there].sum()
    assert fading_mean(values, 7.0)[-1] == pytest.approx(expected, rel=1e-12)
    assert np.isnan(fading_mean(np.array([np.nan, 1.0]), 3.0)[0])


def test_a_change_needs_both_ends() -> None:
    np.testing.assert_array_equal(changes(np.array([1.0, np.nan, 4.0, 6.0]), 2), [np.nan, np.nan, 3.0, np.nan])


def test_control_charts_by_hand() -> None:
    standard = np.array([1.5, np.nan, 2.0, -9.0, 0.75])
    np.testing.assert_allclose(cusum(standard), [1.0, 1.0, 2.5, 0.0, 0.25])
    assert ewma(standard)[-1] == pytest.approx(
        (((0.15 * 0.9 + 0.2) * 0.9 - 0.9) * 0.9 + 0.075) / (0.1 / 1.9) ** 0.5, rel=1e-12
    )


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=50))
def test_a_sum_is_what_exceeds_over_the_best_stretch(values: list[float]) -> None:
    over = [one - ALLOWANCE for one in values]
    best = max(0.0, *(sum(over[start:]) for start in range(len(over))))
    assert cusum(np.array(values))[-1] == pytest.approx(best, abs=1e-9)


@settings(deadline=None)
@given(STEPS, st.integers(30, 99))
def test_no_later_price_changes_an_earlier_score(steps: list[float], known: int) -> None:
    logs = np.log(prices(steps))
    for score in (standardised, lambda one: cusum(standardised(one)), lambda one: reach(one[:, None])[:, 0]):
        np.testing.assert_array_equal(score(logs)[:known], score(logs[:known]))


def test_noise_to_signal_by_hand() -> None:
    alarm, outcome = np.array([1, 1, 0, 0, 1, 0.0]), np.array([1, 0, 1, 0, np.nan, 0])
    assert noise_to_signal(alarm, outcome) == pytest.approx((1 / 3) / (1 / 2))
    assert noise_to_signal(alarm, np.zeros(6)) is None
    assert noise_to_signal(np.zeros(6), outcome) == float("inf")
    assert (Threshold(1, 0.5).weight, Threshold(1, 1.2).weight, Threshold(1, None).weight) == (2, 0, 1)


def test_a_threshold_parts_good_from_bad() -> None:
    scores = np.arange(100.0)
    found = threshold(scores, (scores > 89).astype(float), scores)
    assert found.value == pytest.approx(89.1)
    assert found.noise_to_signal == 0.0
    unknown = threshold(np.array([]), np.array([]), scores)
    assert unknown.value == pytest.approx(79.2)
    assert unknown.noise_to_signal is None


def test_a_composite_looks_at_known_outcomes_only() -> None:
    random = np.random.default_rng(1)
    outcome = (random.random((300, 2)) < 0.3).astype(float)
    told, noise = outcome + random.normal(0, 0.1, outcome.shape), random.normal(0, 1, outcome.shape)
    found = composite([told, noise], outcome, 60)
    changed = outcome.copy()
    changed[181:] = 1 - changed[181:]
    np.testing.assert_array_equal(found[:241], composite([told, noise], changed, 60)[:241])
    assert found[240:][outcome[240:] == 1].mean() > 0.7
    assert found[240:][outcome[240:] == 0].mean() < 0.1
    assert (found[np.isfinite(found)] >= 0).all()
    assert (found[np.isfinite(found)] <= 1).all()


def test_chances_of_passage_are_those_of_walks() -> None:
    random = np.random.default_rng(2)
    for drift, scale in ((0.0, 0.02), (0.002, 0.015), (-0.001, 0.03)):
        steps = random.normal(drift / 50, scale / 50**0.5, (4000, 60 * 50))
        share = (steps.cumsum(axis=1).max(axis=1) >= log(1.15)).mean()
        assert chance_of_passage(np.array(drift), np.array(scale)) == pytest.approx(share, abs=0.03)


@given(st.floats(-0.05, 0.05), st.floats(0, 0.2), st.floats(0, 0.01))
def test_a_chance_is_one_and_grows_with_drift(drift: float, scale: float, more: float) -> None:
    low, high = (float(chance_of_passage(np.array(one), np.array(scale))) for one in (drift, drift + more))
    assert 0 <= low <= high + 1e-9 <= 1 + 1e-9


def test_company_is_the_mean_of_the_others() -> None:
    logs = np.array([[0.0, 0.0, 0.0], [0.1, 0.2, np.nan], [0.1, 0.2, np.nan]])
    found = company(logs)
    assert found[1].tolist() == pytest.approx([0.2, 0.1, 0.15])
    assert run(logs)[1].tolist() == pytest.approx([0.15, 0.15, 0.075])
    assert np.isnan(company(logs[:, :1])).all()
    assert run(logs[:, :1])[1, 0] == pytest.approx(0.1)


def test_levels_rise_with_scores() -> None:
    for thresholds in (CHANCES, GAPS, SPREADS, SUMS):
        assert [level_of(one, thresholds) for one in (-1.0, *thresholds)] == list(LEVELS)
    assert level_of(float("nan"), SUMS) == "blue"
    assert worst(()) == "blue"


@pytest.mark.parametrize(("outside", "inside", "gap"), [(80.0, 20.6, 1.36), (120.0, 17.1, 1.95)])
def test_the_gaps_of_2011(outside: float, inside: float, gap: float) -> None:
    found = gap_signal(a_series([outside]), a_series([inside]), 0.17, has_inside_tax=False)
    assert found is not None
    assert found.score == pytest.approx(gap, abs=0.005)
    assert found.level == "red"


def test_the_tax_of_the_inside_price_is_taken_off() -> None:
    found = gap_signal(a_series([100.0]), a_series([113.0]), 0.13, has_inside_tax=True)
    assert found is not None
    assert found.score == pytest.approx(0.0, abs=1e-12)
    assert found.level == "blue"


def test_a_gap_that_leaves_its_band() -> None:
    random = np.random.default_rng(3)
    inside = a_series([100.0] * 60)
    quiet = [105 * exp(one) for one in random.normal(0, 0.01, 60)]
    calm = gap_signal(a_series(quiet), inside, 0.0, has_inside_tax=False)
    loud = gap_signal(a_series([*quiet[:-1], 120.0]), inside, 0.0, has_inside_tax=False)
    assert calm is not None
    assert loud is not None
    assert (calm.level, loud.level) == ("blue", "red")
    assert loud.score < GAPS[0], "by its band, not by its size"


def test_no_price_is_carried_to_another_day() -> None:
    outside = Series("Dy", "USD/kg", (FIRST, FIRST + timedelta(7)), (300.0, 310.0))
    inside = Series("Dy", "USD/kg", (FIRST + timedelta(1), FIRST + timedelta(7)), (200.0, 200.0))
    assert gaps_of(outside, inside, 0.0).days == (FIRST + timedelta(7),)
    assert (
        gap_signal(outside, Series("Dy", "USD/kg", (FIRST + timedelta(1),), (200.0,)), 0, has_inside_tax=False) is None
    )
    with pytest.raises(InternalError):
        gap_signal(outside, a_series([1.0]), 0.13, has_inside_tax=True)


def test_a_rise_is_red_and_says_why() -> None:
    random = np.random.default_rng(4)
    steps = [*random.normal(0, 0.005, 200), *([0.02] * 20)]
    found = {one.kind: one for one in price_signals(a_series(prices(steps)), facts=("fact:1",))}
    assert list(found) == ["psy", "cusum", "ewma", "reach"]
    assert {found[kind].level for kind in ("psy", "cusum", "ewma")} == {"red"}
    for one in found.values():
        assert one.facts == ("fact:1",)
        assert one.day == FIRST + timedelta(219)
        assert all("氧化镝" in words.zh for words in one.reasons[:1])
        assert all(words.en and "{" not in words.en + words.zh for words in one.reasons)
    assert "since" in found["psy"].reasons[1].en


def test_flat_quotes_are_blue() -> None:
    assert {one.level for one in price_signals(a_series([50.0] * 100))} == {"blue"}


def test_too_short_is_no_signal_and_a_wrong_price_is_ours() -> None:
    assert price_signals(a_series([50.0] * 59)) == ()
    with pytest.raises(InternalError):
        price_signals(a_series([0.0] * 100))


@settings(deadline=None, max_examples=20)
@given(STEPS, STEPS)
def test_signals_know_nothing_of_later_days(steps: list[float], others: list[float]) -> None:
    whole, other = a_series(prices(steps)), a_series(prices(others), "氧化铽")
    day = whole.days[80]
    assert price_signals(whole.up_to(day), (other,)) == price_signals(whole.up_to(day), (other.up_to(day),))

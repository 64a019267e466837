"""The back-test: events by hand, no look-ahead, AUROC by pairs, chance, alarms, and the command."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.warn.price_files import rows, walks, weekdays, write

from monazite.cli.run import run
from monazite.warn.backtest import (
    Backtest,
    Event,
    Prices,
    as_json,
    backtest,
    composite_signals,
    element_of,
    read_prices,
)
from monazite.warn.backtest.accuracy import accuracy, auroc, cluster_of
from monazite.warn.backtest.alarms import CHANCES, NONE, alarms, ranks
from monazite.warn.backtest.events import ahead, events, followed, merged, rises, starts
from monazite.warn.backtest.methods import METHODS, past_share, scores
from monazite.warn.backtest.record import RISE, WITHIN_DAYS
from monazite.warn.signals import LEVELS, Series

PATHS = st.lists(st.floats(-0.06, 0.06), min_size=5, max_size=150).map(lambda one: 50 * np.exp(np.cumsum(one)))


def made(values: np.ndarray, first: date = date(2021, 1, 4)) -> Prices:
    names = tuple(f"P{one}" for one in range(values.shape[1]))
    return Prices("made.csv", tuple(weekdays(len(values), first)), names, values, ())


@cache
def told() -> Backtest:
    """Prices that run up for a quarter again and again, slowly at first: what a trend can tell."""
    random = np.random.default_rng(3)
    steps = random.normal(0, 0.002, (1600, 3))
    for start in (150, 310, 520, 790, 930, 1210, 1400):
        steps[start : start + 40] += 0.003
        steps[start + 40 : start + 70] += 0.008
        steps[start + 90 : start + 150] -= 0.006
    return backtest(made(100 * np.exp(steps.cumsum(axis=0))), 1)


# events


def test_an_event_starts_on_the_last_lowest_day() -> None:
    prices = np.array([[100.0] * 30 + [90.0] * 3 + [95.0, 104.0, 103.5]]).T
    assert events(prices) == (Event(0, 32, 34),)
    assert not events(prices[:34])


def test_fifteen_percent_is_met_exactly_and_not_a_hair_less() -> None:
    assert rises(np.array([20.0, 23.0])) == [(0, 1)]
    assert not rises(np.array([20.0, 22.999999]))


def test_sixty_days_are_counted() -> None:
    late = np.array([100.0, *np.linspace(101, 114.9, WITHIN_DAYS - 1), 115.0])
    assert rises(late) == [(0, WITHIN_DAYS)]
    assert not rises(np.insert(late, 1, 100.5))


def test_gaps_within_sixty_days_are_one_episode() -> None:
    assert merged([(5, 8), (68, 70)]) == [(5, 70)]
    assert merged([(5, 8), (69, 70)]) == [(5, 8), (69, 70)]
    assert merged([(0, 90), (10, 20)]) == [(0, 90)]


@settings(deadline=None)
@given(PATHS)
def test_every_day_with_a_rise_ahead_lies_in_or_before_an_event(prices: np.ndarray) -> None:
    column = prices[:, None]
    found = events(column)
    for one in found:
        assert prices[one.start] == pytest.approx(prices[max(0, one.start - 1) : one.start + 2].min())
        assert prices[one.start : one.end + 1].max() >= RISE * prices[one.start] * (1 - 1e-9)
    for before, after in pairwise(found):
        assert after.start - before.end > WITHIN_DAYS
    for day in np.flatnonzero(ahead(column)[:, 0] == 1):
        assert any(one.start - WITHIN_DAYS <= day <= one.end for one in found)
        assert (prices[day + 1 : day + WITHIN_DAYS + 1] >= RISE * prices[day] * (1 - 1e-9)).any()


def test_outcomes_that_nobody_knows() -> None:
    prices = np.full((300, 1), 100.0)
    prices[150:] = 120.0
    assert (ahead(prices)[90:150] == 1).all()
    assert (ahead(prices)[150:240] == 0).all()
    assert np.isnan(ahead(prices)[240:]).all()
    found = events(prices)
    assert found == (Event(0, 149, 150),)
    assert followed(prices, found)[88:91, 0].tolist() == [0, 1, 1]
    assert np.isnan(followed(prices, found)[150, 0])
    assert np.isnan(starts(prices, found)[180:]).all()
    prices[200:260] = np.nan
    assert np.isnan(ahead(prices)[170, 0]), "half of its sixty days have no price"
    assert ahead(prices)[169, 0] == 0


# accuracy


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=40))
def test_auroc_is_the_share_of_pairs(days: list[tuple[int, bool]]) -> None:
    values, before = np.array([float(one) for one, _ in days]), np.array([float(is_it) for _, is_it in days])
    good, bad = values[before == 1], values[before == 0]
    pairs = [1.0 if one > other else 0.5 if one == other else 0.0 for one in good for other in bad]
    found = auroc(values, before, 1 - before)
    assert found == (pytest.approx(np.mean(pairs)) if pairs else None)
    if found is not None:
        assert auroc(-values, before, 1 - before) == pytest.approx(1 - found)


def test_events_near_in_time_are_one_cluster() -> None:
    found = [Event(0, 100, 110), Event(1, 155, 160), Event(0, 400, 410)]
    clusters = cluster_of((500, 2), found)
    assert clusters[[100, 40, 110], 0].tolist() == [0, 0, 0]
    assert clusters[[155, 95], 1].tolist() == [0, 0]
    assert clusters[[400, 300, 39], 0].tolist() == [1, -1, -1]


def test_chance_has_no_significance_and_truth_has() -> None:
    random = np.random.default_rng(8)
    outcome = np.zeros((1200, 2))
    found = [Event(product, start, start + 20) for start in range(200, 1100, 200) for product in (0, 1)]
    for one in found:
        outcome[one.start - 40 : one.end, one.product] = 1
    noise = accuracy(random.normal(0, 1, outcome.shape), outcome, found, 1)
    truth = accuracy(outcome + random.normal(0, 0.5, outcome.shape), outcome, found, 1)
    assert noise.low is not None
    assert noise.high is not None
    assert noise.low < 0.5 < noise.high
    assert noise.p is not None
    assert noise.p > 0.05
    assert truth.low is not None
    assert truth.low > 0.8
    assert truth.p_blocks == pytest.approx(1 / 2001, abs=0.05)
    assert accuracy(outcome, outcome, found, 1).auroc == 1.0
    assert truth.clusters == 5


def test_too_few_events_have_no_interval_and_none_no_auroc() -> None:
    outcome = np.zeros((600, 1))
    outcome[100:140] = 1
    found = accuracy(np.arange(600.0)[:, None], outcome, [Event(0, 130, 150)], 1)
    assert (found.low, found.high, found.clusters) == (None, None, 1)
    assert accuracy(np.zeros((600, 1)), np.zeros((600, 1)), [], 1).auroc is None
    short = accuracy(np.arange(200.0)[:, None], outcome[:200], [Event(0, 130, 150)], 1)
    assert (short.p, short.p_blocks) == (None, None)


# no look-ahead


@settings(deadline=None, max_examples=8)
@given(st.integers(0, 1000), st.integers(150, 599))
def test_no_later_day_changes_a_score_or_a_level(seed: int, known: int) -> None:
    values = walks(seed, 600, 3, 0.015)
    values[np.random.default_rng(seed).random(values.shape) < 0.05] = np.nan
    whole, part = scores(values), scores(values[:known])
    assert set(whole) == set(METHODS)
    for name, score in whole.items():
        np.testing.assert_array_equal(score[:known], part[name], err_msg=name)
        levels = [ranks(one, is_chance=METHODS[name].is_chance) for one in (score, part[name])]
        np.testing.assert_array_equal(levels[0][:known], levels[1])


def test_a_file_that_ends_earlier_gives_the_same_scores(tmp_path: Path) -> None:
    values = walks(7, 600, 3, 0.015)
    values[:260, 0] = np.nan  # a product that is quoted late, and has too few prices where the file is cut
    lines = [["" if cell == "nan" else cell for cell in row] for row in rows(values)]
    lines[300][6] = "x"
    whole, part = (read_prices(write(tmp_path / "a.csv", ("A", "B", "C"), lines[:end])) for end in (600, 420))
    assert part.products == whole.products == ("A", "B", "C")
    for name, score in scores(part.values).items():
        np.testing.assert_array_equal(scores(whole.values)[name][:420], score, err_msg=name)


def test_composites_of_today_are_those_of_the_back_test() -> None:
    values = walks(2, 300, 2)
    days = tuple(weekdays(300))
    series = [Series(f"P{one}", "CNY/kg", days, tuple(values[:, one].tolist())) for one in (0, 1)]
    signals = {(one.kind, one.subject): one for one in composite_signals(series, ("f",))}
    assert len(signals) == 4
    for (kind, subject), one in signals.items():
        found = scores(values)[kind]
        assert one.score == found[-1, int(subject[1])]
        assert LEVELS.index(one.level) == ranks(found, is_chance=False)[-1, int(subject[1])]
        assert (one.day, one.facts) == (days[-1], ("f",))
        assert subject in one.reasons[0].zh
    assert composite_signals([]) == ()
    assert composite_signals([series[0].up_to(days[200])]) == (), "no level in the first 120 scored days"


def test_scores_begin_with_the_120th_price_and_never_on_a_blank_day() -> None:
    values = walks(5, 300, 2)
    values[50:60, 0] = values[200, 0] = np.nan
    for score in scores(values).values():
        assert np.isnan(score[:129, 0]).all()
        assert np.isfinite(score[129:200, 0]).all()
        assert np.isnan(score[200, 0])
        assert np.isfinite(score[119:, 1]).all()


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=60))
def test_a_past_share_counts_the_days_before(values: list[float]) -> None:
    found = past_share(np.array(values)[:, None])[:, 0]
    for day in range(1, len(values)):
        past = values[:day]
        lower = sum(one < values[day] for one in past) + sum(one == values[day] for one in past) / 2
        assert found[day] == pytest.approx(lower / day)


# alarms


def test_false_reds_in_quiet_years_by_hand() -> None:
    days = weekdays(1040, date(2021, 1, 1))
    values = np.full((1040, 1), 100.0)
    values[300:302] = [[105.0], [120.0]]
    values[302:] = 120.0
    found = events(values)
    levels = np.zeros((1040, 1), dtype=np.int8)
    levels[:119] = NONE
    levels[[250, 290, 301, 600, 640, 800, 1030], 0] = 3
    result = alarms(levels, starts(values, found), values, days, found)
    # 250, 290 and 301 are one run about the event; 600 and 640 one false red; 800 another; 1030 nobody knows
    assert (result.reds, result.false_reds, result.false_in_quiet_years) == (3, 2, 2)
    assert result.quiet_years == pytest.approx((261 - 119) / 261 + 260 / 260 + (1040 - 120 - 782) / 258, abs=0.02)
    (lead,) = result.leads
    assert (lead.orange_days, lead.red_days, lead.late_days, lead.is_judged) == (49, 49, 2, True)
    assert lead.late_share == pytest.approx(1.0)


def test_levels_of_chances_are_fixed_and_others_follow_the_past() -> None:
    assert ranks(np.array([[0.05, *CHANCES, np.nan]]), is_chance=True).tolist() == [[0, 1, 2, 3, NONE]]
    rising = np.arange(300.0)[:, None]
    found = ranks(rising, is_chance=False)[:, 0]
    assert set(found[:120]) == {NONE}
    assert set(found[120:]) == {3}
    assert set(ranks(np.zeros((300, 1)), is_chance=False)[120:, 0]) == {0}


# the whole


def test_a_trend_that_can_be_told_is_told() -> None:
    found = told()
    trend = found.methods["trend"]
    assert len(found.events) >= 15
    assert trend.pooled.low is not None
    assert trend.pooled.low > 0.5
    assert trend.verdict.en == "better than chance"
    assert found.methods["cusum"].verdict.en == "for comparison, no claim"
    assert [METHODS[name].is_naive for name in found.methods].count(True) == 2


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_random_walk_is_no_better_than_chance(seed: int) -> None:
    found = backtest(made(walks(seed, 1300, 3)), 1)
    assert {found.methods[name].verdict.en for name in ("reach", "trend")} == {"no better than chance"}


def test_the_second_method_has_no_verdict_on_the_years_it_was_made_with() -> None:
    found = backtest(made(walks(1, 700, 1), date(2014, 1, 1)), 1)
    assert found.methods["trend"].verdict.en == "made with these years: no verdict"


def test_calm_prices_have_no_event_and_no_verdict() -> None:
    found = backtest(made(walks(1, 500, 2, 0.0005)), 1)
    assert not found.events
    assert found.methods["reach"].pooled.auroc is None
    assert found.methods["reach"].verdict.en == "too few events to tell"
    assert json.loads(json.dumps(as_json(found), allow_nan=False))["events"] == []


def test_the_same_seed_gives_the_same_figures() -> None:
    prices = made(walks(4, 500, 2))
    first, again, other = (json.dumps(as_json(backtest(prices, seed))) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_elements_of_products() -> None:
    assert [element_of(one) for one in ("氧化钕", "Nd", "dysprosium_oxide", "Tb4O7", "P0")] == [
        "Nd", "Nd", "Dy", "Tb", None]  # fmt: skip


# the command


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str) -> None:
    path = write(tmp_path / "a.csv", ("氧化钕", "氧化镨"), rows(walks(4, 500, 2)), is_chinese=True)
    assert run(["warn", "backtest", "--prices", str(path)], "zh" if language == "zh" else "en") == 0
    out, err = capsys.readouterr()
    assert {"zh": "数据不足", "en": "too few events to tell"}[language] in out
    assert not err
    assert run(["warn", "backtest", "--prices", str(path), "--json", "--seed", "3"], "en") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["rules"]["seed"] == 3
    assert [one["element"] for one in found["products"]] == ["Nd", "Pr"]
    assert [one["method"] for one in found["verdicts"]] == ["reach", "trend"]
    assert [one["method"] for one in found["methods"]] == list(METHODS)
    assert len(found["scores"]["氧化钕"]["reach"]) == 381


def test_the_command_says_what_is_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = rows(walks(4, 500, 1))
    for row in range(100, 110):
        lines[row][3] = "x"
    path = write(tmp_path / "a.csv", ("Nd",), lines)
    assert run(["warn", "backtest", "--prices", str(path), "--json"], "en") == 0
    out, err = capsys.readouterr()
    assert len(json.loads(out)["problems"]) == 11
    assert "a.csv:102" in err
    assert "7 more of the same kind" in err
    assert run(["warn", "backtest", "--prices", str(tmp_path / "none.csv")], "en") == 1
    assert "expected a file that is there" in capsys.readouterr().err

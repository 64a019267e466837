"""PSY: the figures of pyexuber, the regression by another hand, laws, and critical values."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core import InternalError
from monazite.warn.signals.critical import LEVELS, bootstrapped, episodes, simulated, tabulated
from monazite.warn.signals.psy import explosive, least_window

DATA = Path(__file__).parent / "data"


def series() -> dict[str, np.ndarray]:
    found: dict[str, list[float]] = {}
    for row in csv.DictReader((DATA / "psy_series.csv").read_text("utf-8").splitlines()):
        found.setdefault(row["series"], []).append(float(row["value"]))
    return {name: np.array(values) for name, values in found.items()}


def reference() -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / "psy_pyexuber.csv").read_text("utf-8").splitlines()))


def by_least_squares(levels: np.ndarray, lags: int, skip: int = 0) -> tuple[float, float]:
    """t of the level and Schwarz's criterion, leaving out the first rows."""
    changes = np.diff(levels)
    lagged = [changes[lags - one : len(changes) - one] for one in range(1, lags + 1)]
    columns = np.column_stack([np.ones(len(changes) - lags), levels[lags:-1], *lagged])[skip:]
    changed = changes[lags:][skip:]
    found = np.linalg.lstsq(columns, changed, rcond=None)[0]
    squares = ((changed - columns @ found) ** 2).sum()
    count, width = columns.shape
    error = np.sqrt(squares / (count - width) * np.linalg.inv(columns.T @ columns)[1, 1])
    return found[1] / error, count * np.log(squares / count) + width * np.log(count)


@pytest.mark.parametrize("lags", [0, 1, 3])
@pytest.mark.parametrize("name", ["walk", "bubble"])
def test_the_figures_of_pyexuber(name: str, lags: int) -> None:
    rows = [row for row in reference() if row["series"] == name and int(row["lags"]) == lags]
    assert len(rows) > 10
    for row in rows:
        found = explosive(series()[name], lags, least=int(row["least_rows"]))
        value = found.bsadf[int(row["row"])] if row["row"] else getattr(found, row["statistic"])
        assert value == pytest.approx(float(row["value"]), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("lags", [0, 2])
def test_every_window_by_least_squares(lags: int) -> None:
    levels = series()["bubble"][40:100]
    found = explosive(levels, lags, least=20)
    for end in range(21 + lags, 60):
        windows = [by_least_squares(levels[start : end + 1], lags)[0] for start in range(end - lags - 19)]
        assert found.bsadf[end] == pytest.approx(max(windows), rel=1e-8)
        assert found.forward[end] == pytest.approx(windows[0], rel=1e-8)


def test_lags_chosen_in_a_window() -> None:
    levels = series()["walk"][:80]
    candidates = [by_least_squares(levels, lags, skip=3 - lags) for lags in range(4)]
    best = min(candidates, key=lambda one: one[1])[0]
    assert explosive(levels, 3, is_bic=True).adf == pytest.approx(best, rel=1e-9)
    assert best != pytest.approx(candidates[3][0], rel=1e-6), "the choice must matter here"


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.floats(0.01, 1e6), st.floats(-1e6, 1e6))
def test_unit_and_origin_change_nothing(seed: int, factor: float, origin: float) -> None:
    walk = np.cumsum(np.random.default_rng(seed).standard_normal(60))
    moved = explosive(walk * factor + origin * factor)
    assert moved.gsadf == pytest.approx(explosive(walk).gsadf, rel=1e-4, abs=1e-4)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(20, 119))
def test_no_later_day_changes_an_earlier_one(seed: int, known: int) -> None:
    walk = np.cumsum(np.random.default_rng(seed).standard_normal(120)) + 50
    whole, part = (explosive(one, is_causal=True).bsadf for one in (walk, walk[:known]))
    np.testing.assert_array_equal(whole[:known], part)


def test_quotes_that_never_move_tell_nothing() -> None:
    found = explosive(np.full(50, 3.5))
    assert np.isnan([found.adf, found.sadf, found.gsadf, *found.bsadf]).all()
    assert np.isnan(explosive([1.0]).gsadf)
    assert len(explosive([]).bsadf) == 0


def test_wrong_use() -> None:
    with pytest.raises(InternalError):
        explosive([1.0, float("nan"), 2.0])
    with pytest.raises(InternalError):
        explosive([1.0, 2.0], -1)


def test_critical_values_are_those_of_pyexuber() -> None:
    # pyexuber 0.1.0, radf_mc_cv(100, nrep=2000, seed=1); two simulations of 95 % differ by some hundredths
    found = simulated(100, 2000, 1)
    assert found.sadf == pytest.approx([0.937, 1.193, 1.852], abs=0.12)
    assert found.gsadf == pytest.approx([1.624, 1.886, 2.547], abs=0.12)
    assert tabulated(100, "sadf") == pytest.approx(found.sadf, abs=0.12)
    assert tabulated(100, "gsadf") == pytest.approx(found.gsadf, abs=0.12)
    assert tabulated(100) == pytest.approx(found.bsadf[:, -1], abs=0.2)


def test_critical_values_repeat_and_rise() -> None:
    first, again = simulated(60, 200, 7), simulated(60, 200, 7)
    np.testing.assert_array_equal(first.gsadf, again.gsadf)
    assert list(first.gsadf) == sorted(first.gsadf)
    assert (first.gsadf >= first.sadf).all()
    assert first.bsadf.shape == (len(LEVELS), 60)
    assert np.isnan(first.bsadf[:, : least_window(60)]).all()


def test_bootstrap_knows_the_wild_times_of_a_series() -> None:
    random = np.random.default_rng(5)
    calm_then_wild = np.cumsum(np.concatenate([random.normal(0, 0.1, 60), random.normal(0, 3, 60)]))
    found = bootstrapped(calm_then_wild, 400, 1)
    assert found.gsadf[1] > simulated(120, 400, 1).gsadf[1] + 0.5


def test_a_bubble_is_found_and_dated() -> None:
    levels = series()["bubble"]
    found = explosive(levels)
    assert found.gsadf > tabulated(len(levels), "gsadf")[2]
    runs = episodes(found.bsadf, tabulated(len(levels))[1], 5)
    # the series was made with growth of 8 % a day of what it had gained, from day 60 to 80
    assert any(60 < start < 80 <= end + 3 for start, end in runs)
    assert explosive(series()["walk"]).gsadf < tabulated(150, "gsadf")[1]

from __future__ import annotations

import numpy as np

from monazite.trace.balance.limits import limit
from monazite.trace.balance.series import LineMove, muf_of, periods_of
from monazite.trace.balance.statistics import cusum, residuals
from monazite.trace.simulate.series import measured_lines


def test_the_muf_is_opening_and_in_less_out_and_closing() -> None:
    moves = [
        LineMove(1, "F", "L", "2022-01-05", "feed", "", {"Nd": 1000}, {"Nd": 3}, {"lab:a": {"Nd": 2}}),
        LineMove(2, "F", "L", "2022-01-20", "output", "", {"Nd": -600}, {"Nd": 4}, {"lab:b": {"Nd": -1}}),
        LineMove(3, "F", "L", "2022-01-31", "inventory", "2022-01", {"Nd": -10}, {"Nd": 5}, {"stock": {"Nd": 4}}),
        LineMove(4, "F", "L", "2022-02-28", "inventory", "2022-02", {"Nd": 7}, {"Nd": 5}, {"stock": {"Nd": 4}}),
    ]
    first, second = periods_of(moves)
    assert muf_of((first, second), "Nd") == [10, -7]
    assert first.measured == {"Nd": 390}
    assert first.flow == {"Nd": 25.0}
    assert first.shared == {"lab:a": {"Nd": 2}, "lab:b": {"Nd": -1}, "stock": {"Nd": -4}}
    assert second.shared == {"stock": {"Nd": 0}}


def test_residuals_of_honest_lines_are_standard_normal_and_independent() -> None:
    made = measured_lines(np.random.default_rng(5), 1500)
    scores = residuals(made.muf, made.covariances)
    assert np.abs(scores.mean(axis=0)).max() < 0.12
    assert np.abs(scores.std(axis=0) - 1).max() < 0.08
    neodymium = scores[:, made.elements.index("Nd")]
    assert np.abs(np.corrcoef(neodymium.T) - np.eye(12)).max() < 0.12


def test_a_lasting_shift_raises_one_side_of_the_cusum() -> None:
    up, down = cusum(np.full(6, 1.5))
    assert up.tolist() == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    assert not down.any()


def test_limits_grow_with_the_number_of_series() -> None:
    assert limit("cusum", 1) <= limit("cusum", 20) <= limit("cusum", 1000)

from __future__ import annotations

import numpy as np
import pytest

from monazite.trace.balance.limits import limit
from monazite.trace.detect import DETECTORS
from monazite.trace.detect.firms import BALANCE_DETECTORS, line_statistics
from monazite.trace.detect.sources import late_limit, partition_score
from monazite.trace.simulate.series import Cheat, measured_lines


def alarmed(seed: int, firms: int, cheat: Cheat | None = None) -> np.ndarray:
    made = measured_lines(np.random.default_rng(seed), firms, cheat=cheat)
    found = line_statistics(made)
    spoken = [
        found.values[name] >= limit(name, found.series if name in {"single", "cusum"} else 1)
        for name in BALANCE_DETECTORS
    ]
    return np.asarray(np.any(np.stack(spoken), axis=0))


def test_honest_firms_raise_less_than_one_alarm_in_a_hundred_months() -> None:
    assert alarmed(11, 1500).mean() < 0.01


@pytest.mark.parametrize("kind", ["laundering", "ghost_yield", "quota_split"])
def test_four_sigma_is_found_in_its_first_month(kind: str) -> None:
    assert alarmed(12, 1000, Cheat(kind, 4.0))[:, 3].mean() >= 0.95


def test_inventories_copied_from_the_books_are_too_good() -> None:
    assert alarmed(13, 300, Cheat("stock_made_up", 1.0))[:, 3:].any(axis=1).mean() > 0.9


def test_ore_from_elsewhere_does_not_fit_the_site() -> None:
    rng = np.random.default_rng(3)
    base = np.log([0.3, 0.5, 0.2]) + 0.02 * rng.standard_normal((6, 3))
    same = np.log([0.3, 0.5, 0.2]) + 0.02 * rng.standard_normal((4, 3))
    other = np.log([0.35, 0.48, 0.17]) + 0.02 * rng.standard_normal((4, 3))
    assert partition_score(base, same) < limit("origin_swap", 1) < partition_score(base, other)


def test_a_single_late_act_is_no_alarm() -> None:
    assert late_limit(1) == late_limit(5) == 2
    assert late_limit(200) > 4


def test_every_detector_says_what_it_looks_at_in_both_languages() -> None:
    assert all(all((*one.looks_at, *one.statistic, *one.sentence)) for one in DETECTORS)

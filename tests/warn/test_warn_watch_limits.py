"""A method that was found no better than chance calls yellow at most, and says so."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from monazite.core import Words
from monazite.warn.signals.record import LEVELS, Level, Signal
from monazite.warn.watch import kinds, limited, limits, standings

DAY = date(2026, 3, 2)


def signal(kind: str, level: Level) -> Signal:
    return Signal(kind, "Dy", DAY, level, 0.5, 0.3, (Words("说", "says"),), ("f1",))


def test_a_chance_that_the_back_test_did_not_bear_out_is_yellow_at_most() -> None:
    (held,) = limited([signal("reach", "red")])
    assert held.level == "yellow"
    assert "no better than chance" in held.reasons[-1].en
    assert "red by the method itself" in held.reasons[-1].en
    dysprosium = next(one for one in standings([held]) if one.element == "Dy")
    assert dysprosium.level == "yellow"


def test_it_does_not_hold_back_what_others_say() -> None:
    found = limited([signal("reach", "red"), signal("cover", "orange")])
    assert [one.level for one in found] == ["yellow", "orange"]
    assert next(one for one in standings(found) if one.element == "Dy").level == "orange"


@given(st.sampled_from(["reach", "psy", "cover"]), st.sampled_from(LEVELS))
def test_nothing_is_made_graver_and_what_is_within_its_limit_stays(kind: str, level: Level) -> None:
    one = signal(kind, level)
    (found,) = limited([one])
    assert LEVELS.index(found.level) <= LEVELS.index(level)
    limit = limits().get(kind)
    if limit is None or LEVELS.index(level) <= LEVELS.index(limit.most):
        assert found == one
    else:
        assert found.level == limit.most


def test_only_methods_are_limited_and_each_limit_has_its_source() -> None:
    assert set(limits()).isdisjoint(kinds())
    assert all(one.source and one.locator for one in limits().values())

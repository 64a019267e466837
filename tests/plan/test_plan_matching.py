"""Demand against capacity as in CX-0128: laws, then the table of the standard and cases worked by hand."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import ProblemError
from monazite.plan.matching import (
    AlertThreshold,
    CapacityGroup,
    Comment,
    DemandSeries,
    LinkedDemand,
    LinkedGroup,
    MaterialDemand,
    Volatility,
    WeekCapacity,
    WeekDemand,
    accept,
    codes,
    comment_of,
    demand_of,
    deviations,
    gaps,
    group_of,
    judge,
    match,
    measurements,
    problems_of,
)
from monazite.plan.matching.record import Category, CommentKind

WEEK = dt.date(2026, 1, 5)
NEXT = WEEK + dt.timedelta(7)
MOMENT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
AMOUNTS = st.decimals(0, 10**12, places=3)


def demand(material: str, *quantities: object, unit: str = "piece", inactive: bool = False) -> MaterialDemand:
    weeks = tuple(WeekDemand(week=WEEK + dt.timedelta(7 * number), quantity=Decimal(str(one)))
                  for number, one in enumerate(quantities) if one is not None)  # fmt: skip
    return MaterialDemand(
        id=material, customer="car", supplier="motor", material=material, unit=unit, is_inactive=inactive,
        series=(DemandSeries(weeks=weeks),), changed_at=MOMENT,
    )  # fmt: skip


def group(
    name: str, capacities: tuple[object, ...] = (), *, of: tuple[LinkedDemand | LinkedGroup, ...] = (),
    unit: str = "piece", delta: object = None, inactive: bool = False, volatility: Volatility | None = None,
) -> CapacityGroup:  # fmt: skip
    actual, maximum = capacities or (100, 100)
    weeks = tuple(WeekCapacity(
        week=WEEK + dt.timedelta(7 * number), actual=Decimal(str(actual)), maximum=Decimal(str(maximum)),
        delta_production=None if delta is None else Decimal(str(delta)),
    ) for number in range(2))  # fmt: skip
    return CapacityGroup(
        id=name, supplier="motor", customer="car", capacities=weeks, unit=unit, is_inactive=inactive,
        demands=tuple(one for one in of if isinstance(one, LinkedDemand)),
        groups=tuple(one for one in of if isinstance(one, LinkedGroup)), volatility=volatility,
    )  # fmt: skip


def link(material: str, factor: object = None) -> LinkedDemand:
    return LinkedDemand(material=material, load_factor=None if factor is None else Decimal(str(factor)))


# laws


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_every_week_is_one_of_the_eight_situations(needed: Decimal, one: Decimal, other: Decimal) -> None:
    actual, maximum = sorted((one, other))
    verdict = judge(needed, actual, maximum)
    relations = {
        1: needed == actual == maximum, 2: needed == actual < maximum, 3: needed < actual == maximum,
        4: needed < actual < maximum, 5: needed > actual == maximum, 6: actual < needed == maximum,
        7: actual < needed < maximum, 8: actual < maximum < needed,
    }  # fmt: skip
    assert [number for number, holds in relations.items() if holds] == [verdict.scenario]
    assert (verdict.result == "bottleneck") == (needed > actual)
    assert (verdict.colour == "red") == (needed > maximum)


@given(st.lists(st.tuples(AMOUNTS, st.decimals("0.001", 1000, places=3)), min_size=1, max_size=6))
def test_demands_add_up_exactly_with_their_load_factors(parts: list[tuple[Decimal, Decimal]]) -> None:
    demands = [demand(f"M{number}", one) for number, (one, _) in enumerate(parts)]
    links = tuple(link(f"M{number}", factor) for number, (_, factor) in enumerate(parts))
    found = match(demands, [group("G", of=links)])[0]
    assert found.demand is not None
    assert Fraction(found.demand) == sum(Fraction(one) * Fraction(factor) for one, factor in parts)


@given(st.lists(AMOUNTS, min_size=1, max_size=5), st.integers(1, 4))
def test_nesting_changes_no_sum(quantities: list[Decimal], cut: int) -> None:
    names = [f"M{number}" for number in range(len(quantities))]
    demands = [demand(name, one) for name, one in zip(names, quantities, strict=True)]
    flat = group("all", of=tuple(map(link, names)))
    inner = group("inner", of=tuple(map(link, names[:cut])))
    outer = group("outer", of=(*map(link, names[cut:]), LinkedGroup(group="inner")))
    by_group = {one.group: one.demand for one in match(demands, [outer, inner, flat]) if one.week == WEEK}
    assert by_group["outer"] == by_group["all"] == sum(map(Fraction, quantities))


@given(AMOUNTS, AMOUNTS)
def test_no_calm_week_alarms_whatever_the_thresholds(quantity: Decimal, threshold: Decimal) -> None:
    part = AlertThreshold(
        sequence=1, weeks=4, absolute_positive=threshold, absolute_negative=threshold, relative_positive=Decimal(0),
        relative_negative=Decimal(0),
    )  # fmt: skip
    watched = group("G", of=(link("M"),), volatility=Volatility(thresholds=(part,)))
    same = [demand("M", quantity)]
    assert [one.breaches for one in deviations(same, same, [watched], WEEK)] == [()]


@given(st.builds(demand, st.sampled_from(["M", "磁钢"]), AMOUNTS, AMOUNTS, unit=st.sampled_from(["piece", ""])))
def test_a_demand_comes_back_from_json(one: MaterialDemand) -> None:
    assert demand_of(json.loads(json.dumps(one.as_json()))) == one


def test_groups_and_comments_come_back_from_json() -> None:
    part = AlertThreshold(sequence=1, weeks=4, relative_negative=Decimal("0.3"))
    one = group("G", of=(link("M", 2), LinkedGroup(group="H", load_factor=Decimal("0.5"))), delta=-3,
                volatility=Volatility(start=MOMENT, thresholds=(part,)))  # fmt: skip
    assert group_of(json.loads(json.dumps(one.as_json()))) == one
    comment = Comment(id="1", about="G", by="motor", supplier="motor", customer="car", text="设备检修", weeks=(WEEK,))
    assert comment_of(json.loads(json.dumps(comment.as_json()))) == comment


# the standard


@pytest.mark.parametrize(("needed", "actual", "maximum", "result", "colour"), [
    (70, 70, 70, "zero_deviation", "green"), (70, 70, 90, "zero_deviation", "green"),
    (60, 70, 70, "surplus", "green"), (60, 70, 90, "surplus", "green"), (80, 70, 70, "bottleneck", "red"),
    (90, 70, 90, "bottleneck", "orange"), (80, 70, 90, "bottleneck", "orange"), (100, 70, 90, "bottleneck", "red"),
])  # fmt: skip
def test_the_eight_results(needed: int, actual: int, maximum: int, result: str, colour: str) -> None:
    verdict = judge(Decimal(needed), Decimal(actual), Decimal(maximum))
    assert (verdict.result, verdict.colour) == (result, colour)


def test_sixty_and_sixty_on_a_hundred_is_a_bottleneck() -> None:
    found = match([demand("A", 60), demand("B", 60)], [group("G", of=(link("A"), link("B")))])
    assert found[0].demand == 120
    assert found[0].verdict == judge(Decimal(120), Decimal(100), Decimal(100))
    assert found[0].verdict.result == "bottleneck"


def test_no_rounding_between_load_factor_and_capacity() -> None:
    thirds = [demand("A", "33.333"), demand("B", "66.667")]
    found = match(thirds, [group("G", of=(link("A", "1.5"), link("B", "0.75")))])
    assert found[0].demand == Decimal("99.99975")
    assert found[0].verdict == judge(Decimal(99), Decimal(100), Decimal(100))
    assert judge(Fraction(100) + Fraction(1, 10**30), Decimal(100), Decimal(100)).scenario == 5


def test_delta_production_counts_in_the_comparison_of_its_own_group_only() -> None:
    inner = group("inner", of=(link("A"),), delta=-20)
    outer = group("outer", of=(LinkedGroup(group="inner"),))
    found = {(one.group, one.week): one for one in match([demand("A", 120)], [inner, outer])}
    assert found["inner", WEEK].demand == 120
    assert found["inner", WEEK].compared == 100
    assert found["inner", WEEK].verdict == judge(Decimal(100), Decimal(100), Decimal(100))
    assert found["outer", WEEK].compared == 120


def test_load_factors_of_nested_groups_apply() -> None:
    inner = group("inner", of=(link("A"),))
    outer = group("outer", of=(LinkedGroup(group="inner", load_factor=Decimal("0.5")),), unit="hourUnitOfTime")
    assert not problems_of([demand("A", 120)], [inner, outer])
    assert {one.demand for one in match([demand("A", 120)], [inner, outer]) if one.group == "outer"} == {60, None}


def test_what_is_inactive_counts_as_not_there() -> None:
    demands = [demand("A", 60), demand("B", 60, inactive=True)]
    both = (link("A"), link("B"))
    assert [one.demand for one in match(demands, [group("G", of=both)])] == [60, None]
    assert not match(demands, [group("G", of=both, inactive=True)])
    nested = [group("inner", of=(link("B"),), inactive=True), group("G", of=(link("A"), LinkedGroup(group="inner")))]
    assert match(demands, nested)[0].demand == 60
    (first, _) = match([demand("B", 60, inactive=True)], [group("G", of=(link("B"),))])
    assert first.missing == ("demand",)


def test_a_week_of_which_one_demand_says_nothing_is_not_compared() -> None:
    found = match([demand("A", 60, 60), demand("B", 60)], [group("G", of=(link("A"), link("B")))])
    assert [(one.demand, one.missing) for one in found] == [(120, ()), (None, ("B",))]
    assert found[1].verdict is None


def test_series_for_two_supplier_locations_add_up_where_both_speak() -> None:
    weeks = [tuple(WeekDemand(week=one, quantity=Decimal(60)) for one in some) for some in ((WEEK, NEXT), (WEEK,))]
    series = tuple(DemandSeries(weeks=one, supplier_location=str(place)) for place, one in enumerate(weeks))
    one = MaterialDemand(id="A", customer="car", supplier="motor", material="A", unit="piece", series=series)
    found = match([one], [group("G", of=(link("A"),))])
    assert [(week.demand, week.missing) for week in found] == [(120, ()), (None, ("A",))]


def test_a_link_to_nothing_is_missing_and_not_nought() -> None:
    found = match([demand("A", 60)], [group("G", of=(link("A"), link("X"), LinkedGroup(group="Y")))])
    assert found[0].missing == ("X", "Y")


def test_a_week_without_capacity_is_shown_without_a_result() -> None:
    found = match([demand("A", 1, 2, 3)], [group("G", of=(link("A"),))])[2]
    assert found.demand == 3
    assert found.missing == ("capacity",)
    assert found.capacity is None
    assert found.verdict is None


@pytest.mark.parametrize(("days", "code"), [(1, 200), (0, 200), (-1, 400)])
def test_a_later_or_equal_version_overwrites_and_an_older_one_is_refused(days: int, code: int) -> None:
    assert accept(MOMENT + dt.timedelta(days), MOMENT).code == code
    assert accept(MOMENT + dt.timedelta(days), None).code == 201


def test_versions_are_ordered_in_time_and_not_in_text() -> None:
    beijing = dt.timezone(dt.timedelta(hours=8))
    later = dt.datetime(2026, 1, 1, 1, tzinfo=dt.UTC)
    assert accept(dt.datetime(2026, 1, 1, 8, tzinfo=beijing), later).code == 400


# deviations


def watched(**thresholds: object) -> CapacityGroup:
    given = {name: Decimal(str(one)) for name, one in thresholds.items()}
    parts = (AlertThreshold(sequence=1, weeks=1, **given), AlertThreshold(sequence=2, weeks=4))
    return group("G", of=(link("A"), link("B")), volatility=Volatility(start=MOMENT, thresholds=parts))


def moved(before: int, after: int, **thresholds: object) -> tuple[str, ...]:
    old, new = ([demand("A", one, one), demand("B", 0, 0)] for one in (before, after))
    first, second = deviations(old, new, [watched(**thresholds)], WEEK + dt.timedelta(2))
    assert second.breaches == ()
    assert (first.sequence, second.sequence) == (1, 2)
    assert first.absolute == after - before
    return first.breaches


def test_thresholds_are_passed_and_not_just_reached() -> None:
    assert moved(100, 120, absolute_positive=20, relative_positive="0.2") == ()
    assert moved(100, 121, absolute_positive=20, relative_positive="0.2") == ("absolute_positive", "relative_positive")
    assert moved(100, 80, absolute_negative=20, relative_negative="0.2") == ()
    assert moved(100, 79, absolute_negative=20, relative_negative="0.2") == ("absolute_negative", "relative_negative")


def test_a_fall_is_compared_with_the_negative_of_its_threshold() -> None:
    assert moved(100, 110, relative_negative="0.3") == ()
    assert moved(100, 69, relative_negative="0.3") == ("relative_negative",)


def test_a_rise_from_nought_has_no_share() -> None:
    assert moved(0, 10, relative_positive=0, absolute_positive=9) == ("absolute_positive",)


def test_the_relative_deviation_is_exact() -> None:
    old, new = [demand("A", 3), demand("B", 0)], [demand("A", 4), demand("B", 0)]
    (found,) = deviations(old, new, [watched()], WEEK)
    assert found.relative == Fraction(1, 3)


def test_measurements_follow_each_other_by_the_interval() -> None:
    volatility = Volatility(start=MOMENT, interval_weeks=4)
    assert [one.day for one in measurements(volatility, MOMENT + dt.timedelta(60))] == [1, 29, 26]


# what is wrong

BAD = [
    ([demand("A", -1)], [], "matching-negative"),
    ([demand("A", 1), demand("A", 1)], [], "matching-id-twice"),
    ([demand("A", 1, unit="stone")], [], "matching-unit-unknown"),
    ([], [group("G")], "matching-group-empty"),
    ([], [group("G", (100, 90), of=(link("A"),))], "matching-maximum-below"),
    ([], [group("G", (-1, 90), of=(link("A"),))], "matching-negative"),
    ([demand("A", 1)], [group("G", of=(link("A"), link("A")))], "matching-link-twice"),
    ([demand("A", 1), demand("B", 1)], [group("G", of=(link("A", 2), link("B")))], "matching-factor-some"),
    ([demand("A", 1)], [group("G", of=(link("A", 0),))], "matching-factor-wrong"),
    ([demand("A", 1)], [group("G", of=(link("a"),))], "matching-demand-unknown"),
    ([], [group("G", of=(LinkedGroup(group="H"),))], "matching-group-unknown"),
    ([], [group("G", of=(LinkedGroup(group="G"),))], "matching-cycle"),
    ([demand("A", 1, unit="kilogram")], [group("G", of=(link("A"),))], "matching-unit-mixed"),
    ([], [group("G", of=(link("A"),), volatility=Volatility(thresholds=(
        AlertThreshold(sequence=1, weeks=4, relative_negative=Decimal("-0.3")),)))], "matching-threshold-wrong"),
    ([], [group("G", of=(link("A"),), volatility=Volatility(thresholds=(
        AlertThreshold(sequence=2, weeks=4),)))], "matching-threshold-wrong"),
    ([], [group("G", of=(link("A"),), volatility=Volatility(thresholds=(
        AlertThreshold(sequence=1, weeks=105),)))], "matching-threshold-wrong"),
]  # fmt: skip


@pytest.mark.parametrize(("demands", "groups", "code"), BAD)
def test_what_is_wrong_is_said(demands: list[MaterialDemand], groups: list[CapacityGroup], code: str) -> None:
    found = problems_of(demands, groups)
    assert code in {one.code for one in found}
    assert all(one.sentence("zh") != one.sentence("en") for one in found)


def test_a_cycle_names_its_path() -> None:
    ring = [group(one, of=(LinkedGroup(group=other),)) for one, other in (("A", "B"), ("B", "C"), ("C", "A"))]
    (found,) = problems_of([], ring)
    assert found.code == "matching-cycle"
    names = found.found.en.split(" → ")
    assert names[0] == names[-1]
    assert set(pairwise(names)) == {("A", "B"), ("B", "C"), ("C", "A")}


def test_groups_nested_too_deep_are_refused() -> None:
    deep = [group(f"G{number}", of=(LinkedGroup(group=f"G{number + 1}"),)) for number in range(101)]
    found = problems_of([demand("A", 1)], [*deep, group("G101", of=(link("A"),))])
    assert [one.code for one in found] == ["matching-large"]


def test_a_unit_may_differ_where_a_load_factor_says_how() -> None:
    assert not problems_of([demand("A", 1, unit="kilogram")], [group("G", of=(link("A", "0.4"),))])


def test_a_series_with_a_week_twice_or_another_day_is_refused() -> None:
    tuesday = WeekDemand(week=WEEK + dt.timedelta(1), quantity=Decimal(1))
    twice = DemandSeries(weeks=(tuesday, tuesday))
    value = MaterialDemand(id="A", customer="c", supplier="s", material="A", series=(twice,)).as_json()
    with pytest.raises(ProblemError) as caught:
        demand_of(value)
    assert caught.value.problem.code == "matching-week-wrong"


def test_gaps_are_told() -> None:
    (found,) = gaps([demand("A", 1, None, None, 4)], [])
    assert found.sentence("en").startswith(
        "A: expected every week stated; nought as well, found A without 2026-01-12 …"
    )


def test_every_code_has_its_words() -> None:
    assert set(codes("category")) == set(get_args(Category))
    assert set(codes("comment")) == set(get_args(CommentKind))
    assert codes("colour")["red"].code == "#D91E18"

"""What the bound of the search rests on: no recipe of a box leaves its planes, and no price makes a bound too high."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from monazite.design.curve import (
    critical_ratio,
    curve_of,
    knee_field_a_per_m,
    points,
    working_field_a_per_m,
)
from monazite.design.forward import batch_of, calibration, state, symbols
from monazite.design.grades import grades
from monazite.design.record import ROOM_KELVIN, Recipe
from monazite.design.search import Duty, Limits, offers, routes
from monazite.design.search.amounts import AMOUNTS
from monazite.design.search.asked import kelvins, needed_br, slacks
from monazite.design.search.enclose import Enclosure, Floats, Number, Plane, exp, least, log, most, positive, power
from monazite.design.search.local import slack_at
from monazite.design.search.model import Hot, _log_iron, _log_iron_rate, magnets
from monazite.design.search.relax import Indices, bounds, boxes_of, enclosed
from monazite.design.search.space import Case, space_of

CONSTANTS = calibration().constants
GRADE = next(one for one in grades() if one.name == "N45SH")
DUTY = Duty(GRADE, 393.15, 1.0, reserve=0.2, tmax_kelvin=400.0)
FOUND = space_of(tuple(routes().values()), tuple(offers().values()), Limits({"Tb": 0.03, "Dy": 0.05}), CONSTANTS)
assert FOUND is not None
SPACE = FOUND
CASE = Case(SPACE, DUTY)
HOT = (ROOM_KELVIN, 393.15, 453.15)
seeds = st.integers(0, 2**32 - 1)
scales = st.sampled_from([1.0, 0.3, 0.1, 0.03, 0.01, 0.001])


def drawn(seed: int, scale: float, count: int = 24) -> tuple[Indices, Floats, Floats, Floats]:
    """Routes, boxes, and a point in each; a third of the points lie at corners."""
    draw = np.random.default_rng(seed)
    route = draw.integers(0, len(SPACE.routes), count)
    span = SPACE.high[route] - SPACE.low[route]
    low = SPACE.low[route] + draw.random(span.shape) ** 3 * span * (1 - scale)
    share = draw.random(span.shape)
    share[::3] = share[::3] > 0.5
    return route, low, low + scale * span, low + share * scale * span


def held(route: Indices, point: Floats) -> tuple[dict[str, Number], Floats]:
    """Amounts and uptake of points."""
    values = point @ SPACE.amount[0].T + SPACE.amount_base[route]
    return dict(zip(AMOUNTS, values.T, strict=True)), point @ SPACE.spread[-1] + SPACE.base[route, -1]


@given(seeds)
@settings(deadline=None, max_examples=30)
def test_the_model_of_the_search_is_the_forward_model(seed: int) -> None:
    route, _, _, point = drawn(seed, 1.0)
    charges = np.array([SPACE.charges(one, at) for one, at in zip(route, point, strict=True)])
    is_made = charges.min(1) >= 0
    route, point, charges = route[is_made], point[is_made], charges[is_made]
    found = magnets(*held(route, point), SPACE.ways.of(route), CONSTANTS, HOT)
    batch = batch_of(
        [Recipe({"Fe": 1}, SPACE.routes[one].process) for one in route], [SPACE.routes[one].is_dual for one in route]
    )
    weights = (charges[:, :-1] @ SPACE.contents[0, :-1]) / (1 - charges[:, -1:])
    weights[:, symbols().index("Fe")] += 1 - weights.sum(1)
    truth = state(replace(batch, weights=weights, uptake=charges[:, -1]), np.array(HOT), CONSTANTS)
    for at, one in enumerate(found):
        is_hard = truth.hcj_a_per_m[:, at] > 1.0
        np.testing.assert_allclose(np.asarray(one.br), truth.br_tesla[:, at], rtol=1e-9)
        np.testing.assert_allclose(np.asarray(one.hcj)[is_hard], truth.hcj_a_per_m[is_hard, at], rtol=1e-8, atol=0.01)
        np.testing.assert_allclose(np.asarray(one.square)[is_hard], truth.squareness[is_hard, at], rtol=1e-8, atol=1e-4)


@given(seeds, scales)
@settings(deadline=None, max_examples=60)
def test_no_recipe_leaves_the_enclosure_of_its_box(seed: int, scale: float) -> None:
    route, low, high, point = drawn(seed, scale)
    is_open = np.ones(low.shape[1], bool)
    amounts, uptake = enclosed(SPACE, route, low, high, is_open)
    with np.errstate(all="ignore"):
        boxes = magnets(amounts, uptake, SPACE.ways.of(route), CONSTANTS, HOT)
    truth = magnets(*held(route, point), SPACE.ways.of(route), CONSTANTS, HOT)
    away = (point - (low + high) / 2).T
    for box, one in zip(boxes, truth, strict=True):
        for name in Hot.__slots__:
            wide, value = getattr(box, name), np.asarray(getattr(one, name))
            slip = 1e-9 * (1 + np.abs(value))
            assert np.all(wide.low <= value + slip), name
            assert np.all(wide.high >= value - slip), name
            under = wide.under.at + (wide.under.slope * away).sum(0)
            over = wide.over.at + (wide.over.slope * away).sum(0)
            slip = slip + 1e-12 * (np.abs(wide.over.slope) * np.abs(away)).sum(0)
            assert np.all(under <= value + slip), name
            assert np.all(over >= value - slip), name


@given(seeds, scales)
@settings(deadline=None, max_examples=60)
def test_a_recipe_that_does_the_duty_lies_below_every_plane(seed: int, scale: float) -> None:
    easy = replace(GRADE, br_min_tesla=1.0, hcj_min_a_per_m=9e5, hcb_min_a_per_m=7e5, bhmax_min_j_per_m3=2e5)
    case = Case(SPACE, Duty(easy, 363.15, 1.0, tmax_kelvin=350.0))
    route, low, high, point = drawn(seed, scale)
    with np.errstate(all="ignore"):
        boxes = boxes_of(case, route, low, high)
    for at, one in enumerate(route):
        slack = slack_at(case, int(one), point[at : at + 1])[:, 0]
        plane = boxes.normal[at] @ point[at] + boxes.offset[at]
        assert np.all((slack < 0) | (plane >= 0))
        assert not (boxes.ruled_out[at] and slack.min() >= 0)


@given(seeds)
@settings(deadline=None, max_examples=15)
def test_a_bound_is_never_above_the_linear_programme(seed: int) -> None:
    route, low, high, _ = drawn(seed, 0.05, 8)
    with np.errstate(all="ignore"):
        boxes = boxes_of(CASE, route, low, high)
    draw = np.random.default_rng(seed)
    count = boxes.normal.shape[1] + SPACE.rows.shape[1]
    found = bounds(SPACE, boxes, draw.random((8, count)) * 500)
    assert np.all(found.price >= 0)
    for at, one in enumerate(route):
        best = linprog(
            SPACE.cost[one], np.vstack([-boxes.normal[at], SPACE.rows[one]]),
            np.concatenate([boxes.offset[at], SPACE.most[one]]), bounds=np.column_stack([low[at], high[at]]),
        )  # fmt: skip
        if best.status == 0 and not boxes.ruled_out[at]:
            assert found.bound[at] <= best.fun + SPACE.fixed[one] + 1e-6


POWERS = (-1.0, 1 / 3, 1.5, 2.5, 3.0)


@given(seeds, st.floats(1e-6, 1.0))
@settings(deadline=None, max_examples=60)
def test_every_function_stays_between_its_planes(seed: int, wide: float) -> None:
    draw = np.random.default_rng(seed)
    middle, half = 1 + draw.random((2, 16)), np.full((2, 16), wide / 2)
    slope = np.array([[1.0], [0.3]]) * np.ones((2, 16))

    def number(weights: Floats) -> Enclosure:
        at, reach = (weights * middle).sum(0), (np.abs(weights) * half).sum(0)
        itself = Plane(at, weights)
        return Enclosure(at - reach, at + reach, itself, itself, half)

    first, second = number(slope), number(slope[::-1] * 0.7)
    away = (draw.random((2, 16)) - 0.5) * 2 * half
    one, two = (slope * (middle + away)).sum(0), (slope[::-1] * 0.7 * (middle + away)).sum(0)
    pairs = [
        (first * second, one * two), (first / second, one / two), (first - second, one - two),
        ((first - 2.0) * (second - 1.5), (one - 2.0) * (two - 1.5)), (exp(-first), np.exp(-one)),
        (log(second), np.log(two)), (positive(first - 2.0), np.maximum(one - 2.0, 0)),
        (least(first, second), np.minimum(one, two)), (most(first, 2.0), np.maximum(one, 2.0)),
        (1 - 2.0 / first, 1 - 2 / one), *((power(first, n), one**n) for n in POWERS),
    ]  # fmt: skip
    for found, truth in pairs:
        assert isinstance(found, Enclosure)
        assert np.all(found.under.at + (found.under.slope * away).sum(0) <= truth + 1e-9)
        assert np.all(found.over.at + (found.over.slope * away).sum(0) >= truth - 1e-9)
        assert np.all((found.low <= truth + 1e-9) & (found.high >= truth - 1e-9))


@given(
    st.tuples(st.floats(0.8, 1.5), st.floats(3e5, 3e6), st.floats(0.6, 0.97)),
    st.tuples(st.floats(0.2, 4.0), st.floats(0.0, 2e5)), st.floats(2e5, 9e5), st.floats(1e5, 4e5),
)  # fmt: skip
@settings(deadline=None)
def test_a_slack_is_nought_or_more_where_the_curve_meets_what_is_asked(
    magnet: tuple[float, float, float], load: tuple[float, float], hcb: float, bhmax: float
) -> None:
    (br, hcj, square), (permeance, opposing) = magnet, load
    grade = replace(GRADE, br_min_tesla=None, hcj_min_a_per_m=None, hcb_min_a_per_m=hcb, bhmax_min_j_per_m3=bhmax)
    duty = Duty(grade, 393.15, permeance, opposing, reserve=0.1)
    one = Hot(*(np.array([value]) for value in (br, hcj, hcj * square, square)))
    found = {name: float(np.asarray(value)[0]) for name, value in slacks([one, one], duty, 1.05, {}).items()}
    curve, kept = curve_of(br, hcj, 1.05, square), curve_of(br, hcj * 0.9, 1.05, square)
    truth = {
        "hcb": float(points(curve).hcb_a_per_m) - hcb, "bhmax": float(points(curve).bhmax_j_per_m3) - bhmax,
        "knee": float(knee_field_a_per_m(kept) - working_field_a_per_m(kept, permeance, opposing)),
    }  # fmt: skip
    for name, value in truth.items():
        assert abs(value) < 1.0 or (found[name] >= 0) == (value >= 0), name


@given(st.floats(3e5, 3e6), st.floats(0.6, 0.97), st.floats(1e5, 4.3e5))
@settings(deadline=None)
def test_the_remanence_an_energy_product_needs_is_never_put_too_high(hcj: float, square: float, bhmax: float) -> None:
    br = float(needed_br(np.array(hcj), np.array(square), bhmax, 1.05))
    assert float(points(curve_of(br, hcj, 1.05, square)).bhmax_j_per_m3) <= bhmax * (1 + 1e-12)


@given(st.floats(0.8, 1.5), st.floats(3e5, 3e6), st.floats(0.6, 0.96))
@settings(deadline=None)
def test_harder_and_squarer_magnets_have_no_less_energy(br: float, hcj: float, square: float) -> None:
    value = float(points(curve_of(br, hcj, 1.05, square)).bhmax_j_per_m3)
    for other in (curve_of(br, hcj * 1.01, 1.05, square), curve_of(br, hcj, 1.05, square + 0.005)):
        assert float(points(other).bhmax_j_per_m3) >= value * (1 - 1e-12)


def test_the_critical_ratio_falls_with_squareness() -> None:
    for mu in (1.02, 1.05, 1.1):
        assert np.all(np.diff(critical_ratio(np.linspace(0.5, 0.999, 200), mu)) <= 0)


@pytest.mark.parametrize("kelvin", [253.15, 293.15, 353.15, 423.15, 473.15])
def test_the_iron_moment_is_monotone_and_bends_one_way_over_the_curie_temperature(kelvin: float) -> None:
    curie = np.linspace(max(kelvin + 5, 400), 900, 2000)
    rate, sign = np.diff(_log_iron(kelvin, curie)), 1 if kelvin > 300 else -1
    assert np.all(sign * rate > 0)
    assert np.all(sign * np.diff(rate) < 1e-15)
    np.testing.assert_allclose(_log_iron_rate(kelvin, curie[:-1]), rate / np.diff(curie), rtol=0.03)


def test_temperatures_asked_for_come_in_order() -> None:
    assert kelvins(DUTY) == (ROOM_KELVIN, 393.15, 400.0)

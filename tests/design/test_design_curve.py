"""Laws of the demagnetisation curve, then points worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.design.curve import (
    Curve,
    after_tesla,
    at_temperature,
    curve_of,
    flux_density_tesla,
    irreversible_fall,
    knee_field_a_per_m,
    points,
    polarisation_tesla,
    slope_tesla_per_a_per_m,
    working_field_a_per_m,
)
from monazite.design.curve.roots import concave_root
from monazite.design.record import MU0

MAGNETS = st.builds(curve_of, st.floats(0.1, 1.6), st.floats(5e4, 4e6), st.floats(1, 1.3), st.floats(0.11, 0.999))


@given(MAGNETS)
def test_energy_product_and_coercivity_stay_within_the_laws(curve: Curve) -> None:
    found = points(curve)
    assert found.bhmax_j_per_m3 <= curve.br_tesla**2 / (4 * MU0 * curve.mu_r) * (1 + 1e-9)
    assert found.hcb_a_per_m <= curve.hcj_a_per_m * (1 + 1e-12)
    assert found.hcb_a_per_m <= curve.br_tesla / (MU0 * curve.mu_r) * (1 + 1e-9)
    assert found.bhmax_field_a_per_m <= found.hcb_a_per_m


@given(MAGNETS)
def test_curve_passes_its_own_points(curve: Curve) -> None:
    found = points(curve)
    assert polarisation_tesla(curve, 0) == curve.br_tesla
    assert polarisation_tesla(curve, -found.hk_a_per_m) == pytest.approx(0.9 * curve.br_tesla)
    assert polarisation_tesla(curve, -curve.hcj_a_per_m) == pytest.approx(0, abs=1e-9)
    assert flux_density_tesla(curve, -found.hcb_a_per_m) == pytest.approx(0, abs=1e-7)


@given(MAGNETS)
def test_polarisation_falls_with_the_field_between_br_and_the_reversed_magnet(curve: Curve) -> None:
    field = -np.linspace(0, 1.5, 301) * curve.hcj_a_per_m
    found = polarisation_tesla(curve, field)
    assert (np.diff(found) <= 1e-12).all()
    assert (found <= curve.br_tesla).all()
    assert (found >= -curve.br_tesla).all()


@given(MAGNETS)
def test_no_point_of_a_fine_grid_has_more_energy(curve: Curve) -> None:
    field = np.linspace(0, 1, 2001) * curve.hcj_a_per_m
    energy = field * flux_density_tesla(curve, -field)
    found = points(curve).bhmax_j_per_m3
    assert energy.max() <= found * (1 + 1e-9)
    assert energy.max() >= found * (1 - 1e-3)


@given(MAGNETS, st.floats(-1.4, 0.2))
def test_slope_is_that_of_the_curve(curve: Curve, share: float) -> None:
    step = 1e-7 * curve.hcj_a_per_m
    field = share * curve.hcj_a_per_m
    values = polarisation_tesla(curve, np.array([field - step, field, field + step]))
    left, right = np.diff(values) / step
    found = float(slope_tesla_per_a_per_m(curve, field))
    room = 1e-3 * abs(left) + 1e-3 * abs(right) + 1e-8 * float(curve.br_tesla / curve.hcj_a_per_m)
    assert min(left, right) - room <= found <= max(left, right) + room


@given(MAGNETS, st.floats(0, 20), st.floats(0, 1e6))
def test_working_point_lies_on_curve_and_load_line(curve: Curve, permeance: float, opposing: float) -> None:
    field = float(working_field_a_per_m(curve, permeance, opposing))
    polarisation = float(polarisation_tesla(curve, -field))
    if field < curve.hcj_a_per_m:
        assert polarisation == pytest.approx(MU0 * (1 + permeance) * (field - opposing), rel=1e-6, abs=1e-6)


@given(MAGNETS, st.floats(0.001, 0.5))
def test_knee_costs_the_share_it_says(curve: Curve, loss: float) -> None:
    field = float(knee_field_a_per_m(curve, loss))
    assert irreversible_fall(curve, field / curve.hcj_a_per_m) == pytest.approx(loss)
    assert after_tesla(curve, -field) == pytest.approx(curve.br_tesla * (1 - loss))


@given(st.lists(st.tuples(st.floats(0.1, 1.6), st.floats(5e4, 4e6), st.floats(0.2, 0.99)), min_size=1, max_size=5))
def test_arrays_say_what_single_magnets_say(magnets: list[tuple[float, float, float]]) -> None:
    br, hcj, square = (np.array(one) for one in zip(*magnets, strict=True))
    together = points(curve_of(br, hcj, 1.05, square))
    alone = [points(curve_of(one, two, 1.05, three)) for one, two, three in magnets]
    assert together.bhmax_j_per_m3.tolist() == [float(one.bhmax_j_per_m3) for one in alone]
    assert together.hcb_a_per_m.tolist() == [float(one.hcb_a_per_m) for one in alone]


@given(MAGNETS, st.floats(0, 100), st.floats(0, 100))
def test_magnets_lose_with_temperature(curve: Curve, one: float, other: float) -> None:
    cool, hot = (at_temperature(curve, above, -0.0012, -0.006) for above in sorted((one, other)))
    assert hot.br_tesla <= cool.br_tesla
    assert hot.hcj_a_per_m <= cool.hcj_a_per_m
    assert points(hot).bhmax_j_per_m3 <= points(cool).bhmax_j_per_m3 * (1 + 1e-9)


@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3), st.floats(1e-3, 1e3), st.floats(1, 2000))
def test_root_solves_its_equation(constant: float, slope: float, factor: float, power: float) -> None:
    found = float(concave_root(constant, slope, factor, power))
    assert slope * found + factor * found**power == pytest.approx(constant, rel=1e-9)


def test_hard_magnet_has_the_textbook_points() -> None:
    curve = curve_of(1.2, 2.6e6, 1.05, 0.9)
    found = points(curve)
    assert found.bhmax_j_per_m3 == pytest.approx(1.44 / (4 * MU0 * 1.05))
    assert found.hcb_a_per_m == pytest.approx(1.2 / (MU0 * 1.05))


def test_ideal_magnet_at_permeance_one_works_at_half_its_remanence() -> None:
    curve = curve_of(1.2, 2e6, 1.0, 0.99)
    field = working_field_a_per_m(curve, 1.0)
    assert field == pytest.approx(0.6 / MU0, rel=1e-6)
    assert flux_density_tesla(curve, -field) == pytest.approx(0.6, rel=1e-6)


def test_ideal_energy_product_of_1_45_tesla_is_418_kilojoules() -> None:
    assert points(curve_of(1.45, 2e6, 1.0, 0.99)).bhmax_j_per_m3 == pytest.approx(418e3, rel=2e-3)
    assert points(curve_of(1.45, 2e6, 1.05, 0.99)).bhmax_j_per_m3 == pytest.approx(398e3, rel=2e-3)


def test_beyond_the_curie_side_nothing_negative_is_left() -> None:
    hot = at_temperature(curve_of(1.2, 955e3), 500, -0.0012, -0.0076)
    assert hot.hcj_a_per_m > 0
    assert math.isfinite(float(points(hot).bhmax_j_per_m3))

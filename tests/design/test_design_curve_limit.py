"""The standard's cylinder and the highest working temperature."""

from __future__ import annotations

from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.design.curve import (
    constants,
    critical_ratio,
    curve_of,
    cylinder,
    needed_beta_per_kelvin,
    open_circuit_loss,
    tmax_kelvin,
)
from monazite.design.grades import alpha_of, beta_of, classes, grades, squareness_of
from monazite.design.record import MU0
from monazite.design.units import degc


@pytest.mark.parametrize(("slenderness", "factor"), [(0.7, 0.3933), (1.0, 0.3116), (2.0, 0.1819), (0.2, 0.6800)])
def test_mean_factor_is_the_magnetometric_one(slenderness: float, factor: float) -> None:
    # Chen, Brug, Goldfarb 1991, IEEE Trans. Magn. 27, 3601, table I, susceptibility nought
    one = cylinder(slenderness, 12, 16)
    assert one.weights.sum() == pytest.approx(1)
    assert one.weights @ one.factors.sum(1) == pytest.approx(factor, abs=0.004)


def test_factor_of_a_long_rod_is_nought_and_of_a_flat_disc_one() -> None:
    assert cylinder(50).factors.sum(1)[2] == pytest.approx(0, abs=0.01)
    assert cylinder(0.001).factors.sum(1)[2] == pytest.approx(1, abs=0.01)


def test_on_the_axis_the_field_is_that_of_two_discs() -> None:
    # mid-height of a cylinder with L/D = 0.7: 1 - cos of the half angle, 0.7 / sqrt(0.49 + 1)
    one = cylinder(0.7, 20, 9)
    assert one.factors.sum(1)[4] == pytest.approx(1 - 0.7 / np.sqrt(1.49), abs=0.015)


def test_weak_magnet_loses_more() -> None:
    one = cylinder(0.7)
    losses = [open_circuit_loss(curve_of(1.2, hcj, 1.05, 0.95), one) for hcj in (8e5, 5e5, 4e5, 3e5)]
    assert losses == sorted(losses)
    assert losses[0] < 1e-4
    assert losses[-1] > 0.1


def test_loss_depends_on_the_ratio_alone() -> None:
    one = cylinder(0.7)
    assert open_circuit_loss(curve_of(0.6, 2e5), one) == pytest.approx(
        open_circuit_loss(curve_of(1.2, 4e5), one), rel=1e-6
    )


@pytest.mark.parametrize(("squareness", "mu_r"), [(0.7, 1.0), (0.9, 1.05), (0.98, 1.1)])
def test_table_of_critical_ratios_is_that_of_the_cylinder(squareness: float, mu_r: float) -> None:
    hcj = float(critical_ratio(squareness, mu_r)) * 1.2 / MU0
    assert open_circuit_loss(curve_of(1.2, hcj, mu_r, squareness), cylinder(0.7)) == pytest.approx(0.05, abs=1e-4)


def test_a_finer_cylinder_says_the_same() -> None:
    hcj = float(critical_ratio(0.95, 1.05)) * 1.2 / MU0
    assert open_circuit_loss(curve_of(1.2, hcj, 1.05, 0.95), cylinder(0.7, 10, 14)) == pytest.approx(0.05, abs=0.004)


@given(st.floats(1.0, 1.5), st.floats(8e5, 3e6), st.floats(-0.0078, -0.004), st.floats(0.8, 0.99))
def test_at_the_limit_the_cylinder_is_critical(br: float, hcj: float, beta: float, square: float) -> None:
    above = float(tmax_kelvin(br, hcj, -0.0012, beta, squareness=square)) - 293.15
    left = hcj * (1 + beta * above) * (1 - constants()["tmax_reserve"].value)
    assert MU0 * left == pytest.approx(br * (1 - 0.0012 * above) * float(critical_ratio(square, 1.05)))


@given(st.floats(1.0, 1.5), st.floats(9e5, 3e6), st.floats(-0.0078, -0.004))
def test_beta_and_limit_are_each_other_turned_round(br: float, hcj: float, beta: float) -> None:
    limit = float(tmax_kelvin(br, hcj, -0.0012, beta))
    if limit > 300:
        assert needed_beta_per_kelvin(limit, br, hcj, -0.0012) == pytest.approx(beta)


@given(st.floats(1.0, 1.5), st.floats(9e5, 2e6), st.floats(1.001, 1.5))
def test_more_coercivity_bears_more_heat_and_more_remanence_less(br: float, hcj: float, times: float) -> None:
    assert tmax_kelvin(br, hcj * times, -0.0012, -0.006) > tmax_kelvin(br, hcj, -0.0012, -0.006)
    assert tmax_kelvin(br * times, hcj, -0.0012, -0.006) < tmax_kelvin(br, hcj, -0.0012, -0.006)


def test_ferrite_has_no_upper_limit() -> None:
    assert tmax_kelvin(0.4, 250e3, -0.002, 0.0027) == np.inf


@pytest.mark.parametrize("grade_class", ["N", "M", "H", "SH"])
def test_classes_whose_beta_is_printed_are_within_ten_kelvin(grade_class: str) -> None:
    off = []
    for one in grades():
        if one.maker != "Magnova" or one.grade_class != grade_class:
            continue
        assert one.br_min_tesla
        assert one.br_max_tesla
        assert one.tmax_kelvin
        br, beta = (one.br_min_tesla + one.br_max_tesla) / 2, beta_of(one)
        made = tmax_kelvin(br, one.hcj_min_a_per_m or 0, alpha_of(one), beta or 0, squareness=squareness_of(one))
        off.append(float(made) - one.tmax_kelvin)
    assert abs(median(off)) < 10


def test_predicted_betas_flatten_from_class_to_class() -> None:
    betas = [one.beta_hcj_per_kelvin for one in classes().values()]
    assert betas == sorted(betas)
    assert [round(degc(one.tmax_kelvin)) for one in classes().values()] == [80, 100, 120, 150, 180, 200, 230]

"""Quantities with units in SI and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import Problem
from monazite.design.units import MGOE_J_PER_M3, OERSTED_A_PER_M, degc, kgs, koe, mgoe, quantities, si


@pytest.mark.parametrize(
    ("quantity", "text", "value"),
    [
        ("temperature", "150degC", 423.15), ("temperature", "150 ℃", 423.15), ("temperature", "423.15K", 423.15),
        ("temperature", "20", 293.15), ("density", "7.55g/cm3", 7550), ("weight", "1wt%", 1e4), ("weight", "1", 1e4),
        ("weight", "500ppm", 500), ("grain", "5um", 5e-6), ("grain", "5", 5e-6), ("field", "12kOe", 954_929.66),
        ("field", "955", 955e3), ("remanence", "13.2kG", 1.32), ("energy_product", "45MGOe", 358_098.6),
        ("coefficient", "-0.12%/K", -0.0012), ("duration", "2h", 7200), ("external_field", "-0.5T", -0.5),
        ("number", "0.96", 0.96), ("length", "10mm", 0.01),
    ],
)  # fmt: skip
def test_written_quantity_is_read(quantity: str, text: str, value: float) -> None:
    found = si(quantity, text, "--x")
    assert isinstance(found, float)
    assert found == pytest.approx(value, rel=1e-7)


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        ("temperature", "-300degC"), ("temperature", "150T"), ("grain", "nan"), ("grain", "0.002m"), ("field", "12 t"),
        ("field", ""), ("weight", "1at%"), ("weight", "101"), ("number", "0.9um"), ("field", "1.2.3"),
        ("field", "1e99"),         ("density", "７.5"),
    ],
)  # fmt: skip
def test_what_is_no_such_quantity_is_said(quantity: str, text: str) -> None:
    found = si(quantity, text, "--x")
    assert isinstance(found, Problem)
    assert quantities()[quantity].wanted.en in found.sentence("en")
    assert quantities()[quantity].wanted.zh in found.sentence("zh")


@given(st.floats(0.01, 3))
def test_tesla_and_gauss_go_round(tesla: float) -> None:
    assert si("remanence", f"{kgs(tesla):.12f}kGs", "") == pytest.approx(tesla, rel=1e-9)


@given(st.floats(1e3, 1e7))
def test_amperes_and_oersted_go_round(field: float) -> None:
    assert si("field", f"{koe(field):.12f}kOe", "") == pytest.approx(field, rel=1e-9)


@given(st.floats(1e3, 6e5))
def test_joules_and_mgoe_go_round(energy: float) -> None:
    assert si("energy_product", f"{mgoe(energy):.12f}MGOe", "") == pytest.approx(energy, rel=1e-9)


@given(st.floats(1, 1500))
def test_kelvin_and_celsius_go_round(kelvin: float) -> None:
    assert si("temperature", f"{degc(kelvin):.9f}degC", "") == pytest.approx(kelvin, rel=1e-9)


def test_units_of_the_trade() -> None:
    assert pytest.approx(79.5774715) == OERSTED_A_PER_M
    assert pytest.approx(7957.74715) == MGOE_J_PER_M3

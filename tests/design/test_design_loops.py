"""Loops of cubes: bounds that hold for any input, the scaling, values of the table, and files of its form."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.design.loops import corners, cube_loops, read_loops, shipped_surface
from monazite.design.record import MU0

INPUTS = (st.floats(1e3, 1e7), st.floats(1e-14, 1e-10), st.floats(1e2, 1e8))
HEADER = "#mammos csv v2\n#https://w3id.org/emmo\nMs,A,K1,D,Hc,Mr,BHmax,filepath\n"


@given(*INPUTS)
def test_no_bound_is_ever_broken(ms: float, exchange: float, k1: float) -> None:
    one = cube_loops(ms, exchange, k1)
    bounds = (2 * k1 / (MU0 * ms), ms, MU0 * ms**2 / 4)
    lows = (one.hc_low_a_per_m, one.mr_low_a_per_m, one.bhmax_low_j_per_m3)
    values = (one.hc_a_per_m, one.mr_a_per_m, one.bhmax_j_per_m3)
    highs = (one.hc_high_a_per_m, one.mr_high_a_per_m, one.bhmax_high_j_per_m3)
    for low, value, high, bound in zip(lows, values, highs, bounds, strict=True):
        assert 0 <= low <= value * (1 + 1e-12) <= high * (1 + 2e-12) <= bound * (1 + 3e-12)


def test_every_knot_keeps_the_bounds() -> None:
    surface = shipped_surface()
    assert surface.ln_coercivity.max() <= 0
    for share in (surface.remanence, surface.product):
        assert share.min() >= 0
        assert share.max() <= 1


@given(*INPUTS, st.floats(0.1, 10))
def test_only_ratios_count(ms: float, exchange: float, k1: float, by: float) -> None:
    one, other = cube_loops(ms, exchange, k1), cube_loops(ms, exchange * by**2, k1, 50e-9 * by)
    assert other.hc_a_per_m == pytest.approx(one.hc_a_per_m, rel=1e-9)
    assert other.mr_a_per_m == pytest.approx(one.mr_a_per_m, rel=1e-9, abs=ms * 1e-9)


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_weights_share_out_one(hardness: float, size: float) -> None:
    surface = shipped_surface()
    _, weights = corners(np.array([[hardness, size]]), surface.ln_hardness, surface.ln_size)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("ms", "exchange", "k1", "hc", "bhmax"),
    [
        (1.34877e6, 7.8301e-12, 4.42803e6, 3.949e6, 570_681),
        (914_499, 7.1135e-12, 4.70371e6, 6.901e6, 262_595),
        (1.01465e6, 4.2324e-12, 1.42116e6, 1.526e6, 322_192),
        (391_646, 6.66e-12, 376_914, 1.351e6, 48_130),
    ],
)
def test_published_loops_are_met(ms: float, exchange: float, k1: float, hc: float, bhmax: float) -> None:
    # Four finite-element loops that MaMMoS published (MIT); 2 % of Hc is the ambition.
    one = cube_loops(ms, exchange, k1)
    assert one.hc_a_per_m == pytest.approx(hc, rel=0.02)
    assert one.bhmax_j_per_m3 == pytest.approx(bhmax, rel=0.005)
    assert one.is_covered


def test_arrays_equal_scalars_and_the_far_is_not_covered() -> None:
    ms, k1 = np.array([4e5, 1.28e6]), np.array([3e5, 4.3e6])
    many = cube_loops(ms, 7.7e-12, k1)
    assert many.hc_a_per_m.tolist() == [
        cube_loops(one, 7.7e-12, two).hc_a_per_m for one, two in zip(ms, k1, strict=True)
    ]
    assert not cube_loops(1e3, 1e-11, 1e8).is_covered


@pytest.mark.parametrize("wrong", [(0, 1, 1), (1, -1, 1), (1, 1, float("nan"))])
def test_numbers_not_above_nought_are_refused(wrong: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="above nought"):
        cube_loops(*wrong)


def test_a_file_is_read_and_flagged(tmp_path: Path) -> None:
    path = tmp_path / "loops.csv"
    rows = "1e6,8e-12,4e6,0.33,3e6,9.9e5,300000,a\n1e6,8e-12,4e6,0.33,9e6,1.1e6,400000,b\n1e6,8e-12,5e6,0.33,,,,c\n"
    path.write_text(HEADER + rows, "utf-8-sig")
    read = read_loops(path)
    assert not read.problems
    assert read.rows[2].hc_a_per_m is None
    assert [(flag.place, flag.found.en) for flag in read.flags] == [
        ("loops.csv:5", "9e+06"), ("loops.csv:5", "1.1e+06"), ("loops.csv:5", "400000"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "#only\n", HEADER, HEADER + "1,2\n", HEADER + "-1,1,1,0,1,1,1,a\n", "Ms,A\n1,2\n"]
)
def test_a_bad_file_is_a_problem(tmp_path: Path, text: str) -> None:
    path = tmp_path / "loops.csv"
    path.write_text(text, "utf-8")
    assert read_loops(path).problems
    assert not read_loops(path).rows

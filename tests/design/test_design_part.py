"""Parts: laws of the demagnetising tensor, the solver against other means, and duties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.design.curve import curve_of, cylinder, open_circuit_loss, polarisation_tesla, working_field_a_per_m
from monazite.design.part import (
    Block,
    Cylinder,
    OwnField,
    Segment,
    cut,
    depth_metre,
    endure,
    permeance,
    permeance_map,
    settle,
    working,
)
from monazite.design.part.newell import factor, tensor
from monazite.design.record import MU0

EDGES = st.floats(0.05, 20)
HARD = curve_of(1.2, 1e8, 1.0, 0.95)


@given(EDGES, EDGES, EDGES)
def test_factors_of_a_block_sum_to_one(x: float, y: float, z: float) -> None:
    assert factor(x, y, z) + factor(y, z, x) + factor(z, x, y) == pytest.approx(1, abs=1e-9)


def test_limits_of_a_block() -> None:
    assert factor(1, 1, 1) == pytest.approx(1 / 3, abs=1e-14)
    assert factor(1e3, 1e3, 1) == pytest.approx(1, abs=0.005)
    assert factor(1, 1, 1e3) == pytest.approx(0, abs=0.005)
    # A long square bar across its length: one half, as every square section has it.
    assert factor(1, 1e3, 1) == pytest.approx(0.5, abs=0.001)


def test_trace_is_nought_away_from_the_cell_and_the_dipole_joins() -> None:
    edges = np.array([1.0, 0.8, 1.2])
    same = np.sum([tensor((at, at), (60, 3, 3), edges) for at in range(3)], axis=0)
    same[0, 0, 0] -= 1
    assert np.abs(same).max() < 1e-9
    across = tensor((0, 0), (60, 1, 1), edges)[:, 0, 0]
    cubed = across[20:] * np.arange(20, 60) ** 3
    assert np.ptp(cubed) < 0.005 * np.abs(cubed).mean()


@given(st.integers(0, 10_000))
@settings(max_examples=10)
def test_the_own_field_is_symmetric_and_between_nought_and_one(seed: int) -> None:
    for shape in (Block(3, 2, 1), Segment(2, 3, 1, 1.5, is_radial=True)):
        part = cut(shape, 200)
        own, random = OwnField(part), np.random.default_rng(seed)
        one, two = random.normal(size=(2, *part.fill.shape))
        assert (one * own.opposing(two)).sum() == pytest.approx((two * own.opposing(one)).sum(), abs=1e-9)
        assert -1e-9 <= (one * own.opposing(one)).sum() <= (one**2).sum() * (1 + 1e-9)


def test_cells_of_a_block_make_the_factor_of_the_block() -> None:
    part = cut(Block(0.03, 0.02, 0.01), 6000)
    assert OwnField(part).opposing(part.fill).mean() == pytest.approx(factor(3, 2, 1), abs=1e-8)


def test_shapes_keep_their_volume() -> None:
    assert cut(Cylinder(0.01, 0.007, 0.004), 3000).volume_m3 == pytest.approx(np.pi / 4 * (1e-4 - 1.6e-5) * 0.007)
    assert cut(Segment(0.02, 0.03, 0.02, 4.0), 3000).volume_m3 == pytest.approx(2.0 * 5e-4 * 0.02)


@pytest.mark.parametrize(
    "shape", [Block(0, 1, 1), Cylinder(1, float("nan")), Cylinder(1, 1, 1), Segment(2, 1, 1, 1), Segment(1, 2, 1, 7)]
)
def test_a_shape_without_volume_is_refused(shape: Block | Cylinder | Segment) -> None:
    with pytest.raises(ValueError, match="lengths above nought"):
        cut(shape)


def test_too_many_cells_are_refused() -> None:
    with pytest.raises(ValueError, match="at most"):
        cut(Block(1, 1, 1), 10**9)


def test_depth_counts_from_the_faces() -> None:
    part = cut(Block(0.02, 0.01, 0.01), 2000)
    assert depth_metre(part).max() == pytest.approx(0.0045)
    through = depth_metre(part, (2,))
    assert through[0, 0].tolist() == through[10, 5].tolist()
    assert through[0, 0, :3].tolist() == pytest.approx([0.0005, 0.0015, 0.0025])


def test_permeance_of_known_shapes() -> None:
    assert permeance(Block(1, 1, 1)).coefficient == pytest.approx(2)
    # Chen, Brug and Goldfarb 1991, table I: 0.3116 for L = D, susceptibility nought.
    assert permeance(Cylinder(0.01, 0.01)).factor == pytest.approx(0.3116, abs=5e-5)
    part = cut(Cylinder(0.01, 0.007), 20_000)
    cells = (OwnField(part).opposing(part.fill) * part.fill).sum() / part.fill.sum()
    assert permeance(Cylinder(0.01, 0.007)).factor == pytest.approx(cells, rel=0.005)
    assert permeance(Cylinder(0.01, 0.01, 1e-6)).factor == pytest.approx(0.3116, rel=0.005)


def test_fields_of_magpylib_are_met() -> None:
    # Magpylib 6.3.0, Cuboid 4 x 2 x 1 mm, J = 1.2 T: H at its centre; ours is the mean over a small cell there.
    part = cut(Block(0.004, 0.002, 0.001), 41 * 21 * 11)
    state = settle(part, HARD)
    assert state.field_a_per_m[20, 10, 5] == pytest.approx(-638_688.5, rel=2e-4)
    # magpylib-material-response 0.6.0, the same in 16 x 8 x 4 cells with susceptibility 0.05 along z.
    soft = settle(cut(Block(0.004, 0.002, 0.001), 16 * 8 * 4), curve_of(1.2, 1e7, 1.05, 0.95))
    assert soft.polarisation_tesla.mean() == pytest.approx(1.1671737, rel=1e-5)
    assert soft.polarisation_tesla.min() == pytest.approx(1.1596080, rel=1e-5)
    assert soft.polarisation_tesla.max() == pytest.approx(1.1825786, rel=1e-5)


@pytest.mark.parametrize("hcj", [900e3, 500e3, 350e3])
def test_one_cell_is_the_load_line(hcj: float) -> None:
    curve = curve_of(1.3, hcj, 1.05, 0.9)
    state = settle(cut(Block(1, 1, 1), 1), curve, (0, 0, -1e5))
    assert -state.field_a_per_m[0, 0, 0] == pytest.approx(working_field_a_per_m(curve, 2.0, 1e5), rel=1e-5)


@pytest.mark.parametrize(("squareness", "hcj"), [(0.8, 450e3), (0.95, 420e3), (0.95, 300e3)])
def test_loss_of_the_cylinder_is_that_of_its_rings(squareness: float, hcj: float) -> None:
    # The same cylinder by solid angles and a dense Newton method: other cells, other kernel, other solver.
    curve = curve_of(1.2, hcj, 1.05, squareness)
    part = cut(Cylinder(0.01, 0.007), 4000)
    state = settle(part, curve)
    assert state.is_settled
    assert working(part, state).lost == pytest.approx(open_circuit_loss(curve, cylinder(0.7)), abs=0.004)


@given(st.floats(0.5, 0.99), st.floats(2e5, 2e6), st.floats(-2e6, 2e5))
@settings(max_examples=15, deadline=None)
def test_every_cell_lies_on_its_curve_and_in_the_field_of_all(squareness: float, hcj: float, applied: float) -> None:
    part = cut(Cylinder(0.01, 0.007), 300)
    curve = curve_of(1.3, hcj, 1.05, squareness)
    state = settle(part, curve, (0, 0, applied))
    inside = part.is_magnet
    assert state.is_settled
    on = polarisation_tesla(curve, state.field_a_per_m)[inside]
    assert state.polarisation_tesla[inside] == pytest.approx(on, abs=1e-6)
    made = applied - OwnField(part).opposing(part.fill * state.polarisation_tesla) / MU0
    assert np.abs(state.field_a_per_m - made)[inside].max() <= 2e-6 * hcj
    assert state.flux_density_tesla == pytest.approx(MU0 * state.field_a_per_m + state.polarisation_tesla)


def test_a_duty_loses_more_where_it_is_hotter_and_less_where_dysprosium_went() -> None:
    part = cut(Block(0.02, 0.01, 0.005), 2000)
    hot = np.linspace(330, 400, part.fill.shape[0])[:, None, None]
    plain = curve_of(1.38, 1000e3, 1.05, 0.95)
    duty = endure(part, plain, hot, -0.0012, -0.006)
    lost = duty.back.lost.mean(axis=(1, 2))
    assert duty.is_settled
    assert lost[-1] > lost[0]
    assert 0 < duty.irreversible_loss < 1
    assert 0 < duty.reversible_loss < 0.15
    rich = curve_of(1.38, 1000e3 + 500e3 * np.exp(-depth_metre(part) / 1e-3), 1.05, 0.95)
    assert endure(part, rich, hot, -0.0012, -0.006).irreversible_loss < duty.irreversible_loss


def test_what_was_lost_stays_lost_and_a_second_time_takes_nothing() -> None:
    part = cut(Block(0.01, 0.01, 0.005), 500)
    curve = curve_of(1.3, 800e3, 1.05, 0.9)
    once = settle(part, curve, (0, 0, -5e5))
    again = settle(part, curve, (0, 0, -5e5), once.lost)
    alone = settle(part, curve, lost=once.lost)
    assert once.lost.max() > 0.01
    assert again.lost == pytest.approx(once.lost, abs=1e-4)
    assert alone.lost == pytest.approx(once.lost)
    assert working(part, alone).moment_a_m2 < working(part, settle(part, curve)).moment_a_m2


def test_a_field_far_beyond_reverses_the_part() -> None:
    part = cut(Block(0.01, 0.01, 0.005), 500)
    state = settle(part, curve_of(1.3, 800e3, 1.05, 0.9), (0, 0, -5e6))
    assert state.polarisation_tesla == pytest.approx(-1.3)
    assert state.lost == pytest.approx(2)


def test_the_load_line_of_a_hard_cube_is_two() -> None:
    part = cut(Block(0.01, 0.01, 0.01), 1000)
    state = settle(part, HARD)
    assert working(part, state).permeance == pytest.approx(2, rel=1e-4)
    assert permeance_map(state).min() < 2 < permeance_map(state).max()

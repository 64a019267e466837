"""The forward model: laws of physics, and what must not change a result."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.design.forward import (
    Batch,
    batch_of,
    calibration,
    chance,
    local_coercivity_a_per_m,
    magnets,
    part_loop_tesla,
    pass_probability,
    phases,
    predict,
    predict_many,
    state,
)
from monazite.design.forward.diffusion import profile
from monazite.design.forward.intrinsic import ends, mixed
from monazite.design.record import MU0, ROOM_KELVIN, Diffusion, Grade, Process, Recipe
from monazite.reference import element

CONSTANTS = calibration().constants
ROOM = np.array([ROOM_KELVIN])
DEGREES = st.floats(235, 420)
PROCESSES = st.builds(
    Process, st.floats(5e-8, 5e-5), st.integers(0, 8000), st.integers(0, 1000), st.integers(0, 2000),
    st.floats(6500, 7700), st.floats(0.5, 1),
)  # fmt: skip
TREATMENTS = st.builds(
    Diffusion, st.sampled_from(["Dy", "Tb"]), st.integers(1, 20_000), st.floats(1000, 1250), st.floats(60, 200_000),
    st.floats(5e-4, 2e-2),
)  # fmt: skip


def made(process: Process | None = None, **percent: float) -> Recipe:
    weights = {name: round(one * 10_000) for name, one in percent.items()}
    return Recipe(weights | {"Fe": 1_000_000 - sum(weights.values())}, process or Process())


RECIPES = st.builds(
    made, PROCESSES, Nd=st.floats(12, 34), Pr=st.floats(0, 8), Dy=st.floats(0, 9), Tb=st.floats(0, 3),
    Ce=st.floats(0, 12), La=st.floats(0, 3), B=st.floats(0.5, 1.4), Co=st.floats(0, 5), Al=st.floats(0, 1),
    Cu=st.floats(0, 0.5),
)  # fmt: skip


def hcj(recipe: Recipe, kelvin: float = ROOM_KELVIN) -> float:
    return float(state(batch_of([recipe]), np.array([kelvin]), CONSTANTS).hcj_a_per_m[0, 0])


def weight(symbol: str) -> float:
    return float(element(symbol).atomic_weight or 0)


def br(recipe: Recipe, kelvin: float = ROOM_KELVIN) -> float:
    return float(state(batch_of([recipe]), np.array([kelvin]), CONSTANTS).br_tesla[0, 0])


def treated(recipe: Recipe, diffusion: Diffusion | None) -> Recipe:
    return replace(recipe, process=replace(recipe.process, diffusion=diffusion))


@given(RECIPES, st.none() | TREATMENTS, DEGREES)
def test_no_value_passes_what_saturation_allows(recipe: Recipe, diffusion: Diffusion | None, kelvin: float) -> None:
    found = state(batch_of([treated(recipe, diffusion)]), np.array([kelvin]), CONSTANTS)
    points = found.points()
    js, remanence = found.saturation_tesla, found.br_tesla
    assert js <= 1.001 * max(ends().saturation_0k)
    assert remanence <= js
    assert points.bhmax_j_per_m3 <= remanence**2 / (4 * MU0 * found.curve().mu_r) * (1 + 1e-9)
    assert points.bhmax_j_per_m3 <= js**2 / (4 * MU0)
    assert points.hcb_a_per_m <= np.minimum(found.hcj_a_per_m, remanence / MU0) * (1 + 1e-9)


@settings(max_examples=25)
@given(RECIPES, st.none() | TREATMENTS, DEGREES)
def test_intervals_hold_their_value_and_stay_within_saturation(
    recipe: Recipe, diffusion: Diffusion | None, kelvin: float
) -> None:
    (magnet,) = predict(treated(recipe, diffusion), [kelvin])
    names = ("br_tesla", "hcj_a_per_m", "hcb_a_per_m", "hk_a_per_m", "bhmax_j_per_m3", "mu_r", "alpha_br_per_kelvin")
    for name in names:
        one = getattr(magnet, name)
        assert one.low <= one.value <= one.high
    js = magnet.saturation_tesla.value
    assert magnet.br_tesla.high <= js
    assert magnet.bhmax_j_per_m3.high <= js**2 / (4 * MU0) * (1 + 1e-12)
    assert magnet.is_prior_based


@given(RECIPES, DEGREES, st.floats(0.5, 100))
def test_warmer_is_weaker(recipe: Recipe, kelvin: float, warmer: float) -> None:
    assert br(recipe, kelvin + warmer) <= br(recipe, kelvin)
    assert hcj(recipe, kelvin + warmer) <= hcj(recipe, kelvin)


@given(RECIPES)
def test_nothing_is_left_at_the_curie_temperature(recipe: Recipe) -> None:
    batch = batch_of([recipe])
    curie = float(mixed(phases(batch, CONSTANTS), np.zeros(1), CONSTANTS).curie_kelvin[0])
    assert br(recipe, curie + 1) < 1e-6
    assert hcj(recipe, curie + 1) < 1


@given(st.floats(0, 8), st.floats(0.5, 4), st.sampled_from(["Dy", "Tb"]), PROCESSES)
def test_heavy_for_light_hardens_and_weakens(heavy: float, more: float, heavy_one: str, process: Process) -> None:
    """Atom for atom: by mass, fewer atoms of rare earth would be left to make 2:14:1 of."""
    atoms = weight("Nd") / weight(heavy_one)
    lean, rich = (made(process, Nd=31 - one * atoms, B=1, **{heavy_one: one}) for one in (heavy, heavy + more))
    assert hcj(rich) > hcj(lean) or hcj(lean) < 1
    assert br(rich) < br(lean)


@given(RECIPES, st.floats(1.05, 4))
def test_coarser_grains_are_softer(recipe: Recipe, times: float) -> None:
    coarse = replace(recipe, process=replace(recipe.process, grain_metre=recipe.process.grain_metre * times))
    assert hcj(coarse) <= hcj(recipe)
    assert br(coarse) == br(recipe)


@given(RECIPES, st.integers(1, 5000))
def test_oxygen_never_makes_boundary_phase(recipe: Recipe, more: int) -> None:
    worse = replace(recipe, process=replace(recipe.process, oxygen_ppm=recipe.process.oxygen_ppm + more))
    single = replace(CONSTANTS, cefe2_yield=0.0)  # CeFe2 gives iron back where oxygen leaves less cerium
    clean, dirty = (phases(batch_of([one]), single) for one in (recipe, worse))
    assert dirty.rich_share <= clean.rich_share
    assert dirty.main_share <= clean.main_share + 1e-12


@given(RECIPES)
def test_phases_take_no_more_than_there_is(recipe: Recipe) -> None:
    found = phases(batch_of([recipe]), CONSTANTS)
    assert min(found.main_share, found.rich_share, found.soft_share) >= 0
    assert found.main_share + found.rich_share + found.soft_share <= 1 + 1e-9
    assert found.rare_earths.sum() == pytest.approx(1)


@given(RECIPES)
def test_two_main_phases_are_at_least_as_hard_as_one(recipe: Recipe) -> None:
    one, two = (state(batch_of([recipe], is_dual), ROOM, CONSTANTS).hcj_a_per_m for is_dual in (False, True))
    assert two >= one
    if not {"Ce", "La"} & {name for name, amount in recipe.weight_ppm.items() if amount}:
        assert two == one


@settings(max_examples=20)
@given(st.lists(st.tuples(RECIPES, st.none() | TREATMENTS), min_size=2, max_size=6))
def test_many_are_as_one_by_one(pairs: list[tuple[Recipe, Diffusion | None]]) -> None:
    recipes = [treated(*pair) for pair in pairs]
    kelvin = np.array([ROOM_KELVIN, 400.0])
    whole = state(batch_of(recipes), kelvin, CONSTANTS)
    for at, recipe in enumerate(recipes):
        one = state(batch_of([recipe]), kelvin, CONSTANTS)
        for name in ("saturation_tesla", "br_tesla", "hcj_a_per_m"):
            assert getattr(whole, name)[at] == pytest.approx(getattr(one, name)[0], rel=1e-12)


def test_blocks_do_not_show() -> None:
    recipes = [made(Nd=30 - 0.001 * one, Dy=0.001 * one, B=1) for one in range(5000)]
    batch = batch_of(recipes)
    whole = predict_many(batch, ROOM)
    assert whole.values.shape == (5, 5000, 1)
    assert np.all(np.diff(whole.values[1, :, 0]) > 0)
    last = predict_many(batch.part(slice(4999, None)), ROOM)
    assert whole.values[:, -1] == pytest.approx(last.values[:, 0])
    record = magnets(batch.part(slice(4998, None)), [ROOM_KELVIN])[1][0]
    assert record.hcj_a_per_m.value == pytest.approx(whole.values[1, -1, 0])


@given(RECIPES, TREATMENTS)
def test_what_was_taken_up_is_all_in_the_part(recipe: Recipe, diffusion: Diffusion) -> None:
    batch = batch_of([treated(recipe, diffusion)])
    depths = (np.arange(4000) + 0.5) / 4000
    many = Batch(*(np.repeat(getattr(batch, name), len(depths), axis=0) for name in Batch.__slots__))
    found = profile(many, depths, CONSTANTS)
    length = np.sqrt(4 * CONSTANTS.diffusivity_m2_per_s * diffusion.duration_seconds)
    if length > diffusion.thickness_metre / 100:  # else the faces are finer than the grid
        assert found.mean() == pytest.approx(diffusion.weight_ppm / 1e6, rel=2e-3)
    assert np.all(np.diff(found[:2000]) <= 1e-12)
    assert found == pytest.approx(found[::-1])


@given(RECIPES, TREATMENTS)
def test_diffusion_hardens_and_costs_little_remanence(recipe: Recipe, diffusion: Diffusion) -> None:
    after = treated(recipe, diffusion)
    assert hcj(after) >= hcj(recipe)
    assert 0.9 * br(recipe) < br(after) < br(recipe)


@given(TREATMENTS)
def test_the_middle_is_the_weakest(diffusion: Diffusion) -> None:
    recipe = treated(made(Nd=31, B=1, Cu=0.2), diffusion)
    depths = np.linspace(0, diffusion.thickness_metre / 2, 9)
    found = local_coercivity_a_per_m(recipe, depths, [ROOM_KELVIN, 400])
    assert found.shape == (9, 2)
    assert np.all(np.diff(found, axis=0) <= 1e-6)
    assert found[-1, 0] >= hcj(treated(recipe, None)) * (1 - 1e-12)


def test_the_loop_of_a_part_crosses_where_its_coercivity_is() -> None:
    recipe = treated(made(Nd=31, B=1, Cu=0.2), Diffusion("Tb", 8000, 1173.15, 36_000, 3e-3))
    field = -np.linspace(0, 3e6, 3001)
    loop = part_loop_tesla(recipe, field, ROOM_KELVIN)
    crossing = -float(np.interp(0, -loop, field))
    assert crossing == pytest.approx(hcj(recipe), rel=0.05)
    assert np.all(np.diff(loop) <= 1e-12)
    assert loop[0] == pytest.approx(br(recipe), rel=0.01)


def grade(br_min_tesla: float | None = None, hcj_min_a_per_m: float | None = None) -> Grade:
    return Grade(
        "test", "sintered-ndfeb", "", "", br_min_tesla, None, None, None, hcj_min_a_per_m, None, None, None, None,
        None, None, "", "", "",
    )  # fmt: skip


@given(RECIPES, st.floats(0.5, 1.6), st.floats(1e5, 4e6), st.floats(1.01, 2))
def test_a_stricter_grade_is_passed_less_often(recipe: Recipe, flux: float, hardness: float, times: float) -> None:
    found = predict_many(batch_of([recipe]), ROOM)
    easy, hard = (
        float(chance(found, grade(br_min_tesla=flux, hcj_min_a_per_m=one))[0]) for one in (hardness, hardness * times)
    )
    assert 0 <= hard <= easy + 1e-9 <= 1 + 2e-9


def test_the_probability_of_a_median_is_a_half() -> None:
    batch = batch_of([made(Nd=30, Dy=2, B=1, Cu=0.1)])
    found = predict_many(batch, ROOM)
    median = float(found.values[1, 0, 0])
    assert float(pass_probability(batch, grade(hcj_min_a_per_m=median))[0]) == pytest.approx(0.5, abs=1e-6)
    assert float(pass_probability(batch, grade())[0]) == pytest.approx(1, abs=1e-6)
    both = float(pass_probability(batch, grade(hcj_min_a_per_m=median, br_min_tesla=float(found.values[0, 0, 0])))[0])
    correlation = float(
        (found.moved[:, 0] * found.moved[:, 1]).sum() / (found.deviation()[0, 0, 0] * found.deviation()[1, 0, 0])
    )
    # Sheppard's formula for the orthant of two normal variables.
    assert both == pytest.approx(0.25 + np.arcsin(correlation) / (2 * np.pi), abs=1e-4)

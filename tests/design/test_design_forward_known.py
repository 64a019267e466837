"""The forward model against what was measured, and balances worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.design.test_design_forward_laws import CONSTANTS, ROOM, br, hcj, made

from monazite.design.forward import Lot, anchored, batch_of, calibrate, calibration, lots, parse_recipe, phases, state
from monazite.design.forward.constants import prior, table
from monazite.design.forward.intrinsic import field_factor, mixed, saturation_tesla
from monazite.design.record import ROOM_KELVIN, Process, Recipe
from monazite.design.units import kgs, koe

PURE = Process(oxygen_ppm=0, nitrogen_ppm=0, carbon_ppm=0)
CERIUM, FLUORIDE = "10.1016/j.jmmm.2022.169477", "pii:5490037"


def of_paper(paper: str) -> list[Lot]:
    return [one for one in lots() if one.paper == paper]


def test_the_stoichiometric_alloy_is_all_main_phase() -> None:
    found = phases(batch_of([made(PURE, Nd=26.68, B=1.0)]), CONSTANTS)
    assert found.main_share[0] == pytest.approx(1, abs=2e-3)
    assert found.rich_share[0] == pytest.approx(0, abs=1e-3)
    assert found.soft_share[0] == pytest.approx(0, abs=2e-3)


def test_one_per_mille_of_oxygen_binds_six_of_neodymium() -> None:
    recipe = made(PURE, Nd=31, B=1.0)
    clean, dirty = (
        phases(batch_of([replace(recipe, process=replace(PURE, oxygen_ppm=one))]), CONSTANTS) for one in (0, 1000)
    )
    # 1000 ppm over 16.00 g/mol times 2/3 times 144.24 g/mol
    assert clean.rich_share[0] - dirty.rich_share[0] == pytest.approx(0.00601, abs=1e-5)


def test_little_boron_leaves_iron_soft_and_much_takes_it_away() -> None:
    lean, rich = (phases(batch_of([made(PURE, Nd=31, B=one)]), CONSTANTS) for one in (0.8, 1.5))
    assert lean.soft_share[0] > 0.05
    assert rich.soft_share[0] == pytest.approx(0, abs=1e-6)
    assert rich.main_share[0] < phases(batch_of([made(PURE, Nd=31, B=1.0)]), CONSTANTS).main_share[0]


def test_pure_neodymium_has_its_measured_intrinsic_values() -> None:
    one = mixed(phases(batch_of([made(PURE, Nd=30, B=1)]), prior()), np.zeros(1), prior())
    kelvin = np.array([300.0, 450.0])
    assert saturation_tesla(one, kelvin)[0] == pytest.approx([1.60, 1.29], abs=0.01)
    assert one.field_tesla[0] * field_factor(one, kelvin)[0] == pytest.approx([6.7, 4.07], abs=0.25)
    assert one.curie_kelvin[0] == pytest.approx(586)


@pytest.mark.parametrize(
    ("percent", "kelvin"), [(0, 586), (5.3, 650), (10.7, 708), (21.3, 808), (35.5, 916), (68.9, 998)]
)
def test_cobalt_raises_the_curie_temperature(percent: float, kelvin: float) -> None:
    # Nd2(Fe,Co)14B (Herbst 1991) with 0, 1, 2, 4, 7 and 14 Co
    found = phases(batch_of([made(PURE, Nd=30, B=1, Co=percent)]), prior())
    assert mixed(found, np.zeros(1), prior()).curie_kelvin[0] == pytest.approx(kelvin, abs=8)


def test_cerium_lowers_the_curie_temperature_less_than_in_line() -> None:
    # (Nd,Ce)2Fe14B with 0.38 Ce: 543 K (Susner 2015)
    recipe = made(PURE, Nd=18.6, Ce=11.1, B=1)
    found = phases(batch_of([recipe]), replace(prior(), cefe2_yield=0.0))
    assert mixed(found, np.zeros(1), prior()).curie_kelvin[0] == pytest.approx(543, abs=2)


def test_the_cerium_series_without_its_own_paper() -> None:
    mine = of_paper(CERIUM)
    known = calibrate({CERIUM})
    assert CERIUM not in known.papers
    found = state(batch_of([one.recipe for one in mine]), ROOM, known.constants).hcj_a_per_m[:, 0]
    assert found == pytest.approx([1053e3, 912e3, 912e3, 732e3], rel=0.08)


@pytest.mark.parametrize(("percent", "within_koe"), [(0.8, 1.0), (1.2, 2.0)])
def test_terbium_fluoride_without_its_own_paper(percent: float, within_koe: float) -> None:
    before, after = of_paper(FLUORIDE)
    known = anchored(before.recipe, before.br_tesla, before.hcj_a_per_m, calibrate({FLUORIDE}))
    process = after.recipe.process
    assert process.diffusion
    taken = replace(process.diffusion, weight_ppm=round(percent * 1e4))
    recipes = [before.recipe, replace(after.recipe, process=replace(process, diffusion=taken))]
    found = state(batch_of(recipes), ROOM, known.constants)
    assert found.hcj_a_per_m[0, 0] == pytest.approx(before.hcj_a_per_m)
    assert found.br_tesla[0, 0] == pytest.approx(1.380)
    assert koe(float(found.hcj_a_per_m[1, 0])) == pytest.approx(21.70, abs=within_koe)
    assert kgs(float(found.br_tesla[1, 0])) == pytest.approx(13.49, abs=0.1)


@pytest.mark.parametrize(
    ("line", "grain_metre", "br_kgs", "hcj_koe"),
    [
        ("PrNd=31,B=1,Al=0.2,Cu=0.1", 5e-6, (13.0, 14.3), (12, 18)),
        ("PrNd=29.5,Dy=1.5,B=0.98,Co=1,Cu=0.15,Al=0.2", 4.5e-6, (13.2, 14.2), (16, 20)),
        ("PrNd=27.5,Dy=3.5,B=0.97,Co=1,Cu=0.15,Al=0.2,Ga=0.1", 4e-6, (12.8, 13.6), (19, 23)),
        ("PrNd=23,Dy=8,B=0.97,Co=2,Cu=0.15,Al=0.4,Ga=0.2", 4e-6, (11.2, 12.3), (26, 33)),
    ],
)
def test_recipes_of_the_trade(
    line: str, grain_metre: float, br_kgs: tuple[float, float], hcj_koe: tuple[float, float]
) -> None:
    recipe = parse_recipe(line, "", Process(grain_metre))
    assert isinstance(recipe, Recipe)
    assert br_kgs[0] < kgs(br(recipe)) < br_kgs[1]
    assert hcj_koe[0] < koe(hcj(recipe)) < hcj_koe[1]


def test_coefficients_are_those_of_data_sheets() -> None:
    plain, hard = made(Nd=31, B=1, Cu=0.1), made(Nd=27, Dy=4, B=1, Cu=0.2, Al=0.2)
    for recipe, highest, low, high in ((plain, 353.15, -0.0080, -0.0060), (hard, 423.15, -0.0060, -0.0045)):
        over = highest - ROOM_KELVIN
        assert low < (hcj(recipe, highest) / hcj(recipe) - 1) / over < high
        assert -0.0013 < (br(recipe, highest) / br(recipe) - 1) / over < -0.0009


def test_a_calibration_asks_no_order_and_without_papers_is_the_prior() -> None:
    straight, turned = calibrate(known=lots()), calibrate(known=lots()[::-1])
    assert straight.constants.alpha == pytest.approx(turned.constants.alpha, rel=1e-9)
    assert straight.constants == calibration().constants
    nothing = calibrate(known=())
    assert nothing.constants == prior()
    assert not nothing.papers
    assert nothing.deviations["alpha"] == table()["alpha"].deviation


def test_calibrating_narrows_what_the_lots_speak_on() -> None:
    known = calibration()
    for name in ("alpha", "decoupling", "shell_metre"):
        assert known.deviations[name] < table()[name].deviation
    assert known.is_prior_based


def test_each_lot_says_what_it_assumes_and_each_constant_where_it_is_from() -> None:
    assert all(one.source and one.assumed for one in lots())
    assert all(one.source and one.locator for one in table().values())
    for one in lots():
        assert sum(one.recipe.weight_ppm.values()) == 1_000_000


def test_anchoring_gives_ones_own_magnet_back() -> None:
    recipe = made(Nd=26, Dy=4, B=1, Cu=0.1)
    known = anchored(recipe, 1.25, 1.9e6, calibration())
    found = state(batch_of([recipe]), ROOM, known.constants)
    assert float(found.br_tesla[0, 0]) == pytest.approx(1.25)
    assert float(found.hcj_a_per_m[0, 0]) == pytest.approx(1.9e6)
    assert known.deviations["alpha"] < calibration().deviations["alpha"]
    assert (
        float(state(batch_of([recipe]), ROOM, anchored(recipe, 9.0, None, calibration()).constants).br_tesla[0, 0])
        <= 1.6
    )

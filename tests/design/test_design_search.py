"""The search: what it finds does the duty by the forward model, costs no less than its bound, and keeps the limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monazite.core.words import Words
from monazite.design.curve import constants
from monazite.design.forward import batch_of, calibration, pass_probability, predict
from monazite.design.grades import grades
from monazite.design.record import Grade
from monazite.design.search import (
    Burden,
    Duty,
    Infeasible,
    Limits,
    Offer,
    Optimum,
    Route,
    cheapest_allowed,
    does,
    frontier,
    history,
    offers,
    optimise,
    priced,
    routes,
    threshold,
)
from monazite.design.search.check import requirements

BY_NAME = {one.name: one for one in grades()}
GRADE = BY_NAME["N45SH"]
LIMITS = Limits({"Tb": 0.0, "Dy": 0.01})
DUTY = Duty(GRADE, 393.15, 1.0, reserve=constants()["tmax_reserve"].value)
OFFERED = tuple(offers().values())
FEW = tuple(routes()[one] for one in ("fine/standard", "fine-dy/standard"))
N42 = Duty(BY_NAME["N42"])


def asked(
    duty: Duty = DUTY, limits: Limits = LIMITS, offered: tuple[Offer, ...] = OFFERED, ways: tuple[Route, ...] = FEW
) -> Optimum:
    found = optimise(duty, limits, offered, ways, gap=0.0005)
    assert isinstance(found, Optimum)
    return found


@pytest.fixture(scope="module")
def best() -> Optimum:
    return asked()


@pytest.fixture(scope="module")
def plain() -> Optimum:
    return asked(N42)


def test_recipe_in_whole_ppm_meets_every_requirement_by_the_forward_model(best: Optimum) -> None:
    room, hot = predict(best.recipe, [293.15, 393.15], is_dual=best.route.is_dual)
    assert sum(best.recipe.weight_ppm.values()) == 1_000_000
    assert room.br_tesla.value >= (GRADE.br_min_tesla or 0)
    assert room.hcj_a_per_m.value >= (GRADE.hcj_min_a_per_m or 0)
    assert room.hcb_a_per_m.value >= (GRADE.hcb_min_a_per_m or 0)
    assert room.bhmax_j_per_m3.value >= (GRADE.bhmax_min_j_per_m3 or 0)
    assert hot.hcj_a_per_m.value > 0
    assert min(best.margins.values()) >= 0
    assert set(best.margins) == {"br", "hcj", "hcb", "bhmax", "knee"}


def test_limits_are_kept_and_the_bound_is_close_below(best: Optimum) -> None:
    diffusion = best.recipe.process.diffusion
    dysprosium = best.charges["Dy"] + (best.charges["uptake"] if diffusion and diffusion.element == "Dy" else 0)
    assert dysprosium <= 0.01 + 1e-7
    assert "Tb" not in best.recipe.weight_ppm
    assert best.bound_cny_per_kg <= best.cost_cny_per_kg
    assert best.gap < 0.001


def test_cost_is_that_of_what_is_charged(best: Optimum) -> None:
    prices = {one.name: one.price_cny_per_kg or 0.0 for one in OFFERED}
    iron = 1 - sum(best.charges.values())
    charged = sum(share * prices["Dy" if name == "uptake" else name] for name, share in best.charges.items())
    assert best.material_cny_per_kg == pytest.approx(charged + iron * prices["Fe"])
    assert best.cost_cny_per_kg == pytest.approx(best.material_cny_per_kg + best.route.cost_cny_per_kg)


def test_no_route_is_cheaper_and_each_says_how_cheap_it_could_be(best: Optimum) -> None:
    assert {one.route for one in best.rivals} == {one.name for one in FEW}
    assert best.rivals[0].route == best.route.name
    assert min(one.at_least_cny_per_kg for one in best.rivals) == pytest.approx(best.bound_cny_per_kg)


@pytest.mark.parametrize("name", ["bhmax", "kelvin", "hcj", "permeance"])
def test_a_shadow_price_is_what_a_little_more_costs(best: Optimum, name: str) -> None:
    step, grade = 0.25, DUTY.grade
    more = {
        "bhmax": lambda: replace(DUTY, grade=replace(grade, bhmax_min_j_per_m3=342e3 + 1e3 * step)),
        "hcj": lambda: replace(DUTY, grade=replace(grade, hcj_min_a_per_m=1592e3 + 1e3 * step)),
        "kelvin": lambda: replace(DUTY, kelvin=393.15 + step),
        "permeance": lambda: replace(DUTY, permeance=1 + step / 100),
    }[name]()
    size = step / 100 if name == "permeance" else step
    after = asked(more).cost_cny_per_kg - best.cost_cny_per_kg
    assert after == pytest.approx(best.shadow[name].value_cny_per_kg * size, rel=0.15, abs=0.01)


def test_the_shadow_price_of_a_cap_is_what_a_gram_less_costs() -> None:
    tight = Limits({"Tb": 0.0, "Dy": 0.004})
    duty = replace(DUTY, kelvin=373.15)
    found, less = asked(duty, tight), asked(duty, Limits({"Tb": 0.0, "Dy": 0.0038}))
    assert found.shadow["Dy <="].unit == "g/kg"
    change = (less.cost_cny_per_kg - found.cost_cny_per_kg) / 0.2
    # The less there may be, the more the next gram costs: the step lies between the prices at its ends.
    assert -found.shadow["Dy <="].value_cny_per_kg * 0.95 <= change <= -less.shadow["Dy <="].value_cny_per_kg * 1.05


def test_a_wider_cap_and_more_routes_cost_no_more(best: Optimum) -> None:
    wider = asked(limits=Limits({"Tb": 0.0, "Dy": 0.05}))
    assert wider.bound_cny_per_kg <= best.cost_cny_per_kg * 1.0001
    more = asked(ways=(*FEW, routes()["plain-dy/hot"]))
    assert more.bound_cny_per_kg <= best.cost_cny_per_kg


def test_at_150_degrees_it_is_ruled_out_and_says_what_is_nearest() -> None:
    hot = replace(DUTY, kelvin=423.15)
    found = optimise(hot, LIMITS, OFFERED, FEW)
    assert isinstance(found, Infeasible)
    assert found.is_ruled_out
    assert "knee" in found.binding
    assert found.nearest_kelvin is not None
    assert found.nearest_permeance is not None
    assert 393.15 <= found.nearest_kelvin < 423.15
    assert 1.0 < found.nearest_permeance < 4.0
    assert isinstance(optimise(replace(hot, kelvin=found.nearest_kelvin), LIMITS, OFFERED, FEW), Optimum)
    assert isinstance(optimise(replace(hot, permeance=found.nearest_permeance), LIMITS, OFFERED, FEW), Optimum)
    assert found.nearest_caps["Tb"] > 0
    raised = Limits({"Tb": found.nearest_caps["Tb"] * 1.002, "Dy": 0.01})
    assert isinstance(optimise(hot, raised, OFFERED, FEW), Optimum)


def test_what_cannot_be_priced_cannot_be_made() -> None:
    found = optimise(DUTY, LIMITS, priced({"PrNd": 600, "B": 100, "Fe": 4}), FEW)
    assert isinstance(found, Infeasible)
    assert found.binding == ("offers",)


def test_scrap_is_used_where_it_is_cheap_and_a_floor_is_kept(plain: Optimum) -> None:
    content = {"Nd": 0.23, "Pr": 0.065, "Dy": 0.01, "B": 0.0097, "Co": 0.009, "Fe": 0.6763}
    scrap = Offer("scrap", content, 0.0, 0.5, 120.0, Words("磁钢废料", "magnet scrap"))
    with_it = asked(N42, offered=(*OFFERED, scrap))
    assert with_it.charges["scrap"] > 0.1
    assert with_it.cost_cny_per_kg < plain.cost_cny_per_kg
    assert min(with_it.margins.values()) >= 0
    dear = replace(scrap, price_cny_per_kg=400.0)
    forced = asked(N42, Limits(least={"scrap": 0.2}), (*OFFERED, dear))
    assert forced.charges["scrap"] == pytest.approx(0.2, abs=2e-3)
    assert forced.cost_cny_per_kg > plain.cost_cny_per_kg
    assert forced.shadow["scrap >="].value_cny_per_kg > 0


def test_a_burden_moves_the_recipe_by_its_price_or_its_limit(best: Optimum) -> None:
    risk = Burden("risk", {"Dy": 1.0, "Tb": 1.0, "Ho": 1.0})
    free = best.charges["Dy"] + best.charges["Ho"] + best.charges["uptake"]
    dear = asked(limits=replace(LIMITS, burdens=(replace(risk, price_cny=3000.0),)))
    assert dear.charges["Dy"] + dear.charges["Ho"] + dear.charges["uptake"] < free
    capped = asked(limits=replace(LIMITS, burdens=(replace(risk, most=0.8 * free),)))
    assert capped.charges["Dy"] + capped.charges["Ho"] + capped.charges["uptake"] <= 0.8 * free + 1e-6
    assert capped.cost_cny_per_kg > best.cost_cny_per_kg
    assert capped.shadow["risk <="].value_cny_per_kg < 0


def test_deviations_asked_for_make_a_lot_pass_more_often(plain: Optimum) -> None:
    sure = asked(replace(N42, deviations=1.5))
    chances = [pass_probability(batch_of([one.recipe]), N42.grade)[0] for one in (plain, sure)]
    assert chances[1] > 0.85 > chances[0]
    assert sure.cost_cny_per_kg > plain.cost_cny_per_kg


def test_a_history_gives_each_day_what_it_would_get_alone() -> None:
    days = [{"PrNd": 560.0, "Dy": 3300.0}, {"PrNd": 600.0, "Nd": 640.0}, {"PrNd": 570.0, "Ho": 700.0}]
    found = history(DUTY, LIMITS, OFFERED, days, routes=FEW)
    for day, one in zip(days, found, strict=True):
        changed = tuple(replace(each, price_cny_per_kg=day.get(each.name, each.price_cny_per_kg)) for each in OFFERED)
        alone = asked(offered=changed)
        assert isinstance(one, Optimum)
        assert one.gap < 0.005
        assert one.bound_cny_per_kg <= alone.cost_cny_per_kg <= one.cost_cny_per_kg * 1.001


def test_dearer_neodymium_makes_cerium_worth_it() -> None:
    ways, moved = (routes()["plain/standard"],), ("PrNd", "Nd")
    turn = threshold(
        Duty(BY_NAME["N38"]), LIMITS, OFFERED, moved, element="Ce", least_share=0.11, low=30.0, high=900.0, routes=ways
    )
    assert turn is not None
    for factor, is_more in ((0.9, False), (1.1, True)):
        price = turn * factor
        offered = tuple(
            replace(one, price_cny_per_kg=(one.price_cny_per_kg or 0) * price / 587.5) if one.name in moved else one
            for one in OFFERED
        )
        found = asked(Duty(BY_NAME["N38"]), LIMITS, offered, ways)
        assert (found.recipe.weight_ppm.get("Ce", 0) >= 110_000) == is_more


def test_a_frontier_costs_more_the_less_heavy_rare_earth_there_is() -> None:
    steps = frontier(DUTY, LIMITS, OFFERED, "heavy", 3, routes=FEW)
    assert len(steps) == 3
    assert np.all(np.diff([one.value for one in steps]) < 0)
    assert np.all(np.diff([one.best.cost_cny_per_kg for one in steps]) > 0)
    assert frontier(DUTY, LIMITS, OFFERED, "nothing", 4, routes=FEW) == ()


def test_a_frontier_of_the_highest_working_temperature_costs_more_the_hotter() -> None:
    steps = frontier(N42, LIMITS, OFFERED, "tmax", 3, routes=FEW)
    assert [round(one.value - steps[0].value, 6) for one in steps] == [0.0, 10.0, 20.0]
    assert np.all(np.diff([one.best.cost_cny_per_kg for one in steps]) >= 0)


def test_only_grades_that_do_the_duty_are_made_and_the_cheapest_wins() -> None:
    duty = Duty(
        replace(GRADE, br_min_tesla=1.2, hcb_min_a_per_m=None, hcj_min_a_per_m=None, bhmax_min_j_per_m3=None), 353.15
    )
    allowed = [BY_NAME[one] for one in ("N35", "N42H", "N42SH")]
    found = cheapest_allowed(duty, LIMITS, OFFERED, allowed, routes=FEW)
    assert found.grade is not None
    assert found.best is not None
    assert (found.grade.name, found.refused["N35"], found.refused["N42SH"]) == ("N42H", "duty", "cost")
    over = requirements(found.best.recipe, Duty(found.grade), {}, calibration().constants, is_dual=False)
    assert min(over.values()) >= 0


def test_a_grade_without_coefficients_is_judged_by_its_highest_temperature() -> None:
    bare: Grade = replace(GRADE, alpha_br_per_kelvin=None, beta_hcj_per_kelvin=None)
    assert does(bare, Duty(GRADE, 423.15))
    assert not does(bare, Duty(GRADE, 424.15))
    assert not does(GRADE, Duty(GRADE, tmax_kelvin=430.0))


def test_every_route_says_where_its_cost_comes_from() -> None:
    assert all(one.source for one in routes().values())

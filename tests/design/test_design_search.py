"""The search: what it finds does the duty by the forward model, costs no less than its bound, and keeps the limits."""

from __future__ import annotations

import numpy as np
import pytest

from monazite.design.curve import constants
from monazite.design.forward import calibration, pass_probability
from monazite.design.forward.batch import batch_of
from monazite.design.forward.kernel import state
from monazite.design.grades import grades
from monazite.design.search import Duty, Infeasible, Limits, Optimum, offers, optimise, routes

GRADE = next(one for one in grades() if one.name == "N45SH")
LIMITS = Limits({"Tb": 0.0, "Dy": 0.01})
RESERVE = constants()["tmax_reserve"].value


def asked(celsius: float, limits: Limits = LIMITS) -> Optimum | Infeasible:
    return optimise(Duty(GRADE, 273.15 + celsius, 1.0, reserve=RESERVE), limits, tuple(offers().values()))


@pytest.fixture(scope="module")
def best() -> Optimum:
    found = asked(120)
    assert isinstance(found, Optimum)
    return found


def test_recipe_in_whole_ppm_still_meets_the_grade(best: Optimum) -> None:
    batch = batch_of([best.recipe], best.route.is_dual)
    found = state(batch, np.array([293.15]), calibration().constants)
    assert sum(best.recipe.weight_ppm.values()) == 1_000_000
    assert found.br_tesla[0, 0] >= (GRADE.br_min_tesla or 0) * 0.9999
    assert found.hcj_a_per_m[0, 0] >= (GRADE.hcj_min_a_per_m or 0) * 0.9999
    assert 0 <= pass_probability(batch, GRADE)[0] <= 1


def test_limits_are_kept_and_the_bound_is_below(best: Optimum) -> None:
    diffusion = best.recipe.process.diffusion
    dysprosium = best.charges["Dy"] + (best.charges["uptake"] if diffusion and diffusion.element == "Dy" else 0)
    assert dysprosium <= 0.01 + 1e-9
    assert "Tb" not in best.recipe.weight_ppm
    assert best.bound_cny_per_kg <= best.cost_cny_per_kg


def test_at_150_degrees_it_is_infeasible_and_says_the_knee() -> None:
    found = asked(150)
    assert isinstance(found, Infeasible)
    assert "knee" in found.binding
    assert found.nearest_kelvin is not None
    assert 393.15 <= found.nearest_kelvin < 423.15


def test_a_wider_cap_costs_no_more(best: Optimum) -> None:
    wider = asked(120, Limits({"Tb": 0.0, "Dy": 0.05}))
    assert isinstance(wider, Optimum)
    assert wider.cost_cny_per_kg <= best.cost_cny_per_kg * (1 + best.gap + 1e-3)


def test_every_route_says_where_its_cost_comes_from() -> None:
    assert all(one.source for one in routes().values())

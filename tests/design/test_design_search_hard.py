"""Questions where the first steps end badly, or where a limit closes every route."""

from __future__ import annotations

import pytest

from monazite.design.curve import constants
from monazite.design.forward import calibration
from monazite.design.grades import grades
from monazite.design.search import Duty, Infeasible, Limits, Optimum, offers, optimise, priced, routes
from monazite.design.search.solve import planted, solve
from monazite.design.search.space import Case, space_of

OFFERED = tuple(offers().values())
BY_NAME = {one.name: one for one in grades()}
RESERVE = constants()["tmax_reserve"].value
MOST_BOXES = 22_000


def test_a_hard_question_tries_routes_on_which_no_steps_began() -> None:
    # A random search with the forward model alone found 530.44 CNY/kg on fine-dy/hot; steps from three routes 711.
    space = space_of(tuple(routes().values()), OFFERED, Limits(), calibration().constants)
    assert space is not None
    found = solve(planted(Case(space, Duty(BY_NAME["N35EH"], 473.15, reserve=RESERVE))), most_boxes=MOST_BOXES)
    assert found.is_feasible
    assert found.bound <= 530.45
    assert found.best.cost < 540


@pytest.mark.parametrize(("banned", "least"), [("Ga", 0.001), ("B", 0.0095)])
def test_a_ban_on_what_every_route_adds_says_which_cap_would_do(banned: str, least: float) -> None:
    duty = Duty(BY_NAME["N38SH"], 373.15, 2.0, reserve=RESERVE)
    found = optimise(duty, Limits({banned: 0.0, "Ho": 0.0}), OFFERED)
    assert isinstance(found, Infeasible)
    assert found.binding == ("offers",)
    assert found.nearest_caps == {banned: least}
    assert isinstance(optimise(duty, Limits({banned: least, "Ho": 0.0}), OFFERED), Optimum)


def test_a_cap_that_changes_nothing_is_not_said_to_hold_the_recipe() -> None:
    ways = (routes()["fine-dy/standard"],)
    duty = Duty(BY_NAME["N45SH"], 393.15, reserve=RESERVE)
    found = optimise(duty, Limits({"Tb": 0.0, "Dy": 0.0045}), OFFERED, ways)
    assert isinstance(found, Optimum)
    assert "Tb <=" not in found.binding
    assert "Dy <=" in found.binding


def test_a_nearest_cap_is_wider_than_the_one_asked() -> None:
    """Where steps find no recipe, what lifting a cap would need may lie below it: then the cap is not to blame."""
    prices = {one.name: one.price_cny_per_kg or 950.0 for one in offers().values()}
    limits = Limits({"Tb": 0.0, "Dy": 0.015})
    for degc in (150, 165, 180):
        duty = Duty(BY_NAME["N40SH"], 273.15 + degc, reserve=RESERVE)
        found = optimise(duty, limits, priced(prices))
        if isinstance(found, Infeasible):
            assert all(level > limits.most[name] for name, level in found.nearest_caps.items())

"""The bench of a recipe (试验台): magnets and curves at temperatures, grades, cost by element, burdens, service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from monazite.app.design.charge import contents, conversion_of, costs_of
from monazite.app.design.prices import words
from monazite.app.design.views import Bench, BenchCurve, Carried, CostPart, Offered, Verdict
from monazite.design.curve import flux_density_tesla, knee_field_a_per_m, polarisation_tesla, working_field_a_per_m
from monazite.design.forward import batch_of, calibration, chance, magnets, phases, predict_many
from monazite.design.grades import grades
from monazite.design.record import ROOM_KELVIN, Grade, Magnet, Recipe
from monazite.design.search.record import Route
from monazite.design.service import Work, curve_at, loss_over_years, ten_year_loss, tmax_of

LIKELY = 0.5
MOST_LIKELY = 4
"""Grades that are named beside the one asked for."""
POINTS = 121
BEYOND = 1.02
"""How far past HcJ a curve is drawn."""
YEARS = np.concatenate([[2 / 8766], np.geomspace(1 / 52, 10, 40)])
"""Two hours, then weeks to ten years."""


def bench_of(
    recipe: Recipe, kelvin: Sequence[float], work: Work, offered: Offered, burdens: Sequence[Carried], *,
    grade: Grade | None = None, is_dual: bool = False, route: Route | None = None,
    charges: Mapping[str, float] | None = None,
) -> Bench:  # fmt: skip
    """All that follows from a recipe that `monazite.design.forward.problems_of` finds no fault with.

    Args:
        recipe: with its process.
        kelvin: temperatures; 20 °C is put first, the others follow rising; the last is that of service.
        work: where it works.
        offered: prices.
        burdens: of which is said how much it carries.
        grade: whose probability is asked for.
        is_dual: whether its main phase is dual.
        route: by which it is made; the one most like it where it is None.
        charges: of each offer, as a search found them; the cheapest that make the recipe where it is None.
    """
    batch = batch_of([recipe], is_dual)
    found = phases(batch, calibration().constants)
    known = magnets(batch, [ROOM_KELVIN, *sorted({one for one in kelvin if one != ROOM_KELVIN})])[0]
    materials, unpriced = costs_of(recipe, offered, charges)
    carried = {one.burden.name: carried_by(recipe, one) for one in burdens}
    priced = (CostPart(name, words(f"burden.{name}"), 0.0, one.burden.price_cny * carried[name])
              for one in burdens if (name := one.burden.name) and one.burden.price_cny)  # fmt: skip
    costs = (*materials, conversion_of(recipe, route, is_dual=is_dual), *priced)
    hot = known[-1]
    return Bench(
        recipe, is_dual,
        {"main": float(found.main_share[0]), "rich": float(found.rich_share[0]), "soft": float(found.soft_share[0])},
        work.permeance, work.opposing_a_per_m, known, tuple(_curve(one, work) for one in known),
        *verdicts_of(recipe, grade, is_dual=is_dual), costs, sum(one.cny_per_kg for one in costs), unpriced,
        carried, tmax_of(recipe, is_dual=is_dual),
        ten_year_loss(hot, work), loss_over_years(hot, work, YEARS), offered,
    )  # fmt: skip


def carried_by(recipe: Recipe, one: Carried) -> float:
    """How much of a burden a kilogram of a recipe's magnet carries, what was diffused in among it."""
    return sum(share * one.burden.per_kg.get(symbol, 0.0) for symbol, share in contents(recipe).items())


def chances_of(recipe: Recipe, some: Sequence[Grade], *, is_dual: bool = False) -> list[float]:
    """Probability that a lot of a recipe passes each grade."""
    room = predict_many(batch_of([recipe], is_dual), np.array([ROOM_KELVIN]))
    return [float(chance(room, one)[0]) for one in some]


def verdicts_of(
    recipe: Recipe, grade: Grade | None = None, *, is_dual: bool = False
) -> tuple[Verdict | None, tuple[Verdict, ...]]:
    """Whether a recipe makes a grade, and the strongest grades that it is more likely than not to pass."""
    known = _sound_grades()
    first, *others = chances_of(recipe, [grade or known[0], *known], is_dual=is_dual)
    passed = [Verdict(one, found) for one, found in zip(known, others, strict=True) if found >= LIKELY]
    return None if grade is None else Verdict(grade, first), tuple(passed[:MOST_LIKELY])


@cache
def _sound_grades() -> tuple[Grade, ...]:
    """Sintered grades without contradiction, the strongest first; N45M of one maker and 45M of another are one."""
    by_name = {one.name.removeprefix("N"): one for one in grades() if one.family == "sintered-ndfeb" and not one.flags}
    return tuple(
        sorted(by_name.values(), key=lambda one: (one.bhmax_min_j_per_m3 or 0, one.hcj_min_a_per_m or 0), reverse=True)
    )


def _curve(magnet: Magnet, work: Work) -> BenchCurve:
    curve = curve_at(magnet)
    fields = np.linspace(0, BEYOND * magnet.hcj_a_per_m.value, POINTS)
    at = float(working_field_a_per_m(curve, work.permeance, work.opposing_a_per_m))
    return BenchCurve(
        magnet.temperature_kelvin, fields, polarisation_tesla(curve, -fields), flux_density_tesla(curve, -fields), at,
        float(flux_density_tesla(curve, -at)), float(knee_field_a_per_m(curve)),
    )  # fmt: skip

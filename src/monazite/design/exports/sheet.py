"""What a data sheet says of a magnet (数据单内容), gathered so that pages and commands print the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monazite.core.words import Words
from monazite.design.forward import Given, magnets, pass_probability
from monazite.design.forward.batch import batch_of
from monazite.design.record import ROOM_KELVIN, Grade, Magnet, Recipe, Spread
from monazite.design.service import Course, Loss, Work, loss_over_years, ten_year_loss, tmax_of

SERVICE_YEARS = 10.0
COURSE_YEARS = np.concatenate([[2 / 8766], np.geomspace(1 / 52, SERVICE_YEARS, 40)])
"""Two hours, then weeks to years."""


@dataclass(frozen=True, slots=True)
class Cost:
    """A part of what a magnet costs.

    Args:
        label: of an element, a material or a step.
        cny_per_kg: of magnet.
    """

    label: Words
    cny_per_kg: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A data sheet.

    Args:
        name: of the magnet.
        recipe: and its process.
        is_dual: whether the main phase is dual.
        magnets: at their temperatures, the first at 20 °C, the last at that of the duty.
        work: where it works; None where nobody said.
        loss: there, after `SERVICE_YEARS`.
        course: there, over the years.
        tmax_kelvin: highest working temperature.
        grade: that was asked for, or empty.
        chance: that a lot passes it.
        costs: parts, in the order they are shown; empty where there are no prices.
        price_day: of the prices, or empty.
        day: that stands on the sheet, or empty.
        sources: what else the figures rest on.
    """

    name: str
    recipe: Recipe
    is_dual: bool
    magnets: tuple[Magnet, ...]
    work: Work | None = None
    loss: Loss | None = None
    course: Course | None = None
    tmax_kelvin: Spread | None = None
    grade: str = ""
    chance: float | None = None
    costs: tuple[Cost, ...] = ()
    price_day: str = ""
    day: str = ""
    sources: tuple[Words, ...] = ()


def sheet_of(
    given: Given, kelvin: Sequence[float], work: Work | None = None, grade: Grade | None = None,
    *, costs: Sequence[Cost] = (), price_day: str = "", day: str = "", sources: Sequence[Words] = (),
) -> Sheet:  # fmt: skip
    """The sheet of a recipe that `monazite.design.forward.problems_of` finds no fault with.

    Args:
        given: the recipe.
        kelvin: temperatures; 20 °C is put first, the last is that of the duty.
        work: where it works, or None.
        grade: whose probability is asked for, or None.
        costs: parts of the cost.
        price_day: of the prices.
        day: of the sheet.
        sources: what else the figures rest on.
    """
    batch = batch_of([given.recipe], given.is_dual)
    (found,) = magnets(batch, [ROOM_KELVIN, *(one for one in dict.fromkeys(kelvin) if one != ROOM_KELVIN)])
    return Sheet(
        given.name, given.recipe, given.is_dual, found, work,
        ten_year_loss(found[-1], work, SERVICE_YEARS) if work else None,
        loss_over_years(found[-1], work, COURSE_YEARS) if work else None,
        tmax_of(given.recipe, is_dual=given.is_dual), grade.name if grade else "",
        float(pass_probability(batch, grade)[0]) if grade else None,
        tuple(costs), price_day, day, tuple(sources),
    )  # fmt: skip

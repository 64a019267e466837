"""What is wrong with a recipe or a temperature, each with the nearest that is possible."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from monazite.core.problem import Problem
from monazite.design.forward.batch import batch_of, kg_per_mol, moles_per_kg, rare_earths, roles, symbols
from monazite.design.forward.constants import prior
from monazite.design.forward.intrinsic import mixed
from monazite.design.forward.phases import IRON_SITES, phases
from monazite.design.record import Process, Recipe
from monazite.design.said import problem
from monazite.design.units import degc
from monazite.store import nearest

COLDEST_KELVIN = 233.15
"""-40 °C: further down the easy direction of Nd2Fe14B begins to turn, which the model does not know."""
LEAST_MAIN_SHARE = 0.6
"""Share of mass of 2:14:1 from which a body is a sintered magnet of this kind."""
CURIE_MARGIN_KELVIN = 1.0
ROUNDING_KELVIN = 1e-6
"""What turning degrees Celsius into kelvin may cost."""
DIFFUSED = ("Dy", "Tb")


@cache
def limits() -> Mapping[str, Mapping[str, str]]:
    """Rows of ``limits.csv`` by name: what a number of the process may be, in SI, and how it is shown."""
    rows = csv.DictReader((resources.files("monazite.design.forward") / "limits.csv").read_text("utf-8").splitlines())
    return {row["name"]: row for row in rows}


def doubtful(recipes: Sequence[Recipe], kelvin: Sequence[float]) -> npt.NDArray[np.bool_]:
    """Which of many recipes of known elements `problems_of` might find fault with, shape (n,); it is ten times faster.

    Args:
        recipes: with any numbers.
        kelvin: temperatures that are asked for.
    """
    strange = np.array([any(_process(one.process, "")) for one in recipes], bool)
    plain = batch_of(
        [one if is_sound else Recipe(one.weight_ppm) for one, is_sound in zip(recipes, ~strange, strict=True)]
    )
    found = phases(plain, prior())
    curie = mixed(found, np.zeros(len(recipes)), prior()).curie_kelvin
    far = (min(kelvin, default=COLDEST_KELVIN) < COLDEST_KELVIN - ROUNDING_KELVIN) | (
        max(kelvin, default=0) > curie - CURIE_MARGIN_KELVIN
    )
    return np.asarray(strange | far | (found.main_share < LEAST_MAIN_SHARE))


def problems_of(recipe: Recipe, kelvin: Sequence[float], place: str) -> tuple[Problem, ...]:
    """All that keeps the model from a recipe at some temperatures; empty for one it can take.

    Args:
        recipe: of any elements, with any numbers.
        kelvin: temperatures that are asked for.
        place: option, or file and row.
    """
    strange = [one for one in recipe.weight_ppm if one not in roles()]
    if strange:
        return tuple(
            problem("recipe-element", place, found=one, known=", ".join(roles()), nearest=nearest(one, roles()))
            for one in strange
        )
    wrong = tuple(_process(recipe.process, place))
    return wrong or tuple(_chemistry(recipe, place)) or tuple(_temperatures(recipe, kelvin, place))


def _process(process: Process, place: str) -> Iterator[Problem]:
    treated = process.diffusion
    if treated and treated.element not in DIFFUSED:
        yield problem("value-unknown", place, known=", ".join(DIFFUSED), found=treated.element, nearest="Tb")
    for name, row in limits().items():
        owner = process if name in Process.__slots__ else treated
        value = None if owner is None else getattr(owner, name)
        if value is not None and not float(row["low"]) <= value <= float(row["high"]):
            yield _outside(row, float(value), place)


def _outside(row: Mapping[str, str], value: float, place: str) -> Problem:
    low, high, factor = float(row["low"]), float(row["high"]), float(row["factor"])
    least, most, found, near = (f"{one * factor:.6g} {row['unit']}".strip() for one in (
        low, high, value, min(max(value, low), high)))  # fmt: skip
    return problem(
        "recipe-outside", place, name_zh=row["zh"], name_en=row["en"], least=least, most=most, found=found, near=near
    )


def _chemistry(recipe: Recipe, place: str) -> Iterator[Problem]:
    """Boron, rare earth and iron enough for 2:14:1."""
    batch = batch_of([recipe])
    moles = batch.weights[0] * moles_per_kg()
    earths = moles[: len(rare_earths())].sum()
    iron = moles[symbols().index("Fe")] + moles[symbols().index("Co")]
    boron = moles[symbols().index("B")]
    if not boron:
        near = min(earths / 2, iron / IRON_SITES) * kg_per_mol(("B",))[0] * 100
        yield problem("recipe-lacks", place, name_zh="硼（B）", name_en="boron (B)", near=f"B={near:.2f}")
    elif not earths:
        near = min(boron, iron / IRON_SITES) * 2 * kg_per_mol(("Nd",))[0] * 100
        yield problem("recipe-lacks", place, name_zh="稀土", name_en="a rare earth", near=f"Nd={near:.1f}")
    elif (share := float(phases(batch, prior()).main_share[0])) < LEAST_MAIN_SHARE:
        yield problem("recipe-poor", place, least=f"{LEAST_MAIN_SHARE:.0%}", found=f"{share:.0%}")


def _temperatures(recipe: Recipe, kelvin: Sequence[float], place: str) -> Iterator[Problem]:
    batch = batch_of([recipe])
    phase = mixed(phases(batch, prior()), np.zeros(1), prior())
    curie = float(phase.curie_kelvin[0])
    for one in kelvin:
        if not COLDEST_KELVIN - ROUNDING_KELVIN <= one <= curie - CURIE_MARGIN_KELVIN:
            near = min(max(one, COLDEST_KELVIN), curie - CURIE_MARGIN_KELVIN)
            yield problem(
                "recipe-temperature", place, least=f"{degc(COLDEST_KELVIN):.0f} °C", found=f"{degc(one):.0f} °C",
                curie=f"{degc(curie):.0f} °C", near=f"{degc(near):.0f} °C",
            )  # fmt: skip

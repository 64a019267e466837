"""`monazite design`: a recipe forward to its magnet at temperatures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.cli.terminal import Terminal
from monazite.core import Problem
from monazite.design.said import problem
from monazite.design.units import si
from monazite.store import nearest

if TYPE_CHECKING:
    from monazite.design.forward import Given
    from monazite.design.record import Diffusion, Grade, Process

PROCESS = {
    "grain": ("grain_metre", "grain"), "density": ("density_kg_per_m3", "density"),
    "alignment": ("alignment", "number"), "oxygen": ("oxygen_ppm", "weight"), "nitrogen": ("nitrogen_ppm", "weight"),
    "carbon": ("carbon_ppm", "weight"),
}  # fmt: skip
"""Options of the process: field of the record, and quantity."""
MOST_TEMPERATURES = 50
TREATMENT = "900degC,10h"
THICKNESS = "5mm"
"""What a diffusion has where nobody says otherwise."""
ROOM = "20degC"
_BETWEEN = re.compile(r"[,，;；\s]+")


def design(
    terminal: Terminal, *, recipe: str | None, recipes: Path | None, temperature: str | None, grade: str | None,
    dual: bool, **told: Any,
) -> int:  # fmt: skip
    """Print what recipes do, or the best recipe for a grade.

    Args:
        terminal: where to.
        recipe: a line such as ``Nd=24,Pr=6,Dy=1,B=1,Fe=rest``.
        recipes: CSV of recipes.
        temperature: one or more, with commas between.
        grade: whose probability is asked for.
        dual: whether the main phase is dual.
        **told: options of the process, as written.

    Returns:
        1 when something that was given cannot be used, 2 when nothing was given.
    """
    if recipe is None and recipes is None:
        terminal.problem(problem("design-nothing", "design"))
        return 2
    wrong: list[Problem] = []
    kelvin = temperatures(temperature or ROOM, wrong)
    process = process_of(told, wrong)
    wanted = None if grade is None else _grade(grade, wrong)
    given = () if wrong else _given(recipe, recipes, kelvin, process, wrong, is_dual=dual)
    for one in wrong:
        terminal.problem(one)
    if wrong:
        return 1
    from monazite.cli.design.show import show

    show(terminal, given, kelvin, wanted)
    return 0


def temperatures(text: str, wrong: list[Problem]) -> tuple[float, ...]:
    """Temperatures in kelvin from texts with commas between.

    Args:
        text: as written.
        wrong: gains what is wrong.
    """
    read = [si("temperature", one, "--temperature") for one in _BETWEEN.split(text.strip()) if one]
    wrong += [one for one in read if isinstance(one, Problem)]
    if not 1 <= len(read) <= MOST_TEMPERATURES:
        wrong.append(problem("design-temperatures", "--temperature", least=1, most=MOST_TEMPERATURES, found=len(read)))
    return tuple(one for one in read if not isinstance(one, Problem))


def process_of(told: Mapping[str, Any], wrong: list[Problem]) -> Process:
    """The process that the options say.

    Args:
        told: options as written.
        wrong: gains what is wrong.
    """
    from monazite.design.record import Process

    process = Process()
    for name, (field, quantity) in PROCESS.items():
        if told.get(name) is None:
            continue
        value = si(quantity, told[name], f"--{name}")
        if isinstance(value, Problem):
            wrong.append(value)
        else:
            held: dict[str, Any] = {field: round(value) if field.endswith("_ppm") else value}
            process = replace(process, **held)
    return replace(process, diffusion=_diffusion(told, wrong)) if told.get("diffuse") else process


def _diffusion(told: Mapping[str, Any], wrong: list[Problem]) -> Diffusion | None:
    from monazite.design.record import Diffusion

    element, _, content = told["diffuse"].partition("=")
    degrees, _, hours = (told.get("treatment") or TREATMENT).replace("，", ",").partition(",")
    parts = [
        si("weight", content, "--diffuse"), si("temperature", degrees, "--treatment"),
        si("duration", hours.strip(), "--treatment"), si("length", told.get("thickness") or THICKNESS, "--thickness"),
    ]  # fmt: skip
    found = [one for one in parts if isinstance(one, Problem)]
    wrong += found
    values = [one for one in parts if not isinstance(one, Problem)]
    return None if found else Diffusion(element.strip(), round(values[0]), *values[1:])


def _grade(name: str, wrong: list[Problem]) -> Grade | None:
    from monazite.design.grades import grades

    known = {one.name.upper(): one for one in grades() if one.family == "sintered-ndfeb"}
    found = known.get(name.upper()) or known.get(f"N{name}".upper())
    if found is None:
        wrong.append(problem("design-grade", "--grade", found=name, nearest=nearest(name.upper(), known)))
    return found


def _given(
    line: str | None, table: Path | None, kelvin: Sequence[float], process: Process, wrong: list[Problem], *,
    is_dual: bool,
) -> tuple[Given, ...]:  # fmt: skip
    from monazite.design.forward import Given, parse_recipe, problems_of, read_recipes

    found: list[Given] = []
    if line is not None:
        recipe = parse_recipe(line, "--recipe", process)
        wrong += recipe if isinstance(recipe, tuple) else problems_of(recipe, kelvin, "--recipe")
        found += [] if isinstance(recipe, tuple) else [Given("1", "--recipe", recipe, is_dual)]
    if table is not None:
        rows, problems = read_recipes(table, kelvin, process)
        wrong += problems
        found += [replace(one, is_dual=one.is_dual or is_dual) for one in rows]
    return tuple(found)

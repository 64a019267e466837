"""`monazite design --recipe`: recipes forward to their magnets at temperatures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.cli.design.question import ON_BENCH, Told
from monazite.cli.terminal import Terminal
from monazite.core import Problem
from monazite.design.said import problem
from monazite.design.units import si

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


def forward(terminal: Terminal, told: Told) -> int:
    """Print what recipes do; of one that stands at a duty also what it costs and how it serves.

    Args:
        terminal: where to.
        told: options as written.

    Returns:
        1 when something that was given cannot be used.
    """
    wrong: list[Problem] = []
    kelvin = temperatures(told["temperature"] or ROOM, wrong)
    process = process_of(told.texts, wrong)
    wanted = None if told["grade"] is None else _grade(told["grade"], wrong)
    given = () if wrong else _given(told["recipe"], told["recipes"], kelvin, process, wrong, is_dual=bool(told["dual"]))
    if not wrong and any(told[one] for one in ON_BENCH) and len(given) != 1:
        wrong.append(problem("asked-one", "--recipes", found=len(given)))
    for one in wrong:
        terminal.problem(one)
    if wrong:
        return 1
    if any(told[one] for one in ON_BENCH):
        from monazite.cli.design.bench import put_on_bench

        return put_on_bench(terminal, told, given[0], kelvin, wanted)
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
    from monazite.app.design.asked import grade_named

    found = grade_named(name, "--grade")
    if isinstance(found, Problem):
        wrong.append(found)
        return None
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

"""A recipe as one line, its process in it: ``Nd=24,Pr=6,Dy=1,B=1,Co=1,Fe=rest,grain=4um,diffuse=Tb:0.3wt%``.

So a recipe has an address, and two of them fit into one. Contents are read by `monazite.design.forward.parse_recipe`;
the names of the process are those of the command's options.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from monazite.core import Problem
from monazite.design.forward import parse_recipe, problems_of
from monazite.design.record import Diffusion, Process, Recipe
from monazite.design.units import degc, si
from monazite.web.design.display import PPM_PER_PERCENT, ordered

PROCESS = {
    "grain": ("grain_metre", "grain"), "density": ("density_kg_per_m3", "density"),
    "alignment": ("alignment", "number"), "oxygen": ("oxygen_ppm", "weight"), "nitrogen": ("nitrogen_ppm", "weight"),
    "carbon": ("carbon_ppm", "weight"),
}  # fmt: skip
"""Names of the process: field of the record, and quantity."""
TREATMENT = {"diffuse": "", "treatment": "900degC", "hours": "10h", "thickness": "5mm"}
"""Names of a diffusion, and what each has where nobody says otherwise."""
DUAL, YES = "dual", ("yes", "是")
LONGEST = 2000
MICRO, MILLI, HOUR_SECONDS, KILO = 1e6, 1e3, 3600, 1e3
_BETWEEN = re.compile(r"[,，;；、\s]+")
_NAMED = re.compile(r"([a-z]+)\s*[=＝](.*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Written:
    """A recipe as it was written.

    Args:
        recipe: as read.
        is_dual: whether its main phase is dual.
    """

    recipe: Recipe
    is_dual: bool = False


def read_line(text: str, place: str) -> Written | tuple[Problem, ...]:
    """A recipe from its line, or everything that is wrong with it.

    Args:
        text: as written.
        place: for people.

    >>> found = read_line("Nd=30 B=1 Fe=rest grain=3um diffuse=Tb:0.3", "recipe")
    >>> write_line(found.recipe, is_dual=found.is_dual)
    'Nd=30,B=1,Fe=rest,grain=3um,diffuse=Tb:0.3'
    """
    told: dict[str, str] = {}
    rest = []
    for part in _BETWEEN.split(text[:LONGEST].strip()):
        named = _NAMED.fullmatch(part)
        if named and named[1] in {*PROCESS, *TREATMENT, DUAL}:
            told[named[1]] = named[2].strip()
        else:
            rest.append(part)
    wrong: list[Problem] = []
    process = process_of(told, place, wrong)
    recipe = parse_recipe(",".join(rest) if len(text) <= LONGEST else text, place, process)
    if isinstance(recipe, tuple) or wrong:
        return (*wrong, *(recipe if isinstance(recipe, tuple) else ()))
    return Written(recipe, told.get(DUAL, "") in YES)


def process_of(told: Mapping[str, str], place: str, wrong: list[Problem]) -> Process:
    """The process that names and values say.

    Args:
        told: by name of `PROCESS` and `TREATMENT`, as written.
        place: for people.
        wrong: gains what is wrong.
    """
    held: dict[str, Any] = {}
    for name, (field, quantity) in PROCESS.items():
        if told.get(name):
            value = si(quantity, told[name], f"{place}:{name}")
            if isinstance(value, Problem):
                wrong.append(value)
            else:
                held[field] = round(value) if field.endswith("_ppm") else value
    process = replace(Process(), **held)
    return replace(process, diffusion=_diffusion(told, place, wrong)) if told.get("diffuse") else process


def _diffusion(told: Mapping[str, str], place: str, wrong: list[Problem]) -> Diffusion | None:
    element, _, content = told["diffuse"].replace("：", ":").partition(":")
    parts = [
        si(quantity, told.get(name) or TREATMENT[name] if name != "diffuse" else content, f"{place}:{name}")
        for name, quantity in zip(TREATMENT, ("weight", "temperature", "duration", "length"), strict=True)
    ]
    found = [one for one in parts if isinstance(one, Problem)]
    wrong += found
    values = [one for one in parts if not isinstance(one, Problem)]
    return None if found else Diffusion(element.strip(), round(values[0]), *values[1:])


def sound(found: Written | tuple[Problem, ...], kelvin: tuple[float, ...], place: str) -> Written | tuple[Problem, ...]:
    """A recipe that the model can take at some temperatures, or what keeps it from that.

    Args:
        found: as read.
        kelvin: temperatures.
        place: for people.
    """
    if isinstance(found, tuple):
        return found
    return problems_of(found.recipe, kelvin, place) or found


def command_of(one: Written) -> str:
    """The options of the command that stand for a recipe.

    Args:
        one: the recipe.

    >>> command_of(read_line("Nd=30 B=1 grain=3um diffuse=Tb:0.3", "recipe"))
    "--recipe 'Nd=30,B=1,Fe=rest' --grain 3um --diffuse Tb=0.3"
    """
    parts = dict(part.split("=", 1) for part in write_line(one.recipe).split(","))
    contents = ",".join(f"{name}={text}" for name, text in parts.items() if name[0].isupper())
    options = [f"--{name} {parts[name].replace(':', '=')}" for name in ("diffuse", "thickness") if name in parts]
    if {"treatment", "hours"} & parts.keys():
        times = ",".join(parts.get(name, TREATMENT[name]) for name in ("treatment", "hours"))
        options.append(f"--treatment {times}")
    process = [f"--{name} {parts[name]}" for name in PROCESS if name in parts]
    return " ".join([f"--recipe '{contents}'", *process, *options, *(["--dual"] if one.is_dual else [])])


def write_line(recipe: Recipe, *, is_dual: bool = False) -> str:
    """A recipe as one line, so exact that reading it gives the same one; what the process has as usual is left out.

    Args:
        recipe: to write.
        is_dual: whether its main phase is dual.
    """
    parts = [
        f"{name}={'rest' if name == 'Fe' else f'{ppm / PPM_PER_PERCENT:g}'}"
        for name, ppm in ordered(recipe.weight_ppm).items()
    ]
    told, usual = _process_texts(recipe.process), _process_texts(Process())
    parts += [f"{name}={text}" for name, text in told.items() if text != usual[name]]
    if treated := recipe.process.diffusion:
        written = {
            "diffuse": f"{treated.element}:{treated.weight_ppm / PPM_PER_PERCENT:g}",
            "treatment": f"{degc(treated.temperature_kelvin):.9g}degC",
            "hours": f"{treated.duration_seconds / HOUR_SECONDS:.9g}h",
            "thickness": f"{treated.thickness_metre * MILLI:.9g}mm",
        }
        parts += [f"{name}={text}" for name, text in written.items() if text != TREATMENT[name]]
    return ",".join([*parts, *(["dual=yes"] if is_dual else [])])


def _process_texts(process: Process) -> dict[str, str]:
    return {
        "grain": f"{process.grain_metre * MICRO:.12g}um", "density": f"{process.density_kg_per_m3 / KILO:.12g}g/cm3",
        "alignment": f"{process.alignment:.12g}", "oxygen": f"{process.oxygen_ppm}ppm",
        "nitrogen": f"{process.nitrogen_ppm}ppm", "carbon": f"{process.carbon_ppm}ppm",
    }  # fmt: skip

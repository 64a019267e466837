"""What an address asks of the bench: sliders or a line, temperatures, circuit, grade; and what of it cannot be used.

Sliders become a line and the line a recipe, so that there is one reader of recipes. What was written stays in the form,
whatever is wrong with it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

from monazite.app.design.asked import asked as asked_duty
from monazite.core import Problem, Words
from monazite.design.units import degc, si
from monazite.web.design.written import Written, command_of, read_line, sound, write_line

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

    from monazite.design.record import Grade

USUAL = MappingProxyType({"temperatures": "20, 80, 120", "permeance": "1", "opposing": "0", "grade": "45H"})
"""Texts of the duty where an address is silent."""
DIFFUSED = ("Tb", "Dy")
UPTAKE = "uptake"
LONGEST, LONGEST_SHOWN, MOST_TEMPERATURES = 2000, 200, 6
_BETWEEN = re.compile(r"[,，;；、\s]+")
_BEFORE_UNIT = re.compile(r"(?<=\d)\s+(?=[^\W\d]|°|℃)")
_BARE = re.compile(r"[\d.]+", re.ASCII)
Named = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Slider:
    """A row of ``sliders.csv``: what can be moved on the bench.

    Args:
        name: symbol, or name of the process.
        least: lower end, in ``unit``.
        most: upper end.
        step: between two places.
        usual: where it stands at first.
        unit: of its numbers.
        digits: behind the point.
        label: what people call it.
    """

    name: str
    least: float
    most: float
    step: float
    usual: float
    unit: str
    digits: int
    label: Words


@dataclass(frozen=True, slots=True)
class Control:
    """A slider as it stands.

    Args:
        slider: which.
        text: its number.
    """

    slider: Slider
    text: str

    @property
    def is_content(self) -> bool:
        """Whether it is an element of the composition."""
        return self.slider.name[0].isupper()


@dataclass(frozen=True, slots=True)
class Asked:
    """An address of the bench, read.

    Args:
        controls: the sliders.
        texts: of the other fields, as written.
        is_dual: whether a dual main phase is asked for.
        written: the recipe; None where there is a problem with it.
        kelvin: temperatures.
        permeance: coefficient of the circuit.
        opposing_a_per_m: field from outside against the magnet.
        grade: whose minima are asked; None without.
        problems: of the address.
    """

    controls: tuple[Control, ...]
    texts: Mapping[str, str]
    is_dual: bool
    written: Written | None
    kelvin: tuple[float, ...]
    permeance: float
    opposing_a_per_m: float
    grade: Grade | None
    problems: tuple[Problem, ...]

    @property
    def line(self) -> str:
        """The recipe as one line; what was written where it cannot be used."""
        if self.written is None or (self.problems and self.texts["recipe"]):
            return self.texts["recipe"]
        return write_line(self.written.recipe, is_dual=self.written.is_dual)

    @property
    def command(self) -> str:
        """The options of the command that asks the same."""
        if self.written is None:
            return ""
        heat = ",".join(f"{degc(one):g}degC" for one in self.kelvin)
        grade = f" --grade {self.grade.name}" if self.grade else ""
        return f"{command_of(self.written)} --temperature {heat}{grade}"

    def query(self, **changes: str) -> dict[str, str]:
        """The address with the recipe as one line."""
        duty = {name: self.texts[name] for name in USUAL}
        return {"recipe": self.line, **duty, **changes}


@cache
def sliders() -> Mapping[str, Slider]:
    """The sliders by name, in their order."""
    rows = csv.DictReader((resources.files("monazite.web.design") / "sliders.csv").read_text("utf-8").splitlines())
    return MappingProxyType({
        row["name"]: Slider(
            row["name"], float(row["least"]), float(row["most"]), float(row["step"]), float(row["usual"]), row["unit"],
            int(row["digits"]), Words(row["zh"], row["en"]),
        )
        for row in rows
    })  # fmt: skip


def asked(query: QueryParams, named: Named = str) -> Asked:
    """Read an address.

    Args:
        query: of it.
        named: what a field is called, for problems.
    """
    wrong: list[Problem] = []
    given = {key: query.get(key, "").strip()[:LONGEST] for key in (*sliders(), "others", "recipe", "diffused", *USUAL)}
    duty = {name: given[name] if name in query else usual for name, usual in USUAL.items()}
    kelvin = temperatures(duty["temperatures"], named("temperatures"), wrong)
    permeance = number("number", duty["permeance"] or USUAL["permeance"], named("permeance"), wrong)
    opposing = number("field", duty["opposing"] or USUAL["opposing"], named("opposing"), wrong)
    grade = grade_of(duty["grade"], named("grade"), wrong)
    fields, found = _recipe(given, query, kelvin, named)
    wrong += found if isinstance(found, tuple) else ()
    return Asked(
        tuple(Control(one, fields[name]) for name, one in sliders().items()),
        {**duty, "others": fields["others"], "diffused": fields["diffused"], "recipe": given["recipe"]},
        fields["dual"] == "yes", None if isinstance(found, tuple) else found, kelvin, permeance, opposing, grade,
        tuple(wrong),
    )  # fmt: skip


def _recipe(
    given: Mapping[str, str], query: QueryParams, kelvin: tuple[float, ...], named: Named
) -> tuple[dict[str, str], Written | tuple[Problem, ...]]:
    """The fields as they stand, and the recipe that they make."""
    place = named("recipe")
    fields = _usual()
    if given["recipe"]:
        found = sound(read_line(given["recipe"], place), kelvin, place)
        if isinstance(found, tuple):
            return fields, found
        fields = fields_of(found)
    fields |= {name: given[name] for name in (*sliders(), "diffused") if given[name]}
    fields |= {name: query.get(name, "").strip()[:LONGEST] for name in ("others", "dual") if name in query}
    return fields, sound(read_line(line_of(fields), place), kelvin, place)


def _usual() -> dict[str, str]:
    stand = {name: f"{one.usual:g}" for name, one in sliders().items()}
    return {**stand, "others": "", "diffused": DIFFUSED[0], "dual": ""}


def line_of(fields: Mapping[str, str]) -> str:
    """The line that the fields of the form stand for.

    Args:
        fields: texts by name of slider, and ``others``, ``diffused``, ``dual``.
    """
    parts = []
    for name, one in sliders().items():
        text = f"{fields[name]}{one.unit}" if _BARE.fullmatch(fields[name]) else fields[name]
        if name != UPTAKE:
            parts.append(f"{name}={text}")
        elif fields[name] not in ("", "0"):
            parts.append(f"diffuse={fields['diffused']}:{text}")
    dual = "dual=yes" if fields["dual"] == "yes" else ""
    return ",".join(filter(None, [*parts, fields["others"], dual]))


def fields_of(one: Written) -> dict[str, str]:
    """The fields of the form that a recipe fills: the turn of `line_of`.

    Args:
        one: the recipe.
    """
    fields = _usual() | {name: "0" for name in sliders() if name[0].isupper()}
    others = []
    for part in write_line(one.recipe).split(","):
        name, _, text = part.partition("=")
        if name == "diffuse":
            fields["diffused"], _, fields[UPTAKE] = text.partition(":")
        elif name in sliders():
            fields[name] = text.removesuffix(sliders()[name].unit)
        elif name != "Fe":
            others.append(part)
    return fields | {"others": ",".join(others), "dual": "yes" if one.is_dual else ""}


def temperatures(text: str, place: str, wrong: list[Problem]) -> tuple[float, ...]:
    """Temperatures from their text, in kelvin, each once.

    Args:
        text: as written, in °C unless another unit stands there.
        place: for people.
        wrong: gains what is wrong.
    """
    parts = [one for one in _BETWEEN.split(_BEFORE_UNIT.sub("", text)) if one] or [USUAL["temperatures"].split(",")[0]]
    read = [si("temperature", one.replace("°C", "degC").replace("℃", "degC"), place) for one in parts]
    wrong += [one for one in read if isinstance(one, Problem)][:1]
    kelvin = tuple(dict.fromkeys(round(one, 6) for one in read if not isinstance(one, Problem)))
    return kelvin[:MOST_TEMPERATURES]


def number(quantity: str, text: str, place: str, wrong: list[Problem]) -> float:
    """A quantity from its text; nought where it cannot be read.

    Args:
        quantity: of ``quantities.csv``.
        text: as written.
        place: for people.
        wrong: gains what is wrong.
    """
    found = si(quantity, text, place)
    if isinstance(found, Problem):
        wrong.append(found)
        return 0.0
    return found


def grade_of(text: str, place: str, wrong: list[Problem]) -> Grade | None:
    """A grade of sintered NdFeB from its name; None where none is named or it is not known.

    Args:
        text: as written.
        place: for people.
        wrong: gains what is wrong.
    """
    if not text:
        return None
    found = asked_duty({"grade": text[:LONGEST_SHOWN]}, mark="")
    if isinstance(found, tuple):
        wrong += [replace(one, place=place) for one in found]
        return None
    return found.grade

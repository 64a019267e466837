"""Recipes as people write them, on a line or in a table, and what is wrong with them (配方的读入与核对)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from monazite.core.problem import Problem
from monazite.core.words import Words
from monazite.design.forward.batch import roles
from monazite.design.forward.sound import doubtful, limits, problems_of
from monazite.design.record import WHOLE_PPM, Diffusion, Process, Recipe
from monazite.design.said import problem
from monazite.design.units import quantities, si
from monazite.reference.elements import element_aliases
from monazite.store import nearest
from monazite.store.cells import Cell, cells
from monazite.store.sheet_json import read_table_file
from monazite.store.sheet_rows import SheetColumn, SheetRow, read_rows

REST = ("rest", "balance", "bal", "bal.", "余", "余量")
"""How people write that iron is what is left."""
ALLOY = "PrNd"
PRASEODYMIUM_NEODYMIUM = (ALLOY, "NdPr", "镨钕")
PRASEODYMIUM_PPM = 250_000
"""Of praseodymium-neodymium alloy, as the trade sells it: a quarter."""
GASES = ("O", "N", "C")
TREATMENT = ("weight_ppm", "temperature_kelvin", "duration_seconds", "thickness_metre")
"""Fields of `Diffusion` behind its element."""
MOST_RECIPES = 200_000
LONGEST = 2000
_BETWEEN = re.compile(r"[,，;；、\s]+")
_PAIR = re.compile(r"([^=:＝：]+)[=:＝：](.+)")


@dataclass(frozen=True, slots=True)
class Given:
    """A recipe as it was given.

    Args:
        name: for people.
        place: file and row, or option.
        recipe: as read.
        is_dual: whether its main phase is dual.
    """

    name: str
    place: str
    recipe: Recipe
    is_dual: bool = False


def parse_recipe(text: str, place: str, process: Process | None = None) -> Recipe | tuple[Problem, ...]:
    """A recipe from a line such as ``Nd=24,Pr=6,Dy=1,B=1,Fe=rest``, percent by mass unless another unit stands there.

    Args:
        text: as written; names or symbols of elements, ``PrNd`` for praseodymium-neodymium.
        place: option or cell, for people.
        process: how it is made.

    >>> recipe = parse_recipe("PrNd=30, Dy=1wt%, B=9700ppm", "--recipe")
    >>> dict(recipe.weight_ppm)
    {'Nd': 225000, 'Pr': 75000, 'Dy': 10000, 'B': 9700, 'Fe': 680300}
    """
    parts = [one for one in _BETWEEN.split(text[:LONGEST].strip()) if one]
    pairs = [_PAIR.fullmatch(one) for one in parts]
    wrong = [problem("recipe-pair", place, found=one) for one, pair in zip(parts, pairs, strict=True) if pair is None]
    if wrong or not parts or len(text) > LONGEST:
        return tuple(wrong) or (problem("recipe-pair", place, found=text),)
    written = [(pair[1].strip(), pair[2].strip()) for pair in pairs if pair]
    return _composed(written, place, process or Process())


def _composed(written: Sequence[tuple[str, str]], place: str, process: Process) -> Recipe | tuple[Problem, ...]:
    """A recipe of elements and their contents as written, or everything that is wrong with them."""
    weights: dict[str, int] = {}
    wrong: list[Problem] = []
    named: set[str] = set()
    rest = False
    for name, content in written:
        shares = _shares(name)
        amount: float | Problem = 0.0
        if content.casefold() in REST:
            rest = True
            if name not in ("Fe", "铁"):
                wrong.append(problem("recipe-rest", place, found=name))
        else:
            amount = si("weight", content, f"{place}:{name}")
        if found := _trouble(name, shares, named, place):
            wrong.append(found)
        elif isinstance(amount, Problem):
            wrong.append(amount)
        else:
            weights |= {one: weights.get(one, 0) + round(amount * share / WHOLE_PPM) for one, share in shares.items()}
        named.add(name)
    return tuple(wrong) or _whole(weights, place, process, is_rest=rest or "Fe" not in weights)


def _shares(name: str) -> Mapping[str, int]:
    """The elements that a name stands for, in parts per million of it."""
    if name in PRASEODYMIUM_NEODYMIUM:
        return {"Nd": WHOLE_PPM - PRASEODYMIUM_PPM, "Pr": PRASEODYMIUM_PPM}
    symbol = name if name in roles() else element_aliases().get(name, element_aliases().get(name.capitalize(), ""))
    return {symbol: WHOLE_PPM} if symbol in roles() else {}


def _trouble(name: str, shares: Mapping[str, int], before: Collection[str], place: str) -> Problem | None:
    if name in GASES:
        return problem("recipe-gas", place, found=name)
    if not shares:
        return problem("recipe-element", place, found=name, known=", ".join(roles()), nearest=nearest(name, roles()))
    return problem("recipe-twice", place, found=name) if name in before else None


def _whole(weights: dict[str, int], place: str, process: Process, *, is_rest: bool) -> Recipe | tuple[Problem, ...]:
    """The recipe with iron as what is left."""
    known = sum(one for name, one in weights.items() if name != "Fe" or not is_rest)
    if known > WHOLE_PPM or (not is_rest and known != WHOLE_PPM):
        return (problem("recipe-sum", place, found=f"{known / 10_000:.6g} %", nearest=_nearest(weights)),)
    filled = {name: one for name, one in weights.items() if one}
    return Recipe(filled | ({"Fe": WHOLE_PPM - known} if is_rest else {}), process)


def _nearest(weights: Mapping[str, int]) -> str:
    """The nearest recipe that adds up: iron fills it, or where there is no room, the largest content gives way."""
    others = {name: one for name, one in weights.items() if name != "Fe"}
    over = sum(others.values()) - WHOLE_PPM
    if over <= 0:
        return f"Fe={-over / 10_000:.6g}"
    most = max(others, key=others.__getitem__)
    return f"{most}={max(others[most] - over, 0) / 10_000:.6g}"


def read_recipes(
    path: Path, kelvin: Sequence[float], base: Process | None = None
) -> tuple[tuple[Given, ...], tuple[Problem, ...]]:
    """Recipes from a table: a column for each element in percent by mass, or one with the whole line, and the process.

    Args:
        path: of the CSV, or of a JSON array of flat objects with the same names.
        kelvin: temperatures that are asked for.
        base: process where the table is silent.

    Returns:
        The recipes, and everything that is wrong; with any Problem nothing should be computed.
    """
    read = read_rows(read_table_file(path), columns())
    if len(read.rows) > MOST_RECIPES:
        return (), (problem("rows-many", path.name, limit=MOST_RECIPES, found=len(read.rows)),)
    found: list[Given] = []
    wrong = list(read.problems)
    for row in read.rows:
        one = _given(row, base or Process())
        wrong += one if isinstance(one, tuple) else ()
        found += [] if isinstance(one, tuple) else [one]
    suspects = doubtful([one.recipe for one in found], kelvin)
    for at in suspects.nonzero()[0].tolist():
        wrong += problems_of(found[at].recipe, kelvin, found[at].place)
    return (() if wrong else tuple(found)), tuple(wrong)


def _given(row: SheetRow, base: Process) -> Given | tuple[Problem, ...]:
    written = [(name, str(row[name])) for name in (ALLOY, *roles()) if row[name] is not None]
    recipe: Recipe | tuple[Problem, ...]
    if row["recipe"] is not None:
        recipe = (problem("recipe-both", row.place),) if written else parse_recipe(row["recipe"], row.place)
    else:
        recipe = _composed(written, row.place, base)
    process = _process(row, base)
    if isinstance(recipe, tuple):
        return recipe
    if isinstance(process, Problem):
        return (process,)
    return Given(row["name"] or f"{row.row}", row.place, replace(recipe, process=process), bool(row["dual"]))


def _process(row: SheetRow, base: Process) -> Process | Problem:
    told = {name: row[one["heading"]] for name, one in limits().items() if row[one["heading"]] is not None}
    told = {name: round(one) if name.endswith("_ppm") else one for name, one in told.items()}
    own = {name: one for name, one in told.items() if name in Process.__slots__}
    if row["diffused"] is None:
        return replace(base, **own)
    lacking = next((name for name in TREATMENT if name not in told), None)
    if lacking:
        return problem("recipe-diffusion", row.place, column=limits()[lacking]["heading"])
    return replace(base, diffusion=Diffusion(row["diffused"], *(told[name] for name in TREATMENT)), **own)


@cache
def columns() -> tuple[SheetColumn, ...]:
    """The columns of such a table."""
    text, weight = cells()["text"], Cell(_wanted("weight"), _content)
    named: Mapping[str, tuple[str, ...]] = {symbol: tuple(one for one, of in element_aliases().items() if of == symbol)
                                            for symbol in roles()}  # fmt: skip
    held = [
        SheetColumn(one, weight, is_required=False, aliases=tuple(
            dict.fromkeys(alias for alias in (f"{one}_wt_percent", f"{one}_percent", *named[one]) if alias != one)))
        for one in roles()
    ]  # fmt: skip
    made = [
        SheetColumn(row["heading"], Cell(_wanted(row["quantity"]), _reader(row)), is_required=False,
                    aliases=(*filter(None, [row["aliases"]]), row["zh"]))
        for row in limits().values()
    ]  # fmt: skip
    yes = Cell(Words("是或否", "yes or no"), {"yes": True, "是": True, "no": False, "否": False}.__getitem__)
    which = Cell(Words("Dy 或 Tb", "Dy or Tb"), {"Dy": "Dy", "Tb": "Tb", "镝": "Dy", "铽": "Tb"}.__getitem__)
    return (
        SheetColumn("name", text, is_required=False, aliases=("名称",)),
        SheetColumn("recipe", text, is_required=False, aliases=("配方",)),
        SheetColumn(ALLOY, weight, is_required=False, aliases=PRASEODYMIUM_NEODYMIUM[1:]),
        *held, *made,
        SheetColumn("diffused", which, is_required=False, aliases=("扩散元素",)),
        SheetColumn("dual", yes, is_required=False, aliases=("双主相",)),
    )  # fmt: skip


def _wanted(quantity: str) -> Words:
    return quantities()[quantity].wanted


def _reader(row: Mapping[str, str]) -> Any:
    """Reads a cell; a bare number of a column in ppm is ppm."""

    def read(text: str) -> float:
        is_bare = row["heading"].endswith("_ppm") and text.replace(".", "").isdigit()
        value = si(row["quantity"], f"{text}ppm" if is_bare else text, "")
        if isinstance(value, Problem):
            raise ValueError(text)  # noqa: TRY004  a cell that is none of its kind, not a wrong type
        return value

    return read


def _content(text: str) -> str:
    """A content stays text: what is wrong with it is said with its element."""
    if text.casefold() not in REST and isinstance(si("weight", text, ""), Problem):
        raise ValueError(text)
    return text

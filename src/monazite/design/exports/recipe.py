"""Recipes as a JSON file that `monazite.design.forward.read_recipes` reads back (配方导出)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from monazite.design.forward import Given
from monazite.design.forward.recipes import TREATMENT
from monazite.design.forward.sound import limits
from monazite.design.record import Process
from monazite.design.units import quantities

PPM_PER_PERCENT = 10_000


def recipe_json(given: Sequence[Given]) -> str:
    """An array with an object for each recipe: contents in percent by mass, and the process with units in its names.

    Args:
        given: recipes; places are not kept.
    """
    return json.dumps([_object(one) for one in given], ensure_ascii=False, indent=2) + "\n"


def _object(given: Given) -> dict[str, object]:
    contents = {
        f"{name}_wt_percent": _plain(ppm / PPM_PER_PERCENT) for name, ppm in given.recipe.weight_ppm.items() if ppm
    }
    made = given.recipe.process
    dual = {"dual": "yes"} if given.is_dual else {}
    return {"name": given.name, **contents, **process_columns(made), **dual}


def process_columns(made: Process) -> Mapping[str, object]:
    """The process under the headings of a table of recipes, in the unit that a bare number has there.

    Args:
        made: the process.
    """
    treated = made.diffusion
    found = {
        row["heading"]: _bare(row, float(getattr(treated if name in TREATMENT else made, name)))
        for name, row in limits().items() if treated or name not in TREATMENT
    }  # fmt: skip
    return found | ({"diffused": treated.element} if treated else {})


def _bare(row: Mapping[str, str], value: float) -> float | int:
    if row["heading"].endswith("_ppm"):
        return _plain(value)
    known = quantities()[row["quantity"]]
    return _plain(float(f"{(value - known.offset) / known.factor:.15g}"))


def _plain(value: float) -> float | int:
    """A whole number without a point."""
    return int(value) if value == int(value) else value

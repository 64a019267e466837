"""What of a bench leaves as a file (导出): data sheet, curves, cards for pyleecan and FEMM, the recipe."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from monazite.app.design.views import Bench
from monazite.core import Language, Problem
from monazite.design.exports import (
    Cost,
    Sheet,
    curve_csv,
    data_sheet,
    femm_material,
    pyleecan_material,
    recipe_json,
)
from monazite.design.forward import Given
from monazite.design.service import Work

KINDS: Mapping[str, tuple[str, str]] = {
    "sheet": ("pdf", "application/pdf"), "curve": ("csv", "text/csv"), "pyleecan": ("json", "application/json"),
    "femm": ("lua", "text/plain"), "out": ("json", "application/json"),
}  # fmt: skip
"""What there is, with the end of its file's name and its media type."""


def exported(bench: Bench, kind: str, name: str, day: str, language: Language) -> bytes | Problem:
    """The bytes of an export, or why there is none.

    Args:
        bench: of the recipe.
        kind: one of `KINDS`.
        name: of the magnet.
        day: that stands on a data sheet, ISO.
        language: of a data sheet.
    """
    room, hot = bench.magnets[0], bench.magnets[-1]
    makers: Mapping[str, Callable[[], bytes | str | Problem]] = {
        "sheet": lambda: data_sheet(sheet_from(bench, name, day), language),
        "curve": lambda: curve_csv(bench.magnets),
        "pyleecan": lambda: pyleecan_material(
            name, room, bench.recipe.process.density_kg_per_m3, hot, bench.cost_cny_per_kg
        ),
        "femm": lambda: femm_material(name, hot, "--femm"),
        "out": lambda: recipe_json([Given(name, "", bench.recipe, bench.is_dual)]),
    }
    made = makers[kind]()
    return made.encode() if isinstance(made, str) else made


def sheet_from(bench: Bench, name: str, day: str) -> Sheet:
    """The data sheet of a bench.

    Args:
        bench: of the recipe.
        name: of the magnet.
        day: that stands on it, ISO.
    """
    verdict = bench.verdict
    days = sorted({one.offer.day for one in bench.offered.prices if one.offer.day})
    return Sheet(
        name, bench.recipe, bench.is_dual, bench.magnets, Work(bench.permeance, bench.opposing_a_per_m), bench.loss,
        bench.course, bench.tmax_kelvin, verdict.grade.name if verdict else "",
        verdict.probability if verdict else None, tuple(Cost(one.label, one.cny_per_kg) for one in bench.costs),
        " – ".join(dict.fromkeys((days[0], days[-1]))) if days else bench.offered.day.isoformat(), day,
    )  # fmt: skip


def name_of(bench: Bench) -> str:
    """What a magnet is called that nobody named: the grade that it was made for, or its largest contents."""
    if bench.verdict is not None:
        return bench.verdict.grade.name
    held = sorted(bench.recipe.weight_ppm.items(), key=lambda one: -one[1])
    return "-".join(symbol for symbol, _ in held[:4])

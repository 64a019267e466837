"""Files of cover: demand and supply as CSV or JSON, commitments as a folder of JSON; every fault one Problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path

from monazite.core import Problem, Words
from monazite.plan.commitments.files import MG_PER, read_commitment
from monazite.plan.commitments.record import Commitment
from monazite.plan.cover.committed import material_of, supply_of
from monazite.plan.cover.record import Demand, Supply
from monazite.plan.form import read_json
from monazite.plan.said import problem
from monazite.reference import element_aliases
from monazite.store.cells import Cell, choice
from monazite.store.sheet import Line, Sheet, read_sheet, sheet_of, unusable
from monazite.store.sheet_rows import SheetColumn, SheetRow, forms, read_rows

MOST_COMMITMENTS = 1000
"""Files of a folder that are read."""
KINDS = {
    **dict.fromkeys(("stock", "库存"), "stock"),
    **dict.fromkeys(("firm", "锁定", "固定"), "firm"),
    **dict.fromkeys(("optional", "option", "可选"), "optional"),
}


def read_demand(path: Path, problems: list[Problem]) -> tuple[Demand, ...]:
    """The demand of a CSV or JSON: week (a Monday), element, a mass, and perhaps material.

    Args:
        path: of the file.
        problems: of all files, in order; with any, nothing should be computed.
    """
    return tuple(
        Demand(week=row["week"], element=row["element"], mass_mg=mass_mg, material=material, place=row.place)
        for row, material, mass_mg in _read(path, "demand", problems)
    )


def read_supply(path: Path, problems: list[Problem]) -> tuple[Supply, ...]:
    """The supply of a CSV or JSON: week (a Monday), element, kind (stock, firm, optional), a mass, perhaps material.

    Args:
        path: of the file.
        problems: of all files, in order; with any, nothing should be computed.
    """
    return tuple(
        Supply(
            week=row["week"], element=row["element"], kind=row["kind"], mass_mg=mass_mg, material=material,
            place=row.place,
        )
        for row, material, mass_mg in _read(path, "supply", problems)
    )  # fmt: skip


def read_commitments(folder: Path, problems: list[Problem]) -> tuple[Commitment, ...]:
    """The commitments of a folder: every ``.json`` in it, in order of their names.

    Args:
        folder: to look in.
        problems: of all files, in order.
    """
    paths = sorted(folder.glob("*.json"))[:MOST_COMMITMENTS] if folder.is_dir() else []
    if not paths:
        problems.append(problem("cover-folder", str(folder)))
    return tuple(one for path in paths if (one := read_commitment(path, problems)) is not None)


def committed(
    commitments: tuple[Commitment, ...], demands: tuple[Demand, ...], problems: list[Problem]
) -> tuple[Supply, ...]:
    """What commitments bring in the weeks of a demand, of the elements and materials that it needs.

    Args:
        commitments: as agreed.
        demands: whose weeks and elements are meant.
        problems: added to where the contents of a material are not known.
    """
    if not demands:
        return ()
    first, last = min(one.week for one in demands), max(one.week for one in demands)
    needed = {(one.element, one.week) for one in demands if not one.material}
    named = {(one.element, one.week, one.material) for one in demands}
    found: list[Supply] = []
    for one in commitments:
        supplied = supply_of(one, first, last)
        if isinstance(supplied, Problem):
            problems.append(supplied)
        else:
            found += [part for part in supplied if (part.element, part.week) in needed
                      or (part.element, part.week, part.material) in named]  # fmt: skip
    return tuple(found)


def _read(path: Path, form: str, problems: list[Problem]) -> Iterator[tuple[SheetRow, str, int]]:
    """The sound rows of a file, with the material of each and its mass in milligrams, rounded half-even once."""
    read = read_rows(_sheet(path), _forms()[form])
    problems += read.problems
    scales = {name.replace("mass", "mass" if form == "supply" else form): scale for name, scale in MG_PER.items()}
    for row in read.rows:
        stated = [(row[name], scale) for name, scale in scales.items() if row[name] is not None]
        if len(stated) == 1:
            yield row, material_of(row["material"] or ""), round(Fraction(stated[0][0]) * stated[0][1])
        else:
            problems.append(problem("cover-mass-column", row.place, wanted=" / ".join(scales), found=len(stated)))


def _sheet(path: Path) -> Sheet:
    """A CSV, or a JSON array of flat objects with the same names, as `monazite plan explode --shared --json` prints."""
    if path.suffix.lower() != ".json":
        return read_sheet(path)
    rows = read_json(path)
    if isinstance(rows, Problem):
        return unusable(path, rows)
    if not _is_flat(rows):
        return unusable(path, problem("cover-rows", path.name))
    lines = [Line(number, tuple("" if cell is None else str(cell) for cell in one.values()))
             for number, one in enumerate(rows, 1)]  # fmt: skip
    return sheet_of(path.name, tuple(rows[0]), lines)


def _is_flat(rows: object) -> bool:
    """Whether it is an array of objects with the names of the first, in its order."""
    if not isinstance(rows, list) or not rows or not isinstance(rows[0], dict):
        return False
    return all(isinstance(one, dict) and list(one) == list(rows[0]) for one in rows)


@cache
def _forms() -> Mapping[str, tuple[SheetColumn, ...]]:
    return forms(
        "monazite.plan.cover",
        {
            "element": Cell(Words("元素符号或名称", "the symbol or name of an element"), _element),
            "supply_kind": choice(KINDS, Words("stock、firm、optional 之一", "one of stock; firm; optional")),
        },
    )


def _element(text: str) -> str:
    """The symbol of an element by any of its names."""
    found = element_aliases().get(text) or element_aliases().get(text.lower())
    if found is None:
        raise ValueError(text)
    return found

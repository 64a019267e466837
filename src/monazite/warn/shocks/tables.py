"""A network and its reliefs from a folder of CSV files, strictly: any Problem, and nothing is simulated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from monazite.core import Problem, Words
from monazite.store.cells import Cell, choice, decimal_of
from monazite.store.sheet import read_sheet
from monazite.store.sheet_rows import SheetColumn, SheetRow, forms, read_rows
from monazite.warn.shocks.check import Places, network_problems, relief_problems
from monazite.warn.shocks.record import (
    USUAL_PRIORITY,
    Cover,
    Firm,
    Line,
    Material,
    Need,
    Network,
    Relief,
    Substitute,
    Supply,
)

ROOM = "monazite.warn.shocks"
NEEDED = ("firms", "materials", "lines", "needs", "supplies")
"""Files that must be there; `substitutes` and `relief` may be left out."""
FEN = 100


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as read.

    Args:
        network: of its files; empty with any Problem.
        reliefs: of ``relief.csv``.
        problems: of bad rows, and of parts that do not fit; with any, nothing should be simulated.
    """

    network: Network
    reliefs: tuple[Relief, ...]
    problems: tuple[Problem, ...]


def shipped_folder() -> Path:
    """The folder of the network that ships: an invented one, from oxide in China to cars in four regions."""
    return Path(str(resources.files(ROOM) / "example"))


def read_folder(folder: Path) -> Folder:
    """The network of a folder: `firms.csv`, `materials.csv`, `lines.csv`, `needs.csv`, `supplies.csv` and more.

    Args:
        folder: with the files; others in it are passed over.
    """
    rows: dict[str, tuple[SheetRow, ...]] = {}
    problems: list[Problem] = []
    for name, columns in _forms().items():
        path = folder / f"{name}.csv"
        rows[name] = ()
        if name in NEEDED or path.is_file():
            read = read_rows(read_sheet(path), columns)
            rows[name] = read.rows
            problems += read.problems
    if problems:
        return _refused(problems)
    network = _network(rows)
    places: Places = {name: [row.place for row in group] for name, group in rows.items()}
    reliefs = tuple(map(_relief, rows["relief"]))
    problems += network_problems(network, places)
    problems += relief_problems(network, reliefs, places)
    return _refused(problems) if problems else Folder(network, reliefs, ())


def _refused(problems: list[Problem]) -> Folder:
    return Folder(Network((), (), (), (), (), ()), (), tuple(problems))


@cache
def _forms() -> Mapping[str, tuple[SheetColumn, ...]]:
    price = Cell(Words("不小于零、至多两位小数的元", "yuan from nought up, two decimals at most"), _fen)
    kinds = {one: one for one in ("stock", "licence", "qualify", "priority")}
    return forms(ROOM, {
        "price": price,
        "priority": _whole(1, 9),
        "transit": _whole(1, 365),
        "days": _whole(0, 10_000),
        "relief": choice(kinds, Words("、".join(kinds) + " 之一", "one of " + ", ".join(kinds))),
    })  # fmt: skip


def _whole(least: int, most: int) -> Cell:
    def read(text: str) -> int:
        value = decimal_of(text, least, most)
        if value != int(value):
            raise ValueError(text)
        return int(value)

    return Cell(Words(f"{least} 至 {most} 的整数", f"a whole number from {least} to {most}"), read)


def _fen(text: str) -> int:
    value = decimal_of(text, 0) * FEN
    if value != int(value):
        raise ValueError(text)
    return int(value)


def _network(rows: Mapping[str, tuple[SheetRow, ...]]) -> Network:
    return Network(
        firms=tuple(map(_firm, rows["firms"])),
        materials=tuple(Material(row["material"], _name(row, "material"), row["unit"]) for row in rows["materials"]),
        lines=tuple(map(_line, rows["lines"])),
        needs=tuple(map(_need, rows["needs"])),
        substitutes=tuple(map(_substitute, rows["substitutes"])),
        supplies=tuple(map(_supply, rows["supplies"])),
    )


def _name(row: SheetRow, key: str) -> Words:
    return Words(row["name_zh"] or row[key], row["name_en"] or row["name_zh"] or row[key])


def _firm(row: SheetRow) -> Firm:
    return Firm(row["firm"], _name(row, "firm"), row["region"], row["tier"] or 0, row["priority"] or USUAL_PRIORITY)


def _line(row: SheetRow) -> Line:
    most = row["per_day"] if row["most_per_day"] is None else row["most_per_day"]
    finished, value = row["finished_days"] or 0, row["value_yuan_per_unit"] or 0
    return Line(row["firm"], row["material"], float(row["per_day"]), float(most), float(finished), value)


def _need(row: SheetRow) -> Need:
    cover = Cover(*(float(_or(row[f"cover_days{end}"], row["cover_days"])) for end in ("_low", "", "_high")))
    is_essential = _or(row["is_essential"], True)
    return Need(row["firm"], row["output"], row["input"], float(row["quantity_per_unit"]), cover, is_essential)


def _or(value: Any, usual: Any) -> Any:
    return usual if value is None else value


def _substitute(row: SheetRow) -> Substitute:
    cover = float(row["cover_days"] or Decimal(0))
    return Substitute(
        row["firm"], row["output"], row["input"], row["substitute"], row["delay_days"],
        float(_or(row["yield_share"], 1)), Cover(cover, cover, cover),
    )  # fmt: skip


def _supply(row: SheetRow) -> Supply:
    return Supply(row["supplier"], row["buyer"], row["material"], float(row["share"]), row["transit_days"])


def _relief(row: SheetRow) -> Relief:
    amount, cost = float(row["amount"]), row["cost_yuan"]
    return Relief(row["relief"], row["kind"], row["firm"], row["material"] or "", amount, cost)

"""Files of a settlement: the commitment as JSON, what moved and the price path as CSV; every fault one Problem.

In the JSON a bare number has the unit at the end of its name; a text may carry another: ``"minimum_mg": "1000 t"``,
``"floor_fen_per_tonne": "110 USD/kg"``, ``"share_ppm": "30 %"``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from monazite.core import Problem, Words
from monazite.plan.commitments.checks import commitment_faults
from monazite.plan.commitments.record import Commitment, Content, Movement, PricePath, Quote
from monazite.plan.form import read_json, read_record
from monazite.plan.said import problem
from monazite.reference import unit
from monazite.store.cells import Cell, cells, choice
from monazite.store.sheet import read_sheet
from monazite.store.sheet_rows import SheetColumn, SheetRow, forms, read_rows
from monazite.trace.acts.values import mass_mg, number, share_ppm

MG_PER = {"mass_tonnes": 10**9, "mass_kg": 10**6, "mass_mg": 1}
PPM_PER = {"ppm": 1, "percent": 10_000}
FEN_PER_TONNE = 100_000
"""Hundredths a tonne of one unit of money a kilogram."""
MOST_NAMED = 10
"""Series that a Problem names."""
KINDS = {
    **dict.fromkeys(("sold", "售出", "交付", "销售"), "sold"),
    **dict.fromkeys(("stockpiled", "入储", "收储"), "stockpiled"),
    **dict.fromkeys(("released", "出储", "出库"), "released"),
    **dict.fromkeys(("not_taken", "拒收", "未提取"), "not_taken"),
}
_PRICE = re.compile(r"(?:price_)?([a-z]{3})_per_(kg|tonne|t)", re.ASCII | re.IGNORECASE)
EXAMPLES = {"_mg": "1000 t", "_fen_per_tonne": "110 USD/kg", "_ppm": "2 %"}
"""By the end of a field's name, how its quantity may be written."""
DEEPEST = 8
"""Levels of a JSON value that are looked into; a commitment has four."""


def read_commitment(path: Path, problems: list[Problem]) -> Commitment | None:
    """The commitment of a JSON file; None where anything is wrong, and what is added to the problems.

    Args:
        path: of the file.
        problems: of all files, in order.
    """
    stated, wrong = read_json(path), list[Problem]()
    if isinstance(stated, Problem):
        problems.append(stated)
        return None
    currency = str(stated.get("currency", "")) if isinstance(stated, dict) else ""
    found = read_record(Commitment, _whole(stated, currency, path.name, wrong), path.name, wrong)
    if found is not None and not wrong:
        wrong += commitment_faults(found, path.name)
    problems += wrong
    return None if wrong else found


def read_movements(path: Path, commitment: Commitment, problems: list[Problem]) -> tuple[Movement, ...]:
    """What moved, from a CSV: day, mass, and where they apply id, kind, period, and a column for each property tested.

    Args:
        path: of the file.
        commitment: whose quality clauses name the properties: ``TREO_percent`` or ``Fe_ppm``.
        problems: of all files, in order; with any, nothing should be settled.
    """
    amount = cells()["amount"]
    tested = [SheetColumn(f"{one.property}_{scale}", amount, is_required=False) for one in commitment.quality
              for scale in PPM_PER]  # fmt: skip
    read = read_rows(read_sheet(path), (*_forms()["movements"], *tested))
    problems += read.problems
    found = [_movement(row, commitment) for row in read.rows]
    problems += [one for one in found if isinstance(one, Problem)]
    return tuple(one for one in found if isinstance(one, Movement))


def read_prices(path: Path, commitment: Commitment, problems: list[Problem]) -> PricePath | None:
    """The price path of a CSV: day, price and unit (or one column such as ``price_usd_per_kg``), perhaps series.

    Args:
        path: of the file.
        commitment: whose price rule names the series that is meant where there are several.
        problems: of all files, in order; with any there is no path.
    """
    sheet, before = read_sheet(path), len(problems)
    priced = [heading for heading in sheet.header if _PRICE.fullmatch(heading)]
    columns = [SheetColumn(heading, cells()["positive"]) for heading in priced]
    read = read_rows(sheet, (*_forms()["prices"], *columns))
    problems += read.problems
    if not read.problems and (len(priced) + _has_price(sheet.header) != 1):
        problems.append(problem("commit-price-column", f"{sheet.name}:1", found=", ".join(sheet.header)))
    rows = _of_series(read.rows, commitment, sheet.name, problems) if len(problems) == before else ()
    quotes = _quotes(rows, priced[0] if priced else "", problems) if rows else None
    return quotes and replace(quotes, series=commitment.price.series)


def _has_price(header: Sequence[str]) -> bool:
    """Whether there is a column of prices whose unit stands beside it."""
    named = next(one for one in _forms()["prices"] if one.name == "price")
    return bool({named.name, *named.aliases} & set(header))


def _of_series(
    rows: Sequence[SheetRow], commitment: Commitment, place: str, problems: list[Problem]
) -> Sequence[SheetRow]:
    """The rows of the series that is meant."""
    names = list(dict.fromkeys(row["series"] or "" for row in rows))
    wanted, listed = commitment.price.series, ", ".join(names[:MOST_NAMED])
    if wanted in names:
        return [row for row in rows if row["series"] == wanted]
    if any(names) and wanted:
        problems.append(problem("commit-series", place, wanted=wanted, found=listed))
    elif len(names) > 1:
        problems.append(problem("commit-series-many", place, found=listed))
    return rows


def _quotes(rows: Sequence[SheetRow], heading: str, problems: list[Problem]) -> PricePath | None:
    """The path of rows that all have one unit."""
    first = _unit_of(rows[0], heading)
    if isinstance(first, Problem):
        problems.append(first)
        return None
    currency, fen_per_tonne, text = first
    others = [row for row in rows if not heading and row["unit"] != text]
    problems += [problem("commit-unit-changes", row.place, wanted=text, found=row["unit"] or "–") for row in others]
    quotes = (Quote(day=row["day"], fen_per_tonne=Fraction(row[heading or "price"] or 0) * fen_per_tonne,
                    place=row.place) for row in rows)  # fmt: skip
    return PricePath(series="", currency=currency, quotes=tuple(sorted(quotes, key=lambda one: one.day)))


def _unit_of(row: SheetRow, heading: str) -> tuple[str, Fraction, str] | Problem:
    """Currency, fen a tonne of one unit, and the unit as written."""
    if match := _PRICE.fullmatch(heading):
        return match[1].upper(), Fraction(FEN_PER_TONNE, 1 if match[2].lower() == "kg" else 1000), heading
    found = unit(row["unit"]) if row["unit"] else None
    if found is None or found.dimension != "price" or not found.canonical.endswith("/kg"):
        return problem("commit-unit", row.place, found=row["unit"] or "–")
    return found.canonical.removesuffix("/kg"), found.ratio * FEN_PER_TONNE, row["unit"]


def _movement(row: SheetRow, commitment: Commitment) -> Movement | Problem:
    masses = [(row[name], scale) for name, scale in MG_PER.items() if row[name] is not None]
    if len(masses) != 1:
        return problem("commit-mass-column", row.place, found=len(masses))
    contents = [
        Content(name=one.property, ppm=round(Fraction(row[f"{one.property}_{scale}"]) * ppm))
        for one in commitment.quality
        for scale, ppm in PPM_PER.items()
        if row[f"{one.property}_{scale}"] is not None
    ]
    return Movement(
        id=row["id"] or str(row.row), day=row["day"], mass_mg=round(Fraction(masses[0][0]) * masses[0][1]),
        kind=row["kind"] or "sold", contents=tuple(contents), period=row["period"] or "", place=row.place,
    )  # fmt: skip


@cache
def _forms() -> Mapping[str, tuple[SheetColumn, ...]]:
    known = ", ".join(dict.fromkeys(KINDS.values()))
    own: dict[str, Cell] = {"movement_kind": choice(KINDS, Words(f"{known} 之一", f"one of {known}"))}
    return forms("monazite.plan.commitments", own)


def _whole(value: Any, currency: str, place: str, problems: list[Problem], name: str = "", *, depth: int = 0) -> Any:
    """A JSON value with every quantity that carries its unit as a whole number in the unit of its name."""
    if depth < DEEPEST and isinstance(value, list):
        return [
            _whole(one, currency, f"{place}[{n}]", problems, name, depth=depth + 1) for n, one in enumerate(value, 1)
        ]
    if depth < DEEPEST and isinstance(value, dict):
        return {
            key: _whole(one, currency, f"{place} {key}", problems, key, depth=depth + 1) for key, one in value.items()
        }
    suffix = next((one for one in EXAMPLES if f"_{name}".endswith(one)), None)
    if suffix is None or not isinstance(value, str):
        return value
    exact = _quantity(suffix, value, currency)
    if exact is None:
        example = EXAMPLES[suffix].replace("USD", currency)
        problems.append(problem("commit-quantity", place, example=example, found=value))
    return 0 if exact is None else round(exact)


def _quantity(suffix: str, text: str, currency: str) -> Fraction | None:
    """A quantity with its unit, in the unit of the suffix; None for a text without one, or with one of another kind."""
    read = number(text.strip())
    if read is None or not read[1]:
        return None
    if suffix == "_mg":
        return mass_mg(text.strip(), "mg")
    if suffix == "_ppm":
        return share_ppm(text.strip())
    found = unit(read[1])
    return read[0] * found.ratio * FEN_PER_TONNE if found and found.canonical == f"{currency}/kg" else None

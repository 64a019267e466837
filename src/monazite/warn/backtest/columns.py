"""Which column of a price table is what: 日期 or date; 最低价, 最高价, 平均价 or _low, _high, _average of products."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from monazite.core import Problem
from monazite.store import nearest
from monazite.store.sheet import Sheet, passed_over
from monazite.warn.said import problem

KNOWN = ("日期", "年", "月", "日", "…最低价", "…最高价", "…平均价", "date", "…_low", "…_high", "…_average")
"""Headings as a Problem names them; … stands for a product."""
MOST_PRODUCTS = 20
PARTS = ("low", "high", "average")


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of a table's columns, from 0.

    Args:
        day: of the date.
        split: of year, month and day apart, by their place in a date; empty where the table has none of it.
        products: by name as written, the place of each of low, high and average that is there; average always is.
        headings: of the averages, by product.
        problems: of columns that are missing, unknown or too many.
    """

    day: int
    split: Mapping[int, int]
    products: Mapping[str, Mapping[str, int]]
    headings: Mapping[str, str]
    problems: tuple[Problem, ...]


def columns_of(sheet: Sheet) -> Columns | tuple[Problem, ...]:
    """The columns of a table; only Problems where it has no date or no product.

    Args:
        sheet: as read.
    """
    days = [place for place, name in enumerate(sheet.header) if name.lower() in _endings("day")]
    if not days:
        best = nearest("日期", sheet.header) or nearest("date", sheet.header)
        return (problem("column-missing", f"{sheet.name}:1", wanted="日期 / date", found=best, nearest=best),)
    split: dict[int, int] = {}
    products: dict[str, dict[str, int]] = {}
    headings: dict[str, str] = {}
    strange: list[str] = []
    for place, name in enumerate(sheet.header):
        if (part_of_date := _split(name)) is not None:
            split[part_of_date] = place
        elif found := _product(name):
            products.setdefault(found[0], {}).setdefault(found[1], place)
            headings.update({found[0]: name} if found[1] == "average" else {})
        elif place != days[0] and name:
            strange.append(name)
    problems = [_without_average(sheet, name) for name, parts in products.items() if "average" not in parts]
    told = {name: parts for name, parts in products.items() if "average" in parts}
    problems += passed_over(sheet, strange, KNOWN) if told else [_strange(sheet, name) for name in strange]
    if not told and not problems:
        problems.append(
            problem("column-missing", f"{sheet.name}:1", wanted="…平均价 / …_average", found="", nearest="")
        )
    if len(told) > MOST_PRODUCTS:
        problems.append(problem("backtest-products-many", f"{sheet.name}:1", limit=MOST_PRODUCTS, found=len(told)))
    kept = dict(list(told.items())[:MOST_PRODUCTS])
    return Columns(days[0], split, kept, headings, tuple(problems)) if kept else tuple(problems)


def _split(name: str) -> int | None:
    endings = _endings("split")
    return endings.index(name.lower()) % 3 if name.lower() in endings else None


def _product(name: str) -> tuple[str, str] | None:
    """The product and the part of a heading, a unit in brackets aside; the longest ending counts."""
    bare = name.replace("（", "(").partition("(")[0].strip()
    fits = [(ending, part) for part in PARTS for ending in _endings(part) if bare.lower().endswith(ending)]
    if not fits:
        return None
    ending, part = max(fits, key=lambda one: len(one[0]))
    product = bare[: -len(ending)].strip()
    return (product, part) if product else None


def _strange(sheet: Sheet, name: str) -> Problem:
    like = nearest(name, [one for one in KNOWN if not one.startswith("…")])
    return problem("column-strange", f"{sheet.name}:1", known=", ".join(KNOWN), found=name, nearest=like)


def _without_average(sheet: Sheet, name: str) -> Problem:
    wanted = f"{name}_average" if name.isascii() else f"{name}平均价"
    best = nearest(wanted, sheet.header)
    return problem("column-missing", f"{sheet.name}:1", wanted=wanted, found=best, nearest=best)


@cache
def _endings(part: str) -> list[str]:
    text = (resources.files("monazite.warn.backtest") / "headings.csv").read_text("utf-8")
    return [row["ending"] for row in csv.DictReader(text.splitlines()) if row["part"] == part]

"""Files of demand and capacity from outside: messages of CX-0128, and tables whose columns stand in ``forms.csv``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from monazite.core import Problem, Words
from monazite.core.figures import as_decimal
from monazite.plan.form import read_json
from monazite.plan.matching.build import Rows, demands_of, groups_of, of_weeks
from monazite.plan.matching.check import gaps, problems_of
from monazite.plan.matching.codes import ROOM, codes, unit_key
from monazite.plan.matching.match import judge
from monazite.plan.matching.payload import KINDS, Taken, take_message
from monazite.plan.matching.record import Verdict
from monazite.plan.said import problem
from monazite.store.cells import Cell, choice
from monazite.store.sheet import Sheet, read_sheet
from monazite.store.sheet_json import json_sheet
from monazite.store.sheet_rows import SheetColumn, SheetRow, fits, forms, read_rows

UNIT = Words("CX-0128 的计量单位，如 kg、件", "a unit of measure of CX-0128 such as kg or piece")
CATEGORY = Words("CX-0128 的需求类别，如 SR99", "a demand category of CX-0128 such as SR99")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A row of a table of scenarios, as CX-0128 section 5.7.1 has one.

    Args:
        name: of the scenario.
        demand: of all, before load factor and delta production.
        compared: with both; what is compared.
        actual: planned capacity.
        maximum: greatest capacity.
        verdict: of the comparison.
    """

    name: str
    demand: Decimal
    compared: Decimal
    actual: Decimal
    maximum: Decimal
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Given:
    """What files say.

    Args:
        taken: demands and groups.
        scenarios: of tables of scenarios.
        problems: with any, nothing should be told.
        notices: what is told beside the results: weeks left out, a stated result that is not the one of the standard.
    """

    taken: Taken
    scenarios: tuple[Scenario, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...]


def read_files(paths: Iterable[Path]) -> Given:
    """Demands, capacity groups and scenarios of files, checked each by itself and all together.

    Args:
        paths: of CSV and JSON files; which form a table has is seen by its columns.
    """
    taken, rows, scenarios = Taken(), Rows(), list[SheetRow]()
    for path in paths:
        sheet = _sheet(path, taken)
        if sheet is None:
            continue
        form = _form(sheet)
        read = read_rows(sheet, columns()[form]) if form else None
        if read is None or form is None:
            taken.problems += [*sheet.problems] or [_unknown(sheet)]
            continue
        taken.problems += read.problems
        if form == "weeks":
            of_weeks(path.stem, read.rows, taken)
        elif form == "table":
            scenarios += read.rows
        else:
            rows.add(form, read.rows)
    demands_of(rows, taken)
    groups_of(rows, taken)
    found = [_scenario(one) for one in scenarios]
    demands, groups = [*taken.demands.values()], [*taken.groups.values()]
    wrong = [*taken.problems, *(one for one in found if isinstance(one, Problem))] or [*problems_of(demands, groups)]
    whole = (
        [] if wrong else [(row, one) for row, one in zip(scenarios, found, strict=True) if isinstance(one, Scenario)]
    )
    notices = [] if wrong else [*gaps(demands, groups), *(other for pair in whole for other in _differs(*pair))]
    return Given(taken, tuple(one for _, one in whole), tuple(wrong), tuple(notices))


@cache
def columns() -> Mapping[str, tuple[SheetColumn, ...]]:
    """The forms of tables by name: table, weeks, demand, capacity, link, threshold."""
    words = {text: key for key, code in codes("category").items() for text in (key, code.words.zh, code.words.en)}
    return forms(ROOM, {"unit": Cell(UNIT, _unit), "category": choice(words, CATEGORY)})


def _unit(text: str) -> str:
    key = unit_key(text)
    if not key:
        raise ValueError(text)
    return key


def _sheet(path: Path, taken: Taken) -> Sheet | None:
    """A file as a table, or None for a message, which is taken, or one that cannot be read."""
    if path.suffix.lower() != ".json":
        return read_sheet(path)
    value = read_json(path)
    if isinstance(value, Problem):
        taken.problems.append(value)
    elif _is_table(value):
        return json_sheet(value, path.name)
    else:
        take_message(value, path.name, taken)
    return None


def _is_table(value: Any) -> bool:
    """Whether a JSON value is an array of rows and not of objects of the standard."""
    return isinstance(value, list) and not any(isinstance(one, dict) and one.keys() & KINDS.keys() for one in value)


def _form(sheet: Sheet) -> str | None:
    """The form whose columns a table has; of several the one that knows most of its columns.

    A table that lacks a column is of the form that knows most of those it has, so that the missing one is named.
    """
    known = {name: sum(one in _headings(name) for one in sheet.header) for name in columns()}
    ranked = [(fits(sheet, columns()[name]), count, len(_required(name)), name) for name, count in known.items()]
    is_fit, count, _, form = max(ranked)
    return form if is_fit or count > 1 else None


def _headings(form: str) -> set[str]:
    return {heading for one in columns()[form] for heading in (one.name, *one.aliases)}


def _required(form: str) -> list[str]:
    return [one.name for one in columns()[form] if one.is_required]


def _unknown(sheet: Sheet) -> Problem:
    known = "; ".join(", ".join(_required(name)) for name in columns())
    return problem("matching-form-unknown", sheet.name, known=known, found=", ".join(sheet.header))


def _scenario(row: SheetRow) -> Scenario | Problem:
    demand, actual, maximum = row["demand"], row["actual_capacity"], row["maximum_capacity"]
    if maximum < actual:
        return problem("matching-maximum-below", row.place, actual=actual, found=maximum)
    compared = Fraction(demand) * Fraction(row["load_factor"] or 1) + Fraction(row["delta_production"] or 0)
    verdict = judge(compared, actual, maximum)
    return Scenario(row["scenario"], demand, as_decimal(compared), actual, maximum, verdict)


def _differs(row: SheetRow, scenario: Scenario) -> Iterable[Problem]:
    """A result or colour that the table states and the standard does not."""
    for column, key in (("result", scenario.verdict.result), ("colour", scenario.verdict.colour)):
        stated, words = row[column], codes(column)[key].words
        if stated and stated.casefold() not in {key, words.zh, words.en.casefold()}:
            yield problem("matching-result-differs", row.place, wanted=words, found=stated)

"""What a method runs on: the tables of a folder, or the figures that ship with the package where a folder has none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from fractions import Fraction
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import Any

from monazite.core import Problem
from monazite.store.sheet import Figure
from monazite.warn.criticality.countries import code_of
from monazite.warn.criticality.methods import Method
from monazite.warn.criticality.record import MINE, RARE_EARTH, Flow, Producer, Stability, Supply
from monazite.warn.criticality.tables import ROOM, YEAR, Entry, Table, read_tables, required, row_twice
from monazite.warn.said import problem

MOST_PROBLEMS = 200
"""Problems that are listed; one more says that there are others."""
MOST_FILES = 1000
FORMS: Mapping[str, tuple[str, ...]] = {"production": ("production_wide", "production")}
"""Forms of a table that a method may need, the one that leads first, where there are several."""
NOUGHT = Figure(Fraction(0), Fraction(0), Fraction(0))
Key = tuple[str, str, int]
"""Subject, stage, year."""


@dataclass(frozen=True, slots=True)
class Imports:
    """What a country imported in a year.

    Args:
        flows: by exporter.
        value_thousand_usd: of all of them.
    """

    flows: tuple[Flow, ...]
    value_thousand_usd: Fraction


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was found for a method.

    Args:
        supplies: production by subject, stage and year; of several sources the leading one first.
        stability: governance by country and year.
        imports: by year and importer.
        demands: tonnes of REO by subject, stage and year.
        published: rows of the EU's results.
        terms: rows of terms of the EU's formula.
        shipped: forms taken from the package, for want of a table in the folder.
        problems: of bad rows and missing tables; with any there is nothing to score.
    """

    supplies: Mapping[Key, tuple[Supply, ...]] = field(default_factory=dict)
    stability: Stability = field(default_factory=lambda: Stability({}))
    imports: Mapping[tuple[int, int], Imports] = field(default_factory=dict)
    demands: Mapping[Key, Figure] = field(default_factory=dict)
    published: tuple[Entry, ...] = ()
    terms: tuple[Entry, ...] = ()
    shipped: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def load_inputs(method: Method, folder: Path | None = None) -> Inputs:
    """The tables that a method needs.

    Args:
        method: that will run on them.
        folder: with CSV files of the forms in ``forms.csv``, told apart by their columns; files of other kinds are
            passed over. None takes what ships with the package.
    """
    if folder is not None and not folder.is_dir():
        return Inputs(problems=(problem("inputs-missing", folder),))
    paths = [] if folder is None else sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv")
    wanted = [form for need in method.needs for form in FORMS.get(need, (need,))]
    tables = list(read_tables(paths[:MOST_FILES], wanted))
    found = {table.form for table in tables}
    lacking = [need for need in method.needs if found.isdisjoint(FORMS.get(need, (need,)))]
    shipped = tuple(need for need in lacking if need in method.ships)
    tables += _shipped(shipped)
    missing = [_lacking(need, folder, paths) for need in lacking if need not in shipped]
    problems = [*(one for table in tables for one in table.problems), *_across(tables), *missing]
    if not problems:
        inputs = _inputs(tables, wanted, shipped)
        problems = _used_twice(tables, inputs)
        if not problems:
            return inputs
    if len(problems) > MOST_PROBLEMS:
        last = problem("many-problems", folder or ROOM, found=len(problems))
        problems = [*problems[:MOST_PROBLEMS], last]
    return Inputs(problems=tuple(problems))


def _shipped(forms: Iterable[str]) -> tuple[Table, ...]:
    with ExitStack() as stack:
        files = [resources.as_file(resources.files(ROOM) / f"{form}.csv") for form in forms]
        return read_tables([stack.enter_context(one) for one in files], forms)


def _lacking(need: str, folder: Path | None, paths: Sequence[Path]) -> Problem:
    found = ", ".join(path.name for path in paths) or "—"
    columns = ", ".join(sorted(required(need)))
    return problem("form-missing", folder or "--inputs", form=need, columns=columns, found=found)


def _inputs(tables: Sequence[Table], wanted: Sequence[str], shipped: tuple[str, ...]) -> Inputs:
    ordered = sorted(tables, key=lambda table: wanted.index(table.form))
    of = {form: [table for table in ordered if table.form == form] for form in wanted}
    entries = {form: [entry for table in some for entry in table.entries] for form, some in of.items()}
    return Inputs(
        _supplies(table for table in ordered if table.form.startswith("production")),
        _stability(entries.get("stability", [])),
        _imports(entries.get("imports", [])),
        {_key(entry.values): entry.values["demand_t_reo"] for entry in entries.get("demand", [])},
        tuple(entries.get("eu", [])),
        tuple(entries.get("eu_terms", [])),
        shipped,
    )


def _key(values: Mapping[str, Any], year: int | None = None) -> Key:
    return values.get("subject") or RARE_EARTH, values.get("stage") or MINE, year or values["year"]


def _supplies(tables: Iterable[Table]) -> dict[Key, tuple[Supply, ...]]:
    found: dict[Key, tuple[Supply, ...]] = {}
    for table in tables:
        rows: dict[Key, list[tuple[str, Producer]]] = {}
        for entry in table.entries:
            for year, tonnes in _years(entry.values):
                code = entry.values.get("baci_code", code_of(entry.values["country"]))
                producer = Producer(code, entry.values["country"], tonnes)
                rows.setdefault(_key(entry.values, year), []).append((entry.values.get("source") or "", producer))
        for key, listed in rows.items():
            found[key] = (*found.get(key, ()), *_by_source(key, listed, table.name))
    return found


def _years(values: Mapping[str, Any]) -> list[tuple[int, Figure]]:
    """Years and tonnes of a row; a blank cell is no report, and counts as nought."""
    if YEAR in values:
        return [(year, tonnes) for year, tonnes in values[YEAR].items() if tonnes is not None]
    return [(values["year"], values["t_reo"])]


def _by_source(key: Key, rows: Sequence[tuple[str, Producer]], name: str) -> list[Supply]:
    """Rows of a year as one source's figures; as several sources' where a country stands there more than once."""
    labels = list(dict.fromkeys(source for source, _ in rows))
    countries = [producer.code or producer.country for _, producer in rows]
    if len(set(countries)) == len(countries):
        label = labels[0] if len(labels) == 1 and labels[0] else name
        return [Supply(*key, label, tuple(producer for _, producer in rows))]
    return [Supply(*key, label or name, tuple(one for source, one in rows if source == label)) for label in labels]


def _stability(entries: Iterable[Entry]) -> Stability:
    shares: dict[tuple[int, int], Figure] = {}
    for entry in entries:
        code = entry.values["country_code"]
        for year, share in entry.values[YEAR].items():
            if code is not None and share is not None:
                shares.setdefault((code, year), share)
    return Stability(shares)


def _imports(entries: Iterable[Entry]) -> dict[tuple[int, int], Imports]:
    def when(entry: Entry) -> tuple[int, int]:
        return entry.values["t"], entry.values["j"]

    return {key: _imported(list(rows)) for key, rows in groupby(sorted(entries, key=when), key=when)}


def _imported(entries: Sequence[Entry]) -> Imports:
    goods: dict[int, list[Figure | None]] = {}
    for entry in entries:
        goods.setdefault(entry.values["i"], []).append(entry.values["q"])
    value = sum((entry.values["v"].value for entry in entries), Fraction(0))
    return Imports(tuple(_flow(exporter, masses) for exporter, masses in sorted(goods.items())), value)


def _flow(exporter: int, masses: Sequence[Figure | None]) -> Flow:
    known = [mass or NOUGHT for mass in masses]
    total = Figure(
        sum((mass.value for mass in known), Fraction(0)),
        sum((max(mass.low, Fraction(0)) for mass in known), Fraction(0)),
        sum((mass.high for mass in known), Fraction(0)),
    )
    return Flow(exporter, total, masses.count(None))


def _across(tables: Iterable[Table]) -> Iterable[Problem]:
    """Rows that two files share; production is left out, for there a file is a source of its own."""
    seen: dict[tuple[Any, ...], str] = {}
    for table in tables:
        if table.form not in FORMS["production"]:
            for key, row in table.rows.items():
                before = seen.setdefault((table.form, *key), f"{table.name}:{row}")
                if before != f"{table.name}:{row}" and key != (None,):
                    yield row_twice(key, f"{table.name}:{row}", before)


def _used_twice(tables: Sequence[Table], inputs: Inputs) -> list[Problem]:
    """Countries that a table of governance has twice, where a score would use them."""
    used = {flow.exporter for imports in inputs.imports.values() for flow in imports.flows}
    if not inputs.imports:
        used = {one.code for some in inputs.supplies.values() for supply in some for one in supply.producers
                if one.code is not None}  # fmt: skip
    return [wrong for table in tables if table.form == "stability" for key, wrong in table.twice if key[0] in used]

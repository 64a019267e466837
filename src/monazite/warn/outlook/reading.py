"""The tables of an outlook, from a folder or from what ships, read strictly and checked against one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from monazite.core import Problem, Words
from monazite.store import nearest
from monazite.store.sheet import read_sheet
from monazite.store.sheet_rows import SheetColumn, SheetRow, forms, read_rows
from monazite.warn.outlook.cells import FIRST_YEAR, LAST_YEAR, ROOM, cells, symbols
from monazite.warn.outlook.inputs import Anchor, Inputs, Origin, Published, Scenario, Slider, Span, Use
from monazite.warn.outlook.inputs import Path as Anchors
from monazite.warn.said import problem

MOST_ROWS = 5000
"""Rows of a table: a hundred uses in fifty years."""
MOST_USES = 200
MOST_PROBLEMS = 50
"""Problems that are said; so many wrong rows have one cause."""
MOST_SHARES = 1.01
"""Sum of an ore's oxide shares at most: printed figures round up."""
RATES = ("loss", "collection", "recovery")
OPTIONAL = ("pools", "published")
"""Tables that may have no row."""
GROWTH = (-50.0, 100.0)
"""Least and greatest growth in percent a year."""
NATURAL: Mapping[str, tuple[float, float]] = {
    "demand_path": (-1, 1), "heavy_cut": (0, 1), "cerium_share": (0, 1), "cerium_replaces": (0, 1),
    "collection_added": (0, 1), "quota_growth": GROWTH, "imports_growth": GROWTH, "imports_share": (0, 1),
    "storage": (0, 1e9), "changes_begin": (FIRST_YEAR, LAST_YEAR), "changes_end": (FIRST_YEAR, LAST_YEAR),
}  # fmt: skip
"""Sliders that every outlook has, and what they can mean; beside them ``GROUP_growth`` for any group of uses."""
Rows = Mapping[str, tuple[SheetRow, ...]]


@cache
def shipped_inputs() -> Inputs:
    """The tables that ship with the package."""
    return read_inputs(None)


def read_inputs(folder: Path | None) -> Inputs:
    """The tables of a folder, each by its name (``activity.csv``); those it lacks are taken from what ships.

    With uses of its own, a folder has no published figures but its own, and no sliders of groups that it lacks.

    Args:
        folder: with CSV files; None takes all that ships.
    """
    if folder is not None and not folder.is_dir():
        return Inputs(problems=(problem("inputs-missing", folder),))
    known = forms(ROOM, cells())
    paths = {one.stem: one for one in sorted(folder.glob("*.csv"))} if folder else {}
    wrong = [problem("outlook-table-strange", f"{name}.csv", found=name, known=", ".join(known),
                     nearest=nearest(name, known)) for name in paths if name not in known]  # fmt: skip
    rows: dict[str, tuple[SheetRow, ...]] = {}
    with resources.as_file(resources.files(ROOM) / "tables") as ours:
        for form, columns in known.items():
            rows[form], found = _table(paths.get(form, ours / f"{form}.csv"), form, columns)
            wrong += found
    rows = _fitted(rows, paths)
    wrong = wrong or _crossed(rows)
    if wrong:
        many = [problem("many-problems", folder, found=len(wrong))] if len(wrong) > MOST_PROBLEMS else []
        return Inputs(problems=(*wrong[:MOST_PROBLEMS], *many))
    return _assembled(rows, tuple(form for form in known if form not in paths) if folder else ())


def _table(path: Path, form: str, columns: tuple[SheetColumn, ...]) -> tuple[tuple[SheetRow, ...], list[Problem]]:
    sheet = read_sheet(path)
    if len(sheet.lines) > MOST_ROWS:
        return (), [problem("rows-many", sheet.name, limit=MOST_ROWS, found=len(sheet.lines))]
    found = read_rows(sheet, columns)
    return found.rows, [one for one in found.problems if form not in OPTIONAL or one.code != "table-empty"]


def _fitted(rows: Rows, own: Mapping[str, Path]) -> dict[str, tuple[SheetRow, ...]]:
    """What ships, cut to the uses of a folder."""
    fitted = dict(rows)
    if "uses" in own and "published" not in own:
        fitted["published"] = ()
    if "uses" in own and "sliders" not in own:
        kept = {*NATURAL, *(f"{row['group']}_growth" for row in rows["uses"])}
        fitted["sliders"] = tuple(row for row in rows["sliders"] if row["slider"] in kept)
    return fitted


def _crossed(rows: Rows) -> list[Problem]:
    """What is wrong between tables: names that another lacks, ranges out of order, shares above the whole."""
    names = {form: {row[key] for row in rows[form]} for form, key in
             (("uses", "use"), ("origins", "origin"), ("ores", "ore"))}  # fmt: skip
    groups = {f"{row['group']}_growth" for row in rows["uses"]}
    sliders = {row["slider"] for row in rows["sliders"]}
    found = [
        *_named(rows["activity"], "use", "uses", names["uses"]),
        *_named(rows["intensities"], "use", "uses", names["uses"]),
        *_named(rows["rates"], "use", "uses", names["uses"]),
        *_named(rows["origins"], "ore", "ores", names["ores"]),
        *_named(rows["limits"], "origin", "origins", names["origins"]),
        *_named(rows["sliders"], "slider", "uses", {*NATURAL, *groups}),
        *_named(rows["scenarios"], "slider", "sliders", sliders),
        *_lacking("activity.csv", names["uses"], {row["use"] for row in rows["activity"]}),
        *_lacking("limits.csv", names["origins"], {row["origin"] for row in rows["limits"]}),
        *_lacking("sliders.csv", NATURAL, sliders),
        *(one for rate in RATES for one in
          _lacking("rates.csv", names["uses"], {row["use"] for row in rows["rates"] if row["rate"] == rate}, rate)),
        *_unpriced(rows),
        *(one for form, columns in RANGES.items() for one in _disordered(rows[form], columns)),
        *_lifetimes(rows["uses"]),
        *_undated(rows["intensities"]),
        *_shares(rows["ores"]),
        *_outside(rows),
        *_unnatural(rows["sliders"]),
        *_lost(rows["rates"]),
    ]  # fmt: skip
    if len(names["uses"]) > MOST_USES:
        found.append(problem("rows-many", "uses.csv", limit=MOST_USES, found=len(names["uses"])))
    return found


RANGES: Mapping[str, tuple[str, str, str]] = {
    "activity": ("low", "mid", "high"),
    "intensities": ("low_kg", "mid_kg", "high_kg"),
    "rates": ("low", "mid", "high"),
    "origins": ("recovery_low", "recovery_mid", "recovery_high"),
    "limits": ("low_tonnes_reo", "mid_tonnes_reo", "high_tonnes_reo"),
    "sliders": ("least", "default", "most"),
}
"""By table, the columns of its ranges."""


def _named(rows: Iterable[SheetRow], column: str, table: str, known: Iterable[str]) -> Iterable[Problem]:
    names = frozenset(known)
    for row in rows:
        if row[column] not in names:
            yield problem("outlook-unknown", row.place, column=column, table=table, found=row[column],
                          nearest=nearest(row[column], sorted(names)))  # fmt: skip


def _lacking(table: str, wanted: Iterable[str], has: Iterable[str], rate: str = "") -> Iterable[Problem]:
    there = frozenset(has)
    for name in sorted(frozenset(wanted) - there):
        yield problem("outlook-lacking", table, wanted=f"{name}, {rate}" if rate else name)


def _unpriced(rows: Rows) -> Iterable[Problem]:
    return _lacking("prices.csv", {row["element"] for row in rows["intensities"]},
                    {row["element"] for row in rows["prices"]})  # fmt: skip


def _disordered(rows: Iterable[SheetRow], columns: tuple[str, str, str]) -> Iterable[Problem]:
    for row in rows:
        span = _span(row, columns)
        if not span.low <= span.mid <= span.high:
            yield problem("outlook-order", row.place, found=f"{span.low:g}; {span.mid:g}; {span.high:g}")


def _lifetimes(rows: Iterable[SheetRow]) -> Iterable[Problem]:
    for row in rows:
        span = _lived(row)
        if not span.low <= span.mid <= span.high:
            yield problem("outlook-order", row.place, found=f"{span.low:g}; {span.mid:g}; {span.high:g}")


def _undated(rows: Sequence[SheetRow]) -> Iterable[Problem]:
    """A figure for all years beside one of a year."""
    for_all = {(row["use"], row["element"]): row.row for row in rows if row["year"] is None}
    for row in rows:
        if row["year"] is not None and (before := for_all.get((row["use"], row["element"]))):
            yield problem("row-twice", row.place, found=f"{row['use']}, {row['element']}", row=before)


def _shares(rows: Sequence[SheetRow]) -> Iterable[Problem]:
    for ore in sorted({row["ore"] for row in rows}):
        total = sum(float(row["oxide_pct"]) for row in rows if row["ore"] == ore) / 100
        if total > MOST_SHARES:
            yield problem("outlook-shares", "ores.csv", column=ore, found=f"{100 * total:.4g} %")


def _outside(rows: Rows) -> Iterable[Problem]:
    limits = {row["slider"]: (float(row["least"]), float(row["most"])) for row in rows["sliders"]}
    for row in rows["scenarios"]:
        least, most = limits.get(row["slider"], (float("-inf"), float("inf")))
        if not least <= float(row["value"]) <= most:
            yield problem("outlook-slider-outside", row.place, column=row["slider"], least=f"{least:g}",
                          most=f"{most:g}", found=row["value"])  # fmt: skip


def _unnatural(rows: Iterable[SheetRow]) -> Iterable[Problem]:
    for row in rows:
        least, most = NATURAL.get(row["slider"], GROWTH)
        for name in ("least", "most"):
            if not least <= float(row[name]) <= most:
                yield problem("outlook-slider-outside", row.place, column=name, least=f"{least:g}", most=f"{most:g}",
                              found=row[name])  # fmt: skip


def _lost(rows: Iterable[SheetRow]) -> Iterable[Problem]:
    for row in rows:
        if row["rate"] == "loss" and _span(row, RANGES["rates"]).high >= 1:
            yield problem("outlook-all-lost", row.place, found=row["use"])


def _assembled(rows: Rows, shipped: tuple[str, ...]) -> Inputs:
    scenarios: dict[str, Scenario] = {}
    for row in rows["scenarios"]:
        before = scenarios[row["scenario"]].values if row["scenario"] in scenarios else {}
        values = {**before, row["slider"]: float(row["value"])}
        scenarios[row["scenario"]] = Scenario(row["scenario"], _label(row), values)
    return Inputs(
        uses=tuple(_use(row, rows) for row in rows["uses"]),
        origins=tuple(_origin(row, rows) for row in rows["origins"]),
        usd_per_kg_oxide={row["element"]: row["usd_per_kg_oxide"] for row in rows["prices"]},
        pools=_pools(rows["pools"]),
        sliders={row["slider"]: _slider(row) for row in rows["sliders"]},
        scenarios=scenarios,
        published=tuple(map(_published, rows["published"])),
        shipped=shipped,
    )


def _label(row: SheetRow) -> Words:
    return Words(row["zh"], row["en"])


def _slider(row: SheetRow) -> Slider:
    least, default, most = (float(row[name]) for name in RANGES["sliders"])
    return Slider(row["slider"], _label(row), row["unit"] or "", least, default, most)


def _pools(rows: Sequence[SheetRow]) -> tuple[tuple[str, ...], ...]:
    names = dict.fromkeys(row["pool"] for row in rows)
    return tuple(tuple(row["element"] for row in rows if row["pool"] == name) for name in names)


def _span(row: SheetRow, columns: tuple[str, str, str]) -> Span:
    """The range of a row; a blank end is the middle itself."""
    low, mid, high = (None if row[name] is None else float(row[name]) for name in columns)
    middle = mid or 0.0
    return Span(middle if low is None else low, middle, middle if high is None else high)


def _lived(row: SheetRow) -> Span:
    mean = row["lifetime"].mean_years
    low, high = row["mean_low_years"], row["mean_high_years"]
    return Span(mean if low is None else low, mean, mean if high is None else high)


def _anchors(rows: Iterable[SheetRow], form: str) -> Anchors:
    found = [Anchor(row["year"], _span(row, RANGES[form])) for row in rows]
    return tuple(sorted(found, key=lambda one: one.year or 0))


def _use(row: SheetRow, rows: Rows) -> Use:
    name = row["use"]
    rates = {one["rate"]: _span(one, RANGES["rates"]) for one in rows["rates"] if one["use"] == name}
    of_use = [one for one in rows["intensities"] if one["use"] == name]
    kg = {symbol: _anchors((one for one in of_use if one["element"] == symbol), "intensities") for symbol in symbols()}
    return Use(
        name, _label(row), row["group"], Words(row["unit_zh"], row["unit_en"]), row["is_magnet"], row["lifetime"],
        _lived(row), rates["loss"], rates["collection"], rates["recovery"],
        _anchors((one for one in rows["activity"] if one["use"] == name), "activity"),
        {symbol: path for symbol, path in kg.items() if path},
    )  # fmt: skip


def _origin(row: SheetRow, rows: Rows) -> Origin:
    shares = {one["element"]: float(one["oxide_pct"]) / 100 for one in rows["ores"] if one["ore"] == row["ore"]}
    return Origin(
        row["origin"], _label(row), row["kind"], shares, _span(row, RANGES["origins"]),
        row["cost_usd_per_tonne_reo"],
        _anchors((one for one in rows["limits"] if one["origin"] == row["origin"]), "limits"),
    )  # fmt: skip


def _published(row: SheetRow) -> Published:
    reason = Words(row["reason_zh"] or "", row["reason_en"] or "")
    return Published(
        row["item"], _label(row), row["what"], row["scope"], row["year"], row["elements"], row["tonnes"], reason,
        row["source"] or "", row["locator"] or "",
    )  # fmt: skip

"""Published runs: the figures of our own back-tests as they ship, written by ``benchmarks/backtest_published.py``."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from monazite.core import Words
from monazite.warn.backtest.accuracy import Accuracy
from monazite.warn.backtest.told import JUDGED, EventTold, LeadTold, MethodTold, Reds, RedTold, Told

POOLED = "*"
"""Scope of a row of methods that is not one product."""
FILES = ("runs", "methods", "events", "reds")
ACCURACY, COUNTS = ("auroc", "low", "high", "p", "p_blocks"), ("days", "before", "clusters")
REDS = tuple(one.name for one in fields(Reds))
DIGITS = 6
Number = TypeVar("Number", int, float)


@cache
def published() -> tuple[Told, ...]:
    """The runs that ship, the newest first."""
    return of_rows({name: _rows(name) for name in FILES})


def of_rows(rows: Mapping[str, Sequence[Mapping[str, str]]]) -> tuple[Told, ...]:
    """Runs from the rows of their tables, by table.

    Args:
        rows: as `as_rows` gives them, each value as text.
    """

    def of(name: str, run: str) -> list[Mapping[str, str]]:
        return [row for row in rows[name] if row["run"] == run]

    return tuple(
        Told(
            Words(row["zh"], row["en"]), date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"]),
            int(row["days"]), tuple(row["products"].split("|")), int(row["seed"]), int(row["left_out"]),
            tuple(_methods(of("methods", row["run"]))), tuple(_event(one) for one in of("events", row["run"])),
            tuple(_red(one) for one in of("reds", row["run"])), f"{row['source']}; {row['locator']}",
        )
        for row in rows["runs"]
    )  # fmt: skip


def _rows(name: str) -> tuple[Mapping[str, str], ...]:
    text = (resources.files(__package__) / f"published_{name}.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def _methods(rows: list[Mapping[str, str]]) -> Iterator[MethodTold]:
    for row in rows:
        if row["scope"] == POOLED:
            own = {one["scope"]: _accuracy(one) for one in rows if one["method"] == row["method"]}
            reds = Reds(_maybe(row["per_quiet_year"], float), float(row["quiet_years"]),
                        *(int(row[name]) for name in REDS[2:]))  # fmt: skip
            products = {name: one for name, one in own.items() if name != POOLED}
            yield MethodTold(row["method"], Words(row["verdict_zh"], row["verdict_en"]), own[POOLED], products, reds)


def _accuracy(row: Mapping[str, str]) -> Accuracy:
    auroc, low, high, p, p_blocks = (_maybe(row[name], float) for name in ACCURACY)
    days, before, clusters = (int(row[name]) for name in COUNTS)
    return Accuracy(auroc, low, high, p, p_blocks, days, before, clusters)


def _event(row: Mapping[str, str]) -> EventTold:
    leads = {
        name: LeadTold(
            _maybe(row[f"{name}_orange_days"], int), _maybe(row[f"{name}_late_days"], int),
            _maybe(row[f"{name}_late_share"], float), row[f"{name}_is_judged"] == "yes",
        )
        for name in JUDGED
    }  # fmt: skip
    start, end = (date.fromisoformat(row[name]) for name in ("start", "end"))
    return EventTold(row["product"], start, end, float(row["rise"]), leads)


def _red(row: Mapping[str, str]) -> RedTold:
    first, last = (date.fromisoformat(row[name]) for name in ("first", "last"))
    came: Any = row["came"]
    return RedTold(row["method"], row["product"], first, last, came)


def _maybe(text: str, kind: Callable[[str], Number]) -> Number | None:
    return kind(text) if text else None


def as_rows(run: str, one: Told, name: Words, source: str, locator: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of the tables that ship, by table; `of_rows` reads them back.

    Args:
        run: its key.
        one: what is told.
        name: of the run, for people.
        source: of its prices.
        locator: where in the source, and how the figures were made.
    """
    about = {
        "run": run, "zh": name.zh, "en": name.en, "first_day": one.first_day, "last_day": one.last_day,
        "days": one.days, "products": "|".join(one.products), "seed": one.seed, "left_out": one.left_out,
        "source": source, "locator": locator,
    }  # fmt: skip
    return {
        "runs": [_plain(about)],
        "methods": [row for method in one.methods for row in _method_rows(run, method)],
        "events": [_event_row(run, event) for event in one.events],
        "reds": [{"run": run, **_plain(asdict(red))} for red in one.reds],
    }


def _method_rows(run: str, one: MethodTold) -> Iterator[dict[str, Any]]:
    head = {"run": run, "method": one.name}
    verdict = {"verdict_zh": one.verdict.zh, "verdict_en": one.verdict.en}
    yield {**head, "scope": POOLED, **_plain(asdict(one.pooled)), **_plain(asdict(one.reds)), **verdict}
    blank = dict.fromkeys((*REDS, *verdict), "")
    for product, accuracy in one.products.items():
        yield {**head, "scope": product, **_plain(asdict(accuracy)), **blank}


def _event_row(run: str, one: EventTold) -> dict[str, Any]:
    row = {"run": run, "product": one.product, **_plain({"start": one.start, "end": one.end, "rise": one.rise})}
    for name in JUDGED:
        row |= {f"{name}_{part}": value for part, value in _plain(asdict(one.leads[name])).items()}
    return row


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as cells of a table."""
    return {name: _cell(value) for name, value in values.items()}


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return round(value, DIGITS) if isinstance(value, float) else str(value)

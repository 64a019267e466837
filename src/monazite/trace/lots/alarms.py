"""Recoveries (收率) outside the range of the law or the trade: alarms, never errors. Facts stay as they were booked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, Connection, select

from monazite.core import Words
from monazite.trace.lots.record import PPM
from monazite.trace.lots.tables import LOTS, RUNS, words_of
from monazite.trace.lots.weighing import half_even

ALL = "all"
LEAST_REO_MG = 1_000_000
"""Runs that were fed less than a kilogram of REO say nothing about recovery."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """The range of one stage; a row of ``recoveries.csv``.

    Args:
        stage: of the process.
        ore_class: rock, ion, or all.
        low_ppm: the least share of the REO fed that its lots hold.
        high_ppm: the most.
        label: of the process.
        source: where the range is from, ``estimate`` for one without a document.
        locator: where in the source.
    """

    stage: str
    ore_class: str
    low_ppm: int
    high_ppm: int
    label: Words
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class RecoveryAlarm:
    """A run whose recovery lies outside its range.

    Args:
        firm: that runs the line.
        line: of the firm.
        run: of the line.
        first_day: of the run.
        last_day: of the run.
        in_reo_mg: REO fed.
        out_reo_mg: REO of the lots that came out.
        recovery_ppm: out of in.
        expected: the range.
    """

    firm: str
    line: str
    run: str
    first_day: date
    last_day: date
    in_reo_mg: int
    out_reo_mg: int
    recovery_ppm: int
    expected: Recovery

    @property
    def is_high(self) -> bool:
        """Whether more came out than the range allows, rather than less."""
        return self.recovery_ppm > self.expected.high_ppm


def recovery_alarms(
    connection: Connection, *, firm: str | None = None, month: str | None = None
) -> tuple[RecoveryAlarm, ...]:
    """Runs whose recovery, REO of the lots that came out over REO fed, lies outside the range of their stage.

    A line holds material from one run to the next, so a run alone may pass 100 % or fall short: an alarm asks to look,
    the line's balance over a period decides.

    Args:
        connection: to read from.
        firm: one firm, None for all.
        month: runs whose last day is in this month ``2022-08``, None for all.
    """
    wanted: list[ColumnElement[bool]] = [RUNS.c.in_reo_mg >= LEAST_REO_MG, RUNS.c.entries > 1, RUNS.c.out_reo_mg > 0]
    wanted += [RUNS.c.firm == firm] if firm is not None else []
    if month is not None:
        first = date.fromisoformat(f"{month}-01")
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        wanted += [RUNS.c.last_day >= first, RUNS.c.last_day < after]
    rows = connection.execute(select(RUNS).where(*wanted).order_by(RUNS.c.firm, RUNS.c.line, RUNS.c.id)).all()
    classes = _classes(connection, {row.id for row in rows})
    return tuple(
        RecoveryAlarm(
            row.firm, row.line, row.id, row.first_day, row.last_day, row.in_reo_mg, row.out_reo_mg, share, expected
        )
        for row in rows
        if (expected := recovery_of(row.stage, classes.get((row.line, row.id), ALL)))
        if not expected.low_ppm <= (share := half_even(row.out_reo_mg * PPM, row.in_reo_mg)) <= expected.high_ppm
    )


def recovery_of(stage: str, ore_class: str) -> Recovery | None:
    """The range of a stage and class, of the stage whatever the class, or None."""
    return recoveries().get((stage, ore_class)) or recoveries().get((stage, ALL))


@cache
def recoveries() -> Mapping[tuple[str, str], Recovery]:
    """All ranges by stage and class."""
    return {(one.stage, one.ore_class): one for one in _recoveries()}


def _recoveries() -> Iterator[Recovery]:
    for row in words_of("recoveries.csv"):
        yield Recovery(
            row["stage"], row["ore_class"], int(row["low_ppm"]), int(row["high_ppm"]), Words(row["zh"], row["en"]),
            row["source"], row["locator"],
        )  # fmt: skip


def _classes(connection: Connection, runs: set[str]) -> dict[tuple[str, str], str]:
    """The class of the lots of each run, where they are all of one."""
    if not runs:
        return {}
    columns = LOTS.c
    found: dict[tuple[str, str], set[str]] = {}
    for line, run, ore_class in connection.execute(
        select(columns.line, columns.run, columns["class"]).where(columns.run.is_not(None)).distinct()
    ):
        if run in runs:
            found.setdefault((line, run), set()).add(ore_class)
    return {key: next(iter(classes)) for key, classes in found.items() if len(classes) == 1}

"""Tables of the models as files for a spreadsheet, in the reader's language; numbers are numbers there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fastapi import HTTPException
from fastapi.responses import Response

from monazite.web.plan.tables import sheet, table_file
from monazite.web.trade.statement_view import Cell, Printed

if TYPE_CHECKING:
    from monazite.warn.backtest import Told
    from monazite.warn.outlook import Outlook
    from monazite.warn.replay import DatedFact
    from monazite.warn.shocks import Network, Outcome
    from monazite.web.warn.model_display import ModelDisplay

NOT_FOUND = 404
PARTS = ("demand", "primary", "recycled", "gap", "surplus", "stock")


def sheet_file(printed: Printed, form: str, name: str) -> Response:
    """A printed table as a file.

    Args:
        printed: the table.
        form: ``csv`` or ``xlsx``.
        name: of the file, without its ending.

    Raises:
        HTTPException: 404, for a form that there is not.
    """
    answer = table_file(printed, form, name)
    if answer is None:
        raise HTTPException(NOT_FOUND)
    return answer


def outlook_sheet(one: Outlook, show: ModelDisplay) -> Printed:
    """Every element and year, with the ends of the intervals."""
    heads = [show.t("outlook.year"), show.t("outlook.element"), show.t("outlook.swapped")]
    for part in PARTS:
        name = show.t(f"outlook.{part}")
        heads += [name, f"{name}, {show.t('outlook.column.low')}", f"{name}, {show.t('outlook.column.high')}"]
    rows = []
    for row in one.balances:
        amounts = [getattr(row, part) for part in PARTS]
        ends = [value for each in amounts for value in (each.tonnes, each.low, each.high)]
        rows.append([str(row.year), row.element, *("" if value is None else f"{value:.2f}"
                                                   for value in (row.swapped, *ends))])  # fmt: skip
    about = ((show.t("outlook.scenario"), Cell(one.settings.scenario)),)
    title = show.t("outlook.title")
    return Printed(title, about, show.t("outlook.unit"), "", (sheet(title, heads, rows, 1 + 3 * len(PARTS)),))


def shock_sheet(network: Network, outcome: Outcome, show: ModelDisplay) -> Printed:
    """The lines that stopped."""
    heads = [show.t(f"shock.{key}") for key in ("firm", "makes", "short_from", "stopped_from", "stopped_days", "lost")]
    rows = [[show.words(network.firm[one.firm].name), show.words(network.material[one.material].name),
             one.short_from.isoformat(), one.stopped_from.isoformat(), str(one.stopped_days), f"{one.lost_units:.0f}"]
            for one in outcome.halts]  # fmt: skip
    title = show.t("shock.title")
    return Printed(title, (), "", show.t("shock.invented"), (sheet(title, heads, rows, 2),))


def backtest_sheet(one: Told, show: ModelDisplay, labels: Sequence[str]) -> Printed:
    """The figures of each method.

    Args:
        one: the run.
        show: how things are written.
        labels: of its methods, in their order.
    """
    keys = ("method", "verdict", "p_blocks", "false", "warned", "events")
    method, verdict, p_blocks, false, warned, events = (show.t(f"backtest.{key}") for key in keys)
    heads = [method, verdict, "AUROC", "2.5 %", "97.5 %", "p", p_blocks, false, warned, events]
    rows = []
    for label, told in zip(labels, one.methods, strict=True):
        pooled, reds = told.pooled, told.reds
        figures = (pooled.auroc, pooled.low, pooled.high, pooled.p, pooled.p_blocks, reds.per_quiet_year)
        rows.append([label, show.words(told.verdict), *("" if each is None else f"{each:.3f}" for each in figures),
                     str(reds.warned), str(reds.events)])  # fmt: skip
    about = ((show.t("backtest.series"), Cell(f"{show.words(one.name)}, {one.first_day} – {one.last_day}")),)
    title = show.t("backtest.title")
    return Printed(title, about, "", "", (sheet(title, heads, rows, 8),))


def facts_sheet(facts: Sequence[DatedFact], kinds: Sequence[str], show: ModelDisplay) -> Printed:
    """The dated facts, oldest first.

    Args:
        facts: the facts.
        kinds: what their kinds are called, in the same order.
        show: how things are written.
    """
    heads = [show.t("replay.known_on"), show.t("replay.kind"), show.t("replay.what"), show.t("replay.source")]
    rows = [[one.known_on.isoformat(), kind, show.words(one.what), f"{one.source} {one.locator}".strip()]
            for one, kind in zip(facts, kinds, strict=True)]  # fmt: skip
    title = show.t("replay.title")
    return Printed(title, (), "", "", (sheet(title, heads, rows, 0),))

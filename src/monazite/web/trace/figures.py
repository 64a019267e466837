"""The key figures of the chain, each with the page it comes from: quota, lots, lines, entries, reports, alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from monazite.app import LISTS, Workspace
from monazite.core import shanghai_day
from monazite.trace.lots.flows import Flow
from monazite.trace.permits import QuotaUse
from monazite.web.remember import remembered
from monazite.web.trace.display import TraceDisplay

LATE = ("late", "missing")
LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Args:
        label: what it counts.
        value: as it is written.
        note: a few words beneath it, or empty.
        page: where it comes from.
    """

    label: str
    value: str
    note: str
    page: str


def figures(workspace: Workspace, year: int, show: TraceDisplay, flows: Sequence[Flow]) -> list[Figure]:
    """The key figures of a year.

    Args:
        workspace: whose.
        year: of quota, lots and the last reported month.
        show: writes them.
        flows: of the year, of all rare earths, for what is blocked.
    """
    blocked = sum(flow.mass_mg for flow in flows if flow.target == "blocked")
    held = workspace.count(LISTS["blocked_lots"])
    lots = workspace.count(LISTS["lots"], month=str(year))
    lines = workspace.count(LISTS["parties"], kind="line")
    return [
        *quota_figures(workspace.trace.quota(year), year, show),
        Figure(show.t("chain.lots"), show.count(lots), show.t("chain.lots.note"), f"/trace/lots?month={year}"),
        Figure(show.t("chain.lines"), show.count(lines), "", "/trace/lines"),
        log_figure(workspace, show),
        *month_figures(workspace, month_of(year, workspace.trace.today), show),
        Figure(
            show.t("chain.blocked"), show.count(held), show.t("chain.blocked.note", mass=show.mass(blocked)),
            "/trace/blocked",
        ),
    ]  # fmt: skip


def quota_figures(uses: Sequence[QuotaUse], year: int, show: TraceDisplay) -> list[Figure]:
    """Quota issued and used, mining and separation apart."""
    found = []
    for stage in ("mining", "separation"):
        mine = [use for use in uses if use.stage == stage]
        issued, used = sum(use.issued_mg for use in mine), sum(use.used_mg for use in mine)
        if issued or used:
            label = show.t("chain.quota", stage=show.coded("stage", stage))
            note = show.t("chain.quota.note", share=show.percent(used, issued), issued=show.mass(issued))
            found.append(Figure(label, show.mass(used), note, f"/trace/quota?year={year}"))
    return found


def log_figure(workspace: Workspace, show: TraceDisplay) -> Figure:
    """Entries, and the day of the last one: every batch ends with a checkpoint."""
    size = workspace.trace.size()
    note = ""
    if size:
        recorded = workspace.trace.journal.posted(size - 1).recorded_ms / 1000
        note = show.t("chain.entries.note", day=show.day(shanghai_day(datetime.fromtimestamp(recorded, UTC))))
    return Figure(show.t("chain.entries"), show.count(size), note, "/trace/log")


def month_figures(workspace: Workspace, month: str, show: TraceDisplay) -> list[Figure]:
    """Reports that are due or late and alarms of a month."""
    today = workspace.trace.today
    statuses = remembered(
        workspace, ("reports", month, today), lambda: tuple(workspace.trace.report_statuses(month))
    )  # fmt: skip
    late = sum(one.status in LATE for one in statuses)
    due = sum(one.status == "pending" for one in statuses)
    alarms = len(remembered(workspace, ("alarms", month), lambda: tuple(workspace.trace.alarms(month))))
    shown = show.period(month)
    return [
        Figure(
            show.t("chain.reports"), show.count(late), show.t("chain.reports.note", month=shown, due=show.count(due)),
            f"/trace/reports?month={month}",
        ),
        Figure(show.t("chain.alarms"), show.count(alarms), shown, f"/trace/alarms?month={month}"),
    ]  # fmt: skip


def month_of(year: int, today: date) -> str:
    """The last month of a year that is over, or that began: the one whose reports matter now."""
    before = today.replace(day=1) - timedelta(days=1)
    return f"{before:%Y-%m}" if before.year == year else f"{year}-{LAST_MONTH if year < before.year else 1:02d}"

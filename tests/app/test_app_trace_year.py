"""A simulated year through the workspace: posted with a clock that follows the events, reports filed on the way."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from monazite.app import Workspace
from monazite.core import SHANGHAI
from monazite.trace.detect import alarms
from monazite.trace.reports import invoices_that_differ, invoices_without_movement, sales_without_invoice

MONTHS = [f"2022-{month:02d}" for month in range(1, 13)]


def recorded(milliseconds: int) -> date:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(SHANGHAI).date()


def late(workspace: Workspace) -> set[str]:
    with workspace.reading() as connection:
        found = [alarm for month in MONTHS for alarm in alarms(connection, month)]
    return {alarm.firm for alarm in found if alarm.detector == "late_entries"}


def test_an_honest_year_has_no_late_entries_and_audits_clean(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "w", create=True) as workspace:
        made = workspace.trace.simulate(year=2022, lots=150, seed=7)
        assert made.answers == {"accepted": made.entries - 1, "blocked": 1}
        assert late(workspace) == set()
        assert workspace.trace.report_statuses("2022-05")
        with workspace.reading() as connection:
            assert {gap.kind for gap in sales_without_invoice(connection)} == {"no_number"}
            assert not invoices_that_differ(connection)
            assert len(invoices_without_movement(connection)) == 1
        marked = workspace.trace.lots(review="yes")
        assert marked
        assert not workspace.trace.audit().findings


def test_entries_weeks_after_the_act_are_seen_in_recorded_time(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "w", create=True) as workspace:
        made = workspace.trace.simulate(year=2022, lots=1000, seed=700, fraud="late_entries:80")
        assert late(workspace) == {made.culprit}
        mined = [posted for posted in workspace.trace.entries() if posted.entry.kind == "mine"]
        lags = [(recorded(posted.recorded_ms) - posted.entry.day).days for posted in mined]
        assert min(lags) >= 0
        assert max(lags) >= 20

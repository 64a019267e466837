"""`monazite trace reports`, `report`, `alarms`, `draw`: what is due, what was filed, what looks wrong."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from monazite.cli.terminal import Terminal
from monazite.cli.trace.acts import answer_json, needed_actor, tell_answers
from monazite.cli.trace.words import as_object, fitted
from monazite.cli.workspace import open_workspace
from monazite.core import Problem, ProblemError, UsageError
from monazite.store import export_format, said, whole_file
from monazite.trace.acts.registry import acts
from monazite.trace.acts.values import parse

if TYPE_CHECKING:
    from monazite.app import Workspace
    from monazite.trace.reports import Form


def list_reports(terminal: Terminal, directory: Path, month: str | None) -> int:
    """List who has reported a month: on time, late, missing, to be amended."""
    with open_workspace(terminal, directory) as workspace:
        wanted = needed_month(month) if month else _month_before(workspace.trace.today)
        found = workspace.trace.report_statuses(wanted)
    if terminal.is_json:
        terminal.objects(as_object(one) for one in found)
        return 0
    rows = [
        [one.party, one.month, _day(one.due_on), _day(one.filed_on), str(one.reports or ""),
         terminal.words(f"trace.report.{one.status}"), terminal.words("trace.amend") if one.later else ""]
        for one in found
    ]  # fmt: skip
    fitted(terminal, ("party", "month", "due", "filed", "reports", "status", "finding"), rows, {0, 6})
    return 0


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _month_before(day: date) -> str:
    year, month = divmod(day.year * 12 + day.month - 2, 12)
    return f"{year}-{month + 1:02}"


def needed_month(text: str) -> str:
    """A month as ``2022-08``, from any way to write it.

    Raises:
        UsageError: when it is none.
    """
    found = parse(acts()["inventory"].field("period"), text, "MONTH")
    if isinstance(found, Problem):
        raise UsageError(found)
    return str(found)


def show_report(
    terminal: Terminal, directory: Path, party: str, month: str, *, files: bool, actor: str | None, out: str | None
) -> int:
    """Show a monthly report, write its form, or file it as an entry."""
    wanted = needed_month(month)
    if out and out != "-" and export_format(Path(out).name) != "xlsx":
        raise UsageError(said("monazite.store", "format-unknown", out, known="xlsx", found=Path(out).suffix))
    who = needed_actor(actor) if files else ""
    with open_workspace(terminal, directory) as workspace:
        if files:
            answer = workspace.trace.file_report(party, wanted, actor=who)
            return tell_answers(terminal, [answer])
        report = workspace.trace.report(party, wanted)
        if terminal.is_json:
            terminal.objects([as_object(report)])
            return 0
        form = _form(terminal, workspace, party, wanted)
    if out is None:
        _tell_form(terminal, form)
        return 0
    return _write_form(terminal, form, out)


def _form(terminal: Terminal, workspace: Workspace, party: str, month: str) -> Form:
    from monazite.trace.permits import party as party_named
    from monazite.trace.reports import form_of, report_status

    with workspace.reading() as connection:
        known = party_named(connection, party)
        status = report_status(connection, party, month, workspace.trace.today)
    name = (known.name_en if terminal.language == "en" else None) or known.name_zh
    return form_of(
        workspace.trace.report(party, month), name, due_on=status.due_on, filed_on=status.filed_on,
        simulated=known.is_simulated, language=terminal.language,
    )  # fmt: skip


def _tell_form(terminal: Terminal, form: Form) -> None:
    terminal.line(" ".join(filter(None, (form.title, form.mark))))
    for label, text in form.about:
        terminal.line(f"{label}: {text}")
    terminal.line(form.unit)
    for table in form.tables:
        terminal.line()
        terminal.line(table.title)
        rows = [*table.rows, *([table.total] if table.total else [])]
        if rows:
            terminal.fitted_table(list(table.heads), rows, set(range(len(table.heads))))


def _write_form(terminal: Terminal, form: Form, out: str) -> int:
    from monazite.trace.reports import write_form

    if out == "-":
        sys.stdout.flush()
        write_form(sys.stdout.buffer, form)
        return 0
    with whole_file(Path(out)) as file:
        write_form(file, form)
    terminal.say("trace.written", path=out)
    return 0


def list_alarms(terminal: Terminal, directory: Path, month: str | None) -> int:
    """List what does not look like honest work in a month."""
    with open_workspace(terminal, directory) as workspace:
        wanted = needed_month(month) if month else _month_before(workspace.trace.today)
        found = workspace.trace.alarms(wanted)
    if terminal.is_json:
        terminal.objects(as_object(one) for one in found)
        return 0
    rows = [
        [terminal.words(f"trace.severity.{one.severity}"), one.firm, one.line or "",
         f"{one.statistic:.3g} / {one.threshold:.3g}", one.sentence.in_language(terminal.language)]
        for one in found
    ]  # fmt: skip
    fitted(terminal, ("status", "firm", "line", "statistic", "meaning"), rows, {4})
    return 0


def draw_lots(terminal: Terminal, directory: Path, month: str, count: int, actor: str | None) -> int:
    """Draw lots for inspection from the latest checkpoint's hash, and record the draw."""
    who, wanted = needed_actor(actor), needed_month(month)
    with open_workspace(terminal, directory) as workspace:
        answer, lots = workspace.trace.draw(wanted, count, actor=who)
    if answer.status == "refused" and answer.problem:
        raise ProblemError(answer.problem)
    if terminal.is_json:
        terminal.objects([answer_json(answer) | {"month": wanted, "lots": list(lots)}])
        return 0
    for lot in lots:
        terminal.line(lot)
    terminal.say("trace.drawn", count=len(lots), month=wanted, id=answer.id)
    return 0

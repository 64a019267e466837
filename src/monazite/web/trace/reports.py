"""Monthly reports: who has filed which month, the form with a link behind each number, filing it, and invoices."""

from __future__ import annotations

import io
import re
from collections import Counter
from datetime import timedelta
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from monazite.app import LISTS, Workspace
from monazite.core import Problem, ProblemError, UsageError
from monazite.store import ListQuery, nearest, said
from monazite.trace.lots import act_labels
from monazite.trace.reports import (
    Form,
    InvoiceGap,
    MonthlyReport,
    ReportStatus,
    filed_report,
    form_of,
    invoices_that_differ,
    report_status,
    report_statuses,
    titles,
    write_form,
)
from monazite.trade.settle.invoices import unmatched_invoices, unmatched_sales
from monazite.web.page import AnyPage, Page
from monazite.web.remember import remembered
from monazite.web.trace.display import TraceDisplay, named_display
from monazite.web.trace.report_view import by_column, changes, signed, tables_of
from monazite.web.uploads import SentForm, actor_missing, check_token, text_of

router = APIRouter(prefix="/trace/reports", include_in_schema=False)
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
REFUSED, FORBIDDEN, LONGEST = 422, 403, 64
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MONTHS = range(1, 13)
SHOWN_GAPS = 500


@router.get("")
def reports(page: AnyPage) -> Response:
    """The year month by month, firms as rows; and one month in full."""
    workspace, show = page.workspace, named_display(page)
    month = wanted_month(page, _latest_month(workspace))
    year = {f"{month[:4]}-{n:02d}": statuses(workspace, f"{month[:4]}-{n:02d}") for n in MONTHS}
    here = year[month]
    wanted = page.request.query_params.get("status", "")
    table = {party: {key: one for key, some in year.items() for one in some if one.party == party}
             for party in sorted({one.party for some in year.values() for one in some})}  # fmt: skip
    return page.render(
        "trace/reports.html",
        show=show,
        month=month,
        months=list(year),
        table=table,
        rows=[one for one in here if wanted in {"", standing(one)}],
        counts=Counter(map(standing, here)),
        wanted=wanted,
        standing=standing,
        before=shifted(month, -1),
        after=shifted(month, 1),
        is_simulated=any(show.is_simulated(one.party) for one in here) or any(map(show.is_simulated, table)),
    )


def statuses(workspace: Workspace, month: str) -> tuple[ReportStatus, ...]:
    """Who has reported a month, found once until the journal grows or a day passes."""
    today = workspace.trace.today

    def found() -> tuple[ReportStatus, ...]:
        with workspace.reading() as connection:
            return report_statuses(connection, month, today)

    return remembered(workspace, ("report-statuses", month, today), found)


def standing(one: ReportStatus) -> str:
    """``amend`` where an amended report is due, else its status."""
    return "amend" if one.is_amendment_due else one.status


def _latest_month(workspace: Workspace) -> str:
    """The last month that is over, or the last with movements where that was earlier."""
    last = f"{workspace.trace.today.replace(day=1) - timedelta(days=1):%Y-%m}"
    rows = workspace.page(LISTS["movements"], ListQuery(sort=("-day",), limit=1)).rows
    return min(last, rows[0]["month"]) if rows else last


def wanted_month(page: Page, otherwise: str) -> str:
    """The month that the address asks for.

    Raises:
        UsageError: when it is none.
    """
    return checked_month(page.request.query_params.get("month", "").strip() or otherwise)


def checked_month(text: str) -> str:
    """A month as ``2022-08``.

    Raises:
        UsageError: when it is none.
    """
    if not MONTH.fullmatch(text) or text.startswith("0000"):
        raise UsageError(said("monazite.trace", "month-wrong", "month", found=text[:40]))
    return text


def shifted(month: str, by: int) -> str:
    """The month so many after."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + by, 12)
    return f"{year:04d}-{number + 1:02d}"


@router.get("/invoices")
def invoices(page: AnyPage) -> Response:
    """Sales without invoice, invoices without movement, and invoices that state something else."""
    month = page.request.query_params.get("month", "").strip()
    wanted = checked_month(month) if month else None
    with page.workspace.reading() as connection:
        groups: dict[str, tuple[InvoiceGap, ...]] = {
            "sales": unmatched_sales(connection, wanted),
            "invoices": unmatched_invoices(connection, wanted),
            "differ": invoices_that_differ(connection),
        }
    if wanted:
        groups["differ"] = tuple(one for one in groups["differ"] if f"{one.day:%Y-%m}" == wanted)
    show = named_display(page)
    return page.render(
        "trace/invoices.html", show=show, groups=groups, month=month, most=SHOWN_GAPS,
        is_simulated=any(show.is_simulated(one.seller) for some in groups.values() for one in some),
    )  # fmt: skip


def _known(show: TraceDisplay, party: str) -> str:
    """A party that is registered.

    Raises:
        ProblemError: when it is not.
    """
    if party not in show.parties:
        raise ProblemError(
            said("monazite.trace", "party-unknown", party[:LONGEST], nearest=nearest(party, show.parties))
        )
    return party


@router.get("/{party}/{month}")
def one_report(page: AnyPage, party: str, month: str) -> Response:
    """The report of a party and a month."""
    return _report(page, party, month)


def _report(page: Page, party: str, month: str, problem: Problem | None = None) -> Response:
    show, wanted = named_display(page), checked_month(month)
    _known(show, party)
    with page.workspace.reading() as connection:
        status = report_status(connection, party, wanted, page.workspace.trace.today)
        filed = filed_report(connection, party, wanted) if status.last_entry is not None else None
    report = page.workspace.trace.report(party, wanted)
    form = _form(page, show, report, status)
    return page.render(
        "trace/report.html",
        status=REFUSED if problem else 200,
        show=show,
        party=party,
        month=wanted,
        before=shifted(wanted, -1),
        after=shifted(wanted, 1),
        standing=status,
        mark=standing(status),
        form=form,
        tables=tables_of(report, form, shifted(wanted, -1), shifted(wanted, 1)),
        changes=changes(filed, report, show) if filed else [],
        entry_id=page.workspace.trace.new_id(),
        sentence=problem.sentence(page.language) if problem else "",
        answer=page.request.query_params.get("posted", ""),
        is_open=wanted >= f"{page.workspace.trace.today:%Y-%m}",
        is_simulated=show.is_simulated(party),
    )


def _form(page: Page, show: TraceDisplay, report: MonthlyReport, status: ReportStatus) -> Form:
    return form_of(
        report, show.party(report.party), due_on=status.due_on, filed_on=status.filed_on,
        simulated=show.is_simulated(report.party), language=page.language,
    )  # fmt: skip


@router.get("/{party}/{month}/report.xlsx")
def workbook(page: AnyPage, party: str, month: str) -> Response:
    """The form as a workbook."""
    show, wanted = named_display(page), checked_month(month)
    _known(show, party)
    with page.workspace.reading() as connection:
        status = report_status(connection, party, wanted, page.workspace.trace.today)
    file = io.BytesIO()
    write_form(file, _form(page, show, page.workspace.trace.report(party, wanted), status))
    name = quote(f"{party}-{wanted}.xlsx", safe="")
    headers = {"content-disposition": f"attachment; filename=\"report.xlsx\"; filename*=UTF-8''{name}"}
    return Response(file.getvalue(), media_type=XLSX, headers=headers)


@router.post("/{party}/{month}/file")
def file_it(page: AnyPage, party: str, month: str, sent: SentForm) -> Response:
    """File the report as it stands: an entry of the journal."""
    check_token(page, sent)
    trace, wanted = page.workspace.trace, checked_month(month)
    _known(named_display(page), party)
    if not page.actor:
        return _report(page, party, wanted, actor_missing(page))
    answer = trace.file_report(party, wanted, actor=page.actor, id=text_of(sent, "entry_id")[:LONGEST] or None)
    if answer.status == "refused":
        return _report(page, party, wanted, answer.problem)
    return RedirectResponse(f"/trace/reports/{quote(party, safe='')}/{wanted}?posted={answer.status}", status_code=303)


@router.get("/{party}/{month}/movements")
def movements(page: AnyPage, party: str, month: str) -> Response:
    """The movements behind one row of a report, by the column in which they count."""
    show, wanted, query = named_display(page), checked_month(month), page.request.query_params
    _known(show, party)
    product, stage, klass = (query.get(key, "") for key in ("product", "stage", "class"))
    span = query.get("year", "") or wanted
    filters = {"firm": party, "month": span, **{k: v for k, v in (("stage", stage), ("class", klass)) if v}}
    found = page.workspace.page(LISTS["movements"], ListQuery(filters, ("day", "entry_number"), limit=None)).rows
    rows = [
        row for row in found
        if row["month"] <= wanted and row["product"] == product and (row["stage"] or "") == stage
    ]  # fmt: skip
    groups = by_column(rows)
    return page.render(
        "trace/report_movements.html",
        show=show,
        party=party,
        month=wanted,
        span=span,
        product=product,
        stage=stage,
        klass=klass,
        groups=groups,
        sums={key: sum(signed(row, key) for row in some) for key, some in groups.items()},
        column_names={key: show.words(words) for key, words in titles("stock")},
        acts=act_labels(),
        is_simulated=show.is_simulated(party),
    )

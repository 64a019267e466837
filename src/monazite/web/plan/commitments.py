"""Commitments (长协): the list, one with its terms, periods and entries, its statement to print, and its payment."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response

from monazite.core import ProblemError
from monazite.store import unknown
from monazite.web.page import AnyPage, Page
from monazite.web.plan.commitment_view import PeriodShown, plan_rows, shown_periods, statement, terms
from monazite.web.plan.display import asked_day, plan_display
from monazite.web.plan.tables import table_file
from monazite.web.uploads import SentForm, actor_missing, check_token, text_of

if TYPE_CHECKING:
    from monazite.app.plan.views import CommitmentView
    from monazite.plan.journal.find import Kept

router = APIRouter(prefix="/plan/commitments", include_in_schema=False)
LONGEST = 64
MOST = 100
"""Commitments on one page of the list."""
NOT_FOUND = 404


def rows_of(page: Page, on: dt.date) -> list[tuple[Kept, CommitmentView, list[PeriodShown]]]:
    """The commitments, each with its periods, the newest first."""
    plan = page.workspace.plan
    found = []
    for kept in plan.commitments(on=on)[:MOST]:
        view = plan.commitment(kept.record.id, on=on)
        found.append((kept, view, shown_periods(view, on)))
    return found


@router.get("")
def commitments(page: AnyPage) -> Response:
    """The list."""
    on = asked_day(page, is_ahead=False)
    rows = rows_of(page, on)
    return page.render(
        "plan/commitments.html", show=plan_display(page), on=on, rows=rows,
        is_simulated=any(kept.is_simulated for kept, _, _ in rows),
    )  # fmt: skip


@router.get("/{commitment_id}")
def commitment(page: AnyPage, commitment_id: str) -> Response:
    """One commitment."""
    on, plan, show = asked_day(page, is_ahead=False), page.workspace.plan, plan_display(page)
    view = plan.commitment(commitment_id[:LONGEST], on=on)
    record = view.commitment.record
    return page.render(
        "plan/commitment.html", show=show, on=on, view=view, record=record, periods=shown_periods(view, on),
        terms=terms(record, show), planned=plan_rows(view, on), versions=plan.versions("commitment", record.id),
        consents=[one for one in plan.standing("consent", on=on) if one.record.commitment == record.id],
        new_id=plan.new_id,
    )  # fmt: skip


def _period(page: Page, commitment_id: str, name: str) -> tuple[CommitmentView, PeriodShown]:
    """A commitment and the period of it that is named.

    Raises:
        ProblemError: when there is none of either.
    """
    view = page.workspace.plan.commitment(commitment_id[:LONGEST], on=asked_day(page, is_ahead=False))
    shown = {one.view.period.name: one for one in shown_periods(view, asked_day(page, is_ahead=False))}
    if name not in shown:
        raise unknown("value-unknown", "period", name[:LONGEST], list(shown) or ["-"])
    return view, shown[name]


@router.get("/{commitment_id}/statements/{name}")
def printed(page: AnyPage, commitment_id: str, name: str) -> Response:
    """The statement of a period, to be printed; or as a file where the name ends in ``.csv`` or ``.xlsx``."""
    period, _, form = name.partition(".")
    show = plan_display(page)
    view, one = _period(page, commitment_id, period)
    paper = statement(view, one, show)
    if form:
        found = table_file(paper, form, f"{view.commitment.record.id}-{period}")
        if found is None:
            raise HTTPException(NOT_FOUND)
        return found
    return page.render("plan/statement.html", show=show, view=view, record=view.commitment.record, one=one,
                       statement=paper, on=asked_day(page, is_ahead=False))  # fmt: skip


@router.post("/{commitment_id}/pay")
def pay(page: AnyPage, commitment_id: str, sent: SentForm) -> Response:
    """Pay what a period still comes to; once, however often the form is sent."""
    check_token(page, sent)
    if not page.actor:
        raise ProblemError(actor_missing(page))
    answer = page.workspace.plan.pay(
        commitment_id[:LONGEST], text_of(sent, "period")[:LONGEST], actor=page.actor,
        id=text_of(sent, "entry_id")[:LONGEST] or None,
    )  # fmt: skip
    if answer is not None and answer.status == "refused" and answer.problem is not None:
        raise ProblemError(answer.problem)
    if answer is None:
        return RedirectResponse(f"/plan/commitments/{commitment_id}", status_code=303)
    return RedirectResponse(f"/trace/log/entries/{answer.number}?posted={answer.status}", status_code=303)

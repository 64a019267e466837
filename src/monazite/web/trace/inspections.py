"""Random inspections: the draws with the checkpoint that decided each, the lots drawn, and what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from monazite.app import LISTS, Workspace
from monazite.core import Problem, ProblemError, UsageError
from monazite.ledger.log import Checkpoint, parse_checkpoint
from monazite.store import ListQuery, said
from monazite.trace.reports import is_true_draw
from monazite.web.page import AnyPage, Page
from monazite.web.trace.display import named_display
from monazite.web.trace.reports import checked_month, shifted
from monazite.web.uploads import SentForm, actor_missing, check_token, text_of

router = APIRouter(prefix="/trace/inspections", include_in_schema=False)
MOST_LOTS, LONGEST, MOST_DRAWS, REFUSED = 1000, 64, 60, 422
STATES = ("waiting", "passed", "failed")


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw.

    Args:
        number: of its entry.
        month: whose lots.
        drawn_on: day.
        checkpoint: that decided it.
        note: the same as signed text.
        is_true: whether drawing again out of that checkpoint gives the same lots.
        lots: rows of the lots drawn.
    """

    number: int
    month: str
    drawn_on: date
    checkpoint: Checkpoint
    note: str
    is_true: bool
    lots: Sequence[Mapping[str, Any]]


@router.get("")
def inspections(page: AnyPage) -> Response:
    """All draws, newest first."""
    return _shown(page)


def _shown(page: Page, problem: Problem | None = None, typed: Mapping[str, str] | None = None) -> Response:
    query, show = page.request.query_params, named_display(page)
    month, state = query.get("month", "").strip(), query.get("state", "")
    rows = _rows(page.workspace, checked_month(month) if month else "")
    found = [draw for draw in _draws(page.workspace, rows) if state not in STATES or _has(draw, state)]
    return page.render(
        "trace/inspections.html",
        status=REFUSED if problem else 200,
        show=show,
        draws=found[:MOST_DRAWS],
        total=len(found),
        month=month,
        state=state,
        states=STATES,
        state_of=state_of,
        entry_id=page.workspace.trace.new_id(),
        sentence=problem.sentence(page.language) if problem else "",
        typed=typed or {"month": shifted(f"{page.workspace.trace.today:%Y-%m}", -1), "count": "5"},
        answer=query.get("posted", ""),
        is_simulated=any(map(show.is_simulated, show.parties)) and bool(rows),
    )


def _rows(workspace: Workspace, month: str) -> Sequence[Mapping[str, Any]]:
    filters = {"month": month} if month else {}
    return list(workspace.records(LISTS["inspections"], ListQuery(filters, limit=None)))


def _draws(workspace: Workspace, rows: Sequence[Mapping[str, Any]]) -> list[Draw]:
    """Rows of lots as draws; each with its checkpoint and the draw done again."""
    by_entry: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_entry.setdefault(row["entry_number"], []).append(row)
    found = []
    with workspace.reading() as connection:
        for number, lots in by_entry.items():
            note = str(lots[0]["checkpoint"])
            is_true = is_true_draw(connection, number)
            found.append(
                Draw(number, lots[0]["month"], lots[0]["drawn_on"], parse_checkpoint(note), note, is_true, lots)
            )
    return found


def state_of(row: Mapping[str, Any]) -> str:
    """``waiting``, ``passed`` or ``failed``."""
    return str(row["result"] or "waiting")


def _has(draw: Draw, state: str) -> bool:
    return any(state_of(row) == state for row in draw.lots)


@router.post("/draw")
def draw(page: AnyPage, sent: SentForm) -> Response:
    """Draw lots of a month out of the latest checkpoint."""
    check_token(page, sent)
    typed = {"month": text_of(sent, "month"), "count": text_of(sent, "count")}
    try:
        month, count = checked_month(typed["month"]), _count(typed["count"])
        if not page.actor:
            raise UsageError(actor_missing(page))
        entry_id = text_of(sent, "entry_id")[:LONGEST] or page.workspace.trace.new_id()
        answer, _ = _drawn_once(page, month, count, entry_id)
    except ProblemError as error:
        return _shown(page, error.problem, typed)
    if answer == "refused":
        return _shown(page, said("monazite.trace", "draw-none", month), typed)
    return RedirectResponse(f"/trace/inspections?month={month}&posted={answer}", status_code=303)


def _drawn_once(page: Page, month: str, count: int, entry_id: str) -> tuple[str, Problem | None]:
    """What became of a draw; a form that is sent twice draws once, although the checkpoint is another by then.

    Raises:
        ProblemError: why the journal refuses it.
    """
    trace = page.workspace.trace
    try:
        trace.journal.posted(entry_id)
    except ProblemError:
        answer, _ = trace.draw(month, count, actor=page.actor or "", id=entry_id)
        if answer.status == "refused" and answer.problem:
            raise ProblemError(answer.problem) from None
        return answer.status, answer.problem
    return "duplicate", None


def _count(text: str) -> int:
    """How many lots.

    Raises:
        UsageError: for no number that fits.
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_LOTS)) and 1 <= int(text) <= MOST_LOTS):
        wanted = {"wanted_zh": f"1 至 {MOST_LOTS} 的整数", "wanted_en": f"a whole number from 1 to {MOST_LOTS}"}
        raise UsageError(said("monazite.store", "value-wrong", "count", found=text[:LONGEST], **wanted))
    return int(text)

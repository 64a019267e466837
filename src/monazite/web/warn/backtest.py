"""The back-test (回测): how often price alarms were right, by rules fixed first; and on a file of one's own."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from monazite.warn.backtest import METHODS, Told, published
from monazite.warn.backtest.told import JUDGED
from monazite.web.page import AnyPage, Page
from monazite.web.uploads import SentSheet, check_token, file_of
from monazite.web.warn import backtest_view as view
from monazite.web.warn.model_display import model_display
from monazite.web.warn.model_sheets import backtest_sheet, sheet_file

router = APIRouter(prefix="/warn/backtest", include_in_schema=False)
REFUSED, BUSY = 422, 503


@router.get("")
def backtest(page: AnyPage) -> Response:
    """The run that ships."""
    return _rendered(page, published()[0])


@router.get("/published.{form}")
def published_file(page: AnyPage, form: str) -> Response:
    """The figures of the run that ships as a file."""
    run, show = published()[0], model_display(page)
    labels = [show.words(METHODS[one.name].label) for one in run.methods]
    return sheet_file(backtest_sheet(run, show, labels), form, "backtest")


@router.post("")
def own_backtest(page: AnyPage, sent: SentSheet) -> Response:
    """A file of the reader's own; nothing of it is kept."""
    check_token(page, sent)
    given = file_of(sent, "file")
    if given is None:
        return RedirectResponse("/warn/backtest#own", status_code=303)
    own = view.run(*given)
    status = BUSY if own.is_busy else REFUSED if own.told is None else 200
    return _rendered(page, own.told, own=own, status=status)


def _rendered(page: Page, told: Told | None, *, own: view.Own | None = None, status: int = 200) -> Response:
    return page.render(
        "warn/backtest.html", status=status, show=model_display(page), told=told, own=own, judged=JUDGED,
        methods=METHODS, calendar=view.calendar(told) if told else [], most_mb=view.MOST_MB,
    )  # fmt: skip

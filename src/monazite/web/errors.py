"""What went wrong, said in the reader's language: error pages, and the same as JSON under /api."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from monazite.core.errors import ProblemError, UsageError
from monazite.core.problem import Problem
from monazite.core.words import Words
from monazite.web.page import page_of
from monazite.web.security import HEADERS
from monazite.web.words import page_words

LOG = logging.getLogger("monazite.web")
NOT_FOUND, BAD_REQUEST, BROKEN, UNAVAILABLE = 404, 400, 500, 503
CLOSED = frozenset({
    "log-locked", "log-closed", "log-halted", "log-machine-failed", "log-shorter", "log-damaged", "venue-served",
})  # fmt: skip
"""What a venue says that cannot be traded at now."""
MISSING = frozenset({"index-missing", "index-no-day"})
"""What is said of a thing that is not there, besides what ends in ``-unknown``."""
PAGES = {BAD_REQUEST, 403, NOT_FOUND, 405, BROKEN}
"""Statuses that have words of their own; any other is shown as one of these."""
API = "/api/"


def add_error_pages(app: FastAPI) -> None:
    """Give an application its error pages."""
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _broken)


def _problem(request: Request, error: Exception) -> Response:
    problem = error.problem if isinstance(error, ProblemError) else None
    if problem is not None and problem.code in CLOSED:
        return answer(request, UNAVAILABLE, problem)
    is_missing = problem is not None and ("-unknown" in problem.code or problem.code in MISSING)
    is_use = isinstance(error, UsageError) or not is_missing
    return answer(request, BAD_REQUEST if is_use else NOT_FOUND, problem)


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else BROKEN
    return answer(request, status, None)


def _invalid(request: Request, _error: Exception) -> Response:
    return answer(request, BAD_REQUEST, None)


def _broken(request: Request, error: Exception) -> Response:
    LOG.error("%s %s", request.method, request.url.path, exc_info=error)
    response = answer(request, BROKEN, None)
    response.headers.update(HEADERS)  # the outermost handler stands outside the guard that sets them elsewhere
    return response


def answer(request: Request, status: int, problem: Problem | None) -> Response:
    """An error as a page, or as JSON for a program."""
    kind = status if status in PAGES else (BROKEN if status >= BROKEN else BAD_REQUEST)
    if request.url.path.startswith(API):
        said = problem or _generic(kind, request.url.path)
        return JSONResponse({"problem": said.as_json()}, status_code=status)
    page = page_of(request)
    said_sentence = problem.sentence(page.language) if problem else None
    return page.render("error.html", status=status, kind=kind, sentence=said_sentence)


def _generic(kind: int, place: str) -> Problem:
    words = page_words()
    found, action = words[f"error.{kind}.title"], words[f"error.{kind}.do"]
    trimmed = Words(action.zh.rstrip("。"), action.en.rstrip("."))
    return Problem(f"http-{kind}", place, words["error.expected"], found, trimmed)

"""What may replace what, where: a search through decisions, tests and data sheets, each step with its reasons."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.app.plan.answers import known_names, starts_of
from monazite.app.plan.verb import ROOM_DEGC
from monazite.core import Problem, ProblemError, UsageError
from monazite.plan.journal.find import dossier
from monazite.plan.qualification import edges
from monazite.reference import elements
from monazite.store import said, unknown
from monazite.web.page import AnyPage, Page
from monazite.web.plan.display import asked_day, plan_display

if TYPE_CHECKING:
    from monazite.plan.qualification import Answer, Dossier

router = APIRouter(prefix="/plan/substitutes", include_in_schema=False)
LONGEST = 64
SHOWN = 20
"""Replacements on one page, unless all are asked for."""
COLDEST_DEGC, HOTTEST_DEGC = Decimal(-60), Decimal(300)
APART = re.compile(r"[\s,;，、；]+")
NOT_FOUND = 404


@router.get("")
def substitutes(page: AnyPage) -> Response:
    """The search, and what people decided so far."""
    on, show = asked_day(page, is_ahead=False), plan_display(page)
    query = page.request.query_params
    with page.workspace.reading() as connection:
        known = dossier(connection, on)
    meant, problem = _meant(known, query.get("grade", "").strip()[:LONGEST])
    grade = _first_of(known, meant)
    return page.render(
        "plan/substitutes.html", status=NOT_FOUND if problem else 200, show=show, on=on, problem=problem,
        grade=grade, meant=meant, answer=_answer(page, grade, on) if grade else None, names=known_names(known),
        motors=sorted({one.motor for one in known.specifications}), edges=edges(known, on),
        temperature=_temperature(page), without=_without(page), most=None if query.get("all") else SHOWN,
        entries=_entries(page, on),
    )  # fmt: skip


def _meant(known: Dossier, grade: str) -> tuple[tuple[str, ...], Problem | None]:
    """The grades of that name, one a maker; or that nobody knows it, which the page says beside the search."""
    try:
        return (starts_of(known, grade) if grade else ()), None
    except ProblemError as error:
        return (), error.problem


def _first_of(known: Dossier, meant: tuple[str, ...]) -> str:
    """Of grades of one name, that of the maker whose magnet some motor has; else the first."""
    fitted = {one.fitted for one in known.specifications}
    return next((one for one in meant if one in fitted), meant[0] if meant else "")


def _answer(page: Page, grade: str, on: dt.date) -> Answer:
    """What may replace a grade, under the conditions of the address."""
    return page.workspace.plan.substitutes(
        grade, motor=page.request.query_params.get("motor") or None, without=_without(page), on=on,
        temperature_degc=_temperature(page),
    )  # fmt: skip


def _without(page: Page) -> tuple[str, ...]:
    """Symbols of elements that the candidate must not hold.

    Raises:
        UsageError: for what is no element.
    """
    known = {one.symbol.casefold(): one.symbol for one in elements()}
    found = []
    for text in filter(None, APART.split(page.request.query_params.get("without", "")[:LONGEST])):
        if text.casefold() not in known:
            raise unknown("value-unknown", "without", text, list(known.values()))
        found.append(known[text.casefold()])
    return tuple(dict.fromkeys(found))


def _temperature(page: Page) -> Decimal:
    """At which data sheets are compared.

    Raises:
        UsageError: for what is no temperature of a magnet.
    """
    text = page.request.query_params.get("temperature", "").strip()
    if not text:
        return ROOM_DEGC
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not COLDEST_DEGC <= found <= HOTTEST_DEGC:
        wanted = {"wanted_zh": "−60 至 300 的温度（°C）", "wanted_en": "a temperature from −60 to 300 °C"}
        raise UsageError(said("monazite.store", "value-wrong", "temperature", found=text[:LONGEST], **wanted))
    return found


def _entries(page: Page, on: dt.date) -> dict[str, int]:
    """By id of a decision or a test, the number of its entry."""
    plan = page.workspace.plan
    return {
        one.record.id: one.number for kind in ("qualification", "magnet_test") for one in plan.standing(kind, on=on)
    }

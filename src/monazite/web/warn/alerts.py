"""Alerts (提醒): rules of people; what was sent, waits or failed; acknowledgement; the digest as it would go out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from monazite.core import Problem, ProblemError
from monazite.reference import rare_earths
from monazite.warn.alerts.record import CHANNELS, STATES
from monazite.warn.signals import LEVELS
from monazite.warn.watch import kinds
from monazite.web.lists import listing
from monazite.web.page import AnyPage, Page
from monazite.web.site.choices import local_path
from monazite.web.uploads import SentForm, actor_missing, check_token, text_of
from monazite.web.warn import view as warn_view
from monazite.web.warn.display import warn_display

if TYPE_CHECKING:
    from starlette.datastructures import FormData

router = APIRouter(prefix="/warn/alerts", include_in_schema=False)
REFUSED, LONGEST, SEE_OTHER = 422, 200, 303
LEAST_LEVELS = LEVELS[1:]
HOURS = range(24)
FIELDS = ("subjects", "kind", "least", "channel", "address", "digest")


@router.get("")
def alerts(page: AnyPage) -> Response:
    """Rules, outbox and digest."""
    return _shown(page)


def _shown(page: Page, problems: Sequence[Problem] = (), typed: FormData | None = None) -> Response:
    mine, show = page.actor or "", warn_display(page)
    with_settings, settings_problem = _settings(page)
    return page.render(
        "warn/alerts.html",
        status=REFUSED if problems else 200,
        show=show,
        mine=mine,
        rules=[one for one in page.workspace.warn.alerts.rules() if one.user == mine or not mine],
        listing=listing(page.workspace, "alerts", page.request.query_params),
        states=STATES,
        levels=LEAST_LEVELS,
        channels=CHANNELS,
        hours=HOURS,
        kinds=list(kinds()),
        symbols=[one.symbol for one in rare_earths()],
        digest=warn_view.digest_of(page.workspace, mine) if mine else {},
        problems=[one.sentence(page.language) for one in problems],
        typed={name: text_of(typed, name) if typed else "" for name in FIELDS},
        mail_ready=with_settings,
        settings_problem=settings_problem.sentence(page.language) if settings_problem else "",
        done=page.request.query_params.get("done", ""),
    )


def _settings(page: Page) -> tuple[bool, Problem | None]:
    """Whether a mail server is set up, and what is wrong with the settings."""
    try:
        return page.workspace.warn.alerts.settings.smtp is not None, None
    except ProblemError as error:
        return False, error.problem


@router.post("/rules")
def add_rule(page: AnyPage, sent: SentForm) -> Response:
    """Keep a rule of the acting person."""
    check_token(page, sent)
    if not page.actor:
        return _shown(page, (actor_missing(page),), sent)
    hour = text_of(sent, "digest")
    subjects = tuple(part for part in text_of(sent, "subjects").replace("，", ",").replace("、", ",").split(",")
                     if part.strip())  # fmt: skip
    try:
        made = page.workspace.warn.alerts.add(
            user=page.actor, channel=text_of(sent, "channel") or "page", address=text_of(sent, "address")[:LONGEST],
            subjects=tuple(one.strip()[:LONGEST] for one in subjects), least=text_of(sent, "least") or "orange",
            kinds_of=tuple(filter(None, (text_of(sent, "kind"),))), digest_hour=int(hour) if hour.isdecimal() else None,
        )  # fmt: skip
    except ProblemError as error:
        made = (error.problem,)
    return _shown(page, made, sent) if isinstance(made, tuple) else _back("rule")


@router.post("/rules/{rule}")
def switch(page: AnyPage, rule: str, sent: SentForm) -> Response:
    """Switch a rule on or off."""
    check_token(page, sent)
    page.workspace.warn.alerts.switch(rule[:LONGEST], is_active=text_of(sent, "is_active") == "yes")
    return _back("switched")


@router.post("/check")
def check(page: AnyPage, sent: SentForm) -> Response:
    """Look for news to each rule now."""
    check_token(page, sent)
    count = page.workspace.warn.alerts.check()
    return _back("found" if count else "nothing")


@router.post("/{alert}/acknowledge")
def acknowledge(page: AnyPage, alert: str, sent: SentForm) -> Response:
    """Note that the acting person has seen an alert."""
    check_token(page, sent)
    if not page.actor:
        return _shown(page, (actor_missing(page),))
    try:
        page.workspace.warn.alerts.acknowledge(alert[:LONGEST], page.actor)
    except ProblemError as error:
        return _shown(page, (error.problem,))
    back = local_path(text_of(sent, "back") or "/warn/alerts")
    return RedirectResponse(back, status_code=SEE_OTHER)


def _back(done: str) -> Response:
    return RedirectResponse(f"/warn/alerts?done={done}", status_code=SEE_OTHER)

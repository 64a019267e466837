"""Acts of trace, trade and plan: what can be entered, by who does it; a form for each; what became of what was sent.

The same handlers answer under ``/trace/acts``, ``/trade/acts`` and ``/plan/acts``: the address says whose they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from monazite.core import Problem
from monazite.ledger import Answer, Entry
from monazite.trace.acts import Act, at_field
from monazite.web.page import AnyPage, Page
from monazite.web.trace.act_form import act_form, suggestions
from monazite.web.trace.act_pages import ActPages, act_pages
from monazite.web.trace.act_sheets import router as sheets
from monazite.web.trace.display import named_display
from monazite.web.uploads import SentForm, actor_missing, check_token, text_of

handlers = APIRouter(include_in_schema=False)
REFUSED, LONGEST_ID = 422, 64


@handlers.get("")
def all_acts(page: AnyPage) -> Response:
    """All acts, in groups."""
    pages = act_pages(page)
    return page.render("trace/acts.html", show=named_display(page), pages=pages, groups=pages.groups())


@handlers.get("/{name}")
def form(page: AnyPage, name: str) -> Response:
    """The form of an act, filled in from the address as far as that goes."""
    pages = act_pages(page)
    found = pages.book.registry.act(name)
    query = page.request.query_params
    values = {one.name: query.getlist(one.name) for one in found.fields if one.name in query}
    values.setdefault("day", [pages.book.today.isoformat()])
    return _shown(page, pages, found, pages.book.new_id(), values)


@handlers.post("/{name}")
def post(page: AnyPage, name: str, sent: SentForm) -> Response:
    """Book an act: once, however often the form is sent."""
    check_token(page, sent)
    pages = act_pages(page)
    book = pages.book
    found = book.registry.act(name)
    values, entry_id = _values(found, sent), text_of(sent, "entry_id")[:LONGEST_ID] or book.new_id()
    if more := text_of(sent, "more"):
        return _shown(page, pages, found, entry_id, values, more=more)
    if not page.actor:
        problem = actor_missing(page)
        return _shown(page, pages, found, entry_id, values, [problem])
    if (known := book.known(name, values, actor=page.actor, id=entry_id)) is not None:
        return _known(page, pages, found, values, known)
    built = book.attempt(name, values, actor=page.actor, id=entry_id)
    if isinstance(built, list):
        return _shown(page, pages, found, entry_id, values, built)
    return _answered(page, pages, found, values, built)


def _values(found: Act, sent: FormData) -> dict[str, list[str]]:
    return {one.name: [text for text in sent.getlist(one.name) if isinstance(text, str)] for one in found.fields}


def _known(page: Page, pages: ActPages, found: Act, values: Mapping[str, Sequence[str]], answer: Answer) -> Response:
    """A form whose id is in the journal: the entry when it was this form, else the form again under a new id."""
    if answer.status == "duplicate":
        return RedirectResponse(f"/trace/log/entries/{answer.number}?posted=duplicate", status_code=303)
    return _shown(page, pages, found, pages.book.new_id(), values, [answer.problem] if answer.problem else [])


def _answered(page: Page, pages: ActPages, found: Act, values: Mapping[str, Sequence[str]], entry: Entry) -> Response:
    """Post it; what became of it: its page, the page that says why it is blocked, or the form again."""
    answer = pages.book.post([entry])[0]
    if answer.status == "refused":
        problems = [at_field(answer.problem, values, {}, found.name)] if answer.problem else []
        return _shown(page, pages, found, entry.id, values, problems)
    if answer.status == "blocked" and answer.problem:
        lots = [leg.account.split("/")[-1] for leg in entry.otherwise or () if leg.role == "blocked"]
        return page.render(
            "trace/act_blocked.html", show=named_display(page), pages=pages, act=found, number=answer.number, lots=lots,
            sentence=answer.problem.sentence(page.language), firm=entry.actor,
        )  # fmt: skip
    return RedirectResponse(f"/trace/log/entries/{answer.number}?posted={answer.status}", status_code=303)


def _shown(  # noqa: PLR0917  a form and what stands in it
    page: Page,
    pages: ActPages,
    found: Act,
    entry_id: str,
    values: Mapping[str, Sequence[str]],
    problems: Sequence[Problem] = (),
    *,
    more: str = "",
) -> Response:
    show = named_display(page)
    shown = act_form(found, entry_id, values, problems, page.language, more=more)
    return page.render(
        "trace/act.html", status=REFUSED if problems else 200, show=show, form=shown, pages=pages, act=found,
        suggested=suggestions(page.workspace, found, values, show),
    )  # fmt: skip


handlers.include_router(sheets)
router = APIRouter()
for _verb in ("trace", "trade", "plan"):
    router.include_router(handlers, prefix=f"/{_verb}/acts")

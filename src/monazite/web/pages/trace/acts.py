"""Acts: what can be entered in the journal, by who does it; a form for each; and what became of what was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from monazite.core import Problem
from monazite.ledger import Answer, Entry
from monazite.trace.acts import Act, act, acts, at_field
from monazite.web.act_form import act_form, suggestions
from monazite.web.page import AnyPage, Page
from monazite.web.pages.trace.act_sheets import router as sheets
from monazite.web.trace_display import named_display
from monazite.web.uploads import SentForm, actor_missing, check_token, text_of

router = APIRouter(prefix="/trace/acts", include_in_schema=False)
SECTIONS = {
    "ministry": ("parties", "quota", "export"),
    "mines": ("lots",),
    "lines": ("runs",),
    "trade": ("moves", "blocked", "money", "claims"),
    "reports": ("reports", "corrections"),
}
"""Who does it, and the sections of acts that they do; an act of no section that is named goes with the last."""
REFUSED, LONGEST_ID = 422, 64


@router.get("")
def all_acts(page: AnyPage) -> Response:
    """All acts, in groups."""
    return page.render("trace/acts.html", show=named_display(page), groups=_groups(acts()))


def _groups(known: Mapping[str, Act]) -> list[tuple[str, list[Act]]]:
    listed = {section: who for who, sections in SECTIONS.items() for section in sections}
    groups: dict[str, list[Act]] = {who: [] for who in SECTIONS}
    for one in known.values():
        groups[listed.get(one.section, "reports")].append(one)
    return list(groups.items())


@router.get("/{name}")
def form(page: AnyPage, name: str) -> Response:
    """The form of an act, filled in from the address as far as that goes."""
    found = act(name)
    query = page.request.query_params
    values = {one.name: query.getlist(one.name) for one in found.fields if one.name in query}
    values.setdefault("day", [page.workspace.trace.today.isoformat()])
    return _shown(page, found, page.workspace.trace.new_id(), values)


@router.post("/{name}")
def post(page: AnyPage, name: str, sent: SentForm) -> Response:
    """Book an act: once, however often the form is sent."""
    check_token(page, sent)
    found, trace = act(name), page.workspace.trace
    values, entry_id = _values(found, sent), text_of(sent, "entry_id")[:LONGEST_ID] or trace.new_id()
    if more := text_of(sent, "more"):
        return _shown(page, found, entry_id, values, more=more)
    if not page.actor:
        problem = actor_missing(page)
        return _shown(page, found, entry_id, values, [problem])
    if (known := trace.known(name, values, actor=page.actor, id=entry_id)) is not None:
        return _known(page, found, values, known)
    built = trace.attempt(name, values, actor=page.actor, id=entry_id)
    if isinstance(built, list):
        return _shown(page, found, entry_id, values, built)
    return _answered(page, found, values, built, trace.post([built])[0])


def _values(found: Act, sent: FormData) -> dict[str, list[str]]:
    return {one.name: [text for text in sent.getlist(one.name) if isinstance(text, str)] for one in found.fields}


def _known(page: Page, found: Act, values: Mapping[str, Sequence[str]], answer: Answer) -> Response:
    """A form whose id is in the journal: the entry when it was this form, else the form again under a new id."""
    if answer.status == "duplicate":
        return RedirectResponse(f"/trace/log/entries/{answer.number}?posted=duplicate", status_code=303)
    return _shown(page, found, page.workspace.trace.new_id(), values, [answer.problem] if answer.problem else [])


def _answered(page: Page, found: Act, values: Mapping[str, Sequence[str]], entry: Entry, answer: Answer) -> Response:
    """What became of it: its page, the page that says why it is blocked, or the form again."""
    if answer.status == "refused":
        problems = [at_field(answer.problem, values, {}, found.name)] if answer.problem else []
        return _shown(page, found, entry.id, values, problems)
    if answer.status == "blocked" and answer.problem:
        lots = [leg.account.split("/")[-1] for leg in entry.otherwise or () if leg.role == "blocked"]
        return page.render(
            "trace/act_blocked.html", show=named_display(page), act=found, number=answer.number, lots=lots,
            sentence=answer.problem.sentence(page.language), firm=entry.actor,
        )  # fmt: skip
    return RedirectResponse(f"/trace/log/entries/{answer.number}?posted={answer.status}", status_code=303)


def _shown(
    page: Page,
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
        "trace/act.html", status=REFUSED if problems else 200, show=show, form=shown, act=found,
        suggested=suggestions(page.workspace, found, values, show),
    )  # fmt: skip


router.include_router(sheets)

"""Acts through the JSON interface, under ``acts`` of trace, trade and plan: what there is to say, and saying it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from monazite.core import Problem, UsageError
from monazite.ledger import Answer
from monazite.store import said
from monazite.web.acting import ACTING, acting_as
from monazite.web.api import refuse_unknown
from monazite.web.command_body import body_of, object_of
from monazite.web.page import page_of

if TYPE_CHECKING:
    from monazite.app.trace.act_book import ActBook

ID = "id"
"""What the body calls the id of the entry; no act has a field of that name."""
OK, TAKEN, REFUSED = 200, 409, 422
SCALARS = (str, int, float, bool, type(None))
HEADER = {"name": ACTING, "in": "header", "required": True, "schema": {"type": "string"}}
VALUE = {"description": "text as people write it; a list for a field that repeats, in the order of its group"}
BODY = {"content": {"application/json": {"schema": {
    "type": "object", "properties": {ID: {"type": "string", "maxLength": 64}}, "additionalProperties": VALUE,
}}}, "required": True}  # fmt: skip


def _book(request: Request) -> ActBook:
    """What takes the acts of the verb in the address, ``/api/v1/<verb>/acts``."""
    return page_of(request).workspace.act_book(request.url.path.split("/")[3])


Book = Annotated[Any, Depends(_book)]
"""How a handler asks for the `ActBook` of its verb."""


def all_acts(book: Book) -> dict[str, Any]:
    """Every act of the verb, with its fields."""
    rows = [one.as_json() for one in book.acts().values()]
    return {"total": len(rows), "rows": rows}


def one_act(book: Book, name: str) -> dict[str, Any]:
    """An act with its fields and a whole example."""
    found = book.registry.act(name)
    return {**found.as_json(), "example": {field: list(values) for field, values in found.example.items()}}


async def say(request: Request, book: Book, name: str) -> Response:
    """Post an act: its fields as a JSON object, and ``id``, under which the same act again is one posting."""
    actor = acting_as(request.headers.get(ACTING))
    values = object_of(await body_of(request), request.url.path)
    key = values.pop(ID, None)
    if (odd := _odd(values, key)) is not None:
        raise UsageError(said("monazite.app", "value-not-plain", odd))
    return _answered(await run_in_threadpool(lambda: book.submit(name, values, actor=actor, id=key or book.new_id())))


def _odd(values: dict[str, Any], key: Any) -> str | None:
    """The name of a value that is neither a text, a number, yes or no, nor a list or an object of them."""
    if key is not None and not isinstance(key, str):
        return ID
    return next((name for name, value in values.items() if not _is_plain(value)), None)


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict | list):
        return all(isinstance(one, SCALARS) for one in (value.values() if isinstance(value, dict) else value))
    return isinstance(value, SCALARS)


def _answered(answer: Answer | list[Problem]) -> Response:
    """What became of an act, as JSON: the answer of the journal, or every Problem with what was said."""
    if isinstance(answer, list):
        return _sent({"status": "refused", "problems": [one.as_json() for one in answer]}, REFUSED)
    problems = [] if answer.problem is None else [answer.problem.as_json()]
    told = {"id": answer.id, "status": answer.status, "number": answer.number, "problems": problems}
    if answer.status != "refused":
        return _sent(told, OK)
    return _sent(told, TAKEN if answer.problem and answer.problem.code == "id-taken" else REFUSED)


def _sent(content: Any, status: int) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")


def _router(verb: str) -> APIRouter:
    """The routes of the acts of a verb."""
    found = APIRouter(prefix=f"/api/v1/{verb}/acts", tags=[verb], dependencies=[Depends(refuse_unknown)])
    described = {"requestBody": BODY, "parameters": [HEADER]}
    found.add_api_route("", all_acts, methods=["GET"], name=f"{verb}-acts")
    found.add_api_route("/{name}", one_act, methods=["GET"], name=f"{verb}-act")
    found.add_api_route("/{name}", say, methods=["POST"], name=f"{verb}-say", openapi_extra=described)
    return found


ROUTERS = (_router("trace"), _router("trade"), _router("plan"))
"""Of every verb that has acts: the same handlers."""

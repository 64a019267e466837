"""What a member says to an open venue through the JSON interface: orders, bids, listings and all other commands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from monazite.core import UsageError, Words
from monazite.store import nearest, said, unknown
from monazite.trade.gateway import Answer
from monazite.web.acting import ACTING, acting_as
from monazite.web.command_body import (
    MOST_BYTES_OF_MANY,
    body_of,
    commands_of,
    described,
    not_json,
    object_of,
    with_header,
)
from monazite.web.page import Site
from monazite.web.trade.venue_desk import venue_desk_soon

if TYPE_CHECKING:
    from monazite.app.trade.desk import Desk

router = APIRouter(prefix="/api/v1/trade", tags=["trade"])
KINDS = {
    "orders": "order", "amend": "amend", "cancel": "cancel", "bids": "bid", "sealed-bids": "sealed_bid",
    "listings": "list", "takes": "take", "negotiations": "negotiate", "counter": "counter", "accept": "accept",
    "decline": "decline", "withdraw": "withdraw", "auctions": "auction_open", "cash-out": "withdraw_cash",
    "receipts-out": "withdraw_receipt", "deliver": "deliver", "pay": "pay", "dispute": "dispute", "default": "default",
}  # fmt: skip
"""Address under the interface, and the kind of command that is said there."""
KEPT = frozenset({"deposit_cash", "deposit_receipt", "tick"})
"""Kinds that follow from the journal or from the clock, and that nobody says from outside."""
TYPES = {str: Words("文本", "text"), int: Words("正整数", "a whole number above zero")}
OK, LATER, REFUSED, TAKEN, UNKNOWN, CLOSED = 200, 202, 422, 409, 404, 503
UNAVAILABLE = frozenset({"log-halted", "log-closed", "log-disk-full", "log-disk-error", "log-settlement-blocked"})
Handler = Callable[[Request], Awaitable[Response]]


def answered(answer: Answer, acting: str) -> dict[str, Any]:
    """An answer as JSON, without what only others may see; a duplicate bears the number of the first.

    Args:
        answer: of the venue.
        acting: to whom it is given.
    """
    events = [event for event in answer.events if event.get("to", acting) == acting]
    number = answer.number
    if answer.status == "duplicate":
        number = next((event["of"] for event in events if event["kind"] == "duplicate"), number)
    return {
        "number": number, "time_ms": answer.time_ms, "status": answer.status,
        "problem": answer.problem.as_json() if answer.problem else None, "events": events,
    }  # fmt: skip


def status_of(answer: Answer) -> int:
    """The status of HTTP (RFC 9110) of an answer."""
    if answer.status in {"accepted", "duplicate"}:
        return OK
    if answer.status == "unsettled":
        return LATER
    code = answer.problem.code if answer.problem else ""
    if code in UNAVAILABLE:
        return CLOSED
    if code.endswith("id-taken"):
        return TAKEN
    return UNKNOWN if code.endswith("-unknown") and code not in {"field-unknown", "kind-unknown"} else REFUSED


def _sent(content: Any, status: int = OK) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")


async def desk_of(request: Request, *known: str) -> Desk:
    """The open venue that a request is for.

    Raises:
        ProblemError: for a parameter that is not known; as `venue_desk_soon`.
    """
    for key in request.query_params:
        if key not in {"venue", *known}:
            raise unknown("filter-unknown", key, key, ["venue", *known])
    site: Site = request.app.state.site
    return await venue_desk_soon(site.workspace, request.query_params.get("venue"))


def _route(kind: str) -> Handler:
    """A handler of one kind of command."""

    async def handler(request: Request) -> Response:
        acting = acting_as(request.headers.get(ACTING))
        said_fields = object_of(await body_of(request), request.url.path)
        if said_fields.get("kind", kind) != kind:
            raise UsageError(_kind_problem(said_fields["kind"], [kind]))
        desk = await desk_of(request)
        answer = await desk.asubmit(acting, {**said_fields, "kind": kind})
        return _sent(answered(answer, acting), status_of(answer))

    handler.__doc__ = f"Say the command ``{kind}``; its answer says what became of it."
    return handler


for _address, _kind in KINDS.items():
    router.add_api_route(
        f"/{_address}", _route(_kind), methods=["POST"], name=f"say-{_kind}", openapi_extra=described(_kind)
    )

MANY = {"type": "array", "maxItems": 1000, "items": {"type": "object", "required": ["kind"]}}


@router.post(
    "/commands", openapi_extra=with_header({"required": True, "content": {"application/json": {"schema": MANY}}})
)
async def commands(request: Request) -> Response:
    """Say several commands that follow each other; each is taken or refused by itself."""
    acting = acting_as(request.headers.get(ACTING))
    told = commands_of(await body_of(request, MOST_BYTES_OF_MANY), request.url.path)
    refuse_kept(told)
    desk = await desk_of(request)
    answers = await run_in_threadpool(desk.submit_all, [(acting, one) for one in told])
    return _sent({"total": len(answers), "rows": [answered(one, acting) for one in answers]})


def refuse_kept(told: Iterable[Mapping[str, Any]]) -> None:
    """Refuse commands that follow from the journal or the clock.

    Raises:
        UsageError: ``command-kept``.
    """
    for place, one in enumerate(told, 1):
        if one.get("kind") in KEPT:
            raise UsageError(said("monazite.app", "command-kept", f"{place}", kind=one["kind"]))


def _money(fields: Mapping[str, Any]) -> dict[str, Any]:
    properties = {"id": {"type": "string", "maxLength": 64}, **fields}
    schema = {"type": "object", "additionalProperties": False, "properties": properties, "required": list(properties)}
    return with_header({"required": True, "content": {"application/json": {"schema": schema}}})


@router.post("/cash-in", openapi_extra=_money({"fen": {"type": "integer", "minimum": 1}}))
async def cash_in(request: Request) -> Response:
    """Pay cash in (入金): from the acting member's account into its segregated account at the venue."""
    acting, stated, desk = await _stated(request, {"id": str, "fen": int})
    time = _today(request)
    answer = await run_in_threadpool(desk.pay_in, acting, stated["fen"], id=stated["id"], time=time)
    return _sent(answered(answer, acting), status_of(answer))


@router.post("/receipts-in", openapi_extra=_money({"receipt": {"type": "string", "maxLength": 64}}))
async def receipts_in(request: Request) -> Response:
    """Deposit a receipt (仓单转入) of the acting member, all of its lots."""
    acting, stated, desk = await _stated(request, {"id": str, "receipt": str})
    site: Site = request.app.state.site
    time = _today(request)

    def brought() -> Answer:
        return desk.bring_in(acting, site.workspace.trade.receipt(stated["receipt"]), id=stated["id"], time=time)

    answer = await run_in_threadpool(brought)
    return _sent(answered(answer, acting), status_of(answer))


async def _stated(request: Request, wanted: Mapping[str, type]) -> tuple[str, dict[str, Any], Desk]:
    """The acting member, the fields of a body that must be just these, and the venue."""
    acting = acting_as(request.headers.get(ACTING))
    stated = object_of(await body_of(request), request.url.path)
    is_sound = stated.keys() == wanted.keys() and all(type(stated[key]) is kind for key, kind in wanted.items())
    if not is_sound or stated.get("fen", 1) <= 0:
        zh = "、".join(f"{key}（{TYPES[kind].zh}）" for key, kind in wanted.items())
        en = ", ".join(f"{key} ({TYPES[kind].en})" for key, kind in wanted.items())
        raise not_json(request.url.path, Words(zh, en), orjson.dumps(stated).decode())
    return acting, stated, await desk_of(request)


def _today(request: Request) -> str:
    site: Site = request.app.state.site
    return site.workspace.trace.today.isoformat()


def _kind_problem(found: object, known: list[str]) -> Any:
    return said(
        "monazite.trade.session", "kind-unknown", "kind",
        found=found, nearest=nearest(str(found), known), known=", ".join(known),
    )  # fmt: skip

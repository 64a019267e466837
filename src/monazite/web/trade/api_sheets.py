"""Order sheets through the JSON interface: a template to fill in, a rehearsal, and the orders said, all or none."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from monazite.app.trade.order_sheets import TakenSheet, take_sheet
from monazite.core import Language
from monazite.trade.orders_sheet import template
from monazite.web.acting import ACTING, acting_as
from monazite.web.api import refuse_unknown
from monazite.web.command_body import body_of, with_header
from monazite.web.page import AnyPage
from monazite.web.trade.api_orders import answered, desk_of

router = APIRouter(prefix="/api/v1/trade", tags=["trade"])
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
MOST_BYTES, LONGEST_NAME, REFUSED = 10_000_000, 200, 422
BOTH = {
    "required": True,
    "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("text/csv", TYPES["xlsx"])},
}


@router.get("/orders/template.{form}", dependencies=[Depends(refuse_unknown)])
def order_template(page: AnyPage, form: str, lang: Annotated[Language | None, Query()] = None) -> Response:
    """A sheet of orders to fill in, ``csv`` or ``xlsx``; heads and values may be Chinese or English."""
    data = template(form, lang or page.language)
    headers = {"content-disposition": f'attachment; filename="orders.{form}"'}
    return Response(data, media_type=TYPES[form], headers=headers)


@router.post("/orders/sheet", openapi_extra=with_header(BOTH))
async def order_sheet(request: Request) -> Response:
    """Take a sheet of orders (the file as body): all of it, or nothing with a problem for every bad cell or row.

    ``?rehearse=1`` says what it would do; ``?name=`` is the file's, for the problems.
    """
    acting = acting_as(request.headers.get(ACTING))
    data = await body_of(request, MOST_BYTES)
    desk = await desk_of(request, "rehearse", "name")
    name = request.query_params.get("name", "")[:LONGEST_NAME]
    is_rehearsal = request.query_params.get("rehearse", "") not in {"", "0"}
    found = await run_in_threadpool(take_sheet, desk, acting, data, name, is_rehearsal=is_rehearsal)
    return Response(orjson.dumps(_told(found, acting)), _status(found), media_type="application/json")


def _status(found: TakenSheet) -> int:
    return REFUSED if found.problems and not found.is_said else 200


def _told(found: TakenSheet, acting: str) -> dict[str, Any]:
    return {
        "sha256": found.sheet.sha256, "is_said": found.is_said,
        "orders": [dict(row.command) for row in found.sheet.rows],
        "problems": [one.as_json() for one in found.problems],
        "answers": [{"row": row.row, **answered(answer, acting)} for row, answer in found.answers],
    }  # fmt: skip

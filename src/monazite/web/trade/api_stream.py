"""Live market data: a snapshot with its number, then numbered events, then resume; over WebSocket (RFC 6455)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import APIRouter, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse

from monazite.core import Problem, ProblemError
from monazite.store import said
from monazite.trade.gateway import Numbered, member_channel
from monazite.trade.session.lookup import market_of, member_named
from monazite.web.acting import ACTING, acting_as
from monazite.web.page import ACTOR_COOKIE, Site
from monazite.web.trade.auction_view import nameless
from monazite.web.trade.venue_desk import venue_desk_soon

if TYPE_CHECKING:
    from collections.abc import Callable

    from monazite.app.trade.desk import Desk
    from monazite.trade.session import Machine

    View = Callable[[Machine], Mapping[str, Any] | Problem]

LOG = logging.getLogger("monazite.web")
router = APIRouter(prefix="/api/v1/trade", tags=["trade"])
MOST_BEHIND = 5000
"""Events that a reader may be behind; one who is further is dropped with a reason."""
MOST_AT_ONCE = 500
"""Events of one message."""
PATIENCE = 10.0
"""Seconds that a reader may take for one message."""
GOING_AWAY, REFUSED, TRY_LATER = 1001, 1008, 1013
"""Codes of closing (RFC 6455, section 7.4.1, and IANA's registry)."""
UPGRADE = 426
DEPTH = 20
NUMBER_DIGITS = 18


@router.get("/stream/{instrument}")
def stream_described(request: Request, instrument: str) -> JSONResponse:  # noqa: ARG001  it describes the stream
    """Open this address as a WebSocket: a snapshot, then numbered events; ``from`` resumes behind a number.

    Messages are ``snapshot`` (or ``resumed``), ``events`` with the number of their ``first``, and ``end`` with a
    problem before the venue closes the connection.
    """
    return _upgrade(request)


@router.get("/own-stream")
def own_stream_described(request: Request) -> JSONResponse:
    """Open this address as a WebSocket: the acting member's own events, as `stream` gives those of an instrument."""
    return _upgrade(request)


def _upgrade(request: Request) -> JSONResponse:
    problem = said("monazite.app", "stream-upgrade", request.url.path)
    return JSONResponse({"problem": problem.as_json()}, UPGRADE, headers={"upgrade": "websocket"})


@router.websocket("/stream/{instrument}")
async def stream(socket: WebSocket, instrument: str) -> None:
    """The public events of an instrument: book, trades, auctions, listings, phases."""
    site: Site = socket.app.state.site

    def view(machine: Machine) -> Mapping[str, Any] | Problem:
        market = market_of(machine.state, instrument)
        if isinstance(market, Problem):
            return market
        offers = [one for one in machine.offers() if one["instrument"] == instrument]
        return {
            "instrument": instrument, "tick_fen_per_tonne": market.instrument.tick_fen_per_tonne,
            "market": machine.market(instrument), "book": machine.book(instrument, DEPTH),
            "auctions": [nameless(one) for one in offers if one["use"] == "auction"],
            "listings": [one for one in offers if one["use"] == "listing"],
        }  # fmt: skip

    await _run(socket, site, instrument, view)


@router.websocket("/own-stream")
async def own_stream(socket: WebSocket) -> None:
    """The acting member's own events: orders, fills, deals, obligations, cash, lots."""
    site: Site = socket.app.state.site
    try:
        cookie = site.signer.read("actor", socket.cookies.get(ACTOR_COOKIE))
        member = cookie or acting_as(socket.headers.get(ACTING))
    except ProblemError as error:
        await socket.accept()
        await _end(socket, error.problem, REFUSED)
        return

    def view(machine: Machine) -> Mapping[str, Any] | Problem:
        found = member_named(machine.state, member)
        return found if isinstance(found, Problem) else {"member": member, "account": machine.account(member)}

    await _run(socket, site, member_channel(member), view)


async def _run(socket: WebSocket, site: Site, channel: str, view: View) -> None:
    """One connection from its first message to its end."""
    await socket.accept()
    try:
        desk = await venue_desk_soon(site.workspace, socket.query_params.get("venue"))
        number, first = await _first(socket, desk, channel, view)
        first["time_ms"] = int(site.clock.now().timestamp() * 1000)
    except ProblemError as error:
        await _end(socket, error.problem, REFUSED)
        return
    reading = asyncio.create_task(_read_to_end(socket))
    sending = asyncio.create_task(_send_all(socket, desk, channel, number, first))
    try:
        await asyncio.wait({reading, sending}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (reading, sending):
            task.cancel()
        for ended in await asyncio.gather(reading, sending, return_exceptions=True):
            if isinstance(ended, Exception) and not isinstance(ended, WebSocketDisconnect):
                LOG.error("%s", channel, exc_info=ended)


async def _first(socket: WebSocket, desk: Desk, channel: str, view: View) -> tuple[int, dict[str, Any]]:
    """The number that events follow from, and the first message: resumed where that is still possible."""
    asked = socket.query_params.get("from", "")

    def seen(machine: Machine) -> tuple[int, Mapping[str, Any] | Problem]:
        return desk.feed.last(channel), view(machine)

    last, found = await desk.aask(seen)
    if isinstance(found, Problem):
        raise ProblemError(found)
    if asked.isascii() and asked.isdigit() and len(asked) <= NUMBER_DIGITS:
        number = int(asked)
        missed = desk.feed.since(channel, number)
        if not isinstance(missed, Problem) and len(missed) <= MOST_BEHIND:
            return number, {"type": "resumed", "venue": desk.venue, "number": number}
    return last, {"type": "snapshot", "venue": desk.venue, "number": last, **found}


async def _send_all(socket: WebSocket, desk: Desk, channel: str, number: int, first: Mapping[str, Any]) -> None:
    """The first message, then everything that happens, until the venue closes or the reader does not keep up."""
    try:
        await _send(socket, first)
        async for events in desk.feed.follow(channel, number):
            if len(events) > MOST_BEHIND:
                await _end(socket, _slow(channel, len(events)), TRY_LATER)
                return
            for place in range(0, len(events), MOST_AT_ONCE):
                await _send(socket, _events(events[place : place + MOST_AT_ONCE]))
        await _end(socket, said("monazite.app", "stream-closed", desk.venue), GOING_AWAY)
    except ProblemError as error:
        await _end(socket, error.problem, TRY_LATER)
    except TimeoutError:
        await _end(socket, _slow(channel, MOST_AT_ONCE), TRY_LATER)


def _slow(channel: str, behind: int) -> Problem:
    return said("monazite.app", "stream-slow", channel, behind=behind)


def _events(events: tuple[Numbered, ...]) -> dict[str, Any]:
    return {"type": "events", "first": events[0].number, "events": [one.event for one in events]}


async def _send(socket: WebSocket, message: Mapping[str, Any]) -> None:
    async with asyncio.timeout(PATIENCE):
        await socket.send_text(orjson.dumps(message).decode())


async def _end(socket: WebSocket, problem: Problem, code: int) -> None:
    """Say why, where the reader still takes it, and close."""
    with suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
        async with asyncio.timeout(1):
            await socket.send_text(orjson.dumps({"type": "end", "problem": problem.as_json()}).decode())
            await socket.close(code, problem.code)


async def _read_to_end(socket: WebSocket) -> None:
    """What a reader sends means nothing here; that it goes does."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass

"""The stream: a snapshot and its deltas always make the same book; resume, dropping and refusing have a reason."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser as Chromium
from tests.web.browsing import serving, watched
from tests.web.trading import CASH, GRADE, MEMBERS, PRICE, VENUE, Trading, trading
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from monazite.web.trade import api_stream as api_trade_stream

SELLER, BUYER = MEMBERS[0], MEMBERS[1]
NUMBERS = count()


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trading]:
    with trading(tmp_path_factory.mktemp("trade-stream") / "data") as opened:
        opened.desk.pay_in(BUYER, CASH // 2, id="c-2", time="2022-08-01")
        opened.say(SELLER, "receipts-in", {"id": "r-1", "receipt": f"R-{SELLER}"})
        yield opened


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trading]:
    """A market of its own for many random orders."""
    with trading(tmp_path_factory.mktemp("trade-busy") / "data") as opened:
        opened.desk.pay_in(BUYER, CASH // 2, id="c-2", time="2022-08-01")
        opened.say(SELLER, "receipts-in", {"id": "r-1", "receipt": f"R-{SELLER}"})
        yield opened


@dataclass
class Socket:
    """One end of a WebSocket without a network; the reader reads when the test says so."""

    sent: asyncio.Queue[dict[str, Any]] = field(default_factory=lambda: asyncio.Queue(1))
    received: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            return await self.sent.get()

    async def message(self) -> dict[str, Any]:
        found = await self.next()
        assert found["type"] == "websocket.send", found
        told: dict[str, Any] = json.loads(found["text"])
        return told


@asynccontextmanager
async def connected(market: Trading, path: str, **headers: str) -> AsyncIterator[Socket]:
    route, _, query = path.partition("?")
    sent = {"host": "localhost", **headers}
    scope = {
        "type": "websocket", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "ws",
        "path": f"/api/v1/trade/{route}", "raw_path": b"", "root_path": "", "query_string": query.encode(),
        "subprotocols": [],
        "headers": [(key.encode(), value.encode()) for key, value in sent.items()],
    }  # fmt: skip
    socket = Socket()
    await socket.received.put({"type": "websocket.connect"})
    task = asyncio.create_task(market.app(scope, socket.received.get, socket.sent.put))  # type: ignore[arg-type]
    try:
        yield socket
    finally:
        await socket.received.put({"type": "websocket.disconnect", "code": 1000})
        while not task.done():
            if not socket.sent.empty():
                socket.sent.get_nowait()
            await asyncio.sleep(0.001)
        await task


def order(market: Trading, name: str, side: str, price: int = PRICE, lots: int = 1) -> None:
    member = SELLER if side == "sell" else BUYER
    command = {"kind": "order", "id": name, "instrument": GRADE, "side": side, "price_ticks": price, "lots": lots}
    answer = market.desk.submit(member, command)
    assert answer.status == "accepted", answer.problem


def levels(told: dict[str, Any]) -> dict[str, dict[int, int]]:
    return {"buy": dict(map(tuple, told["bids"])), "sell": dict(map(tuple, told["asks"]))}


def applied(book: dict[str, dict[int, int]], event: dict[str, Any]) -> None:
    if event["kind"] == "book":
        side = book[event["side"]]
        side[event["price_ticks"]] = event["lots"]
        if not event["lots"]:
            del side[event["price_ticks"]]


def test_a_snapshot_and_its_events_make_the_book(market: Trading) -> None:
    async def run() -> None:
        order(market, "a-1", "sell", PRICE + 5, 3)
        async with connected(market, f"stream/{GRADE}") as socket:
            assert (await socket.next())["type"] == "websocket.accept"
            first = await socket.message()
            assert (first["type"], first["venue"], first["tick_fen_per_tonne"]) == ("snapshot", VENUE, 50_000)
            book, number = levels(first["book"]), first["number"]
            order(market, "a-2", "buy", PRICE - 5, 2)
            order(market, "a-3", "buy", PRICE + 5, 1)
            order(market, "a-4", "sell", PRICE - 5, 2)
            while number < market.desk.feed.last(GRADE):
                told = await socket.message()
                assert (told["type"], told["first"]) == ("events", number + 1)
                for event in told["events"]:
                    applied(book, event)
                number += len(told["events"])
            assert book == levels(market.desk.ask(lambda machine: machine.book(GRADE, 20)))

    asyncio.run(run())


@settings(max_examples=8, deadline=None)
@given(
    said=st.lists(st.tuples(st.sampled_from(["buy", "sell"]), st.integers(-4, 4), st.integers(1, 2)), max_size=12),
    cut=st.integers(0, 12),
)
def test_whoever_is_cut_off_anywhere_comes_back_to_the_same_book(
    busy: Trading, said: list[tuple[str, int, int]], cut: int
) -> None:
    async def followed(socket: Socket, book: dict[str, dict[int, int]], number: int, last: int) -> int:
        while number < last:
            told = await socket.message()
            assert told["first"] == number + 1
            for event in told["events"]:
                applied(book, event)
            number += len(told["events"])
        return number

    def say(part: list[tuple[str, int, int]]) -> None:
        for side, offset, lots in part:
            command = {"kind": "order", "id": f"law-{next(NUMBERS)}", "instrument": GRADE, "side": side,
                       "price_ticks": PRICE + offset, "lots": lots}  # fmt: skip
            busy.desk.submit(SELLER if side == "sell" else BUYER, command)  # one that is short is refused

    async def run() -> None:
        async with connected(busy, f"stream/{GRADE}") as socket:
            await socket.next()
            first = await socket.message()
            book = levels(first["book"])
            say(said[:cut])
            number = await followed(socket, book, first["number"], busy.desk.feed.last(GRADE))
        say(said[cut:])
        async with connected(busy, f"stream/{GRADE}?from={number}") as socket:
            await socket.next()
            assert (await socket.message())["type"] == "resumed"
            await followed(socket, book, number, busy.desk.feed.last(GRADE))
        assert book == levels(busy.desk.ask(lambda machine: machine.book(GRADE, 1000)))

    asyncio.run(run())


def test_who_comes_back_gets_what_was_missed_or_a_snapshot(market: Trading) -> None:
    async def first_of(path: str) -> tuple[dict[str, Any], dict[str, Any] | None]:
        async with connected(market, path) as socket:
            await socket.next()
            told = await socket.message()
            return told, await socket.message() if told["type"] == "resumed" and told["number"] < last else None

    order(market, "b-1", "sell", PRICE + 9)
    last = market.desk.feed.last(GRADE)
    resumed, missed = asyncio.run(first_of(f"stream/{GRADE}?from={last - 1}"))
    assert (resumed["type"], resumed["number"]) == ("resumed", last - 1)
    assert missed is not None
    assert (missed["first"], len(missed["events"])) == (last, 1)
    assert asyncio.run(first_of(f"stream/{GRADE}?from={last}"))[0]["type"] == "resumed"
    for asked in (last + 7, "x", 10**30, -1):
        told, _ = asyncio.run(first_of(f"stream/{GRADE}?from={asked}"))
        assert (told["type"], told["number"]) == ("snapshot", last)


def test_a_reader_that_does_not_keep_up_is_dropped_with_a_reason(
    market: Trading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_trade_stream, "MOST_BEHIND", 3)

    async def run() -> None:
        async with connected(market, f"stream/{GRADE}") as socket:
            await socket.next()
            await socket.message()
            for number in range(8):
                order(market, f"s-{number}", "sell", PRICE + 20 + number)
            told = await socket.message()
            while told["type"] == "events":
                told = await socket.message()
            assert (told["type"], told["problem"]["code"]) == ("end", "stream-slow")
            assert (await socket.next())["code"] == 1013

    asyncio.run(run())


def test_a_reader_that_takes_nothing_is_let_go(market: Trading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_trade_stream, "PATIENCE", 0.05)

    async def run() -> None:
        async with connected(market, f"stream/{GRADE}") as socket:
            await socket.next()
            for number in range(3):
                order(market, f"n-{number}", "sell", PRICE + 40 + number)
                await asyncio.sleep(0.1)
            assert (await socket.message())["type"] == "snapshot"
            assert (await socket.message())["type"] == "end"

    asyncio.run(run())


def test_own_events_are_for_the_member_alone(market: Trading) -> None:
    async def run() -> None:
        async with connected(market, "own-stream", **{"x-acting-as": BUYER}) as socket:
            await socket.next()
            first = await socket.message()
            assert (first["member"], first["account"]["member"]) == (BUYER, BUYER)
            order(market, "o-1", "sell", PRICE - 9)
            order(market, "o-2", "buy", PRICE - 9)
            told = await socket.message()
            assert {event["to"] for event in told["events"]} == {BUYER}
            assert "fill" in {event["kind"] for event in told["events"]}

    asyncio.run(run())


@pytest.mark.parametrize(
    ("path", "headers", "code"),
    [
        ("stream/PrNd", {}, "instrument-unknown"),
        (f"stream/{GRADE}?venue=BY", {}, "venue-unknown"),
        ("own-stream", {}, "acting-missing"),
        ("own-stream", {"x-acting-as": "stranger"}, "member-unknown"),
    ],
)
def test_what_cannot_be_followed_says_why(market: Trading, path: str, headers: dict[str, str], code: str) -> None:
    async def run() -> None:
        async with connected(market, path, **headers) as socket:
            await socket.next()
            told = await socket.message()
            assert (told["type"], told["problem"]["code"]) == ("end", code)
            assert (await socket.next())["code"] == 1008

    asyncio.run(run())


@pytest.mark.parametrize("headers", [{"host": "evil.example"}, {"origin": "https://evil.example"}, {"origin": "null"}])
def test_other_sites_are_refused_before_the_socket_opens(market: Trading, headers: dict[str, str]) -> None:
    async def run() -> None:
        async with connected(market, f"stream/{GRADE}", **headers) as socket:
            assert (await socket.next())["type"] == "websocket.close"

    asyncio.run(run())


def test_a_venue_that_closes_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    async def run(own: Trading) -> None:
        async with connected(own, f"stream/{GRADE}", origin="http://localhost") as socket:
            await socket.next()
            await socket.message()
            await asyncio.to_thread(own.workspace.trade.close)
            told = await socket.message()
            assert (told["type"], told["problem"]["code"]) == ("end", "stream-closed")
            assert (await socket.next())["code"] == 1001

    with trading(tmp_path_factory.mktemp("trade-close") / "data") as own:
        asyncio.run(run(own))


def test_an_auction_is_live_from_its_notice_to_its_end(market: Trading) -> None:
    now = int(market.clock.now().timestamp() * 1000)
    terms = {"start_ticks": PRICE, "step_ticks": 1, "opens_ms": now, "closes_ms": now + 3_600_000}
    stated = {"id": "u-1", "instrument": GRADE, "method": "auction_up", "lots": 2, "terms": terms}

    async def run() -> None:
        async with connected(market, f"stream/{GRADE}") as socket:
            await socket.next()
            await socket.message()
            opened = await asyncio.to_thread(market.say, SELLER, "auctions", stated)
            number = opened.json()["number"]
            assert opened.json()["status"] == "accepted", opened.json()
            made = {"id": "u-2", "auction": number, "price_ticks": PRICE + 1, "lots": 2}
            assert (await asyncio.to_thread(market.say, BUYER, "bids", made)).json()["status"] == "accepted"
            shown = await asyncio.to_thread(market.get, f"auctions/{number}")
            assert BUYER not in shown.text
            assert [one["price_ticks"] for one in shown.json()["bids"]] == [PRICE + 1]
            market.clock.pass_(2 * 3_600)
            states: list[str] = []
            while "closed" not in states:
                told = await socket.message()
                assert BUYER not in json.dumps(told, ensure_ascii=False)
                states += [one["state"] for one in told["events"] if one["kind"] == "auction"]
            assert states[0] == "announced"
            assert "bid" in states

    asyncio.run(run())


OPEN = """address => new Promise(done => {
  const told = [], socket = new WebSocket(address)
  socket.onmessage = event => {
    told.push(JSON.parse(event.data))
    if (told.length === 2) { socket.close(); done(told) }
  }
  socket.onclose = event => done([event.code])
})"""


@pytest.mark.browser
def test_a_page_of_ours_may_follow_and_one_of_another_origin_may_not(market: Trading, chromium: Chromium) -> None:
    with serving(market.app) as base, watched(chromium) as page:
        page.goto(base)
        address = f"{base.replace('http', 'ws')}/api/v1/trade/stream/{GRADE}"
        later = threading.Timer(0.5, order, (market, "br-1", "buy", PRICE - 30))
        later.start()
        first, second = page.evaluate(OPEN, address)
        later.join()
        assert (first["type"], second["type"], second["first"]) == ("snapshot", "events", first["number"] + 1)
        with pytest.raises(InvalidStatus), connect(address, origin=Origin("http://evil.example")):
            pass

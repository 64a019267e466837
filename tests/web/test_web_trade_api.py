"""The JSON interface to trade: orders said once, everybody's own view, problems in both languages, and who may ask."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from tests.web.conftest import Browser
from tests.web.trading import CASH, GRADE, LOTS, MEMBERS, PRICE, VENUE, Trading, trading

from monazite.app import Workspace
from monazite.app.workspace import LISTS
from monazite.core import ProblemError
from monazite.trade.session import specs
from monazite.web import create_app
from monazite.web.trade.api import LIST_ROUTES
from monazite.web.trade.api_orders import KEPT, KINDS
from monazite.web.trade.venue_desk import looked

SELLER, BUYER = MEMBERS[0], MEMBERS[1]
ORDER = {"id": "x", "instrument": GRADE, "side": "buy", "price_ticks": PRICE, "lots": 1}
CELLS = "自编号,品种,买卖,价格,手数\n"


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trading]:
    with trading(tmp_path_factory.mktemp("trade-api") / "data") as opened:
        assert opened.say(SELLER, "receipts-in", {"id": "r-1", "receipt": f"R-{SELLER}"}).status_code == 200
        for member in MEMBERS:
            assert opened.say(member, "cash-in", {"id": f"c-{member}", "fen": CASH // 2}).status_code == 200
        yield opened


def fen(market: Trading, member: str) -> int:
    account = market.get("positions", member).json()
    return int(account["free_fen"] + account["reserved_fen"])


def test_an_order_trades_settles_and_is_seen_everywhere(market: Trading) -> None:
    before = fen(market, SELLER)
    sold = market.order(SELLER, "s-1", "sell", lots=2)
    assert sold["status"] == "accepted"
    bought = market.order(BUYER, "b-1", "buy", lots=2)
    assert [one["kind"] for one in bought["events"]].count("trade") == 1
    (row,) = [
        one for one in market.get(f"trades/{GRADE}").json()["rows"] if one["id"].startswith(f"BX.{bought['number']}.")
    ]
    assert (row["buyer"], row["seller"], row["lots"], row["price_ticks"]) == (BUYER, SELLER, 2, PRICE)
    assert fen(market, SELLER) == before + row["amount_fen"] - row["seller_fee_fen"]
    (candle,) = market.get(f"candles/{GRADE}?interval=1d").json()["rows"]
    assert (candle["open"], candle["lots"] >= 2) == (PRICE, True)


def test_the_same_id_is_one_order_and_other_content_is_refused(market: Trading) -> None:
    first = market.order(SELLER, "s-2", "sell", PRICE + 20)
    again = market.order(SELLER, "s-2", "sell", PRICE + 20)
    assert (again["status"], again["number"]) == ("duplicate", first["number"])
    body = {"id": "s-2", "instrument": GRADE, "side": "sell", "price_ticks": PRICE + 21, "lots": 1}
    taken = market.say(SELLER, "orders", body)
    assert (taken.status_code, taken.json()["problem"]["code"]) == (409, "order-id-taken")
    mine = [one for one in market.get("orders", SELLER).json()["rows"] if one["id"] == "s-2"]
    assert [one["lots"] for one in mine] == [1]
    assert market.say(SELLER, "cancel", {"id": "s-2c", "order": first["number"]}).json()["status"] == "accepted"


def test_an_answer_holds_nothing_of_the_other_member(market: Trading) -> None:
    market.order(SELLER, "s-3", "sell")
    answer = market.order(BUYER, "b-3", "buy")
    assert {one.get("to", BUYER) for one in answer["events"]} == {BUYER}
    assert SELLER not in json.dumps(answer, ensure_ascii=False)


def test_every_list_of_the_exchange_is_there_with_its_filters(market: Trading) -> None:
    paths = market.browser.get("/api/v1/openapi.json").json()["paths"]
    for address, name in LIST_ROUTES.items():
        assert market.get(address).status_code == 200, address
        named = {one["name"] for one in paths[f"/api/v1/trade/{address}"]["get"]["parameters"]}
        assert {one.key for one in LISTS[name].filters} <= named
    assert {one["id"] for one in market.get("receipts").json()["rows"]} == {f"R-{one}" for one in MEMBERS[:2]}
    assert market.get("receipts?owner=nobody").json()["total"] == 0


def test_everything_a_member_may_say_has_an_address_and_a_description(market: Trading) -> None:
    said = {kind for kind, one in specs().items() if one.who != "venue"}
    assert set(KINDS.values()) == said
    assert {kind for kind, one in specs().items() if one.who == "venue"} >= KEPT
    paths = market.browser.get("/api/v1/openapi.json").json()["paths"]
    for address, kind in KINDS.items():
        described = paths[f"/api/v1/trade/{address}"]["post"]
        schema = described["requestBody"]["content"]["application/json"]["schema"]
        assert set(schema["properties"]) == {one.name for one in specs()[kind].fields}
        assert "X-Acting-As" in {one["name"] for one in described["parameters"]}


def test_listings_deals_and_auctions(market: Trading) -> None:
    listed = market.say(
        SELLER, "listings", {"id": "l-1", "instrument": GRADE, "side": "sell", "price_ticks": PRICE, "lots": 3}
    )
    number = listed.json()["number"]
    assert [one["number"] for one in market.get("listings").json()["rows"]] == [number]
    assert market.say(BUYER, "takes", {"id": "t-1", "listing": number, "lots": 3}).json()["status"] == "accepted"
    assert market.get(f"listings?instrument={GRADE}").json()["total"] == 0
    offer = {"id": "n-1", "instrument": GRADE, "side": "sell", "with": BUYER, "price_ticks": PRICE, "lots": 1}
    deal = market.say(SELLER, "negotiations", offer).json()["number"]
    assert [one["number"] for one in market.get("deals", BUYER).json()["rows"]] == [deal]
    assert market.get("deals", MEMBERS[2]).json()["total"] == 0
    assert market.say(BUYER, "accept", {"id": "a-1", "deal": deal}).json()["status"] == "accepted"
    assert market.get("obligations", BUYER).json() == {"total": 0, "rows": []}


def test_several_commands_in_one_request(market: Trading) -> None:
    order = {"kind": "order", "instrument": GRADE, "side": "sell", "price_ticks": PRICE + 30, "lots": 1}
    answer = market.say(SELLER, "commands", [{**order, "id": "m-1"}, {**order, "id": "m-2", "lots": 10**6}]).json()
    assert [one["status"] for one in answer["rows"]] == ["accepted", "refused"]
    for kind in KEPT:
        refused = market.say(VENUE, "commands", [{"kind": kind}])
        assert (refused.status_code, refused.json()["problem"]["code"]) == (400, "command-kept")


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("orders", {**ORDER, "price_ticks": 0}, 422, "not-positive"),
        ("orders", {**ORDER, "price_ticks": 5}, 422, "price-beyond-limit"),
        ("orders", {**ORDER, "instrument": "PrNd"}, 404, "instrument-unknown"),
        ("orders", {**ORDER, "colour": 1}, 422, "field-unknown"),
        ("orders", {"kind": "cancel", "id": "x", "order": 1}, 400, "kind-unknown"),
        ("cancel", {"id": "x", "order": 999}, 404, "order-unknown"),
        ("orders", [1], 400, "body-not-json"),
        ("commands", {"kind": "order"}, 400, "body-not-json"),
        ("commands", [1], 400, "body-not-json"),
        ("cash-in", {"id": "x", "fen": 0}, 400, "body-not-json"),
        ("cash-in", {"id": "x", "fen": True}, 400, "body-not-json"),
        ("receipts-in", {"id": "x", "receipt": "R-none"}, 404, "receipt-unknown"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_a_problem_in_both_languages(
    market: Trading, path: str, body: Any, status: int, code: str
) -> None:
    before = market.desk.ask(lambda machine: machine.state_sha256())
    response = market.say(BUYER, path, body)
    problem = response.json()["problem"]
    assert (response.status_code, problem["code"]) == (status, code)
    assert problem["zh"] != problem["en"]
    assert not re.search(r"\{\w+\}", problem["zh"] + problem["en"])
    assert market.desk.ask(lambda machine: machine.state_sha256()) == before


def test_a_body_that_is_no_json_or_too_long_is_refused(market: Trading) -> None:
    for content, code in ((b"{", "body-not-json"), (b"[" * 100_000, "body-too-large")):
        response = market.browser.post("/api/v1/trade/orders", content=content, headers={"x-acting-as": BUYER})
        assert (response.status_code, response.json()["problem"]["code"]) == (400, code)


@pytest.mark.parametrize("path", ["orders", "positions", "obligations", "deals"])
def test_nobody_asks_without_saying_who(market: Trading, path: str) -> None:
    response = market.get(path)
    assert (response.status_code, response.json()["problem"]["code"]) == (400, "acting-missing")
    assert market.get(path, "stranger").status_code == 404


def test_the_acting_header_is_checked(market: Trading) -> None:
    body = ORDER
    for headers, code in (({}, "acting-missing"), ({"x-acting-as": "%ff%fe"}, "acting-malformed")):
        response = market.browser.post("/api/v1/trade/orders", json=body, headers=headers)
        assert (response.status_code, response.json()["problem"]["code"]) == (400, code)
    assert market.say("stranger", "orders", body).json()["problem"]["code"] == "actor-unknown"


def test_the_rules_of_loopback_hold(market: Trading) -> None:
    body = ORDER
    assert market.say(BUYER, "orders", body, headers={"origin": "https://evil.example"}).status_code == 403
    assert market.say(BUYER, "orders", body, headers={"host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("book/PrNd", 404, "instrument-unknown"),
        (f"book/{GRADE}?depth=0", 400, "http-400"),
        (f"book/{GRADE}?deepth=5", 400, "filter-unknown"),
        (f"book/{GRADE}?venue=BY", 404, "venue-unknown"),
        (f"candles/{GRADE}?interval=2w", 400, "interval-unknown"),
        ("auctions/99", 404, "auction-unknown"),
        ("receipts?colour=red", 400, "filter-unknown"),
        (f"stream/{GRADE}", 426, "stream-upgrade"),
        ("own-stream", 426, "stream-upgrade"),
    ],
)
def test_what_cannot_be_asked_is_a_problem(market: Trading, path: str, status: int, code: str) -> None:
    response = market.get(path)
    assert (response.status_code, response.json()["problem"]["code"]) == (status, code)


def test_a_sheet_is_rehearsed_then_taken_whole_and_only_once(market: Trading) -> None:
    good = f"{CELLS}q-1,{GRADE},卖,57万元/吨,1\nq-2,{GRADE},卖,57.5万元/吨,1\n".encode("gbk")
    before = market.desk.gateway.number
    rehearsed = sheet(market, good, "?rehearse=1&name=a.csv").json()
    assert (rehearsed["is_said"], len(rehearsed["orders"]), market.desk.gateway.number) == (False, 2, before)
    said = sheet(market, good, "?name=a.csv")
    assert [one["status"] for one in said.json()["answers"]] == ["accepted", "accepted"]
    assert [one["status"] for one in sheet(market, good, "?name=a.csv").json()["answers"]] == ["duplicate", "duplicate"]


def test_a_sheet_with_one_bad_order_is_not_taken_at_all(market: Trading) -> None:
    before = market.desk.ask(lambda machine: machine.state_sha256())
    short = f"{CELLS}z-1,{GRADE},卖,57万元/吨,1\nz-2,{GRADE},卖,57万元/吨,{LOTS * 10}\n".encode()
    response = sheet(market, short, "?name=b.csv")
    assert response.status_code == 422
    (problem,) = response.json()["problems"]
    assert (problem["code"], problem["place"].startswith("b.csv:3")) == ("lots-short", True)
    unread = sheet(market, f"{CELLS}z-1,{GRADE},卖,57,1\n".encode(), "?name=c.csv").json()
    assert (unread["is_said"], unread["problems"][0]["code"]) == (False, "price-off-tick")
    assert market.desk.ask(lambda machine: machine.state_sha256()) == before


def sheet(market: Trading, data: bytes, query: str) -> Any:
    headers = {"x-acting-as": quote(SELLER)}
    return market.browser.post(f"/api/v1/trade/orders/sheet{query}", content=data, headers=headers)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_template_can_be_downloaded(market: Trading, form: str) -> None:
    response = market.get(f"orders/template.{form}?lang=zh")
    assert response.headers["content-disposition"] == f'attachment; filename="orders.{form}"'
    assert market.get("orders/template.pdf").status_code == 400


def test_another_process_may_have_the_venue(market: Trading) -> None:
    with Workspace.open(market.workspace.directory, clock=market.clock) as other:
        browser = Browser(create_app(other, clock=market.clock))
        response = browser.get(f"/api/v1/trade/book/{GRADE}")
        assert (response.status_code, response.json()["problem"]["code"]) == (503, "log-locked")
        assert browser.get(f"/api/v1/trade/trades/{GRADE}").status_code == 200
        assert looked(other, VENUE, lambda machine: machine.board()) is None
    assert looked(market.workspace, VENUE, lambda machine: len(machine.board())) == 1


def test_venues_are_named_where_there_is_not_just_one(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "data", create=True) as workspace:
        with pytest.raises(ProblemError) as caught:
            workspace.trade.venue()
        assert caught.value.problem.code == "venue-none"
        assert Browser(create_app(workspace)).get("/api/v1/trade/board").status_code == 400


def test_what_was_traded_stands_in_a_clean_journal(market: Trading) -> None:
    assert market.workspace.trace.audit().is_clean

"""The pages of the market: board, instrument, orders, auctions, rules; what their forms say, and who may."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from tests.web import trading as made
from tests.web.conftest import Browser
from tests.web.trading import CASH, GRADE, MEMBERS, NOW, PRICE, VENUE, Trading, trading

from monazite.app import Workspace
from monazite.core import ProblemError
from monazite.store import said
from monazite.trade.record import Method
from monazite.trade.session import specs
from monazite.trade.venues import standard_instruments
from monazite.web import create_app
from monazite.web.trade.auctions import next_bids
from monazite.web.trade.instruments import chemistry_rows
from monazite.web.words import page_words

SELLER, BUYER, THIRD = MEMBERS
HAN = re.compile(r"[㐀-鿿]")
PAGES = ("/trade", f"/trade/instruments/{GRADE}", "/trade/auctions", "/trade/orders", "/trade/rules")


class Member:
    """A browser in which somebody acts for a member."""

    def __init__(self, market: Trading, member: str | None) -> None:
        self.browser = Browser(market.app)
        if member is not None:
            token = self.token(self.get("/trade/orders").text)
            sent = {"token": token, "actor": member, "price_unit": "CNY/kg", "tax": "included"}
            assert self.browser.post("/settings", data=sent).status_code == 303

    @staticmethod
    def token(html: str) -> str:
        return str(re.findall(r'name="token" value="([0-9a-f]+)"', html)[0])

    def get(self, path: str) -> httpx.Response:
        return self.browser.get(path)

    def text(self, path: str) -> str:
        return unescape(re.sub(r"<[^>]+>", " ", self.get(path).text))

    def say(self, path: str, kind: str, **fields: Any) -> httpx.Response:
        token = self.token(self.get(path).text)
        fields.setdefault(
            "id", f"{kind}-{len(self.get(path).text)}-{fields}"[:60].translate(str.maketrans(" /:", "___"))
        )
        return self.browser.post(path, data={"token": token, "kind": kind, **fields})


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trading]:
    with trading(tmp_path_factory.mktemp("trade-market") / "data") as opened:
        assert opened.say(SELLER, "receipts-in", {"id": "r-1", "receipt": f"R-{SELLER}"}).status_code == 200
        for member in MEMBERS:
            assert opened.say(member, "cash-in", {"id": f"c-{member}", "fen": CASH // 2}).status_code == 200
        yield opened


@pytest.fixture(scope="module")
def seller(market: Trading) -> Member:
    return Member(market, SELLER)


@pytest.fixture(scope="module")
def buyer(market: Trading) -> Member:
    return Member(market, BUYER)


def holds(market: Trading, member: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = market.get("orders", member).json()["rows"]
    return rows


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_shows_in_both_languages(seller: Member, path: str, language: str) -> None:
    answer = seller.get(f"{path}?lang={language}")
    assert answer.status_code == 200
    assert "<style" not in answer.text
    assert not re.search(r"\son[a-z]+=|\sstyle=", answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_workspace_says_what_to_do(tmp_path: Path, path: str) -> None:
    with Workspace.open(tmp_path / "empty", create=True) as workspace:
        answer = Browser(create_app(workspace)).get(path.replace(GRADE, "nothing"))
        if "instruments" in path:
            assert answer.status_code in {400, 404}
        else:
            assert 'class="empty"' in answer.text


def test_an_order_goes_to_the_book_and_back(market: Trading, seller: Member) -> None:
    here = f"/trade/instruments/{GRADE}?venue={VENUE}"
    answer = seller.say(here, "order", id="o-1", instrument=GRADE, side="sell", price="570", lots="3", tif="GTC")
    assert answer.status_code == 303, answer.text
    assert "said=accepted" in answer.headers["location"]
    (held,) = [one for one in holds(market, SELLER) if one["id"] == "o-1"]
    assert (held["price_ticks"], held["lots"]) == (1140, 3)  # 570 in the page's unit, 元/公斤, is 570 000 元/吨
    assert "570.0" in seller.text(here)
    again = seller.browser.post(here, data={"token": seller.token(seller.get(here).text), "kind": "order", "id": "o-1",
                                            "instrument": GRADE, "side": "sell", "price": "57万元/吨", "lots": "3",
                                            "tif": "GTC"})  # fmt: skip
    assert "said=duplicate" in again.headers["location"]
    orders = f"/trade/orders?venue={VENUE}"
    assert seller.say(orders, "amend", id="a-1", order=held["number"], instrument=GRADE, lots="2").status_code == 303
    assert [one["lots"] for one in holds(market, SELLER) if one["id"] == "o-1"] == [2]
    assert seller.say(orders, "cancel", id="x-1", order=held["number"]).status_code == 303
    assert [one for one in holds(market, SELLER) if one["id"] == "o-1"] == []


def test_the_unit_of_the_page_is_the_unit_of_a_bare_price(market: Trading) -> None:
    member = Member(market, SELLER)
    token = member.token(member.get("/trade/orders").text)
    member.browser.post("/settings", data={"token": token, "actor": SELLER, "price_unit": "10000 CNY/t"})
    answer = member.say("/trade/orders", "order", id="u-1", instrument=GRADE, side="sell", price="57.05", lots="1")
    assert answer.status_code == 303
    (held,) = [one for one in holds(market, SELLER) if one["id"] == "u-1"]
    assert held["price_ticks"] == 1141
    assert "57.05" in member.text(f"/trade/instruments/{GRADE}")
    member.say("/trade/orders", "cancel", id="u-2", order=held["number"])


@pytest.mark.parametrize(
    ("fields", "zh"),
    [
        ({"price": "9999"}, "508.5 至 621.5"),
        ({"price": "565.2"}, "最小变动价位"),
        ({"price": "much"}, "much"),
        ({"lots": "x"}, "手数"),
        ({"lots": "0"}, "大于零"),
        ({"price": ""}, "price_ticks"),
        ({"instrument": "none"}, "none"),
    ],
)
def test_what_is_refused_is_said_on_the_page_and_changes_nothing(
    market: Trading, seller: Member, fields: dict[str, str], zh: str
) -> None:
    before = market.desk.ask(lambda machine: machine.state_sha256())
    order = {"instrument": GRADE, "side": "sell", "price": "565", "lots": "1", "id": f"bad-{sorted(fields)}-{zh}"[:9]}
    answer = seller.say("/trade/orders?lang=zh", "order", **(order | fields))
    assert answer.status_code == 422
    notice = answer.text[answer.text.index('role="alert"') :][:600]
    assert zh in unescape(notice)
    assert market.desk.ask(lambda machine: machine.state_sha256()) == before


def test_a_foreign_form_and_another_kind_are_refused(market: Trading, seller: Member) -> None:
    here = f"/trade/instruments/{GRADE}"
    assert seller.browser.post(here, data={"kind": "order", "token": "0" * 64}).status_code == 403
    assert seller.say(here, "close_day").status_code == 404
    assert seller.say("/trade/orders", "deposit_cash", fen="1").status_code == 404
    nobody = Member(market, None)
    refused = nobody.say("/trade/orders", "order", id="n-1", instrument=GRADE, side="sell", price="565", lots="1")
    assert refused.status_code == 422
    assert "act-as" in nobody.get("/trade/orders").text


def test_a_trade_is_seen_on_every_page_and_leads_to_its_entry(market: Trading, seller: Member, buyer: Member) -> None:
    order = {"instrument": GRADE, "price": "56.5万元/吨", "lots": "2"}
    assert seller.say("/trade/orders", "order", id="t-1", side="sell", **order).status_code == 303
    assert buyer.say("/trade/orders", "order", id="t-2", side="buy", **order).status_code == 303
    row = market.get(f"trades/{GRADE}").json()["rows"][0]
    link = f'<a href="/trace/log/entries/{row["entry_number"]}">{row["id"]}</a>'
    for path in (f"/trade/instruments/{GRADE}", "/trade/orders"):
        assert link in seller.get(path).text
    assert "565.0" in seller.text("/trade")
    assert 'data-at="' in seller.get(f"/trade/instruments/{GRADE}?interval=1m").text
    assert "113.00" in seller.text(f"/trade/instruments/{GRADE}")  # 2 t at 565 000 元/吨, in 万元


def test_a_listing_is_taken_and_a_deal_is_made(market: Trading, seller: Member, buyer: Member) -> None:
    listed = seller.say("/trade/orders", "list", id="l-1", instrument=GRADE, side="sell", price="566", lots="3")
    number = re.findall(r"number=(\d+)", listed.headers["location"])[0]
    here = f"/trade/instruments/{GRADE}"
    assert f'name="listing" value="{number}"' in buyer.get(here).text
    assert f'name="listing" value="{number}"' not in seller.get(here).text
    assert buyer.say(here, "take", id="l-2", listing=number, lots="1").status_code == 303
    assert [one["lots"] for one in market.get("listings").json()["rows"]] == [2]
    assert seller.say("/trade/orders", "withdraw", id="l-3", of=number).status_code == 303
    offer = {"instrument": GRADE, "side": "sell", "with": BUYER, "price": "567", "lots": "1"}
    assert seller.say("/trade/orders", "negotiate", id="d-1", **offer).status_code == 303
    (deal,) = market.get("deals", BUYER).json()["rows"]
    assert f'name="deal" value="{deal["number"]}"' in buyer.get("/trade/orders").text
    assert buyer.say("/trade/orders", "accept", id="d-2", deal=deal["number"]).status_code == 303
    assert market.get("deals", BUYER).json()["total"] == 0


def test_an_auction_from_its_room_to_its_result(market: Trading, seller: Member, buyer: Member) -> None:
    closes = int(NOW.timestamp() * 1000) + 3_600_000
    terms = {"start_ticks": PRICE, "step_ticks": 1, "max_step_ticks": 2, "alarm_ticks": PRICE + 20, "closes_ms": closes}
    body = {"id": "q-1", "instrument": GRADE, "method": "auction_up", "lots": 2, "terms": terms}
    number = market.say(SELLER, "auctions", body).json()["number"]
    room = f"/trade/auctions/{number}?venue={VENUE}"
    assert f'href="/trade/auctions/{number}' in buyer.get("/trade/auctions").text
    assert f'href="/trade/auctions/{number}' in buyer.get("/trade").text
    assert 'name="price_ticks" value="1130" class="primary big"' in buyer.get(room).text
    assert 'name="price_ticks"' not in seller.get(room).text  # nobody bids in his own
    assert seller.say(room, "bid", id="q-2", auction=number, price_ticks=PRICE, lots="2").status_code == 422
    assert buyer.say(room, "bid", id="q-3", auction=number, price_ticks=PRICE, lots="2").status_code == 303
    third = Member(market, THIRD)
    assert 'name="price_ticks" value="1131"' in third.get(room).text
    assert 'name="price_ticks"' not in buyer.get(room).text  # not twice in a row
    html = third.get(room).text
    table = html[html.index('class="bids"') : html.index("</table>", html.index('class="bids"'))]
    assert BUYER not in table  # bidders stay nameless
    assert third.say(room, "bid", id="q-4", auction=number, instrument=GRADE, price="566", lots="2").status_code == 303
    assert market.get(f"auctions/{number}").json()["best_ticks"] == PRICE + 2
    market.clock.pass_(600)
    market.desk.gateway.tick()
    over = third.get(room)
    assert over.status_code == 200
    row = market.get(f"trades/{GRADE}").json()["rows"][0]
    assert row["method"] == "auction_up"
    assert row["id"] in over.text
    assert row["id"] in third.get("/trade/auctions").text
    assert third.get(f"/trade/auctions/999999?venue={VENUE}").status_code == 404


def test_an_auction_is_announced_from_the_page(market: Trading, seller: Member) -> None:
    terms = {"instrument": GRADE, "lots": "1", "closes_ms": "2022-08-01T23:00"}
    here = f"/trade/auctions?venue={VENUE}"
    refused = seller.say(here, "auction_open", id="w-1", method="auction_up", **terms)
    assert refused.status_code == 422
    assert "start_ticks" in refused.text[refused.text.index('role="alert"') :][:300]
    off = seller.say(here, "auction_open", id="w-2", method="auction_up", start_ticks="565.3", **terms)
    assert off.status_code == 422
    stated = terms | {"start_ticks": "56.5万元/吨", "alarm_ticks": "600"}
    told = seller.say(here, "auction_open", id="w-3", method="auction_up", **stated)
    assert told.status_code == 303, told.text
    number = int(re.findall(r"number=(\d+)", told.headers["location"])[0])
    found = market.get(f"auctions/{number}").json()
    assert (found["start_ticks"], found["alarm_ticks"], found["lots"]) == (PRICE, 1200, 1)
    assert found["closes_ms"] == 1_659_366_000_000  # 23:00 in China is 15:00 UTC
    room = f"/trade/auctions/{number}?venue={VENUE}"
    assert seller.say(room, "withdraw", id="w-4", of=number).status_code == 303
    assert market.get("auctions").json()["total"] == 0


def test_sealed_bids_stay_sealed_in_the_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    methods: frozenset[Method] = made.METHODS | {"sealed"}
    monkeypatch.setattr(made, "METHODS", methods)
    monkeypatch.setattr(made, "METAL", replace(made.METAL, methods=methods))
    with trading(tmp_path / "sealed") as market:
        assert market.say(SELLER, "receipts-in", {"id": "r-1", "receipt": f"R-{SELLER}"}).status_code == 200
        assert market.say(BUYER, "cash-in", {"id": "c-1", "fen": CASH // 2}).status_code == 200
        seller, buyer = Member(market, SELLER), Member(market, BUYER)
        stated = {"instrument": GRADE, "method": "sealed", "lots": "1", "closes_ms": "2022-08-01T23:00"}
        told = seller.say(f"/trade/auctions?venue={VENUE}", "auction_open", id="y-1", **stated)
        number = re.findall(r"number=(\d+)", told.headers["location"])[0]
        room = f"/trade/auctions/{number}?venue={VENUE}"
        assert 'value="sealed_bid"' in buyer.get(room).text
        bid = {"auction": number, "instrument": GRADE, "price": "561.5", "lots": "1"}
        assert buyer.say(room, "sealed_bid", id="y-2", **bid).status_code == 303
        for path in (room, "/trade/auctions", "/trade", f"/trade/instruments/{GRADE}"):
            assert "561.5" not in Member(market, THIRD).text(path)


def test_where_another_process_trades_the_journal_is_shown(market: Trading) -> None:
    market.order(SELLER, "e-1", "sell", PRICE + 40)
    with Workspace.open(market.workspace.home.directory) as other:
        browser = Browser(create_app(other, clock=market.clock))
        for path in PAGES:
            answer = browser.get(f"{path}?lang=zh")
            assert answer.status_code == 200, path
            if path in PAGES[:2] or "orders" in path:
                assert page_words()["market.elsewhere"].zh in answer.text
        assert "585.0" not in browser.get(f"/trade/instruments/{GRADE}").text  # the book is not of the journal
    assert "585.0" in Browser(market.app).get(f"/trade/instruments/{GRADE}").text


def test_a_sheet_of_orders_is_rehearsed_and_sent_once(market: Trading, seller: Member) -> None:
    here = f"/trade/orders?venue={VENUE}"
    token = seller.token(seller.get(here).text)
    head = "自编号,品种,买卖,价格,手数\n"

    def sent(cells: str) -> httpx.Response:
        file = {"file": ("orders.csv", (head + cells).encode(), "text/csv")}
        return seller.browser.post(f"/trade/orders/sheet?venue={VENUE}", data={"token": token}, files=file)

    bad = sent(f"z-1,{GRADE},卖,57万元/吨,1\nz-2,{GRADE},卖,57万元/吨,x\n")
    assert bad.status_code == 422
    assert "orders.csv:3" in bad.text
    assert "/trade/orders/book" not in bad.text
    good = sent(f"z-1,{GRADE},卖,57万元/吨,1\nz-2,{GRADE},卖,57.05万元/吨,1\n")
    assert good.status_code == 200
    assert not [one for one in holds(market, SELLER) if one["id"].startswith("z-")]
    sha256 = re.findall(r'name="sha256" value="([0-9a-f]{64})"', good.text)[0]
    data = {"token": token, "sha256": sha256, "name": "orders.csv"}
    assert seller.browser.post(f"/trade/orders/book?venue={VENUE}", data=data).status_code == 200
    assert len([one for one in holds(market, SELLER) if one["id"].startswith("z-")]) == 2
    assert seller.browser.post("/trade/orders/book", data=data | {"sha256": "x"}).status_code == 404


def test_rules_show_hash_leaf_and_thresholds(market: Trading, seller: Member) -> None:
    html = seller.get("/trade/rules").text
    (row,) = market.get("rules").json()["rows"]
    assert f'title="{row["sha256"]}"' in html
    assert f'href="/trace/log/entries/{row["entry_number"]}"' in html
    assert 'id="v-BX"' in html


def test_english_pages_speak_english() -> None:
    words = {
        key: one for key, one in page_words().items() if key.startswith(("market.", "orders.", "auction.", "rules."))
    }
    assert len(words) > 150
    assert [key for key, one in words.items() if HAN.search(one.en)] == []


@pytest.mark.parametrize(
    ("stated", "prices"),
    [
        ({"best_ticks": 105, "alarm_ticks": 106}, (106,)),
        ({"best_ticks": 106, "alarm_ticks": 106}, (106,)),
        ({"best_ticks": 105, "alarm_ticks": None, "max_step_ticks": None}, (106,)),
        ({"method": "auction_down", "best_ticks": 2, "start_ticks": 3}, (1,)),
    ],
)
def test_the_next_bids_keep_step_and_alarm(stated: dict[str, Any], prices: tuple[int, ...]) -> None:
    auction = {"method": "auction_up", "start_ticks": 100, "best_ticks": None, "alarm_ticks": None, "step_ticks": 1,
               "max_step_ticks": 2}  # fmt: skip
    assert next_bids(auction | stated) == prices


def test_every_limit_of_a_contract_is_a_row() -> None:
    rows = chemistry_rows(standard_instruments()[GRADE])
    assert {kind for kind, *_ in rows} == {"assay", "impurity"}
    assert all(method for *_, method in rows)


def test_a_page_of_an_unknown_instrument_or_venue_is_not_found(seller: Member) -> None:
    assert seller.get("/trade/instruments/PrNd-X").status_code == 404
    assert seller.get(f"/trade/orders?venue={quote('无')}").status_code == 404


def test_a_member_sees_what_was_refused_of_its_own_today(market: Trading, seller: Member, buyer: Member) -> None:
    answer = market.order(BUYER, "too-dear", "buy", 9 * PRICE)
    assert answer["status"] == "refused"
    assert market.say(BUYER, "cancel", {"id": "none", "order": "x"}).status_code == 422
    shown = buyer.get("/trade/orders").text
    assert f"/trade/orders?venue={VENUE}&amp;refused=yes#refused" in shown
    assert answer["problem"]["zh"] not in unescape(shown)
    for language in ("zh", "en"):
        path = f"/trade/orders?refused=yes&lang={language}"
        assert answer["problem"][language] in buyer.text(path)
        assert answer["problem"][language] not in seller.text(path)
    assert page_words()["command.cancel"].en in buyer.text("/trade/orders?refused=yes&lang=en")


def test_every_kind_of_command_has_a_word() -> None:
    assert {f"command.{kind}" for kind in specs()} <= set(page_words())


def test_a_log_that_cannot_be_read_is_said_on_the_page(seller: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = said("monazite.app", "venue-none", "venue", known="")

    def broken(*_: Any, **__: Any) -> None:
        raise ProblemError(problem)

    monkeypatch.setattr("monazite.app.trade.market.Market.refusals", broken)
    assert problem.sentence("en") in seller.text("/trade/orders?refused=yes&lang=en")

"""The acts of the exchange as pages and commands say them: the same handlers and functions as those of the chain."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import openpyxl
import pytest
from tests.trade import acts_market
from tests.trade.books_market import Market
from tests.web.conftest import Browser

from monazite.cli.run import run
from monazite.core import FixedClock
from monazite.trace.acts import acts as acts_of_trace
from monazite.trade.acts import TRADE
from monazite.web import create_app

UNPROCESSABLE, NOT_FOUND, SEE_OTHER = 422, 404, 303


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    found = acts_market.told(tmp_path_factory.mktemp("pages") / "w", until="pledge_receipt")
    yield found
    found.workspace.close()


@pytest.fixture(scope="module")
def browser(market: Market) -> Browser:
    return Browser(create_app(market.workspace, clock=FixedClock(acts_market.NOW), secret=b"x" * 32))


def token_of(page: httpx.Response) -> str:
    return str(re.findall(r'name="token" value="([^"]+)"', page.text)[0])


def acting(browser: Browser, actor: str) -> str:
    token = token_of(browser.get("/trade/acts"))
    browser.post("/settings", data={"token": token, "actor": actor, "back": "/trade/acts"})
    return token


def sent(browser: Browser, act: str, actor: str, **values: object) -> httpx.Response:
    token = acting(browser, actor)
    page = browser.get(f"/trade/acts/{act}")
    entry_id = re.findall(r'name="entry_id" value="([^"]+)"', page.text)[0]
    data = {"token": token, "entry_id": entry_id, **values}
    return browser.post(f"/trade/acts/{act}", data=data)


def test_each_verb_lists_its_own_acts(browser: Browser) -> None:
    trade, trace = browser.get("/trade/acts?lang=en").text, browser.get("/trace/acts?lang=en").text
    for name, act in TRADE.acts.items():
        assert f'href="/trade/acts/{name}"' in trade
        assert (f'href="/trace/acts/{name}"' in trace) == (name in acts_of_trace())
        form = browser.get(f"/trade/acts/{name}?lang=en").text
        assert all(f'name="{field.name}"' in form for field in act.fields), name
        assert "/trace/acts" not in form
    assert all(f'href="/trade/acts/{name}"' not in trade for name in acts_of_trace() if name not in TRADE.acts)
    assert browser.get("/trade/acts?lang=zh").status_code == httpx.codes.OK
    assert browser.get("/trade/acts/mine").status_code >= httpx.codes.BAD_REQUEST
    assert browser.get("/trade/acts/certificate/template.xlsx").content.startswith(b"PK")
    assert browser.get("/trade/acts/certificate/template.pdf").status_code == NOT_FOUND


def test_a_form_suggests_what_is_there(browser: Browser) -> None:
    page = browser.get("/trade/acts/pledge_receipt").text
    assert '<datalist id="suggested-receipts"><option value="R-1">' in page
    assert 'list="suggested-receipts"' in page


def test_a_form_is_booked_once_and_says_what_is_wrong(browser: Browser, market: Market) -> None:
    values = {"day": "2022-08-01", "venue": "BX", "sum": "100万元", "simulated": "true"}
    wrong = sent(browser, "pay_in", "M1", **values | {"sum": "a lot"})
    assert wrong.status_code == UNPROCESSABLE
    assert 'id="sum-0" name="sum" value="a lot"' in wrong.text
    token, size = acting(browser, "M1"), market.workspace.journal.size()
    form = {"token": token, "entry_id": "web-1", **values}
    answers = [browser.post("/trade/acts/pay_in", data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [SEE_OTHER, SEE_OTHER]
    assert [answer.headers["location"].rpartition("=")[2] for answer in answers] == ["accepted", "duplicate"]
    assert market.workspace.journal.size() == size + 1
    out = sent(browser, "pay_out", "M1", venue="BX", sum="40万元")
    assert out.status_code == SEE_OTHER
    assert browser.get(out.headers["location"]).status_code == httpx.codes.OK
    assert market.fen("escrow/M1/BX") == 60_000_000
    short = sent(browser, "pay_out", "M1", venue="BX", sum="999万元")
    assert short.status_code == UNPROCESSABLE
    assert market.fen("escrow/M1/BX") == 60_000_000


def test_a_sheet_is_rehearsed_and_then_booked(browser: Browser, market: Market) -> None:
    header = "day,lien,debtor,creditor,debt,receipt,lots\n"
    rows = "2022-08-01,N-7,M1,CR,1万元,R-1,2\n2022-08-01,N-8,M1,CR,1万元,R-1,{0}\n"
    token, size = acting(browser, "M1"), market.workspace.journal.size()
    for lots, status in (("99", UNPROCESSABLE), ("3", httpx.codes.OK)):
        files = {"file": ("pledges.csv", (header + rows.format(lots)).encode(), "text/csv")}
        page = browser.post("/trade/acts/pledge_receipt/sheet", data={"token": token}, files=files)
        assert page.status_code == status
        assert ("pledges.csv:3" in page.text) == (status == UNPROCESSABLE)
        assert market.workspace.journal.size() == size
    found = {name: re.findall(rf'name="{name}" value="([^"]+)"', page.text)[0] for name in ("sha256", "name")}
    data = {"token": token, "what": "all", **found}
    assert browser.post("/trade/acts/pledge_receipt/book", data=data).status_code == httpx.codes.OK
    assert market.workspace.journal.size() == size + 2


def test_the_json_interface_takes_the_same_acts(browser: Browser, market: Market) -> None:
    rows = browser.get("/api/v1/trade/acts").json()["rows"]
    assert [one["act"] for one in rows] == list(TRADE.acts)
    found = browser.get("/api/v1/trade/acts/pledge_receipt").json()
    address, header = "/api/v1/trade/acts/pledge_receipt", {"x-acting-as": "M1"}
    body = found["example"] | {"id": "json-1", "lien": "N-J", "lots": 1}
    assert browser.post(address, json=body).status_code == httpx.codes.BAD_REQUEST  # nobody says it
    size = market.workspace.journal.size()
    for status in ("accepted", "duplicate"):
        answer = browser.post(address, json=body, headers=header)
        assert answer.status_code == httpx.codes.OK
        assert answer.json()["status"] == status
    assert market.workspace.journal.size() == size + 1
    other = browser.post(address, json=body | {"debt": "2万元"}, headers=header)
    assert (other.status_code, other.json()["problems"][0]["code"]) == (httpx.codes.CONFLICT, "id-taken")
    wrong = browser.post(address, json=body | {"id": "json-2", "lots": 99, "debt": "-"}, headers=header)
    assert wrong.status_code == UNPROCESSABLE
    assert {one["place"] for one in wrong.json()["problems"]} == {"debt"}
    for odd in ({"lots": [[1]]}, {"id": 5}, {"lots": {"a": [1]}}):
        assert browser.post(address, json=body | odd, headers=header).status_code == httpx.codes.BAD_REQUEST
    assert browser.post("/api/v1/trade/acts/plege", json={}, headers=header).status_code == httpx.codes.BAD_REQUEST
    assert "mine" in {one["act"] for one in browser.get("/api/v1/trace/acts").json()["rows"]}
    assert market.workspace.journal.size() == size + 1


def test_the_commands_of_the_verb(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    acts_market.told(tmp_path / "monazite-data", until="pledge_receipt").workspace.close()
    assert run(["trade", "acts", "--json"], "en") == 0
    assert [json.loads(line)["act"] for line in capsys.readouterr().out.splitlines()] == list(TRADE.acts)
    assert run(["trade", "acts", "pledge_receipt"], "en") == 0
    example = capsys.readouterr().out.splitlines()[-1]
    assert example.startswith("monazite trade post pledge_receipt day=2022-08-01")
    pledge = [f"{name}={one}" for name, some in TRADE.act("pledge_receipt").example.items() for one in some]
    assert run(["trade", "post", "pledge_receipt", *pledge], "en") == 2
    assert "--as" in capsys.readouterr().err
    for status in ("accepted", "duplicate"):
        assert run(["trade", "post", "pledge_receipt", *pledge, "--as", "M1", "--id", "c-1", "--json"], "en") == 0
        assert json.loads(capsys.readouterr().out)["status"] == status
    wrong = [pair.replace("lots=4", "lots=40") for pair in pledge]
    assert run(["trade", "post", "pledge_receipt", *wrong, "--as", "M1"], "zh") == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("lots：应为 R-1 中 M1 自由持有的手数")
    assert run(["trade", "post", "plege_receipt", "a=b", "--as", "M1"], "en") == 2
    assert "pledge_receipt" in capsys.readouterr().err
    assert run(["trade", "template", "pay_in", "--out", "pay_in.xlsx"], "zh") == 0
    book = openpyxl.load_workbook("pay_in.xlsx")
    book.worksheets[0].append(["1", "2022-08-01", "BX", "10万元", "", ""])
    book.save("pay_in.xlsx")
    capsys.readouterr()
    assert run(["trade", "book", "pay_in.xlsx", "--as", "M1", "--json"], "en") == 0
    assert json.loads(capsys.readouterr().out)["status"] == "accepted"

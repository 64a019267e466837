from __future__ import annotations

import gzip
import importlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import update
from tests.cli.shell import Shell
from tests.trade import venue_making

from monazite.app import Workspace
from monazite.cli.trade.commands import trade as trade_group
from monazite.core.words import Language
from monazite.trade.tables import TABLES

assert venue_making.BENCHMARKS.is_dir()
path: Any = importlib.import_module("order_path")
VENUE, GRADE, DAY = path.VENUE, path.GRADE, path.DAY
LANGUAGES: tuple[Language, ...] = ("zh", "en")
SELL = ("order", GRADE, "sell", "565000", "3", "--as", "M00")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A licensed venue whose day is open; three members with money and a receipt each."""
    folder: Path = tmp_path_factory.mktemp("market") / "monazite-data"
    market = path.Market(folder, path.MEMBERS[:3])
    with market.open() as gateway:
        market.begin(gateway)
    market.workspace.close()
    return folder


@pytest.fixture
def trade(shell: Shell, tmp_path: Path, prepared: Path) -> Iterator[Shell]:
    shutil.copytree(prepared, tmp_path / "monazite-data")
    yield shell
    with Workspace.open(tmp_path / "monazite-data") as workspace:
        assert not workspace.trace.audit().findings


def say(shell: Shell, *arguments: str, code: int = 0, language: Language = "en") -> list[dict[str, Any]]:
    assert shell("trade", *arguments, "--json", language=language) == code, shell.err
    return shell.objects()


def refused(shell: Shell, *arguments: str, code: int = 1) -> str:
    """The English sentence with which a command is refused; it says the same in Chinese."""
    assert shell("trade", *arguments, "--json") == code, shell.out
    (line,) = (shell.err or shell.out).splitlines()
    told: dict[str, Any] = json.loads(line)
    sentences: dict[str, str] = told if shell.err else told["problem"]
    for sentence in (sentences["zh"], sentences["en"]):
        assert "{" not in sentence
        assert "“”" not in sentence
        assert "?." not in sentence
    return sentences["en"]


def stream(*messages: tuple[int, int, int, int, int]) -> bytes:
    """An order stream of type, side, quantity, id, price."""
    conform: Any = importlib.import_module("monazite.trade.match.conform")
    head = np.array([(conform.MAGIC, conform.VERSION, len(messages))], conform.HEADER)
    body = np.zeros(len(messages), conform.MESSAGE)
    for place, (kind, side, quantity, order, price) in enumerate(messages):
        body[place] = (kind, side, 0, 0, quantity, place + 1, order, price, 0)
    return bytes(head.tobytes() + body.tobytes())


def test_conform_prints_reports_and_nothing_else(shell: Shell, tmp_path: Path) -> None:
    messages = stream((0, 1, 10, 1, 100), (0, 0, 4, 2, 101))
    (tmp_path / "a.bin").write_bytes(messages)
    (tmp_path / "a.bin.gz").write_bytes(gzip.compress(messages))
    for name in ("a.bin", "a.bin.gz"):
        assert shell("trade", "conform", name) == 0
        assert shell.out == "0,1,1,1,100,10\n0,2,0,2,101,4\n1,2,100,4,1,2"[: len(shell.out)]
        assert not shell.out.endswith("\n")
        assert shell.out.count("\n") == 2
    (tmp_path / "b.bin").write_bytes(messages[:-1])
    for name in ("b.bin", "none.bin"):
        assert shell("trade", "conform", name) == 1
        assert name in shell.err
        assert not shell.out
    assert not (tmp_path / "monazite-data").exists()


def test_uncross_finds_price_and_fills(shell: Shell, tmp_path: Path) -> None:
    rows = ("id,side,price,quantity,time", "a,buy,10.50,100,1", "b,sell,10.00,100,2")
    (tmp_path / "book.csv").write_text("\n".join(rows), "utf-8")
    book = ("uncross", "book.csv", "--rules", "szse")
    assert shell("trade", *book, "--reference", "10.20", "--json") == 0
    assert shell.out == '{"price":10.20,"volume":100,"fills":{"a":100,"b":100}}\n'
    assert shell("trade", *book, "--reference", "10.20", language="zh") == 0
    assert "成交价 10.20" in shell.out
    for wrong in ((), ("--reference", "x"), ("--reference", "10.20", "--tick", "x")):
        refused(shell, *book, *wrong, code=2)
    assert "sse" in refused(shell, "uncross", "book.csv", "--rules", "nyse", code=2)
    assert "--rules" in refused(shell, "uncross", "book.csv", "--rule", "sse", code=2)
    (tmp_path / "book.csv").write_text("id,side\n", "utf-8")
    refused(shell, *book)


def test_a_day_by_commands(trade: Shell) -> None:
    (sold,) = say(trade, *SELL)
    assert sold["status"] == "accepted"
    assert trade("trade", "order", GRADE, "buy", "56.5万元/吨", "2", "--as", "M01") == 0
    assert "fill" in trade.out
    assert "1,130,000.00" in trade.out
    (book,) = say(trade, "board", GRADE)
    assert book["asks"] == [[1130, 1]]
    (amended,) = say(trade, "amend", str(sold["number"]), "--price", "566元/公斤", "--as", "M00")
    assert amended["events"][0]["price_ticks"] == 1132
    assert refused(trade, "cancel", "999", "--as", "M00").startswith("order 999")
    say(trade, "cancel", str(sold["number"]), "--as", "M00")
    (trades,) = say(trade, "trades")
    assert (trades["price_ticks"], trades["lots"], trades["buyer"]) == (1130, 2, "M01")
    closed = say(trade, "say", "close_day", "--as", VENUE)
    assert closed[0]["status"] == "accepted"
    for extra in ((), ("--day", DAY)):
        (result,) = say(trade, "replay", *extra)
        assert result["is_equal"] is True
        assert {one["source"] for one in result["checked"]} > {"day_end state_sha256", "day_end segment_sha256"}
    (report,) = say(trade, "report", DAY)
    assert report["instruments"][0]["volume_lots"] == 2
    assert report["end"]["state_sha256"] == result["state_sha256"]
    day, account, delivery = say(trade, "statement", "M01", DAY)
    assert day["closing_fen"] == account["cash_fen"] == path.CASH - 113_000_000 - 33_900
    assert delivery["amount_fen"] == 113_000_000
    for command in (f"report {DAY}", f"statement M01 {DAY}", "replay", "stock", "trades", "board", "account M01"):
        for language in LANGUAGES:
            assert trade("trade", *command.split(), language=language) == 0, trade.err


def test_what_was_refused_is_listed_with_the_reason(trade: Shell) -> None:
    assert say(trade, "refusals", DAY) == []
    assert trade("trade", "refusals", DAY) == 0
    assert VENUE in trade.err
    refused(trade, "order", GRADE, "sell", "900000", "3", "--as", "M00")
    refused(trade, "order", GRADE, "sell", "565000", "51", "--as", "M01")
    refused(trade, "cancel", "999", "--as", "M01")
    newest, lots, price = told = [one for one in say(trade, "refusals", DAY) if one["actor"] != VENUE]
    assert [(one["actor"], one["command"]["kind"]) for one in told] == [
        ("M01", "cancel"), ("M01", "order"), ("M00", "order"),
    ]  # fmt: skip
    assert newest["problem"]["en"].startswith("order 999")
    assert price["command"]["price_ticks"] == 1800
    assert say(trade, "refusals", DAY, "--member", "M01") == [newest, lots]
    assert say(trade, "refusals", "2001-01-01", "--venue", VENUE) == []
    for language in LANGUAGES:
        assert trade("trade", "refusals", DAY, language=language) == 0
        assert "price=900000" in trade.out
        assert price["problem"][language][:6] in trade.out
    say(trade, "say", "close_day", "--as", VENUE)
    assert [one for one in say(trade, "refusals", DAY) if one["actor"] != VENUE] == told


@pytest.fixture
def unopened(shell: Shell, tmp_path: Path) -> Shell:
    """A venue that the journal knows and that has never traded."""
    market = path.Market(tmp_path / "monazite-data", path.MEMBERS[:1])
    market.workspace.close()
    return shell


def test_a_day_begins_with_the_references_that_are_given(unopened: Shell) -> None:
    begin = ("begin", "--venue", VENUE, "--reference")
    assert "log" in refused(unopened, "refusals", DAY)
    assert "PrNd-M" in refused(unopened, *begin, "PrNd-N=565000")
    refused(unopened, *begin, f"{GRADE}=565001")
    refused(unopened, *begin, f"{GRADE}=dear")
    refused(unopened, *begin, GRADE, code=2)
    (begun,) = say(unopened, *begin, f"{GRADE}=56.5万元/吨")
    assert begun["references"][GRADE] == {"price_ticks": 1130, "source": "given", "day": None, "fact": None}
    assert (begun["day"], begun["is_open"], begun["problems"]) == (DAY, True, [])
    assert begun["phases"][GRADE] in {"call", "continuous"}
    (again,) = say(unopened, "begin")
    assert (again["is_open"], again["references"], again["phases"]) == (True, {}, {})
    (board,) = (one for one in say(unopened, "board") if one["instrument"] == GRADE)
    assert board["phase"] == begun["phases"][GRADE]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_that_began_is_told_in_words(unopened: Shell, language: Language) -> None:
    assert unopened("trade", "begin", "--reference", f"{GRADE}=565元/公斤", language=language) == 0
    assert {"zh": "指定", "en": "given"}[language] in unopened.out
    assert DAY in unopened.out
    assert "565,000" in unopened.out
    say(unopened, "say", "close_day", "--as", VENUE)
    assert unopened("trade", "begin", language=language) == 1
    assert not unopened.out
    assert unopened.err.strip()


def test_another_state_than_the_recorded_one_is_told(trade: Shell, tmp_path: Path) -> None:
    say(trade, *SELL)
    say(trade, "say", "close_day", "--as", VENUE)
    record_state(tmp_path, "00")
    (result,) = say(trade, "replay", code=1)
    assert result["is_equal"] is False
    assert trade("trade", "replay", language="zh") == 1
    assert "不同" in trade.out
    record_state(tmp_path, result["state_sha256"])


def record_state(folder: Path, state_sha256: str) -> None:
    """Change what the tables say of the state at the end of every day."""
    with Workspace.open(folder / "monazite-data") as workspace, workspace.home.database.writing() as connection:
        connection.execute(update(TABLES["trade_day_ends"]).values(state_sha256=state_sha256))


def test_every_venue_is_run_again(trade: Shell, tmp_path: Path) -> None:
    say(trade, "say", "close_day", "--as", VENUE)
    register = f"trace post register day={DAY} party_id=V2 party_kind=exchange name_zh=乙 --as V2"
    venue = f"trade post venue day={DAY} venue=V2 profile=cn-spot name_zh=乙 --as V2"
    for command in (register, venue):
        assert trade(*command.split()) == 0, trade.err
    refused(trade, "board")
    assert [one["venue"] for one in say(trade, "replay")] == [VENUE]
    parameters = path.Parameters(methods=frozenset({"listing"}), resale_trading_days=5)
    rules = path.RuleVersion(venue="V2", number=1, effective=DAY, profile="cn-spot", parameters=parameters)
    say(trade, "say", "rules", f"rules={json.dumps(rules.as_json())}", "--as", "V2", "--venue", "V2")
    assert [(one["venue"], one["is_equal"]) for one in say(trade, "replay")] == [(VENUE, True), ("V2", True)]
    assert [one["venue"] for one in say(trade, "replay", "--day", DAY)] == [VENUE]
    assert "2001-01-01" in refused(trade, "replay", "--day", "2001-01-01")
    assert [one["venue"] for one in say(trade, "replay", "--venue", "V2")] == ["V2"]
    for language in LANGUAGES:
        assert trade("trade", "replay", language=language) == 0
        assert {f"{VENUE}:", "V2:"} <= set(trade.out.replace("：", ": ").split())
    right, _ = say(trade, "replay")
    record_state(tmp_path, "00")
    assert [one["is_equal"] for one in say(trade, "replay", code=1)] == [False, True]
    record_state(tmp_path, right["state_sha256"])
    (tmp_path / "monazite-data" / "venues" / VENUE).rename(tmp_path / "gone")
    assert [one["venue"] for one in say(trade, "replay", code=1)] == ["V2"]
    assert f"venues/{VENUE}" in trade.err
    (tmp_path / "gone").rename(tmp_path / "monazite-data" / "venues" / VENUE)


def test_listings_deals_and_the_same_id_twice(trade: Shell) -> None:
    listed = ("list", GRADE, "sell", "570000", "5", "--least", "2", "--as", "M00", "--id", "mine-1")
    (first,), (again,) = say(trade, *listed), say(trade, *listed)
    assert (again["status"], again["number"]) == ("duplicate", first["number"])
    assert "mine-1" in refused(trade, *listed[:4], "6", *listed[5:])
    number = str(first["number"])
    (offer,) = say(trade, "listings")
    assert offer["lots"] == 5
    say(trade, "take", number, "2", "--as", "M01")
    say(trade, "withdraw", number, "--as", "M00")
    assert say(trade, "listings") == []
    deal = ("negotiate", f"instrument={GRADE}", "side=sell", "with=M02", "price=57万元/吨", "lots=2", "--as", "M00")
    (offered,) = say(trade, "say", *deal)
    (countered,) = say(
        trade, "say", "counter", f"deal={offered['number']}", "price=569元/公斤", "lots=2", "--as", "M02"
    )
    assert countered["status"] == "accepted"
    (accepted,) = say(trade, "say", "accept", f"deal={offered['number']}", "--as", "M00")
    assert [event["price_ticks"] for event in accepted["events"] if event["kind"] == "fill"] == [1138]
    for command in ("listings", "auctions", "account M02", "say", "say negotiate", "records members", "records"):
        for language in LANGUAGES:
            assert trade("trade", *command.split(), language=language) == 0, trade.err
        say(trade, *command.split())


def test_an_auction_ends_when_its_countdown_has(trade: Shell) -> None:
    terms = json.dumps({"start_ticks": 1130, "countdown_ms": 1, "closes_ms": 10**13})
    about = (f"instrument={GRADE}", "method=auction_up", "lots=2", f"terms={terms}")
    (opened,) = say(trade, "say", "auction_open", *about, "--as", "M00")
    number = str(opened["number"])
    for language in LANGUAGES:
        assert trade("trade", "auctions", language=language) == 0
        assert number in trade.out.split()
    assert "565" in refused(trade, "bid", number, "564999", "2", "--as", "M01")
    (bid,) = say(trade, "bid", number, "56.5万元/吨", "2", "--as", "M01")
    assert bid["status"] == "accepted"
    refused(trade, "bid", number, "566000", "2", "--as", "M02")
    assert say(trade, "auctions") == []
    (settled,) = say(trade, "trades")
    assert (settled["method"], settled["buyer"], settled["lots"]) == ("auction_up", "M01", 2)


REFUSED = (
    f"order {GRADE} sell 565001 3 --as M00", f"order {GRADE} sell 0 3 --as M00", f"order {GRADE} sell 9元 3 --as M00",
    f"order {GRADE} hold 565000 3 --as M00", f"order {GRADE} sell 900000 3 --as M00", "order Pr buy 1 1 --as M00",
    f"order {GRADE} sell 565000 51 --as M00", f"order {GRADE} sell 565000 1 --as NOBODY", "bid 7 565000 1 --as M00",
    "take 7 1 --as M00", "withdraw 7 --as M00", "amend 7 --lots 2 --as M00", "amend 7 --price 1 --as M00",
    f"say order instrument={GRADE} lot=2 --as M00", "say close_day --as M00", "account NOBODY", "board Pr",
    "receipt NONE", "instrument Pr", f"statement NOBODY {DAY}", f"report {DAY}", "index", "bulletin 2022-08",
    "replay --day 2001-01-01", "trades --venue NONE", "import none.csv --as M00",
)  # fmt: skip
WRONG_USE = (
    f"order {GRADE} sell 565000 3", f"order {GRADE} sell 565000 none --as M00", f"order {GRADE} sell -5 3 --as M00",
    "say tick --as BX", "say nothing", "records nothing", "stock --day never", "trades --where day",
    "bulletin 2022-08 --out a.doc", "import a.doc --template", f"order {GRADE} sell 565000 3 --sa M00",
)  # fmt: skip


def test_bad_input_is_one_sentence_and_changes_nothing(trade: Shell) -> None:
    before = say(trade, "account", "M00")
    for command in REFUSED:
        refused(trade, *command.split())
    for command in WRONG_USE:
        refused(trade, *command.split(), code=2)
    assert say(trade, "account", "M00") == before


def test_a_served_venue_is_left_alone(trade: Shell, tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "monazite-data") as workspace:
        workspace.trade.desk(VENUE)
        for command in (SELL, ("board",), ("account", "M00")):
            assert "/api/v1/trade" in refused(trade, *command)
        (result,) = say(trade, "replay")
        assert result["commands"] > 5
        say(trade, "receipts")


def test_a_sheet_of_orders(trade: Shell, tmp_path: Path) -> None:
    assert trade("trade", "import", "orders.xlsx", "--template") == 0
    assert (tmp_path / "orders.xlsx").is_file()
    sheet = tmp_path / "orders.csv"
    sheet.write_text(f"品种,买卖,价格,手数\n{GRADE},卖,56.5万元/吨,2\n{GRADE},卖,566元/公斤,1\n", "utf-8")
    assert trade("trade", "import", "orders.csv", "--as", "M00", "--check") == 0
    assert say(trade, "account", "M00")[0]["holds"] == []
    assert [one["status"] for one in say(trade, "import", "orders.csv", "--as", "M00")] == ["accepted"] * 2
    assert [one["status"] for one in say(trade, "import", "orders.csv", "--as", "M00")] == ["duplicate"] * 2
    sheet.write_text(f"品种,买卖,价格,手数\n{GRADE},卖,567元/公斤,2\n{GRADE},卖,566元/公斤,1000\n", "utf-8")
    assert "orders.csv" in refused_sheet(trade)
    assert len(say(trade, "account", "M00")[0]["holds"]) == 2


def refused_sheet(shell: Shell) -> str:
    assert shell("trade", "import", "orders.csv", "--as", "M00") == 1
    return shell.err


def test_the_index_is_published_and_recomputed(trade: Shell, tmp_path: Path) -> None:
    say(trade, *SELL)
    say(trade, "order", GRADE, "buy", "565000", "3", "--as", "M01")
    say(trade, "say", "close_day", "--as", VENUE)
    refused(trade, "publish", code=2)
    assert say(trade, "publish", "--as", VENUE)[0]["status"] == "accepted"
    assert say(trade, "publish", DAY, "--as", VENUE)[0]["status"] == "duplicate"
    (shown,) = say(trade, "index")
    assert shown["day"] == DAY
    (value,) = say(trade, "index", "--product", "镨钕金属")
    assert [one["kind"] for one in value["inputs"]] == ["deal"]
    refused(trade, "index", "--product", "铁", code=2)
    refused(trade, "index", "--day", "2001-01-01")
    assert trade("trade", "index", "--out", "public.jsonl") == 0
    (report,) = say(trade, "index", "--recompute", "public.jsonl")
    assert (report["identical"], report["sha256"]) == (True, shown["sha256"])
    content = (tmp_path / "public.jsonl").read_text("utf-8")
    (tmp_path / "public.jsonl").write_text(content.replace('"index":"100.0000"', '"index":"100.0001"', 1), "utf-8")
    assert say(trade, "index", "--recompute", "public.jsonl", code=1)[0]["differences"]
    for language in LANGUAGES:
        assert trade("trade", "index", "--recompute", "public.jsonl", language=language) == 1
        assert "100.0001" in trade.out
        assert trade("trade", "bulletin", DAY[:7], language=language) == 0
        assert trade.out.startswith("# ")
    (month,) = say(trade, "bulletin", DAY[:7])
    assert month["sha256"] == shown["sha256"]
    for name, start in (("a.pdf", b"%PDF"), ("a.md", b"# "), ("a.json", b"{")):
        assert trade("trade", "bulletin", DAY[:7], "--out", name) == 0
        assert (tmp_path / name).read_bytes().startswith(start)


def test_lists_filter_and_export(trade: Shell, tmp_path: Path) -> None:
    assert [one["id"] for one in say(trade, "receipts", "--where", "owner=M01")] == ["R-M01"]
    (receipt,) = say(trade, "receipt", "R-M01")
    assert receipt["holdings"][0]["place"] == "offered"
    (contract,) = say(trade, "instrument", GRADE)
    assert contract["tick_fen_per_tonne"] == 50_000
    assert trade("trade", "receipts", "--out", "receipts.csv") == 0
    assert "R-M02" in (tmp_path / "receipts.csv").read_text("utf-8")
    (line,) = say(trade, "stock")
    assert line["stock_mg"] == 150 * path.TONNE
    for number, one in enumerate(say(trade, "records")):
        assert trade("trade", "records", one["list"], language=LANGUAGES[number % 2]) == 0, trade.err
    for command in ("venues", "instruments", f"instrument {GRADE}", "receipt R-M01"):
        for language in LANGUAGES:
            assert trade("trade", *command.split(), language=language) == 0, trade.err
            assert {"M01", VENUE, GRADE} & set(trade.out.split())


def test_help_fits_eighty_columns(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    names = sorted(trade_group.commands)
    assert {"conform", "uncross", "replay", "index", "order", "import"} < set(names)
    for number, name in enumerate(["", "", *names, "order"]):
        assert shell("trade", *filter(None, [name]), "--help", language=LANGUAGES[number % 2]) == 0
        assert "help.tr" not in shell.out
        assert not [line for line in shell.out.splitlines() if len(line) > 80]
    assert "order" in refused(shell, "ordr", code=2)


def test_without_a_workspace_nothing_is_made(shell: Shell, tmp_path: Path) -> None:
    for command in ("venues", "stock", "replay", f"order {GRADE} buy 1 1 --as M", "publish --as M"):
        refused(shell, *command.split())
    with Workspace.open(tmp_path / "monazite-data", create=True):
        pass
    for command in ("stock", "replay", "board", "index"):
        assert "monazite demo" in refused(shell, *command.split())
    assert say(shell, "venues") == []

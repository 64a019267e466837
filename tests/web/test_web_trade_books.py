"""The pages of receipts, index, bulletin, daily report and statements: what they show is what journal and file say."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from openpyxl import load_workbook
from tests.web.conftest import Browser
from tests.web.trading import CASH, DAY, GRADE, LOTS, MEMBERS, PRICE, TONNE, VENUE, Trading, trading

from monazite.app import Workspace
from monazite.trade.index import Point, Series
from monazite.trade.index.bulletin import as_markdown, as_pdf
from monazite.trade.ready import day_end
from monazite.trade.receipts.acts import stock_count
from monazite.trade.receipts.record import Counted, StockCount
from monazite.trade.settle.statements import day_statement
from monazite.web import create_app
from monazite.web.trade.index_view import day_rows, inputs_on
from monazite.web.trade.statement_view import Cell, Printed, Sheet, as_csv, as_xlsx
from monazite.web.words import page_words

SELLER, BUYER, THIRD = MEMBERS
PRODUCT, MONTH, SOLD = "镨钕金属", DAY[:7], 3
RECEIPT, MISSING = f"R-{SELLER}", f"R-{BUYER}"
METAL_TICK = Decimal("0.5")
"""CNY/kg of one tick of the contract."""
LISTS = ("/trade/receipts", "/trade/index", "/trade/reports", "/trade/statements")


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trading]:
    """A market whose day has closed, whose stock was counted, and whose index is published."""
    with trading(tmp_path_factory.mktemp("trade-books") / "data") as opened:
        opened.say(SELLER, "receipts-in", {"id": "r-1", "receipt": RECEIPT})
        for member in (BUYER, THIRD):
            opened.say(member, "cash-in", {"id": f"c-{member}", "fen": CASH // 2})
        opened.order(SELLER, "s", "sell", lots=10)
        opened.order(BUYER, "b", "buy", lots=SOLD)
        for number, member in enumerate((BUYER, THIRD, THIRD)):
            opened.order(member, f"b{number}", "buy", lots=1)
        assert opened.order(THIRD, "dear", "buy", 9 * PRICE)["status"] == "refused"
        assert opened.desk.submit(VENUE, {"kind": "close_day"}).status == "accepted"
        rows = (Counted(receipt=RECEIPT, net_mg=LOTS * TONNE), Counted(receipt=MISSING))
        count = StockCount(id="C-1", venue=VENUE, warehouse="W1", counter="C1", rows=rows)
        entry = stock_count(id="count-1", time=DAY, actor="C1", count=count)
        (counted,) = opened.workspace.journal.post([entry])
        assert counted.status == "accepted", counted.problem
        _, answer = opened.workspace.trade.index(VENUE).publish(date.fromisoformat(DAY), actor=VENUE)
        assert answer.status == "accepted", answer.problem
        yield opened


def plain(response: httpx.Response) -> str:
    assert response.status_code == 200, response.text[:500]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.text.split("<main", 1)[1])))


def text(market: Trading, path: str, language: str = "zh") -> str:
    return plain(market.browser.get(path, headers={"accept-language": language}))


def links(market: Trading, path: str) -> set[str]:
    return {unescape(one) for one in re.findall(r'href="([^"]+)"', market.browser.get(path).text)}


def acting(market: Trading, member: str) -> Browser:
    browser = market.browser
    token = re.findall(r'name="token" value="([0-9a-f]+)"', browser.get("/trade/statements").text)[0]
    sent = {"token": token, "actor": member, "price_unit": "CNY/kg", "tax": "included"}
    assert browser.post("/settings", data=sent).status_code == 303
    return browser


def trades(market: Trading) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = market.get("trades").json()["rows"]
    return found


def test_the_list_of_receipts_says_who_holds_them_and_filters(market: Trading) -> None:
    told = text(market, "/trade/receipts")
    assert RECEIPT in told
    assert f"R-{BUYER}" in told
    mine = text(market, f"/trade/receipts?holder={THIRD}")
    assert RECEIPT in mine
    assert f"R-{BUYER} " not in mine
    assert page_words()["list.nothing"].zh in text(market, "/trade/receipts?status=cancelled")


def test_a_receipt_shows_certificate_holders_counts_and_history_with_their_entries(market: Trading) -> None:
    told = text(market, f"/trade/receipts/{quote(RECEIPT)}")
    assert "74.7003%" in told
    assert "73%–77%" in told
    for member in MEMBERS:
        assert f"虚构{member}" in told
    assert f"{LOTS}.000" in told
    found = links(market, f"/trade/receipts/{quote(RECEIPT)}")
    assert f"/trace/lots/{quote(f'L-{SELLER}')}" in found
    moved = [row for row in trades(market) if row["venue"] == VENUE]
    assert {f"/trace/log/entries/{row['entry_number']}" for row in moved} <= found
    assert {f"/trace/log/entries/{row['entry_number']}/proof.json" for row in moved} <= found


def test_a_receipt_that_a_count_did_not_find_is_suspended_and_says_why(market: Trading) -> None:
    told = text(market, f"/trade/receipts/{MISSING}")
    assert page_words()["receipts.suspended.why"].zh in told
    assert page_words()["count-verdict.missing"].zh in told
    assert MISSING in text(market, "/trade/receipts?status=suspended")
    assert RECEIPT not in text(market, "/trade/receipts?status=suspended")


def test_the_index_shows_every_day_and_where_its_values_come_from(market: Trading) -> None:
    index = market.get("index").json()
    told = text(market, "/trade/index")
    assert index["sha256"] in told
    assert f"{Decimal(index['rows'][0]['index']):,f}" in told
    assert f"/trade/index/{DAY}?venue={VENUE}" in links(market, "/trade/index")
    assert "monazite trade index --recompute" in told
    product = text(market, f"/trade/index?venue={VENUE}&product={quote(PRODUCT)}")
    assert f"{PRICE * METAL_TICK:,.2f}" in product


def test_a_day_of_the_index_leads_to_the_entry_behind_every_trade_in_it(market: Trading) -> None:
    found = links(market, f"/trade/index/{DAY}?venue={VENUE}")
    rows = trades(market)
    assert len(rows) == 4
    assert {f"/trace/log/entries/{row['id']}" for row in rows} <= found
    told = text(market, f"/trade/index/{DAY}?venue={VENUE}")
    (value,) = [one for one in market.get(f"index/{DAY}").json()["values"] if one["product"] == PRODUCT]
    assert told.count("p-") == 0, "pseudonyms are shortened"
    assert sum(one["kind"] == "deal" for one in value["inputs"]) == len(rows)
    file = market.browser.get(f"/api/v1/trade/index/file?venue={VENUE}&day={DAY}").content
    assert sha256(file).hexdigest() in told


def test_the_weights_of_the_inputs_make_a_whole_and_what_was_left_out_has_none(market: Trading) -> None:
    found = market.workspace.trade.index(VENUE).published()
    views = inputs_on(market.workspace, found, found.day)[PRODUCT]
    weights = [view.weight_ppm for view in views if view.weight_ppm is not None]
    assert len(weights) == sum(view.row.is_used for view in views) == len(trades(market))
    assert 1_000_000 - len(weights) < sum(weights) <= 1_000_000
    assert all(view.weight_ppm is None for view in views if not view.row.is_used)


def test_no_line_crosses_a_level_that_was_set_anew_and_changes_compare_like_with_like() -> None:
    def point(day: int, index: str, computed: str, link: str | None = None) -> Point:
        reason: Any = link
        return Point(day=date(2022, 8, day), index=Decimal(index), computed=Decimal(computed), link=reason,
                     aggregates={}, levels={}, method=1)  # fmt: skip

    points = (point(1, "300", "300", "start"), point(2, "303", "303"), point(3, "250", "303", "published"),
              point(4, "255", "255"), point(5, "255", "255", "published"))  # fmt: skip
    rows = day_rows(Series(points=points))
    assert [row.change_pct for row in rows] == [None, 1, 0, 2, 0]
    assert [row.is_reset for row in rows] == [False, False, True, False, False]
    assert [row.series for row in rows] == [0, 0, 1, 1, 1]


def test_the_bulletin_is_one_text_as_page_markdown_and_pdf(market: Trading) -> None:
    month = market.workspace.trade.index(VENUE).month(2022, 8)
    page = text(market, f"/trade/bulletin/{MONTH}")
    for language in ("zh", "en"):
        given = market.browser.get(f"/trade/bulletin/{MONTH}.md?lang={language}")
        assert given.text == as_markdown(month, "zh" if language == "zh" else "en")
    for line in as_markdown(month, "zh").splitlines():
        words = line.removeprefix("#").strip("# ")
        if words and not line.startswith("|"):
            assert words in page
    assert market.browser.get(f"/trade/bulletin/{MONTH}.pdf?lang=zh").content == as_pdf(month, "zh")
    assert market.browser.get("/trade/bulletin").headers["location"] == f"/trade/bulletin/{MONTH}?venue={VENUE}"


def test_the_daily_report_shows_the_recorded_end_and_how_to_replay_it(market: Trading) -> None:
    (end,) = market.get("closed-days").json()["rows"]
    told = text(market, f"/trade/reports/{DAY}")
    assert end["segment_sha256"] in told
    assert end["state_sha256"] in told
    assert f"monazite trade replay --venue {VENUE} --day {DAY}" in told
    assert market.workspace.trade.replay(VENUE, DAY).is_equal
    found = links(market, f"/trade/reports/{DAY}")
    assert {f"/trace/log/entries/{row['entry_number']}" for row in trades(market)} <= found
    public = market.browser.get(f"/trade/reports/{DAY}/stock.json").content
    assert sha256(public).hexdigest() in told
    assert f"/trade/reports/{DAY}?venue={VENUE}" in links(market, "/trade/reports")


def test_the_venue_alone_sees_on_its_report_what_it_refused(market: Trading) -> None:
    (row,) = market.workspace.trade.refusals(VENUE, DAY, member=THIRD)
    venue, member = acting(market, VENUE), acting(market, THIRD)
    for language in ("zh", "en"):
        told = plain(venue.get(f"/trade/reports/{DAY}?lang={language}"))
        sentence = row.problem.sentence("zh" if language == "zh" else "en")
        assert sentence in told
        assert f"№ {row.said.number}" in told
        assert f"{9 * PRICE * METAL_TICK:,.1f}" in told
        words = page_words()["refused.private"]
        for browser in (member, market.browser):
            unseen = plain(browser.get(f"/trade/reports/{DAY}?lang={language}"))
            assert sentence not in unseen
            assert (words.zh if language == "zh" else words.en) in unseen


def test_a_lot_under_a_receipt_leads_to_its_receipts(market: Trading) -> None:
    lot = quote(f"L-{SELLER}")
    assert f"/trade/receipts?lot={lot}" in links(market, f"/trace/lots/{lot}")
    assert RECEIPT in text(market, f"/trade/receipts?lot={lot}")


def test_what_the_safeguards_recorded_is_said_in_both_languages(market: Trading) -> None:
    with market.workspace.reading() as connection:
        end = day_end(connection, VENUE, date.fromisoformat(DAY))
    assert end is not None
    for language in ("zh", "en"):
        told = text(market, f"/trade/reports/{DAY}", language)
        for one in end["findings"]:
            assert one["problem"][language] in told


def test_a_statement_is_the_acting_members_and_its_figures_are_those_of_the_journal(market: Trading) -> None:
    assert "act-as" in market.browser.get("/trade/statements").text
    browser = acting(market, BUYER)
    told = plain(browser.get("/trade/statements?kind=day"))
    statement = market.get(f"statements?day={DAY}", BUYER).json()
    closing = Decimal(statement["account"]["cash_fen"]) / 100
    assert f"{closing:,.2f}" in told
    for row in statement["day"]["trades"]:
        assert f"{Decimal(row['amount_fen']) / 100:,.2f}" in told
    account = plain(browser.get("/trade/statements?kind=account"))
    assert RECEIPT in account
    notes = browser.get("/trade/statements?kind=deliveries").text
    for row in statement["day"]["trades"]:
        assert f'href="/trade/statements/deliveries/{row["entry"]}"' in notes


def test_a_delivery_note_adds_up_and_can_be_taken_as_a_file(market: Trading) -> None:
    (trade, *_) = trades(market)
    path = f"/trade/statements/deliveries/{trade['id']}"
    assert path in links(market, f"/trace/log/entries/{trade['entry_number']}")
    note = market.get(f"deliveries/{trade['id']}").json()
    assert note["contract_fen"] + note["tolerance_fen"] + note["grade_fen"] == note["amount_fen"]
    assert f"{Decimal(note['amount_fen']) / 100:,.2f}" in text(market, path)
    cells = market.browser.get(f"{path}/note.csv").content.decode("utf-8-sig")
    assert str(Decimal(note["amount_fen"]) / 100) in cells
    book = load_workbook(io.BytesIO(market.browser.get(f"{path}/note.xlsx").content))
    numbers = [cell.value for row in book.active.iter_rows() for cell in row if cell.data_type == "n"]
    assert note["amount_fen"] / 100 in numbers


def test_the_files_of_a_statement_hold_its_numbers_and_no_formula(market: Trading) -> None:
    browser = acting(market, BUYER)
    with market.workspace.reading() as connection:
        statement = day_statement(connection, VENUE, BUYER, date.fromisoformat(DAY))
    book = load_workbook(io.BytesIO(browser.get(f"/trade/statements/day.xlsx?day={DAY}").content))
    numbers = [cell.value for row in book.active.iter_rows() for cell in row if cell.data_type == "n"]
    assert statement.closing_fen / 100 in numbers
    evil = Printed("t", (("a", Cell("=1+1")),), "", "", (Sheet("s", (Cell("h"),), ((Cell("=A1"),),), (Cell("-x"),)),))
    assert b"\n=" not in as_csv(evil).replace(b"\r", b"")
    types = {cell.data_type for row in load_workbook(io.BytesIO(as_xlsx(evil))).active.iter_rows() for cell in row}
    assert "f" not in types


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/trade/receipts/none", 404), ("/trade/receipts?since=x", 400), ("/trade/index/2020-01-01", 404),
        ("/trade/index/x", 400), ("/trade/index?product=x", 404), ("/trade/index?venue=x", 404),
        ("/trade/bulletin/2022-13", 400), ("/trade/bulletin/2020-01", 404), ("/trade/bulletin/2022-08.exe", 404),
        ("/trade/reports/2020-01-01", 404), ("/trade/reports/x", 400), ("/trade/statements?kind=x", 404),
        ("/trade/statements?day=x", 400), ("/trade/statements/deliveries/none", 404),
        ("/trade/statements/day.csv", 404), ("/trade/statements/deliveries/none/note.csv", 404),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said(market: Trading, path: str, status: int) -> None:
    assert market.browser.get(path).status_code == status


@pytest.mark.parametrize("path", [*LISTS, f"/trade/index/{DAY}", f"/trade/reports/{DAY}", f"/trade/bulletin/{MONTH}"])
def test_pages_are_whole_in_both_languages(market: Trading, path: str) -> None:
    for language in ("zh", "en"):
        told = text(market, path, language)
        assert "{" not in told
        assert "None" not in told


@pytest.mark.parametrize("unit", ["CNY/kg", "10000 CNY/t"])
def test_prices_follow_the_readers_unit(market: Trading, unit: str) -> None:
    browser = market.browser
    token = re.findall(r'name="token" value="([0-9a-f]+)"', browser.get("/trade/index").text)[0]
    browser.post("/settings", data={"token": token, "actor": "", "price_unit": unit, "tax": "included"})
    price = PRICE * METAL_TICK
    wanted = f"{price:,.2f}" if unit == "CNY/kg" else f"{price / 10:,.3f}"
    assert wanted in plain(browser.get(f"/trade/index/{DAY}"))


def test_a_workspace_without_venues_says_what_to_do(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "data", create=True) as workspace:
        browser = Browser(create_app(workspace, secret=b"a secret of the tests"))
        for path in (*LISTS, "/trade/bulletin"):
            assert "/trade/acts" in browser.get(path).text, path


def test_a_printed_statement_names_parties_and_instruments(market: Trading) -> None:
    told = plain(acting(market, BUYER).get("/trade/statements"))
    assert f"虚构{SELLER} {SELLER}" in told
    assert re.search(rf"\S+ {GRADE}", told)

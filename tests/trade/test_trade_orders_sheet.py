"""Order sheets: what comes back from a template, in every encoding, and each bad cell by its place."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from monazite.core import UsageError
from monazite.trade.orders_sheet import MOST_ORDERS, OrderSheet, read_orders, template
from monazite.trade.orders_sheet.columns import columns, headings, key, values
from monazite.trade.session import price_of, specs
from monazite.trade.venues import standard_instruments

INSTRUMENTS = standard_instruments()
HEADER = ["自编号", "品种", "买卖", "价格", "手数"]


def as_csv(rows: list[list[str]], encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def read(*rows: list[str], header: list[str] = HEADER, name: str = "a.csv") -> OrderSheet:
    return read_orders(as_csv([header, *rows]), INSTRUMENTS, name=name)


def codes(sheet: OrderSheet) -> list[tuple[str, str]]:
    return [(one.code, one.place.partition(" ")[0]) for one in sheet.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_sheet_is_read_in_every_encoding(encoding: str) -> None:
    data = as_csv([HEADER, ["一号", "PrNd-M", "买入", "56.5万元/吨", "2手"]], encoding)
    sheet = read_orders(data, INSTRUMENTS, name="a.csv")
    assert not sheet.problems
    assert sheet.rows[0].command == {
        "kind": "order", "id": "一号", "instrument": "PrNd-M", "side": "buy", "price_ticks": 1130, "lots": 2,
    }  # fmt: skip


def test_english_heads_in_any_order_and_all_columns() -> None:
    sheet = read(
        ["ioc", "1", "565 CNY/kg", "s", "prnd-m", "yes", "member", "x-1"],
        header=["Time in force", "quantity", "Limit price", "SIDE", "symbol", "post_only", "deliver_to", "client id"],
    )
    assert not sheet.problems
    assert sheet.rows[0].command == {
        "kind": "order", "id": "x-1", "instrument": "PrNd-M", "side": "sell", "price_ticks": 1130, "lots": 1,
        "tif": "IOC", "post_only": True, "deliver_to": "member",
    }  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_template_says_nothing_until_it_is_filled_in(form: str) -> None:
    sheet = read_orders(template(form, "zh"), INSTRUMENTS, name=f"orders.{form}")
    assert [one.code for one in sheet.problems] == ["orders-empty"]


def test_the_examples_of_the_template_are_orders() -> None:
    book = load_workbook(io.BytesIO(template("xlsx", "en")))
    rows = [[str(cell or "") for cell in row] for row in book["example"].iter_rows(values_only=True)]
    sheet = read_orders(as_csv(rows), INSTRUMENTS)
    assert [row.command["id"] for row in sheet.rows] == ["a-001", "a-002"]
    assert not sheet.problems


def test_numbers_of_a_workbook_are_read_as_numbers() -> None:
    book = Workbook()
    book.active.append(HEADER)
    book.active.append(["x", "PrNd-M", "卖", 565000, 3])
    file = io.BytesIO()
    book.save(file)
    (row,) = read_orders(file.getvalue(), INSTRUMENTS).rows
    assert (row.command["price_ticks"], row.command["lots"]) == (1130, 3)


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["a b", "PrNd-M", "买", "565000", "1"], ("orders-id", "a.csv:2:A")),
        (["x", "PrNd", "买", "565000", "1"], ("orders-instrument", "a.csv:2:B")),
        (["x", "PrNd-M", "也许", "565000", "1"], ("orders-value", "a.csv:2:C")),
        (["x", "PrNd-M", "买", "565001", "1"], ("price-off-tick", "a.csv:2:D")),
        (["x", "PrNd-M", "买", "-565000", "1"], ("price-not-positive", "a.csv:2:D")),
        (["x", "PrNd-M", "买", "很贵", "1"], ("price-unread", "a.csv:2:D")),
        (["x", "PrNd-M", "买", "56.5万元/斤", "1"], ("price-unit", "a.csv:2:D")),
        (["x", "PrNd-M", "买", "565000", "0"], ("orders-lots", "a.csv:2:E")),
        (["x", "PrNd-M", "买", "565000", "1.5"], ("orders-lots", "a.csv:2:E")),
        (["x", "PrNd-M", "买", "565000", ""], ("orders-cell-missing", "a.csv:2:E")),
        (["x", "PrNd-M", "买", "565000", "1", "?"], ("orders-cell-outside", "a.csv:2:F")),
    ],
)
def test_a_bad_cell_is_named(cells: list[str], wanted: tuple[str, str]) -> None:
    sheet = read(cells)
    assert codes(sheet) == [wanted]
    assert not sheet.rows
    assert "{" not in sheet.problems[0].both()


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (["品种", "买卖", "价格"], "orders-column-missing"),
        ([*HEADER, "颜色"], "orders-column-unknown"),
        ([*HEADER, "price"], "orders-column-twice"),
        (["甲", "乙"], "orders-header-missing"),
    ],
)
def test_a_bad_header_is_named(header: list[str], code: str) -> None:
    assert [one.code for one in read(["x", "PrNd-M", "买", "565000", "1"], header=header).problems] == [code]


def test_every_bad_cell_of_every_row_is_named_at_once() -> None:
    sheet = read(["x", "PrNd-M", "?", "1", "0"], ["y", "PrNd-M", "买", "565000", "1"], ["y", "?", "买", "1", "1"])
    assert [code for code, _ in codes(sheet)] == [
        "orders-value", "price-off-tick", "orders-lots", "orders-instrument", "orders-id-twice",
    ]  # fmt: skip


def test_a_row_without_an_id_has_that_of_its_sheet_and_place() -> None:
    row = ["", "PrNd-M", "买", "565000", "1"]
    first, again = read(row, row), read(row, row)
    ids = [one.command["id"] for one in first.rows]
    assert len(set(ids)) == 2
    assert ids == [one.command["id"] for one in again.rows]
    assert ids[0] != read(row).rows[0].command["id"]


def test_a_sheet_has_an_end_and_an_unreadable_one_is_a_problem() -> None:
    row = ["", "PrNd-M", "买", "565000", "1"]
    assert [one.code for one in read(*[row] * (MOST_ORDERS + 1)).problems] == ["orders-too-many"]
    assert len(read(*[row] * MOST_ORDERS).rows) == MOST_ORDERS
    assert len(read_orders(b"PK\x03\x04 no zip", INSTRUMENTS).problems) == 1
    assert len(read_orders(b"", INSTRUMENTS).problems) == 1
    with pytest.raises(UsageError):
        template("pdf", "zh")


@settings(max_examples=60)
@given(
    instrument=st.sampled_from(sorted(INSTRUMENTS)),
    ticks=st.integers(1, 10**6),
    lots=st.integers(1, 10**9),
    side=st.sampled_from(sorted(values("side"))),
    tif=st.sampled_from(["", *values("tif")]),
)
def test_what_is_written_is_read(instrument: str, ticks: int, lots: int, side: str, tif: str) -> None:
    price = price_of(ticks, INSTRUMENTS[instrument])
    sheet = read(["x", instrument, side, price, str(lots), tif], header=[*HEADER, "有效期"])
    wanted: dict[str, Any] = {
        "kind": "order", "id": "x", "instrument": instrument, "side": values("side")[side], "price_ticks": ticks,
        "lots": lots,
    }  # fmt: skip
    assert sheet.rows[0].command == wanted | ({"tif": values("tif")[tif]} if tif else {})


@settings(max_examples=60)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_raise(data: bytes) -> None:
    sheet = read_orders(data, INSTRUMENTS)
    assert sheet.rows or sheet.problems


def test_columns_are_fields_of_the_command_and_no_heading_means_two() -> None:
    fields = {one.name for one in specs()["order"].fields}
    assert {"price_ticks" if name == "price" else name for name in columns()} == fields
    written = {
        (key(text), one.name)
        for one in columns().values()
        for text in (one.name, one.label.zh, one.label.en, f"{one.label.zh} / {one.label.en}", *one.also)
    }
    assert dict(written) == headings()
    assert len(written) == len(headings())


@pytest.mark.parametrize("data", [b"PK\x03\x04broken", b"\x00\x01\x02" * 99])
def test_an_unreadable_sheet_names_the_template_of_this_venue(data: bytes) -> None:
    (found,) = read_orders(data, INSTRUMENTS, name="a.xlsx").problems
    assert found.code == "orders-unreadable"
    for language in ("zh", "en"):
        assert "monazite trade import FILE --template" in found.sentence(language)


def _workbook(price: str, *, is_calculated: bool) -> bytes:
    """A sheet with one order and a formula, with or without the value that a spreadsheet program keeps beside it."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADER)
    sheet.append(["一号", "PrNd-M", "买入", price, "2手"])
    made = io.BytesIO()
    book.save(made)
    if not is_calculated:
        return made.getvalue()
    kept = io.BytesIO()
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(kept, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = re.sub(rb"</f><v ?/>|</f><v></v>", b"</f><v>565000</v>", part)
            after.writestr(name, part)
    return kept.getvalue()


def test_a_formula_without_a_value_says_so_and_one_with_a_value_is_read() -> None:
    bare = read_orders(_workbook("=560000+5000", is_calculated=False), INSTRUMENTS, name="a.xlsx")
    assert codes(bare) == [("sheet-formula-bare", "a.xlsx")]
    assert bare.problems[0].place == "a.xlsx D2"
    known = read_orders(_workbook("=560000+5000", is_calculated=True), INSTRUMENTS, name="a.xlsx")
    typed = read_orders(_workbook("565000", is_calculated=False), INSTRUMENTS, name="a.xlsx")
    assert not known.problems
    assert known.rows[0].command["price_ticks"] == typed.rows[0].command["price_ticks"]

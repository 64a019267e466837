"""Books of orders as files: how they may be written, what is refused and where, and that both readers agree."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core import Problem
from monazite.trade.auction import BookResult, book_bytes, uncross_file
from monazite.trade.auction.book_rows import Book, read_rows

HEADER = "id,side,price,quantity,time"
CROSSED = f"{HEADER}\nA,buy,10.50,100,1\nB,sell,10.00,60,2\nC,s,10.2,70,3\n"


def result_of(
    folder: Path, text: str | bytes, rules: str = "sse", reference: str | None = None, tick: str | None = None
) -> BookResult | Problem:
    path = folder / "book.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return uncross_file(path, rules, reference, tick)


def done(folder: Path, text: str | bytes, **options: str) -> BookResult:
    result = result_of(folder, text, **options)
    assert isinstance(result, BookResult), result
    return result


def test_price_volume_and_fills(tmp_path: Path) -> None:
    result = done(tmp_path, CROSSED)
    assert result.as_json() == '{"price":10.20,"volume":100,"fills":{"A":100,"B":60,"C":40}}'
    assert json.loads(result.as_json())["fills"] == result.fills


def test_nothing_crosses(tmp_path: Path) -> None:
    for text in (HEADER, HEADER + "\n", f"{HEADER}\nA,buy,1,1,1\n"):
        assert done(tmp_path, text).as_json() == '{"price":null,"volume":0,"fills":{}}'


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + CROSSED,
        CROSSED.replace("\n", "\r\n"),
        CROSSED.replace("\n", "\r"),
        CROSSED.replace("\n", "\n\n"),
        CROSSED.rstrip(),
        CROSSED.replace("buy", "买").replace("sell", "卖").replace("s,", "卖,"),
        CROSSED.replace("buy", "B").replace("sell", "S"),
        CROSSED.replace(",", " , "),
        CROSSED.replace("A,", '"A",'),
        CROSSED.replace("id,side", "ID,Side"),
        "time,quantity,price,side,id\n1,100,10.50,buy,A\n2,60,10.00,sell,B\n3,70,10.2,s,C\n",
        f"{HEADER}\nC,s,10.2,70,09:15:00.003\nB,sell,10,60,9:15\nA,buy,10.50,100,09:15:00.001\n",
        f"{HEADER}\nA,buy,10.50,100,2022-08-01T09:15:00\nB,sell,10,60,2022-08-01T09:15:00.5\nC,s,10.2,70,2022-08-01T10:00:00\n",
        f"{HEADER}\nA,buy,10.50,100,2022-08-01T09:15:00+08:00\nB,sell,10,60,2022-08-01T01:16:00Z\nC,s,10.2,70,2022-08-01T02:00:00Z\n",
    ],
)
def test_ways_of_writing_the_same(tmp_path: Path, text: str) -> None:
    result = done(tmp_path, text)
    assert (result.price, result.volume, dict(result.fills)) == (Decimal("10.20"), 100, {"A": 100, "B": 60, "C": 40})


def test_times_decide_and_not_lines(tmp_path: Path) -> None:
    late = f"{HEADER}\nA,buy,1,5,09:15:00.100\nB,buy,1,5,09:15:00.020\nC,sell,1,5,09:14\n"
    assert done(tmp_path, late).fills == {"B": 5, "C": 5}


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "columns-missing", "book.csv:1"),
        ("id,side,price,quantity\n", "columns-missing", "book.csv:1"),
        ("id,side,price,quantity,time,id\n", "columns-twice", "book.csv:1"),
        ("id,side,prise,quantity,time\n", "column-unknown", "book.csv:1"),
        (f"{HEADER}\nA,buy,1,1\n", "row-fields", "book.csv:2"),
        (f"{HEADER}\nA,buy,1,1,1,\n", "row-fields", "book.csv:2"),
        (f"{HEADER}\n\n,buy,1,1,1\n", "id-wrong", "book.csv:3 (id)"),
        (f"{HEADER}\nA,buy,1,1,1\nA,sell,1,1,2\n", "id-twice", "book.csv:3 (id)"),
        (f"{HEADER}\nA,hold,1,1,1\n", "side-wrong", "book.csv:2 (side)"),
        (f"{HEADER}\nA,buy,0,1,1\n", "price-wrong", "book.csv:2 (price)"),
        (f"{HEADER}\nA,buy,-1,1,1\n", "price-wrong", "book.csv:2 (price)"),
        (f"{HEADER}\nA,buy,1e3,1,1\n", "price-wrong", "book.csv:2 (price)"),
        (f"{HEADER}\nA,buy,nan,1,1\n", "price-wrong", "book.csv:2 (price)"),
        (f"{HEADER}\nA,buy,1.,1,1\n", "price-wrong", "book.csv:2 (price)"),
        (f"{HEADER}\nA,buy,1.0123456789,1,1\n", "price-wrong", "book.csv:2 (price)"),
        (f"{HEADER}\nA,buy,{10**16},1,1\n", "price-wrong", "book.csv:2 (price)"),
        (f"{HEADER}\nA,buy,{10**12},1,1\nB,buy,1.00001,1,1\n", "price-wrong", "book.csv:2 (price)"),
        (f"{HEADER}\nA,buy,1,0,1\n", "quantity-wrong", "book.csv:2 (quantity)"),
        (f"{HEADER}\nA,buy,1,-3,1\n", "quantity-wrong", "book.csv:2 (quantity)"),
        (f"{HEADER}\nA,buy,1,2.5,1\n", "quantity-wrong", "book.csv:2 (quantity)"),
        (f"{HEADER}\nA,buy,1,{10**12},1\n", "quantity-wrong", "book.csv:2 (quantity)"),
        (f"{HEADER}\nA,buy,1,1,soon\n", "time-wrong", "book.csv:2 (time)"),
        (f"{HEADER}\nA,buy,1,1,25:00\n", "time-wrong", "book.csv:2 (time)"),
        (f"{HEADER}\nA,buy,1,1,1\nB,buy,1,1,09:15\n", "time-mixed", "book.csv:3 (time)"),
        (f'{HEADER}\n"A,buy,1,1,1\n', "file-csv", "book.csv:2"),
        (b"id,side\xff", "file-encoding", "book.csv"),
        (CROSSED.encode("utf-16"), "file-encoding", "book.csv"),
    ],
)
def test_what_is_refused_is_said_where_it_stands(tmp_path: Path, text: str | bytes, code: str, place: str) -> None:
    result = result_of(tmp_path, text)
    assert isinstance(result, Problem)
    assert (result.code, result.place) == (code, place)
    assert result.sentence("zh")
    assert "{" not in result.both()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        result = uncross_file(path, "sse")
        assert isinstance(result, Problem)
        assert result.code == "file-unreadable"


def test_reference_and_tick(tmp_path: Path) -> None:
    book = f"{HEADER}\nA,buy,10.50,1,1\nB,sell,10.00,1,2\n"
    assert done(tmp_path, book, rules="szse", reference="10.2").price == Decimal("10.20")
    assert done(tmp_path, book, rules="szse", reference="10.203", tick="0.05").price == Decimal("10.20")
    assert done(tmp_path, book, rules="szse", reference="9").price == Decimal("10.00")
    for options, code in (
        ({"reference": "zero"}, "reference-wrong"),
        ({"reference": "0"}, "reference-wrong"),
        ({"reference": "NaN"}, "reference-wrong"),
        ({"reference": "1e-999999"}, "reference-wrong"),
        ({"tick": "-1"}, "tick-wrong"),
        ({"tick": "0.001"}, "tick-wrong"),
        ({"tick": "0.2"}, "price-off-tick"),
        ({"rules": "szse"}, "reference-missing"),
    ):
        result = result_of(tmp_path, book, **options)
        assert isinstance(result, Problem)
        assert result.code == code


CELLS = {
    "id": st.sampled_from(("A", "B1", "C-2", "D", "E", "F", "", "x y", '"q"', "é", "a\\b")),
    "side": st.sampled_from(("buy", "sell", "BUY", "Sell", "b", "S", "买", "卖", "买入", "hold", "buyer", "")),
    "price": st.sampled_from(("1", "10", "10.5", "10.50", "9.999", "0", "-1", "1.", ".5", "1e3", "1" * 18, "")),
    "quantity": st.sampled_from(("1", "20", "007", "0", "1.5", "x", str(10**11), str(10**11 + 1))),
    "time": st.sampled_from(
        (
            "1",
            "2",
            "10",
            "09:15",
            "24:00",
            "9:60",
            "9:15:",
            "9:15:60",
            "9:15:00.",
            "9:1",
            "1.5",
            "-1",
            "1" * 18,
            "1" * 19,
        )
    ),
}


@st.composite
def texts(draw: st.DrawFn) -> str:
    columns = draw(st.permutations(list(CELLS)))
    is_plain = draw(st.booleans())
    end = draw(st.sampled_from(("\n", "\r\n", "\n\n", "\r")))
    lines = [",".join(columns)]
    times = draw(st.sampled_from((("1", "2", "0"), ("9:15", "09:15:00.5", "09:14:59", "09:15:00.123456789"))))
    for number in range(draw(st.integers(0, 6))):
        row = {column: draw(cells) for column, cells in CELLS.items()}
        if is_plain:
            side = draw(st.sampled_from(("buy", "sell", "买")))
            price = draw(st.sampled_from(("10", "10.5", "9.25")))
            time = draw(st.sampled_from(times))
            row = {"id": f"O{number}", "side": side, "price": price, "quantity": "3", "time": time}
        if draw(st.integers(0, 4)) == 0:
            row = {column: f'"{cell}"' for column, cell in row.items()}
        lines.append(",".join(row[column] for column in columns))
    return end.join(lines) + draw(st.sampled_from(("", end)))


@settings(max_examples=250, deadline=None)
@given(texts())
def test_the_compiled_reader_agrees_or_declines(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(book_bytes, "FEW_BYTES", 0)
        fast = book_bytes.read_bytes(text.encode(), "book.csv")
    slow = read_rows(text, "book.csv")
    if fast is not None:
        assert isinstance(slow, Book)
        assert _columns(fast)[:3] == _columns(slow)[:3]
        assert sorted(range(len(fast.ids)), key=fast.orders.time.__getitem__) == sorted(
            range(len(slow.ids)), key=slow.orders.time.__getitem__
        )


def _columns(book: Book) -> tuple[object, ...]:
    orders = book.orders
    return (
        (list(book.ids), book.decimals),
        orders.is_buy.tolist(),
        (orders.price_ticks.tolist(), orders.quantity.tolist()),
    )


def test_the_compiled_reader_takes_what_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book_bytes, "FEW_BYTES", 0)
    clock = f'{HEADER}\n"A","buy","10.5","3","9:15"\r\nB,sell,10,3,09:14:59.5\n\r\n'
    for text in (CROSSED, CROSSED.replace("\n", "\r\n"), CROSSED.rstrip(), CROSSED.replace("buy", "买"), clock):
        book = book_bytes.read_bytes(text.encode(), "book.csv")
        assert book is not None
        assert _columns(book) == _columns_of_rows(text)


def _columns_of_rows(text: str) -> tuple[object, ...]:
    book = read_rows(text, "book.csv")
    assert isinstance(book, Book)
    return _columns(book)


def test_a_large_file_gives_the_same_with_and_without_the_loops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [
        f"O{n},{'buy' if n % 3 else 'sell'},{9 + (n * 7919) % 200 / 100:.2f},{1 + n % 50},{(n * 31) % 977}"
        for n in range(25_000)
    ]
    text = "\n".join([HEADER, *lines])
    assert len(text) > book_bytes.FEW_BYTES
    fast = done(tmp_path, text)
    monkeypatch.setattr(book_bytes, "FEW_BYTES", 10**9)
    assert done(tmp_path, text) == fast
    assert sum(fast.fills.values()) == 2 * fast.volume

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import literal

from monazite.core import UsageError, Words
from monazite.store import MEDIA_TYPES, ListColumn, Row, export, export_chunks, export_file
from monazite.store.export_text import FORMULA_STARTS, protected, read_csv, unprotected

COLUMNS = (
    ListColumn("name", Words("名称", "name"), "text", literal("")),
    ListColumn("count", Words("数", "count"), "integer", literal(0)),
    ListColumn("price", Words("价格", "price"), "real", literal(0.0), "CNY/kg"),
    ListColumn("holds", Words("成立", "holds"), "boolean", literal(value=True)),
    ListColumn("day", Words("日期", "day"), "date", literal(None)),
    ListColumn("place", Words("位置", "place"), "json", literal(None)),
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["=1+1", "'=x", "-14.69", "@a", ""]
)
ROW = st.fixed_dictionaries(
    {
        "name": st.none() | TEXT,
        "count": st.none() | st.integers(-(2**53), 2**53),
        "price": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        "holds": st.none() | st.booleans(),
        "day": st.none() | st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1)),
        "place": st.none() | st.dictionaries(st.sampled_from("ab"), st.integers(0, 9)),
    }
)
ROWS = st.lists(ROW, max_size=5)


def written(form: str, rows: list[Row]) -> bytes:
    out = io.BytesIO()
    assert export(out, form, COLUMNS, iter(rows)) == len(rows)
    return out.getvalue()


@settings(max_examples=20, deadline=None)
@given(ROWS)
def test_json_and_json_lines_come_back(rows: list[Row]) -> None:
    wanted = json.loads(json.dumps(rows, default=str))
    assert json.loads(written("json", rows)) == wanted
    assert [json.loads(line) for line in written("jsonl", rows).split(b"\n") if line] == wanted


@settings(max_examples=20, deadline=None)
@given(ROWS)
def test_parquet_comes_back(rows: list[Row]) -> None:
    table = pq.read_table(io.BytesIO(written("parquet", rows)))
    wanted = [{**row, "place": None if row["place"] is None else json.dumps(row["place"])} for row in rows]
    assert table.to_pylist() == wanted
    assert table.schema.field("price").metadata[b"unit"] == b"CNY/kg"


@settings(max_examples=20, deadline=None)
@given(ROWS)
def test_csv_comes_back_and_no_cell_is_a_formula(rows: list[Row]) -> None:
    data = written("csv", rows)
    assert data.startswith(b"\xef\xbb\xbf")
    found = list(read_csv(io.BytesIO(data)))
    assert [row["name"] for row in found] == [row["name"] or "" for row in rows]
    assert [row["price"] for row in found] == ["" if row["price"] is None else str(row["price"]) for row in rows]
    for line in list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]:
        assert not line[0].startswith(FORMULA_STARTS) or line[0][1:].replace(".", "", 1).isdecimal()


@settings(max_examples=30)
@given(TEXT)
def test_protection_is_undone_exactly(text: str) -> None:
    assert unprotected(protected(text)) == text


@settings(max_examples=8, deadline=None)
@given(ROWS)
def test_xlsx_comes_back(rows: list[Row]) -> None:
    rows = [row for row in rows if row["count"] is not None]  # an empty line at the end is no line of a sheet
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", rows)))
    lines = list(book["monazite"].iter_rows())
    assert [cell.value for cell in lines[0]] == [column.key for column in COLUMNS]
    assert len(lines) == len(rows) + 1
    for line, row in zip(lines[1:], rows, strict=True):
        assert line[0].data_type != "f"
        assert line[1].value == row["count"]
        assert line[3].value == row["holds"]
        assert (line[4].value and line[4].value.date()) == row["day"]
    assert book["columns"]["B4"].value == "CNY/kg"


def test_xlsx_keeps_what_looks_like_a_formula_as_text() -> None:
    row: dict[str, Any] = dict.fromkeys(column.key for column in COLUMNS)
    book = openpyxl.load_workbook(
        io.BytesIO(written("xlsx", [row | {"name": "=1+1"}, row | {"name": "a\x01" + "长" * 40_000}]))
    )
    sheet = book["monazite"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert sheet["A3"].value.startswith("a\ufffd长")
    assert len(sheet["A3"].value) == 32_767


def test_headers_may_be_labels() -> None:
    out = io.BytesIO()
    export(out, "csv", COLUMNS, [], labels="zh")
    assert out.getvalue().decode("utf-8-sig").strip() == "名称,数,价格,成立,日期,位置"


@pytest.mark.parametrize("form", MEDIA_TYPES)
def test_a_file_is_whole_or_not_there(tmp_path: Path, form: str) -> None:
    row: dict[str, Any] = dict.fromkeys(column.key for column in COLUMNS)

    def failing() -> Any:
        yield row
        raise ValueError("half-way")

    path = tmp_path / f"facts.{form}"
    with pytest.raises(ValueError, match="half-way"):
        export_file(path, COLUMNS, failing())
    assert list(tmp_path.iterdir()) == []
    assert export_file(path, COLUMNS, [row]) == 1
    assert b"".join(export_chunks(form, COLUMNS, [row]))[:4] == path.read_bytes()[:4]


def test_an_unknown_format_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        export_file(tmp_path / "facts.parqet", COLUMNS, [])
    assert "parquet" in refused.value.problem.sentence("en")


def test_an_export_holds_no_list_in_memory() -> None:
    seen = 0
    row: dict[str, Any] = dict.fromkeys(column.key for column in COLUMNS)

    class Counting(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            nonlocal seen
            seen += data.count(b"\n")
            return len(data)

    def rows() -> Any:
        for number in range(3000):
            assert seen >= number - 2000  # what was given has been written
            yield row

    assert export(Counting(), "jsonl", COLUMNS, rows()) == 3000  # type: ignore[arg-type]

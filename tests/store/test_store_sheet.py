"""Tables from outside: encodings, limits, headings, cells; CSV and JSON give the same rows."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import Words
from monazite.store.cells import cells, choice
from monazite.store.sheet import passed_over, read_sheet
from monazite.store.sheet_json import read_json, read_table_file
from monazite.store.sheet_rows import SheetColumn, SheetRows, fits, read_rows

COLUMNS = (
    SheetColumn("week", cells()["monday"], is_key=True, aliases=("周",)),
    SheetColumn("group", cells()["name"], is_key=True),
    SheetColumn("demand", cells()["amount"], aliases=("需求",)),
    SheetColumn("note", cells()["text"], is_required=False),
)
GOOD = "week,group,demand,note\n2026-01-05,A,60.50,\n2026-01-12,A,1e2,x\n"


def rows(folder: Path, text: str | bytes, name: str = "a.csv") -> SheetRows:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_rows(read_table_file(path), COLUMNS)


def test_rows_have_values_places_and_blanks(tmp_path: Path) -> None:
    found = rows(tmp_path, GOOD)
    assert not found.problems
    assert [one.place for one in found.rows] == ["a.csv:2", "a.csv:3"]
    assert found.rows[0].values == {"week": date(2026, 1, 5), "group": "A", "demand": Decimal("60.50"), "note": None}
    assert found.rows[1]["demand"] == 100


@pytest.mark.parametrize("content", [
    ("\ufeff" + GOOD).encode(), GOOD.replace("\n", "\r\n").encode(), GOOD.encode("gb18030"),
    GOOD.replace("week", "周").replace("demand", "需求").encode("gbk"), GOOD.replace("week", "周").encode(),
])  # fmt: skip
def test_encodings_and_headings_of_either_language(tmp_path: Path, content: bytes) -> None:
    assert [one.values for one in rows(tmp_path, content).rows] == [one.values for one in rows(tmp_path, GOOD).rows]


def test_json_gives_the_rows_of_csv(tmp_path: Path) -> None:
    first, second = (
        '{"week":"2026-01-05","group":"A","demand":60.50}',
        '{"week":"2026-01-12","group":"A","demand":"1e2",',
    )
    content = f'[{first},{second}"note":"x"}}]'
    assert [one.values for one in rows(tmp_path, content, "a.json").rows] == [
        one.values for one in rows(tmp_path, GOOD).rows
    ]


@pytest.mark.parametrize(("text", "code", "place"), [
    ("week,group,demand\n2026-01-06,A,1\n", "cell-wrong", "a.csv:2"),
    ("week,group,demand\n2026-1-5,A,1\n", "cell-wrong", "a.csv:2"),
    ("week,group,demand\n2026-01-05,A,-1\n", "cell-wrong", "a.csv:2"),
    ("week,group,demand\n2026-01-05,A,\n", "cell-wrong", "a.csv:2"),
    ("week,group,demand\n2026-01-05,,1\n", "cell-wrong", "a.csv:2"),
    ("week,group,demand\n2026-01-05,A,NaN\n", "cell-wrong", "a.csv:2"),
    ("week,group,demand\n2026-01-05,A,1\n2026-01-05,A,1\n", "row-twice", "a.csv:3"),
    ("week,group\n2026-01-05,A\n", "column-missing", "a.csv:1"),
    ("week,group,demnd\n2026-01-05,A,1\n", "column-missing", "a.csv:1"),
    ("week,group,demand,color\n2026-01-05,A,1,2\n", "column-strange", "a.csv:1"),
    ("week,周,group,demand\n2026-01-05,2026-01-05,A,1\n", "column-twice", "a.csv:1"),
    ("week,group,demand\n2026-01-05,A\n", "row-width", "a.csv:2"),
    ("week,group,demand\n", "table-empty", "a.csv"),
    ("", "table-empty", "a.csv"),
])  # fmt: skip
def test_what_is_wrong_is_said_where_it_stands(tmp_path: Path, text: str, code: str, place: str) -> None:
    wrong = rows(tmp_path, text).problems[-1]
    assert (wrong.code, wrong.place) == (code, place)
    assert wrong.sentence("zh") != wrong.sentence("en")


def test_a_missing_column_names_what_was_meant(tmp_path: Path) -> None:
    (wrong,) = rows(tmp_path, "week,group,demnd\n2026-01-05,A,1\n").problems
    assert wrong.sentence("en") == "a.csv:1: expected the column “demand”, found “demnd”; rename the column."


@pytest.mark.parametrize(("text", "code"), [
    ("{}", "list-wrong"), ("[]", "list-wrong"), ("[1]", "list-wrong"), ('[{"a":[1]}]', "list-wrong"),
    ('[{"a":1,"a":2}]', "column-twice"), ("[", "file-unreadable"), ("[" * 100_000, "file-unreadable"),
])  # fmt: skip
def test_json_of_another_form_is_refused(tmp_path: Path, text: str, code: str) -> None:
    assert [one.code for one in rows(tmp_path, text, "a.json").problems] == [code]


def test_a_missing_file_and_bytes_that_are_no_text(tmp_path: Path) -> None:
    assert [one.code for one in read_sheet(tmp_path / "none.csv").problems] == ["file-missing"]
    assert [one.code for one in rows(tmp_path, b"week\n\xff\n").problems] == ["file-unreadable"]


@given(st.decimals(0, 10**20, places=6))
def test_a_number_of_json_keeps_its_digits(tmp_path_factory: pytest.TempPathFactory, number: Decimal) -> None:
    path = tmp_path_factory.mktemp("j") / "a.json"
    path.write_text(json.dumps([{"a": 0}]).replace("0", f"{number:f}"), "utf-8")
    assert read_json(path) == [{"a": f"{number:f}"}]


def test_fits_by_required_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(GOOD, "utf-8")
    assert fits(read_sheet(tmp_path / "a.csv"), COLUMNS)
    assert not fits(read_sheet(tmp_path / "a.csv"), (SheetColumn("x", cells()["text"]),))


def test_a_choice_reads_its_texts_only() -> None:
    cell = choice({"是": True}, Words("是", "yes"))
    assert cell.read("是") is True
    with pytest.raises(ValueError, match="否"):
        cell.read("否")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("yes", "是", True), ("yes", "FALSE", False), ("whole", "12", 12), ("share", "0.5", Decimal("0.5")),
        ("percent", "100", Decimal(100)), ("number", "-1e2", -100), ("positive_share", "1", 1), ("text", "", ""),
        ("moment", "2026-01-05T08:00:00+08:00", "2026-01-05T08:00:00+08:00"),
    ],
)  # fmt: skip
def test_a_cell_of_each_kind(kind: str, text: str, value: object) -> None:
    found = cells()[kind].read(text)
    assert (found.isoformat() if kind == "moment" else found) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("yes", "maybe"),
        ("moment", "2026-01-05T08:00:00"),
        ("moment", "x"),
        ("whole", "1.5"),
        ("whole", "9" * 19),
        ("share", "1.1"),
        ("percent", "101"),
        ("positive", "0"),
        ("positive_share", "0"),
        ("number", "1e31"),
        ("name", "a\tb"),
        ("name", "a" * 201),
        ("day", "2026-02-30"),
        ("monday", "2026-01-06"),
    ],
)
def test_a_text_that_is_none_of_its_kind(tmp_path: Path, kind: str, text: str) -> None:
    (tmp_path / "a.csv").write_text(f"x\n{text}\n", "utf-8")
    (wrong,) = read_rows(read_sheet(tmp_path / "a.csv"), (SheetColumn("x", cells()[kind]),)).problems
    assert wrong.code == ("number-beyond" if text == "1e31" else "cell-wrong")


def test_a_number_beyond_what_is_read_says_the_limits(tmp_path: Path) -> None:
    (wrong,) = rows(tmp_path, "week,group,demand\n2026-01-05,A,1e400\n").problems
    assert wrong.code == "number-beyond"
    assert "40 characters and a power of ten of 30 at most, found “1e400”" in wrong.sentence("en")


def test_too_many_rows_and_too_large_a_file_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monazite.store.sheet_rows.MOST_ROWS", 1)
    assert [one.code for one in rows(tmp_path, GOOD).problems] == ["rows-many"]
    monkeypatch.setattr("monazite.store.sheet.MEGABYTES", 0)
    assert [one.code for one in rows(tmp_path, GOOD).problems] == ["file-large"]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert [one.code for one in read_sheet(tmp_path).problems] == ["file-unreadable"]


def test_the_columns_of_a_series_that_are_not_read_are_said_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(GOOD, "utf-8")
    sheet = read_sheet(tmp_path / "a.csv")
    assert passed_over(sheet, [], ["week"]) == ()
    (said,) = passed_over(sheet, ["group", "note"], ["week"])
    assert said.sentence("zh") == "a.csv:1：应为列 week，实为另有 group, note；未读取这些列；若有写错的列名请改正。"

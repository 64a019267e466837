from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.trace.acts import story

from monazite.app import Workspace
from monazite.core import Problem, ProblemError
from monazite.trace.acts import acts, read_sheet
from monazite.trace.acts.values import parse

MINE = {name: list(values) for name, values in acts()["mine"].example.items()}
BAD = {
    "negative mass": ({"net": "-5t"}, "field-mass-negative"),
    "absurd mass": ({"net": "99999999t"}, "field-mass-absurd"),
    "no mass": ({"net": "many"}, "field-mass"),
    "unknown element": ({"partition": "Xx2O3=100%"}, "field-element"),
    "percent over 100": ({"reo": "145%"}, "field-percent-over"),
    "partition of 80 %": ({"partition": "Nd2O3=80%"}, "field-partition-sum"),
    "future day": ({"day": "2031-01-01"}, "field-day-future"),
    "no day": ({"day": "2022-02-30"}, "field-day"),
    "missing field": ({"firm": ""}, "field-missing"),
    "unknown field": ({"weight": "5t"}, "field-unknown"),
    "unknown choice": ({"klass": "granite"}, "field-choice"),
    "bad id": ({"new_lot": "a/b"}, "field-id"),
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return story.workspace(tmp_path_factory.mktemp("bad") / "w")


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_sentence_and_nothing_is_booked(opened: Workspace, name: str) -> None:
    changed, code = BAD[name]
    found = opened.trace.attempt("mine", {**MINE, **changed}, actor="tester")
    assert isinstance(found, list)
    assert [problem.code for problem in found] == [code]
    assert next(iter(changed)) in found[0].place
    for language in ("zh", "en"):
        sentence = found[0].sentence("zh" if language == "zh" else "en")
        assert "{" not in sentence
        assert "\n" not in sentence
    assert opened.trace.size() == 0


def test_a_lot_before_it_exists(opened: Workspace) -> None:
    with pytest.raises(ProblemError, match="M-001"):
        opened.trace.act("feed", actor="x", id=None, **dict[str, Any](acts()["feed"].example))


def test_an_unknown_field_does_not_hide_another(opened: Workspace) -> None:
    found = opened.trace.attempt("mine", {**MINE, "net": "-1", "reo": "200"}, actor="x")
    assert isinstance(found, list)
    assert {problem.code for problem in found} == {"field-mass-negative", "field-percent-over"}


@pytest.mark.parametrize(
    ("act", "field", "text", "value"),
    [
        ("mine", "net", "１２．５ｔ", 12_500_000_000), ("mine", "net", "340", 340_000_000),
        ("mine", "net", "1,234.5公斤", 1_234_500_000), ("mine", "day", "2022年8月17日", "2022-08-17"),
        ("mine", "day", "2022/8/7", "2022-08-07"), ("mine", "day", "20220817", "2022-08-17"),
        ("mine", "day", "44790", "2022-08-17"), ("mine", "reo", "45.2％", 452_000),
        ("mine", "partition", "Nd2O3=75%,Pr6O11=25%", {"Nd": 750_000, "Pr": 250_000}),
        ("mine", "partition", "钕：75；镨：25", {"Nd": 750_000, "Pr": 250_000}),
        ("mine", "klass", "离子型", "ion"), ("sell", "price", "3.65万元", 3_650_000),
        ("feed", "amount", "25%", ("ppm", 250_000)),
        ("inventory", "measured", "Nd=412kg Pr=130kg", {"Nd": 412_000_000, "Pr": 130_000_000}),
    ],
)  # fmt: skip
def test_what_people_write(act: str, field: str, text: str, value: object) -> None:
    assert parse(acts()[act].field(field), text, field) == value


HEADER = "日期,firm,country,consignment,批次,product,净重（千克）,REO（%，干基）,partition"
ROW = "2022-03-05,F1,MM,C-1,I-{0},混合碳酸稀土,5t,45,Nd2O3=75% Pr6O11=25%"
SHEET = "\n".join([HEADER, ROW.format(1), "", ROW.format(2)])


@pytest.mark.parametrize(
    "data",
    [
        SHEET.encode(), SHEET.encode("utf-8-sig"), SHEET.encode("gbk"), SHEET.encode("gb18030"),
        SHEET.encode("utf-16"), SHEET.replace(",", ";").encode(), SHEET.replace(",", "\t").encode("gbk"),
        SHEET.encode() + b"\r\n\x1a", SHEET.replace("\n", "\r\n").encode(),
    ],
)  # fmt: skip
def test_sheets_as_people_save_them(data: bytes) -> None:
    sheet = read_sheet(data, "import", "a.csv")
    assert not sheet.problems
    assert [row.row for row in sheet.rows] == [2, 4]
    assert sheet.rows[1].values["new_lot"] == ["I-2"]
    assert sheet.rows[1].places["net", 0] == "a.csv:4:G (净重（千克）)"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sheet-empty"), (b"\xd0\xcf\x11\xe0old", "sheet-old-excel"), (b"PK\x03\x04broken", "sheet-unreadable"),
        (b"\x00\x01\x02" * 99, "sheet-unreadable"), (HEADER.encode(), "sheet-empty"), (b"a,b\n1,2", "sheet-no-header"),
        ((HEADER + ",colour\n" + ROW.format(1) + ",red").encode(), "sheet-column-unknown"),
        ((HEADER.replace("firm,", "") + "\n").encode(), "sheet-column-missing"),
        (SHEET.replace("25%", "25%,stray").encode(), "sheet-cell-outside"), (b"a" * 50_000_001, "sheet-too-large"),
    ],
)  # fmt: skip
def test_a_sheet_that_cannot_be_used(data: bytes, code: str) -> None:
    problems: tuple[Problem, ...] = read_sheet(data, "import", "a.csv").problems
    assert code in {problem.code for problem in problems}


def test_one_bad_row_keeps_all_out_unless_skipped(tmp_path: Path) -> None:
    with story.workspace(tmp_path / "w") as opened:
        story.beginning(opened)
        opened.trace.act("register", actor="x", id=None, **dict[str, Any](acts()["register"].example))
        size = opened.trace.size()
        bad = SHEET.replace(ROW.format(2), ROW.format(2).replace("5t", "-5t")).encode()
        booked = opened.trace.book(bad, "import", actor="x", name="a.csv")
        assert [one.place for one in booked.problems] == ["a.csv:4:G (净重（千克）)"]
        assert opened.trace.size() == size
        booked = opened.trace.book(bad, "import", actor="x", skip_bad=True)
        assert [answer.status for answer in booked.answers] == ["accepted"]
        refused = SHEET.replace("I-1", "I-8").replace(ROW.format(2), ROW.format(2).replace("F1", "F7")).encode()
        booked = opened.trace.book(refused, "import", actor="x", name="b.csv")
        assert booked.problems
        assert booked.problems[0].place.startswith("b.csv:4")
        assert opened.trace.size() == size + 1


def test_a_file_of_two_gigabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)
    with story.workspace(tmp_path / "w") as opened, pytest.raises(ProblemError, match="at most 50 MB"):
        opened.trace.book(path, "mine", actor="x")

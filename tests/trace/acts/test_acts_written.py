"""What people write, and how they are told what is wrong with it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.trace.acts import story

from monazite.app import Workspace
from monazite.core import Problem, UsageError
from monazite.trace.acts import act, acts, read_sheet
from monazite.trace.acts.values import parse
from monazite.trace.lots import AsWeighed, problems_of

MINE = {name: list(values) for name, values in acts()["mine"].example.items()}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return story.workspace(tmp_path_factory.mktemp("written") / "w")


def problem(opened: Workspace, name: str = "mine", **changed: Any) -> Problem:
    before = MINE if name == "mine" else {field: list(values) for field, values in acts()[name].example.items()}
    found = opened.trace.attempt(name, {**before, **changed}, actor="tester")
    assert isinstance(found, list)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("mark", [0x0000, 0x0007, 0x200B, 0x202E, 0x2066, 0xFEFF, 0x2028])
@pytest.mark.parametrize("field", ["new_lot", "firm", "site", "product", "lab", "net"])
def test_what_cannot_be_seen_is_refused_and_shown(opened: Workspace, field: str, mark: int) -> None:
    found = problem(opened, **{field: f"L{chr(mark)}1"})
    assert (found.code, found.place) == ("field-hidden", field)
    assert f"[U+{mark:04X}]" in found.sentence("en")
    assert found.sentence("en").isprintable()


def test_an_id_with_an_end_of_line_is_refused_and_not_mended(opened: Workspace) -> None:
    assert problem(opened, new_lot="M\n1").code == "field-id"
    for actor, entry_id in (("a\u202eb", None), ("a", "x\u200by"), (" ", None)):
        assert isinstance(opened.trace.attempt("mine", MINE, actor=actor, id=entry_id), list)


def test_partition_and_assay_that_contradict_name_both_masses(opened: Workspace) -> None:
    found = problem(opened, assay="La=1%")
    assert (found.code, found.place) == ("lot-contradicted", "assay")
    assert found.sentence("en").count(" kg by ") + found.sentence("en").count(" t by ") == 2


@pytest.mark.parametrize(
    ("assay_ppm", "error_ppm", "is_one"), [(428_676, 0, True), (424_900, 0, True), (420_000, 0, False),
                                           (420_000, 5_000, True), (380_000, 5_000, False)],
)  # fmt: skip
def test_partition_and_assay_agree_within_their_errors(assay_ppm: int, error_ppm: int, is_one: bool) -> None:  # noqa: FBT001
    lot = AsWeighed(
        id="L", product="氧化钕", net_mg=10**9, reo_ppm=500_000, partition_ppm={"Nd": 1_000_000},
        assay_ppm={"Nd": assay_ppm}, lab="LAB-1", lab_random_ppm=error_ppm,
    )  # fmt: skip
    assert [one.code for one in problems_of(lot)] == ([] if is_one else ["lot-contradicted"])


@pytest.mark.parametrize(
    ("written", "nearest"), [("氧化镨钦", "氧化镨"), ("碳酸混合稀土X", "稀土"), ("qqqq", "混合碳酸稀土")]
)
def test_a_product_that_is_not_known_is_refused_with_a_near_one(opened: Workspace, written: str, nearest: str) -> None:
    found = problem(opened, product=written)
    assert found.code == "field-product"
    assert nearest in found.sentence("zh")


@pytest.mark.parametrize(
    ("field", "written", "whole", "part"),
    [
        ("reo", "0.45", "45%", "0.45%"), ("reo", "1", "100%", "1%"),
        ("partition", "Nd2O3=0.75 Pr6O11=0.25", "Nd=75%", "Nd=0.75%"), ("assay", "Nd=0.3 Fe=0.68", "Nd=30%", "Nd=0.3%"),
    ],
)  # fmt: skip
def test_a_bare_fraction_asks_what_is_meant(opened: Workspace, field: str, written: str, whole: str, part: str) -> None:
    found = problem(opened, **{field: written})
    assert found.code == "field-fraction"
    assert f"write {whole} or {part}" in found.sentence("en")


@pytest.mark.parametrize(
    ("value", "form", "ppm"),
    [
        (45.2, "General", 452_000), (0.452, "0.0%", 452_000), (0.0045, "0.00%", 4_500), (45.2, '0.0"%"', 452_000),
        (45.2, r"0.0\%", 452_000), (45, "0", 450_000), (0.452, "[Red]0.0%", 452_000), (0.45, "General", None),
        (0.45, "0.00%;-0.00%", 450_000),
    ],
)  # fmt: skip
def test_a_cell_of_percent_is_read_as_it_is_shown(value: float, form: str, ppm: int | None) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["day", "firm", "country", "consignment", "new_lot", "product", "net", "reo"])
    sheet.append(["2022-03-05", "F1", "MM", "C-1", "I-1", "氧化镝", "5t", value])
    sheet["H2"].number_format = form
    file = io.BytesIO()
    book.save(file)
    (row,) = read_sheet(file.getvalue(), "import", "a.xlsx").rows
    read = parse(act("import").field("reo"), row.values["reo"][0], "reo")
    if ppm is None:
        assert isinstance(read, Problem)
        assert read.code == "field-fraction"
    else:
        assert read == ppm


def test_promethium_is_told_apart(opened: Workspace) -> None:
    for written in ("Pm=100%", "Pm2O3=100%", "氧化钷=100%"):
        assert problem(opened, partition=written).code == "field-promethium"


def test_places_are_fields_and_units_those_of_people(opened: Workspace) -> None:
    gross = problem(opened, gross="1kg", net="20kg")
    assert (gross.place, gross.sentence("en").count("20 kg")) == ("gross", 1)
    nothing = problem(opened, reo="0%")
    assert nothing.code == "act-lot-nothing"
    assert problem(opened, moisture="100%").sentence("en").count("ppm") == 0
    assert problem(opened, "register", party_kind="line", party_id="SX-9", stage="").place == "stage"


def test_an_act_that_there_is_not_is_quoted() -> None:
    with pytest.raises(UsageError, match="found “regster”; did you mean “register”"):
        act("regster")


HEADER = "日期,firm,country,consignment,批次,product,净重（千克）,REO（%，干基）,partition"
ROW = "2022-03-05,F1,MM,C-1,{0},混合碳酸稀土,5t,45,Nd2O3=75% Pr6O11=25%"


@pytest.mark.parametrize(
    ("body", "code"), [(f'{HEADER}\n"{ROW.format("I-1")}', "sheet-quote"), (f"{HEADER}\n{ROW.format('I-1')}\0", None),
                       (f"{HEADER}\n{ROW.format('I-')}".replace("I-", "I\0-"), "sheet-unreadable")],
)  # fmt: skip
def test_a_torn_file_is_one_sentence(body: str, code: str | None) -> None:
    found = read_sheet(body.encode(), "import", "a.csv")
    assert [one.code for one in found.problems] == ([code] if code else [])


def test_a_row_that_the_journal_refuses_or_blocks_is_said_of_its_row(tmp_path: Path) -> None:
    with story.workspace(tmp_path / "w") as opened:
        story.beginning(opened)
        opened.trace.act("register", actor="x", id=None, **dict[str, Any](acts()["register"].example))
        sheet = "\n".join([HEADER, ROW.format("I-1"), ROW.format("I-2").replace("F1", "F7")]).encode()
        (found,) = opened.trace.book(sheet, "import", actor="x", name="a.csv").problems
        assert found.place == "a.csv:3:B (firm)"
        good = "\n".join([HEADER, ROW.format("I-1")]).encode()
        assert opened.trace.book(good, "import", actor="x", name="a.csv").is_whole
        (again,) = opened.trace.book(good + b"\n", "import", actor="x", name="b.csv").problems
        assert (again.code, again.place) == ("act-lot-taken", "b.csv:2:E (批次)")
        assert str(opened.trace.size() - 1) in again.sentence("en")
        columns = "day,firm,permit,site,klass,new_lot,product,net,reo,partition"
        mined = f"{columns}\n2022-03-05,F1,P-1,S-1,ion,M-9,混合碳酸稀土,5t,45,Nd2O3=75% Pr6O11=25%".encode()
        booked = opened.trace.book(mined, "mine", actor="x", name="m.csv")
        told = [*booked.problems, *(one.problem for one in booked.answers if one.problem)]
        assert told
        assert all(one.place.startswith("m.csv:2") for one in told)

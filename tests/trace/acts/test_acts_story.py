from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from tests.trace.acts import story

from monazite.store import sha256_of
from monazite.trace.acts import acts, read_sheet, template
from monazite.trace.acts.grid import csv_bytes
from monazite.trace.acts.makers import MAKERS
from monazite.trace.book import BOOK


def filled(name: str, form: str, values: story.Values) -> bytes:
    """The template of an act with its example filled in, as a person would send it back."""
    found = acts()[name]
    rows = max(len(one) for one in values.values())
    lines = [
        ["R-1", *((values.get(field.name, []) + [""] * rows)[row] for field in found.fields)] for row in range(rows)
    ]
    if form == "csv":
        header = next(csv.reader(template(name, "csv", "zh").decode("utf-8-sig").splitlines()))
        return csv_bytes([header, *lines])
    book = openpyxl.load_workbook(io.BytesIO(template(name, "xlsx", "en")))
    for line in lines:
        book.worksheets[0].append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_every_act_has_its_maker_its_kind_and_an_example() -> None:
    assert set(acts()) == set(MAKERS) == set(story.ORDER)
    assert {act.kind for act in acts().values()} <= {*BOOK.kinds, "reverse", "adjust"}
    assert {*BOOK.kinds} - {act.kind for act in acts().values()} == {"report", "draw"}  # they have their own commands
    for act in acts().values():
        required = {field.name for field in act.fields if field.is_required}
        assert required <= set(act.example), act.name
        assert set(act.example) <= {field.name for field in act.fields}, act.name


def test_every_example_is_booked_as_it_stands(tmp_path: Path) -> None:
    with story.told(tmp_path / "w") as opened:
        report = opened.trace.audit()
        assert report.is_clean, [finding.problem.sentence("en") for finding in report.findings]
        assert report.entries == opened.trace.size()
        kinds = {posted.entry.kind for posted in opened.trace.entries()}
        assert kinds >= {act.kind for act in acts().values()}
        assert all(posted.blocked is None for posted in opened.trace.entries())


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_act_through_its_sheet(tmp_path: Path, form: str) -> None:
    with story.workspace(tmp_path / "w") as opened:
        story.beginning(opened)
        ids: dict[str, str] = {}
        for name, values in story.examples():
            wanted = dict(values)
            if name == "reverse":
                wanted["entry"] = [ids["write_off"]]
            if name == "adjust":
                wanted["entry"] = [ids["output"]]
            data = filled(name, form, wanted)
            booked = opened.trace.book(data, None if form == "xlsx" else name, actor="tester", name=f"{name}.{form}")
            assert booked.is_whole, (name, [one.sentence("en") for one in booked.problems])
            assert [answer.status for answer in booked.answers] == ["accepted"], (name, booked)
            ids[name] = booked.answers[0].id
            entry = opened.trace.entry(booked.answers[0].id).entry
            assert entry.evidence["document"] == booked.sha256 == sha256_of(data)
            assert opened.home.raw.bytes_of(booked.sha256) == data
            again = opened.trace.book(data, name, actor="tester")
            assert [answer.status for answer in again.answers] == ["duplicate"]
            assert again.answers[0].number == booked.answers[0].number
            story.after(opened, name)
        assert opened.trace.audit().is_clean


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_untouched_template_holds_nothing(form: str, language: str) -> None:
    for name in acts():
        data = template(name, form, "zh" if language == "zh" else "en")
        sheet = read_sheet(data, None, f"{name}.{form}")
        assert sheet.act == name
        assert [one.code for one in sheet.problems] == ["sheet-empty"]


def test_the_example_sheet_of_a_template_can_be_copied() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template("issue", "xlsx", "zh")))
    first, example = book.worksheets
    assert example.title == "示例"
    for row in list(example.iter_rows(values_only=True))[1:]:
        first.append(list(row))
    file = io.BytesIO()
    book.save(file)
    (row,) = read_sheet(file.getvalue()).rows
    assert row.values["party"] == ["G1", "G1"]
    assert row.values["year"] == ["2022"]

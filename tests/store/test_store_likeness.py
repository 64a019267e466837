"""A name that is not known: the nearest known one, nothing where nothing is near, and sentences that read well then."""

from __future__ import annotations

import csv
from importlib import resources
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.store import nearest, said

NAMES = st.text(st.sampled_from("abcdefgh氧化镨钕"), min_size=1, max_size=12)
SOURCE = Path(str(resources.files("monazite")))


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("subjct", ["status", "subject"], "subject"), ("perod", ["kind", "period", "doc"], "period"),
        ("ND", ["Pr", "Nd"], "Nd"), ("Nb", ["Pr", "Nd"], "Nd"), ("Xx", ["La", "Ce", "Nd"], ""),
        ("zzz", ["facts", "read"], ""), ("cn", ["RU", "CN"], "CN"), ("QQ", ["CN", "RU"], ""),
        ("氧化钕", ["氧化镨钕", "金属镝"], "氧化镨钕"), ("铁矿石", ["氧化镨钕", "金属镝"], ""),
        ("price", ["day", "average_price_cny_per_kg"], "average_price_cny_per_kg"), ("x", [], ""), ("", ["a"], ""),
    ],
)  # fmt: skip
def test_the_name_that_may_have_been_meant(name: str, known: list[str], expected: str) -> None:
    assert nearest(name, known) == expected


@given(NAMES, st.lists(NAMES))
def test_it_is_a_known_name_or_none_and_knows_itself(name: str, known: list[str]) -> None:
    assert nearest(name, known) in {*known, ""}
    assert nearest(name.upper(), [*known, name]).casefold() == name.casefold()


@given(st.text("abcd", min_size=1), st.lists(st.text("wxyz", min_size=1), min_size=1))
def test_names_without_a_common_letter_are_never_near(name: str, known: list[str]) -> None:
    assert nearest(name, known) == ""


def str_of(one: str | dict[str, str]) -> str:
    """A room or the code of a sentence, as the name of a test."""
    return one if isinstance(one, str) else one["code"]


def rooms() -> list[tuple[str, dict[str, str]]]:
    """Every sentence of every room, with its room."""
    files = [file for file in sorted(SOURCE.rglob("problems.csv")) if file.parent.name != "schema"]
    packages = {file: ".".join(("monazite", *file.parent.relative_to(SOURCE).parts)) for file in files}
    return [(packages[file], row) for file in files for row in csv.DictReader(file.read_text("utf-8").splitlines())]


SUGGESTING = [(package, row) for package, row in rooms() if "{nearest}" in str(row)]


@pytest.mark.parametrize(("package", "row"), rooms(), ids=str_of)
def test_every_sentence_has_its_cells(package: str, row: dict[str, str]) -> None:
    assert None not in row, f"{package}: a comma without quotes"
    assert all(row.values()), f"{package}: an empty cell"


@pytest.mark.parametrize(("package", "row"), SUGGESTING, ids=str_of)
def test_every_sentence_reads_well_without_a_suggestion(package: str, row: dict[str, str]) -> None:
    assert "{nearest}" not in row["found_zh"] + row["found_en"]
    if "{nearest}" in row["expected_en"]:
        assert row["code"] == "simulate-fraud-kind"  # names all kinds where none is near
        return
    places = {name for text in row.values() for _, name, _, _ in Formatter().parse(text) if name}
    values = dict.fromkeys([*places, "known"], "x") | {"nearest": ""}
    problem = said(package, row["code"], "a.csv", **values)
    for sentence in (problem.sentence("zh"), problem.sentence("en")):
        assert "“”" not in sentence
        assert "{" not in sentence
        assert not sentence.rstrip("。.").endswith(("如", "such as", "为", "是", "is"))
    assert problem.action.zh
    assert "nearest" not in problem.action.en

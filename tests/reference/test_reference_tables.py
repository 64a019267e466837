from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources

import pytest

from monazite.core import InternalError
from monazite.reference.names import alias_map
from monazite.reference.tables import optional, parse_table, read_table, split_list

TABLES = sorted(item.name for item in resources.files("monazite.reference").iterdir() if item.name.endswith(".csv"))


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    count: int


def test_there_are_tables() -> None:
    assert {"elements.csv", "oxides.csv", "products.csv", "units.csv", "regions.csv", "organisations.csv"} <= set(
        TABLES
    )


@pytest.mark.parametrize("name", TABLES)
def test_every_row_says_where_it_is_from(name: str) -> None:
    text = resources.files("monazite.reference").joinpath(name).read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines(), strict=True))
    assert rows
    assert [row for row in rows if not row["source"].strip() or not row["locator"].strip()] == []


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_plain_csv_without_repeats(name: str) -> None:
    text = resources.files("monazite.reference").joinpath(name).read_text(encoding="utf-8")
    lines = text.splitlines()
    assert len(lines) == len(set(lines))
    assert "\r" not in text
    assert text.endswith("\n")


@pytest.mark.parametrize(
    "text",
    [
        "name,amount\nNd,1\n",
        "name\nNd\n",
        "name,count\nNd\n",
        "name,count\nNd,1,2\n",
        "name,count\nNd,one\n",
    ],
)
def test_a_table_that_does_not_fit_its_record_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^t\.csv"):
        parse_table(text, Row, {"count": int}, "t.csv")


def test_a_packaged_table_that_does_not_fit_is_our_fault() -> None:
    with pytest.raises(InternalError, match=r"oxides\.csv: expected the columns"):
        read_table("oxides.csv", Row)


def test_cells() -> None:
    assert parse_table("name,count\nNd,2\n", Row, {"count": int}) == (Row("Nd", 2),)
    assert split_list("Pr|Nd") == ("Pr", "Nd")
    assert split_list("") == ()
    assert optional("") is None


def test_one_name_leads_to_one_key() -> None:
    assert alias_map([("铽", ("Terbium",))])["terbium"] == "铽"
    with pytest.raises(InternalError, match="leads to"):
        alias_map([("铽", ("x",)), ("镝", ("X",))])

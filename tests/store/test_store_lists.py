from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Date, Float, Integer, MetaData, Table, Text, delete

from monazite.core import ProblemError, UsageError, Words
from monazite.store import (
    Database,
    DeclaredList,
    ListColumn,
    ListFilter,
    ListQuery,
    Page,
    Records,
    Results,
    Row,
    count,
    insert,
    page,
    stream,
)
from monazite.store.lists import ColumnType

ROWS = Table(
    "rows",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("price", Float),
    Column("day", Date),
)
TYPES: dict[str, ColumnType] = {"id": "integer", "name": "text", "price": "real", "day": "date"}
COLUMNS = tuple(ListColumn(c.name, Words(c.name, c.name), TYPES[c.name], c) for c in ROWS.c)
LIST = DeclaredList(
    "rows",
    Words("行", "Rows"),
    COLUMNS,
    ROWS,
    unique=("id",),
    filters=(
        ListFilter("name", Words("名", "Name"), lambda v: ROWS.c.name == v),
        ListFilter("state", Words("态", "State"), lambda v: ROWS.c.price > float(v), ("0", "1")),
    ),
    default_sort=("-price",),
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(tmp_path_factory.mktemp("lists") / "a.db")
    with database.writing() as connection:
        ROWS.metadata.create_all(connection)
    yield database
    database.close()


def fill(connection: Connection, rows: list[tuple[str, float | None, dt.date | None]]) -> None:
    connection.execute(delete(ROWS))
    found = ({"id": i, "name": name, "price": price, "day": day} for i, (name, price, day) in enumerate(rows))
    insert(connection, ROWS, found)


ROW = st.tuples(
    st.sampled_from("ab"),
    st.none() | st.sampled_from([0.5, 1.0, 1.5]),
    st.none() | st.dates(dt.date(2022, 1, 1), dt.date(2022, 1, 3)),
)
SORT = st.lists(
    st.sampled_from(["name", "-name", "price", "-price", "day", "-day", "-id"]), max_size=3, unique_by=lambda k: k[-3:]
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, max_size=12), sort=SORT, size=st.integers(1, 4))
def test_pages_by_cursor_and_by_offset_are_the_whole_list(
    database: Database, rows: list[tuple[str, float | None, dt.date | None]], sort: list[str], size: int
) -> None:
    with database.writing() as connection:
        fill(connection, rows)
        whole = list(stream(connection, LIST, ListQuery(sort=tuple(sort), limit=None)))
        assert len(whole) == len(rows) == count(connection, LIST, ListQuery())
        by_cursor: list[Row] = []
        after: str | None = None
        while True:
            one = page(connection, LIST, ListQuery(sort=tuple(sort), limit=size, after=after))
            assert one.total == len(rows)
            by_cursor += one.rows
            if (after := one.after) is None:
                break
        by_offset = [
            row
            for start in range(0, len(rows), size)
            for row in page(connection, LIST, ListQuery(sort=tuple(sort), limit=size, offset=start)).rows
        ]
    assert by_cursor == whole == by_offset


def test_missing_values_stand_last_both_ways(database: Database) -> None:
    with database.writing() as connection:
        fill(connection, [("a", None, None), ("a", 1.0, None), ("a", 2.0, None)])
        for key, wanted in (("price", [1.0, 2.0, None]), ("-price", [2.0, 1.0, None])):
            rows = stream(connection, LIST, ListQuery(sort=(key,), limit=None))
            assert [row["price"] for row in rows] == wanted


def test_filters_narrow_and_empty_ones_do_nothing(database: Database) -> None:
    with database.writing() as connection:
        fill(connection, [("a", 2.0, None), ("b", 2.0, None), ("a", 0.5, None)])
        assert count(connection, LIST, ListQuery({"name": "a", "state": "1"})) == 1
        assert count(connection, LIST, ListQuery({"name": ""})) == 3


@pytest.mark.parametrize(
    ("query", "code", "hint"),
    [
        (ListQuery({"nam": "a"}), "filter-unknown", "name"),
        (ListQuery(sort=("-prise",)), "column-unknown", "price"),
        (ListQuery({"state": "2"}), "value-unknown", "0, 1"),
        (ListQuery(after="zzz"), "cursor-wrong", "first page"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(
    database: Database, query: ListQuery, code: str, hint: str
) -> None:
    with database.reading() as connection, pytest.raises(UsageError) as refused:
        page(connection, LIST, query)
    assert refused.value.problem.code == code
    assert hint in refused.value.problem.sentence("en")


def test_records_are_lazy_and_convert(database: Database) -> None:
    with database.writing() as connection:
        fill(connection, [("a", 2.0, dt.date(2022, 1, 1)), ("b", None, None)])
    records = Records(database, LIST, ListQuery(limit=None))
    assert len(records) == 2
    assert records.to_dicts()[0] == {"id": 0, "name": "a", "price": 2.0, "day": dt.date(2022, 1, 1)}
    arrow = records.to_arrow()
    assert arrow.column("name").to_pylist() == ["a", "b"]
    assert arrow.schema.field("day").type == "date32[day]"
    assert len(Records(database, LIST, ListQuery(limit=1))) == 1
    assert records.header("zh") == ["id", "name", "price", "day"]


def test_a_column_kept_as_text_sorts_by_the_number_beside_it(database: Database) -> None:
    by_name = replace(LIST, sorted_by={"name": "price"})
    with database.writing() as connection:
        connection.execute(delete(ROWS))
        insert(connection, ROWS, [{"id": n, "name": str(n), "price": float(n), "day": None} for n in (9, 10, 100)])
    with database.reading() as connection:
        first = page(connection, by_name, ListQuery(sort=("-name",), limit=2))
        assert [row["id"] for row in first.rows] == [100, 10]
        rest = page(connection, by_name, ListQuery(sort=("-name",), limit=2, after=first.after))
        assert [row["id"] for row in rest.rows] == [9]
        with pytest.raises(UsageError, match="did you mean “name”"):
            page(connection, by_name, ListQuery(sort=("-nane",)))


def test_a_question_is_not_put_before_its_rows_are_wanted(database: Database) -> None:
    with database.writing() as connection:
        fill(connection, [(f"n{n}", float(n), None) for n in range(9)])
    records = Records(database, LIST, ListQuery(limit=4, offset=7))
    assert (len(records), [row["name"] for row in records]) == (2, ["n1", "n0"])
    assert [column.key for column in records.columns] == ["id", "name", "price", "day"]
    first = Records(database, LIST, ListQuery(limit=None)).page(3)
    assert [row["price"] for row in first.rows] == [8.0, 7.0, 6.0]
    after = Records(database, LIST, ListQuery(limit=None)).page(3, after=first.after)
    assert [row["price"] for row in after.rows] == [5.0, 4.0, 3.0]


def test_data_frames_need_their_library(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.writing() as connection:
        fill(connection, [("a", 2.0, None)])
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ProblemError) as refused:
        Records(database, LIST, ListQuery()).to_polars()
    assert "pip install polars" in refused.value.problem.sentence("en")


def test_records_of_python_convert_too() -> None:
    found = Results([Page((), 1, None), Page((), 2, "x")])
    assert found.to_dicts() == [{"rows": (), "total": 1, "after": None}, {"rows": (), "total": 2, "after": "x"}]
    assert found.to_arrow().column("total").to_pylist() == [1, 2]

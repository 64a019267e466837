from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monazite.store import (
    RUNS,
    Database,
    add_to_text_index,
    contains,
    folded,
    index_text,
    phrases,
    text_index_statements,
    text_matches,
    wanted_text,
)

WRITING = st.text(st.sampled_from("镨镝铁钕氧化a1 ，9Ｎ鿔"), max_size=14)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    database = Database(tmp_path_factory.mktemp("fulltext") / "a.db")
    with database.writing() as connection:
        for statement in text_index_statements("words"):
            connection.exec_driver_sql(statement)
    return database


def found(database: Database, texts: list[str], query: str) -> set[int]:
    with database.writing() as connection:
        connection.exec_driver_sql("DROP TABLE words")
        for statement in text_index_statements("words"):
            connection.exec_driver_sql(statement)
        add_to_text_index(connection, "words", ((number, index_text([one])) for number, one in enumerate(texts)))
        return set(connection.execute(text_matches("words"), {"wanted": wanted_text(phrases(query))}).scalars())


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(WRITING, min_size=1, max_size=5), start=st.integers(0, 12), length=st.integers(1, 5))
def test_a_piece_of_chinese_text_finds_it_and_only_what_holds_it(
    database: Database, texts: list[str], start: int, length: int
) -> None:
    query = folded(texts[0][start : start + length])
    if not RUNS.fullmatch(query) or query[0] < "\x80":
        return
    assert found(database, texts, query) == {n for n, one in enumerate(texts) if contains(one, query)}


def test_words_of_letters_may_be_cut_short(database: Database) -> None:
    texts = ["NdFeB magnets", "dysprosium oxide", "镝铁合金Dy80%"]
    assert found(database, texts, "ndfe") == {0}
    assert found(database, texts, "Dys oxi") == {1}
    assert found(database, texts, "dy80") == {2}
    assert found(database, texts, "合金 dy") == {2}


def test_a_quotation_mark_is_no_syntax() -> None:
    assert phrases('"镝铁" OR *') == [("镝铁",), ("or",)]
    assert phrases("，。!") == []


def test_adding_nothing_is_no_error(database: Database) -> None:
    assert found(database, [], "镝铁") == set()

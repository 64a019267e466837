from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from monazite.core import Problem, Words
from monazite.facts import (
    CHECKS,
    FACTS,
    PROBLEMS,
    Check,
    Correction,
    Fact,
    FileRecord,
    Input,
    ReadingRecord,
    checks_of,
    compare_touched,
    document_by_id,
    fact_by_id,
    facts_of,
    known_files,
    loose_numerals_of,
    save_file,
    save_problems,
)
from monazite.facts.tables import SCHEMAS, TOUCHED
from monazite.store import Database, ListQuery, count, page

Make = Callable[..., ReadingRecord]
Save = Callable[..., None]
REPAIR = Correction("镨铁", "镝铁", "subject", ("spec Dy80%",), 3.0)


def everything(database: Database) -> dict[str, list[Any]]:
    with database.reading() as connection:
        return {
            name: sorted(map(repr, connection.execute(select(schema.table)).all()))
            for name, schema in SCHEMAS.items()
            if name != "touched"
        }


def differing(facts: Sequence[Fact]) -> list[Check]:
    first, *others = facts
    return [
        Check(
            first.doc, "cross_document", tuple(Input("1", f.start, f.end, f.id) for f in (first, other)), "a = b",
            None, None, None, None, first.value == other.value,
        )
        for other in others
    ]  # fmt: skip


def compare(database: Database) -> None:
    done = 1
    while done:
        with database.writing() as connection:
            done = compare_touched(connection, differing)


def test_what_was_saved_comes_back(database: Database, save: Save, make: Make) -> None:
    reading = make("a.md", "镨铁的价格", {"subject": "镝铁合金", "subject_as_written": "镨铁", "repair": REPAIR}, {})
    save(reading)
    with database.reading() as connection:
        document = document_by_id(connection, reading.document.id)
        assert document
        assert (document.text, document.date) == (reading.document.text, reading.document.date)
        assert [fact for fact, _ in facts_of(connection, document.id)] == [
            replace(fact, checks=(check.id,)) for fact, check in zip(reading.facts, reading.checks, strict=True)
        ]
        assert checks_of(connection, document.id) == list(reading.checks)
        assert loose_numerals_of(connection, document.id) == list(reading.loose)
        assert document_by_id(connection, "d0") is None


def test_saving_twice_changes_nothing(database: Database, save: Save, make: Make) -> None:
    readings = [make("a.md", "镨铁的价格", {"repair": REPAIR}, {}), make("b.md", "别的", {})]
    save(*readings)
    before = everything(database)
    save(*readings)
    save(readings[1], readings[1])
    assert everything(database) == before


def test_another_version_of_the_reader_replaces(database: Database, save: Save, make: Make) -> None:
    save(make("a.md", "镨铁的价格", {"repair": REPAIR}, {}, {}))
    save(make("a.md", "镨铁的价格", {}), version="2")
    assert len(everything(database)["facts"]) == 1
    assert everything(database)["corrections"] == []
    assert len(everything(database)["checks"]) == len(everything(database)["check_facts"]) == 1


def test_facts_with_one_id_are_all_kept(database: Database, save: Save, make: Make) -> None:
    reading = make("a.md", "两家各8%", {"org": "甲"})
    twice = replace(reading, facts=reading.facts * 2, shown=reading.shown * 2)
    save(twice)
    assert len(everything(database)["facts"]) == 2


def test_items_of_a_feed_stay_in_order(database: Database, save: Save, make: Make) -> None:
    save(*(make("feed.jsonl", "同一条", {}, item=item) for item in (10, 2, 1)))
    with database.reading() as connection:
        assert [row["item"] for row in page(connection, FACTS, ListQuery()).rows] == [1, 2, 10]


def test_documents_that_disagree_are_found_in_any_order(database: Database, save: Save, make: Make) -> None:
    one, two = make("a.md", "甲", {"value": Decimal(1)}), make("b.md", "乙", {"value": Decimal(2)})
    for order in ((one, two), (two, one)):
        for reading in order:
            save(reading, version=order[0].document.name)
            compare(database)
        with database.reading() as connection:
            rows = page(connection, CHECKS, ListQuery({"rule": "cross_document"})).rows
            found = fact_by_id(connection, one.facts[0].id)
            assert connection.execute(select(func.count()).select_from(TOUCHED)).scalar() == 0
        assert [(row["doc"], row["holds"], row["statement"]) for row in rows] == [
            ("a.md", False, one.facts[0].statement)
        ]
        assert found
        assert found.same == found.conflicts == two.facts
        assert found.checks[-1].rule == "cross_document"


@pytest.mark.parametrize("at_once", [2, 4, 7, 1000])
def test_a_statement_of_many_documents_is_compared_in_parts_and_each_pair_once(
    database: Database, save: Save, make: Make, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("monazite.facts.compare.RECORDS_AT_ONCE", at_once)
    save(*(make(f"{number}.md", f"甲{number}", {"value": Decimal(number % 3)}) for number in range(9)))
    compare(database)
    with database.reading() as connection:
        rows = page(connection, CHECKS, ListQuery({"rule": "cross_document"}, limit=None)).rows
    assert [row["doc"] for row in rows] == ["0.md"] * 8
    assert sorted(str(row["holds"]) for row in rows) == ["False"] * 6 + ["True"] * 2


def test_a_conflict_goes_when_its_cause_goes(database: Database, save: Save, make: Make) -> None:
    save(make("a.md", "甲", {"value": Decimal(1)}), make("b.md", "乙", {"value": Decimal(2)}))
    compare(database)
    save(make("b.md", "乙"), version="2")
    compare(database)
    with database.reading() as connection:
        assert count(connection, CHECKS, ListQuery({"rule": "cross_document"})) == 0


def test_one_document_never_disagrees_with_itself(database: Database, save: Save, make: Make) -> None:
    save(make("a.md", "甲乙丙丁", {"value": Decimal(1)}, {"value": Decimal(2)}))
    compare(database)
    with database.reading() as connection:
        assert count(connection, CHECKS, ListQuery({"rule": "cross_document"})) == 0


def test_a_file_is_known_by_the_version_that_read_it(database: Database) -> None:
    problem = Problem("mojibake", "a.md", Words("文", "text"), Words("乱码", "mojibake"), Words("查", "look"))
    with database.writing() as connection:
        save_file(connection, FileRecord("aa", "a.md", 3, 1, (problem, problem)), "1", "2026-01-01T00:00:00Z")
        save_file(connection, FileRecord("aa", "a.md", 3, 1, (problem,)), "2", "2026-01-01T00:00:00Z")
        save_problems(connection, "gone.md", [problem], None)
        save_problems(connection, "gone.md", [problem], None)
        assert known_files(connection, "2") == {"aa"}
        assert known_files(connection, "1") == set()
        assert [row["name"] for row in page(connection, PROBLEMS, ListQuery()).rows] == ["a.md", "gone.md"]
        save_file(connection, FileRecord("bb", "gone.md", 3, 1), "1", "2026-01-01T00:00:00Z")
        assert [row["name"] for row in page(connection, PROBLEMS, ListQuery()).rows] == ["a.md"]

"""Whatever is simulated says so: every list of conduct has the mark, and it is the one its entries carry."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monazite.app import LISTS, Workspace
from monazite.core import UsageError
from monazite.ledger import Entry
from monazite.ledger.encode import body_of
from monazite.ledger.lists import ENTRY_LIST
from monazite.ledger.marks import KEY, LABEL, marked
from monazite.ledger.tables import ENTRIES, MIGRATIONS, SCHEMAS
from monazite.store import Database, ListQuery, Records, columns_of, export_chunks, migrate

NO_CONDUCT = {
    "facts": "what papers say", "documents": "papers", "checks": "arithmetic of papers", "problems": "of reading",
    "products": "what papers price", "files": "bytes kept", "checkpoints": "of the log as a whole",
    "alert-rules": "a user's own", "alerts": "sent to a user",
}  # fmt: skip
"""Lists that show nobody's conduct, and what they show."""
CONDUCT = sorted(LISTS.keys() - NO_CONDUCT.keys())


@pytest.fixture(scope="module")
def demo(small_demo: Path) -> Iterator[Workspace]:
    with Workspace.open(small_demo) as workspace:
        yield workspace


def test_no_list_is_excused_that_there_is_not() -> None:
    assert NO_CONDUCT.keys() <= LISTS.keys()


@pytest.mark.parametrize("name", CONDUCT)
def test_every_list_of_conduct_has_the_mark(name: str) -> None:
    declared = LISTS[name]
    assert [one.label for one in declared.shown if one.key == KEY] == [LABEL]
    assert declared.filter("simulated").choices == ("yes", "no")
    with pytest.raises(UsageError):
        declared.filter("simulated").condition("perhaps")


@pytest.mark.parametrize("name", CONDUCT)
def test_all_that_the_demo_invents_is_marked(demo: Workspace, name: str) -> None:
    declared = LISTS[name]
    total = demo.count(declared)
    assert (demo.count(declared, simulated="yes"), demo.count(declared, simulated="no")) == (total, 0)
    assert {row[KEY] for row in demo.records(declared, ListQuery())} <= {True}


def test_an_export_has_the_mark(demo: Workspace) -> None:
    declared = LISTS["movements"]
    rows = demo.records(declared, ListQuery(limit=2))
    text = b"".join(export_chunks("csv", declared.shown, rows, labels="zh")).decode("utf-8-sig")
    assert [row[LABEL.zh] for row in csv.DictReader(io.StringIO(text))] != []


NOTES = (
    Entry("real", "note", "2022-08-17", "F1", details={"text": "x"}),
    Entry("mock", "note", "2022-08-17", "F1", details={"simulated": True, "text": "x"}),
    Entry("last", "note", "2022-08-17", "F1", details={"simulated": True}),
    Entry("denied", "note", "2022-08-17", "F1", details={"simulated": False}),
    Entry("quoted", "note", "2022-08-17", "F1", details={"text": '\n["detail","simulated",true]'}),
    Entry("nested", "note", "2022-08-17", "F1", details={"text": ["detail", "simulated", True]}),
    Entry("member", "note", "2022-08-17", "F1", details={"text": {"simulated": True}}),
    Entry("of-other", "note", "2022-08-17", "F1", details={"text": [["detail", "simulated", True]]}),
)
"""Entries of which only two are marked, however the others may look."""


@pytest.fixture
def database(tmp_path: Path) -> Database:
    found = Database(tmp_path / "notes.db")
    migrate(found, MIGRATIONS, "2022-08-18T00:00:00Z")
    blank = {"recorded_ms": 0, **dict.fromkeys(("submission", "seed", "commitment"), bytes(32))}
    with found.writing() as connection:
        for number, one in enumerate(NOTES):
            about = {"id": one.id, "kind": one.kind, "event_time": one.time, "actor": one.actor, "body": body_of(one)}
            connection.execute(ENTRIES.insert(), {"number": number, **about, **blank})
    return found


def test_only_the_mark_itself_marks(database: Database) -> None:
    found = {row["id"]: row[KEY] for row in Records(database, LISTS["entries"], ListQuery())}
    assert found == {one.id: one.id in {"mock", "last"} for one in NOTES}
    rest = Records(database, LISTS["entries"], ListQuery({"simulated": "no"}))
    assert {row["id"] for row in rest} == {one.id for one in NOTES} - {"mock", "last"}


def test_a_row_without_an_entry_has_no_mark(database: Database) -> None:
    bare = replace(ENTRY_LIST, columns=columns_of(SCHEMAS["journal_entries"], "number", "id"), filters=())
    declared = marked(bare, ENTRIES.c.number + 99)
    assert [row[KEY] for row in Records(database, declared, ListQuery())] == [False] * len(NOTES)
    assert len(Records(database, declared, ListQuery({"simulated": "no"}))) == len(NOTES)

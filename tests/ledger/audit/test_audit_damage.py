"""One change of a kept value at a time: the audit names the kind of difference, the table, the entry and the field."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from monazite.ledger import Posted
from monazite.ledger.audit import AuditReport, audit
from monazite.ledger.audit.record import Finding
from monazite.ledger.log import leaf, leaf_hash, sign_note
from monazite.ledger.log.publish import publish
from monazite.store import Database

COUNT = 300
Run = Callable[..., AuditReport]
Place = tuple[str, str, int | None, str | None]
ENTRIES, ACCOUNTS, BALANCES = "journal_entries", "journal_accounts", "journal_balances"
TILES, CHECKPOINTS, REVERSALS, MOVES = "journal_tiles", "journal_checkpoints", "journal_reversals", "trial_moves"
INDEX_LEAF = 10
"""First byte of such a page of SQLite."""
LOOSE = "CREATE TABLE loose AS SELECT * FROM {0}; DROP TABLE {0}; ALTER TABLE loose RENAME TO {0}; {1}"
"""A table without its keys, in which a name can stand twice, and a change of it."""


@pytest.fixture(scope="module")
def base(small: Any, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path: Path = tmp_path_factory.mktemp("damage") / "monazite.db"
    with closing(small.new_database(path)) as database:
        book = small.journal(database)
        entries = list(small.Firms().entries(COUNT))
        for start in range(0, COUNT, 32):
            book.post(entries[start : start + 32])
    return path.read_bytes()


@pytest.fixture
def path(base: bytes, tmp_path: Path) -> Path:
    found = tmp_path / "monazite.db"
    found.write_bytes(base)
    return found


@pytest.fixture
def run(small: Any, path: Path) -> Run:
    def run(projections: Any = small.PROJECTIONS, **how: Any) -> AuditReport:
        with closing(Database(path)) as database:
            return audit(
                database, small.BOOK, projections, verifier=small.signer().verifier, jobs=1, part_bits=8, **how
            )

    return run


def change(path: Path, statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(statements)


def every(report: AuditReport) -> Sequence[Finding]:
    return (*report.findings, *report.following)


def places(report: AuditReport) -> set[Place]:
    return {(one.code, one.table, one.entry, one.field) for one in every(report)}


CHANGES: list[tuple[str, Place]] = [
    ("UPDATE journal_entries SET seed = x'00' WHERE number = 5", ("seed-form", ENTRIES, 5, "seed")),
    ("UPDATE journal_entries SET body = 7 WHERE number = 5", ("body-unreadable", ENTRIES, 5, "seed")),
    ("UPDATE journal_entries SET recorded_ms = 'soon' WHERE number = 5", ("time-form", ENTRIES, 5, "recorded_ms")),
    ("UPDATE journal_entries SET recorded_ms = -1 WHERE number = 5", ("time-future", ENTRIES, 5, "recorded_ms")),
    ("UPDATE journal_entries SET recorded_ms = -1 WHERE number = 5", ("time-back", ENTRIES, 5, "recorded_ms")),
    ("UPDATE journal_entries SET recorded_ms = 1 << 62 WHERE number = 5", ("time-future", ENTRIES, 5, "recorded_ms")),
    ("UPDATE journal_entries SET submission = x'00' WHERE number = 5", ("submission-form", ENTRIES, 5, "submission")),
    ("UPDATE journal_entries SET submission = zeroblob(32) WHERE number = 5",
     ("submission-body", ENTRIES, 5, "submission")),
    ("UPDATE journal_entries SET body = replace(body, '2022-01-07', '2222-01-07') WHERE number = 5",
     ("event-future", ENTRIES, 5, "event_time")),
    ("UPDATE journal_entries SET body = replace(body, '\"kind\",', '\"kind\", ') WHERE number = 5",
     ("body-unreadable", ENTRIES, 5, "body")),
    ("UPDATE journal_entries SET number = -3 WHERE number = 299", ("entry-beyond", ENTRIES, -3, "number")),
    ("DELETE FROM journal_entries WHERE number = 7", ("entry-missing", ENTRIES, 7, "number")),
    (LOOSE.format(ENTRIES, "UPDATE journal_entries SET id = 'E000000003' WHERE number = 9"),
     ("id-twice", ENTRIES, 9, "id")),
    (LOOSE.format(ACCOUNTS, "UPDATE journal_accounts SET name = 'bank/F0' WHERE number = 4"),
     ("account-twice", ACCOUNTS, None, "name")),
    ("UPDATE journal_accounts SET name = CAST(x'ff' AS TEXT) WHERE number = 4",
     ("account-form", ACCOUNTS, None, "4 name")),
    ("UPDATE journal_accounts SET name = 'gold/F0', role = 'gold' WHERE number = 4",
     ("account-form", ACCOUNTS, None, "4 name")),
    ("UPDATE journal_accounts SET role = 'cash' WHERE number = 4", ("account-role", ACCOUNTS, None, "4 role")),
    ("UPDATE journal_balances SET matter = 'x' WHERE account = 8 AND unit = 'money:CNY'",
     ("balance-form", BALANCES, None, "8 bank/F2 money:CNY")),
    ("INSERT INTO journal_balances VALUES (4, 'money:USD', 5, NULL), (4, 'money:X', 5, 'x')",
     ("balance-strange", BALANCES, None, "bank/F1 money:USD")),
    ("INSERT INTO journal_balances VALUES (4, 'matter', NULL, 'no object')",
     ("balance-form", BALANCES, None, "4 bank/F1 matter")),
    ("UPDATE journal_reversals SET reverses = 4 WHERE entry_number = 47", ("reversal-row", REVERSALS, 47, "reverses")),
    ("UPDATE journal_tiles SET hashes = zeroblob(32) WHERE level = 1",
     ("tile-differs", TILES, 0, "1/0 hash 0")),
    ("UPDATE journal_tiles SET level = 9 WHERE level = 1", ("tile-strange", TILES, None, "9/0")),
    ("UPDATE journal_checkpoints SET note = 'x' WHERE size = 300", ("checkpoint-form", CHECKPOINTS, 299, "300 note")),
    ("UPDATE journal_checkpoints SET size = 299 WHERE size = 300", ("checkpoint-size", CHECKPOINTS, 298, "299 note")),
    ("UPDATE trial_moves SET account = 7 WHERE entry_number = 12 AND leg = 0",
     ("row-differs", MOVES, 12, "12 0 account")),
    (LOOSE.format(MOVES, "UPDATE trial_moves SET leg = NULL WHERE entry_number = 12 AND leg = 0"),
     ("row-missing", MOVES, 12, "12 0")),
    ("UPDATE journal_spreads SET random = 'x', shared = '[]'",
     ("spread-differs", "journal_spreads", None, "line/F0 random")),
    ("DROP TABLE trial_moves", ("table-missing", MOVES, None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "place"), CHANGES)
def test_a_changed_value_is_named(run: Run, path: Path, statements: str, place: Place) -> None:
    change(path, statements)
    report = run()
    assert place in places(report), sorted(map(str, places(report)))
    assert not report.is_clean
    for finding in every(report):
        assert finding.as_json()["code"] == finding.code
        assert finding.problem.sentence("zh")


def test_an_entry_that_is_gone_is_not_called_a_changed_leaf(run: Run, path: Path) -> None:
    change(path, "DELETE FROM journal_entries WHERE number = 7; UPDATE journal_entries SET seed = zeroblob(32)"
           " WHERE number = 9")  # fmt: skip
    assert {one.entry for one in every(run()) if one.code == "leaf-differs"} == {9}


def test_a_reversal_of_an_entry_that_cannot_be_read_is_not_called_different(run: Run, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        ((by, reverses),) = connection.execute("SELECT * FROM journal_reversals LIMIT 1").fetchall()
    change(path, f"UPDATE journal_entries SET body = 'x' || body WHERE number = {reverses}")  # noqa: S608  a number
    report = run()
    assert ("body-unreadable", ENTRIES, reverses, "body") in places(report)
    assert not any(one.code == "reversal-differs" for one in every(report)), by


def resigned(small: Any, path: Path, size: int, change: Callable[[list[str]], list[str]]) -> None:
    """A stored checkpoint changed and signed again, by whoever holds the key."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        (note,) = connection.execute("SELECT note FROM journal_checkpoints WHERE size = ?", (size,)).fetchone()
        text = "\n".join(change(note.partition("\n\n")[0].split("\n"))) + "\n"
        signed = sign_note(text, [small.signer()])
        connection.execute("UPDATE journal_checkpoints SET note = ? WHERE size = ?", (signed, size))


def test_a_checkpoint_of_another_log_or_root_is_named_though_it_is_signed(small: Any, run: Run, path: Path) -> None:
    resigned(small, path, 64, lambda lines: ["monazite/another", *lines[1:]])
    resigned(small, path, 96, lambda lines: [*lines[:2], "A" * 43 + "="])
    assert {
        ("checkpoint-origin", CHECKPOINTS, 63, "64 note"), ("checkpoint-root", CHECKPOINTS, 95, "96 note"),
    } <= places(run())  # fmt: skip


def test_a_time_that_goes_back_from_part_to_part_is_named_though_its_leaf_is_in_the_tile(run: Run, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        (committed,) = connection.execute("SELECT commitment FROM journal_entries WHERE number = 256").fetchone()
        (tile,) = connection.execute("SELECT hashes FROM journal_tiles WHERE level = 0 AND number = 1").fetchone()
        hashes = leaf_hash(leaf(256, 9, committed)) + tile[32:]
        connection.execute("UPDATE journal_tiles SET hashes = ? WHERE level = 0 AND number = 1", (hashes,))
        connection.execute("UPDATE journal_entries SET recorded_ms = 9 WHERE number = 256")
    assert ("time-back", ENTRIES, 256, "recorded_ms") in places(run())


class Failing:
    """A projection that takes no entry."""

    tables = ("trial_moves",)

    def apply(self, connection: Connection, posted: Sequence[Posted]) -> None:
        del connection
        raise ArithmeticError(f"{len(posted)} entries")


class Unfinished(Failing):
    """A projection whose waiting work fails on what is kept."""

    def __init__(self, work: Any, *, is_always: bool = False) -> None:
        self._work, self._is_always = work, is_always

    def apply(self, connection: Connection, posted: Sequence[Posted]) -> None:
        self._work.apply(connection, posted)

    def finish(self, connection: Connection) -> None:
        if (
            self._is_always
            or connection.exec_driver_sql("SELECT count(*) FROM trial_moves WHERE account = 'broken'").scalar()
        ):
            raise ArithmeticError("cannot finish")


def test_entries_that_cannot_be_replayed_are_named_with_the_error(run: Run) -> None:
    report = run([Failing()])
    (finding,) = [one for one in report.findings if one.code == "replay-failed"]
    assert (finding.table, finding.entry) == (MOVES, 0)
    assert "ArithmeticError: 300 entries" in finding.problem.sentence("en")


def test_what_cannot_be_finished_is_compared_as_it_is(small: Any, run: Run, path: Path) -> None:
    projections = [Unfinished(small.PROJECTIONS[0])]
    assert run(projections).is_clean
    change(path, "UPDATE trial_moves SET account = 'broken' WHERE entry_number = 12 AND leg = 0")
    assert places(run(projections)) == {("row-differs", MOVES, 12, "12 0 account")}


def test_a_derived_table_without_a_column_is_unreadable_and_the_journal_still_audited(run: Run, path: Path) -> None:
    change(path, "ALTER TABLE trial_moves RENAME COLUMN leg TO other")
    (finding,) = run().findings
    assert (finding.code, finding.table) == ("table-unreadable", MOVES)
    assert "no such column: leg" in finding.problem.sentence("en")


def misled(path: Path) -> None:
    """An index that does not find entry 17 any more."""
    data = path.read_bytes()
    with closing(sqlite3.connect(path)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    pages = [data[at : at + size] for at in range(0, len(data), size)]
    path.write_bytes(b"".join(
        page.replace(b"E000000018", b"E00000001X") if page[0] == INDEX_LEAF else page for page in pages
    ))  # fmt: skip


def test_an_index_that_leads_nowhere_is_damage_and_the_rest_is_audited(run: Run, path: Path) -> None:
    misled(path)
    report = run()
    assert set(report.counts) == {"database-damaged"}
    assert any("sqlite_autoindex_journal_entries" in one.problem.sentence("en") for one in report.findings)


def test_an_audit_that_breaks_off_says_once_what_the_database_says_of_its_pages(
    small: Any, run: Run, path: Path
) -> None:
    misled(path)
    report = run([Unfinished(small.PROJECTIONS[0], is_always=True)])
    assert report.counts["audit-unfinished"] == 1
    assert 0 < report.counts["database-damaged"] == run().counts["database-damaged"]
    (finding,) = [one for one in report.findings if one.code == "audit-unfinished"]
    assert "ArithmeticError: cannot finish" in finding.problem.sentence("en")


def test_a_damaged_tile_page_ends_the_audit_with_a_finding(run: Run, path: Path) -> None:
    overwritten(path, TILES)
    assert {"audit-unfinished", "database-damaged"} <= set(run().counts)


def overwritten(path: Path, table: str) -> None:
    """The first page of a table, not readable any more."""
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    data = bytearray(path.read_bytes())
    data[(page - 1) * size : (page - 1) * size + 64] = b"\xff" * 64
    path.write_bytes(data)


def test_published_files_are_held_against_the_journal(run: Run, path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "log"
    with closing(Database(path)) as database, database.reading() as connection:
        publish(connection, folder)
    assert run(published=folder).is_clean
    (folder / "notes.txt").write_text("mine", "utf-8")
    (folder / "tile" / "0" / "900").write_bytes(b"")
    (folder / "checkpoint").write_bytes(b"\xff")
    found = {(one.code, one.field) for one in run(published=folder).findings}
    assert found == {
        ("published-strange", "notes.txt"), ("published-beyond", "tile/0/900"), ("published-note", "checkpoint"),
    }  # fmt: skip

"""A database whose structure or pages were changed, and the order in which an audit says what it found."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from monazite.ledger import MIGRATIONS
from monazite.ledger.audit import AuditReport, audit
from monazite.ledger.audit.order import GROUPS, group_of
from monazite.ledger.log import sign_note
from monazite.ledger.tables import SCHEMAS
from monazite.store import Database, Migration, said

COUNT = 300
ROOM = "monazite.ledger.audit"
Run = Callable[..., AuditReport]


@pytest.fixture(scope="module")
def base(small: Any, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path: Path = tmp_path_factory.mktemp("shape") / "monazite.db"
    with closing(small.new_database(path)) as database:
        book = small.journal(database)
        entries = list(small.Firms().entries(COUNT))
        for start in range(0, COUNT, 50):
            book.post(entries[start : start + 50])
    return path.read_bytes()


@pytest.fixture
def path(base: bytes, tmp_path: Path) -> Path:
    found = tmp_path / "monazite.db"
    found.write_bytes(base)
    return found


@pytest.fixture
def run(small: Any, path: Path) -> Iterator[Run]:
    with closing(Database(path)) as database:

        def run(projections: Any = small.PROJECTIONS, **how: Any) -> AuditReport:
            trial = Migration("trial-001", "trial", (small.MOVES.create,))
            how.setdefault("migrations", (*MIGRATIONS, trial))
            return audit(database, small.BOOK, projections, verifier=small.signer().verifier, **how)

        yield run


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def found(report: AuditReport) -> set[tuple[str, str, str | None]]:
    return {(finding.code, finding.table, finding.field) for finding in report.findings}


def test_every_kind_of_finding_has_a_sentence_and_a_place_in_the_order() -> None:
    groups = {
        code: group_of(code) for code in ("table-missing", "leaf-differs", "truncated", "overdrawn", "row-missing")
    }
    assert [*dict.fromkeys(groups.values())] == [group for group in GROUPS if group != "rule"]
    assert said(ROOM, "follows", "x", count=3).sentence("zh")


def test_an_untouched_database_has_no_finding(run: Run) -> None:
    assert run().is_clean
    assert run(jobs=2, part_bits=8).is_clean


DROP, RENAME = "DROP TABLE {}", "ALTER TABLE {} RENAME COLUMN {} TO other"


@pytest.mark.parametrize(("table", "how"), [
    *((table, DROP) for table in (*SCHEMAS, "trial_moves")),
    *((table, RENAME) for table in ("journal_entries", "journal_accounts", "journal_checkpoints", "trial_moves")),
])  # fmt: skip
def test_a_table_or_a_column_that_is_gone_is_named_first(run: Run, path: Path, table: str, how: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        last = connection.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall()[-1][0]
    change(path, how.format(table, last))
    is_entries = table == "journal_entries"
    reports = [run(), *([run(migrations=None), run(jobs=2, part_bits=8)] if is_entries else [])]
    for report in reports:
        names = {(finding.code, finding.table) for finding in report.findings}
        code = "table-missing" if how.startswith("DROP") else "column-missing"
        assert (report.findings[0].code, report.findings[0].table) == (code, table), names
        assert not report.is_clean
        assert "audit-unfinished" not in report.counts, report.findings
        assert len(report.findings) < 12


@pytest.mark.parametrize(("statements", "wanted"), [
    (("ALTER TABLE journal_entries RENAME TO zz", "CREATE VIEW journal_entries AS SELECT * FROM zz"),
     ("table-kind", "journal_entries", None)),
    (("CREATE TRIGGER tt AFTER INSERT ON trial_moves BEGIN DELETE FROM journal_balances; END",),
     ("trigger-strange", "trial_moves", "tt")),
    (("ALTER TABLE journal_tiles ADD COLUMN note TEXT",), ("column-strange", "journal_tiles", "note")),
    (("CREATE TABLE journal_extra (a)",), ("table-strange", "journal_extra", None)),
    (("CREATE UNIQUE INDEX one ON journal_entries (commitment)",), ("index-unique", "journal_entries", "one")),
    (("DELETE FROM migrations WHERE id = 'ledger-001'",), ("migration-missing", "migrations", "ledger-001")),
    (("ALTER TABLE migrations RENAME COLUMN id TO other",), ("column-missing", "migrations", "id")),
    (("PRAGMA writable_schema = ON",
      "UPDATE sqlite_master SET sql = replace(sql, 'BLOB NOT NULL', 'BLOB') WHERE name = 'journal_tiles'"),
     ("table-differs", "journal_tiles", None)),
])  # fmt: skip
def test_a_changed_structure_is_named(
    run: Run, path: Path, statements: tuple[str, ...], wanted: tuple[str, str, str | None]
) -> None:
    change(path, *statements)
    assert wanted in found(run())


def test_an_index_more_is_harmless(run: Run, path: Path) -> None:
    change(path, "CREATE INDEX more ON journal_entries (actor)", "PRAGMA user_version = 7")
    assert run().is_clean


def test_a_table_of_a_replayed_room_that_nobody_replays_is_a_finding(small: Any, run: Run, path: Path) -> None:
    more = "CREATE TABLE trial_more (a INTEGER)"
    change(path, more)
    trial = Migration("trial-001", "trial", (small.MOVES.create, more))
    assert found(run(migrations=(*MIGRATIONS, trial))) == {("table-unreplayed", "trial_more", None)}


INDEX = "CREATE INDEX trial_by_account ON trial_moves (account)"


@pytest.mark.parametrize(("statements", "code"), [
    ((), "index-missing"),
    (("CREATE INDEX trial_by_account ON trial_moves (milligrams)",), "index-differs"),
    ((INDEX,), None),
    (("DROP TABLE trial_moves",), "table-missing"),
])  # fmt: skip
def test_an_index_of_a_migration_is_held_against_it(
    small: Any, run: Run, path: Path, statements: tuple[str, ...], code: str | None
) -> None:
    change(path, *statements)
    report = run(migrations=(*MIGRATIONS, Migration("trial-001", "trial", (small.MOVES.create, INDEX))))
    name = None if code == "table-missing" else "trial_by_account"
    assert found(report) == ({(code, "trial_moves", name)} if code else set())


@pytest.mark.parametrize("jobs", [1, 2])
def test_damaged_pages_are_said(run: Run, path: Path, jobs: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'journal_touches'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    data = bytearray(path.read_bytes())
    data[(page - 1) * size : (page - 1) * size + 64] = b"\xff" * 64
    path.write_bytes(data)
    report = run(jobs=jobs, part_bits=8)
    assert {"database-damaged"} <= set(report.counts)
    assert report.findings[0].table == "database"


@pytest.mark.parametrize("keep", [0, 100, 20_000])
def test_a_file_that_was_cut_is_a_finding(small: Any, path: Path, keep: int) -> None:
    path.write_bytes(path.read_bytes()[:keep] or b"no database at all" * 100)
    with closing(Database(path)) as database:
        report = audit(database, small.BOOK, small.PROJECTIONS)
    assert {"audit-unfinished", "database-damaged"} <= set(report.counts)
    assert all(finding.problem.sentence("zh") for finding in report.findings)


def test_bytes_in_free_pages_are_harmless(run: Run, path: Path) -> None:
    change(path, "CREATE TABLE filler (a)", "INSERT INTO filler VALUES (zeroblob(99999))", "DROP TABLE filler")
    with closing(sqlite3.connect(path)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        assert connection.execute("PRAGMA freelist_count").fetchone()[0] > 2
    data = bytearray(path.read_bytes())
    data[-size + 100 :] = b"\xaa" * (size - 100)
    path.write_bytes(data)
    assert run().is_clean


def swapped(path: Path, number: int, old: str, new: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        (body,) = connection.execute("SELECT body FROM journal_entries WHERE number = ?", (number,)).fetchone()
        assert old.encode() in body
        body = body.replace(old.encode(), new.encode(), 1)
        connection.execute("UPDATE journal_entries SET body = ? WHERE number = ?", (body, number))


@pytest.mark.parametrize(("old", "new"), [
    ('"Nd":', '"Nd":1'),
    ('"Nd":', '"Nd":1' + "0" * 40),
    ('["leg"', '["detail","aa",' + "[" * 5000 + "]" * 5000 + ']\n["leg"'),
])  # fmt: skip
def test_a_changed_entry_is_named_first_and_what_follows_is_a_line_a_table(
    run: Run, path: Path, old: str, new: str
) -> None:
    with closing(sqlite3.connect(path)) as connection:
        query = (
            "SELECT number FROM journal_entries WHERE kind = 'mine' AND instr(body, CAST('\"Nd\":' AS BLOB)) "
            "ORDER BY number"
        )
        number = connection.execute(query).fetchall()[3][0]
    swapped(path, number, old, new)
    report = run()
    assert report.findings[0].entry == number
    assert report.findings[0].table == "journal_entries"
    assert len(report.findings) < 20
    assert not any("rebuild the derived" in finding.problem.sentence("en") for finding in report.findings)
    lines = {finding.table for finding in report.findings if finding.code == "follows"}
    assert "journal_balances" in lines
    assert {finding.table for finding in report.following} == lines
    whole = [one.code for one in report.findings if one.code not in {"follows", "and-more"}]
    places = [GROUPS.index(group_of(code)) for code in whole]
    assert places == sorted(places)


@pytest.mark.parametrize("how", ["doubled", "another"])
def test_a_second_signature_on_a_stored_checkpoint_is_found(small: Any, run: Run, path: Path, how: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        query = "SELECT size, note FROM journal_checkpoints ORDER BY size LIMIT 1"
        size, note = connection.execute(query).fetchone()
        text, _, line = note.partition("\n\n")
        more = line if how == "doubled" else sign_note(f"{text}\n", [small.signer(2)]).partition("\n\n")[2]
        connection.execute("UPDATE journal_checkpoints SET note = ? WHERE size = ?", (note + more, size))
    (finding,) = run().findings
    assert finding.code in {"checkpoint-lines", "checkpoint-form"}
    assert finding.field == f"{size} note"

"""What an audit says, case by case: the rules of the book, a broken body, kept checkpoints, many processes."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monazite.core import ElementMass
from monazite.ledger import Book, Entry, Journal, Leg, Policy, Spread
from monazite.ledger.audit import AuditReport, audit
from monazite.ledger.log.publish import publish
from monazite.store import Database

COUNT = 60


@pytest.fixture
def journal(small: Any, tmp_path: Path) -> Journal:
    database = small.new_database(tmp_path / "monazite.db")
    book: Journal = small.journal(database)
    entries = list(small.Firms().entries(COUNT))
    for start in range(0, COUNT, 10):
        assert {answer.status for answer in book.post(entries[start : start + 10])} <= {"accepted", "blocked"}
    return book


@pytest.fixture
def run(small: Any, journal: Journal) -> Callable[..., AuditReport]:
    def run(book: Book | None = None, **how: Any) -> AuditReport:
        how.setdefault("verifier", small.signer().verifier)
        return audit(journal.database, book or small.BOOK, small.PROJECTIONS, **how)

    return run


def change(journal: Journal, statement: str, *values: Any) -> None:
    with closing(sqlite3.connect(journal.database.path, isolation_level=None)) as connection:
        connection.execute(statement, values)


def codes(report: AuditReport) -> set[str]:
    return {finding.code for finding in report.findings}


def test_a_clean_journal_has_no_finding_and_the_report_says_what_it_cannot_know(
    run: Callable[..., AuditReport],
) -> None:
    told: list[tuple[int, int]] = []
    report = run(progress=lambda done, of: told.append((done, of)))
    assert report.is_clean
    assert report.entries == COUNT
    assert told[-1] == (COUNT, COUNT)
    assert any("rewritten" in words.en for words in report.unknowns)
    assert any("截去" in words.zh for words in report.unknowns)


def test_an_empty_journal_is_clean(small: Any, tmp_path: Path) -> None:
    database = small.new_database(tmp_path / "empty.db")
    journal = small.journal(database)
    report = audit(database, small.BOOK, small.PROJECTIONS, verifier=small.signer().verifier,
                   against=[journal.checkpoint()])  # fmt: skip
    assert (report.entries, report.findings) == (0, ())


def test_a_body_that_is_no_json_any_more_is_located_and_the_audit_goes_on(
    journal: Journal, run: Callable[..., AuditReport]
) -> None:
    change(journal, "UPDATE journal_entries SET body = replace(body, '\"kind\"', '\"kind') WHERE number = 17")
    change(journal, "UPDATE journal_entries SET actor = 'someone' WHERE number = 30")
    report = run()
    found = {(finding.code, finding.entry) for finding in report.findings}
    assert {("body-unreadable", 17), ("body-commitment", 17), ("leaf-differs", 17), ("column-body", 30)} <= found
    assert "line 2" in next(f for f in report.findings if f.code == "body-unreadable").problem.sentence("en")


def test_truncation_says_from_which_number_entries_are_missing(
    small: Any, journal: Journal, run: Callable[..., AuditReport], tmp_path: Path
) -> None:
    short = small.new_database(tmp_path / "short.db")
    small.journal(short).post(list(small.Firms().entries(20)))
    report = audit(short, small.BOOK, small.PROJECTIONS, verifier=small.signer().verifier,
                   against=[journal.checkpoint()])  # fmt: skip
    (finding,) = [finding for finding in report.findings if finding.code == "truncated"]
    assert (finding.table, finding.entry) == ("kept notes", 20)
    assert "entries 20 to 59 are missing" in finding.problem.sentence("en")
    assert run(against=[journal.checkpoint()]).is_clean


def test_a_fork_is_located_between_the_checkpoints_that_were_kept(
    small: Any, tamper: Any, journal: Journal, tmp_path: Path
) -> None:
    entries = list(small.Firms().entries(COUNT))
    kept = tamper.post(tamper.SMALL, tmp_path / "true.db", entries)[1]
    entries[33] = replace(entries[33], details={**entries[33].details, "note": "another story"})
    tamper.post(tamper.SMALL, tmp_path / "fork.db", entries)
    with closing(Database(tmp_path / "fork.db")) as database:
        report = audit(database, small.BOOK, small.PROJECTIONS, verifier=small.signer().verifier, against=kept)
        assert codes(report) == {"forked"}
        first = min(finding.entry or 0 for finding in report.findings)
        assert first == 30
        assert "entry from 30 to 35" in report.findings[0].problem.sentence("en")
        without = audit(database, small.BOOK, small.PROJECTIONS, verifier=small.signer().verifier)
    assert without.is_clean
    assert journal.size() == COUNT


def test_a_swapped_key_is_named(small: Any, journal: Journal, tmp_path: Path) -> None:
    other = small.new_database(tmp_path / "other.db")
    small.journal(other, key=2).post(list(small.Firms().entries(COUNT)))
    key = small.signer(2).verifier
    report = audit(other, small.BOOK, small.PROJECTIONS, verifier=key, against=[journal.checkpoint()])
    assert {"key-other", "origin-other"} <= codes(report)
    sentence = next(f for f in report.findings if f.code == "key-other").problem.sentence("en")
    assert key.key_id.hex() in sentence
    assert small.signer(1).verifier.key_id.hex() in sentence


def test_a_note_that_is_none_is_said(run: Callable[..., AuditReport]) -> None:
    assert codes(run(against=["not a note"])) == {"kept-form"}


def lax(small: Any) -> Book:
    """Rules under which everything that the strict book forbids can be posted."""
    roles = {name: replace(role, policy=Policy.BOUNDARY) for name, role in small.BOOK.roles.items()}
    anything = {family: frozenset(roles) for family in ("matter", "quota", "money")}
    kinds = {name: replace(kind, takes=anything, gives=anything, needs=frozenset(),
                           may=frozenset({"year", "lots", "run", "price", "note", "odd", "reason"}))
             for name, kind in small.BOOK.kinds.items()}  # fmt: skip
    return Book(roles, kinds, ())


def broken(small: Any) -> dict[str, Entry]:
    nd = ElementMass.of({"Nd": 1000})
    ground, lot = Leg("ground/P1", "matter", -nd), Leg("lot/F1/X", "matter", nd)
    quota = (Leg("held/F1", small.QUOTA, -1), Leg("used/F1", small.QUOTA, 1))
    return {
        "overdrawn": Entry("z1", "sell", "2022-01-01", "F1", (replace(lot, amount=-nd), Leg("lot/F2/X", "matter", nd)),
                           {"price": 1}),
        "coupling-broken": Entry("z2", "mine", "2022-01-01", "F1", (ground, lot, *quota), {"lots": {}}),
        "leg-not-allowed": Entry("z3", "feed", "2022-01-01", "F1", (ground, lot), {"run": "R"}),
        "details-wrong": Entry("z4", "deposit", "2022-01-01", "F1",
                               (Leg("bank/F1", "money:CNY", -5), Leg("cash/F1", "money:CNY", 5)), {"odd": 1}),
        "measured-overdrawn": Entry("z5", "output", "2022-01-01", "F9",
                                    (Leg("line/F9", "matter", -nd), Leg("loss/F9", "matter", nd)), {"run": "R"}),
    }  # fmt: skip


@pytest.mark.parametrize(
    "code", ["overdrawn", "coupling-broken", "leg-not-allowed", "details-wrong", "measured-overdrawn"]
)
def test_an_entry_against_the_rules_is_found_by_its_number(
    small: Any, journal: Journal, run: Callable[..., AuditReport], code: str
) -> None:
    other = Journal(journal.database, lax(small), small.signer(), small.SteppingClock(small.START.replace(year=2024)),
                    projections=small.PROJECTIONS)  # fmt: skip
    (answer,) = other.post([broken(small)[code]])
    assert answer.status == "accepted"
    assert (code, COUNT) in {(finding.code, finding.entry) for finding in run().findings}


def test_a_reversal_of_what_an_inventory_replaced_is_found(
    small: Any, journal: Journal, run: Callable[..., AuditReport]
) -> None:
    nd = ElementMass.of({"Nd": 7})
    there, back = Leg("loss/F1", "matter", -nd), Leg("line/F8", "matter", nd)
    fed = Entry("y1", "output", "2022-01-01", "F8", (there, back), {"run": "R"})
    legs = (replace(back, spread=Spread(nd, (), is_reset=True)), Leg("unaccounted/F8", "matter", -nd))
    counted = Entry("y2", "inventory", "2022-01-02", "F8", legs)
    undone = Entry("y3", "reverse", "2022-01-02", "F8", (replace(there, amount=nd), replace(back, amount=-nd)),
                   {"reason": "late"}, relates="y1")  # fmt: skip
    for book, entry in ((lax(small), fed), (small.BOOK, counted), (lax(small), undone)):
        writer = Journal(journal.database, book, small.signer(), small.SteppingClock(small.START.replace(year=2024)),
                         projections=small.PROJECTIONS)  # fmt: skip
        assert writer.post([entry])[0].status == "accepted"
    assert ("reset-final", COUNT + 2) in {(finding.code, finding.entry) for finding in run().findings}


def test_a_derived_table_that_is_gone_is_found(journal: Journal, run: Callable[..., AuditReport]) -> None:
    change(journal, "DROP TABLE trial_moves")
    assert [(finding.code, finding.table) for finding in run().findings] == [("table-missing", "trial_moves")]


def test_many_differences_are_counted_and_few_are_shown(journal: Journal, run: Callable[..., AuditReport]) -> None:
    change(journal, "DELETE FROM journal_touches")
    report = run()
    shown = [finding for finding in report.findings if finding.code == "touch-missing"]
    assert len(shown) < report.counts["touch-missing"]
    assert str(report.counts["touch-missing"] - len(shown)) in report.findings[-1].problem.sentence("zh")


def test_a_torn_published_tile_is_found(
    small: Any, journal: Journal, tmp_path: Path, run: Callable[..., AuditReport]
) -> None:
    folder = tmp_path / "published"
    with journal.database.reading() as connection:
        publish(connection, folder)
    assert run(published=folder).is_clean
    tile = next((folder / "tile" / "0").rglob("*60"))
    tile.write_bytes(tile.read_bytes()[:-7])
    (finding,) = run(published=folder).findings
    assert (finding.code, finding.table) == ("published-torn", "published")
    shutil.rmtree(folder / "tile" / "entries")
    assert "published-missing" in codes(run(published=folder))
    assert small.signer().verifier.verify is not None


def test_many_parts_and_several_processes_say_the_same(
    small: Any, tmp_path: Path, assert_audits_clean: Callable[..., AuditReport]
) -> None:
    database = small.new_database(tmp_path / "many.db")
    book = small.journal(database)
    entries = list(small.Firms(3).entries(1500))
    for start in range(0, 1500, 250):
        book.post(entries[start : start + 250])
    key = small.signer().verifier
    assert_audits_clean(database, small.BOOK, small.PROJECTIONS, verifier=key, against=[book.checkpoint()])
    clean = audit(database, small.BOOK, small.PROJECTIONS, verifier=key, jobs=2, part_bits=8)
    assert clean.is_clean
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE journal_entries SET recorded_ms = recorded_ms + 1 WHERE number = 700")
        connection.exec_driver_sql("UPDATE journal_balances SET amount = amount + 1 WHERE unit = 'money:CNY'")
        connection.exec_driver_sql("DELETE FROM journal_touches WHERE entry = 1111")
        connection.exec_driver_sql("UPDATE trial_moves SET milligrams = 5 WHERE entry_number = 40")
    reports = [
        audit(database, small.BOOK, small.PROJECTIONS, verifier=key, jobs=jobs, part_bits=bits)
        for jobs, bits in ((1, 14), (1, 8), (2, 9))
    ]
    assert reports[0].findings == reports[1].findings == reports[2].findings
    assert reports[0].following == reports[1].following == reports[2].following
    assert {finding.entry for finding in reports[0].findings} == {700, 701, None}
    assert {finding.entry for finding in reports[0].following} >= {1111, 40}

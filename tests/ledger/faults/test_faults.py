"""Named faults (README.md): after each the whole journal audits clean and has lost nothing acknowledged."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest

from monazite.core import ElementMass, FixedClock, ProblemError, reo
from monazite.ledger import Entry, Journal, Leg
from monazite.ledger.audit import audit
from monazite.reference import factors
from monazite.store import Database

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
POSTING = BENCHMARKS / "posting.py"
KILLS, RACERS, TASKS, PURSE = 5, 8, 10_000, 6_000
Clean = Callable[..., Any]


@pytest.fixture
def journal(small: Any, tmp_path: Path) -> Iterator[Journal]:
    """A journal in which RACE holds a purse, a lot and a quota for as many tasks."""
    database = small.new_database(tmp_path / "monazite.db")
    book: Journal = small.journal(database)
    nd = ElementMass.of({"Nd": PURSE})
    money = (Leg("bank/RACE", small.MONEY, -PURSE), Leg("cash/RACE", small.MONEY, PURSE))
    matter = (Leg("loss/RACE", "matter", -nd), Leg("lot/RACE/L", "matter", nd))
    quota = (Leg("issued/P", small.QUOTA, -PURSE * 1000), Leg("held/RACE", small.QUOTA, PURSE * 1000))
    entries = [
        Entry("start-1", "deposit", "2022-01-01", "F", money),
        Entry("start-2", "adjust", "2022-01-01", "F", matter, {"reason": "start"}, relates="start-1"),
        Entry("start-3", "issue", "2022-01-01", "F", quota, {"year": 2022}),
    ]
    assert [answer.status for answer in book.post(entries)] == ["accepted"] * 3
    yield book
    database.close()


def started(mode: str, path: Path, *arguments: object, **how: Any) -> subprocess.Popen[str]:
    command = [sys.executable, str(POSTING), mode, str(path), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **how)


def audited(small: Any, journal: Journal, clean: Clean, notes: list[str]) -> None:
    clean(journal.database, small.BOOK, small.PROJECTIONS, verifier=small.signer().verifier, against=notes)


def post_after(small: Any, journal: Journal, entry_id: str = "after") -> None:
    legs = (Leg("bank/F0", small.MONEY, -1), Leg("cash/F0", small.MONEY, 1))
    assert journal.post([Entry(entry_id, "deposit", "2022-01-01", "F0", legs)])[0].status == "accepted"


def test_killed_at_any_moment(small: Any, journal: Journal, assert_audits_clean: Clean) -> None:
    rng = random.Random(5)  # noqa: S311  a test must repeat itself
    for number in range(KILLS):
        process = started("post", journal.database.path, f"K{number}", 100_000, 3)
        assert process.stdout is not None
        said = [process.stdout.readline()]  # it posts now
        time.sleep(rng.random() * 0.05)
        process.kill()
        said += process.communicate()[0].splitlines()
        for line in (line.split() for line in said if line.strip().endswith("accepted")):
            assert journal.posted(line[0]).entry.id == line[0]
    post_after(small, journal)
    audited(small, journal, assert_audits_clean, [journal.checkpoint()])


def test_killed_at_each_point_of_a_posting(small: Any, journal: Journal, assert_audits_clean: Clean) -> None:
    """Before and after every statement and the commit: a batch is there as a whole once acknowledged, or not at all."""
    names: list[str] = []
    with started("points", journal.database.path, stdin=subprocess.PIPE) as forker:
        assert forker.stdin is not None
        assert forker.stdout is not None
        for point in count():
            forker.stdin.write(f"{point}\n")
            forker.stdin.flush()
            said = [line.strip() for line in iter(forker.stdout.readline, "end\n")]
            accepted = {line.split()[0] for line in said if line.endswith("accepted")}
            there = {posted.entry.id for posted in journal.entries() if posted.entry.id.startswith(f"P{point:04}-")}
            assert accepted <= there
            assert len(there) in {2, 4}
            audited(small, journal, assert_audits_clean, [journal.checkpoint()])
            if "survived" in said:
                break
            names.append(said[-1])
            assert names[-1].startswith("point ")
            is_on_disk = names[-1] == "point after COMMIT"
            assert (len(there) == 4) == is_on_disk
        forker.stdin.close()
    for table in ("entries", "accounts", "balances", "touches", "tiles", "checkpoints"):
        assert {f"point {when} INSERT INTO journal_{table}" for when in ("before", "after")} <= {
            name.replace("OR REPLACE ", "") for name in names
        }
    assert {"point before INSERT INTO trial_moves", "point before COMMIT", "point after COMMIT"} <= set(names)
    post_after(small, journal)
    audited(small, journal, assert_audits_clean, [journal.checkpoint()])


def test_many_processes_race_for_one_purse_and_one_lot(
    small: Any, journal: Journal, assert_audits_clean: Clean
) -> None:
    racers = [started("post", journal.database.path, f"R{n}", TASKS // 4, 500) for n in range(4)]
    said = [line.split()[1] for racer in racers for line in racer.communicate()[0].splitlines()]
    assert len(said) == TASKS
    assert said.count("accepted") == PURSE
    assert journal.balance("lot/RACE/L") == {}
    got = sum(int(journal.balance(f"cash/R{n}").get(small.MONEY, 0)) for n in range(RACERS))  # type: ignore[arg-type,misc]
    assert got == PURSE
    audited(small, journal, assert_audits_clean, [journal.checkpoint()])


def test_many_processes_race_for_one_quota(small: Any, journal: Journal, assert_audits_clean: Clean) -> None:
    """Half by group commits of many threads, half in batches; to the milligram, and really at the same time."""
    path = journal.database.path
    racers = [
        started("quota", path, f"Q{n}", TASKS // RACERS, 0 if n % 2 else 25, stdin=subprocess.PIPE)
        for n in range(RACERS)
    ]
    time.sleep(1)  # until all wait for the word
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    said = [line.split() for racer in racers for line in racer.communicate()[0].splitlines()]
    assert len(said) == TASKS
    accepted = {entry_id for entry_id, status in said if status == "accepted"}
    each = reo(ElementMass.of({"Ce": 814}), factors()).mg  # as `posting.ORE`
    assert len(accepted) == PURSE * 1000 // each
    held, used = (journal.balance(f"{role}/RACE").get(small.QUOTA, 0) for role in ("held", "used"))
    assert (held, used) == (PURSE * 1000 - len(accepted) * each, len(accepted) * each)
    order = [posted.entry.id.partition("-")[0] for posted in journal.entries() if posted.entry.id in accepted]
    assert len(order) == len(accepted)
    spans = {name: (order.index(name), len(order) - order[::-1].index(name)) for name in set(order)}
    assert sum(one != other for one, other in pairwise(order)) > 2 * RACERS  # they took turns,
    assert sum(a < d and c < b for a, b in spans.values() for c, d in spans.values()) > 2 * len(spans)  # at once
    audited(small, journal, assert_audits_clean, [journal.checkpoint()])


def test_full_disk(small: Any, journal: Journal, assert_audits_clean: Clean) -> None:
    size, path = journal.size(), journal.database.path
    database = Database(path)
    with database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    full = small.journal(database)
    with pytest.raises(ProblemError, match="full disk"):
        full.post(list(small.Firms().entries(500)))
    assert journal.size() == size
    audited(small, journal, assert_audits_clean, [journal.checkpoint()])
    assert journal.post(list(small.Firms().entries(5)))[0].status == "accepted"


def test_no_file_can_grow(small: Any, journal: Journal, assert_audits_clean: Clean) -> None:
    """A limit of the operating system: the write fails in the middle of a batch."""
    said = started("full", journal.database.path, 3 << 20).communicate()[0].splitlines()
    assert said[-1].split()[0] == "problem"
    assert said[-1].split()[1] in {"disk-full", "disk-error"}
    booked = {line.split()[0] for line in said if line.endswith(("accepted", "blocked"))}
    assert booked
    assert booked == {posted.entry.id for posted in journal.entries(3)}
    audited(small, journal, assert_audits_clean, [journal.checkpoint()])
    post_after(small, journal)


def test_torn_stored_tile(small: Any, journal: Journal, assert_audits_clean: Clean) -> None:
    """It is found and named, and nothing is posted on top of it."""
    journal.post(list(small.Firms().entries(100)))
    note = journal.checkpoint()
    with closing(sqlite3.connect(journal.database.path, isolation_level=None)) as connection:
        whole = connection.execute("SELECT hashes FROM journal_tiles WHERE level = 0 AND number = 0").fetchone()[0]
        connection.execute("UPDATE journal_tiles SET hashes = ? WHERE level = 0", (whole[:-40],))
        report = audit(journal.database, small.BOOK, small.PROJECTIONS, against=[note])
        assert [(f.code, f.field) for f in report.findings] == [("tile-torn", "0/0")]
        with pytest.raises(Exception, match=r"tile|hash"):
            post_after(small, journal)
        connection.execute("UPDATE journal_tiles SET hashes = ? WHERE level = 0", (whole,))
    post_after(small, journal)
    audited(small, journal, assert_audits_clean, [note, journal.checkpoint()])


def test_clock_going_back(small: Any, journal: Journal, assert_audits_clean: Clean) -> None:
    late = journal.posted(0).recorded_ms
    journal.clock = FixedClock(small.START + timedelta(days=300))
    assert journal.post(list(small.Firms().entries(5)))[0].status == "accepted"
    post_after(small, journal)
    recorded = [posted.recorded_ms for posted in journal.entries(3)]
    assert recorded == [late + 1] * 5 + [late + 2]
    audited(small, journal, assert_audits_clean, [journal.checkpoint()])


def test_a_checkpoint_of_a_quick_batch_is_missed(small: Any, journal: Journal, assert_audits_clean: Clean) -> None:
    """Batches of one instant have different recorded times, so that none of their checkpoints can go unseen."""
    journal.clock = FixedClock(small.START + timedelta(days=400))
    for number in range(3):
        post_after(small, journal, f"quick-{number}")
    audited(small, journal, assert_audits_clean, [journal.checkpoint()])
    with closing(sqlite3.connect(journal.database.path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM journal_checkpoints WHERE size = 5")
    report = audit(journal.database, small.BOOK, small.PROJECTIONS, against=[journal.checkpoint()])
    assert [(f.code, f.field) for f in report.findings] == [("checkpoint-missing", "5 note")]


def test_two_that_post_in_turn(small: Any, journal: Journal, assert_audits_clean: Clean) -> None:
    other, notes = small.journal(Database(journal.database.path)), []
    entries = list(small.Firms().entries(40))
    for place, start in enumerate(range(0, 40, 5)):
        writer = (journal, other)[place % 2]
        assert {answer.status for answer in writer.post(entries[start : start + 5])} <= {"accepted", "blocked"}
        notes.append(writer.checkpoint())
    audited(small, journal, assert_audits_clean, notes)


def test_two_processes_that_post_in_turn(small: Any, journal: Journal, assert_audits_clean: Clean) -> None:
    notes = []
    for turn in range(3):
        said = started("post", journal.database.path, f"T{turn}", 6, 2).communicate()[0].split()
        assert said.count("accepted") == 6
        post_after(small, journal, f"mine-{turn}")
        notes.append(journal.checkpoint())
    assert journal.balance("cash/RACE") == {small.MONEY: PURSE - 18}
    audited(small, journal, assert_audits_clean, notes)

"""Named faults (README.md): after each the whole journal audits clean and has lost nothing acknowledged."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monazite.core import ElementMass, FixedClock, ProblemError
from monazite.ledger import Entry, Journal, Leg
from monazite.store import Database

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
POSTING = BENCHMARKS / "posting.py"
KILLS, RACERS, TASKS, PURSE = 30, 8, 10_000, 6_000
Clean = Callable[..., Any]


@pytest.fixture
def journal(small: Any, tmp_path: Path) -> Journal:
    """A journal in which RACE holds a purse and a lot."""
    book: Journal = small.journal(small.new_database(tmp_path / "monazite.db"))
    nd = ElementMass.of({"Nd": PURSE})
    money = (Leg("bank/RACE", small.MONEY, -PURSE), Leg("cash/RACE", small.MONEY, PURSE))
    matter = (Leg("loss/RACE", "matter", -nd), Leg("lot/RACE/L", "matter", nd))
    first = Entry("start-1", "deposit", "2022-01-01", "F", money)
    second = Entry("start-2", "adjust", "2022-01-01", "F", matter, {"reason": "start"}, relates="start-1")
    assert [answer.status for answer in book.post([first, second])] == ["accepted", "accepted"]
    return book


def poster(path: Path, name: str, count: int, batch: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(POSTING), str(path), name, str(count), str(batch)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def audited(small: Any, journal: Journal, clean: Clean, notes: list[str]) -> None:
    clean(journal.database, small.BOOK, small.PROJECTIONS, verifier=small.signer().verifier, against=notes)


def test_killed_at_any_moment(small: Any, journal: Journal, assert_audits_clean: Clean) -> None:
    path = journal.database.path
    rng = random.Random(5)  # noqa: S311  a test must repeat itself
    for number in range(KILLS):
        process = poster(path, f"K{number}", 100_000, 3)
        assert process.stdout is not None
        said = [process.stdout.readline()]  # it posts now
        time.sleep(rng.random() * 0.05)
        process.kill()
        said += process.communicate()[0].splitlines()
        for line in (line.split() for line in said if line.strip().endswith("accepted")):
            assert journal.posted(line[0]).entry.id == line[0]
    after = Entry("after", "deposit", "2022-01-01", "F",
                  (Leg("bank/F0", small.MONEY, -1), Leg("cash/F0", small.MONEY, 1)))  # fmt: skip
    assert journal.post([after])[0].status == "accepted"
    audited(small, journal, assert_audits_clean, [journal.checkpoint()])


def test_many_processes_race_for_one_purse_and_one_lot(
    small: Any, journal: Journal, assert_audits_clean: Clean
) -> None:
    racers = [poster(journal.database.path, f"R{n}", TASKS // RACERS, 1 if n == 0 else 50) for n in range(RACERS)]
    said = [line.split()[1] for racer in racers for line in racer.communicate()[0].splitlines()]
    assert len(said) == TASKS
    assert said.count("accepted") == PURSE
    assert journal.balance("lot/RACE/L") == {}
    got = sum(int(journal.balance(f"cash/R{n}").get(small.MONEY, 0)) for n in range(RACERS))  # type: ignore[arg-type,misc]
    assert got == PURSE
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


def test_clock_going_back(small: Any, journal: Journal, assert_audits_clean: Clean) -> None:
    late = journal.posted(0).recorded_ms
    journal.clock = FixedClock(small.START + timedelta(days=300))
    assert journal.post(list(small.Firms().entries(5)))[0].status == "accepted"
    assert journal.posted(journal.size() - 1).recorded_ms >= late
    audited(small, journal, assert_audits_clean, [journal.checkpoint()])


def test_two_that_post_in_turn(small: Any, journal: Journal, assert_audits_clean: Clean) -> None:
    other, notes = small.journal(Database(journal.database.path)), []
    entries = list(small.Firms().entries(40))
    for place, start in enumerate(range(0, 40, 5)):
        writer = (journal, other)[place % 2]
        assert {answer.status for answer in writer.post(entries[start : start + 5])} <= {"accepted", "blocked"}
        notes.append(writer.checkpoint())
    audited(small, journal, assert_audits_clean, notes)

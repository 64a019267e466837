"""Processes that post to a journal and say on their output what is on disk; trials of faults start and kill them.

``posting.py post PATH NAME COUNT BATCH`` races for one purse and one lot, ``quota PATH NAME COUNT BATCH`` for quota
(BATCH 0: by many threads through group commits), ``full PATH BYTES`` on a disk where no file grows beyond that, and
``points PATH`` forks a process for each number it reads, which is killed at that point of a posting.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import small_book as small
from monazite.core import ElementMass, ProblemError
from monazite.ledger import Answer, Entry, GroupCommit, Leg
from monazite.store import Database

THREADS = 48
PAUSE = 0.002
"""Seconds between two submissions, in which others come to their turn."""
ORE = ElementMass.of({"Ce": 814})
"""A milligram less than 1 000 mg of oxide holds so much cerium; the quota of one task."""


def entry(name: str, firm: str = "F0") -> Entry:
    """Takes one fen of a purse and one milligram of a lot, both of which many race for."""
    unit = ElementMass.of({"Nd": 1})
    legs = (Leg("cash/RACE", small.MONEY, -1), Leg(f"cash/{firm}", small.MONEY, 1),
            Leg("lot/RACE/L", "matter", -unit), Leg(f"lot/{firm}/L", "matter", unit))  # fmt: skip
    return Entry(name, "sell", "2022-01-01", firm, legs, {"price": 1})


def mined(name: str) -> Entry:
    """Mines under a quota that many race for."""
    used = small.reo(ORE, small.factors()).mg
    legs = (Leg("ground/P1", "matter", -ORE), Leg(f"lot/RACE/{name}", "matter", ORE),
            Leg("held/RACE", small.QUOTA, -used), Leg("used/RACE", small.QUOTA, used))  # fmt: skip
    return Entry(name, "mine", "2022-01-01", "RACE", legs, {"lots": {}})


def tell(answers: Sequence[Answer]) -> None:
    """Say what became of entries."""
    sys.stdout.write("".join(f"{answer.id} {answer.status}\n" for answer in answers))
    sys.stdout.flush()


def post(path: Path, name: str, count: int, batch: int) -> None:
    """Post batches until done or killed."""
    journal = small.journal(Database(path))
    for start in range(0, count, batch):
        tell(journal.post([entry(f"{name}-{number:07}", name) for number in range(start, start + batch)]))


def race(path: Path, name: str, count: int, batch: int) -> None:
    """Mine until done, in batches or by threads that submit one by one; from the moment a line is read."""
    journal = small.journal(Database(path))
    entries = [mined(f"{name}-{number:07}") for number in range(count)]
    sys.stdin.readline()
    if batch:
        for start in range(0, count, batch):
            tell(journal.post(entries[start : start + batch]))
            time.sleep(PAUSE)
        return

    def submit(one: Entry) -> Answer:
        time.sleep(PAUSE)
        return group.submit(one)

    with GroupCommit(journal) as group, ThreadPoolExecutor(THREADS) as threads:
        tell(list(threads.map(submit, entries)))


def full(path: Path, size: int) -> None:
    """Post until no file can grow, and say the problem."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    journal = small.journal(Database(path))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    entries = list(small.Firms().entries(5_000))
    try:
        for start in range(0, len(entries), 50):
            tell(journal.post(entries[start : start + 50]))
    except ProblemError as error:
        sys.stdout.write(f"problem {error.problem.code}\n")


class Killing:
    """Ends this process by SIGKILL at one point of a posting: before or after a statement, or the commit.

    Args:
        database: whose connection is watched.
        point: number of the point, from 0.
    """

    def __init__(self, database: Any, point: int) -> None:
        from sqlalchemy import event  # noqa: PLC0415  for these trials only

        self.left, engine = point, database._engine  # noqa: SLF001  nothing of this is in the product
        event.listen(engine, "before_cursor_execute", lambda *args: self.reach("before", args[2]))
        event.listen(engine, "after_cursor_execute", lambda *args: self.reach("after", args[2]))
        event.listen(engine, "commit", lambda _: self.reach("before", "COMMIT"))
        event.listen(engine, "checkin", lambda *_: self.reach("after", "COMMIT"))

    def reach(self, when: str, statement: str) -> None:
        """Count; at the wanted point say its name and die."""
        if self.left == 0:
            name = " ".join(statement.partition("(")[0].split()[:5])
            os.write(1, f"point {when} {name}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1


def points(path: Path) -> None:
    """For each number read: a process that posts one batch, says so, and is killed at that point of the next."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _killed(path, int(line))
            os._exit(0)
        os.waitpid(child, 0)
        os.write(1, b"end\n")


def _killed(path: Path, point: int) -> None:
    database = Database(path)
    journal = small.journal(database)
    names = [f"P{point:04}-{number}" for number in range(4)]
    tell(journal.post([entry(name) for name in names[:2]]))
    Killing(database, point)
    tell(journal.post([entry(names[2]), mined(names[3])]))
    os.write(1, b"survived\n")


MODES = {"post": post, "quota": race, "full": full, "points": points}


def main() -> None:
    """What the first argument says."""
    path, *rest = sys.argv[2:]
    arguments = [int(part) if part.isdecimal() else part for part in rest]
    MODES[sys.argv[1]](Path(path), *arguments)  # type: ignore[operator]


if __name__ == "__main__":
    main()

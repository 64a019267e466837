"""Group commit: many threads and tasks, one writer, each told what became of its own."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from tests.ledger.making import DAY, issue, journals, mine, sell

from monazite.core import ProblemError
from monazite.ledger import Answer, Entry, GroupCommit, Journal


def opened(journal: Journal) -> None:
    journal.post([issue("i", 10**9), mine("m", {"Nd": 500}, "L1")])


def sales(name: str, number: int) -> list[Entry]:
    return [sell(f"{name}{place}", {"Nd": 10}, "L1", buyer=name) for place in range(number)]


def test_threads_share_commits_and_never_overdraw() -> None:
    with journals() as (journal,):
        opened(journal)
        answers: list[Answer] = []
        with GroupCommit(journal) as group:

            def work(name: str) -> None:
                answers.extend(group.submit(entry) for entry in sales(name, 10))

            workers = [threading.Thread(target=work, args=(f"B{number}",)) for number in range(16)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
        assert sum(answer.status == "accepted" for answer in answers) == 50
        assert len({answer.id for answer in answers}) == 160
        assert journal.size() == 52
        with journal.database.reading() as connection:
            notes = connection.exec_driver_sql("SELECT count(*) FROM journal_checkpoints").scalar_one()
        assert notes < 52, "groups were committed, not entries"


def test_tasks_are_answered_in_their_loop() -> None:
    with journals() as (journal,):
        opened(journal)

        async def work(name: str, group: GroupCommit) -> list[Answer]:
            return [await group.asubmit(entry) for entry in sales(name, 5)]

        async def run() -> list[list[Answer]]:
            with GroupCommit(journal) as group:
                return await asyncio.gather(*(work(f"B{number}", group) for number in range(20)))

        answers = [answer for part in asyncio.run(run()) for answer in part]
        assert sum(answer.status == "accepted" for answer in answers) == 50
        assert all(answer.problem for answer in answers if answer.status == "refused")


def test_a_cancelled_task_does_not_stop_the_others() -> None:
    with journals() as (journal,):
        opened(journal)

        async def run() -> Answer:
            with GroupCommit(journal) as group:
                first = asyncio.create_task(group.asubmit(sales("A", 1)[0]))
                await asyncio.sleep(0)
                first.cancel()
                return await group.asubmit(sales("B", 1)[0])

        assert asyncio.run(run()).status == "accepted"


def test_a_failure_is_told_to_all_who_wait_and_the_writer_goes_on() -> None:
    with journals() as (journal,):
        opened(journal)

        class Broken:
            tables: tuple[str, ...] = ()
            fails = True

            def apply(self, connection: Any, posted: Any) -> None:
                del connection, posted
                if self.fails:
                    raise OSError("no disk")

        broken = Broken()
        journal.projections = (broken,)
        with GroupCommit(journal) as group:
            with pytest.raises(OSError, match="no disk"):
                group.submit(sales("A", 1)[0])
            broken.fails = False
            assert group.submit(sales("A", 1)[0]).status == "accepted"
            assert group.submit(Entry("x", "mine", DAY, "F")).status == "refused"


def test_a_closed_writer_says_so() -> None:
    with journals() as (journal,):
        group = GroupCommit(journal)
        group.close()
        with pytest.raises(ProblemError) as caught:
            group.submit(sales("A", 1)[0])
        assert caught.value.problem.code == "group-closed"
        with pytest.raises(ProblemError) as caught:
            asyncio.run(group.asubmit(sales("A", 1)[0]))
        assert caught.value.problem.code == "group-closed"

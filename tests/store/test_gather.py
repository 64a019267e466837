"""Work in groups: order, ends, limits; everybody hears, also of what went wrong."""

from __future__ import annotations

import asyncio

import pytest

from monazite.store.gather import ClosedError, Gathering


def test_groups_end_where_they_must_and_everybody_hears() -> None:
    groups: list[list[int]] = []
    rests: list[int] = []

    def work(group: list[int]) -> list[int]:
        groups.append(group)
        return [item * 10 for item in group]

    with Gathering(work, limit=4, ends=lambda item: item == 2, rest=lambda: rests.append(1)) as gathering:
        assert gathering.submit_all(list(range(9))) == [item * 10 for item in range(9)]
        assert groups == [[0, 1, 2], [3, 4, 5, 6], [7, 8]]
        assert gathering.submit(5) == 50
    assert sum(rests) == 4
    with pytest.raises(ClosedError):
        gathering.submit(1)


def test_an_exception_is_raised_at_each_of_its_group_only() -> None:
    def work(group: list[int]) -> list[float]:
        return [1 / item for item in group]

    with Gathering(work) as gathering:
        with pytest.raises(ZeroDivisionError):
            gathering.submit_all([1, 0])
        assert gathering.submit(4) == 0.25

        async def run() -> float:
            cancelled = asyncio.create_task(gathering.asubmit(2))
            await asyncio.sleep(0)
            cancelled.cancel()
            return await gathering.asubmit(8)

        assert asyncio.run(run()) == 0.125

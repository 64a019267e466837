"""The feed: numbers without gaps, a bounded past, followers in threads and tasks."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from monazite.core import Problem, ProblemError
from monazite.trade.gateway import Feed


def events(count: int, channel: str = "X") -> list[dict[str, object]]:
    return [{"instrument": channel, "n": number} for number in range(count)]


def test_what_is_kept_is_bounded() -> None:
    feed = Feed(kept=10)
    feed.publish(events(25))
    gone = feed.since("X", 14)
    assert isinstance(gone, Problem)
    assert "15" in gone.sentence("en")
    kept = feed.since("X", 15)
    assert not isinstance(kept, Problem)
    assert [(one.number, one.event["n"]) for one in kept] == [(n, n - 1) for n in range(16, 26)]
    assert isinstance(feed.since("X", 26), Problem), "what has not happened yet"
    assert feed.since("Y", 0) == ()
    feed.publish(events(4, "Y"))
    assert isinstance(feed.since("X", 18), Problem), "the bound is of all channels together"
    assert len(feed.since("X", 19)) == 6  # type: ignore[arg-type]
    assert len(feed.since("Y", 1)) == 3  # type: ignore[arg-type]
    assert feed.counters() == {"X": 25, "Y": 4}


def test_a_thread_waits_for_what_comes() -> None:
    feed = Feed()
    assert feed.wait("X", 0, 0.0) == ()
    later = threading.Timer(0.01, feed.publish, [events(2)])
    later.start()
    came = feed.wait("X", 0, 10.0)
    assert not isinstance(came, Problem)
    assert len(came) == 2
    later.join()


def test_tasks_follow_until_the_end() -> None:
    feed = Feed()

    async def follow(start: int) -> list[int]:
        return [one.number async for part in feed.follow("X", start) for one in part]

    async def run() -> list[list[int]]:
        followers = [asyncio.create_task(follow(0)), asyncio.create_task(follow(2))]

        def publish() -> None:
            for number in range(20):
                feed.publish(events(1 + number % 3))
                time.sleep(0.0005)
            feed.close()

        feed.publish(events(2))
        worker = threading.Thread(target=publish)
        worker.start()
        found = await asyncio.gather(*followers)
        worker.join()
        return found

    last = 2 + sum(1 + number % 3 for number in range(20))
    assert asyncio.run(run()) == [list(range(1, last + 1)), list(range(3, last + 1))]


def test_a_follower_who_falls_behind_is_told() -> None:
    feed = Feed(kept=3)
    feed.publish(events(9))

    async def run() -> None:
        async for _ in feed.follow("X", 1):
            pass

    with pytest.raises(ProblemError, match="snapshot"):
        asyncio.run(run())

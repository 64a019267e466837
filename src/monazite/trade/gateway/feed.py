"""The events of a venue, numbered per channel and kept for a while: snapshot, then deltas, then resume."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from monazite.core import Problem, ProblemError
from monazite.trade.log.record import Event
from monazite.trade.log.said import problem

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

KEPT_EVENTS = 200_000
"""Events of a venue that are kept for those who resume, the newest of all channels together; about 100 MB."""


class Numbered(NamedTuple):
    """An event and its number in its channel, from 1, without gaps; the same after every restart."""

    number: int
    event: Event


def member_channel(member: str) -> str:
    """The channel of what only a member may see.

    >>> member_channel("M1")
    'to:M1'
    """
    return f"to:{member}"


def channel_of(event: Event) -> str:
    """The channel of an event.

    >>> channel_of({"instrument": "PrNd-M"}), channel_of({"to": "M1", "instrument": "PrNd-M"}), channel_of({})
    ('PrNd-M', 'to:M1', '')
    """
    member = event.get("to")
    return member_channel(str(member)) if member is not None else str(event.get("instrument", ""))


@dataclass(slots=True)
class _Channel:
    last: int
    kept: deque[Numbered]


class Feed:
    """The events of one venue. It may be shared by threads; one of them publishes.

    An event ``to`` a member is on the member's own channel (`member_channel`), any other on that of its ``instrument``
    or on that of the venue, the empty text. Nobody has a queue: whoever follows holds the number of the last event
    seen, and who falls behind what is kept takes a new snapshot.

    Args:
        kept: events that are kept, of all channels together.
    """

    def __init__(self, kept: int = KEPT_EVENTS) -> None:
        """Begin without events."""
        self._kept = kept
        self._channels: dict[str, _Channel] = {}
        self._order: deque[_Channel] = deque()
        self._changed = threading.Condition()
        self._waiters: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._is_closed = False

    def publish(self, events: Iterable[Event]) -> None:
        """Number events and let everyone who follows know."""
        with self._changed:
            channels, order = self._channels, self._order
            for event in events:
                name = channel_of(event)
                channel = channels.get(name)
                if channel is None:
                    channel = channels[name] = _Channel(0, deque())
                channel.last = number = channel.last + 1
                channel.kept.append(Numbered(number, event))
                order.append(channel)
            while len(order) > self._kept:
                order.popleft().kept.popleft()
            self._wake()

    def last(self, channel: str) -> int:
        """Number of the last event of a channel; 0 when there was none."""
        with self._changed:
            return self._of(channel).last

    def counters(self) -> dict[str, int]:
        """Of each channel, the number of its last event."""
        with self._changed:
            return {name: channel.last for name, channel in sorted(self._channels.items())}

    def restore(self, counters: Mapping[str, int]) -> None:
        """Continue the numbers of an earlier time; its events are not kept."""
        with self._changed:
            self._channels = {name: _Channel(last, deque()) for name, last in counters.items()}

    def since(self, channel: str, number: int) -> tuple[Numbered, ...] | Problem:
        """What came after an event of a channel.

        Args:
            channel: id of an instrument, `member_channel` of a member, or the empty text.
            number: of the last event seen; 0 for none.

        Returns:
            The events, or ``log-events-gone`` when they are not kept any more, or have not happened yet.
        """
        with self._changed:
            return self._since(channel, number)

    def wait(self, channel: str, number: int, seconds: float) -> tuple[Numbered, ...] | Problem:
        """As `since`, but wait so long for the first one; for threads."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self._since(channel, number), seconds)
            return self._since(channel, number)

    async def follow(self, channel: str, number: int) -> AsyncIterator[tuple[Numbered, ...]]:
        """What comes after an event of a channel, as it comes, until the venue closes; for tasks.

        Raises:
            ProblemError: ``log-events-gone`` when the follower is too far behind.
        """
        with self._waiting() as changed:
            while True:
                changed.clear()
                events = self.since(channel, number)
                if isinstance(events, Problem):
                    raise ProblemError(events)
                if events:
                    number = events[-1].number
                    yield events
                elif self._is_closed:
                    return
                else:
                    await changed.wait()

    def close(self) -> None:
        """Let everyone who follows go."""
        with self._changed:
            self._is_closed = True
            self._wake()

    @contextmanager
    def _waiting(self) -> Iterator[Any]:
        """An event of the running loop that is set whenever something was published."""
        from asyncio import Event as LoopEvent  # noqa: PLC0415  loaded where a task follows
        from asyncio import get_running_loop  # noqa: PLC0415  the same

        waiter = get_running_loop(), LoopEvent()
        with self._changed:
            self._waiters.add(waiter)
        try:
            yield waiter[1]
        finally:
            with self._changed:
                self._waiters.discard(waiter)

    def _wake(self) -> None:
        self._changed.notify_all()
        for loop, changed in list(self._waiters):
            if loop.is_closed():
                self._waiters.discard((loop, changed))
            else:
                loop.call_soon_threadsafe(changed.set)

    def _of(self, channel: str) -> _Channel:
        return self._channels.get(channel) or _Channel(0, deque())

    def _since(self, channel: str, number: int) -> tuple[Numbered, ...] | Problem:
        known = self._of(channel)
        oldest = known.last - len(known.kept)
        if not oldest <= number <= known.last:
            return problem("log-events-gone", channel or "*", oldest=oldest, found=number)
        kept = known.kept
        return tuple([kept[place] for place in range(number - known.last, 0)])

"""Opens a venue: lock, verify, newest snapshot, tail, settlement made up for; then it is ready, or it says why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from monazite.core import Clock
from monazite.store.gather import LARGEST_GROUP
from monazite.trade.gateway.feed import Feed
from monazite.trade.gateway.gateway import SNAPSHOT_EVERY, Gateway
from monazite.trade.gateway.record import Books
from monazite.trade.gateway.settlement import EntryOf, repost
from monazite.trade.log.disk import SYSTEM, Disk
from monazite.trade.log.replay import MachineT, Restored, restore, steps
from monazite.trade.log.segment import Walk
from monazite.trade.log.snapshot import snapshot_numbers
from monazite.trade.log.venue_log import VenueLog, open_log
from monazite.trade.record import Effect


def open_gateway(
    folder: Path,
    venue: str,
    new_machine: Callable[[], MachineT],
    books: Books,
    entry_of: EntryOf,
    *,
    clock: Clock,
    settled_to: int = 0,
    snapshot_every: int = SNAPSHOT_EVERY,
    group: int = LARGEST_GROUP,
    disk: Disk = SYSTEM,
) -> Gateway[MachineT]:
    """Open a venue for trading. Its folder is made when it is missing; close what this returns.

    Everything that was acknowledged is in the state, and what the journal missed of it when the process ended is booked
    now, exactly once. A venue whose journal refuses a settlement is opened halted, so that it can be looked at.

    Args:
        folder: of the venue, as `venue_folder` says.
        venue: its id.
        new_machine: makes a machine that nothing has happened to.
        books: the journal.
        entry_of: makes the journal's entry of an effect.
        clock: whose time commands bear.
        settled_to: number of the last command that the journal knows a settlement of.
        snapshot_every: commands between snapshots within a day.
        group: commands of one frame at most.
        disk: how the log is written.

    Raises:
        ProblemError: as `open_log`; ``log-shorter`` when the log lacks what the journal or a snapshot knows;
            ``log-snapshot-other``; ``log-machine-failed``; when the journal cannot be written.
    """
    marks = tuple(snapshot_numbers(folder))
    log = open_log(folder, venue, disk=disk, marks=marks, state_version=new_machine().state_version)
    try:
        restored: Restored[MachineT] = restore(
            folder, venue, new_machine, last=log.number, marks=log.marks, settled_to=settled_to
        )
        tail = _Tail(log, restored, Feed())
        refused = repost(books, tail.effects(), entry_of)
    except BaseException:
        log.close()
        raise
    gateway = Gateway(
        log, restored.machine, books, entry_of,
        clock=clock, feed=tail.feed, snapshot_number=restored.number, snapshot_every=snapshot_every, group=group,
    )  # fmt: skip
    gateway.problems += [*([log.cut] if log.cut else []), *restored.problems]
    gateway.halted = next(iter(refused.values()), None)
    return gateway


class _Tail:
    """What stands in a log behind a restored state: applied, its events published, its effects handed on."""

    def __init__(self, log: VenueLog, restored: Restored[MachineT], feed: Feed) -> None:
        """Begin at the restored state."""
        self.feed = feed
        self._log, self._restored = log, restored
        self._is_day_closed = restored.snapshot is not None and restored.snapshot.day is not None
        if restored.snapshot is not None:
            feed.restore(restored.snapshot.counters)

    def effects(self) -> Iterator[Effect]:
        """Apply everything, frame after frame; at its end the log continues in the right file."""
        walk = Walk(self._log.folder, self._log.venue, self._restored.number)
        for _, _, applied in steps(walk, self._restored.machine):
            self.feed.publish([event for outcome in applied.outcomes for event in outcome.events])
            self._is_day_closed = applied.day is not None
            yield from applied.effects
        if self._is_day_closed:
            self._log.close_segment()

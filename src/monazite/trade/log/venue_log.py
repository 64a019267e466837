"""A venue's command log, open for writing: what is appended is on disk when the call returns, or it never was there."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monazite.core import Problem, ProblemError, Words, shanghai_day
from monazite.ledger.names import is_name
from monazite.store.atomic import sweep
from monazite.store.system import system_words
from monazite.trade.log.disk import SYSTEM, Disk
from monazite.trade.log.frame import chained, framed
from monazite.trade.log.lock import lock
from monazite.trade.log.plain import lines, recorded
from monazite.trade.log.said import problem
from monazite.trade.log.segment import Segment, Torn, Walk, segment_path
from monazite.trade.log.snapshot import Snapshot, write_snapshot

VENUES_FOLDER = "venues"
"""In a workspace; each venue's folder stands in it."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Errors that mean a full disk, after which the venue goes on when there is space again."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def venue_folder(workspace: Path, venue: str) -> Path:
    """Where a venue's log stands in a workspace."""
    return workspace / VENUES_FOLDER / venue


class VenueLog:
    """The log of one venue, which this process alone may write. Open it with `open_log`; close it.

    Attributes:
        chain: hash of everything so far.
        number: of the last command; 0 when there is none.
        time_ms: of the last command, UTC milliseconds since 1970.
        cut: what was cut off at opening, when a write had not finished.
        halted: why nothing more is appended; None while it can be.
        marks: of wanted numbers of commands, the chain at the end of the frame that ends with it.
    """

    def __init__(self, folder: Path, venue: str, disk: Disk, handle: int, state_version: int) -> None:
        """Hold the lock; `open_log` reads what is there."""
        self.folder, self.venue = folder, venue
        self._state_version = state_version
        self.chain, self.number, self.time_ms = b"", 0, 0
        self.cut: Problem | None = None
        self.halted: Problem | None = None
        self.marks: dict[int, bytes] = {}
        self._disk, self._lock = disk, handle
        self._sequence = 0
        self._segment: Segment | None = None
        self._handle: int | None = None
        self._size = 0

    @property
    def segment_first(self) -> int:
        """Number of the first command of the open segment; of the next command when none is open."""
        return self._segment.first if self._segment else self.number + 1

    def append(self, time_ms: int, said: Sequence[tuple[str, bytes]]) -> bytes:
        """Append a group of commands as one frame and put it on the disk.

        Args:
            time_ms: of all of them, UTC milliseconds since 1970.
            said: actor and canonical bytes of each, as `encoded` gives them; at least one.

        Returns:
            The lines of the commands, as they stand in the log.

        Raises:
            ProblemError: ``log-clock-back`` and ``log-disk-full``, after which the log is as before and goes on;
                ``log-disk-error``, after which it has halted; ``log-halted``.
        """
        if self.halted is not None:
            raise ProblemError(self.halted)
        if time_ms < self.time_ms:
            raise ProblemError(clock_back(self.venue, self.time_ms, time_ms))
        first = self.number + 1
        segment, header = self._open_segment(time_ms)
        before = chained(self.chain, header) if header else self.chain
        payload = lines(first, time_ms, said)
        data, chain = framed(before, first, len(said), payload)
        self._put(segment, header + data)
        self.chain, self.number, self.time_ms = chain, first + len(said) - 1, time_ms
        return payload

    def close_segment(self) -> None:
        """End the day's file; the next command begins another."""
        self._let_go()
        self._segment = None

    def put_snapshot(self, snapshot: Snapshot) -> None:
        """Write a snapshot beside the log.

        Raises:
            ProblemError: as `write_snapshot`.
        """
        write_snapshot(self._disk, self.folder, snapshot)

    def close(self) -> None:
        """Let go of the files and of the lock."""
        self._let_go()
        if self.halted is None:
            self.halted = problem("log-closed", self.venue)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def resume(self, walk: Walk) -> None:
        """Continue where a walk through all of it has ended; what a write has not finished is cut off.

        Raises:
            ProblemError: when that cannot be cut off.
        """
        self.chain, self.number = walk.chain, walk.number
        self._segment = walk.segment
        self._sequence = walk.segment.sequence if walk.segment else 0
        try:
            if walk.torn:
                self._cut(walk.torn)
            if self._segment:
                self._handle = self._disk.open(self._segment.path)
                self._size = self._segment.path.stat().st_size
        except OSError as error:
            raise ProblemError(problem("log-disk-error", self.folder, reason=system_words(error))) from error

    def _cut(self, torn: Torn) -> None:
        path = torn.segment.path
        self.cut = problem("log-torn", path, found=torn.size - torn.offset)
        if torn.offset == 0:
            self._disk.remove(path)
            self._disk.sync_folder(self.folder)
            return
        handle = self._disk.open(path)
        try:
            self._disk.truncate(handle, torn.offset)
            self._disk.sync(handle)
        finally:
            self._disk.close(handle)

    def _open_segment(self, time_ms: int) -> tuple[Segment, bytes]:
        """The segment to append to, and its header when it is yet to be written."""
        if self._segment is not None:
            return self._segment, b""
        day = shanghai_day(_EPOCH + timedelta(milliseconds=time_ms)).isoformat()
        sequence = self._sequence + 1
        path = segment_path(self.folder, sequence, day)
        segment = Segment(path, sequence, day, self.number + 1, self.chain, self._state_version)
        return segment, segment.header(self.venue)

    def _put(self, segment: Segment, data: bytes) -> None:
        """Write and flush; on an error the file is as it was, or the log has halted."""
        is_new = self._segment is None
        try:
            if self._handle is None:
                self._handle, self._size = self._disk.open(segment.path), 0
            self._write(self._handle, data)
            self._disk.sync(self._handle)
            if is_new:
                self._disk.sync_folder(self.folder)
        except OSError as error:
            raise ProblemError(self._rolled_back(segment, error, is_new=is_new)) from error
        except BaseException:
            self.halted = problem("log-halted", self.venue, reason=Words("写入被打断", "a write that was interrupted"))
            raise
        self._size += len(data)
        self._segment, self._sequence = segment, segment.sequence

    def _write(self, handle: int, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            written = self._disk.write(handle, rest)
            if written <= 0:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            rest = rest[written:]

    def _rolled_back(self, segment: Segment, error: OSError, *, is_new: bool) -> Problem:
        """Take back what a failed write has left; what to tell the submitters.

        After a failed flush nobody knows what is on the disk, so the file is cut and flushed anew. Only a full disk is
        gone on from: any other error, or a cut that fails, halts the log, and opening it again reads what is there.
        """
        try:
            if self._handle is not None:
                self._disk.truncate(self._handle, self._size)
                self._disk.sync(self._handle)
            if is_new:
                self._let_go()
                self._disk.remove(segment.path)
                self._disk.sync_folder(self.folder)
            if error.errno in FULL:
                return problem("log-disk-full", self.venue)
        except OSError as second:
            error = second
        self.halted = problem("log-disk-error", self.venue, reason=system_words(error))
        return self.halted

    def _let_go(self) -> None:
        if self._handle is not None:
            self._disk.close(self._handle)
            self._handle = None


def open_log(
    folder: Path, venue: str, *, disk: Disk = SYSTEM, marks: Sequence[int] = (), state_version: int = 1
) -> VenueLog:
    """Open a venue's log for writing; its folder is made when it is missing.

    Every frame is verified. What a write has not finished at the end of the last file was never acknowledged and is cut
    off; anything else that is not as it was written is one Problem, and the venue stays shut.

    Args:
        folder: of the venue, as `venue_folder` says.
        venue: its id.
        disk: how to write.
        marks: numbers of commands at which the chain is wanted.
        state_version: of the machine that commands are said to; files that are begun bear it.

    Raises:
        ProblemError: ``log-command-malformed`` for a name, ``log-locked``, ``log-damaged``, ``log-header-damaged``,
            ``log-segment-missing``, ``log-unreadable``, ``log-disk-error``.
    """
    if not is_name(venue) or venue.startswith("."):
        zh, en = "交易场所的名称", "the id of a venue"
        raise ProblemError(problem("log-command-malformed", "venue", wanted_zh=zh, wanted=en, found=venue))
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True)
            disk.sync_folder(folder.parent)
            disk.sync_folder(folder.parent.parent)
        log = VenueLog(folder, venue, disk, lock(folder), state_version)
    except OSError as error:
        raise ProblemError(problem("log-disk-error", folder, reason=system_words(error))) from error
    try:
        with suppress(OSError):  # snapshots that a process before has not finished; they do no harm
            sweep(folder)
        walk, wanted, payload = Walk(folder, venue), set(marks), b""
        for frame in walk.frames():
            payload = frame.payload
            if frame.last in wanted:
                log.marks[frame.last] = frame.chain
        log.resume(walk)
        log.time_ms = recorded(payload)[-1].time_ms if payload else 0
    except BaseException:
        log.close()
        raise
    return log


def clock_back(venue: str, last_ms: int, now_ms: int) -> Problem:
    """The problem of a clock that stands before the last command."""
    last, now = (_EPOCH + timedelta(milliseconds=ms) for ms in (last_ms, now_ms))
    return problem(
        "log-clock-back",
        venue,
        last=last.isoformat(timespec="milliseconds"),
        found=now.isoformat(timespec="milliseconds"),
    )

"""Snapshots: the state as of a command, so that opening need not run everything again. The log does not need them.

::

    SHA-256 of all that follows, in hexadecimal, and a newline
    what it is, one line of canonical JSON: venue, number, time, chain, state hash, numbers of the feed, day closed
    the machine's own bytes
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from monazite.core import Problem, Words
from monazite.store.system import system_words
from monazite.trade.log.disk import Disk
from monazite.trade.log.plain import canonical
from monazite.trade.log.said import problem

KEPT = 2
"""Sound snapshots within days that are kept; those of day ends all are, since a replay of a day starts from one."""
_NAME = re.compile(r"(\d{12,})(-\d{4}-\d\d-\d\d)?\.snapshot", re.ASCII).fullmatch
_TORN = Words("内容与散列不符", "bytes that do not hash to what it says")
_OTHER = Words("另一交易场所的快照", "one of another venue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A state.

    Args:
        venue: whose.
        number: of the last command in it.
        chain: of the log at that command.
        state_version: of the machine whose state it is; see `monazite.trade.log.record.Machine`.
        state_sha256: as the machine says.
        counters: of each channel of the feed, the number of its last event.
        day: the trading day that this command closed; None within a day.
        state: the machine's bytes.
    """

    venue: str
    number: int
    chain: bytes
    state_version: int
    state_sha256: str
    counters: Mapping[str, int] = field(default_factory=dict)
    day: str | None = None
    state: bytes


def snapshot_numbers(folder: Path) -> dict[int, Path]:
    """The snapshots in a venue's folder by the number of their last command, newest first."""
    named = ((_NAME(path.name), path) for path in folder.iterdir()) if folder.is_dir() else ()
    return dict(sorted(((int(match[1]), path) for match, path in named if match), reverse=True))


def day_of(path: Path) -> str | None:
    """The trading day that a snapshot closes, as its name says; None for one within a day.

    >>> day_of(Path("000000000007-2022-08-15.snapshot")), day_of(Path("000000000007.snapshot"))
    ('2022-08-15', None)
    """
    return path.stem.partition("-")[2] or None


def write_snapshot(disk: Disk, folder: Path, snapshot: Snapshot) -> None:
    """Write a snapshot; once it is on the disk, remove those within days that no opening needs any more.

    Raises:
        ProblemError: when it cannot be written; the log is none the worse.
    """
    head = canonical({
        "chain": snapshot.chain.hex(), "counters": dict(snapshot.counters), "day": snapshot.day,
        "number": snapshot.number, "state_sha256": snapshot.state_sha256, "state_version": snapshot.state_version,
        "venue": snapshot.venue,
    })  # fmt: skip
    body = head + b"\n" + snapshot.state
    end = f"-{snapshot.day}" if snapshot.day else ""
    path = folder / f"{snapshot.number:012d}{end}.snapshot"
    disk.whole(path, hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
    _prune(disk, folder, snapshot.venue)


def _prune(disk: Disk, folder: Path, venue: str) -> None:
    """Remove what is older than the newest few within days that are read back sound.

    A damaged one does not count, so that the last sound one stays. What cannot be removed now is removed another time:
    it is no reason to stop trading.
    """
    sound = 0
    for path in [path for path in snapshot_numbers(folder).values() if day_of(path) is None]:
        if sound == KEPT:
            with suppress(OSError):
                disk.remove(path)
        elif isinstance(read_snapshot(path, venue), Snapshot):
            sound += 1


def read_snapshot(path: Path, venue: str) -> Snapshot | Problem:
    """A snapshot, or why it is none."""
    try:
        digest, _, body = path.read_bytes().partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != digest:
            return _damaged(path, _TORN)
        head, _, state = body.partition(b"\n")
        said = orjson.loads(head)
        snapshot = Snapshot(
            venue=said["venue"], number=said["number"], chain=bytes.fromhex(said["chain"]),
            state_version=said["state_version"], state_sha256=said["state_sha256"], counters=said["counters"],
            day=said["day"], state=state,
        )  # fmt: skip
    except OSError as error:
        return problem("log-unreadable", path, reason=system_words(error))
    except (KeyError, TypeError, ValueError):
        return _damaged(path, _TORN)
    return snapshot if snapshot.venue == venue else _damaged(path, _OTHER)


def unloadable(path: Path, reason: str) -> Problem:
    """The problem of a snapshot that the machine does not take."""
    return _damaged(
        path, Words(f"状态机不接受的状态（{reason}）", f"a state that the machine does not take ({reason})")
    )


def _damaged(path: Path, what: Words) -> Problem:
    return problem("log-snapshot-damaged", path, what_zh=what.zh, what=what.en)

"""A disk that fails on purpose: killed, torn, short, full and sick at any of its calls, and cut off from power.

What was written and not flushed is remembered, so that a power cut can drop it, keep a part of it, or leave zeros where
a sector never reached the disk. Names in folders that were not flushed may go as well.
"""

from __future__ import annotations

import errno
import os
import random
from dataclasses import dataclass, field
from pathlib import Path

from monazite.core import ProblemError
from monazite.store.atomic import unwritable
from monazite.trade.log.disk import SystemDisk

SECTOR = 512
KILLS, ERRORS = ("kill-before", "kill-after"), ("full", "sick")
FAULTS = {
    "open": (*KILLS, *ERRORS),
    "write": (*KILLS, *ERRORS, "kill-within", "short", "full-and-stuck"),
    "sync": (*KILLS, *ERRORS, "sick-late", "full-and-stuck"),
    "truncate": (*KILLS, "sick"),
    "sync_folder": (*KILLS, *ERRORS, "full-and-stuck"),
    "whole": (*KILLS, *ERRORS, "kill-within"),
    "remove": (*KILLS, "sick"),
    "journal": (*KILLS, "full", "full-late"),
}
"""What can happen at a call. ``full-and-stuck``: a full disk on which the file cannot even be cut back; ``late``: it
was done, and an error was reported all the same."""


class Crash(BaseException):
    """The process ends here, as if killed."""


@dataclass(slots=True)
class _File:
    """What of a file is surely on the disk, and what may be."""

    durable: int = 0
    maybe: bytes = b""
    is_named: bool = False


@dataclass(slots=True)
class FaultyDisk(SystemDisk):
    """A `Disk` on real files that does one fault at one of its calls.

    Args:
        rng: decides how much of a torn write arrives, and what a power cut leaves.
        at: number of the call that fails, from 0; -1 for none. Calls of the journal count as well.
    """

    rng: random.Random
    at: int = -1
    calls: int = 0
    done: str = ""
    _files: dict[Path, _File] = field(default_factory=dict)
    _open: dict[int, Path] = field(default_factory=dict)

    def step(self, call: str) -> str:
        """Count a call; the fault to do at it, or nothing."""
        fault = self.rng.choice(FAULTS[call]) if self.calls == self.at else ""
        self.calls += 1
        if fault:
            self.done = f"{fault} at {call}"
        if fault == "kill-before":
            raise Crash(call)
        if fault in {"full", "full-and-stuck"} and call != "write":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if fault == "sick" and call != "write":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return fault

    def open(self, path: Path) -> int:
        """See `Disk`."""
        fault = self.step("open")
        handle = SystemDisk.open(self, path)
        self._open[handle] = path
        if path not in self._files:
            size = path.stat().st_size
            self._files[path] = _File(size, b"", is_named=size > 0)
        self._end(fault, "open")
        return handle

    def write(self, handle: int, data: bytes | memoryview) -> int:
        """See `Disk`."""
        fault = self.step("write")
        part = bytes(data)
        if fault in {"kill-within", "full", "sick", "full-and-stuck", "short"}:
            part = part[: self.rng.randrange(len(part))] or part[:1]
        file = self._files[self._open[handle]]
        written = SystemDisk.write(self, handle, part)
        size = self._open[handle].stat().st_size
        file.maybe = file.maybe[: size - written - file.durable] + part
        if fault in {"full", "full-and-stuck"}:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if fault == "sick":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        self._end(fault, "write")
        return written

    def sync(self, handle: int) -> None:
        """See `Disk`."""
        fault = self.step("sync")
        SystemDisk.sync(self, handle)
        path = self._open[handle]
        self._files[path].durable, self._files[path].maybe = path.stat().st_size, b""
        if fault == "sick-late":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        self._end(fault, "sync")

    def truncate(self, handle: int, size: int) -> None:
        """See `Disk`."""
        if self.done.startswith("full-and-stuck"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        fault = self.step("truncate")
        SystemDisk.truncate(self, handle, size)  # what was cut may come back until the file is flushed
        file = self._files[self._open[handle]]
        if size < file.durable:
            file.durable, file.maybe = size, self.rng.randbytes(0)
        self._end(fault, "truncate")

    def sync_folder(self, folder: Path) -> None:
        """See `Disk`."""
        fault = self.step("sync_folder")
        SystemDisk.sync_folder(self, folder)
        for path, file in self._files.items():
            if path.parent == folder:
                file.is_named = True
        self._end(fault, "sync_folder")

    def whole(self, path: Path, data: bytes) -> None:
        """See `Disk`."""
        try:
            fault = self.step("whole")
            if fault == "kill-within":
                (path.parent / f".{os.getpid()}.torn.part").write_bytes(data[: self.rng.randrange(len(data))])
        except OSError as error:
            raise ProblemError(unwritable(path, error)) from error
        if fault != "kill-within":
            SystemDisk.whole(self, path, data)
        self._end(fault, "whole")

    def remove(self, path: Path) -> None:
        """See `Disk`."""
        fault = self.step("remove")
        SystemDisk.remove(self, path)
        self._files.pop(path, None)
        self._end(fault, "remove")

    def close(self, handle: int) -> None:
        """See `Disk`; it never fails here."""
        self._open.pop(handle, None)
        SystemDisk.close(self, handle)

    def power_cut(self) -> None:
        """Leave of what was not flushed what a disk may leave: nothing, all, a part, or all with a sector of zeros."""
        for path, file in self._files.items():
            if not path.exists():
                continue
            if not file.is_named and self.rng.random() < 1 / 2:
                path.unlink()
                continue
            head, tail = path.read_bytes()[: file.durable], self._left(file)
            path.write_bytes(head + tail)

    def _left(self, file: _File) -> bytes:
        tail = file.maybe
        drawn = self.rng.random()
        if not tail or drawn < 1 / 4:
            return b""
        if drawn < 2 / 4:
            return tail
        if drawn < 3 / 4:
            return tail[: self.rng.randrange(len(tail))]
        start = self.rng.randrange(len(tail))
        start = max(0, (file.durable + start) // SECTOR * SECTOR - file.durable)
        stop = min(len(tail), (file.durable + start) // SECTOR * SECTOR + SECTOR - file.durable)
        return tail[:start] + bytes(stop - start) + tail[stop:]

    @staticmethod
    def _end(fault: str, call: str) -> None:
        if fault.startswith("kill"):
            raise Crash(call)

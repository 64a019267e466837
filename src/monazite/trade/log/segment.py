"""The files of a log, one a trading day: a line that says what it is, then frames. Walking them verifies the chain."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import orjson

from monazite.core import Problem, ProblemError, Words
from monazite.store.system import system_words
from monazite.trade.log.frame import SECTOR, Damage, Frame, Tear, chained, genesis, has_frame, read_frame
from monazite.trade.log.plain import canonical
from monazite.trade.log.said import problem

FORMAT = "monazite venue log 1"
HEADER_BYTES = 1024
"""Of the first line of a file, at most."""
_NAME = re.compile(r"(\d{6,9})-(\d{4}-\d\d-\d\d)\.log", re.ASCII).fullmatch
_WRONG = Words("不是本交易场所这一段的文件头", "one that is not of this venue and place")
_TORN = Words("没有写完的文件头", "a header that was never finished")


@dataclass(frozen=True, slots=True)
class Segment:
    """One file of a log.

    Args:
        path: of the file.
        sequence: of the file in the log, from 1.
        day: in Asia/Shanghai, of its first command.
        first: number of its first command.
        previous: the chain before it.
        state_version: of the machine that its commands were said to.
    """

    path: Path
    sequence: int
    day: str
    first: int
    previous: bytes
    state_version: int

    def header(self, venue: str) -> bytes:
        """The first line of the file."""
        return canonical({
            "day": self.day, "first": self.first, "format": FORMAT, "previous": self.previous.hex(),
            "sequence": self.sequence, "state_version": self.state_version, "venue": venue,
        }) + b"\n"  # fmt: skip


@dataclass(frozen=True, slots=True)
class Torn:
    """Where the last file of a log ends in a write that never finished; at 0 when there is no whole frame in it."""

    segment: Segment
    offset: int
    size: int


def segment_path(folder: Path, sequence: int, day: str) -> Path:
    """Where a segment stands.

    >>> segment_path(Path("v"), 3, "2022-08-15").name
    '000003-2022-08-15.log'
    """
    return folder / f"{sequence:06d}-{day}.log"


class Walk:
    """A walk through the files of a log, in order, verifying the chain.

    Args:
        folder: of the venue.
        venue: whose log it must be.
        after: number of the command after which frames are wanted; files that end before it are not read again, so it
            is for a log that was verified as a whole.
    """

    def __init__(self, folder: Path, venue: str, after: int = 0) -> None:
        """Begin before the first frame; nothing is read yet."""
        self._folder, self._venue, self._after = folder, venue, after
        self.chain = genesis(venue)
        self.number = 0
        self.segment: Segment | None = None
        self.torn: Torn | None = None

    def frames(self) -> Iterator[Frame]:
        """Every wanted frame; afterwards `chain`, `number`, `segment` and `torn` say where the log ends.

        Raises:
            ProblemError: ``log-damaged`` with file, frame and byte; ``log-segment-missing``; ``log-unreadable``.
        """
        path = self._folder
        try:
            paths = self._paths()
            for place in range(self._start(paths), len(paths)):
                path = paths[place]
                with path.open("rb") as file:
                    yield from self._file(file, path, place + 1, is_last=place + 1 == len(paths))
        except OSError as error:
            raise ProblemError(problem("log-unreadable", path, reason=system_words(error))) from error

    def _paths(self) -> list[Path]:
        paths = sorted(path for path in self._folder.iterdir() if _NAME(path.name))
        for place, path in enumerate(paths, 1):
            if int(path.name.partition("-")[0]) != place:
                raise ProblemError(problem("log-segment-missing", self._folder, sequence=place))
        return paths

    def _start(self, paths: list[Path]) -> int:
        """The place of the file from which to read, and the chain and number before it."""
        for place in range(len(paths) - 1, 0, -1) if self._after else ():
            with paths[place].open("rb") as file, suppress(ValueError, KeyError):
                header = orjson.loads(file.readline(HEADER_BYTES))
                if header["first"] <= self._after + 1:
                    self.number, self.chain = header["first"] - 1, bytes.fromhex(header["previous"])
                    return place
        return 0

    def _file(self, file: BinaryIO, path: Path, sequence: int, *, is_last: bool) -> Iterator[Frame]:
        size = os.fstat(file.fileno()).st_size
        segment = self._header(file, path, sequence, size, is_last=is_last)
        if segment is None:
            return
        before, self.segment = self.segment, segment
        place = 0
        while file.tell() < size:
            place += 1
            read = read_frame(file, size, place, self.chain, self.number + 1)
            if isinstance(read, Tear) and is_last:
                self.torn = Torn(segment, read.offset if place > 1 else 0, size)
                break
            if not isinstance(read, Frame):
                raise ProblemError(_damaged(path, place, read))
            self.chain, self.number = read.chain, read.last
            if read.last > self._after:
                yield read
        if place == 0 and is_last:
            self.torn = Torn(segment, 0, size)
        if self.torn and self.torn.offset == 0:  # a file without a whole frame: it was never begun
            self.segment, self.chain = before, segment.previous

    def _header(self, file: BinaryIO, path: Path, sequence: int, size: int, *, is_last: bool) -> Segment | None:
        """What the first line says, verified; None when it was never finished."""
        line = file.readline(HEADER_BYTES)
        day = path.name.partition("-")[2].removesuffix(".log")
        segment = Segment(path, sequence, day, self.number + 1, self.chain, _version_in(line))
        if line == segment.header(self._venue):
            self.chain = chained(self.chain, line)
            return segment
        is_hollow = not line[:SECTOR].strip(b"\0") and not has_frame(file)
        is_unfinished = is_hollow or (not line.endswith(b"\n") and size == len(line))
        if is_last and is_unfinished:
            self.torn = Torn(segment, 0, size)
            return None
        what = _TORN if is_unfinished else _WRONG
        raise ProblemError(problem("log-header-damaged", path, what_zh=what.zh, what=what.en))


def _version_in(line: bytes) -> int:
    """The state version that a header says; nought when it says none, which makes it a header of nobody."""
    try:
        version = orjson.loads(line)["state_version"]
    except (ValueError, KeyError, TypeError):
        return 0
    return version if isinstance(version, int) and not isinstance(version, bool) else 0


def _damaged(path: Path, place: int, read: Tear | Damage) -> Problem:
    what = read.what
    return problem("log-damaged", path, frame=place, offset=read.offset, what_zh=what.zh, what=what.en)

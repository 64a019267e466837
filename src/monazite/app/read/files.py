"""Read files into a workspace: in parallel, each hash once, in transactions that leave it whole whenever it stops."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from monazite.app.read.crew import read_all
from monazite.app.read.events import Batch, Done, Event, Task
from monazite.app.read.names import as_compared, names_of
from monazite.app.read.reader import DocumentRead, Reader
from monazite.app.read.sources import SMALL_BYTES, Contents, Source, contents_of, find_sources, in_order
from monazite.core.errors import ProblemError
from monazite.core.problem import Problem
from monazite.facts import (
    Check,
    Fact,
    FileRecord,
    compare_touched,
    known_files,
    save_file,
    save_problems,
    save_readings,
)
from monazite.store import Home

FEW_FILES = 8
FEW_BYTES = 1_000_000
"""So few files, and so small together, are read in this process: starting workers would take longer."""
KEEP_DOCUMENTS = 128
"""Documents kept in one transaction."""
KEEP_SECONDS = 1.0
"""What was read is kept after so long even when it is little, so that an interrupt costs little."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reading run is.

    Args:
        files: dealt with so far, and ``of`` how many.
        documents, facts: kept so far.
        name: of the file dealt with last.
    """

    files: int = 0
    of: int = 0
    documents: int = 0
    facts: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What a reading run did.

    Args:
        read: files read now.
        known: files whose hash this version of the reader had read before.
        documents, facts: kept now.
        failed: files and paths that could not be used.
        problems: each with the name of its file, in the order of the names.
        sha256s: hashes of all files that are in the workspace now, read or known, in the order of their names.
        is_cancelled: whether it was stopped before the end.
    """

    read: int = 0
    known: int = 0
    documents: int = 0
    facts: int = 0
    failed: int = 0
    problems: tuple[tuple[str, Problem], ...] = ()
    sha256s: tuple[str, ...] = ()
    is_cancelled: bool = False


def nothing(_: Any) -> None:
    """Take no notice."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read.

    Args:
        reader: from bytes to documents, a function of a module.
        version: of the reader; a file read by another is read again.
        read_at: UTC time to record, ISO 8601.
        jobs: processes at most, 0 for none but this one; None for one for each core, or none for a few small files.
        again: whether to read files whose hash is known, too.
        find_cross_checks: compares the records of one statement in several documents.
        progress: is told how far it is.
        on_document: is given every document read now, as it comes.
        is_cancelled: asked between batches.
    """

    reader: Reader
    version: str
    read_at: str
    jobs: int | None = None
    again: bool = False
    find_cross_checks: Callable[[Sequence[Fact]], Iterable[Check]] = lambda _: ()
    progress: Callable[[Progress], None] = nothing
    on_document: Callable[[DocumentRead], None] = nothing
    is_cancelled: Callable[[], bool] = lambda: False


def read_files(home: Home, paths: Sequence[Path], options: ReadOptions, extra: Sequence[Source] = ()) -> ReadResult:
    """Read files and folders into a workspace.

    A file that cannot be read gives a problem and all others are still read. Whenever the run stops, by an interrupt
    or a power cut, the workspace is whole, and the same call goes on where it stopped.

    Args:
        home: the workspace.
        paths: files and folders.
        options: how.
        extra: sources beside the paths (standard input, packaged samples).

    Raises:
        ProblemError: when the workspace cannot be written.
        KeyboardInterrupt: as it came, after the workers have ended and the last transaction is closed.
    """
    found = find_sources(paths)
    sources = in_order((*found.sources, *extra))
    run = _Run(home, options, sources)
    for name, problem in found.problems:
        run.refuse(name, problem, None)
    run.go()
    return run.result()


@dataclass(slots=True)
class _Open:
    """A file being read."""

    name: str
    sha256: str
    size: int


@dataclass(slots=True)
class _Run:
    home: Home
    options: ReadOptions
    sources: tuple[Source, ...]
    seen: dict[str, str] = field(default_factory=dict)
    open: dict[int, _Open] = field(default_factory=dict)
    waiting: list[Event] = field(default_factory=list)
    waiting_documents: int = 0
    problems: list[tuple[str, Problem]] = field(default_factory=list)
    at: Progress = field(default_factory=Progress)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("read", "known", "failed"), 0))
    kept_at: float = field(default_factory=time.monotonic)
    is_cancelled: bool = False

    def go(self) -> None:
        self.at = replace(self.at, of=len(self.sources))
        self.options.progress(self.at)
        self.home.raw.sweep()
        with self.home.database.reading() as connection:
            known = set() if self.options.again else known_files(connection, self.options.version)
        with closing(read_all(self._tasks(known), self.options.reader, self._workers())) as events:
            for event in events:
                self._take(event)
                if self.options.is_cancelled():
                    self.is_cancelled = True
                    break
        self._keep()
        while not self.is_cancelled and self._compare():
            self.is_cancelled = self.options.is_cancelled()

    def _take(self, event: Event) -> None:
        self.waiting.append(event)
        self.waiting_documents += len(event.documents) if isinstance(event, Batch) else 0
        is_late = time.monotonic() - self.kept_at > KEEP_SECONDS
        if is_late or self.waiting_documents >= KEEP_DOCUMENTS or len(self.waiting) >= KEEP_DOCUMENTS:
            self._keep()

    def _workers(self) -> int:
        if self.options.jobs is not None:
            return min(self.options.jobs, len(self.sources))
        sizes = [_size(source) for source in self.sources[: FEW_FILES + 1]]
        if len(sizes) <= FEW_FILES and sum(sizes) < FEW_BYTES:
            return 0
        return min(os.cpu_count() or 1, len(self.sources))

    def _tasks(self, known: set[str]) -> Iterator[Task]:
        for number, source in enumerate(self.sources):
            found = contents_of(source)
            if isinstance(found, Problem):
                self.refuse(source.name, found, None)
            elif found.sha256 in self.seen or found.sha256 in known:
                self.seen.setdefault(found.sha256, source.name)
                self.counts["known"] += 1
                self._advance(source.name)
            elif kept := self._kept(source, found):
                self.seen[found.sha256] = source.name
                self.open[number] = _Open(source.name, found.sha256, found.size)
                yield Task(number, source.name, kept if found.size > SMALL_BYTES else found.data)

    def _kept(self, source: Source, found: Contents) -> Path | None:
        """Where the bytes are kept; None, and a problem, for a file that was changed since its hash was taken."""
        try:
            return self.home.raw.keep(found.data, found.sha256)
        except ProblemError as error:
            if error.problem.code != "file-changed":
                raise
            self.refuse(source.name, error.problem, None)
            return None

    def refuse(self, name: str, problem: Problem, sha256: str | None) -> None:
        with self.home.database.writing() as connection:
            save_problems(connection, name, [problem], sha256)
        self.problems.append((name, problem))
        self.counts["failed"] += 1
        self._advance(name)

    def _advance(self, name: str, documents: int = 0, facts: int = 0) -> None:
        at, is_file = self.at, documents == 0
        self.at = Progress(at.files + is_file, at.of, at.documents + documents, at.facts + facts, name)
        self.options.progress(self.at)

    def _keep(self) -> None:
        """Keep what waits, in one transaction; a file counts as read in the same one as its last documents."""
        events, self.waiting, self.waiting_documents = self.waiting, [], 0
        self.kept_at = time.monotonic()
        documents = [document for event in events if isinstance(event, Batch) for document in event.documents]
        with self.home.database.writing() as connection:
            records = [document.record for document in documents]
            save_readings(connection, records, self.options.version, names_of, as_compared)
            for done in (event for event in events if isinstance(event, Done)):
                file = self._file(done)
                if done.failed:
                    save_problems(connection, file.name, file.problems, file.sha256)
                else:
                    save_file(connection, file, self.options.version, self.options.read_at)
        for document in documents:
            self.options.on_document(document)
        self._tell(events)

    def _file(self, done: Done) -> FileRecord:
        about = self.open[done.task]
        return FileRecord(about.sha256, about.name, about.size, done.documents, done.problems)

    def _tell(self, events: Sequence[Event]) -> None:
        for event in events:
            about = self.open[event.task]
            if isinstance(event, Batch):
                facts = sum(len(document.record.facts) for document in event.documents)
                self._advance(about.name, len(event.documents), facts)
                continue
            self.counts["failed" if event.failed else "read"] += 1
            self.problems.extend((about.name, problem) for problem in event.problems)
            if event.failed:
                self.seen.pop(about.sha256, None)
            del self.open[event.task]
            self._advance(about.name)

    def _compare(self) -> int:
        with self.home.database.writing() as connection:
            return compare_touched(connection, self.options.find_cross_checks)

    def result(self) -> ReadResult:
        return ReadResult(
            read=self.counts["read"],
            known=self.counts["known"],
            documents=self.at.documents,
            facts=self.at.facts,
            failed=self.counts["failed"],
            problems=tuple(sorted(self.problems, key=lambda pair: pair[0])),
            sha256s=tuple(sorted(self.seen, key=lambda sha256: (self.seen[sha256], sha256))),
            is_cancelled=self.is_cancelled,
        )


def _size(source: Source) -> int:
    if source.data is not None:
        return len(source.data)
    try:
        return source.path.stat().st_size if source.path else 0
    except OSError:
        return 0

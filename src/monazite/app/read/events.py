"""What a reader says while it reads a file: batches of documents, and at the end what became of the file."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from monazite.app.read.reader import DocumentRead, Reader
from monazite.core.problem import Problem
from monazite.store import said

BATCH_DOCUMENTS = 32
BATCH_CHARACTERS = 200_000
"""A batch ends at either: it is what crosses from a worker at a time, and what one transaction keeps."""


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read: its bytes, or where those of a large file are kept."""

    number: int
    name: str
    data: bytes | Path


@dataclass(frozen=True, slots=True)
class Batch:
    """Some documents of a file."""

    task: int
    documents: tuple[DocumentRead, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """A file was read to its end, or could not be."""

    task: int
    documents: int
    problems: tuple[Problem, ...]
    failed: bool


Event = Batch | Done


def read_task(task: Task, reader: Reader) -> Iterator[Event]:
    """Read one file. Whatever happens in the reader becomes a problem of this file, and of no other."""
    batch: list[DocumentRead] = []
    problems: list[Problem] = []
    documents = characters = 0
    failed = False
    try:
        for item in reader(task.data, task.name):
            if isinstance(item, Problem):
                problems.append(item)
                continue
            batch.append(item)
            documents += 1
            characters += len(item.record.document.text)
            if len(batch) >= BATCH_DOCUMENTS or characters >= BATCH_CHARACTERS:
                yield Batch(task.number, tuple(batch))
                batch, characters = [], 0
    except Exception as error:  # noqa: BLE001  a fault of ours in one file must not stop the others
        problems.append(said("monazite.app", "reader-failed", task.name, reason=_where(error)))
        failed = True
    if batch:
        yield Batch(task.number, tuple(batch))
    yield Done(task.number, documents, tuple(problems), failed or not documents)


def _where(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} [{PurePath(last.filename).name}:{last.lineno}]"

"""The reader that the workspace uses: a file in, one record after another out. It runs in worker processes too."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.abc import Traversable
from pathlib import Path, PurePath

from monazite import __version__
from monazite.core.problem import Problem
from monazite.facts import ReadingRecord
from monazite.read.mentions import Numeral

READING_ROOMS = ("monazite.core", "monazite.reference", "monazite.facts", "monazite.read")
"""The rooms whose code and tables decide what is read out of a file."""
RULES = (".py", ".csv", ".toml")


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """One document read: what is kept of it, and its numerals where they are asked for."""

    record: ReadingRecord
    numerals: tuple[Numeral, ...] = ()


Reader = Callable[[bytes | Path, str], Iterator[DocumentRead | Problem]]
"""From a file's bytes, or where they are kept, and its name to its documents and problems, one after another.

A function of a module: the same bytes and name give the same.
"""


def read_bytes(data: bytes | Path, name: str) -> Iterator[DocumentRead | Problem]:
    """Read a file.

    Args:
        data: its bytes; where they are, of a large file, which is read a block at a time and never held.
        name: as citations give it.

    Yields:
        Its documents in order, without their numerals, then its problems.
    """
    for item in read_with_numerals(data, name):
        yield item if isinstance(item, Problem) else DocumentRead(item.record)


def read_with_numerals(data: bytes | Path, name: str) -> Iterator[DocumentRead | Problem]:
    """Read a file like `read_bytes`, and give every numeral of each document as well."""
    from monazite.app.read.shown import reading_record  # noqa: PLC0415  the reading rooms load large vocabularies
    from monazite.read.load import load_each  # noqa: PLC0415  the same
    from monazite.read.pipeline import read_document  # noqa: PLC0415  the same

    for item in load_each(data, name):
        if isinstance(item, Problem):
            yield item
            continue
        reading = read_document(item)
        yield DocumentRead(reading_record(reading), reading.numerals)


@cache
def reader_version() -> str:
    """The version of the reader: it changes whenever a rule, a table or a line of the reading rooms does."""
    rooms = hashlib.sha256()
    for room in READING_ROOMS:
        for path, text in sorted(_rules(resources.files(room), PurePath(room))):
            rooms.update(f"{path}\0".encode())
            rooms.update(hashlib.sha256(text).digest())
    return f"{__version__}+{rooms.hexdigest()[:8]}"


def _rules(folder: Traversable, path: PurePath) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _rules(entry, path / entry.name)
        elif entry.name.endswith(RULES):
            yield (path / entry.name).as_posix(), entry.read_bytes()

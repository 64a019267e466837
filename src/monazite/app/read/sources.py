"""From the paths a person names to the files to read: folders opened, hidden files left out, names made distinct."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from monazite.core.problem import Problem
from monazite.core.visible import printable_name
from monazite.store import DATABASE_FILE, said, sha256_of, system_words

STANDARD_INPUT = "-"
STANDARD_INPUT_NAME = "stdin"
FILE_BYTES = 256_000_000
"""A larger file is refused unread."""
SMALL_BYTES = 1_000_000
"""A larger file is left on disk and read there a block at a time; of smaller ones the bytes are passed on."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read.

    Args:
        name: as citations give it: the file's name, with as many folders before it as tell it from others.
        path: where it is; None when ``data`` is given.
        data: its bytes where they are at hand (standard input, a packaged sample).
    """

    name: str
    path: Path | None = None
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The files behind some paths, in the order of their names, and what was wrong with the paths."""

    sources: tuple[Source, ...]
    problems: tuple[tuple[str, Problem], ...]


def find_sources(paths: Sequence[Path]) -> Found:
    """The files behind paths; a folder stands for every file in it and below, but hidden ones and workspaces.

    The same files give the same result, in whatever order they are named.
    """
    problems: list[tuple[str, Problem]] = []
    files: set[Path] = set()
    for path in paths:
        closed: list[OSError] = []
        found = [file.absolute() for file in _files(path, closed.append)]
        files.update(found)
        problems += [(printable_name(str(error.filename)), _unreadable(error)) for error in closed]
        if not found and not closed:
            code = "folder-empty" if path.is_dir() else "file-missing"
            problems.append((printable_name(path.name or str(path)), said("monazite.app", code, path)))
    names = distinct_names(sorted(files))
    sources = in_order(Source(name, path) for path, name in names.items())
    return Found(sources, tuple(sorted(problems, key=lambda pair: (pair[0], pair[1].place))))


def in_order(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Sources in the order in which they are read: by name, whatever the order they were named in."""
    return tuple(sorted(sources, key=lambda source: (source.name, str(source.path or ""))))


def _unreadable(error: OSError) -> Problem:
    return said("monazite.app", "file-unreadable", error.filename, reason=system_words(error))


def _files(path: Path, on_error: Callable[[OSError], None]) -> Iterator[Path]:
    if not path.is_dir():
        if path.exists() or path.is_symlink():
            yield path
        return
    for folder, folders, files in os.walk(path, onerror=on_error):
        if DATABASE_FILE in files:  # a workspace is no paper
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder) / name for name in sorted(files) if not name.startswith("."))


def distinct_names(files: Sequence[Path]) -> dict[Path, str]:
    """The shortest ends of the paths that tell the files apart: ``a.md``, or ``2022/a.md`` and ``2023/a.md``."""
    depth = 1
    names = {file: printable_name(file.name) for file in files}
    deepest = max((len(file.parts) for file in files), default=0)
    while (repeated := _repeated(names.values())) and depth < deepest:
        depth += 1
        longer = {file: "/".join(file.parts[-depth:]) for file, name in names.items() if name in repeated}
        names |= {file: printable_name(name) for file, name in longer.items()}
    return names


def _repeated(names: Iterable[str]) -> set[str]:
    return {name for name, number in Counter(names).items() if number > 1}


@dataclass(frozen=True, slots=True)
class Contents:
    """The bytes of a source.

    Args:
        data: themselves where they are few or were given, else where they are.
        sha256: their hexadecimal hash.
        size: how many.
    """

    data: bytes | Path
    sha256: str
    size: int


def contents_of(source: Source, limit: int = FILE_BYTES) -> Contents | Problem:
    """The bytes of a file and their hash, or why they cannot be had."""
    if source.path is None:
        data = source.data or b""
        return _at_hand(data) if len(data) <= limit else _too_large(source.name, len(data), limit)
    try:
        status = source.path.stat()
        return _refused(source.path, status, limit) or _on_disk(source.path, status.st_size)
    except FileNotFoundError:
        return said("monazite.app", "file-missing", source.path)
    except OSError as error:
        return _unreadable(error)


def _at_hand(data: bytes) -> Contents:
    return Contents(data, sha256_of(data), len(data))


def _on_disk(path: Path, size: int) -> Contents:
    if size <= SMALL_BYTES:
        return _at_hand(path.read_bytes())
    with path.open("rb") as file:
        return Contents(path, hashlib.file_digest(file, "sha256").hexdigest(), size)


def _refused(path: Path, status: os.stat_result, limit: int) -> Problem | None:
    if not stat.S_ISREG(status.st_mode):
        return said("monazite.app", "file-not-regular", path)
    return _too_large(str(path), status.st_size, limit) if status.st_size > limit else None


def _too_large(place: str, size: int, limit: int) -> Problem:
    return said("monazite.app", "file-too-large", place, limit=limit // 1_000_000, size=-(-size // 1_000_000))

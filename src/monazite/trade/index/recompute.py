"""History recomputed from the public file alone: every value, and every place where the file says something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from monazite.core import Problem
from monazite.store import said
from monazite.trade.index.files import digest, end_line, line_bytes, point_line, value_line
from monazite.trade.index.load import MEGABYTES, ROOM, Loaded, load
from monazite.trade.index.record import Difference, Series
from monazite.trade.index.series import publish

ABSENT = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What recomputing a public file gave.

    Args:
        file: what was read.
        sha256: of its bytes, to hold against the journal's ``index_inputs``.
        series: the values as its inputs give them.
        differences: where the file prints something else, in the order of its lines; last the SHA-256 of its last line.
        problems: why it could not be read; then there are no values.
    """

    file: str
    sha256: str = ""
    series: Series = field(default_factory=Series)
    differences: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_identical(self) -> bool:
        """Whether every printed value is what the inputs give, and no byte was changed since the last line was made."""
        return not self.problems and not self.differences

    def as_json(self) -> dict[str, Any]:
        """The report for a program."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "identical": self.is_identical,
            "points": [point_line(point) for point in self.series.points],
            "values": len(self.series.values),
            "differences": [
                {"place": item.place, "printed": item.printed, "recomputed": item.recomputed}
                for item in self.differences
            ],
            "problems": [problem.as_json() for problem in self.problems],
        }


def recompute(path: Path) -> Report:
    """Recompute every value of a public file from its own inputs, bit for bit.

    Args:
        path: of the file.

    Returns:
        The values, and every difference; a bad file gives one Problem with line and field.
    """
    try:
        size = path.stat().st_size
        if size > MEGABYTES << 20:
            problem = said(ROOM, "index-file-large", path.name, limit=MEGABYTES, found=size >> 20)
            return Report(file=path.name, problems=(problem,))
        content = path.read_bytes()
    except OSError:
        return Report(file=path.name, problems=(said(ROOM, "index-file-missing", path.name),))
    return recompute_bytes(content, path.name)


def recompute_bytes(content: bytes, name: str) -> Report:
    """The same for a file that is in memory."""
    loaded = load(content, name)
    if isinstance(loaded, Problem):
        return Report(file=name, sha256=digest(content), problems=(loaded,))
    series = publish(loaded.inputs)
    differences = (*_differences(loaded, series, name), *_changed(content, name))
    return Report(file=name, sha256=digest(content), series=series, differences=differences)


def _changed(content: bytes, name: str) -> Iterator[Difference]:
    """The last line holds the SHA-256 of all bytes before it, and has one spelling: no changed byte goes unseen."""
    start = content.removesuffix(b"\n").rfind(b"\n") + 1
    printed, wanted = content[start:], end_line(content[:start])
    if printed == wanted:
        return
    last = orjson.loads(wanted)
    place = f"{name}:{last['lines'] + 1}"
    one, other = orjson.loads(printed)["sha256"], last["sha256"]
    if one != other:
        yield Difference(f"{place} sha256", one, other)
    else:
        yield Difference(place, repr(printed.decode("utf-8", "replace")), repr(wanted.decode()))


def _differences(loaded: Loaded, series: Series, name: str) -> Iterator[Difference]:
    """Printed lines against recomputed ones, matched by kind, day and product."""
    wanted = {_key(line): line for line in _all_lines(series)}
    seen: set[tuple[Any, ...]] = set()
    for number, printed in loaded.printed:
        key = _key(printed)
        place = f"{name}:{number}"
        line = wanted.get(key)
        if line is None or key in seen:
            yield Difference(place, " ".join(str(part) for part in key if part is not None), ABSENT)
        elif line_bytes(printed) != line_bytes(line):
            yield from _fields(printed, line, place)
        seen.add(key)
    for key in wanted:
        if key not in seen:
            yield Difference(name, ABSENT, " ".join(str(part) for part in key if part is not None))


def _all_lines(series: Series) -> Iterable[dict[str, Any]]:
    yield from map(value_line, series.values)
    yield from map(point_line, series.points)


def _key(line: Mapping[str, Any]) -> tuple[str | None, ...]:
    return tuple(_part(line.get(name)) for name in ("kind", "day", "product"))


def _part(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else repr(value)


def _fields(printed: Mapping[str, Any], line: Mapping[str, Any], place: str) -> Iterator[Difference]:
    for name in _names(printed, line):
        one, other = printed.get(name, ABSENT), line.get(name, ABSENT)
        if line_bytes(one) != line_bytes(other):
            yield Difference(f"{place} {name}", str(one), str(other))


def _names(printed: Mapping[str, Any], line: Mapping[str, Any]) -> Sequence[str]:
    return [*line, *(name for name in printed if name not in line)]

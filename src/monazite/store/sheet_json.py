"""A JSON array of flat objects as a sheet, so that a table may come as CSV or as JSON with the same columns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from monazite.core.problem import Problem
from monazite.store.problems import sentences_of
from monazite.store.sheet import Line, Sheet, read_limited, read_sheet, sheet_of, unusable
from monazite.store.system import system_words

problem = sentences_of("monazite.store")


class _TwiceError(ValueError):
    """An object that says one name twice."""


def read_table_file(path: Path) -> Sheet:
    """A table as CSV, or as a JSON array of flat objects where the file is called ``.json``.

    Args:
        path: of the file.
    """
    if path.suffix.lower() != ".json":
        return read_sheet(path)
    value = read_json(path)
    return unusable(path, value) if isinstance(value, Problem) else json_sheet(value, path.name)


def read_json(path: Path) -> Any | Problem:
    """The value of a JSON file in UTF-8, its numbers as the texts that stand there, so that no digit changes.

    Args:
        path: of the file.
    """
    content = read_limited(path)
    if isinstance(content, Problem):
        return content
    try:
        return json.loads(content.decode("utf-8-sig"), parse_float=str, parse_int=str, object_pairs_hook=_object)
    except _TwiceError as error:
        return problem("column-twice", path.name, found=str(error))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        return problem("file-unreadable", path.name, found=system_words(error))


def json_sheet(value: object, name: str) -> Sheet:
    """An array of flat objects as a sheet; the columns are those of all objects, in order; null is blank.

    Args:
        value: as `read_json` gives it.
        name: of the file, for people; a row is the number of its object, counted from 1.
    """
    if not isinstance(value, list) or not value:
        return Sheet(name, (), (), (problem("list-wrong", name, found=_kind(value)),))
    wrong = [problem("list-wrong", f"{name}:{number}", found=_kind(one))
             for number, one in enumerate(value, 1) if not _is_flat(one)]  # fmt: skip
    if wrong:
        return Sheet(name, (), (), tuple(wrong[:20]))
    header = tuple(dict.fromkeys(key for one in value for key in one))
    lines = [Line(number, _cells(one, header)) for number, one in enumerate(value, 1)]
    return sheet_of(name, tuple(key.strip() for key in header), lines)


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(next(name for name in names if names.count(name) > 1))
    return found


def _is_flat(one: object) -> bool:
    return isinstance(one, dict) and not any(isinstance(cell, dict | list) for cell in one.values())


def _cells(one: Mapping[str, Any], header: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell_text(one.get(key)) for key in header)


def cell_text(value: object) -> str:
    """A value of JSON as the cell that a CSV would have: null is blank, true is yes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).strip()


def _kind(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:60]

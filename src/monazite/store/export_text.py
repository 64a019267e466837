"""Exports that are text: CSV for spreadsheets, JSON and JSON lines for programs."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from monazite.core.words import Language
from monazite.store.lists import ListColumn, Row

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins so is taken for a formula by spreadsheets (OWASP, CSV injection)."""

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads UTF-8 as the system's own encoding."""


def write_csv(
    file: BinaryIO, columns: Sequence[ListColumn], rows: Iterable[Row], labels: Language | None = None
) -> int:
    """Write CSV in UTF-8 with a byte-order mark. Texts that look like formulas get an apostrophe before them."""
    text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow([column.label.in_language(labels) if labels else column.key for column in columns])
    number = 0
    for row in rows:
        writer.writerow([_cell(row[column.key]) for column in columns])
        number += 1
    text.detach()
    return number


def read_csv(file: BinaryIO) -> Iterator[dict[str, str]]:
    """The rows of a CSV that `write_csv` wrote, its apostrophes taken off again."""
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    for row in csv.DictReader(text):
        yield {key: unprotected(value) for key, value in row.items()}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return protected(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain_json(value) if isinstance(value, list | dict) else str(value)


def protected(text: str) -> str:
    """A text that no spreadsheet takes for a formula; plain numbers stay as they are.

    >>> protected("=1+1"), protected("-14.69"), unprotected(protected("'=1"))
    ("'=1+1", '-14.69', "'=1")
    """
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) and not _is_number(text) else text


def unprotected(text: str) -> str:
    """What `protected` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS) else text


def _is_number(text: str) -> bool:
    return text[:1] in "+-" and text[1:].replace(".", "", 1).isdecimal() and text.isascii()


def write_jsonl(file: BinaryIO, objects: Iterable[dict[str, Any]]) -> int:
    """Write one JSON object a line, UTF-8."""
    number = 0
    for one in objects:
        file.write(plain_json(one).encode() + b"\n")
        number += 1
    return number


def write_json(file: BinaryIO, objects: Iterable[dict[str, Any]]) -> int:
    """Write one JSON array, an object a line, UTF-8."""
    number = 0
    file.write(b"[")
    for one in objects:
        file.write((b",\n" if number else b"\n") + plain_json(one).encode())
        number += 1
    file.write(b"\n]\n")
    return number


def plain_json(value: Any) -> str:
    """A value as JSON, characters as they are, dates in ISO 8601; half a surrogate pair becomes a question mark."""
    text = json.dumps(value, ensure_ascii=False, default=_iso)
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


def _iso(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"not a JSON value: {type(value).__name__}")

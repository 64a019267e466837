"""CSV rows of news: the column that holds the text is found, and each field keeps its place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import cast

from monazite.read.load import limits
from monazite.read.load.about import fields
from monazite.read.load.dates import full_date
from monazite.read.load.json_items import Found, han_count
from monazite.read.load.window import Blocks, Window

_FIELD = re.compile(r'"((?:[^"]|"")*+)"[ \t]*(,|\r?\n|\Z)|([^,\r\n"]*)(,|\r?\n|\Z)')
_BEGUN = re.compile(r'"(?:[^"]|"")*+(?:"[ \t]*)?|[^,\r\n"]*')
"""The part of a field before what makes it none."""
_PLAIN = re.compile(r"([^,\r\n]*)(,|\r\n?|\n|\Z)")
"""A field in which a quote stands for itself."""
SAMPLE_ROWS = 60
"""Rows looked at to know a CSV file and its text column."""
QUOTED = 2
"""The group of a quoted field's mark."""
COLUMNS = 3
"""Fewest columns of a CSV file; prose often has one comma a line."""
NAME_LENGTH = 25
"""Longest name of a column."""
DATE_LENGTH = 30
"""Longest field that is a date."""
TITLE_LENGTHS = range(8, 100)
"""Lengths of a field that may be the title."""
TITLE_HAN = 6
"""Fewest Chinese characters of a title."""
NAMED_TEXT, ANY_TEXT = 8, 20
"""Fewest Chinese characters, on average, of a column named like a text, and of any other."""


@dataclass(frozen=True, slots=True)
class Value:
    """A field, decoded, where it begins in the file, how long it is there; ``plain`` without doubled quotes."""

    text: str
    start: int
    length: int
    plain: bool


Row = list[Value]


class StrayQuoteError(Exception):
    """A quote inside a field that does not begin with one, or one that never ends."""


def csv_rows(blocks: Blocks, *, is_strict: bool = False) -> Iterator[Row]:
    """Rows of comma-separated values, blank ones too.

    Args:
        blocks: the text.
        is_strict: whether a quote that is astray is an error; else it stands for itself.

    Raises:
        StrayQuoteError: there is one, in a strict reading.
    """
    window = Window(blocks)
    window.at += window.text.startswith("\ufeff")
    row: Row = []
    while not window.is_at_end:
        found = _match(window, _FIELD)
        if found is None and is_strict:
            raise StrayQuoteError
        value, mark, window.at = _value(found or cast("re.Match[str]", _match(window, _PLAIN)), window.start)
        row.append(value)
        if mark != ",":
            yield row
            row = []
    if row:
        yield row


def _match(window: Window, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """The field that begins here, the window grown until it holds all of it."""
    while True:
        found = pattern.match(window.text, window.at)
        begun = found or _BEGUN.match(window.text, window.at)
        reached = begun.end() if begun else window.at
        is_long = len(window.text) - window.at > limits.LINE_CHARACTERS
        if reached < len(window.text) - 1 or is_long or not window.more():
            return found


def _value(found: re.Match[str], start: int) -> tuple[Value, str, int]:
    """The field, the mark after it, and where that ends in the text at hand, which begins at ``start``."""
    group = found.lastindex or 1
    raw = found.group(group - 1)
    text = raw.replace('""', '"') if found.re is _FIELD and group == QUOTED else raw
    value = Value(text, start + found.start(group - 1), len(raw), plain=text == raw)
    return value, found.group(group), found.end()


def is_csv(head: str, blocks: Blocks) -> bool:
    """Rows of one width, and not prose that happens to have commas.

    Args:
        head: the first characters.
        blocks: the text.
    """
    if "," not in head[:2000]:
        return False
    try:
        rows = list(islice(csv_rows(blocks, is_strict=True), SAMPLE_ROWS))
    except StrayQuoteError:
        return False
    rows = rows if len(rows) == SAMPLE_ROWS else list(_filled(rows))
    if not rows or len(rows[0]) < COLUMNS or any(len(row) != len(rows[0]) for row in rows):
        return False
    if len(rows) > COLUMNS - 1:
        return True
    short = [value.text for value in rows[-1] if len(value.text) < DATE_LENGTH]
    return any(text.isdigit() or full_date(text) for text in short)


def _filled(rows: Iterable[Row]) -> Iterator[Row]:
    return (row for row in rows if any(value.text.strip() for value in row))


def csv_table(blocks: Blocks) -> list[Row]:
    """The rows of a file of figures, as many as one table may have cells."""
    rows = list(islice(_filled(csv_rows(blocks)), limits.TABLE_CELLS))
    return rows[: limits.TABLE_CELLS // max(map(len, rows))]


def csv_feed(blocks: Blocks) -> Iterator[Found] | None:
    """The texts of the rows, one after another, or None where no column holds prose."""
    rows = _filled(csv_rows(blocks))
    sample = list(islice(rows, SAMPLE_ROWS + 1))
    header = _header(sample)
    body = sample[1:] if header else sample
    names = header or [str(index + 1) for index in range(max((len(row) for row in sample), default=0))]
    column = _text_column(body, names)
    return None if column is None else _found(chain(body, rows), names, column, has_header=bool(header))


def _found(rows: Iterable[Row], names: list[str], column: int, *, has_header: bool) -> Iterator[Found]:
    for number, row in enumerate(rows):
        if column < len(row) and row[column].text.strip():
            value = row[column]
            fields_of = {name: field.text for name, field in zip(names, row, strict=False)} if has_header else None
            offset = value.start if value.plain else None
            yield Found(value.text, f"{number}.{names[column]}", offset, fields_of or _unnamed(row, column))


def _header(rows: list[Row]) -> list[str] | None:
    """The first row, when its fields are short, different and no figures."""
    if len(rows) < COLUMNS - 1:
        return None
    names = [value.text.strip() for value in rows[0]]
    if not all(names) or len(set(names)) < len(names) or any(len(n) > NAME_LENGTH or n[0].isdigit() for n in names):
        return None
    known = {name for role in fields().values() for name in role}
    longest = max(len(value.text) for value in rows[1])
    return names if known & {name.lower() for name in names} or longest > COLUMNS * max(map(len, names)) else None


def _text_column(rows: list[Row], names: list[str]) -> int | None:
    """The column named like a text, or the one with most Chinese characters."""
    sample = rows[:SAMPLE_ROWS]

    def han(column: int) -> float:
        return sum(han_count(row[column].text) for row in sample if column < len(row)) / max(len(sample), 1)

    lower = [name.lower() for name in names]
    named = [lower.index(name) for name in fields()["text"] if name in lower]
    for column in named:
        if han(column) >= NAMED_TEXT:
            return column
    best = max(range(len(names)), key=han, default=None)
    return best if best is not None and han(best) >= ANY_TEXT else None


def _unnamed(row: Row, column: int) -> dict[str, str]:
    """The date and the title among fields without names, known by their form."""
    out: dict[str, str] = {}
    for index, value in enumerate(row):
        text = value.text
        if index == column:
            continue
        if len(text) < DATE_LENGTH and full_date(text):
            out.setdefault("date", text)
        elif len(text) in TITLE_LENGTHS and han_count(text) >= TITLE_HAN and len(text) > len(out.get("title", "")):
            out["title"] = text
    return out

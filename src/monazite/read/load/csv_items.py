"""CSV rows of news: the column that holds the text is found, and each field keeps its place in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monazite.read.load import limits
from monazite.read.load.about import fields
from monazite.read.load.dates import full_date
from monazite.read.load.json_items import Found, han_count

_FIELD = re.compile(r'"((?:[^"]|"")*+)"[ \t]*(,|\r?\n|\Z)|([^,\r\n"]*)(,|\r?\n|\Z)')
SAMPLE_ROWS = 60
"""Rows looked at to know a CSV file and its text column."""
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


def csv_rows(text: str, limit: int) -> list[Row] | None:
    """Rows of comma-separated values; None where the text is no CSV."""
    rows: list[Row] = [[]]
    at = 1 if text.startswith("\ufeff") else 0
    while at < len(text):
        found = _FIELD.match(text, at)
        if found is None:
            return None
        rows[-1].append(_value(found))
        at = found.end()
        if found.group(2 if found.group(1) is not None else 4) != ",":
            if len(rows) >= limit:
                return rows
            rows.append([])
    return [row for row in rows if any(value.text.strip() for value in row)]


def _value(found: re.Match[str]) -> Value:
    group = 1 if found.group(1) is not None else 3
    raw = found.group(group)
    text = raw.replace('""', '"') if group == 1 else raw
    return Value(text, found.start(group), len(raw), plain=text == raw)


def is_csv(text: str) -> bool:
    """Rows of one width, and not prose that happens to have commas."""
    if "," not in text[:2000]:
        return False
    rows = csv_rows(text, SAMPLE_ROWS)
    if not rows or len(rows[0]) < COLUMNS or any(len(row) != len(rows[0]) for row in rows):
        return False
    if len(rows) > COLUMNS - 1:
        return True
    short = [value.text for value in rows[-1] if len(value.text) < DATE_LENGTH]
    return any(text.isdigit() or full_date(text) for text in short)


def csv_feed(text: str) -> list[Found] | None:
    """The texts of the rows, or None where no column holds prose."""
    rows = csv_rows(text, limits.FEED_ITEMS) or []
    header = _header(rows)
    body = rows[1:] if header else rows
    names = header or [str(index + 1) for index in range(max((len(row) for row in rows), default=0))]
    column = _text_column(body, names)
    if column is None:
        return None
    out = []
    for number, row in enumerate(body):
        if column < len(row) and row[column].text.strip():
            value = row[column]
            about = (
                {name: field.text for name, field in zip(names, row, strict=False)} if header else _unnamed(row, column)
            )
            out.append(Found(value.text, f"{number}.{names[column]}", value.start if value.plain else None, about))
    return out


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

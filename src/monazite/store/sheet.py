"""A CSV from outside, cell by cell: every limit, and one Problem for a bad row; nothing is guessed.

`monazite.store.sheet_rows` turns the cells into values of declared columns.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from monazite.core.interval import Interval
from monazite.core.problem import Problem
from monazite.core.words import Words
from monazite.store.problems import sentences_of
from monazite.store.system import system_words

problem = sentences_of("monazite.store")

MEGABYTES = 64
"""Largest file that is read: two years of all world trade in ten goods take less."""
DIGITS = 40
"""Characters of a number at most."""
EXPONENT = 30
"""Powers of ten that a number may say."""
ENCODINGS = ("utf-8-sig", "gb18030")
"""Tried in this order; GB18030 holds GBK, in which Chinese spreadsheets save a CSV."""
HEADER_BYTES = 4096
"""Bytes in which the header of a broken file is looked for."""
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE]([+-]?\d{1,2}))?")
_ANY_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a file.

    Args:
        row: where it stands, counted from 1.
        cells: its texts, trimmed.
    """

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as read.

    Args:
        name: of the file, for people.
        header: names of its columns, trimmed.
        lines: rows below, blank ones left out; all as wide as the header.
        problems: of rows that are not, and of the file as a whole.
    """

    name: str
    header: tuple[str, ...]
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed number and all values that print as it.

    Args:
        value: as printed.
        low: least value that rounds to it.
        high: greatest.
    """

    value: Fraction
    low: Fraction
    high: Fraction


def printed(text: str) -> Figure | None:
    """A number as it stands in a table, with half a unit of its last place to either side; None for any other text.

    >>> printed("0.80")
    Figure(value=Fraction(4, 5), low=Fraction(159, 200), high=Fraction(161, 200))
    """
    match = _NUMBER.fullmatch(text)
    if not match or len(text) > DIGITS or abs(int(match[1] or 0)) > EXPONENT:
        return None
    number = Decimal(text)
    span = Interval.printed(number)
    return Figure(Fraction(number), Fraction(span.low), Fraction(span.high))


def wrong_cell(place: str, column: str, wanted: Words, text: str) -> Problem:
    """The Problem of a cell that is not what it should be; of a number beyond what is read, the limits are said.

    Args:
        place: file and row.
        column: its name.
        wanted: what the column holds.
        text: what stands there.
    """
    if printed(text) is None and _ANY_NUMBER.fullmatch(text):
        return problem("number-beyond", place, column=column, found=text, digits=DIGITS, exponent=EXPONENT)
    return problem(
        "cell-wrong", place, column=column, wanted_zh=wanted.zh, wanted_en=wanted.en, found=text, nearest=text
    )


def passed_over(sheet: Sheet, strange: Sequence[str], known: Sequence[str]) -> tuple[Problem, ...]:
    """One Problem for the columns of a series (days, years) that are not read; none where there are none.

    A series goes on without them: each column that counts is needed, so that a misspelt one is missing. In a table of
    records, where a column may be left out, `read_rows` refuses a column that is not known.
    """
    if not strange:
        return ()
    return (problem("columns-passed-over", f"{sheet.name}:1", found=", ".join(strange), known=", ".join(known)),)


def read_sheet(path: Path) -> Sheet:
    """A file of comma-separated values, in UTF-8 with or without a byte-order mark, or in GB18030 or GBK.

    Args:
        path: of the file.
    """
    content = read_limited(path)
    if isinstance(content, Problem):
        return unusable(path, content)
    try:
        rows = [Line(number, tuple(map(str.strip, row))) for number, row in _rows(decoded(content))]
    except (UnicodeDecodeError, csv.Error) as error:
        wrong = problem("file-unreadable", path.name, found=system_words(error))
        return Sheet(path.name, _first_line(content), (), (wrong,))
    if not rows:
        return unusable(path, problem("table-empty", path.name))
    return sheet_of(path.name, rows[0].cells, rows[1:])


def read_limited(path: Path) -> bytes | Problem:
    """The bytes of a file, or why there are none: missing, too large, not readable.

    Args:
        path: of the file.
    """
    try:
        size = path.stat().st_size
        if size > MEGABYTES << 20:
            return problem("file-large", path.name, limit=MEGABYTES, found=size >> 20)
        return path.read_bytes()
    except FileNotFoundError:
        return problem("file-missing", path.name)
    except OSError as error:
        return problem("file-unreadable", path.name, found=system_words(error))


def sheet_of(name: str, header: tuple[str, ...], lines: Sequence[Line]) -> Sheet:
    """A sheet of rows that were read elsewhere, with its Problems: a row of another width, a column twice, no row.

    Args:
        name: for people.
        header: names of the columns.
        lines: rows below it.
    """
    problems = [
        problem("row-width", f"{name}:{line.row}", wanted=len(header), found=len(line.cells))
        for line in lines
        if len(line.cells) != len(header)
    ]
    problems += [problem("column-twice", f"{name}:1", found=one) for one in header if header.count(one) > 1][:1]
    if not lines:
        problems.append(problem("table-empty", name))
    return Sheet(name, header, tuple(line for line in lines if len(line.cells) == len(header)), tuple(problems))


def unusable(path: Path, found: Problem) -> Sheet:
    """A sheet of a file of which nothing could be read, and why."""
    return Sheet(path.name, (), (), (found,))


def decoded(content: bytes) -> str:
    """The text of a file in the first encoding that fits it.

    Raises:
        UnicodeDecodeError: when none does; it tells of the first.
    """
    try:
        return content.decode(ENCODINGS[0])
    except UnicodeDecodeError as first:
        try:
            return content.decode(ENCODINGS[1])
        except UnicodeDecodeError:
            raise first from None


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Rows that are not blank, with the line on which each ends."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]


def _first_line(content: bytes) -> tuple[str, ...]:
    """What a file that cannot be read seems to have as its header, so that it is known what kind of file is broken."""
    line = content[:HEADER_BYTES].decode(ENCODINGS[0], "replace").partition("\n")[0]
    return tuple(cell.strip().strip('"') for cell in line.split(","))

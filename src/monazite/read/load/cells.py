"""What a cell or a row looks like: figures, years, separators, headers."""

from __future__ import annotations

import re

from monazite.read.load.pieces import Piece, text_of

Row = list[list[Piece]]
"""The cells of one printed row."""

NUMBER = re.compile(r"[-+−±约≥≤><~]?\s*\d[\d,. ]*(?:\s*[~～\-—–至]\s*\d[\d,.]*)?\s*(?:%|‰|元|吨|t|万|亿)?|[-—–/]+")
SEPARATOR = re.compile(r":?[-—=]{2,}:?|:?-+:?")
UNIT_LINE = re.compile(r"[（(]?\s*(?:计量)?单位\s*[:：].{1,20}")
_YEAR = re.compile(r"(?:19|20)\d\d\s*年?(?:\s*\d{1,2}\s*月|[EeＥ])?(?:\s*[-~]\s*\d{1,2}\s*月)?")
HEADER_ROWS = 3
"""Most header rows that are looked for."""


def texts_of(cells: Row) -> list[str]:
    """The texts of the cells."""
    return [text_of(cell) for cell in cells]


def has_number(texts: list[str]) -> bool:
    """Whether a cell is a figure (or a dash that stands for one)."""
    return any(NUMBER.fullmatch(text) and not SEPARATOR.fullmatch(text) for text in texts if text)


def is_separator(texts: list[str]) -> bool:
    """A rule between header and body, as Markdown prints it."""
    return any(texts) and all(SEPARATOR.fullmatch(text) for text in texts if text)


def header_count(rows: list[list[str]]) -> int:
    """Rows before the first one that holds figures; one where no row does; none where the first one does.

    A row of years is a header too.

    >>> header_count([["产品", "2021年", "2022年"], ["氧化镧", "8.1", "8.0"]])
    1
    """
    for number, row in enumerate(rows[: HEADER_ROWS + 1]):
        if any(NUMBER.fullmatch(text) for text in row if text) and not (number <= 1 and _is_years(row)):
            return number
        if number and row[0] and rows[0][0]:
            return 1
    return 1


def _is_years(row: list[str]) -> bool:
    figures = [text for text in row if text and NUMBER.fullmatch(text)]
    years = [text for text in row if text and _YEAR.fullmatch(text)]
    starts_with_figure = bool(row[0]) and bool(NUMBER.fullmatch(row[0])) and not _YEAR.fullmatch(row[0])
    return len(years) >= len(figures) and bool(years) and not starts_with_figure


def slots(header: list[str]) -> list[int]:
    """Columns under the merged cells of a header row: a filled cell followed by empty ones.

    >>> slots(["序号", "集团", "矿产品", "", "冶炼分离产品"])
    [2, 3]
    """
    found: set[int] = set()
    filled = None
    for column, text in enumerate(header):
        if text:
            filled = column
        elif filled is not None:
            found.update({filled, column})
    return sorted(found)

"""A table as numbers: what its header says of each column, which rows are totals, which are parts of the row above."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from monazite.read.document import Table

_NUMBER = re.compile(r"[-−－+]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|[-−－+]?\d+(?:\.\d+)?")
_TOTAL = re.compile(
    r"^[（(]?(?:合计|总计|小计|共计|总和|总数|合\s+计|总\s+计|小\s+计|total|sum|subtotal)", re.IGNORECASE
)
_OF_WHICH = re.compile(r"^(?:其中|其\s+中|当中|of which)", re.IGNORECASE)
_CHANGE = re.compile(r"环比|同比|涨跌幅|涨幅|跌幅|增幅|增速|增减|变化率|增长率|升降|变动|涨跌")
_RATE = re.compile(
    r"%|％|率|占比|比重|比例|平均|均价|价格?|纯度|温度|磁能积|单价|指数|含量|品位|年份|序号|编号|电话|邮编"
)
_PERIOD = re.compile(
    r"(?:\d{4}\s*年)?\s*(?:1?\d\s*[-—~至]\s*)?1?\d\s*月(?:\s*\d{1,2}\s*日)?|\d{4}\s*年(?:\s*[上下]半年)?|\d{4}[-./]\d{1,2}(?:[-./]\d{1,2})?|上月|本月|去年同期|上年同期|上期|本期|今年|去年|上周|本周"
)
_EARLIER = re.compile(r"上月|去年|上年|上期|上周|前值|昨日|基期|同期")


@dataclass(frozen=True)
class Grid:
    """A table with its cells read as numbers."""

    table: Table

    @cached_property
    def body(self) -> range:
        """Numbers of the rows below the header."""
        return range(self.table.header_rows, len(self.table.rows))

    @cached_property
    def width(self) -> int:
        """Number of columns."""
        return max((len(row) for row in self.table.rows), default=0)

    @cached_property
    def headers(self) -> tuple[str, ...]:
        """What stands above each column, its header rows joined."""
        rows = self.table.rows[: self.table.header_rows]
        return tuple(" ".join(row[c].text for row in rows if c < len(row) and row[c].text) for c in range(self.width))

    @cached_property
    def numbers(self) -> dict[tuple[int, int], Decimal]:
        """Cells that are one number, by row and column; a percent sign is dropped."""
        found = {}
        for r in self.body:
            for c, cell in enumerate(self.table.rows[r]):
                number = plain_number(cell.text)
                if number is not None:
                    found[r, c] = number
        return found

    def text(self, row: int, column: int) -> str:
        """The text of a cell."""
        return self.table.rows[row][column].text.strip()

    def label(self, row: int) -> str:
        """The first cell of a row that is no number: its name."""
        for cell in self.table.rows[row]:
            text = cell.text.strip()
            if text and plain_number(text) is None:
                return text
        return ""

    def is_total(self, row: int) -> bool:
        """Whether the row says 合计, 总计 or 小计."""
        return any(_TOTAL.match(cell.text.strip()) for cell in self.table.rows[row][:3])

    def is_of_which(self, row: int) -> bool:
        """Whether the row is a part of the row above it."""
        return any(_OF_WHICH.match(cell.text.strip()) for cell in self.table.rows[row][:3])

    def is_total_column(self, column: int) -> bool:
        """Whether the header of the column says 合计."""
        return any(_TOTAL.match(part) for part in self.headers[column].split())

    def is_change(self, column: int) -> bool:
        """Whether the column states changes."""
        return bool(_CHANGE.search(self.headers[column]))

    def adds_up(self, column: int) -> bool:
        """Whether the numbers of a column may be added: amounts, and neither prices nor rates."""
        return not _RATE.search(self.headers[column]) and not self.is_change(column)

    def numeric_columns(self) -> list[int]:
        """Columns of which at least half the filled cells are numbers."""
        columns = []
        for c in range(self.width):
            filled = [r for r in self.body if c < len(self.table.rows[r]) and self.table.rows[r][c].text.strip()]
            count = sum((r, c) in self.numbers for r in filled)
            if count and count * 2 >= len(filled):
                columns.append(c)
        return columns

    def period(self, column: int) -> str:
        """The period a header names, without blanks, or an empty text."""
        found = _PERIOD.search(self.headers[column])
        return re.sub(r"\s", "", found[0]) if found else ""

    def is_earlier(self, column: int) -> bool:
        """Whether the header names the period that others are compared with."""
        return bool(_EARLIER.search(self.headers[column]))


def plain_number(text: str) -> Decimal | None:
    """A cell that is one number, with or without a percent sign.

    >>> plain_number("-10.61%"), plain_number("13,741.43"), plain_number("1.2~1.3"), plain_number("")
    (Decimal('-10.61'), Decimal('13741.43'), None, None)
    """
    stripped = text.strip().rstrip("%％").strip().strip("+")
    if not _NUMBER.fullmatch(stripped):
        return None
    return Decimal(re.sub("[,，]", "", stripped).replace("−", "-").replace("－", "-"))

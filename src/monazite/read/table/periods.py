"""Periods that captions and header cells print: 2022年第二批, 8月平均价, 8月1日, 上月, 2024年."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

ORDINALS = {c: i for i, c in enumerate("一二三四五六七八九十", start=1)} | {str(i): i for i in range(1, 11)}
ISO_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?[年./-]\s?(\d{1,2})\s?[月./-]\s?(\d{1,2})\s?日?(?!\d)")
MONTH = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?[年./-]\s?(\d{1,2})(?!\d)\s?月?(?:份)?(?!\s?\d)")
BATCH = re.compile(r"((?:19|20)\d{2})\s?年\s?(?:度)?\s?第?\s?([一二三四五12345])\s?批")
QUARTER = re.compile(r"((?:19|20)\d{2})\s?年\s?第?\s?([一二三四1234])\s?季度?|((?:19|20)\d{2})\s?Q([1-4])")
HALF = re.compile(r"((?:19|20)\d{2})\s?年\s?([上下])半年")
SPAN_OF_MONTHS = re.compile(r"((?:19|20)\d{2})\s?年\s?(\d{1,2})\s?[-—~～至]\s?(\d{1,2})\s?月")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?年?(?:度)?(?!\d)")
BARE_DAY = re.compile(r"(?<!\d)(\d{1,2})\s?月\s?(\d{1,2})\s?日?|^(\d{1,2})[./-](\d{1,2})$")
BARE_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s?月(?:份)?(?!\s?\d)")
MONTHS = 12
NOW = re.compile("本期|本月|本周|今日|今天|当日|当期|现价|^本|最新")
BEFORE = re.compile("上期|上月|上周|昨日|昨天|前日|前期|^上")


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a yearless header cell is relative to.

    Args:
        period: what the caption or heading says (2022-08), else the document's day, or None.
        previous: the period before it of the same length, or None.
    """

    period: str | None
    previous: str | None = None

    @property
    def year(self) -> int | None:
        """Year of the anchor."""
        return int(self.period[:4]) if self.period else None

    @property
    def month(self) -> int | None:
        """Month of the anchor, where it has one."""
        return int(self.period[5:7]) if self.period and re.match(r"\d{4}-\d{2}", self.period) else None


def full_period(text: str) -> str | None:
    """The period that a text states with its year, or None.

    >>> [full_period(t) for t in ("2022年8月价格", "2022 年第二批指标", "2024年", "2022-08-01", "8月")]
    ['2022-08', '2022 batch 2', '2024', '2022-08-01', None]
    """
    for pattern, write in WRITERS:
        if (match := pattern.search(text)) is not None and (period := write(match)) is not None:
            return period
    return None


def header_period(text: str, anchor: Anchor) -> str | None:
    """The period of a header cell; a month after the caption's lies in the year before.

    >>> header_period("12月平均价", Anchor("2023-01"))
    '2022-12'
    """
    if (period := full_period(text)) is not None:
        return period
    if (m := BARE_DAY.search(text)) and anchor.year is not None:
        month, day = int(m[1] or m[3]), int(m[2] or m[4])
        return _day(_year_of(month, anchor), month, day)
    if (m := BARE_MONTH.search(text)) and anchor.year is not None and 1 <= int(m[1]) <= MONTHS:
        return f"{_year_of(int(m[1]), anchor)}-{int(m[1]):02}"
    if BEFORE.search(text):
        return anchor.previous
    return anchor.period if NOW.search(text) else None


def before(period: str | None) -> str | None:
    """The period of the same length just before: a month, a day (the day before) or a year."""
    if period is None:
        return None
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", period):
        return (date.fromisoformat(period) - timedelta(days=1)).isoformat()
    if re.fullmatch(r"\d{4}-\d{2}", period):
        year, month = int(period[:4]), int(period[5:])
        return f"{year - 1}-12" if month == 1 else f"{year}-{month - 1:02}"
    return str(int(period) - 1) if re.fullmatch(r"\d{4}", period) else None


def _month(match: re.Match[str]) -> str | None:
    month = int(match[2])
    return f"{match[1]}-{month:02}" if 1 <= month <= MONTHS else None


def _year_of(month: int, anchor: Anchor) -> int:
    year = anchor.year or 0
    return year - 1 if anchor.month is not None and month > anchor.month else year


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


WRITERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    (BATCH, lambda m: f"{m[1]} batch {ORDINALS[m[2]]}"),
    (ISO_DAY, lambda m: _day(int(m[1]), int(m[2]), int(m[3]))),
    (SPAN_OF_MONTHS, lambda m: f"{m[1]}-{int(m[2]):02}/{m[1]}-{int(m[3]):02}"),
    (QUARTER, lambda m: f"{m[1] or m[3]}-Q{ORDINALS[m[2] or m[4]]}"),
    (HALF, lambda m: f"{m[1]}-H{1 if m[2] == '上' else 2}"),
    (MONTH, _month),
    (YEAR, lambda m: m[1]),
)
"""How each way to state a period is written in ISO form, the most definite first."""

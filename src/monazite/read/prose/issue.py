"""When a text is of: its date, the day or month it says itself, and what its relative times are relative to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from monazite.read.document import Document
from monazite.read.scan import Anchor
from monazite.read.scan.times import with_year_digits

YEAR = re.compile(r"(?<![\d到至])((?:19|20)\d\d)\s?年(?:\s?(?:第\s?)?(\d{1,2})\s?[月期])?")
FULL_DATE = re.compile(r"(?<![到至\d])((?:19|20)\d\d)年(1[0-2]|[1-9])月([12]\d|3[01]|[1-9])日")
INTERVAL_END = re.compile(r"\s?[至到\-—~～]\s?((?:19|20)\d\d)\s?年")
DATELINE = re.compile(
    r"(?:发布(?:时间|日期)?|日期|时间)[：:]\s?(\d{1,2})月(\d{1,2})日"
    r"|(?<![\d年])(\d{1,2})月(\d{1,2})日(?:\S{0,6}(?:讯|电)[，,）)：:]|消息|报道)"
)
FULL_DAILY = re.compile(r"\s*((?:19|20)\d\d)年(1[0-2]|0?[1-9])月([12]\d|3[01]|0?[1-9])日")
LEADING = re.compile(r"\s*(\d{1,2})月(\d{1,2})日(?!\s?(?:以来|[起至到\-—~～前后]))")
SINCE = re.compile(r"[初底末]?(?:以来|[起至到前后\d])")
"""2023年8月起, 2023年8月5日: no month that a text is of."""
DAILY = re.compile(r"[，,]?[^，。；\d]{0,12}(?:指数|价格|行情|报价)")
"""What a daily comment goes on with after its dateline: 3月18日稀土指数为574点."""
HIGHEST = re.compile(r"(?:\d{1,2}日|[初底末])?以来的?(?:最|新|历史)")
"""2012年5月以来新高: no year that a text is of."""
COMPARED = frozenset("较比")
HEAD = 3000
"""Characters in which an undated paper names its year."""
SHORT = 60
"""No masthead or headline is longer."""
MASTHEAD = 3
"""Lines at the head that may say which month a paper is of."""
MONTHS, DAYS = 12, 31


@dataclass(frozen=True, slots=True)
class Issue:
    """When a text is of.

    Args:
        day: its date, or a guessed one that only says its year (and month); None where nothing tells.
        today: what a price without a time of its own is of: a day, a month, ``--03-18``, or None.
        anchor: what relative times are relative to.
    """

    day: date | None
    today: str | None
    anchor: Anchor


def issue_of(document: Document, text: str) -> Issue:
    """When a document is of; a guessed day anchors years and months, and is never the day of a price.

    Args:
        document: its date and how exact that is.
        text: its view in simplified characters.
    """
    text = with_year_digits(text[:HEAD])
    if document.date is not None:
        day = document.date
        if document.meta.get("date_precision") == "month":
            return Issue(day, f"{day:%Y-%m}", Anchor(day, is_month=True))
        return Issue(day, _of_comment(text, day) or day.isoformat(), Anchor(day))
    return _undated(text)


def _undated(text: str) -> Issue:
    """When a text is of that no date is known of: what it says itself, with the year its head names."""
    if (full := _opens(FULL_DAILY, text)) is not None and DAILY.match(text, full.end()):
        day = _day(full)
        return Issue(day, None if day is None else day.isoformat(), Anchor(day))
    guessed, today, opening = guessed_date(text), yearless_day(text), _leading(text)
    if today is None and opening is not None and guessed is not None and not _is_daily(text):
        return Issue(guessed, f"{guessed.year}{opening[1:]}", Anchor(year=guessed.year))
    if guessed is None or today is not None or opening is not None:
        return Issue(None, today or opening, Anchor())
    month = _month_of_masthead(text)
    anchor = Anchor(year=guessed.year) if month is None else Anchor(guessed, is_month=True)
    return Issue(guessed, month, anchor)


def _opens(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """A pattern at the start of a text, or of the line after its short title."""
    at = 0
    for line in text.split("\n")[:MASTHEAD]:
        if (match := pattern.match(text, at)) is not None:
            return match
        if len(line) > SHORT or "。" in line:
            return None
        at += len(line) + 1
    return None


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _is_daily(text: str) -> bool:
    """Whether a text opens as daily comments do; the years such a text names are those of its highs and lows."""
    match = _opens(LEADING, text)
    return match is not None and DAILY.match(text, match.end()) is not None


def guessed_date(text: str) -> date | None:
    """The date of an undated periodical, from the first year its head names; the last day of that month or year.

    >>> guessed_date("2023年8月市场综述"), guessed_date("指数较2015年9月13日最低点上涨")
    (datetime.date(2023, 8, 28), None)
    """
    match = next(_own(YEAR, text), None)
    if match is None:
        return None
    days = [date(int(m[1]), int(m[2]), min(int(m[3]), 28)) for m in _own(FULL_DATE, text)]
    if days and max(days).year > int(match[1]):
        return max(days)
    if (end := INTERVAL_END.match(text, match.end())) is not None:
        return date(int(end[1]), 12, 28)
    month = int(match[2]) if match[2] and 1 <= int(match[2]) <= MONTHS else MONTHS
    return date(int(match[1]), month, 28)


def yearless_day(text: str) -> str | None:
    """The day an undated text says it is of, where it names no year: 发布时间：3月9日, 4月10日消息.

    >>> yearless_day("稀土价格指数，发布时间：3月9日")
    '--03-09'
    """
    match = DATELINE.search(text, 0, HEAD)
    return None if match is None else _iso(match[1] or match[3], match[2] or match[4])


def _leading(text: str) -> str | None:
    """3月18日稀土指数为574点: the day that opens a text."""
    match = _opens(LEADING, text)
    return None if match is None else _iso(match[1], match[2])


def _iso(month: str, day: str) -> str | None:
    is_day = 1 <= int(month) <= MONTHS and 1 <= int(day) <= DAYS
    return f"--{int(month):02}-{int(day):02}" if is_day else None


def _of_comment(text: str, day: date) -> str | None:
    """The dateline of a dated daily comment, in the year that makes it the nearest one not after the date."""
    today = _leading(text)
    if today is None or not _is_daily(text):
        return None
    return f"{day.year - (today[2:] > f'{day:%m-%d}')}{today[1:]}"


def _own(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The years of a head that are its own: not in a bracket of its prose, not what something is compared with."""
    for match in pattern.finditer(text, 0, HEAD):
        is_compared = text[max(0, match.start() - 1) : match.start()] in COMPARED or HIGHEST.match(text, match.end())
        if not is_compared and not _is_in_bracket(text, match.start()):
            yield match


def _is_in_bracket(text: str, at: int) -> bool:
    """Whether a place is inside a bracket of a line of prose; a masthead may have its year in brackets."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    if "。" not in text[start : end if end >= 0 else len(text)]:
        return False
    opened = max(text.rfind("（", start, at), text.rfind("(", start, at))
    return opened >= 0 and opened > max(text.rfind("）", start, at), text.rfind(")", start, at))


def _month_of_masthead(text: str) -> str | None:
    """The month that a headline, a masthead or the sentence that opens a text says it is of."""
    for line in text[:HEAD].split("\n")[:MASTHEAD]:
        opening = line.split("。")[0]
        match = next(_own(YEAR, opening), None) if len(opening) <= SHORT else None
        if match is not None and match[2] and 1 <= int(match[2]) <= MONTHS and not SINCE.match(opening, match.end()):
            return f"{match[1]}-{int(match[2]):02}"
    return None

"""Dates as documents state them about themselves."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

CHINA = timezone(timedelta(hours=8))
"""Days are those of Asia/Shanghai, which has kept UTC+8 since 1991."""

_ISO_ZONE = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)")
_FULL = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:年|[-/.])\s*(1[0-2]|0?[1-9])\s*(?:月|[-/.])\s*(3[01]|[12]\d|0?[1-9])(?!\d)"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(1[0-2]|0[1-9])(3[01]|[12]\d|0[1-9])(?!\d)")
_RFC = re.compile(
    r"(?:[A-Z][a-z]{2},\s*)?\d{1,2}\s+[A-Z][a-z]{2}\s+\d{4}(?:\s+\d\d:\d\d(?::\d\d)?(?:\s*(?:GMT|UTC|[+-]\d{4}))?)?"
)
_CHINESE = re.compile(
    r"([二一][〇○零ＯO九][〇○零ＯO一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_ISSUE = re.compile(r"((?:19|20)\d\d)\s*年?\s*第?\s*(1[0-2]|0?[1-9])\s*[期月]")
_DIGITS = {
    character: str(index)
    for index, characters in enumerate(["〇○零ＯO", "一", "二", "三", "四", "五", "六", "七", "八", "九"])
    for character in characters
}


def full_date(text: str) -> date | None:
    """The first full date in a text; with a time zone, its day in China.

    >>> full_date("Mon, 13 Dec 2021 17:05:24 GMT"), full_date("2022 年 8 月 3 日")
    (datetime.date(2021, 12, 14), datetime.date(2022, 8, 3))
    """
    zoned = _ISO_ZONE.search(text)
    if zoned:
        return _zoned(zoned)
    for pattern in (_FULL, _RFC, _CHINESE):
        found = pattern.search(text)
        if found:
            return _rfc(found.group()) if pattern is _RFC else _chinese(found) if pattern is _CHINESE else _day(found)
    return None


def compact_date(text: str) -> date | None:
    """A date as eight digits (20240909), or a full date."""
    found = _COMPACT.search(text)
    return full_date(text) or (_day(found) if found else None)


def issue_month(text: str) -> date | None:
    """The first day of the month of a masthead such as ``2022年 第08期``."""
    found = _ISSUE.search(text)
    return date(int(found.group(1)), int(found.group(2)), 1) if found else None


def from_seconds(value: float) -> date | None:
    """Seconds or milliseconds since 1970 as a day in China."""
    seconds = value / 1000 if value > 1e11 else value  # noqa: PLR2004 - 1e11 seconds is the year 5138
    if not 3e8 < seconds < 5e9:  # noqa: PLR2004 - 1979 to 2128
        return None
    return datetime.fromtimestamp(seconds, CHINA).date()


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def _zoned(found: re.Match[str]) -> date | None:
    day, time, zone = found.groups()
    zone = "+00:00" if zone == "Z" else zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    try:
        return datetime.fromisoformat(f"{day}T{time}{zone}").astimezone(CHINA).date()
    except (ValueError, OverflowError):
        return None


def _rfc(text: str) -> date | None:
    try:
        moment = parsedate_to_datetime(text)
        return (moment.astimezone(CHINA) if moment.tzinfo else moment).date()
    except (ValueError, TypeError, OverflowError):
        return None


def _chinese(found: re.Match[str]) -> date | None:
    year = int("".join(_DIGITS[character] for character in found.group(1)))
    try:
        return date(year, _small(found.group(2)), _small(found.group(3)))
    except ValueError:
        return None


def _small(text: str) -> int:
    """A Chinese number up to 39."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return int(_DIGITS[text]) if len(text) == 1 else 0
    return int(_DIGITS.get(tens, "1")) * 10 + (int(_DIGITS[ones]) if ones in _DIGITS else 0)

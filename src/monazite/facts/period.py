"""The days that a period covers, so that facts can be sorted and filtered by time."""

from __future__ import annotations

import calendar
import re
from datetime import date

DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
MONTH = re.compile(r"(\d{4})-(\d{2})")
PART = re.compile(r"(\d{4})-([HQ])(\d)")
YEAR = re.compile(r"(\d{4})(?: batch ([\d+]+))?")
YEARLESS = re.compile(r"--(\d{2})-(\d{2})")
MONTHS = {"H": 6, "Q": 3}
LEAP_YEAR = "2024"


def days_of(period: str | None) -> tuple[date, date] | None:
    """First and last day of a period as the facts README writes it; None for an open one or one without a year.

    >>> days_of("2022-H1")
    (datetime.date(2022, 1, 1), datetime.date(2022, 6, 30))
    >>> days_of("2022 batch 2") == days_of("2022"), days_of("--08-13")
    (True, None)
    """
    if not period:
        return None
    if "/" in period:
        first, _, last = period.partition("/")
        a, b = days_of(first), days_of(last)
        return (a[0], b[1]) if a and b else None
    try:
        return _days(period)
    except ValueError:  # a month 13, a 31 June
        return None


def is_period(text: str) -> bool:
    """Whether a text is written as the facts README writes periods.

    >>> is_period("2022 batch 2"), is_period("--02-29"), is_period("2022-13"), is_period("last year")
    (True, True, False, False)
    """
    if match := YEARLESS.fullmatch(text):
        return days_of("-".join((LEAP_YEAR, *match.groups()))) is not None
    return days_of(text) is not None


def _days(period: str) -> tuple[date, date] | None:
    if match := DAY.fullmatch(period):
        day = date(*map(int, match.groups()))
        return day, day
    if match := MONTH.fullmatch(period):
        return _months(int(match[1]), int(match[2]), 1)
    if match := PART.fullmatch(period):
        length = MONTHS[match[2]]
        return _months(int(match[1]), (int(match[3]) - 1) * length + 1, length)
    if match := YEAR.fullmatch(period):
        return _months(int(match[1]), 1, 12)
    return None


def _months(year: int, first: int, length: int) -> tuple[date, date]:
    last = first + length - 1
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1] if last <= 12 else 0)  # noqa: PLR2004


def batch_of(period: str | None) -> str | None:
    """The batch of a quota's period.

    >>> batch_of("2022 batch 1+2"), batch_of("2022")
    ('1+2', None)
    """
    match = YEAR.fullmatch(period or "")
    return match[2] if match else None

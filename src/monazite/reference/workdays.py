"""Chinese working days, as the State Council sets them each year, and the day a monthly report is due."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from monazite.core.errors import ProblemError
from monazite.core.problem import Problem
from monazite.core.words import Words
from monazite.reference.tables import parse_table

_REPORT_DAY = 10  # 2022-2025: figures of a month are due by the 10th of the next (工信部联原〔2022〕90号; 令第71号)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkdayRow:
    """A day of a year's notice that is no plain weekday or weekend: a row of a table of working days.

    Args:
        day: the day.
        is_working: ``working`` for a weekend worked in exchange, ``holiday`` for a weekday off.
        name: of the holiday.
        source: the State Council's notice, by its number (国办发明电…).
        locator: where in the notice.
    """

    day: date
    is_working: bool
    name: str
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Workdays:
    """Years that the calendar package does not know, read from a table.

    Args:
        exceptions: day to whether it is worked, for the days that differ from Monday to Friday.
        years: the years the table covers.
    """

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()


NO_TABLE = Workdays()


def parse_workdays(text: str, place: str = "workdays.csv") -> Workdays:
    """A table of working days with the columns day, is_working, name, source, locator.

    Raises:
        ProblemError: when it is no such table or a row has no source.
    """
    converters = {"day": date.fromisoformat, "is_working": _is_working}
    try:
        rows = parse_table(text, WorkdayRow, converters, place)
    except (ValueError, csv.Error) as error:
        raise ProblemError(_table_problem(place, str(error))) from error
    if not rows or any(not row.source for row in rows):
        raise ProblemError(_table_problem(place, "a row without source"))
    exceptions = MappingProxyType({row.day: row.is_working for row in rows})
    return Workdays(exceptions, frozenset(row.day.year for row in rows))


def is_working_day(day: date, table: Workdays = NO_TABLE) -> bool:
    """Whether the day is worked in China.

    Args:
        day: a day in Asia/Shanghai.
        table: for years beyond the calendar package; it wins where both know a year.

    Raises:
        ProblemError: for a year nobody knows yet: the notice comes out in November of the year before.
    """
    if day.year in table.years:
        return table.exceptions.get(day, day.weekday() < _SATURDAY)
    import chinese_calendar  # noqa: PLC0415 - heavy, and needed only here

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError as error:
        raise ProblemError(_unknown_year(day.year)) from error


def next_working_day(day: date, table: Workdays = NO_TABLE) -> date:
    """The day itself when it is worked, else the first working day after it.

    Raises:
        ProblemError: for a year nobody knows yet.
    """
    while not is_working_day(day, table):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int, table: Workdays = NO_TABLE) -> date:
    """The day on which ``count`` working days after ``day`` have passed; ten for the split of a quota.

    Raises:
        ProblemError: for a year nobody knows yet.
    """
    for _ in range(count):
        day = next_working_day(day + timedelta(days=1), table)
    return day


def monthly_report_due(year: int, month: int, table: Workdays = NO_TABLE) -> date:
    """When the figures of a month are due: the 10th of the next month, moved past holidays.

    >>> monthly_report_due(2022, 8)
    datetime.date(2022, 9, 13)

    Raises:
        ProblemError: for a year nobody knows yet.
    """
    following = date(year + month // 12, month % 12 + 1, _REPORT_DAY)
    return next_working_day(following, table)


def _is_working(cell: str) -> bool:
    if cell not in {"working", "holiday"}:
        raise ValueError(f"expected working or holiday, found {cell!r}")
    return cell == "working"


def _unknown_year(year: int) -> Problem:
    return Problem(
        "workdays-unknown",
        str(year),
        Words("已公布节假日安排的年份", "a year whose holidays are known"),
        Words(f"尚无安排的 {year} 年", f"{year}, for which no notice is loaded"),
        Words("请按国务院办公厅通知载入工作日表", "load a table of working days from the State Council's notice"),
    )


def _table_problem(place: str, found: str) -> Problem:
    return Problem(
        "workdays-table",
        place,
        Words("工作日表（day,is_working,name,source,locator）", "columns day,is_working,name,source,locator"),
        Words(found, found),
        Words("请逐行写明通知文号", "give each row the number of the notice"),
    )

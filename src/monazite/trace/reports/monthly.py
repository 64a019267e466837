"""The monthly report of a party, worked out from the movements of its matter, its quota and its inventories."""

from __future__ import annotations

import calendar
import csv
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources

from sqlalchemy import Connection, case, func, select

from monazite.core import ElementMass, UsageError, reo
from monazite.reference import factors
from monazite.store import said
from monazite.trace.reports.record import MonthlyReport, MufRow, QuotaRow, StockRow
from monazite.trace.tables import SCHEMAS

MOVEMENTS = SCHEMAS["trace_movements"].table
INVENTORIES = SCHEMAS["trace_inventories"].table
LEGS = SCHEMAS["trace_quota_legs"].table

Key = tuple[str, str, str]
"""Stage, class and product."""


def monthly(connection: Connection, party: str, month: str) -> MonthlyReport:
    """The report of a party for a month, as the journal stands now.

    Args:
        connection: to read from.
        party: a firm, a recycler or a group.
        month: such as ``2022-08``.

    Returns:
        Rows in the order of stage, class and product; a product without stock and without movement in the year has
        none.

    Raises:
        UsageError: when it is no month.
    """
    days_of(month)
    return MonthlyReport(
        party=party, month=month, stock=_stock(connection, party, month), quota=_quota(connection, party, month),
        muf=_muf(connection, party, month),
    )  # fmt: skip


def days_of(month: str) -> tuple[date, date]:
    """The first and the last day of a month.

    Raises:
        UsageError: when it is no month.

    >>> days_of("2024-02")[1]
    datetime.date(2024, 2, 29)
    """
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise UsageError(said("monazite.trace", "month-wrong", "month", found=month)) from error
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


@cache
def _columns() -> Mapping[str, str]:
    """The column of a report that each act belongs to; acts without one are other changes."""
    text = (resources.files("monazite.trace.reports") / "columns.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {act: row["column"] for row in rows for act in row["acts"].split("|") if act}


def _stock(connection: Connection, party: str, month: str) -> tuple[StockRow, ...]:
    columns = MOVEMENTS.c
    year = month[:4] + "-01"
    when = case((columns.month == month, "month"), (columns.month >= year, "year"), else_="before")
    names = (columns.stage, columns["class"], columns.product, columns.act, columns.stock_sign, when)
    wanted = select(*names, func.sum(columns.reo_mg)).where(columns.firm == party, columns.month <= month)
    sums: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for stage, klass, product, act, sign, period, amount in connection.execute(wanted.group_by(*names)):
        _add(sums[stage or "", klass, product], act, sign, period, int(amount))
    return tuple(_stock_row(key, sums[key]) for key in sorted(sums) if any(sums[key].values()))


def _add(sums: dict[str, int], act: str, sign: int, period: str, amount: int) -> None:
    """Count one sum of movements; a column holds what its acts say, so what adds to or takes from stock is positive."""
    column = _columns().get(act, "other_mg")
    if column == "made_mg" and period != "before":
        sums["made_year_mg"] += amount
    if period != "month":
        sums["opening_mg"] += sign * amount
    elif column == "other_mg":
        sums["other_mg"] += sign * amount
    elif sign:
        sums[column] += amount


def _stock_row(key: Key, sums: Mapping[str, int]) -> StockRow:
    stage, klass, product = key
    gained = sum(sums.get(name, 0) for name in ("opening_mg", "made_mg", "bought_mg", "received_mg", "other_mg"))
    gone = sum(sums.get(name, 0) for name in ("sold_mg", "consumed_mg", "exported_mg"))
    return StockRow(stage=stage, klass=klass, product=product, closing_mg=gained - gone, **sums)


def _quota(connection: Connection, party: str, month: str) -> tuple[QuotaRow, ...]:
    columns = LEGS.c
    first, last = days_of(month)
    is_month = columns.day >= first
    names = (columns.stage, columns["class"], columns.role, is_month)
    wanted = select(*names, func.sum(columns.reo_mg)).where(columns.year == first.year, columns.party == party)
    wanted = wanted.where(columns.role != "issued", columns.day <= last)
    sums: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for stage, klass, role, in_month, amount in connection.execute(wanted.group_by(*names)):
        found = sums[stage, klass]
        found[role] += int(amount)
        found["used_month"] += int(amount) if role == "used" and in_month else 0
    return tuple(_quota_row(key, sums[key]) for key in sorted(sums))


def _quota_row(key: tuple[str, str], sums: Mapping[str, int]) -> QuotaRow:
    allotted = sums.get("held", 0) + sums.get("used", 0) + sums.get("lapsed", 0)
    return QuotaRow(
        stage=key[0], klass=key[1], allotted_mg=allotted, used_mg=sums.get("used_month", 0),
        used_year_mg=sums.get("used", 0), left_mg=sums.get("held", 0),
    )  # fmt: skip


def _muf(connection: Connection, party: str, month: str) -> tuple[MufRow, ...]:
    columns = INVENTORIES.c
    wanted = select(columns.line, columns.muf).where(columns.firm == party, columns.day.between(*days_of(month)))
    sums: dict[str, int] = defaultdict(int)
    for line, muf in connection.execute(wanted.order_by(columns.line)):
        sums[line] += reo(ElementMass.of(muf), factors()).mg
    return tuple(MufRow(line=line, muf_mg=amount) for line, amount in sums.items())

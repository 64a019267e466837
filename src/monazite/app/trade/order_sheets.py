"""A sheet of orders said to an open venue: read, rehearsed whole, and said when no row would be refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monazite.core import Problem
from monazite.trade.gateway import Answer
from monazite.trade.orders_sheet import OrderRow, OrderSheet

if TYPE_CHECKING:
    from monazite.app.trade.desk import Desk


@dataclass(frozen=True, slots=True)
class TakenSheet:
    """What became of an order sheet, or would.

    Args:
        sheet: as read.
        is_said: whether its orders were said to the venue.
        problems: why not, each at its cell or row; of a sheet that was said, those of refused rows.
        answers: of the venue, of each row, when it was said.
    """

    sheet: OrderSheet
    is_said: bool
    problems: tuple[Problem, ...]
    answers: tuple[tuple[OrderRow, Answer], ...] = ()


def take_sheet(desk: Desk, acting: str, data: bytes, name: str, *, is_rehearsal: bool) -> TakenSheet:
    """Read a sheet, rehearse all of it, and say it to the venue when no row would be refused.

    Args:
        desk: the venue.
        acting: the member.
        data: the file.
        name: of the file, for the Problems.
        is_rehearsal: whether to stop before anything is said.
    """
    sheet = desk.read_orders(data, name)
    if sheet.problems:
        return TakenSheet(sheet, is_said=False, problems=sheet.problems)
    told = [(acting, row.command) for row in sheet.rows]
    wrong = _at_rows(sheet.rows, [one.problem for one in desk.rehearse(told)])
    if wrong or is_rehearsal:
        return TakenSheet(sheet, is_said=False, problems=wrong)
    answers = desk.submit_all(told)
    wrong = _at_rows(sheet.rows, [one.problem for one in answers])
    return TakenSheet(sheet, is_said=True, problems=wrong, answers=tuple(zip(sheet.rows, answers, strict=True)))


def _at_rows(rows: Sequence[OrderRow], problems: Sequence[Problem | None]) -> tuple[Problem, ...]:
    return tuple(
        replace(one, place=f"{row.place} ({one.place})") for row, one in zip(rows, problems, strict=True) if one
    )

"""Material balances from the tables of lots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import Connection, and_, select

from monazite.trace.balance.limits import limit
from monazite.trace.balance.record import PeriodBalance, Verdict
from monazite.trace.balance.series import LineMove, Period, Series, added, periods_of, series_of
from monazite.trace.balance.statistics import cusum, residuals
from monazite.trace.tables import SCHEMAS

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

_WARNING, _ALARM = 2.0, 3.0
"""Standard uncertainties from which on a balance is a warning, an alarm."""


def line_balance(connection: Connection, line: str) -> tuple[PeriodBalance, ...]:
    """The balances of a line, period by period and element by element.

    Args:
        connection: to read.
        line: its id.
    """
    moves = SCHEMAS["trace_line_moves"].table
    found = [series_of(name, firm, periods) for name, firm, periods in _periods(connection, moves.c.line == line)]
    return tuple(balance for series in found if series is not None for balance in balances(series))


def site_balance(connection: Connection, site: str) -> tuple[PeriodBalance, ...]:
    """The balances of a site: those of its lines added, with what they share.

    Args:
        connection: to read.
        site: its id; a line belongs to the site that is its parent.
    """
    parties = SCHEMAS["trace_parties"].table
    moves = SCHEMAS["trace_line_moves"].table
    lines = connection.execute(select(parties.c.id).where(and_(parties.c.parent == site, parties.c.kind == "line")))
    found = list(_periods(connection, moves.c.line.in_(list(lines.scalars()))))
    if not found:
        return ()
    series = series_of(site, found[0][1], added([periods for _, _, periods in found]))
    return tuple(balances(series)) if series is not None else ()


def all_series(connection: Connection, until_month: str | None = None) -> list[Series]:
    """The series of every line with a closed period.

    Args:
        connection: to read.
        until_month: ``YYYY-MM``: what happened later is left out; None for everything.
    """
    moves = SCHEMAS["trace_line_moves"].table
    condition = moves.c.month <= until_month if until_month else None
    found = (series_of(line, firm, periods) for line, firm, periods in _periods(connection, condition))
    return [series for series in found if series is not None]


def balances(series: Series) -> Iterator[PeriodBalance]:
    """A series as records: verdict of each period, residual and CUSUM of the sequence."""
    import numpy as np  # noqa: PLC0415  heavy

    scores = residuals(series.muf, series.covariances)
    up, down = cusum(scores)
    sigma = np.sqrt(np.diagonal(series.covariances, axis1=-2, axis2=-1))
    most = limit("cusum", len(series.elements))
    for column, period in enumerate(series.periods):
        for row, element in enumerate(series.elements):
            opening = series.periods[column - 1].measured.get(element, 0) if column else 0
            into, out = period.into.get(element, 0), period.out.get(element, 0)
            measured = period.measured.get(element, 0)
            above, below = float(up[row, column]), float(down[row, column])
            deviation = float(sigma[row, column])
            yield PeriodBalance(
                place=series.place, firm=series.firm, period=period.name, first_day=period.first_day,
                last_day=period.last_day, element=element, opening_mg=opening, in_mg=into, out_mg=out,
                measured_mg=measured, sigma_mg=deviation, residual=float(scores[row, column]), cusum_up=above,
                cusum_down=below, verdict=verdict_of((opening + into - out - measured) / deviation),
                is_drifting=max(above, below) >= most, entry_number=period.entry_number,
            )  # fmt: skip


def verdict_of(score: float) -> Verdict:
    """Within two standard uncertainties, a warning from two, an alarm from three."""
    size = abs(score)
    return "alarm" if size >= _ALARM else "warning" if size >= _WARNING else "within"


def _periods(
    connection: Connection, condition: ColumnElement[bool] | None
) -> Iterator[tuple[str, str, Sequence[Period]]]:
    """Line, firm and closed periods of every line that the condition leaves."""
    for (firm, line), moves in groupby(_moves(connection, condition), key=lambda move: (move.firm, move.line)):
        yield line, firm, periods_of(moves)


def _moves(connection: Connection, condition: ColumnElement[bool] | None) -> Iterator[LineMove]:
    moves, inventories = SCHEMAS["trace_line_moves"].table, SCHEMAS["trace_inventories"].table
    statement = (
        select(
            moves.c.entry_number, moves.c.firm, moves.c.line, moves.c.day, moves.c.kind, inventories.c.period,
            moves.c.matter, moves.c.random, moves.c.shared,
        )
        .select_from(moves.outerjoin(inventories, inventories.c.entry_number == moves.c.entry_number))
        .order_by(moves.c.firm, moves.c.line, moves.c.entry_number, moves.c.leg)
    )  # fmt: skip
    chosen = statement if condition is None else statement.where(condition)
    for row in connection.execute(chosen):
        yield LineMove(
            row.entry_number, row.firm, row.line, row.day.isoformat(), row.kind, row.period or "",
            row.matter, row.random, row.shared,
        )  # fmt: skip

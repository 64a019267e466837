"""Tables of plan as files for a spreadsheet: cover, matching, statements; numbers are numbers there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi.responses import Response

from monazite.web.trade.statement_view import Cell, Printed, Sheet, as_csv, as_xlsx

if TYPE_CHECKING:
    from monazite.app.plan.views import ProgrammeView
    from monazite.plan.matching import Match
    from monazite.web.plan.display import PlanDisplay

TYPES = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}
MATCHED = (
    "matching.group", "matching.week", "matching.scenario", "matching.result", "matching.colour", "matching.demand",
    "matching.delta", "matching.compared", "matching.actual", "matching.maximum",
)  # fmt: skip
"""Heads of the columns of the weeks of groups."""
PARTS = ("demand", "stock", "firm", "optional", "uncovered", "left")


def table_file(printed: Printed, form: str, name: str) -> Response | None:
    """A printed table as a file; None for a form that there is not.

    Args:
        printed: the table.
        form: ``csv`` or ``xlsx``.
        name: of the file, without its ending.
    """
    if form not in TYPES:
        return None
    media, write = TYPES[form]
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(f'{name}.{form}', safe='')}"}
    return Response(write(printed), media_type=media, headers=headers)


def sheet(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: int) -> Sheet:
    """A table whose last so many columns are numbers."""
    first = len(heads) - numbers
    cells = tuple(tuple(Cell(text, is_number=at >= first) for at, text in enumerate(row)) for row in rows)
    return Sheet(title, tuple(Cell(head, is_number=at >= first) for at, head in enumerate(heads)), cells, ())


def cover_sheet(view: ProgrammeView, show: PlanDisplay) -> Printed:
    """The cover of a programme by element and week, in kilograms."""
    record = view.programme.record
    heads = [show.t("plan.element"), show.t("plan.week"), *(show.t(f"plan-part.{part}") for part in PARTS)]
    rows = [[one.element, one.week.isoformat(), *(show.kilograms_of(getattr(one, f"{part}_mg")) for part in PARTS)]
            for one in view.covers]  # fmt: skip
    title = show.t("programme.cover")
    about = ((show.t("plan.programme"), Cell(f"{record.id} {record.name}".strip())),)
    return Printed(title, about, show.t("plan.unit.kg"), _mark(show, is_simulated=view.programme.is_simulated),
                   (sheet(title, heads, rows, len(PARTS)),))  # fmt: skip


def matching_sheet(matches: Sequence[Match], show: PlanDisplay, *, is_simulated: bool) -> Printed:
    """Demand against capacity by group and week."""
    rows = [_match_row(one, show) for one in matches]
    title = show.t("matching.title")
    heads = [show.t(key) for key in MATCHED]
    return Printed(title, (), show.t("matching.unit"), _mark(show, is_simulated=is_simulated),
                   (sheet(title, heads, rows, 5),))  # fmt: skip


def _match_row(one: Match, show: PlanDisplay) -> list[str]:
    verdict, capacity = one.verdict, one.capacity
    judged = ([str(verdict.scenario), show.matched("result", verdict.result), show.matched("colour", verdict.colour)]
              if verdict else ["", show.t("matching.missing"), ""])  # fmt: skip
    numbers = (one.demand, one.delta_production, one.compared, capacity.actual if capacity else None,
               capacity.maximum if capacity else None)  # fmt: skip
    return [one.group, one.week.isoformat(), *judged, *("" if each is None else show.exactly(each) for each in numbers)]


def _mark(show: PlanDisplay, *, is_simulated: bool) -> str:
    return show.t("simulated.mark") if is_simulated else ""

"""Quotas by year, batch and group: what each may mine and separate, the sums checked, an of-which row never added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.app import Workspace
from monazite.core import UsageError
from monazite.facts import Check, QuotaLine, check_of
from monazite.store import said
from monazite.web.page import AnyPage

router = APIRouter(prefix="/quotas", include_in_schema=False)
YEAR_DIGITS = 4
RULES = ("sum", "of_which")
"""Rules of checking that speak of quota tables."""
Wholes = Mapping[str | None, str | None]
"""From the fact of an of-which row to the fact of the row it is part of, as the checks say."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A row: whose quota, and its lines by subject.

    Args:
        org: name of the holder; None for the total.
        cells: lines by subject; several where papers differ.
        is_of_which: whether it is part of the row above and so never added.
    """

    org: str | None
    cells: dict[str, list[QuotaLine]]
    is_of_which: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch, or a whole year.

    Args:
        year: such as ``2022``.
        batch: such as ``2``, None for the year.
        subjects: columns, in the order of work: mining, then separation.
        holders: rows, totals last.
        checks: that used these figures.
    """

    year: str
    batch: str | None
    subjects: tuple[str, ...]
    holders: tuple[Holder, ...]
    checks: tuple[Check, ...]

    @property
    def first_fact(self) -> str:
        """Id of a fact to issue it from in the journal: of a total where there is one."""
        lines = [line for holder in reversed(self.holders) for cells in holder.cells.values() for line in cells]
        return lines[0].fact if lines else ""


@router.get("")
def quotas(page: AnyPage) -> Response:
    """The quota page."""
    lines = page.workspace.quotas()
    years = sorted({line.year for line in lines}, reverse=True)
    wanted = page.request.query_params.get("year", "")
    if wanted and not (wanted.isascii() and wanted.isdecimal() and len(wanted) == YEAR_DIGITS):
        sentence = said("monazite.store", "value-wrong", "year", found=wanted, wanted_zh="年份", wanted_en="a year")
        raise UsageError(sentence)
    year = wanted or (years[0] if years else "")
    checks = _checks(page.workspace) if lines else []
    return page.render("quotas.html", years=years, year=year, batches=batches_of(lines, year, checks))


def _checks(workspace: Workspace) -> list[Check]:
    return [check_of(row) for rule in RULES for row in workspace.check(rule=rule, limit=2000)]


def batches_of(lines: Iterable[QuotaLine], year: str, checks: Sequence[Check]) -> list[Batch]:
    """The lines of one year as a table for each batch, newest batch first."""
    groups: dict[str | None, list[QuotaLine]] = {}
    for line in lines:
        if line.year == year:
            groups.setdefault(line.batch, []).append(line)
    order = sorted(groups, key=lambda batch: batch or "", reverse=True)
    return [_batch(year, batch, groups[batch], checks) for batch in order]


def _batch(year: str, batch: str | None, lines: Sequence[QuotaLine], checks: Sequence[Check]) -> Batch:
    ids = {line.fact for line in lines}
    used = tuple(check for check in checks if any(one.fact_id in ids for one in check.inputs))
    wholes = {c.inputs[0].fact_id: c.inputs[1].fact_id for c in used if c.rule == "of_which" and len(c.inputs) > 1}
    holders: dict[str | None, list[QuotaLine]] = {}
    for line in lines:
        holders.setdefault(line.org, []).append(line)
    rows = [_holder(org, mine, wholes) for org, mine in holders.items() if org is not None]
    rows = _parts_under_wholes(rows, holders, wholes)
    rows += [_holder(None, holders[None], wholes)] if None in holders else []
    return Batch(year, batch, tuple(dict.fromkeys(line.subject for line in lines)), tuple(rows), used)


def _holder(org: str | None, lines: Sequence[QuotaLine], wholes: Wholes) -> Holder:
    cells: dict[str, list[QuotaLine]] = {}
    for line in lines:
        same = cells.setdefault(line.subject, [])
        if all(other.reo_tonnes != line.reo_tonnes for other in same):
            same.append(line)
    return Holder(org, cells, any(line.fact in wholes for line in lines))


def _parts_under_wholes(
    rows: Iterable[Holder], lines: Mapping[str | None, Sequence[QuotaLine]], wholes: Wholes
) -> list[Holder]:
    """The rows with each of-which row right under the row it is part of."""
    holder_of = {line.fact: org for org, mine in lines.items() for line in mine}
    parts: dict[str | None, list[Holder]] = {}
    plain: list[Holder] = []
    for row in rows:
        whole = next((holder_of.get(wholes[line.fact] or "") for line in lines[row.org] if line.fact in wholes), None)
        if whole is None or whole == row.org:
            plain.append(row)
        else:
            parts.setdefault(whole, []).append(row)
    under = [[row, *parts.pop(row.org, [])] for row in plain]
    return [row for group in (*under, *parts.values()) for row in group]

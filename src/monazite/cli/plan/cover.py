"""`monazite plan cover`: how much of each week's demand is met, by stock, agreed supply and options."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from monazite.cli.terminal import Terminal, json_line
from monazite.core import Problem
from monazite.plan.said import problem

if TYPE_CHECKING:
    from monazite.plan.cover import Cover

MASSES = ("demand", "stock", "firm", "optional", "uncovered")


def show_cover(terminal: Terminal, *, demand: Path, supply: Path | None, commitments: Path | None) -> int:
    """Print the cover of each week: with JSON one array, else the weeks and then the sums by element.

    Args:
        terminal: where to.
        demand: CSV of what each week needs.
        supply: CSV of stock, firm and optional supply.
        commitments: folder of commitments as JSON; may stand beside a CSV that holds the stock.

    Returns:
        1 when a file cannot be used, 2 without any supply.
    """
    from monazite.plan.cover import Cover, committed, cover, read_commitments, read_demand, read_supply

    problems: list[Problem] = []
    if supply is None and commitments is None:
        terminal.problem(problem("cover-no-supply", "--supply"))
        return 2
    needed = read_demand(demand, problems)
    held = () if supply is None else read_supply(supply, problems)
    agreed = () if commitments is None else read_commitments(commitments, problems)
    coming = () if problems else committed(agreed, needed, problems)
    found = () if problems else cover(needed, (*held, *coming))
    problems += [one for one in found if isinstance(one, Problem)]
    for one in problems:
        terminal.problem(one)
    if problems:
        return 1
    covers = [one for one in found if isinstance(one, Cover)]
    if terminal.is_json:
        sys.stdout.write(json_line([one.as_json() for one in covers]) + "\n")
    else:
        _tell(terminal, covers)
    return 0


def _tell(terminal: Terminal, covers: Sequence[Cover]) -> None:
    from monazite.plan.cover import sums

    weeks = [
        [one.material, one.element, one.week.isoformat(),
         *map(_kg, (one.demand_mg, one.stock_mg, one.firm_mg, one.optional_mg, one.uncovered_mg, one.left_mg,
                    one.lapsed_mg))]
        for one in covers
    ]  # fmt: skip
    _table(terminal, ("week", *MASSES, "left", "lapsed"), weeks)
    terminal.line()
    totals = [
        [one.material, one.element,
         *map(_kg, (one.demand_mg, one.stock_mg, one.firm_mg, one.optional_mg, one.uncovered_mg, one.lapsed_mg)),
         f"{float(one.uncovered_share):.1%}", one.first_uncovered.isoformat() if one.first_uncovered else "–",
         *(_days(terminal, days) for days in (one.firm_days, one.days))]
        for one in sums(covers)
    ]  # fmt: skip
    _table(terminal, (*MASSES, "lapsed", "share", "first", "firm_days", "days"), totals)


def _table(terminal: Terminal, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table whose first column, the material, stands only where any row has one."""
    cut = 0 if any(row[0] for row in rows) else 1
    header = [terminal.words(f"plan.cover.column.{name}") for name in ("material", "element", *names)]
    terminal.plain_table(header[cut:], [row[cut:] for row in rows])


def _kg(mass_mg: int) -> str:
    return f"{Decimal(mass_mg) / 10**6:,f}"


def _days(terminal: Terminal, days: Fraction | None) -> str:
    return terminal.words("plan.cover.all") if days is None else f"{float(days):.1f}"

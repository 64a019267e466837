"""The answer of the search as its page shows it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monazite.core import ProblemError
from monazite.design.search import Infeasible
from monazite.design.units import degc
from monazite.web.design.bench_view import known, rows_of
from monazite.web.design.written import write_line
from monazite.web.remember import remembered

if TYPE_CHECKING:
    from monazite.app import Workspace
    from monazite.app.design.views import Answer, Frontier
    from monazite.web.design.curves import CurveRow
    from monazite.web.design.search_asked import Wanted

TENTHS, HUNDREDTHS, ROUNDING = 10, 100, 1e-6


@dataclass(frozen=True, slots=True)
class Answered:
    """What a page of the search shows.

    Args:
        wanted: the address, with what the search itself could not use.
        answer: None where nothing could be searched.
        frontier: that was asked for; None without.
        curve: table of the optimum's curves.
        line: its recipe as one line; empty without.
    """

    wanted: Wanted
    answer: Answer | None = None
    frontier: Frontier | None = None
    curve: tuple[CurveRow, ...] = ()
    line: str = ""

    def raised(self, name: str, share: float) -> str:
        """The caps of the address, one of them raised.

        Args:
            name: of the cap: an element or an offer.
            share: of mass.
        """
        most = self.wanted.query.most if self.wanted.query else {}
        shares = {**most, name: float(upper(100 * share)) / 100}
        return ", ".join(f"{key}:{100 * one:g}" for key, one in shares.items())


def lower(kelvin: float) -> str:
    """A temperature in °C, rounded down to a tenth, so that it still is feasible.

    >>> lower(405.67)
    '132.5'
    """
    return f"{math.floor(degc(kelvin) * TENTHS + ROUNDING) / TENTHS:g}"


def upper(value: float) -> str:
    """A number rounded up to two places, so that it still is feasible.

    >>> upper(1.4821), upper(0.3)
    ('1.49', '0.3')
    """
    return f"{math.ceil(value * HUNDREDTHS - ROUNDING) / HUNDREDTHS:g}"


def answered(workspace: Workspace, wanted: Wanted) -> Answered:
    """Search what an address asks; answers are kept until the journal, the papers or the day change.

    Args:
        workspace: whose prices and burdens count.
        wanted: the address, read.
    """
    query, over = wanted.query, wanted.over
    if query is None:
        return Answered(wanted)
    key = (*known(workspace), *((name, text) for name, text in wanted.texts.items() if name != "over"))
    try:
        answer = remembered(workspace, ("design-search", *key), lambda: workspace.design.search(query))
        frontier = (
            remembered(workspace, ("design-frontier", over, *key), lambda: workspace.design.frontier(query, over))
            if over else None
        )  # fmt: skip
    except ProblemError as error:
        return Answered(replace(wanted, problems=(error.problem,)))
    if isinstance(answer.found, Infeasible) or answer.bench is None:
        return Answered(wanted, answer)
    line = write_line(answer.bench.recipe, is_dual=answer.bench.is_dual)
    return Answered(wanted, answer, frontier, rows_of(answer.bench), line)

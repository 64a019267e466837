"""The bench as its page shows it: everything of a recipe from `workspace.design`, its curves as one table."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from monazite.design.service import curve_at
from monazite.facts import DOCUMENTS, FACTS
from monazite.web.design.curves import CurveRow, curve_rows, line_of
from monazite.web.remember import remembered

if TYPE_CHECKING:
    from monazite.app import Workspace
    from monazite.app.design.views import Bench, Offered
    from monazite.web.design.asked import Asked


def bench_of(workspace: Workspace, wanted: Asked) -> Bench | None:
    """All that follows from the recipe of an address; None where there is none.

    Args:
        workspace: whose prices and burdens count.
        wanted: the address, read.
    """
    if wanted.written is None or wanted.problems:
        return None
    return workspace.design.bench(
        wanted.written.recipe, wanted.kelvin, wanted.permeance, wanted.grade, wanted.opposing_a_per_m,
        is_dual=wanted.written.is_dual, offered=offered(workspace),
    )  # fmt: skip


def offered(workspace: Workspace) -> Offered:
    """The prices of today, kept until the journal or the papers change.

    Args:
        workspace: whose prices.
    """
    return remembered(workspace, ("design-offers", *known(workspace)), workspace.design.offers)


def known(workspace: Workspace) -> tuple[Hashable, ...]:
    """What prices depend on besides the journal: the day, and how much was read.

    Args:
        workspace: whose day and papers.
    """
    return workspace.design.today, workspace.count(DOCUMENTS), workspace.count(FACTS)


def rows_of(one: Bench) -> tuple[CurveRow, ...]:
    """The table of its curves, with the load line.

    Args:
        one: the bench.
    """
    lines = [line_of(curve_at(magnet)) for magnet in one.magnets]
    return curve_rows(lines, one.permeance, one.opposing_a_per_m)

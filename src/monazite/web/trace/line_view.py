"""What the pages of process lines show: the last balance of each line, and one line element by element."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monazite.app import LISTS
from monazite.core import ElementMass
from monazite.ledger import balances as journal_balances
from monazite.store import ListQuery
from monazite.trace.balance import PeriodBalance
from monazite.trace.balance.limits import limit
from monazite.trace.balance.query import all_series, balances
from monazite.trace.lots import reo_mg
from monazite.trace.lots.alarms import Recovery, recovery_of
from monazite.web.bands import Chart, cusum_chart, muf_chart
from monazite.web.remember import remembered
from monazite.web.trace.lot_view import in_order

if TYPE_CHECKING:
    from monazite.app import Workspace
    from monazite.trace.permits import StoredParty

MAGNET = ("Nd", "Pr", "Dy", "Tb")
"""Elements that a line is first looked at by, where it holds them."""
MOST_RUNS, MOST_LOTS = 200, 500
PPM = 1_000_000
WORST = {"within": 0, "warning": 1, "alarm": 2}


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line in the list.

    Args:
        party: the line.
        last: balance of its last period that is furthest off, by standard uncertainties; None without an inventory.
        content_mg: what the journal says is in it now, as oxides.
        is_drifting: whether a CUSUM of its last period passed its limit.
    """

    party: StoredParty
    last: PeriodBalance | None
    content_mg: int
    is_drifting: bool


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run with its recovery.

    Args:
        row: of the list of runs.
        recovery_ppm: REO of the lots that came out over REO fed; None where nothing was fed.
        expected: range of the law or the trade, None for no range.
    """

    row: Mapping[str, Any]
    recovery_ppm: int | None
    expected: Recovery | None

    @property
    def is_outside(self) -> bool:
        """Whether the recovery lies outside its range."""
        if self.expected is None or self.recovery_ppm is None:
            return False
        return not self.expected.low_ppm <= self.recovery_ppm <= self.expected.high_ppm


@dataclass(frozen=True, slots=True)
class LineView:
    """One element of one line.

    Args:
        elements: that the line has balances of.
        element: that is shown.
        periods: its balances, oldest first.
        muf: chart in kilograms; None without a period.
        cusum: chart; None without a period.
        limit: of the CUSUM.
    """

    elements: tuple[str, ...]
    element: str
    periods: tuple[PeriodBalance, ...]
    muf: Chart | None
    cusum: Chart | None
    limit: float


def line_rows(workspace: Workspace, lines: Iterable[StoredParty]) -> list[LineRow]:
    """Lines with their last balances and what is in them; two queries for all."""
    last = remembered(workspace, "last balances", lambda: _last(workspace))
    content = contents(workspace)
    rows = []
    for party in lines:
        balances_of = last.get(party.id, ())
        worst = max(balances_of, key=lambda one: (WORST[one.verdict], abs(one.score)), default=None)
        rows.append(LineRow(party, worst, content.get(party.id, 0), any(one.is_drifting for one in balances_of)))
    return rows


def _last(workspace: Workspace) -> dict[str, tuple[PeriodBalance, ...]]:
    with workspace.reading() as connection:
        found = all_series(connection)
    last = {}
    for series in found:
        every = tuple(balances(series))
        last[series.place] = tuple(one for one in every if one.period == series.periods[-1].name)
    return last


def contents(workspace: Workspace, firm: str = "") -> dict[str, int]:
    """What the journal says is in lines now, as oxides.

    Args:
        workspace: whose.
        firm: of the lines; all when empty.
    """
    found: dict[str, int] = {}
    with workspace.reading() as connection:
        for account, _, amount in journal_balances(connection, prefix=f"line/{firm}/" if firm else "line/"):
            if isinstance(amount, ElementMass):
                line = account.split("/")[2]
                found[line] = found.get(line, 0) + reo_mg(amount)
    return found


def line_view(found: Sequence[PeriodBalance], wanted: str) -> LineView:
    """One element of a line's balances.

    Args:
        found: all its balances.
        wanted: symbol; where it has none of it, the first of magnet elements.
    """
    elements = in_order({one.element for one in found})
    choices = (wanted, *MAGNET, *elements)
    element = next((one for one in choices if one in elements), "")
    periods = tuple(one for one in found if one.element == element)
    most = limit("cusum", max(1, len(elements)))
    if not periods:
        return LineView(elements, element, (), None, None, most)
    muf = muf_chart([one.muf_mg / PPM for one in periods], [one.sigma_mg / PPM for one in periods])
    cusum = cusum_chart([one.cusum_up for one in periods], [one.cusum_down for one in periods], most)
    return LineView(elements, element, periods, muf, cusum, most)


def runs_of(workspace: Workspace, line: str) -> list[RunRow]:
    """Runs of a line, the newest first, against the range of their stage and class."""
    rows = workspace.page(LISTS["runs"], ListQuery({"line": line}, limit=MOST_RUNS)).rows
    lots = workspace.page(LISTS["lots"], ListQuery({"line": line}, limit=MOST_LOTS)).rows
    classes: dict[str, set[str]] = {}
    for lot in lots:
        classes.setdefault(lot["run"], set()).add(lot["class"])
    return [_run(row, classes.get(row["id"], set())) for row in rows]


def _run(row: Mapping[str, Any], classes: set[str]) -> RunRow:
    fed, made = row["in_reo_mg"], row["out_reo_mg"]
    ppm = made * PPM // fed if fed and fed > 0 else None
    ore_class = next(iter(classes)) if len(classes) == 1 else "all"
    return RunRow(row, ppm, recovery_of(row["stage"], ore_class))


def whole_recovery(runs: Sequence[RunRow], content_mg: int) -> int | None:
    """REO out over REO fed less what is still in the line, of all runs together; None where nothing was fed."""
    fed = sum(run.row["in_reo_mg"] for run in runs) - content_mg
    return sum(run.row["out_reo_mg"] for run in runs) * PPM // fed if fed > 0 else None

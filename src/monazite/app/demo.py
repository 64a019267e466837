"""The demo: a workspace of the packaged sample papers, a simulated year of chain, exchange and plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING

from monazite.app.read.files import Progress, ReadResult, nothing
from monazite.app.read.sources import Source
from monazite.app.workspace import Workspace

if TYPE_CHECKING:
    from monazite.ledger.audit import AuditReport

SAMPLES = "monazite.samples"
NO_PAPERS = (".py", ".pyc")
NOT_SAMPLES = ("README.md",)
SMALL = ("industry-review-2022h1.md", "price-bulletin-2022-08.txt", "quota-notice-2022-2.html")
"""Papers of the small demo: those that its month needs."""
YEAR, SEED, LOTS, SMALL_LOTS = 2022, 1, 400, 150
"""The simulated year: its published tonnages, and roughly how many lots stand for them."""
INSPECTED_MONTH, INSPECTED_LOTS, INSPECTOR = "2022-12", 4, "MIN"


def sample_sources(*, small: bool = False) -> list[Source]:
    """The sample papers, in order of their names.

    Args:
        small: only those that the month of the story needs.
    """
    entries = [entry for entry in resources.files(SAMPLES).iterdir() if entry.is_file()]
    papers = [
        e for e in entries if not e.name.endswith(NO_PAPERS) and e.name not in NOT_SAMPLES and e.name[0] not in "._"
    ]
    sources = [Source(entry.name, data=entry.read_bytes()) for entry in sorted(papers, key=lambda entry: entry.name)]
    return [one for one in sources if not small or one.name in SMALL]


def read_samples(
    workspace: Workspace, *, small: bool = False, progress: Callable[[Progress], None] = nothing
) -> ReadResult:
    """Read the sample papers into a workspace.

    Args:
        workspace: to read into.
        small: only those that the month of the story needs.
        progress: is told how far it is.
    """
    return workspace.read([], extra=sample_sources(small=small), progress=progress)


def simulate_year(
    workspace: Workspace, *, small: bool = False, progress: Callable[[int, int], None] | None = None
) -> AuditReport | None:
    """Write a year of an invented chain with the published tonnages of 2022, and beside it an exchange and plan.

    That is a week of the exchange in its August, and what its magnet and motor makers agree in plan.

    Some lots are inspected at the end, and the journal is audited.

    Args:
        workspace: to write into; nothing is written when its journal holds entries.
        small: fewer lots.
        progress: told how many lots are made, of how many.

    Returns:
        The audit of the journal; None when it held entries before.
    """
    from monazite.app.plan.story import PlanStory  # noqa: PLC0415  loads the rooms of plan
    from monazite.app.trade.week import TradeWeek  # noqa: PLC0415  loads the rooms of the exchange

    trace = workspace.trace
    if trace.size():
        return None
    plan = PlanStory(workspace)
    with TradeWeek(workspace, SEED) as week:

        def beside(day: date) -> None:
            week.until(day)
            plan.until(day)

        lots = SMALL_LOTS if small else LOTS
        trace.simulate(year=YEAR, lots=lots, seed=SEED, progress=progress, beside=beside)
        week.finish()
        plan.finish()
    _inspect(workspace)
    return trace.audit()


def open_today(workspace: Workspace) -> tuple[str, ...]:
    """Open a day at the simulated venues for visitors; see `monazite.app.trade.week.open_today`."""
    from monazite.app.trade import week as trade_week  # noqa: PLC0415  loads the rooms of the exchange

    return trade_week.open_today(workspace)


def _inspect(workspace: Workspace) -> None:
    """Draw lots of the last month by the log's hash and record that they were in order."""
    from monazite.trace.reports import draw, draw_lots, inspection  # noqa: PLC0415  the room is large

    trace = workspace.trace
    note = trace.checkpoint()
    with workspace.reading() as connection:
        lots = draw_lots(connection, INSPECTED_MONTH, note, INSPECTED_LOTS)
    day = trace.today.isoformat()
    drawn = draw(
        id="demo-draw", time=day, actor=INSPECTOR, month=INSPECTED_MONTH, checkpoint=note, lots=lots, simulated=True
    )
    found = inspection(
        id="demo-inspection", time=day, actor=INSPECTOR, lots=lots[:-1], result="passed", drawn_by=drawn.id,
        simulated=True,
    )  # fmt: skip
    trace.post([drawn, found])

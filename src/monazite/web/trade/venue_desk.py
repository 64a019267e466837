"""How pages, JSON and streams reach a venue: opened at first use by this process, its clock running until it closes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from starlette.concurrency import run_in_threadpool

from monazite.core import ProblemError

if TYPE_CHECKING:
    from monazite.app import Workspace
    from monazite.app.trade.desk import Desk
    from monazite.trade.session import Machine

T = TypeVar("T")
ELSEWHERE = "log-locked"
"""What a venue says that another process has open."""


def venue_desk(workspace: Workspace, venue: str) -> Desk:
    """An open venue whose countdowns run, told what the journal has of it; `Workspace.close` closes it.

    Args:
        workspace: of the pages.
        venue: its id.

    Raises:
        ProblemError: ``log-locked`` when another process has it open; when its log is damaged.
    """
    desk = workspace.trade.opened(venue)
    if desk is None:
        desk = workspace.trade.desk(venue)
        workspace.trade.learn(venue)
    desk.run_clock()
    return desk


async def venue_desk_soon(workspace: Workspace, asked: str | None) -> Desk:
    """As `venue_desk`, from a task; of the venue that is asked for, or the only one.

    Raises:
        ProblemError: as `venue_desk` and `Market.venue`.
    """
    known = workspace.trade.opened(asked) if asked else None
    if known is not None:
        known.run_clock()
        return known
    return await run_in_threadpool(lambda: venue_desk(workspace, workspace.trade.venue(asked)))


def looked(workspace: Workspace, venue: str, view: Callable[[Machine], T]) -> T | None:
    """What a view of the venue's state gives; None when another process has the venue open.

    Raises:
        ProblemError: when its log is damaged.
    """
    try:
        desk = venue_desk(workspace, venue)
    except ProblemError as error:
        if error.problem.code == ELSEWHERE:
            return None
        raise
    return desk.ask(view)

"""A venue opened from the command line, and what is named in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from monazite.cli.terminal import Terminal
from monazite.cli.workspace import open_workspace
from monazite.core import Problem, ProblemError
from monazite.store import nearest, said

if TYPE_CHECKING:
    from monazite.app import Workspace
    from monazite.app.trade.desk import Desk
    from monazite.trade.record import Instrument

ELSEWHERE = "log-locked"
"""What a venue says that another process has open."""


@contextmanager
def open_desk(terminal: Terminal, directory: Path, venue: str | None, *, is_reading: bool = False) -> Iterator[Desk]:
    """A venue of a workspace, opened for this command; whatever ran out meanwhile has ended.

    Raises:
        ProblemError: ``venue-served`` when another process has it open, ``log-missing`` for one that never traded.
    """
    from monazite.trade.log import venue_folder

    with open_workspace(terminal, directory) as workspace:
        found = workspace.trade.venue(venue)
        folder = venue_folder(workspace.directory, found)
        if is_reading and not folder.is_dir():
            raise ProblemError(said("monazite.trade.log", "log-missing", folder))
        desk = opened_desk(workspace, found)
        if not is_reading:
            workspace.trade.learn(found)
            desk.gateway.tick()
        yield desk


def opened_desk(workspace: Workspace, venue: str) -> Desk:
    """A venue opened for trading, as yet told nothing.

    Raises:
        ProblemError: ``venue-served`` when another process has it open.
    """
    try:
        return workspace.trade.desk(venue)
    except ProblemError as error:
        if error.problem.code != ELSEWHERE:
            raise
        raise ProblemError(said("monazite.app", "venue-served", venue)) from error


def instrument_at(desk: Desk, name: str) -> Instrument:
    """An instrument that is traded at an open venue.

    Raises:
        ProblemError: when there is none of that name; it says the nearest.
    """
    known = desk.instruments()
    if name not in known:
        near = nearest(name, list(known))
        raise ProblemError(said("monazite.trade.session", "instrument-unknown", desk.venue, found=name, nearest=near))
    return known[name]


def ticks_at(price: str, instrument: Instrument) -> int:
    """A price as people write it, in ticks.

    Raises:
        ProblemError: when it is no price, or lies between two ticks.
    """
    from monazite.trade.session import ticks_of

    ticks = ticks_of(price, instrument)
    if isinstance(ticks, Problem):
        raise ProblemError(ticks)
    return ticks

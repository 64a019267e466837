"""What a venue refused on a day, as pages show it: who said what, and the sentence with which it was refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monazite.core import Problem, ProblemError

if TYPE_CHECKING:
    from datetime import date

    from monazite.app import Workspace
    from monazite.trade.log import Refusal

SHOWN_REFUSALS = 100
"""Refusals of a day that a page shows, the newest."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A command that was refused (拒绝的指令), to show. What is not of its type was said so, and is left out.

    Args:
        number: in the log.
        time_ms: UTC milliseconds since 1970.
        actor: who said it.
        kind: of the command.
        instrument: its id; empty for none.
        side: buy or sell; empty for none.
        price_ticks: in ticks of the instrument; None for none.
        lots: how many; None for none.
        of: number of the order, listing, auction or deal that it is about; None for none.
        problem: why it was refused.
    """

    number: int
    time_ms: int
    actor: str
    kind: str
    instrument: str
    side: str
    price_ticks: int | None
    lots: int | None
    of: int | None
    problem: Problem


def refused_on(workspace: Workspace, venue: str, day: date, *, member: str | None = None) -> list[RefusedRow] | Problem:
    """What a venue refused on a day, newest first; a Problem where its log cannot be read.

    The log is run again for it: a page asks where somebody wants to see it, not each time it is shown.

    Args:
        workspace: whose.
        venue: its id.
        day: it may still be open.
        member: only this member's; everybody's when None.
    """
    try:
        found = workspace.trade.refusals(venue, day.isoformat(), member=member, limit=SHOWN_REFUSALS)
    except ProblemError as error:
        return error.problem
    return [_row(one) for one in found]


def _row(refused: Refusal) -> RefusedRow:
    said = refused.said
    command = said.command
    named = (_number(command.get(name)) for name in ("order", "of", "listing", "auction", "deal", "obligation"))
    return RefusedRow(
        said.number, said.time_ms, said.actor, _text(command.get("kind")), _text(command.get("instrument")),
        _text(command.get("side")), _number(command.get("price_ticks")), _number(command.get("lots")),
        next((one for one in named if one is not None), None), refused.problem,
    )  # fmt: skip


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> int | None:
    return value if type(value) is int else None

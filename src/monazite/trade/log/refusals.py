"""What a venue has refused on a day (拒绝的指令): the log has the commands, running them again says why."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from monazite.core import Problem, shanghai_day
from monazite.trade.log.applied import Applied
from monazite.trade.log.record import Recorded
from monazite.trade.log.replay import MachineT, before_day, steps
from monazite.trade.log.segment import Walk

KEPT_REFUSALS = 1000
"""Refusals of a day that are handed back, the newest."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A command that was recorded and refused.

    Args:
        said: the command, with its number, its time and its actor.
        problem: why it was refused.
    """

    said: Recorded
    problem: Problem

    def as_json(self) -> dict[str, Any]:
        """As programs get it: number, time, actor, the command as it was said, the problem in both languages."""
        return {
            "number": self.said.number, "time_ms": self.said.time_ms, "actor": self.said.actor,
            "command": dict(self.said.command), "problem": self.problem.as_json(),
        }  # fmt: skip


def refusals(
    folder: Path,
    venue: str,
    new_machine: Callable[[], MachineT],
    day: str,
    *,
    actor: str | None = None,
    limit: int = KEPT_REFUSALS,
) -> list[Refusal]:
    """The commands that a venue refused on a trading day, newest first; nothing is written.

    The day is run again from the end of the one before, also while it is open. What the gateway never recorded (no
    command at all, a full disk, a venue that has halted) is in no log.

    Args:
        folder: of the venue, as `venue_folder` says.
        venue: its id.
        new_machine: makes one that nothing has happened to.
        day: ISO 8601; of the commands after the close of the day before, to its own close or to the end of the log.
        actor: only those of this member (or the venue itself); all when None.
        limit: how many, at most `KEPT_REFUSALS`.

    Returns:
        The newest; none for a day that the log does not have.

    Raises:
        ProblemError: ``log-missing``, and as `monazite.trade.log.replay.steps` and `restore`.
    """
    restored = before_day(folder, venue, new_machine, day)
    walk = Walk(folder, venue, restored.number)
    kept: deque[Refusal] = deque(maxlen=max(0, min(limit, KEPT_REFUSALS)))
    is_of_day = False
    for _, _, applied in steps(walk, restored.machine):
        is_of_day = is_of_day or any(_date(said) == day for said in applied.commands)
        kept.extend(one for one in _refused(applied) if actor in {None, one.said.actor})
        if applied.day is not None and applied.day >= day:
            is_of_day = applied.day == day
            break
        if applied.day is not None:
            kept.clear()
            is_of_day = False
    return list(reversed(kept)) if is_of_day else []


def _refused(applied: Applied) -> Iterator[Refusal]:
    for said, outcome in zip(applied.commands, applied.outcomes, strict=True):
        if outcome.problem is not None:
            yield Refusal(said, outcome.problem)


def _date(said: Recorded) -> str:
    return shanghai_day(_EPOCH + timedelta(milliseconds=said.time_ms)).isoformat()

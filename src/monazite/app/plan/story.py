"""The simulated story of plan, told beside the simulated year through the public acts, its clock following it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from monazite.app.plan.verb import Plan
from monazite.app.read.sources import Source
from monazite.app.trace.act_book import ActBook
from monazite.app.trace.verb import Trace
from monazite.app.trace.year import FollowingClock
from monazite.app.trade.market import Market
from monazite.app.workspace import Workspace
from monazite.core import InternalError, Problem
from monazite.ledger import Answer
from monazite.plan.simulate import DOCUMENT, Scene, minutes, story

PAY = "pay"
"""The act that is no entry of its own making: a settlement paid as it comes out."""
FINE = frozenset({"accepted", "duplicate"})


class PlanStory:
    """The story, scene after scene beside whatever else is simulated.

    Args:
        workspace: to write into.
    """

    def __init__(self, workspace: Workspace) -> None:
        """Put everything down; nothing is done yet."""
        self._workspace, self._clock = workspace, FollowingClock()
        trace = Trace(workspace.home, self._clock, workspace.reading)
        self._plan = Plan(
            workspace.home,
            self._clock,
            Market(workspace.home, self._clock, trace, workspace.reading),
            workspace.reading,
        )
        self._books: dict[str, ActBook] = {"trace": trace, "plan": self._plan}
        self._scenes = list(reversed(story()))

    def until(self, day: dt.date) -> None:
        """Do what comes before a day."""
        while self._scenes and self._scenes[-1].day < day:
            self._play(self._scenes.pop())

    def finish(self) -> None:
        """Do all that is left."""
        self.until(dt.date.max)

    def _play(self, scene: Scene) -> None:
        """Do one act.

        Raises:
            InternalError: when the journal does not take it.
        """
        self._clock.day = max(self._clock.day, scene.day)
        if scene.act == PAY:
            commitment, period = (scene.values[name][0] for name in ("commitment", "period"))
            answer: Answer | list[Problem] | None = self._plan.pay(commitment, period, actor=scene.actor, id=scene.id)
        else:
            values = {name: [self._read(one) for one in told] for name, told in scene.values.items()}
            answer = self._books[scene.verb].submit(scene.act, values, actor=scene.actor, id=scene.id)
        if answer is not None and (isinstance(answer, list) or answer.status not in FINE):
            raise InternalError(f"{scene.id} {scene.act}: {_why(answer)}")

    def _read(self, value: str) -> str:
        """A value; the minutes are read when they are named, and go by the id of their document."""
        if value != DOCUMENT:
            return value
        self._workspace.read([], extra=[Source(DOCUMENT, data=minutes())], jobs=0)
        return next(str(one["id"]) for one in self._workspace.documents(text=DOCUMENT))


def _why(answer: Answer | Sequence[Problem]) -> str:
    problems = (answer.problem,) if isinstance(answer, Answer) else answer
    return " ".join(one.sentence("en") for one in problems if one is not None)

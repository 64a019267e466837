"""What waits for the writer of a gateway, and how it is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from monazite.core import Problem, Words
from monazite.trade.gateway.record import Answer
from monazite.trade.log.applied import Applied
from monazite.trade.log.said import problem, whole


@dataclass(frozen=True, slots=True)
class Said:
    """A command that waits for its turn."""

    actor: str
    data: bytes
    is_last_of_day: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits for its turn."""

    view: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to a question, or what the question raised."""

    value: Any = None
    error: Exception | None = None


def ends_group(item: Said | Asked) -> bool:
    """Whether a group ends behind it: questions see whole groups, a day's file ends with the day."""
    return isinstance(item, Asked) or item.is_last_of_day


def value_of(told: Told) -> Any:
    """The answer to a question; raises what the question raised."""
    if told.error is not None:
        raise told.error
    return told.value


def refused_for(why: Problem) -> Answer:
    """The answer to a command that is not in the log."""
    return Answer(None, None, "refused", why)


def halted_for(venue: str, halted: Problem) -> Problem:
    """What a halted venue says to everybody."""
    return problem("log-halted", venue, reason=whole(halted))


def words_of(error: BaseException) -> Words:
    """What our own error says."""
    return Words(*[f"{type(error).__name__}: {error}"] * 2)


def answer_of(applied: Applied, place: int, refused: dict[str, Problem]) -> Answer:
    """The answer to a command of a settled group.

    Args:
        applied: the group.
        place: of the command in it.
        refused: of entries that the journal did not accept, why.
    """
    said, outcome = applied.commands[place], applied.outcomes[place]
    if refused:
        for effect in outcome.effects:
            if effect.id in refused:
                return Answer(said.number, said.time_ms, "unsettled", refused[effect.id], outcome.events)
    return Answer(said.number, said.time_ms, outcome.status, outcome.problem, outcome.events)

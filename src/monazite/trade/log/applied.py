"""A frame's commands given to the machine: the same way while trading, when opening again, and when replaying."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monazite.core import InternalError
from monazite.trade.log.frame import Frame
from monazite.trade.log.plain import recorded
from monazite.trade.log.record import Machine, Outcome, Recorded
from monazite.trade.record import Effect

CLOSE_DAY = "close_day"
"""The kind of the command that ends a trading day, and with it a group and a segment."""
DAY_END = "day_end"


class MachineError(InternalError):
    """The machine has broken its promise at a command; what it left half done must not go on.

    Args:
        number: of the command.
        reason: what it raised.
    """

    def __init__(self, number: int, reason: str) -> None:
        """Carry both."""
        super().__init__(f"command {number}: {reason}")
        self.number, self.reason = number, reason


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of the commands of a frame.

    Args:
        commands: of the frame.
        outcomes: one for each.
        effects: of all of them, in order, day ends complete.
        day: the trading day that the last command closed; None otherwise.
    """

    commands: Sequence[Recorded]
    outcomes: Sequence[Outcome]
    effects: Sequence[Effect]
    day: str | None = None


def apply_frame(machine: Machine, payload: bytes, chain: bytes, segment_first: int) -> Applied:
    """Apply the commands of a frame.

    Args:
        machine: to apply them to.
        payload: their lines.
        chain: of the log at the end of the frame.
        segment_first: number of the first command of the frame's segment.

    Raises:
        MachineError: when the machine raises, or closes a day with another command after it.
    """
    commands = recorded(payload)
    outcomes: list[Outcome] = []
    effects: list[Effect] = []
    number = 0
    try:
        for said in commands:
            number = said.number
            outcome = machine.apply(number, said.time_ms, said.actor, said.command)
            outcomes.append(outcome)
            effects += outcome.effects
        ends = [place for place, effect in enumerate(effects) if effect.kind == DAY_END]
        if not ends:
            return Applied(commands, outcomes, effects)
        if ends != [len(effects) - 1] or commands[-1].command["kind"] != CLOSE_DAY:
            raise ValueError("a day end that is not the last effect of a close_day")  # noqa: TRY301  as any of its errors
        effects[-1] = _complete(effects[-1], machine, chain, number - segment_first + 1)
        return Applied(commands, outcomes, effects, str(effects[-1].data["day"]))
    except Exception as error:
        raise MachineError(number, f"{type(error).__name__}: {error}") from error


def apply_read(machine: Machine, frame: Frame, segment_first: int) -> Applied:
    """Apply the commands of a frame that was read from a log.

    Raises:
        MachineError: as `apply_frame`.
    """
    return apply_frame(machine, frame.payload, frame.chain, segment_first)


def _complete(effect: Effect, machine: Machine, chain: bytes, count: int) -> Effect:
    """A day end with what only the log knows: how many commands the segment has, its hash, and that of the state."""
    known = {"commands": count, "segment_sha256": chain.hex(), "state_sha256": machine.state_sha256()}
    return replace(effect, data={**effect.data, **known})

"""What the command log speaks of: commands as they are recorded, what a machine makes of them, what a replay finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from monazite.core import Problem
from monazite.trade.record import Effect

Status = Literal["accepted", "duplicate", "refused"]
Command = Mapping[str, Any]
"""A command as its actor says it: a plain JSON object with a ``kind``; whole numbers, texts, booleans, None, lists and
objects of them, no floats."""
Event = Mapping[str, Any]
"""What happened, a plain JSON object; ``instrument`` names what it is about, where it is about one."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A command as it stands in the log.

    Args:
        number: its place in the log, from 1, without gaps.
        time_ms: when the venue took it, UTC milliseconds since 1970; never less than the one before.
        actor: who says it: a member, or the venue.
        command: what is said.
    """

    number: int
    time_ms: int
    actor: str
    command: Command


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a machine makes of one command.

    Args:
        status: accepted; duplicate (the same client id with the same content: nothing happened again); refused (the
            state is as before).
        problem: why it was refused; None otherwise.
        events: what happened, in order, for the member and for the market.
        effects: what it asks of the journal, in order; their ids begin with ``<venue>.<number>.``.
    """

    status: Status
    problem: Problem | None = None
    events: Sequence[Event] = ()
    effects: Sequence[Effect] = ()


class Machine(Protocol):
    """A venue's state machine: the same commands make the same state, whatever the grouping, the machine or the day.

    It is used by one thread at a time, reads no clock, draws no chance and opens no file. It may keep what it is given:
    commands are decoded from the log's own bytes and nobody else holds them.

    Attributes:
        state_version: of what commands do and how `dump` writes it. It rises with every change after which the same
            commands may give another state hash; each file of the log and each snapshot bears it.
    """

    state_version: int

    def apply(self, number: int, time_ms: int, actor: str, command: Command) -> Outcome:
        """Apply one command; a refused one changes nothing. It never raises for what a member may say.

        Args:
            number: of the command in the log, rising by one.
            time_ms: UTC milliseconds since 1970, never less than the one before.
            actor: who says it.
            command: what is said.
        """

    def next_ms(self) -> int | None:
        """When it must be told the time (a ``tick``): the end of a countdown, an expiry; None while nothing runs."""

    def dump(self) -> bytes:
        """The whole state, canonical: equal states have equal bytes."""

    def load(self, data: bytes) -> None:
        """Take a state that `dump` wrote, in place of the present one.

        Raises:
            ValueError: when the bytes are no state.
        """

    def state_sha256(self) -> str:
        """SHA-256 of the state in hexadecimal: of `dump`, or of what `dump` follows from."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A state hash that was recorded, beside the one that the replay came to.

    Args:
        number: of the last command in it.
        source: where it was recorded: ``snapshot``, or the ``day_end`` entry of the journal.
        expected: the state hash recorded.
        found: the state hash of the replay.
    """

    number: int
    source: str
    expected: str
    found: str

    @property
    def is_equal(self) -> bool:
        """Whether both are the same."""
        return self.expected == self.found


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """What a replay of a venue's log found; all of it was carried out by one state version.

    Args:
        commands: how many were applied.
        first: number of the first.
        last: number of the last.
        days: trading days that were closed on the way.
        state_sha256: of the state at the end.
        chain_sha256: of the log at the end.
        checked: the recorded state hashes met on the way, beside those of the replay.
        problems: what was found on the way: damaged snapshots.
    """

    commands: int
    first: int
    last: int
    days: tuple[str, ...]
    state_sha256: str
    chain_sha256: str
    checked: tuple[Checked, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    @property
    def is_equal(self) -> bool:
        """Whether every recorded state hash is the replay's."""
        return all(check.is_equal for check in self.checked)

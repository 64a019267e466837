"""The compiled engine's arrays: made, grown and moved here, so that the kernel never allocates."""

from __future__ import annotations

import numpy as np

from monazite.core import Problem
from monazite.trade.match import kernel
from monazite.trade.match.records import (
    ANY_LOWER,
    ANY_UPPER,
    COMMAND,
    MAX_PRICE,
    REPORT,
    RESTING,
    Command,
    Records,
    Report,
    Rules,
    Side,
    Top,
    levels_of,
)
from monazite.trade.match.records import (
    commands as commands_of,
)
from monazite.trade.match.reference import ReferenceEngine
from monazite.trade.match.single import refusal_of_misfit
from monazite.trade.match.state import State, hash_of, packed, unpacked

LEAST_ROOM = 2**12
"""Orders there is room for at first."""
LEAST_SIZE, MOST_SIZE = 2**12, 2**22
"""Prices of the ladder."""
FARTHEST = 2**62
"""Prices beyond, up or down, have no place in any ladder."""
LOOK_AGAIN = 4096
"""Commands after which a book that was too wide is looked at again."""


class LadderEngine:
    """See `monazite.trade.match.Engine`."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._out = np.empty(LEAST_ROOM, REPORT)
        self._wide: ReferenceEngine | None = None
        self._look_at = 0
        self._state = np.zeros(kernel.NUMBERS, np.int64)
        empty = State(rules.lower, rules.upper, rules.last, ANY_LOWER, 0, np.zeros(0, RESTING))
        self._build(empty, LEAST_ROOM, 0, LEAST_SIZE)

    @property
    def rules(self) -> Rules:
        """The rules it was opened with."""
        return self._rules

    @property
    def sequence(self) -> int:
        """Number of the next command."""
        return self._wide.sequence if self._wide else int(self._state[kernel.SEQUENCE])

    @property
    def live(self) -> int:
        """Orders in the book."""
        return self._wide.live if self._wide else int(self._state[kernel.LIVE])

    @property
    def limits(self) -> tuple[int, int]:
        """Lower and upper price limit in ticks."""
        if self._wide:
            return self._wide.limits
        return int(self._state[kernel.LOWER]), int(self._state[kernel.UPPER])

    def process(self, commands: Records) -> Records:
        """Process a group of commands; see `Engine.process`."""
        if commands.dtype != COMMAND:
            raise TypeError(f"commands are of {commands.dtype}, not of COMMAND")
        given = np.ascontiguousarray(commands)
        self._state[kernel.TOLD] = 0
        at = 0 if self._is_narrow() else -1
        while 0 <= at < len(given):
            at = kernel.run(given, at, *self._book, self._state, self._out)
            if self._state[kernel.WANTED] and not self._provide(len(given) - at):
                break
        told = _copied(self._out[: self._state[kernel.TOLD]])
        if self._wide is None:
            return told
        return np.concatenate([told, self._wide.process(given[max(at, 0) :])])

    def apply(self, command: Command) -> list[Report]:
        """Process one command; see `Engine.apply`."""
        refusal = refusal_of_misfit(command, self.sequence)
        return [refusal] if refusal else [Report(*row) for row in self.process(commands_of(command)).tolist()]

    def top(self) -> Top:
        """Best bid and ask, and the last price."""
        if self._wide:
            return self._wide.top()
        base, size, bid, ask, has_last, last = self._state[
            [kernel.BASE, kernel.SIZE, kernel.BID, kernel.ASK, kernel.HAS_LAST, kernel.LAST]
        ].tolist()
        orders, levels, _, _ = self._book
        return Top(
            base + bid if bid >= 0 else None, int(kernel.lots(orders, levels, bid)) if bid >= 0 else 0,
            base + ask if ask < size else None, int(kernel.lots(orders, levels, ask)) if ask < size else 0,
            last if has_last else None,
        )  # fmt: skip

    def levels(self, side: Side) -> Records:
        """The prices of one side from the best on, of type `LEVEL`."""
        return self._wide.levels(side) if self._wide else levels_of(self.orders(), side)

    def orders(self) -> Records:
        """All orders by priority, bids first, of type `RESTING`."""
        if self._wide:
            return self._wide.orders()
        orders, levels, bits, _ = self._book
        resting = np.zeros(self.live, RESTING)
        kernel.unload(orders, levels, bits, self._state, resting)
        return resting

    def state(self) -> State:
        """The state as arrays and numbers."""
        if self._wide:
            return self._wide.state()
        has_last, last, time_ms = self._state[[kernel.HAS_LAST, kernel.LAST, kernel.TIME]].tolist()
        return State(*self.limits, last if has_last else None, time_ms, self.sequence, self.orders())

    def state_hash(self) -> str:
        """SHA-256 of the state; see `Engine.state_hash`."""
        return hash_of(self.state())

    def snapshot(self) -> bytes:
        """The state with a checksum."""
        return packed(self.state())

    def restore(self, snapshot: bytes, place: str = "snapshot") -> Problem | None:
        """Take over a state; see `Engine.restore`."""
        state = unpacked(snapshot, place)
        if isinstance(state, Problem):
            return state
        self._take(state)
        return None

    def _is_narrow(self) -> bool:
        """Whether the ladder holds the book; now and then a book that was too wide is tried again."""
        if self._wide and self._wide.sequence >= self._look_at:
            self._look_at = self._wide.sequence + LOOK_AGAIN
            if self._wide.span() <= MOST_SIZE // 4:
                self._take(self._wide.state())
                self._state[kernel.TOLD] = 0
        return self._wide is None

    def _provide(self, left: int) -> bool:
        """Give the kernel what it wants for that many commands; False where only the reference can go on."""
        wanted, live = self._state[kernel.WANTED], self.live
        if wanted == kernel.WANTS_REPORTS:
            more = np.empty(2 * (len(self._out) + live + kernel.MARGIN) + left, REPORT)
            more[: len(self._out)] = self._out
            self._out = more
            return True
        room, base, size = (int(self._state[place]) for place in (kernel.ROOM, kernel.BASE, kernel.SIZE))
        if wanted == kernel.WANTS_ROOM:
            self._build(self.state(), 2 * room, base, size)
            return True
        return self._fit(self.state(), room, int(self._state[kernel.PRICE]))

    def _take(self, state: State) -> None:
        self._wide = None
        self._fit(state, max(LEAST_ROOM, 2 * len(state.orders)))

    def _fit(self, state: State, room: int, *prices: int) -> bool:
        """Build the ladder around the orders and more prices, or hand the book to the reference; whether it fitted."""
        wanted = [*prices, *(int(edge(state.orders["price"])) for edge in (np.min, np.max) if len(state.orders))]
        least, most = min(wanted, default=0), max(wanted, default=0)
        span = most - least + 1
        if span > MOST_SIZE or least < -FARTHEST or most > FARTHEST:
            self._wide = ReferenceEngine(self._rules)
            self._wide.take(state)
            self._look_at = state.sequence + LOOK_AGAIN
            return False
        size = min(max(LEAST_SIZE, 1 << (2 * span - 1).bit_length()), MOST_SIZE)
        self._build(state, room, least - (size - span) // 2, size)
        return True

    def _build(self, state: State, room: int, base: int, size: int) -> None:
        """Make the arrays and put the orders in.

        Args:
            state: of the book; its orders fit the ladder.
            room: for so many orders; raised to a power of two.
            base: the ladder's least price in ticks.
            size: of the ladder, a power of two from 4096 on.
        """
        room = 1 << (room - 1).bit_length()
        told = int(self._state[kernel.TOLD])
        first, second = size >> 6, size >> 12
        self._book = (
            np.zeros(room + 1, kernel.ORDER), np.zeros((size, 2), np.int32),
            np.zeros(first + second + max(1, second >> 6), np.int64), np.zeros(4 * room, np.int32),
        )  # fmt: skip
        rules = self._rules
        least, most = (ANY_LOWER, ANY_UPPER) if rules.any_price else (1, MAX_PRICE)
        numbers = {
            kernel.USED: 1, kernel.ROOM: room, kernel.BASE: base, kernel.SIZE: size, kernel.SECOND: first,
            kernel.THIRD: first + second, kernel.BID: -1, kernel.ASK: size, kernel.HAS_LAST: state.last is not None,
            kernel.LAST: state.last or 0, kernel.LOWER: state.lower, kernel.UPPER: state.upper, kernel.LEAST: least,
            kernel.MOST: most, kernel.TIME: state.time_ms, kernel.SEQUENCE: state.sequence,
            kernel.SHIFT: 65 - (4 * room).bit_length(), kernel.SELF_TRADE: rules.self_trade,
            kernel.MEDIAN: rules.trade_price, kernel.KEEPS: rules.keeps_priority, kernel.TOLD: told,
        }  # fmt: skip
        self._state = np.zeros(kernel.NUMBERS, np.int64)
        for place, number in numbers.items():
            self._state[place] = number
        orders, levels, bits, table = self._book
        kernel.load(state.orders, orders, levels, bits, table, self._state)


def _copied(reports: Records) -> Records:
    """The reports as an array of its own; copied as bytes, since numpy copies records one by one."""
    return reports.view(np.uint8).copy().view(REPORT)

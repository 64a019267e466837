"""The venue's session: one command after another, each of them whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

import orjson

from monazite.core import Problem
from monazite.trade.log.record import Outcome
from monazite.trade.session import admit, auctions, days, deals, deposits, listings, obligations, orders, phases, views
from monazite.trade.session.book import tell_levels
from monazite.trade.session.clockwork import next_ms, tick, withdraw
from monazite.trade.session.dump import STATE_VERSION, as_bytes, as_state
from monazite.trade.session.said import problem
from monazite.trade.session.spec import Spec, fault, is_name, kind_unknown, specs
from monazite.trade.session.state import State, Turn

DIGEST = 16
"""Hexadecimal digits kept of a command's hash, to know it again."""
Handler = Callable[[State, Turn], Problem | None]
HANDLERS: Mapping[str, Handler] = {
    "rules": admit.rules,
    "instrument": admit.instrument,
    "member": admit.member,
    "open_day": days.open_day,
    "close_day": days.close_day,
    "phase": phases.phase,
    "halt": phases.halt,
    "resume": phases.resume,
    "deposit_cash": deposits.deposit_cash,
    "deposit_receipt": deposits.deposit_receipt,
    "charge": deposits.charge,
    "withdraw_cash": deposits.withdraw_cash,
    "withdraw_receipt": deposits.withdraw_receipt,
    "order": orders.order,
    "amend": orders.amend,
    "cancel": orders.cancel,
    "list": listings.list_,
    "take": listings.take,
    "negotiate": deals.negotiate,
    "counter": deals.counter,
    "accept": deals.accept,
    "decline": deals.decline,
    "withdraw": withdraw,
    "auction_open": auctions.auction_open,
    "bid": auctions.bid,
    "sealed_bid": auctions.sealed_bid,
    "tick": tick,
    "deliver": obligations.deliver,
    "pay": obligations.pay,
    "dispute": obligations.dispute,
    "resolve": obligations.resolve,
    "default": obligations.default,
}
"""Who does what a kind of command asks."""
ANY_TIME = frozenset({
    "rules", "instrument", "member", "open_day", "deposit_cash", "deposit_receipt", "charge", "withdraw_cash",
    "withdraw_receipt", "tick", "halt", "resume",
})  # fmt: skip
"""Kinds that need no open day."""
AFTER_LEAVING = frozenset({
    "cancel", "withdraw", "withdraw_cash", "withdraw_receipt", "deliver", "pay", "dispute", "default",
})  # fmt: skip
"""What a member that left may still say: it takes out what it has, and meets what it owes."""


class Machine(views.Views):
    """A venue's state machine (`monazite.trade.log.record.Machine`): deterministic, and exact about what it refuses.

    Args:
        venue: its id, and the actor of its own commands.

    >>> machine = Machine("sim")
    >>> outcome = machine.apply(1, 0, "sim", {"kind": "member", "member": "sim", "is_industrial": True})
    >>> outcome.status, outcome.problem.code
    ('refused', 'venue-as-member')
    """

    state_version = STATE_VERSION

    def __init__(self, venue: str) -> None:
        self.state = State(venue)
        self._specs = specs()

    def apply(self, number: int, time_ms: int, actor: str, command: Mapping[str, Any]) -> Outcome:
        """Apply one command.

        Args:
            number: of the command, rising.
            time_ms: UTC milliseconds since 1970, never less than those of the last accepted command.
            actor: who says it: a member, or the venue.
            command: what is said: see `commands.csv`.

        Returns:
            Accepted with events and effects, duplicate, or refused with one Problem and the state as before.
        """
        kind = command.get("kind")
        spec = self._specs.get(kind) if isinstance(kind, str) else None
        if spec is None or not isinstance(kind, str):
            return Outcome("refused", kind_unknown(kind))
        wrong = fault(kind, spec, command) or self._actor_fault(actor, kind, spec)
        if wrong is not None:
            return Outcome("refused", wrong)
        state = self.state
        name = command.get("id") or command.get("entry")
        digest = ""
        if name is not None:
            digest = _digest(command)
            known = self._known(actor, name)
            if known is not None:
                return _again(actor, name, known, digest)
        wrong = self._time_fault(number, time_ms, kind)
        if wrong is not None:
            return Outcome("refused", wrong)
        turn = Turn(number, time_ms, actor, command)
        wrong = HANDLERS[kind](state, turn)
        if wrong is not None:
            return Outcome("refused", wrong)
        if turn.touched:
            tell_levels(turn)
        state.number, state.time_ms = number, time_ms
        if name is not None:
            self._remember(actor, name, digest, number)
        return Outcome("accepted", None, turn.events, turn.effects)

    def _known(self, actor: str, name: str) -> tuple[str, int] | None:
        if actor == self.state.venue:
            entry = self.state.entries.get(name)
            return entry and entry[:2]
        return self.state.members[actor].clients.get(name)

    def _remember(self, actor: str, name: str, digest: str, number: int) -> None:
        if actor == self.state.venue:
            self.state.entries[name] = (digest, number, self.state.day_number)
        else:
            self.state.members[actor].clients[name] = (digest, number)

    def _actor_fault(self, actor: str, kind: str, spec: Spec) -> Problem | None:
        is_venue = actor == self.state.venue
        if (spec.who == "venue" and not is_venue) or (spec.who == "member" and is_venue):
            return problem("actor-kind", kind, actor=actor, who=spec.who, venue=self.state.venue)
        if not is_venue and actor not in self.state.members:
            return problem("actor-unknown", kind, actor=actor if is_name(actor) else "?")
        if not is_venue and not self.state.members[actor].is_active and kind not in AFTER_LEAVING:
            return problem("member-left", kind, member=actor)
        return None

    def _time_fault(self, number: int, time_ms: int, kind: str) -> Problem | None:
        state = self.state
        if time_ms < state.time_ms:
            return problem("clock-back", kind, found=time_ms, last=state.time_ms)
        if number <= state.number:
            return problem("number-back", kind, found=number, last=state.number)
        if not state.day and kind not in ANY_TIME:
            return problem("day-closed", kind)
        return None

    def next_ms(self) -> int | None:
        """When it must be told the time by a ``tick``; None while nothing runs."""
        return next_ms(self.state)

    def dump(self) -> bytes:
        """The whole state as canonical JSON: equal states, equal bytes."""
        return as_bytes(self.state)

    def load(self, data: bytes) -> None:
        """Take a state that `dump` wrote, in place of the present one.

        Raises:
            ValueError: when the bytes are no state of this venue.
        """
        state = as_state(data)
        if state.venue != self.state.venue:
            raise ValueError(f"a state of {state.venue}, not of {self.state.venue}")
        self.state = state

    def state_sha256(self) -> str:
        """SHA-256 of `dump`, hexadecimal."""
        return sha256(self.dump()).hexdigest()


def _digest(command: Mapping[str, Any]) -> str:
    try:
        data = orjson.dumps(command, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # a number beyond 64 bits somewhere inside, which its handler will refuse
        data = json.dumps(command, sort_keys=True, default=str).encode()
    return sha256(data).hexdigest()[:DIGEST]


def _again(actor: str, name: str, known: tuple[str, int], digest: str) -> Outcome:
    if known[0] != digest:
        return Outcome("refused", problem("order-id-taken", f"id {name}", number=known[1]))
    return Outcome("duplicate", None, [{"kind": "duplicate", "to": actor, "id": name, "of": known[1]}])

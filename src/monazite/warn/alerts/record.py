"""The records of alerts: a person's rule, an alert, and what waits in the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from monazite.core import Words
from monazite.warn.signals.record import Level

Channel = Literal["page", "email", "webhook"]
CHANNELS: tuple[Channel, ...] = ("page", "email", "webhook")
State = Literal["waiting", "sending", "sent", "failed", "acknowledged"]
STATES: tuple[State, ...] = ("waiting", "sending", "sent", "failed", "acknowledged")


@dataclass(frozen=True, slots=True)
class AlertRule:
    """What a person wants to be told, and how (订阅规则).

    Args:
        id: of the rule.
        user: whose it is.
        channel: page, email or webhook.
        address: mailbox or URL; empty for the page.
        subjects: elements, products or firms; none for all.
        kinds: of signals; none for all.
        least: level from which.
        digest_hour: hour in Asia/Shanghai at which all of a day goes out as one message; None for at once.
        is_active: whether it is in use.
    """

    id: str
    user: str
    channel: Channel
    address: str
    subjects: tuple[str, ...]
    kinds: tuple[str, ...]
    least: Level
    digest_hour: int | None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that a person is told (预警).

    Args:
        id: of the alert.
        rule: id of the rule.
        user: who is told.
        channel: how.
        address: where.
        kind: of the signal.
        subject: of the signal.
        level: of the signal.
        day: of the signal.
        reasons: of the signal.
        facts: behind it.
        not_before: earliest time to send, UTC.
        state: see `State`.
        attempts: made so far.
        is_repeat: whether an earlier attempt was interrupted, so that the message may come twice.
    """

    id: str
    rule: str
    user: str
    channel: Channel
    address: str
    kind: str
    subject: str
    level: Level
    day: date
    reasons: tuple[Words, ...]
    facts: tuple[str, ...]
    not_before: datetime
    state: State = "waiting"
    attempts: int = 0
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """How an attempt to send went.

    Args:
        error: why it failed; None when it was sent.
        is_final: whether trying again is of no use.
    """

    error: Words | None = None
    is_final: bool = False

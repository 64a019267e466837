"""Which signals are news to which rule: what a rule said last of a thing is not said again (不重复)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from monazite.core import SHANGHAI, shanghai_day
from monazite.warn.alerts.record import Alert, AlertRule
from monazite.warn.signals.record import LEVELS, Signal
from monazite.warn.watch import EVERY, elements_of, kinds, worst_each

Thing = tuple[str, str, str]
"""Rule, kind and subject."""
OTHERS_HOLD_DAYS = 31
"""Days for which a signal of a method that the watch does not know stands, as its prices do."""
Told = dict[Thing, tuple[str, date]]
"""By thing, a digest of what was said and the day of the signal."""
CALM = "calm"
"""What is kept of a thing that no longer alarms, so that it is news when it does again."""


@dataclass(frozen=True, slots=True)
class News:
    """What is to be said, and what is to be remembered of it.

    Args:
        alerts: to queue.
        told: what was said of each thing, new and changed only.
    """

    alerts: tuple[Alert, ...]
    told: Mapping[Thing, tuple[str, date]]


def news(
    rules: Iterable[AlertRule],
    signals: Iterable[Signal],
    told: Mapping[Thing, tuple[str, date]],
    now: datetime,
    new_id: Callable[[], str],
) -> News:
    """The signals that are news to a rule.

    Args:
        rules: those that are not active say nothing.
        signals: of the day; of several of one kind and subject the worst counts.
        told: what each rule said last of each thing, and the day of that signal.
        now: the instant.
        new_id: gives an identity for each alert.
    """
    alerts: list[Alert] = []
    new: Told = {}
    found = worst_each(signals)
    for rule in rules:
        for signal in found if rule.is_active else ():
            thing = (rule.id, signal.kind, signal.subject)
            says = says_of(signal) if wants(rule, signal) else CALM
            if not concerns(rule, signal) or told.get(thing, (CALM,))[0] == says:
                continue
            new[thing] = (says, signal.day)
            if says != CALM:
                alerts.append(_alert(rule, signal, new_id(), due_at(rule, now)))
    return News(tuple(alerts), _gone(told, found, shanghai_day(now)) | new)


def _gone(
    told: Mapping[Thing, tuple[str, date]], found: Iterable[Signal], today: date
) -> dict[Thing, tuple[str, date]]:
    """Things that nothing is known of any more, long enough for what was said to be stale: they are calm."""
    present = {(one.kind, one.subject) for one in found}
    return {
        thing: (CALM, today) for thing, (says, day) in told.items()
        if says != CALM and thing[1:] not in present and _is_stale(thing[1], day, today)
    }  # fmt: skip


def _is_stale(kind: str, day: date, today: date) -> bool:
    holds = kinds()[kind].holds_days if kind in kinds() else OTHERS_HOLD_DAYS
    return holds is not None and day + timedelta(days=holds) < today


def says_of(signal: Signal) -> str:
    """A digest of what a signal says: its level, and of what lasts (a notice, a stop) the papers behind it.

    The level alone of what is measured every day: a price that rises on is no news at the same level.
    """
    lasts = signal.kind in kinds() and kinds()[signal.kind].holds_days is None
    parts = (signal.level, *(signal.facts if lasts else ()))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def concerns(rule: AlertRule, signal: Signal) -> bool:
    """Whether a signal is about what a rule is about: its kind, and its subject itself or one of its elements."""
    if rule.kinds and signal.kind not in rule.kinds:
        return False
    about = {signal.subject, *elements_of(signal.subject)}
    return not rule.subjects or EVERY in about or any(
        one in about or set(elements_of(one)) & about for one in rule.subjects
    )  # fmt: skip


def wants(rule: AlertRule, signal: Signal) -> bool:
    """Whether a rule is to speak of a signal: it concerns it and is of its least level or above."""
    return concerns(rule, signal) and LEVELS.index(signal.level) >= LEVELS.index(rule.least)


def due_at(rule: AlertRule, now: datetime) -> datetime:
    """When a rule's alert of this instant is to be sent: at once, or at the next hour of its digest."""
    if rule.digest_hour is None:
        return now.astimezone(UTC)
    here = now.astimezone(SHANGHAI)
    at = datetime.combine(here.date(), time(rule.digest_hour), SHANGHAI)
    return (at if at >= here else at + timedelta(days=1)).astimezone(UTC)


def _alert(rule: AlertRule, signal: Signal, name: str, at: datetime) -> Alert:
    return Alert(
        name, rule.id, rule.user, rule.channel, rule.address, signal.kind, signal.subject, signal.level, signal.day,
        signal.reasons, signal.facts, at,
    )  # fmt: skip

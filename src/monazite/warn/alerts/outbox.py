"""Rules, what they said last, and the outbox (发件箱): queue, claim, mark, acknowledge; each step one transaction.

A message is claimed before it is sent and marked afterwards. Whoever is interrupted between the two leaves it claimed;
once that is long ago it is sent once more, marked as a possible repeat, and not a third time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, or_, select, update

from monazite.core import Words
from monazite.store import insert
from monazite.warn.alerts.news import News, Thing
from monazite.warn.alerts.record import Alert, AlertRule, Sent
from monazite.warn.alerts.sentences import words
from monazite.warn.tables import OUTBOX, RULES, TOLD

ATTEMPTS = 8
"""After which nothing is tried any more: a day and a half."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=12)
"""Before the second attempt; each further wait is four times as long, up to the longest."""
LOST_AFTER = timedelta(minutes=10)
"""After which a claimed message counts as interrupted: no attempt takes so long."""


def stamp(moment: datetime) -> str:
    """An instant as the tables keep it: UTC, ISO 8601, whole seconds; texts sort as times do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant(text: str) -> datetime:
    """The instant of a stamp."""
    return datetime.fromisoformat(text)


# ---- rules


def add_rule(connection: Connection, rule: AlertRule, now: datetime) -> None:
    """Keep a rule."""
    row = {name: getattr(rule, name) for name in ("id", "user", "channel", "address", "least", "digest_hour")}
    lists = {"subjects": list(rule.subjects), "kinds": list(rule.kinds)}
    insert(connection, RULES, [row | lists | {"is_active": rule.is_active, "created_at": stamp(now)}])


def rules_of(connection: Connection) -> tuple[AlertRule, ...]:
    """All rules in the order in which they were made."""
    rows = connection.execute(select(RULES).order_by(RULES.c.created_at, RULES.c.id)).mappings()
    return tuple(
        AlertRule(
            row["id"], row["user"], row["channel"], row["address"], tuple(row["subjects"]), tuple(row["kinds"]),
            row["least"], row["digest_hour"], row["is_active"],
        )
        for row in rows
    )  # fmt: skip


def set_active(connection: Connection, rule: str, *, is_active: bool) -> bool:
    """Switch a rule on or off; False where there is none of that id. What it said before it remembers."""
    found = connection.execute(update(RULES).where(RULES.c.id == rule).values(is_active=is_active))
    return bool(found.rowcount)


# ---- news


def told_of(connection: Connection) -> dict[Thing, tuple[str, date]]:
    """What each rule said last of each thing, and the day of that signal."""
    rows = connection.execute(select(TOLD))
    return {(row.rule, row.kind, row.subject): (row.says, row.day) for row in rows}


def queue(connection: Connection, news: News) -> None:
    """Put alerts into the outbox and remember what was said, together; those for the page have arrived thereby."""
    for (rule, kind, subject), (says, day) in news.told.items():
        key = and_(TOLD.c.rule == rule, TOLD.c.kind == kind, TOLD.c.subject == subject)
        if not connection.execute(update(TOLD).where(key).values(says=says, day=day)).rowcount:
            insert(connection, TOLD, [{"rule": rule, "kind": kind, "subject": subject, "says": says, "day": day}])
    insert(connection, OUTBOX, map(_row, news.alerts))


def _row(one: Alert) -> dict[str, Any]:
    is_there = one.channel == "page"
    names = ("id", "rule", "user", "channel", "address", "kind", "subject", "level", "day", "attempts", "is_repeat")
    return {name: getattr(one, name) for name in names} | {
        "reasons": [{"zh": why.zh, "en": why.en} for why in one.reasons], "facts": list(one.facts),
        "state": "sent" if is_there else one.state, "not_before": stamp(one.not_before),
        "sent_at": stamp(one.not_before) if is_there else None,
    }  # fmt: skip


# ---- sending


def claim(connection: Connection, now: datetime) -> tuple[Alert, ...]:
    """Claim the next message that is due: one alert, or all of a digest; none when nothing is due.

    One at a time, so that what waits for a slow server is not taken for interrupted.

    Args:
        connection: of a writing transaction.
        now: the instant.

    Returns:
        Alerts of one rule, now marked as being sent.
    """
    _give_up(connection, now)
    lost = and_(OUTBOX.c.state == "sending", OUTBOX.c.started_at < stamp(now - LOST_AFTER))
    due = or_(lost, and_(OUTBOX.c.state == "waiting", OUTBOX.c.not_before <= stamp(now)))
    ordered = select(OUTBOX).where(due).order_by(OUTBOX.c.not_before, OUTBOX.c.id)
    first = connection.execute(ordered.limit(1)).mappings().first()
    if first is None:
        return ()
    digest = connection.scalar(select(RULES.c.digest_hour).where(RULES.c.id == first["rule"]))
    rows = [first]
    if digest is not None:
        rows = list(connection.execute(ordered.where(OUTBOX.c.rule == first["rule"])).mappings())
    return tuple(_claimed(connection, row, now) for row in rows)


def _claimed(connection: Connection, row: Mapping[Any, Any], now: datetime) -> Alert:
    is_repeat = row["is_repeat"] or row["state"] == "sending"
    values = {"state": "sending", "started_at": stamp(now), "is_repeat": is_repeat, "attempts": row["attempts"] + 1}
    connection.execute(update(OUTBOX).where(OUTBOX.c.id == row["id"]).values(**values))
    return _alert({**row, **values})


def _give_up(connection: Connection, now: datetime) -> None:
    """Do not send a third time what was interrupted twice."""
    twice = and_(OUTBOX.c.state == "sending", OUTBOX.c.is_repeat, OUTBOX.c.started_at < stamp(now - LOST_AFTER))
    says = words("interrupted")
    connection.execute(update(OUTBOX).where(twice).values(state="failed", error_zh=says.zh, error_en=says.en))


def mark(connection: Connection, alerts: Iterable[Alert], sent: Sent, now: datetime) -> None:
    """Keep how an attempt went: sent, to be tried again later, or failed for good."""
    for one in alerts:
        if sent.error is None:
            values: dict[str, Any] = {"state": "sent", "sent_at": stamp(now), "error_zh": None, "error_en": None}
        else:
            is_over = sent.is_final or one.attempts >= ATTEMPTS
            values = {"state": "failed" if is_over else "waiting", "error_zh": sent.error.zh,
                      "error_en": sent.error.en, "not_before": stamp(now + wait(one.attempts))}  # fmt: skip
        mine = and_(OUTBOX.c.id == one.id, OUTBOX.c.state == "sending")
        connection.execute(update(OUTBOX).where(mine).values(**values))


def wait(attempts: int) -> timedelta:
    """How long to wait after so many attempts.

    >>> [int(wait(number).total_seconds() / 60) for number in (1, 2, 3, 7)]
    [1, 4, 16, 720]
    """
    return min(FIRST_WAIT * (1 << 2 * max(0, attempts - 1)), LONGEST_WAIT)


def _alert(row: Mapping[str, Any]) -> Alert:
    return Alert(
        row["id"], row["rule"], row["user"], row["channel"], row["address"], row["kind"], row["subject"], row["level"],
        row["day"], tuple(Words(one["zh"], one["en"]) for one in row["reasons"]), tuple(row["facts"]),
        instant(row["not_before"]), row["state"], row["attempts"], row["is_repeat"],
    )  # fmt: skip


# ---- people


def acknowledge(connection: Connection, alert: str, who: str, now: datetime) -> str | None:
    """Note that a person has seen an alert, whether it was sent or not; it is not sent any more.

    Returns:
        Who had acknowledged it before, empty when nobody had; None where there is no such alert.
    """
    row = connection.execute(select(OUTBOX.c.acknowledged_by).where(OUTBOX.c.id == alert)).first()
    if row is None:
        return None
    if row.acknowledged_by is not None:
        return str(row.acknowledged_by)
    values = {"state": "acknowledged", "acknowledged_by": who, "acknowledged_at": stamp(now)}
    connection.execute(update(OUTBOX).where(OUTBOX.c.id == alert).values(**values))
    return ""


def alerts_of(connection: Connection, states: Sequence[str] = (), user: str | None = None) -> tuple[Alert, ...]:
    """Alerts of some states, all when none is named, the newest first; of one user where one is named."""
    wanted = select(OUTBOX).order_by(OUTBOX.c.day.desc(), OUTBOX.c.id.desc())
    if states:
        wanted = wanted.where(OUTBOX.c.state.in_(states))
    if user is not None:
        wanted = wanted.where(OUTBOX.c.user == user)
    return tuple(_alert(dict(row)) for row in connection.execute(wanted).mappings())

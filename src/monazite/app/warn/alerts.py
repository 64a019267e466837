"""The alerts of a workspace, ``workspace.warn.alerts``: rules, what is news, sending, acknowledgement."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from monazite.core import Problem, ProblemError, uuid7
from monazite.store import DeclaredList, ListQuery, Records, Results
from monazite.warn.alerts import (
    ALERT_LIST,
    RULE_LIST,
    Alert,
    AlertRule,
    AlertSettings,
    Sent,
    acknowledge,
    add_rule,
    alerts_of,
    channel_of,
    checked,
    claim,
    level_of,
    load_settings,
    mark,
    news,
    queue,
    rules_of,
    set_active,
    told_of,
)
from monazite.warn.alerts.message import name_of
from monazite.warn.alerts.send import Sender
from monazite.warn.said import problem
from monazite.warn.watch import kinds

if TYPE_CHECKING:
    from monazite.app.warn.verb import Warn
    from monazite.warn.signals import Signal

MESSAGES = 1000
"""Messages that one call sends at most."""
OTHER_KINDS = ("psy", "cusum", "ewma", "reach", "gap")
"""Kinds of the methods of `warn.signals`, beside those of the watch."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message that was tried.

    Args:
        alerts: in it.
        sent: how it went.
    """

    alerts: tuple[Alert, ...]
    sent: Sent


class Alerts:
    """Rules of people and the outbox of a workspace.

    Args:
        warn: whose signals they are about.
        environment: variables in which secrets are looked for; those of the process when None.
    """

    def __init__(self, warn: Warn, environment: Mapping[str, str] | None = None) -> None:
        """Hold what it works with."""
        self._warn, self._workspace = warn, warn.workspace
        self._environment = os.environ if environment is None else environment

    @property
    def settings(self) -> AlertSettings:
        """How alerts leave the house, from ``alerts.toml``.

        Raises:
            ProblemError: when the file is wrong.
        """
        found = load_settings(self._workspace.directory)
        if isinstance(found, Problem):
            raise ProblemError(found)
        return found

    def rules(self) -> Results[AlertRule]:
        """All rules, those that are switched off as well."""
        with self._workspace.reading() as connection:
            return Results(rules_of(connection))

    def add(
        self, *, user: str, channel: str = "page", address: str = "", subjects: Sequence[str] = (),
        kinds_of: Sequence[str] = (), least: str = "orange", digest_hour: int | None = None,
    ) -> AlertRule | tuple[Problem, ...]:  # fmt: skip
        """Keep a rule.

        Args:
            user: whose it is.
            channel: page, email or webhook.
            address: mailbox or URL.
            subjects: elements, products or firms; none for all.
            kinds_of: kinds of signals; none for all.
            least: level from which.
            digest_hour: hour in Asia/Shanghai of a daily digest; None for at once.

        Returns:
            The rule, or everything that is wrong with it.
        """
        rule = AlertRule(self._new_id(), user, channel_of(channel), address, tuple(subjects), tuple(kinds_of),
                         level_of(least), digest_hour)  # fmt: skip
        if wrong := checked(rule, self.settings, (*kinds(), *OTHER_KINDS)):
            return wrong
        with self._workspace.home.database.writing() as connection:
            add_rule(connection, rule, self._workspace.clock.now())
        return rule

    def switch(self, rule: str, *, is_active: bool) -> None:
        """Switch a rule on or off.

        Raises:
            ProblemError: ``alert-unknown``.
        """
        with self._workspace.home.database.writing() as connection:
            if not set_active(connection, rule, is_active=is_active):
                raise ProblemError(problem("alert-unknown", "rule", found=rule))

    def check(self, day: date | None = None) -> int:
        """Queue what is news to each rule on a day; how many alerts.

        Args:
            day: today when None.
        """
        signals = self._warn.signals(day)
        with self._workspace.home.database.writing() as connection:
            found = news(rules_of(connection), signals, told_of(connection), self._workspace.clock.now(), self._new_id)
            queue(connection, found)
        return len(found.alerts)

    def preview(self, user: str, signals: Sequence[Signal]) -> dict[str, tuple[Alert, ...]]:
        """What each active rule of a user would say now, by rule: what waits and what is news; nothing is queued.

        Args:
            user: whose rules.
            signals: of the day.
        """
        with self._workspace.reading() as connection:
            mine = [one for one in rules_of(connection) if one.user == user and one.is_active]
            fresh = news(mine, signals, told_of(connection), self._workspace.clock.now(), self._new_id).alerts
            waiting = alerts_of(connection, ("waiting",), user)
        return {rule.id: tuple(one for one in (*waiting, *fresh) if one.rule == rule.id) for rule in mine}

    def send(self, sender: Sender | None = None) -> tuple[Delivered, ...]:
        """Send what is due, each message claimed before it goes and marked after.

        Args:
            sender: of the workspace's settings when None.
        """
        by = sender or Sender(self.settings, self._workspace.directory, self._environment)
        database, clock = self._workspace.home.database, self._workspace.clock
        tried: list[Delivered] = []
        while len(tried) < MESSAGES:
            with database.writing() as connection:
                group = claim(connection, clock.now())
            if not group:
                break
            sent = by.send(group, name_of(group), clock.now())
            with database.writing() as connection:
                mark(connection, group, sent, clock.now())
            tried.append(Delivered(group, sent))
        return tuple(tried)

    def acknowledge(self, alert: str, who: str) -> None:
        """Note that a person has seen an alert.

        Raises:
            ProblemError: ``alert-unknown``, ``alert-acknowledged``.
        """
        with self._workspace.home.database.writing() as connection:
            before = acknowledge(connection, alert, who, self._workspace.clock.now())
        if before is None:
            raise ProblemError(problem("alert-unknown", "alert", found=alert))
        if before:
            raise ProblemError(problem("alert-acknowledged", alert, who=before))

    def open(self, user: str | None = None) -> Results[Alert]:
        """Alerts that nobody has acknowledged, the newest first; of one user where one is named."""
        with self._workspace.reading() as connection:
            return Results(alerts_of(connection, ("waiting", "sending", "sent", "failed"), user))

    def outbox(self, filters: Mapping[str, str] | None = None, *, limit: int | None = None) -> Records:
        """The list of alerts: filters ``state``, ``level``, ``user``, ``channel``, ``subject``, ``kind``, ``rule``."""
        return self._records(ALERT_LIST, filters or {}, limit)

    def rule_list(self, filters: Mapping[str, str] | None = None, *, limit: int | None = None) -> Records:
        """The list of rules: filters ``user``, ``channel``."""
        return self._records(RULE_LIST, filters or {}, limit)

    def _records(self, declared: DeclaredList, filters: Mapping[str, str], limit: int | None) -> Records:
        return Records(self._workspace.home.database, declared, ListQuery(filters, limit=limit))

    def _new_id(self) -> str:
        return str(uuid7(self._workspace.clock.now(), secrets.token_bytes(10)))

"""The lists of alerts: rules and outbox."""

from __future__ import annotations

from sqlalchemy import Table

from monazite.core import Words
from monazite.store import DeclaredList, ListFilter, columns_of
from monazite.warn.alerts.record import CHANNELS, STATES
from monazite.warn.signals.record import LEVELS
from monazite.warn.tables import OUTBOX, RULES, SCHEMAS


def _equal(table: Table, column: str, label: Words, *choices: str) -> ListFilter:
    return ListFilter(column, label, lambda value: table.c[column] == value, choices)


USER, CHANNEL = Words("用户", "User"), Words("渠道", "Channel")
RULE_LIST = DeclaredList(
    "alert-rules", Words("预警订阅", "Alert rules"), columns_of(SCHEMAS["warn_rules"]), RULES, ("id",),
    (_equal(RULES, "user", USER), _equal(RULES, "channel", CHANNEL, *CHANNELS)), ("created_at",),
)  # fmt: skip
ALERT_LIST = DeclaredList(
    "alerts", Words("预警", "Alerts"), columns_of(SCHEMAS["warn_outbox"]), OUTBOX, ("id",),
    (
        _equal(OUTBOX, "state", Words("状态", "State"), *STATES),
        _equal(OUTBOX, "level", Words("级别", "Level"), *LEVELS),
        _equal(OUTBOX, "user", USER), _equal(OUTBOX, "channel", CHANNEL, *CHANNELS),
        _equal(OUTBOX, "subject", Words("对象", "Subject")), _equal(OUTBOX, "kind", Words("类别", "Kind")),
        _equal(OUTBOX, "rule", Words("规则", "Rule")),
    ),
    ("-day", "-id"),
)  # fmt: skip
LISTS: tuple[DeclaredList, ...] = (RULE_LIST, ALERT_LIST)

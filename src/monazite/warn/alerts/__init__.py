"""warn.alerts: rules per user, an outbox, mail and webhooks, never a repeat without news (预警). See the README.

What sends (`message`, `send`) is imported from its modules, so that nobody loads mail and TLS for a list.
"""

from monazite.warn.alerts.checks import channel_of, checked, level_of
from monazite.warn.alerts.lists import ALERT_LIST, LISTS, RULE_LIST
from monazite.warn.alerts.news import News, news
from monazite.warn.alerts.outbox import (
    acknowledge,
    add_rule,
    alerts_of,
    claim,
    mark,
    queue,
    rules_of,
    set_active,
    told_of,
)
from monazite.warn.alerts.record import Alert, AlertRule, Sent
from monazite.warn.alerts.settings import AlertSettings, Secret, Smtp, Webhooks, load_settings

__all__ = [
    "ALERT_LIST",
    "LISTS",
    "RULE_LIST",
    "Alert",
    "AlertRule",
    "AlertSettings",
    "News",
    "Secret",
    "Sent",
    "Smtp",
    "Webhooks",
    "acknowledge",
    "add_rule",
    "alerts_of",
    "channel_of",
    "checked",
    "claim",
    "level_of",
    "load_settings",
    "mark",
    "news",
    "queue",
    "rules_of",
    "set_active",
    "told_of",
]

"""A rule as a person asks for it, checked before it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from monazite.core import Problem, Words
from monazite.store import nearest
from monazite.warn.alerts.record import CHANNELS, AlertRule, Channel
from monazite.warn.alerts.settings import AlertSettings, is_mailbox, may_call
from monazite.warn.said import problem
from monazite.warn.signals.record import LEVELS, Level

LONGEST = 200
"""Characters of a user's name and of a subject."""
MOST = 100
"""Subjects and kinds of a rule."""
HOURS = 24
MAILBOX = Words("一个邮箱地址", "one mailbox")
WEBHOOK = Words(
    "本机地址，或 alerts.toml 所列主机的 https 地址",
    "an address of this machine, or https to a host that alerts.toml lists",
)
NOTHING = Words("空：页面没有地址", "nothing: a page has no address")


def checked(rule: AlertRule, settings: AlertSettings, known_kinds: Iterable[str]) -> tuple[Problem, ...]:
    """What is wrong with a rule.

    Args:
        rule: as asked for; its texts may be anything.
        settings: of the workspace, for the hosts of webhooks.
        known_kinds: kinds of signals.
    """
    known = tuple(known_kinds)
    found = [
        _choice("channel", rule.channel, CHANNELS), _choice("least", rule.least, LEVELS),
        *(_choice("kind", kind, known) for kind in rule.kinds), _address(rule, settings),
        *(_text(name, text) for name, text in [("user", rule.user), *(("subject", one) for one in rule.subjects)]),
        _few("subject", rule.subjects), _few("kind", rule.kinds), _hour(rule.digest_hour),
    ]  # fmt: skip
    return tuple(one for one in found if one is not None)


def channel_of(text: str) -> Channel:
    """A text as a channel, whichever it is; `checked` says whether it is one."""
    return cast("Channel", text)


def level_of(text: str) -> Level:
    """A text as a level, whichever it is; `checked` says whether it is one."""
    return cast("Level", text)


def _choice(name: str, found: str, known: Iterable[str]) -> Problem | None:
    names = tuple(known)
    if found in names:
        return None
    listed = ", ".join(names)
    return problem("alert-value", name, wanted_zh=f"{listed} 之一", wanted_en=f"one of {listed}", found=found,
                   nearest=nearest(found, names))  # fmt: skip


def _address(rule: AlertRule, settings: AlertSettings) -> Problem | None:
    checks = {"page": (not rule.address, NOTHING), "email": (is_mailbox(rule.address), MAILBOX),
              "webhook": (may_call(rule.address, settings.webhooks), WEBHOOK)}  # fmt: skip
    is_right, wanted = checks.get(rule.channel, (True, NOTHING))
    if is_right:
        return None
    return problem("alert-address", "address", wanted_zh=wanted.zh, wanted_en=wanted.en, found=rule.address)


def _text(name: str, text: str) -> Problem | None:
    if 0 < len(text) <= LONGEST and text.isprintable() and text.strip():
        return None
    return problem("cell-wrong", name, column=name, wanted_zh=f"1 至 {LONGEST} 字",
                   wanted_en=f"1 to {LONGEST} characters", found=text)  # fmt: skip


def _few(name: str, texts: tuple[str, ...]) -> Problem | None:
    return problem("rows-many", name, limit=MOST, found=len(texts)) if len(texts) > MOST else None


def _hour(hour: int | None) -> Problem | None:
    if hour is None or 0 <= hour < HOURS:
        return None
    return problem("cell-wrong", "digest", column="digest", wanted_zh="0 至 23 的整点",
                   wanted_en="an hour from 0 to 23", found=hour)  # fmt: skip

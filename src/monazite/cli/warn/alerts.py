"""`monazite warn alerts`: rules of people, the outbox, sending and acknowledging."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.cli.listing import tell_total
from monazite.cli.terminal import Terminal, json_line
from monazite.cli.trace.acts import needed_actor
from monazite.cli.trade.words import needed_day
from monazite.cli.warn.now import kind_text, level_text
from monazite.cli.workspace import open_workspace
from monazite.core import UsageError
from monazite.store import said, unknown

if TYPE_CHECKING:
    from monazite.app import Workspace
    from monazite.app.warn.alerts import Alerts

ROWS = 50
"""Alerts for people; JSON has all."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for.

    Args:
        terminal: where to.
        name: id of an alert or a rule.
        user: of a rule, or whose are listed.
        channel: of a rule.
        address: of a rule.
        subjects: of a rule.
        kinds: of a rule.
        level: least level of a rule, or the level of the alerts that are listed.
        digest: hour of a rule's digest.
        state: of the alerts that are listed.
        day: of the signals.
        actor: who acknowledges.
    """

    terminal: Terminal
    name: str | None
    user: str | None
    channel: str | None
    address: str | None
    subjects: Sequence[str]
    kinds: Sequence[str]
    level: str | None
    digest: int | None
    state: str | None
    day: str | None
    actor: str | None


def alerts(terminal: Terminal, directory: Path, *, action: str, **asked: Any) -> int:
    """Do what was asked with the alerts of a workspace.

    Args:
        terminal: where to.
        directory: of the workspace.
        action: one of `ACTIONS`.
        **asked: the fields of `Asked`.

    Raises:
        UsageError: for an action that is not known, with the nearest.
    """
    if action not in ACTIONS:
        raise unknown("value-unknown", "ACTION", action, ACTIONS)
    with open_workspace(terminal, directory, create=action == "rule") as workspace:
        return ACTIONS[action](workspace, Asked(terminal, **asked))


def _list(workspace: Workspace, asked: Asked) -> int:
    filters = {"state": asked.state, "user": asked.user, "channel": asked.channel, "level": asked.level}
    found = workspace.warn.alerts.outbox({name: value for name, value in filters.items() if value})
    terminal = asked.terminal
    if terminal.is_json:
        return _array(list(found))
    rows = [row for row, _ in zip(found, range(ROWS), strict=False)]
    _table(terminal, ("id", "day", "level", "subject", "kind", "user", "channel", "state", "because"), [
        [row["id"], str(row["day"]), level_text(terminal, row["level"]), row["subject"],
         kind_text(terminal, row["kind"]), row["user"], row["channel"], row["state"],
         row[f"error_{terminal.language}"] or row["reasons"][0][terminal.language]]
        for row in rows
    ], {3, 8})  # fmt: skip
    tell_total(terminal, len(rows), len(found))
    return 0


def _rules(workspace: Workspace, asked: Asked) -> int:
    filters = {"user": asked.user, "channel": asked.channel}
    found = list(workspace.warn.alerts.rule_list({name: value for name, value in filters.items() if value}))
    terminal = asked.terminal
    if terminal.is_json:
        return _array(found)
    _table(terminal, ("id", "user", "channel", "address", "level", "subject", "kind", "digest", "state"), [
        [row["id"], row["user"], row["channel"], row["address"], level_text(terminal, row["least"]),
         " ".join(row["subjects"]), " ".join(row["kinds"]),
         terminal.words("warn.alerts.at-once") if row["digest_hour"] is None else f"{row['digest_hour']:02}:00",
         terminal.words("warn.alerts.on" if row["is_active"] else "warn.alerts.off")]
        for row in found
    ], {3, 5, 6})  # fmt: skip
    tell_total(terminal, len(found), len(found))
    return 0


def _rule(workspace: Workspace, asked: Asked) -> int:
    made = workspace.warn.alerts.add(
        user=_needed(asked.user, "--user"), channel=asked.channel or "page", address=asked.address or "",
        subjects=asked.subjects, kinds_of=asked.kinds, least=asked.level or "orange", digest_hour=asked.digest,
    )  # fmt: skip
    if isinstance(made, tuple):
        for one in made:
            asked.terminal.problem(one)
        return 2
    return _done(asked.terminal, "warn.alerts.kept", {"id": made.id})


def _switch(*, is_active: bool) -> Action:
    def switch(workspace: Workspace, asked: Asked) -> int:
        name = _needed(asked.name, "ID")
        workspace.warn.alerts.switch(name, is_active=is_active)
        state = asked.terminal.words("warn.alerts.on" if is_active else "warn.alerts.off")
        return _done(asked.terminal, "warn.alerts.switched", {"id": name, "state": state})

    return switch


def _check(workspace: Workspace, asked: Asked) -> int:
    day = needed_day(asked.day, "--day") if asked.day else None
    return _done(asked.terminal, "warn.alerts.queued", {"count": workspace.warn.alerts.check(day)})


def _send(workspace: Workspace, asked: Asked) -> int:
    tried = workspace.warn.alerts.send()
    failed = [one for one in tried if one.sent.error is not None]
    for one in failed:
        if one.sent.error is not None and not asked.terminal.is_json:
            sys.stderr.write(f"{one.alerts[0].address}: {one.sent.error.in_language(asked.terminal.language)}\n")
    _done(asked.terminal, "warn.alerts.sent", {"sent": len(tried) - len(failed), "failed": len(failed)})
    return 1 if failed else 0


def _acknowledge(workspace: Workspace, asked: Asked) -> int:
    name, who = _needed(asked.name, "ID"), needed_actor(asked.actor)
    found: Alerts = workspace.warn.alerts
    found.acknowledge(name, who)
    return _done(asked.terminal, "warn.alerts.acknowledged", {"id": name, "who": who})


Action = Callable[["Workspace", Asked], int]
ACTIONS: Mapping[str, Action] = {
    "list": _list, "rules": _rules, "rule": _rule, "on": _switch(is_active=True), "off": _switch(is_active=False),
    "check": _check, "send": _send, "ack": _acknowledge,
}  # fmt: skip
"""What can be asked, by name."""


def _needed(value: str | None, name: str) -> str:
    if not value:
        raise UsageError(said("monazite.warn", "alert-missing", name, name=name))
    return value


def _done(terminal: Terminal, key: str, values: Mapping[str, Any]) -> int:
    if terminal.is_json:
        sys.stdout.write(json_line(dict(values)) + "\n")
    else:
        terminal.line(terminal.words(key, **values))
    return 0


def _array(rows: Sequence[Mapping[str, Any]]) -> int:
    sys.stdout.write(json_line([dict(row) | {"day": str(row["day"])} if "day" in row else dict(row) for row in rows])
                     + "\n")  # fmt: skip
    return 0


def _table(terminal: Terminal, columns: Sequence[str], rows: Sequence[Sequence[str]], flexible: set[int]) -> None:
    if rows:
        terminal.fitted_table([terminal.words(f"warn.column.{name}") for name in columns], rows, flexible)

"""How alerts leave the house: ``alerts.toml`` of a workspace. A password is never in it, only where it is kept."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from monazite.core import Problem
from monazite.store import nearest
from monazite.warn.said import problem

FILE = "alerts.toml"
BYTES = 65_536
"""Largest settings file, and largest file with a secret."""
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]+\]")
MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,189}")
LONGEST_URL = 2000
Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is kept: in an environment variable or in a file, never in the database.

    Args:
        variable: name of the variable; empty for a file.
        file: path, relative to the workspace; empty for a variable.
    """

    variable: str = ""
    file: str = ""

    def read(self, directory: Path, environment: Mapping[str, str]) -> str | None:
        """The secret, without the newline at its end; None where there is none or it cannot be read."""
        if self.variable:
            return environment.get(self.variable) or None
        try:
            path = directory / self.file
            text = path.read_text("utf-8") if self.file and path.stat().st_size <= BYTES else ""
        except (OSError, UnicodeDecodeError):
            return None
        return text.rstrip("\r\n") or None


@dataclass(frozen=True, slots=True)
class Smtp:
    """The mail server.

    Args:
        host: its name.
        port: its port.
        security: ``starttls``, ``tls``, or ``none`` on this machine only.
        sender: mailbox that messages come from.
        user: to log in with; empty for none.
        password: where it is kept.
    """

    host: str
    port: int = 587
    security: Security = "starttls"
    sender: str = ""
    user: str = ""
    password: Secret = field(default_factory=Secret)


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Where webhooks may go.

    Args:
        hosts: names that may be reached, over TLS; this machine always may.
        secret: that signs the messages.
    """

    hosts: tuple[str, ...] = ()
    secret: Secret = field(default_factory=Secret)


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """How alerts leave the house.

    Args:
        smtp: None where mail is not set up.
        webhooks: hosts and secret.
        timeout_seconds: for each step of a connection.
    """

    smtp: Smtp | None = None
    webhooks: Webhooks = field(default_factory=Webhooks)
    timeout_seconds: float = 10.0


KNOWN: Mapping[str, tuple[str, ...]] = {
    "": ("smtp", "webhook", "timeout_seconds"),
    "smtp": ("host", "port", "security", "sender", "user", "password_env", "password_file"),
    "webhook": ("hosts", "secret_env", "secret_file"),
}
"""Keys of each table of the file."""


def load_settings(directory: Path) -> AlertSettings | Problem:
    """The settings of a workspace; where there is no file, only pages and webhooks to this machine work."""
    path = directory / FILE
    try:
        if not path.exists():
            return AlertSettings()
        if path.stat().st_size > BYTES:
            return problem("alerts-setting", FILE, wanted=f"<= {BYTES} B", found=path.stat().st_size)
        values = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return problem("alerts-setting", FILE, wanted="TOML", found=error)
    return parse_settings(values)


def parse_settings(values: Mapping[str, Any]) -> AlertSettings | Problem:
    """The settings of a parsed file, or the first thing wrong with it."""
    smtp, webhook = values.get("smtp", {}), values.get("webhook", {})
    for name, part in (("", values), ("smtp", smtp), ("webhook", webhook)):
        if not isinstance(part, Mapping):
            return problem("alerts-setting", FILE, wanted=f"[{name}]", found=part)
        for key in part:
            if key not in KNOWN[name]:
                return problem("alerts-key", FILE, found=key, nearest=nearest(key, KNOWN[name]))
    wrong = next((one for one in _wrong(values, smtp, webhook) if one), None)
    if wrong:
        return problem("alerts-setting", FILE, wanted=wrong[0], found=wrong[1])
    mail = Smtp(smtp["host"], smtp.get("port", 587), smtp.get("security", "starttls"), smtp["sender"],
                smtp.get("user", ""), _secret(smtp, "password")) if smtp else None  # fmt: skip
    hooks = Webhooks(tuple(one.lower() for one in webhook.get("hosts", ())), _secret(webhook, "secret"))
    return AlertSettings(mail, hooks, float(values.get("timeout_seconds", 10)))


def _secret(part: Mapping[str, Any], name: str) -> Secret:
    return Secret(part.get(f"{name}_env", ""), part.get(f"{name}_file", ""))


Wrong = tuple[str, object] | None


def _wrong(values: Mapping[str, Any], smtp: Mapping[str, Any], webhook: Mapping[str, Any]) -> list[Wrong]:
    """What each value wants and is not."""
    seconds = values.get("timeout_seconds", 10)
    checks: list[Wrong] = [_unless(isinstance(seconds, int | float) and 0 < seconds <= 60,  # noqa: PLR2004  a minute
                                   "0 < timeout_seconds <= 60", seconds)]  # fmt: skip
    texts = [(key, value) for part in (smtp, webhook) for key, value in part.items() if key not in {"port", "hosts"}]
    checks += [_unless(isinstance(value, str) and value.isprintable(), f'{key} = "…"', value) for key, value in texts]
    hosts = webhook.get("hosts", [])
    are_hosts = isinstance(hosts, list) and all(isinstance(one, str) and HOST.fullmatch(one.lower()) for one in hosts)
    checks.append(_unless(are_hosts, 'hosts = ["hooks.example.com"]', hosts))
    return checks + (_mail(smtp) if smtp and not any(checks) else [])


def _mail(smtp: Mapping[str, Any]) -> list[Wrong]:
    host, sender, port = (smtp.get(key, "") for key in ("host", "sender", "port"))
    security = smtp.get("security", "starttls")
    return [
        _unless(bool(HOST.fullmatch(host.lower())), 'host = "smtp.example.com"', host),
        _unless(is_mailbox(sender), 'sender = "monazite@example.com"', sender),
        _unless("port" not in smtp or (type(port) is int and 0 < port < 65_536), "port = 587", port),  # noqa: PLR2004
        _unless(security in {"starttls", "tls", "none"}, "security = starttls | tls | none", security),
        _unless(security != "none" or is_loopback(host), "security = starttls | tls", security),
        _unless("user" not in smtp or bool(_secret(smtp, "password") != Secret()), "password_env | password_file", "-"),
    ]


def _unless(is_right: bool, wanted: str, found: object) -> Wrong:  # noqa: FBT001  reads as a condition
    return None if is_right else (wanted, found)


def is_mailbox(text: str) -> bool:
    """Whether a text is one mailbox and nothing more: no list, no line that would begin another header.

    >>> is_mailbox("a@example.com"), is_mailbox("a@b.c, d@e.f")
    (True, False)
    """
    return bool(MAILBOX.fullmatch(text))


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def may_call(url: str, webhooks: Webhooks) -> bool:
    """Whether a webhook may be called: this machine over http or https, a configured host over https alone.

    >>> may_call("https://hooks.example.com/a", Webhooks(("hooks.example.com",)))
    True
    >>> may_call("http://10.0.0.1/", Webhooks())
    False
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url or parts.username:
        return False
    if is_loopback(host):
        return parts.scheme in {"http", "https"}
    return parts.scheme == "https" and host in webhooks.hosts

"""Send a message by SMTP or to a webhook, with the standard library: TLS, time limits, no redirect, no proxy."""

from __future__ import annotations

import http.client
import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from monazite.core import Words
from monazite.store import shown
from monazite.warn.alerts.message import mail, payload, signature
from monazite.warn.alerts.record import Alert, Sent
from monazite.warn.alerts.sentences import words
from monazite.warn.alerts.settings import AlertSettings, Smtp, may_call

ANSWER_BYTES = 65_536
"""Of the answer of a webhook that are read."""
DONE, AGAIN = range(200, 300), frozenset({408, 425, 429})
"""Answers of a webhook that it has the message, and of those from 400 on the ones that are worth another attempt."""
SERVER_ERROR = 500
LASTING = range(500, 600)
"""Answers of a mail server that will not change (RFC 5321, 4.2.1)."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends messages.

    Args:
        settings: of the workspace.
        directory: of the workspace, in which files with secrets are looked for.
        environment: variables, in which others are.
        context: makes the TLS context; the system's certificates unless a test brings its own.
    """

    settings: AlertSettings
    directory: Path
    environment: Mapping[str, str]
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def send(self, alerts: Sequence[Alert], name: str, now: datetime) -> Sent:
        """Send some alerts of one rule as one message.

        Args:
            alerts: of one channel and address, one at least.
            name: identity of the message.
            now: for the signature of a webhook.
        """
        if alerts[0].channel == "page":
            return Sent()
        by = self._mail if alerts[0].channel == "email" else self._webhook
        try:
            return by(alerts, name, now)
        except smtplib.SMTPException as error:
            return _failed(error)
        except (OSError, http.client.HTTPException) as error:
            return Sent(words("unreachable", what=shown(error)))
        except ValueError as error:  # such as a host name that no name can be
            return Sent(words("unreachable", what=shown(error)), is_final=True)

    def _mail(self, alerts: Sequence[Alert], name: str, _: datetime) -> Sent:
        smtp = self.settings.smtp
        if smtp is None:
            return Sent(words("no-smtp"), is_final=True)
        password = smtp.password.read(self.directory, self.environment) if smtp.user else None
        if smtp.user and password is None:
            return Sent(words("no-password"))
        with self._server(smtp) as server:
            if smtp.security == "starttls":
                server.starttls(context=self.context())
            if password is not None:
                server.login(smtp.user, password)
            server.send_message(mail(alerts, smtp.sender, name))
        return Sent()

    def _server(self, smtp: Smtp) -> smtplib.SMTP:
        seconds = self.settings.timeout_seconds
        if smtp.security == "tls":
            return smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=seconds, context=self.context())
        return smtplib.SMTP(smtp.host, smtp.port, timeout=seconds)

    def _webhook(self, alerts: Sequence[Alert], name: str, now: datetime) -> Sent:
        url, hooks = alerts[0].address, self.settings.webhooks
        if not may_call(url, hooks):
            return Sent(words("not-allowed"), is_final=True)
        secret = hooks.secret.read(self.directory, self.environment)
        if secret is None:
            return Sent(words("no-secret"))
        body, moment = payload(alerts, name), now.strftime("%Y-%m-%dT%H:%M:%SZ")
        headers = {
            "Content-Type": "application/json; charset=utf-8", "User-Agent": "monazite", "X-Monazite-Id": name,
            "X-Monazite-Time": moment, "X-Monazite-Signature": f"sha256={signature(secret, moment, body)}",
        }  # fmt: skip
        code = self._post(url, body, headers)
        if code in DONE:
            return Sent()
        return Sent(_refused(f"HTTP {code}"), code < SERVER_ERROR and code not in AGAIN)

    def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The code of the answer; a redirect is an answer like any other and is not followed."""
        parts = urlsplit(url)
        seconds, host = self.settings.timeout_seconds, parts.hostname or ""
        connection = (
            http.client.HTTPSConnection(host, parts.port, timeout=seconds, context=self.context())
            if parts.scheme == "https"
            else http.client.HTTPConnection(host, parts.port, timeout=seconds)
        )
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, body, dict(headers))
            answer = connection.getresponse()
            answer.read(ANSWER_BYTES)
            return answer.status
        finally:
            connection.close()


def _failed(error: smtplib.SMTPException) -> Sent:
    """What a mail server's answer means; one without STARTTLS, or without login, will not learn it."""
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Sent(words("unreachable", what=shown(error)))
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return Sent(_refused(error.recipients), all(code in LASTING for code, _ in error.recipients.values()))
    if isinstance(error, smtplib.SMTPResponseException):
        return Sent(_refused(f"{error.smtp_code} {_decoded(error.smtp_error)}"), error.smtp_code in LASTING)
    return Sent(_refused(error), is_final=True)


def _refused(what: object) -> Words:
    return words("refused", what=shown(what))


def _decoded(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text

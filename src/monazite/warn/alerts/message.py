"""What an alert says: a mail in both languages, and the JSON of a webhook with its signature."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP

from monazite.core import Language, Words
from monazite.core.visible import visible
from monazite.warn.alerts.record import Alert
from monazite.warn.alerts.sentences import words
from monazite.warn.signals.record import LEVEL_WORDS, LEVELS
from monazite.warn.watch import EVERY, kinds

LANGUAGES: tuple[Language, ...] = ("zh", "en")
MOST = 200
"""Alerts of one message; the rest is counted."""
TITLE = 150
"""Characters of the subject of a mail."""
FORMAT = "monazite-alert/1"
"""Name and version of the JSON that webhooks get."""


def title_of(alerts: Sequence[Alert]) -> Words:
    """What a message is about: its one alert, or how many there are and the worst level."""
    worst = max(alerts, key=lambda one: LEVELS.index(one.level))
    if len(alerts) > 1:
        return words("title-many", level=LEVEL_WORDS[worst.level], count=len(alerts))
    about = words("every") if worst.subject == EVERY else worst.subject
    return words("title-one", level=LEVEL_WORDS[worst.level], subject=about, kind=kind_label(worst.kind))


def kind_label(kind: str) -> Words:
    """What people call a kind of signal; its own name for one of another method."""
    return kinds()[kind].label if kind in kinds() else Words(kind, kind)


def mail(alerts: Sequence[Alert], sender: str, name: str) -> EmailMessage:
    """One mail for some alerts of one address.

    Args:
        alerts: of one rule, one at least.
        sender: mailbox that it comes from.
        name: identity of the message, the same at a second attempt, so that mail programs may tell a repeat.
    """
    title = title_of(alerts)
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = sender, alerts[0].address
    message["Subject"] = _line(f"{title.zh} / {title.en}")[:TITLE]
    message["Message-ID"] = f"<{name}@monazite.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n\n".join(_text(alerts, language) for language in LANGUAGES), cte="base64")
    return message


def _text(alerts: Sequence[Alert], language: Language) -> str:
    lines = [words("repeat")] if any(one.is_repeat for one in alerts) else []
    for one in alerts[:MOST]:
        lines += [title_of([one]), *one.reasons, words("day", day=one.day)]
        lines += [words("facts", facts=", ".join(one.facts))] if one.facts else []
        lines += [words("confirm", id=one.id), Words("", "")]
    if len(alerts) > MOST:
        lines.append(words("more", count=len(alerts) - MOST))
    return "\n".join(_line(one.in_language(language)) for one in lines)


def _line(text: str) -> str:
    """A text on one line, with nothing in it that hides or turns characters."""
    return visible(text).replace("\n", " ")


def payload(alerts: Sequence[Alert], name: str) -> bytes:
    """The JSON of a webhook.

    Args:
        alerts: of one rule, one at least.
        name: identity of the message, the same at a second attempt.
    """
    body = {
        "format": FORMAT, "id": name, "is_repeat": any(one.is_repeat for one in alerts),
        "alerts": [
            {
                "id": one.id, "kind": one.kind, "subject": one.subject, "level": one.level,
                "day": one.day.isoformat(), "reasons": [{"zh": why.zh, "en": why.en} for why in one.reasons],
                "facts": list(one.facts),
            }
            for one in alerts[:MOST]
        ],
        "more": max(0, len(alerts) - MOST),
    }  # fmt: skip
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def name_of(alerts: Sequence[Alert]) -> str:
    """The identity of the message that some alerts make: that of its one alert, or a digest of all."""
    if len(alerts) == 1:
        return alerts[0].id
    return hashlib.sha256("\x1f".join(sorted(one.id for one in alerts)).encode()).hexdigest()[:32]


def signature(secret: str, moment: str, body: bytes) -> str:
    """HMAC-SHA-256 (RFC 2104) over the time, a full stop and the body, in hexadecimal.

    Args:
        secret: shared with the receiver.
        moment: of sending, as the header ``X-Monazite-Time`` has it; a receiver refuses an old one.
        body: bytes of the message.
    """
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()

"""What protects the pages: allowed hosts, response headers, signed cookies and form tokens."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"localhost"})
"""Names that always lead to this machine and nowhere else; loopback addresses do so too."""

HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?")
"""A Host header as RFC 9110, section 7.2 has it: a name or an address, and perhaps a port."""

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def host_name(header: str) -> str:
    """The name in a Host header, without port and brackets.

    >>> host_name("[::1]:8000"), host_name("LocalHost:80")
    ('::1', 'localhost')
    """
    match = HOST.fullmatch(header)
    return match["name"].strip("[]").lower() if match else ""


FOREIGN = 1008
"""Code with which a WebSocket is refused before it opens (RFC 6455, section 7.4.1: policy violation)."""


class Guard:
    """ASGI middleware: refuses foreign hosts and foreign forms, and puts the security headers on every answer.

    A page that a browser reaches under a foreign name (DNS rebinding), or a form or WebSocket that comes from another
    site never gets to a handler.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        """Guard an application.

        Args:
            app: the application.
            hosts: names the server was bound to, besides the loopback names.
        """
        self.app = app
        self.hosts = LOOPBACK | {name.lower() for name in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "websocket" and self._refusal("POST", Headers(scope=scope)) is not None:
            await receive()
            await send({"type": "websocket.close", "code": FOREIGN})  # a server answers the handshake with 403
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope["method"], Headers(scope=scope))
        app = self.app if refusal is None else refusal
        await app(scope, receive, _with_headers(send))

    def _is_ours(self, name: str) -> bool:
        try:
            return name in self.hosts or ip_address(name).is_loopback
        except ValueError:
            return False

    def _refusal(self, method: str, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "")
        if not self._is_ours(host_name(host)):
            return PlainTextResponse(
                "本机服务不以此主机名应答；请用 http://127.0.0.1 打开。\n"
                "This server does not answer to that host name; open it as http://127.0.0.1.\n",
                status_code=421,
            )
        origin = headers.get("origin")
        if method in WRITING and origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return PlainTextResponse(
                "表单来自别的网站，未予受理。\nThe form came from another site and was refused.\n", status_code=403
            )
        return None


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs what is kept in the browser, with HMAC-SHA-256 (RFC 2104); another purpose gives another signature.

    >>> signer = Signer(b"secret")
    >>> signer.read("actor", signer.signed("actor", "包头交易所"))
    '包头交易所'
    >>> signer.read("other", signer.signed("actor", "包头交易所")) is None
    True
    """

    secret: bytes

    def signed(self, purpose: str, value: str) -> str:
        """A value with its signature, in characters a cookie may hold."""
        body = base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")
        return f"{body}.{self._mac(purpose, body)}"

    def read(self, purpose: str, cookie: str | None) -> str | None:
        """The value of a signed cookie, or None when it is missing or was not signed here for this purpose."""
        body, dot, mac = (cookie or "").partition(".")
        if not dot or not hmac.compare_digest(mac.encode(), self._mac(purpose, body).encode()):
            return None
        try:
            return base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
        except (binascii.Error, UnicodeDecodeError):
            return None

    def token(self, session: str) -> str:
        """The token that every form of one session carries."""
        return self._mac("form", session)

    def is_token(self, session: str, token: str) -> bool:
        """Whether a form's token belongs to the session, compared in constant time."""
        return hmac.compare_digest(self.token(session).encode(), token.encode())

    def _mac(self, purpose: str, body: str) -> str:
        return hmac.new(self.secret, f"{purpose}\x1f{body}".encode(), hashlib.sha256).hexdigest()

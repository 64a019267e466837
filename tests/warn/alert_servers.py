"""A mail server and a web server on this machine, for tests: small, real sockets, with the answers a test asks for."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@dataclass
class Mailbox:
    """What a mail server got, and how it answers.

    Args:
        answers: by command, in place of its usual answer.
        messages: texts as they came.
        logins: how often somebody logged in.
    """

    answers: dict[str, str] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    port: int = 0


@contextmanager
def mail_server(box: Mailbox) -> Iterator[Mailbox]:
    """A mail server of RFC 5321, as far as the client goes."""

    class Handler(socketserver.StreamRequestHandler):
        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

        def handle(self) -> None:
            self.say(box.answers.get("CONNECT", "220 here"))
            while line := self.rfile.readline().decode().strip():
                verb = line.split(" ")[0].upper()
                if verb == "EHLO" and "EHLO" not in box.answers:
                    self.say("250-here\r\n250 AUTH PLAIN")
                elif verb == "AUTH":
                    box.logins.append(line)
                    self.say(box.answers.get("AUTH", "235 in"))
                elif verb == "DATA" and "DATA" not in box.answers:
                    self.say("354 go on")
                    self.take()
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say(box.answers.get(verb, "250 ok"))

        def take(self) -> None:
            lines: list[str] = []
            while (line := self.rfile.readline().decode()) not in {".\r\n", ""}:
                lines.append(line)
            box.messages.append("".join(lines))
            self.say(box.answers.get("END", "250 taken"))

    with _running(socketserver.TCPServer(("127.0.0.1", 0), Handler)) as port:
        box.port = port
        yield box


@dataclass
class Hook:
    """What a web server got, and the code it answers with."""

    code: int = 200
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    url: str = ""


@contextmanager
def web_server(hook: Hook, tls: ssl.SSLContext | None = None) -> Iterator[Hook]:
    """A web server that takes what is posted to it, over TLS where a context is given."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hook.headers.append(dict(self.headers))
            hook.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(hook.code)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()
            self.wfile.write(b"x" * 100_000)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name it has
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that refuses us is meant
    with _running(server) as port:
        hook.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}/alerts?of=me"
        yield hook


def own_certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that it signed itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / "own.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path


@contextmanager
def _running(server: socketserver.TCPServer) -> Iterator[int]:
    server.allow_reuse_address = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

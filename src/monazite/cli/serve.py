"""`monazite serve`: the pages of a workspace, on this machine only."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import closing, suppress
from ipaddress import ip_address
from pathlib import Path

from monazite.cli.language import words
from monazite.cli.terminal import Terminal
from monazite.cli.workspace import open_workspace
from monazite.core import Problem, ProblemError, UsageError
from monazite.store import said, workspace_secret

BACKLOG = 2048
"""Connections that wait to be taken, as uvicorn has it."""


def serve(
    terminal: Terminal, directory: Path, host: str, port: int, on_ready: Callable[[str], None] = lambda _: None
) -> int:
    """Serve the pages until Ctrl-C.

    Args:
        terminal: to print on.
        directory: of the workspace.
        host: an address of this machine.
        port: 0 for any that is free.
        on_ready: is given the address of the pages just before they are served.

    Raises:
        UsageError: when the host is not this machine.
        ProblemError: when there is no workspace, or the port is taken.
    """
    refuse_other_hosts(host)
    with open_workspace(terminal, directory) as workspace, closing(_listen(host, port)) as listener:
        import secrets

        import uvicorn

        from monazite.web import create_app

        address = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/"
        terminal.say("serve.ready", address=address)
        on_ready(address)
        secret = workspace_secret(workspace.directory, secrets.token_bytes)
        app = create_app(workspace, secret=secret, language=workspace.home.settings.language)
        config = uvicorn.Config(app, log_level="warning", access_log=False)
        with suppress(KeyboardInterrupt):  # the way it is meant to end
            uvicorn.Server(config).run(sockets=[listener])
    return 0


def refuse_other_hosts(host: str) -> None:
    """Refuse an address that others could reach.

    Raises:
        UsageError: for any host but loopback ones.
    """
    if host == "localhost":
        return
    try:
        is_loopback = ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise UsageError(said("monazite.app", "host-not-loopback", "--host", found=host))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)  # who opens the address as soon as it is said waits, and is not refused
    except OSError as error:
        listener.close()
        found = words("serve.port_taken", port=port)
        raise ProblemError(
            Problem("port-taken", "--port", words("serve.port"), found, words("serve.port_action"))
        ) from error
    return listener

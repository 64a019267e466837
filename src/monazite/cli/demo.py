"""`monazite demo`: the sample papers read, a year of chain and exchange simulated and audited, the pages opened."""

from __future__ import annotations

import threading
import time
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

from monazite.app import Workspace
from monazite.app.demo import YEAR, open_today, read_samples, simulate_year
from monazite.cli.serve import serve
from monazite.cli.summary import summarize, tell_result
from monazite.cli.terminal import Terminal
from monazite.cli.trace.audit import progress_of
from monazite.cli.workspace import open_workspace

BUSY, TRIES, PAUSE_SECONDS = b'aria-busy="true"', 30, 0.5
"""How a page says that it is not whole yet; how often it is asked for, and after what pause."""


def demo(terminal: Terminal, directory: Path, port: int, *, small: bool, opens: bool, serves: bool) -> int:
    """Read the samples into a workspace of their own, print what was found, and serve the pages.

    Args:
        terminal: to print on.
        directory: of the demo's workspace.
        port: of the pages.
        small: only a few papers.
        opens: whether to open a browser.
        serves: whether to serve the pages at all.
    """
    with open_workspace(terminal, directory, create=True) as workspace:
        _read(terminal, workspace, small=small)
        _simulate(terminal, workspace, small=small)
        if serves and open_today(workspace):
            terminal.say("demo.today")
    if not serves:
        terminal.say("demo.next", directory=directory)
        return 0
    return serve(terminal, directory, "127.0.0.1", port, _open if opens else _tell)


def _read(terminal: Terminal, workspace: Workspace, *, small: bool) -> None:
    """Read the samples and say what they hold."""
    terminal.say("demo.reading")
    with progress_of(terminal, "demo.reading.bar") as bar:
        result = read_samples(workspace, small=small, progress=lambda one: bar and bar(one.files, one.of))
    tell_result(terminal, result)
    summarize(terminal, workspace.facts())


def _simulate(terminal: Terminal, workspace: Workspace, *, small: bool) -> None:
    """Write the simulated year and say what the audit of its journal found."""
    terminal.say("demo.simulating", year=YEAR)
    with progress_of(terminal, "trace.simulating") as progress:
        report = simulate_year(workspace, small=small, progress=progress)
    if report is None:
        terminal.say("demo.simulated_before")
        return
    code = "demo.audit.clean" if report.is_clean else "demo.audit.differs"
    terminal.say(code, entries=f"{report.entries:,}", lots=f"{len(workspace.trace.lots()):,}")


def _open(address: str) -> None:
    """Open a browser when the first page is whole."""
    _tell(address, webbrowser.open)


def _tell(address: str, then: Callable[[str], object] = lambda _: None) -> None:
    """Ask for the first page until its story is whole, so that nobody waits for it, and then do something."""

    def ask() -> None:
        with suppress(OSError):  # the pages were ended meanwhile
            for _ in range(TRIES):
                with urlopen(address) as page:  # noqa: S310  our own
                    if BUSY not in page.read():
                        break
                time.sleep(PAUSE_SECONDS)
        then(address)

    threading.Thread(target=ask, daemon=True).start()

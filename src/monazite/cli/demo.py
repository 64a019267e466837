"""`monazite demo`: the sample papers read, a year of chain and exchange simulated and audited, the pages opened."""

from __future__ import annotations

import threading
import webbrowser
from pathlib import Path

from monazite.app import Workspace
from monazite.app.demo import YEAR, open_today, read_samples, simulate_year
from monazite.cli.serve import serve
from monazite.cli.summary import summarize, tell_result
from monazite.cli.terminal import Terminal
from monazite.cli.trace.audit import progress_of
from monazite.cli.workspace import open_workspace


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
        terminal.say("demo.reading")
        result = read_samples(workspace, small=small)
        tell_result(terminal, result)
        summarize(terminal, workspace.facts())
        _simulate(terminal, workspace, small=small)
        if serves and open_today(workspace):
            terminal.say("demo.today")
    if not serves:
        return 0
    return serve(terminal, directory, "127.0.0.1", port, _open if opens else lambda _: None)


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
    """Open a browser a moment later, when the pages answer."""
    timer = threading.Timer(1.0, webbrowser.open, (address,))
    timer.daemon = True
    timer.start()

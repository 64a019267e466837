"""Open the workspace a command works on, and say so when it was made."""

from __future__ import annotations

from pathlib import Path

from monazite.app import Workspace
from monazite.cli.terminal import Terminal


def open_workspace(terminal: Terminal, directory: Path, *, create: bool = False) -> Workspace:
    """Open a workspace; a writing command makes it and says so, a reading one refuses when there is none.

    Raises:
        ProblemError: when it is missing and not to be made, or cannot be used.
    """
    workspace = Workspace.open(directory, create=create)
    if create and not terminal.is_json:
        terminal.say("workspace.created" if workspace.is_new else "workspace.used", directory=directory)
    return workspace

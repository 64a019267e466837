"""monazite: the open system for the rare-earth chain, from ore to motor.

Six verbs, ``read · trace · trade · plan · warn · design``, over one journal and one fact base.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from monazite.app.workspace import Workspace

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(directory: str | Path = "monazite-data") -> Workspace:  # noqa: A001  the verb a user expects
    """Open (or create) a workspace directory.

    Args:
        directory: where the workspace lives; created when it does not exist.

    Returns:
        The workspace, whose methods are the verbs.
    """
    from monazite.app.workspace import Workspace

    return Workspace.open(directory, create=True)

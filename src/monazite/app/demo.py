"""The demo: a workspace made from the sample papers that the package carries."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources

from monazite.app.read_files import Progress, ReadResult, nothing
from monazite.app.sources import Source
from monazite.app.workspace import Workspace

SAMPLES = "monazite.samples"
NO_PAPERS = (".py", ".pyc")
NOT_SAMPLES = ("README.md",)
SMALL = 3
"""Papers of the small demo: the first ones by name."""


def sample_sources(*, small: bool = False) -> list[Source]:
    """The sample papers, in order of their names.

    Args:
        small: only the first three.
    """
    entries = [entry for entry in resources.files(SAMPLES).iterdir() if entry.is_file()]
    papers = [
        e for e in entries if not e.name.endswith(NO_PAPERS) and e.name not in NOT_SAMPLES and e.name[0] not in "._"
    ]
    sources = [Source(entry.name, data=entry.read_bytes()) for entry in sorted(papers, key=lambda entry: entry.name)]
    return sources[:SMALL] if small else sources


def read_samples(
    workspace: Workspace, *, small: bool = False, progress: Callable[[Progress], None] = nothing
) -> ReadResult:
    """Read the sample papers into a workspace.

    Args:
        workspace: to read into.
        small: only the first three.
        progress: is told how far it is.
    """
    return workspace.read([], extra=sample_sources(small=small), progress=progress)

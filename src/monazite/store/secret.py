"""The secret of a workspace, which signs the cookies and form tokens of its pages; made once, readable by its owner."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

FILE_NAME = "secret"
LENGTH = 32


def workspace_secret(directory: Path, random_bytes: Callable[[int], bytes]) -> bytes:
    """The secret of a workspace, made (mode 0600) when it is not there yet; a passing one where none can be kept.

    Args:
        directory: of the workspace.
        random_bytes: gives that many unpredictable bytes, such as ``secrets.token_bytes``.

    Raises:
        OSError: when the disk is full.
    """
    path = directory / FILE_NAME
    can_keep = os.access(directory, os.W_OK)
    if path.exists() or not can_keep:
        return _kept(path) or random_bytes(LENGTH)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _kept(path) or random_bytes(LENGTH)
    with os.fdopen(handle, "wb") as file:
        made = random_bytes(LENGTH)
        file.write(made)
    return made


def _kept(path: Path) -> bytes | None:
    """The secret that is kept; None for a torn one or one that another person owns."""
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    return kept if len(kept) == LENGTH else None

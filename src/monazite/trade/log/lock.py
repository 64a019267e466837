"""One process a venue: a lock that ends with the process, however it ends."""

from __future__ import annotations

import os
from pathlib import Path

from monazite.core import ProblemError
from monazite.trade.log.said import problem

LOCK_FILE = "lock"


def lock(folder: Path) -> int:
    """Take a venue's folder for this process; the handle that holds the lock until it is closed.

    Raises:
        ProblemError: ``log-locked`` when another has it, in this process or another.
    """
    import fcntl  # noqa: PLC0415  POSIX only: a venue runs there, the rest of monazite anywhere

    handle = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise ProblemError(problem("log-locked", folder)) from error
    return handle

"""What the last audit of a workspace found, kept beside its database for the pages; it is no part of the journal."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from monazite.store import whole_file

if TYPE_CHECKING:
    from monazite.ledger.audit import AuditReport

FILE_NAME = "audit.json"


@dataclass(frozen=True, slots=True)
class LastAudit:
    """An audit as it is remembered.

    Args:
        at: when it ended, UTC, ISO 8601.
        entries: how many it looked at.
        differences: how many it found.
        seconds: how long it took.
        has_kept_checkpoint: whether it was held against a checkpoint kept elsewhere.
    """

    at: str
    entries: int
    differences: int
    seconds: float
    has_kept_checkpoint: bool


def remember_audit(directory: Path, report: AuditReport, at: datetime, *, has_kept_checkpoint: bool) -> None:
    """Keep what an audit found; nothing is kept where the workspace cannot be written."""
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    differences = sum(report.counts.values())
    kept = LastAudit(moment, report.entries, differences, round(report.seconds, 3), has_kept_checkpoint)
    try:
        with whole_file(directory / FILE_NAME) as file:
            file.write(json.dumps(asdict(kept)).encode())
    except OSError:
        return


def last_audit(directory: Path) -> LastAudit | None:
    """The last audit; None when there was none, or what is kept of it cannot be read."""
    try:
        return LastAudit(**json.loads((directory / FILE_NAME).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None

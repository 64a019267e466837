from __future__ import annotations

from pathlib import Path

from monazite.app import Workspace
from monazite.app.trace.last_audit import last_audit


def test_an_audit_is_remembered_and_a_torn_memory_is_none(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as workspace:
        assert workspace.trace.last_audit() is None
        workspace.trace.simulate(year=2022, lots=100, seed=3)
        report = workspace.trace.audit()
        kept = workspace.trace.last_audit()
        assert kept is not None
        assert (kept.entries, kept.differences, kept.has_kept_checkpoint) == (report.entries, 0, False)
        (workspace.directory / "audit.json").write_text('{"at": 1')
        assert last_audit(workspace.directory) is None

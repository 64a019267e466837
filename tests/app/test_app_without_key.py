"""A copy of a workspace without the private key can be read, proved from and audited; it signs nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from monazite.app import Workspace
from monazite.core import ProblemError
from monazite.ledger.proof import proof_bytes
from monazite.ledger.verifier import verify
from monazite.trace.passport import passport_file


def test_a_copy_without_the_secret_is_audited(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as workspace:
        workspace.trace.simulate(year=2022, lots=100, seed=3)
        key, size = workspace.trace.key, workspace.trace.size()
        lot = workspace.trace.lots(stage="motor", limit=1).to_dicts()[0]["id"]
        signed = workspace.trace.passport(lot)
        assert verify(passport_file(signed), key).is_verified
    (tmp_path / "ws" / "log.key").unlink()
    with Workspace.open(tmp_path / "ws") as workspace:
        assert (workspace.trace.key, workspace.trace.size()) == (key, size)
        assert not workspace.trace.audit().findings
        assert verify(proof_bytes(workspace.trace.prove(3)), key).is_verified
        found = workspace.trace.passport(lot)
        assert (found.statement, found.origin) == ("", signed.origin)
        with pytest.raises(ProblemError, match=r"log\.key"):
            passport_file(found)
        with pytest.raises(ProblemError, match=r"log\.key"):
            workspace.trace.draw("2022-12", 1, actor="tester")
        assert workspace.trace.size() == size
    (tmp_path / "ws" / "log.pub").unlink()
    with Workspace.open(tmp_path / "ws") as workspace:
        assert not workspace.trace.audit(key=key).findings
        with pytest.raises(ProblemError, match="--key"):
            workspace.trace.audit()

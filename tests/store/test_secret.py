from __future__ import annotations

import secrets
import stat
from pathlib import Path

import pytest

from monazite.store import workspace_secret


def test_the_secret_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    made = workspace_secret(tmp_path, secrets.token_bytes)
    assert workspace_secret(tmp_path, secrets.token_bytes) == made
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_a_torn_secret_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"torn")
    assert len(workspace_secret(tmp_path, secrets.token_bytes)) == 32


def test_a_directory_that_cannot_be_written_gets_a_passing_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    assert len(workspace_secret(tmp_path, secrets.token_bytes)) == 32
    assert list(tmp_path.iterdir()) == []

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from monazite.core import InternalError, ProblemError
from monazite.store import RawFiles, Settings, load_settings, open_home, sha256_of, whole_file, write_settings

WHEN = "2026-01-01T00:00:00Z"


def refusal(directory: Path, *, create: bool) -> str:
    with pytest.raises(ProblemError) as refused:
        open_home(directory, [], WHEN, create=create)
    return refused.value.problem.code


def test_a_missing_workspace_is_made_only_when_asked(tmp_path: Path) -> None:
    assert refusal(tmp_path / "w", create=False) == "workspace-missing"
    assert not (tmp_path / "w").exists()
    assert open_home(tmp_path / "w", [], WHEN, create=True).is_new
    assert not open_home(tmp_path / "w", [], WHEN, create=False).is_new


def test_what_is_no_workspace_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert refusal(tmp_path / "file", create=True) == "workspace-not-directory"
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "monazite.db").write_bytes(b"no database at all" * 100)
    assert refusal(tmp_path / "w", create=True) == "workspace-damaged"


def test_kept_bytes_are_found_by_hash_and_never_changed(tmp_path: Path) -> None:
    raw = RawFiles(tmp_path / "raw")
    sha256 = sha256_of(b"paper")
    path = raw.keep(b"paper", sha256)
    assert path == tmp_path / "raw" / sha256[:2] / sha256
    before = path.stat().st_mtime_ns
    raw.keep(b"paper", sha256)
    assert path.stat().st_mtime_ns == before
    assert raw.bytes_of(sha256) == b"paper"


def test_a_torn_file_is_noticed_and_written_again(tmp_path: Path) -> None:
    raw = RawFiles(tmp_path / "raw")
    sha256 = sha256_of(b"paper")
    raw.keep(b"paper", sha256).write_bytes(b"pap")
    with pytest.raises(InternalError):
        raw.bytes_of(sha256)
    raw.keep(b"paper", sha256)
    assert raw.bytes_of(sha256) == b"paper"


def test_a_full_disk_leaves_the_old_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ProblemError) as refused, whole_file(path) as file:
        file.write(b"new")
    assert refused.value.problem.code == "file-unwritable"
    assert "a full disk" in refused.value.problem.sentence("en")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_writer_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("old")

    def fail() -> None:
        with whole_file(path) as file:
            file.write(b"new")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_run_left_is_swept(tmp_path: Path) -> None:
    raw = RawFiles(tmp_path)
    for name in (".999999999.abc.part", f".{os.getpid()}.abc.part", ".notes", "paper"):
        (tmp_path / name).touch()
    raw.sweep()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([f".{os.getpid()}.abc.part", ".notes", "paper"])


def test_settings_come_back_as_they_were_written(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()
    for settings in (Settings(), Settings("zh", 3), Settings(language="en")):
        write_settings(tmp_path, settings)
        assert load_settings(tmp_path) == settings


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("langage = 'zh'", "setting-unknown", "language"),
        ("language = 'fr'", "setting-wrong", "zh | en"),
        ("jobs = 0", "setting-wrong", "jobs >= 1"),
        ("jobs = true", "setting-wrong", "jobs >= 1"),
        ("jobs = ", "setting-wrong", "TOML"),
    ],
)
def test_a_wrong_setting_is_said(tmp_path: Path, text: str, code: str, hint: str) -> None:
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(ProblemError) as refused:
        load_settings(tmp_path)
    assert refused.value.problem.code == code
    assert hint in refused.value.problem.sentence("en")


def test_a_workspace_that_cannot_be_written_is_read_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_home(tmp_path / "w", [], WHEN, create=True).database.close()
    before = sorted(path.name for path in (tmp_path / "w").iterdir())
    monkeypatch.setattr("os.access", lambda *_: False)
    home = open_home(tmp_path / "w", [], WHEN, create=False)
    with home.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT id FROM migrations").scalars().all() == ["store-001"]
        assert sorted(path.name for path in (tmp_path / "w").iterdir()) == before
    with pytest.raises(ProblemError) as refused, home.database.writing():
        pass
    assert refused.value.problem.code == "workspace-readonly"
    home.database.close()


def test_what_is_still_in_the_log_of_a_fixed_database_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = open_home(tmp_path / "w", [], WHEN, create=True)
    monkeypatch.setattr("os.access", lambda *_: False)
    home = open_home(tmp_path / "w", [], WHEN, create=False)
    with home.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT id FROM migrations").scalars().all() == ["store-001"]
    home.database.close()
    writer.database.close()

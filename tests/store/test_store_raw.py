"""Kept bytes: the same bytes once, from memory or from a file, refused where they are no longer what they were."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monazite.core import InternalError, ProblemError
from monazite.store import RawFiles, sha256_of


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=2000))
def test_bytes_come_back_as_they_were_whichever_way_they_came(tmp_path: Path, data: bytes) -> None:
    name = sha256_of(data)
    source = tmp_path / "source"
    source.write_bytes(data)
    of_bytes, of_file = RawFiles(tmp_path / "a"), RawFiles(tmp_path / "b")
    assert of_bytes.keep(data, name).read_bytes() == of_file.keep(source, name).read_bytes() == data
    assert of_bytes.bytes_of(name) == of_file.bytes_of(name) == data
    assert of_file.keep(source, name) == of_file.path(name)  # again: nothing to do


def test_a_file_that_changed_meanwhile_is_not_kept(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"new")
    raw = RawFiles(tmp_path / "raw")
    with pytest.raises(ProblemError) as refused:
        raw.keep(source, sha256_of(b"old"))
    assert refused.value.problem.code == "file-changed"
    assert not raw.path(sha256_of(b"old")).exists()


def test_bytes_that_are_missing_or_changed_are_never_handed_out(tmp_path: Path) -> None:
    raw = RawFiles(tmp_path)
    name = sha256_of(b"abc")
    with pytest.raises(InternalError):
        raw.bytes_of(name)
    raw.keep(b"abc", name).write_bytes(b"abd")
    with pytest.raises(InternalError):
        raw.bytes_of(name)

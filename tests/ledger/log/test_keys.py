"""The key file: made once, whole, readable by its owner only."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from monazite.core.errors import ProblemError
from monazite.ledger.log import (
    EMPTY_ROOT,
    KEY_FILE,
    Checkpoint,
    Signer,
    public_verifier,
    read_signer,
    reading_signer,
    sign_checkpoint,
    workspace_signer,
)
from monazite.store import Settings, load_settings, write_settings


def code_of(path: Path) -> str:
    with pytest.raises(ProblemError) as caught:
        read_signer(path)
    return caught.value.problem.code


def test_a_key_is_made_once(tmp_path: Path) -> None:
    signer = workspace_signer(tmp_path, None, os.urandom)
    path = tmp_path / KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----\n")
    assert workspace_signer(tmp_path, None, os.urandom) == workspace_signer(tmp_path, None, None) == signer
    assert signer.name == f"monazite/{signer.verifier.public.hex()[:8]}"
    assert sorted(file.name for file in tmp_path.iterdir()) == [KEY_FILE, "log.pub"]


def test_the_setting_names_another_place(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    signer = workspace_signer(tmp_path, "keys/signing.pem", bytes)
    assert read_signer(tmp_path / "keys" / "signing.pem") == signer == Signer(signer.name, bytes(32))
    elsewhere = tmp_path / "elsewhere.pem"
    assert workspace_signer(tmp_path / "keys", str(elsewhere), lambda count: b"x" * count) == read_signer(elsewhere)


def test_two_that_make_it_at_once_agree(tmp_path: Path) -> None:
    barrier, found = threading.Barrier(8), list[Signer]()

    def make() -> None:
        def late(count: int) -> bytes:
            barrier.wait()
            return os.urandom(count)

        found.append(workspace_signer(tmp_path, None, late))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len({signer.private for signer in found}) == 1
    assert sorted(file.name for file in tmp_path.iterdir()) == [KEY_FILE, "log.pub"]


def test_none_is_made_for_a_log_that_has_one(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="restore the key"):
        workspace_signer(tmp_path, None, None)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    workspace_signer(tmp_path, None, os.urandom)
    (tmp_path / KEY_FILE).chmod(mode)
    assert code_of(tmp_path / KEY_FILE) == "key-readable"


def test_a_torn_or_other_key_is_refused(tmp_path: Path) -> None:
    workspace_signer(tmp_path, None, os.urandom)
    path = tmp_path / KEY_FILE
    pem = path.read_bytes()
    for torn in (b"", pem[:40], pem[:-30], pem.replace(b"BEGIN", b"BEGAN"), b"\0" * 20_000):
        path.write_bytes(torn)
        assert code_of(path) == "key-torn"
    locked = serialization.load_pem_private_key(pem, None).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )
    path.write_bytes(locked)
    assert code_of(path) == "key-torn"
    other = X25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(other)
    assert code_of(path) == "key-other"


def test_the_setting_is_read_as_written(tmp_path: Path) -> None:
    for key in (None, "keys/log.pem", 'C:\\keys\\a "b".pem', "密钥.pem"):
        write_settings(tmp_path, Settings(key=key))
        assert load_settings(tmp_path).key == key
    for wrong in ("key = 1", 'key = ""', 'key = "a\\nb"'):
        (tmp_path / "settings.toml").write_text(wrong)
        with pytest.raises(ProblemError, match=r"log\.key"):
            load_settings(tmp_path)


def test_what_cannot_be_read_or_written_is_said(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).mkdir()
    assert code_of(tmp_path / KEY_FILE) == "key-unreadable"
    with pytest.raises(ProblemError):
        workspace_signer(tmp_path / "missing", None, os.urandom)


def test_the_public_key_lies_beside_and_serves_without_the_private(tmp_path: Path) -> None:
    signer = workspace_signer(tmp_path, None, os.urandom)
    note = sign_checkpoint(Checkpoint(signer.name, 0, EMPTY_ROOT), signer)
    assert (tmp_path / "log.pub").read_text() == f"{signer.verifier.vkey}\n"
    assert reading_signer(tmp_path, None, note) == signer
    (tmp_path / KEY_FILE).unlink()
    absent = reading_signer(tmp_path, None, note)
    assert absent.verifier == signer.verifier == public_verifier(tmp_path / KEY_FILE, note)
    with pytest.raises(ProblemError, match="restore the key"):
        absent.sign("text\n")
    other = Signer("monazite/other", bytes(32))
    for public in (f"{other.verifier.vkey}\n", "rubbish", None):
        if public is None:
            (tmp_path / "log.pub").unlink()
        else:
            (tmp_path / "log.pub").write_text(public)
        assert public_verifier(tmp_path / KEY_FILE, note) is None
        with pytest.raises(ProblemError, match="--key"):
            _ = reading_signer(tmp_path, None, note).verifier

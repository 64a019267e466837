"""The key of a workspace's log: one file, PEM (PKCS #8), mode 0600, made once and whole; its public half beside it."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from monazite.core.errors import ProblemError
from monazite.ledger.log.note import Signer, Verifier, open_checkpoint, parse_vkey
from monazite.store.atomic import flush_folder, unwritable, whole_file
from monazite.store.problems import said
from monazite.store.system import system_words

KEY_FILE = "log.key"
"""Name of the key file in the workspace, unless the setting ``key`` names another."""
PRIVATE_BYTES = 32
MAX_KEY_BYTES = 10_000
ORIGIN_HEX = 8
PUBLIC_SUFFIX = ".pub"
"""The public key lies beside the private one, so that a copy without the secret can be read and audited."""


@dataclass(frozen=True, slots=True)
class AbsentSigner(Signer):
    """Stands for the signer of a workspace without its private key: it knows whose log it is, and signs nothing.

    Args:
        path: where the private key should be.
        public: the verifier; None when the public key is not known either.
    """

    path: Path = field(default_factory=Path)
    public: Verifier | None = None

    @property
    def verifier(self) -> Verifier:
        """The public half.

        Raises:
            ProblemError: ``key-public`` when it is not known.
        """
        if self.public is None:
            raise ProblemError(said("monazite.ledger.log", "key-public", public_path(self.path)))
        return self.public

    def sign(self, text: str) -> bytes:
        """Refuses.

        Raises:
            ProblemError: ``key-missing``.
        """
        del text
        raise ProblemError(said("monazite.ledger.log", "key-missing", self.path))


def public_verifier(path: Path, note: str) -> Verifier | None:
    """The verifier of a log whose private key is not at hand.

    Args:
        path: of the private key; the public one lies beside it.
        note: a checkpoint of the log, which it must have signed.

    Returns:
        None when there is no public key, or one that has not signed the checkpoint.
    """
    try:
        verifier = parse_vkey(public_path(path).read_text("utf-8").strip())
        open_checkpoint(note, verifier)
    except (OSError, UnicodeDecodeError, ProblemError):
        return None
    return verifier


def public_path(path: Path) -> Path:
    """Where the public key of a private key's file lies.

    >>> public_path(Path("log.key")).name, public_path(Path("x.pub")).name
    ('log.pub', 'x.pub.pub')
    """
    name = path.with_suffix(PUBLIC_SUFFIX).name
    return path.with_name(name if name != path.name else f"{name}{PUBLIC_SUFFIX}")


def reading_signer(directory: Path, key: str | None, note: str) -> Signer:
    """The signer of a log that has checkpoints; one that only verifies where the private key is not there.

    Args:
        directory: of the workspace.
        key: the setting ``key``, as `workspace_signer` has it.
        note: the newest checkpoint.

    Raises:
        ProblemError: as `workspace_signer`, when there is a key file and it cannot be used.
    """
    path = directory / (key or KEY_FILE)
    if path.exists() or path.is_symlink():
        return workspace_signer(directory, key, None)
    public = public_verifier(path, note)
    return AbsentSigner(public.name if public else "", b"", path=path, public=public)


def workspace_signer(directory: Path, key: str | None, random_bytes: Callable[[int], bytes] | None) -> Signer:
    """The signer of a workspace's log; its key is made on the first call. Two that make it at once agree on one.

    Args:
        directory: of the workspace.
        key: the setting ``key``: path of the key file, relative to the workspace; None for ``log.key``.
        random_bytes: draws the key; None when none may be made, because the log has checkpoints of an earlier one.

    Raises:
        ProblemError: ``key-missing`` when there is none and none may be made, ``key-readable`` when others may read it,
            ``key-torn`` when it is no whole private key, ``key-other`` for one of another suite.
    """
    path = directory / (key or KEY_FILE)
    if random_bytes is not None and not path.exists():
        _create(path, random_bytes(PRIVATE_BYTES))
    signer = read_signer(path)
    public = public_path(path)
    if not public.exists():
        with suppress(OSError, ProblemError), whole_file(public) as file:  # a workspace on a read-only disk has none
            file.write(f"{signer.verifier.vkey}\n".encode())
    return signer


def read_signer(path: Path) -> Signer:
    """The signer of a key file.

    Raises:
        ProblemError: as `workspace_signer`.
    """
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415  heavy
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415  heavy
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415  heavy

    pem = _private_file(path)
    try:
        private = load_pem_private_key(pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ProblemError(said("monazite.ledger.log", "key-torn", path)) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise ProblemError(said("monazite.ledger.log", "key-other", path, found=type(private).__name__))
    public = private.public_key().public_bytes_raw()
    return Signer(origin(public), private.private_bytes_raw())


def origin(public: bytes) -> str:
    """The name of the log of a public key: ``monazite/`` and its first 8 hexadecimal digits."""
    return f"monazite/{public.hex()[:ORIGIN_HEX]}"


def _private_file(path: Path) -> bytes:
    """The bytes of a file that only its owner may read; the mode is that of the file opened, not of its name."""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            pem = file.read(MAX_KEY_BYTES)
    except FileNotFoundError as error:
        raise ProblemError(said("monazite.ledger.log", "key-missing", path)) from error
    except OSError as error:
        raise ProblemError(said("monazite.ledger.log", "key-unreadable", path, reason=system_words(error))) from error
    if mode & 0o077 and os.name == "posix":
        raise ProblemError(said("monazite.ledger.log", "key-readable", path, mode=f"{mode:04o}"))
    return pem


def _create(path: Path, private: bytes) -> None:
    """Write a key beside its place, then link it there unless another process was first."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{os.getpid()}.", suffix=".part", dir=path.parent)  # mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_pem(private))
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(name, path)
            flush_folder(path.parent)
        finally:
            Path(name).unlink()
    except OSError as error:
        raise ProblemError(unwritable(path, error)) from error


def _pem(private: bytes) -> bytes:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415  heavy
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415  heavy

    key = Ed25519PrivateKey.from_private_bytes(private)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

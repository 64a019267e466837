"""C2SP signed notes (c2sp.org/signed-note) and checkpoints (c2sp.org/tlog-checkpoint).

A note is a text that ends in a newline, an empty line, and a line for each signature: ``— name base64(key id ||
signature)``. The suite of a key is a field, so that SM2 with SM3 or ML-DSA can stand beside Ed25519.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from monazite.core.errors import ProblemError
from monazite.ledger.log.tree import HASH_BYTES, MAX_SIZE
from monazite.store.problems import said

SIGNATURE = "\u2014 "
MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100
"""C2SP asks for at least 16."""
KEY_ID_BYTES = 4


@dataclass(frozen=True, slots=True)
class Suite:
    """A kind of signature.

    Args:
        name: of the suite.
        byte: its type byte in C2SP signed notes.
        public_bytes: length of a public key.
        signature_bytes: length of a signature.
        public: the public key of a private key.
        sign: private key and message to signature.
        verify: public key, signature and message to whether it fits.
    """

    name: str
    byte: int
    public_bytes: int
    signature_bytes: int
    public: Callable[[bytes], bytes]
    sign: Callable[[bytes, bytes], bytes]
    verify: Callable[[bytes, bytes, bytes], bool]


@cache
def _private(raw: bytes) -> Any:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415  heavy

    return Ed25519PrivateKey.from_private_bytes(raw)


def _public(raw: bytes) -> bytes:
    return bytes(_private(raw).public_key().public_bytes_raw())


def _sign(raw: bytes, message: bytes) -> bytes:
    return bytes(_private(raw).sign(message))


def _verify(public: bytes, signature: bytes, message: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415  heavy
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415  heavy

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


SUITES = {"ed25519": Suite("ed25519", 1, 32, 64, _public, _sign, _verify)}
_BY_BYTE = {suite.byte: suite for suite in SUITES.values()}


@dataclass(frozen=True, slots=True)
class Verifier:
    """Who may have signed: the name of a log, and its public key.

    Args:
        name: of the key; no spaces, no plus sign.
        public: the public key.
        suite: of the key; a name in `SUITES`.
    """

    name: str
    public: bytes
    suite: str = "ed25519"

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256(name || 0x0A || type byte || public key)."""
        kind = bytes([SUITES[self.suite].byte])
        return hashlib.sha256(self.name.encode() + b"\n" + kind + self.public).digest()[:KEY_ID_BYTES]

    @property
    def vkey(self) -> str:
        """The key as people pass it on: ``name+key id in hex+base64(type byte || public key)``."""
        kind = bytes([SUITES[self.suite].byte])
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(kind + self.public).decode()}"

    def verify(self, text: str, signature: bytes) -> bool:
        """Whether the key has signed the text."""
        suite = SUITES[self.suite]
        return len(signature) == suite.signature_bytes and suite.verify(self.public, signature, text.encode())


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the name of a log, and its private key, which no message shows.

    Args:
        name: of the key; no spaces, no plus sign.
        private: the private key, 32 bytes for Ed25519.
        suite: of the key; a name in `SUITES`.
    """

    name: str
    private: bytes = field(repr=False)
    suite: str = "ed25519"

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, SUITES[self.suite].public(self.private), self.suite)

    def sign(self, text: str) -> bytes:
        """The signature of a text."""
        return SUITES[self.suite].sign(self.private, text.encode())


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log commits to.

    Args:
        origin: name of the log.
        size: its leaves.
        root: the Merkle tree hash over them, 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        """The text that is signed: origin, size and root in base64, a line each."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A note as read: its text, and its signatures as name, key id and signature; nothing is verified yet."""

    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...]


def parse_vkey(vkey: str) -> Verifier:
    """The verifier of a ``name+hexid+base64`` string.

    Raises:
        ProblemError: ``vkey-wrong`` for one that is malformed, of an unknown suite or whose id does not fit.
    """
    name, _, rest = vkey.partition("+")
    id_hex, _, key = rest.partition("+")
    raw = _strict_base64(key) or b"\0"
    suite = _BY_BYTE.get(raw[0])
    if suite and is_name(name) and len(raw) == 1 + suite.public_bytes:
        verifier = Verifier(name, raw[1:], suite.name)
        if verifier.key_id.hex() == id_hex:
            return verifier
    raise ProblemError(said("monazite.ledger.log", "vkey-wrong", "key", found=vkey[:200]))


def is_name(name: str) -> bool:
    """Whether a text may name a key: not empty, no space, no plus sign, nothing unprintable."""
    return bool(name) and name.isprintable() and "+" not in name and not any(sign.isspace() for sign in name)


def sign_note(text: str, signers: Sequence[Signer]) -> str:
    """A text with the signatures of all signers, in their order."""
    lines = [signature_line(signer, text) for signer in signers]
    return f"{text}\n{''.join(lines)}"


def signature_line(signer: Signer, text: str) -> str:
    """One line of a note: who signed, and the signature."""
    signed = base64.b64encode(signer.verifier.key_id + signer.sign(text)).decode()
    return f"{SIGNATURE}{signer.name} {signed}\n"


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> str:
    """The checkpoint as a note signed by one key."""
    return sign_note(checkpoint.body, [signer])


def parse_note(note: str) -> Note:
    """A note taken apart, as strictly as C2SP asks; its signatures are not verified.

    Raises:
        ProblemError: ``note-malformed``.
    """
    text, blank, signed = note.rpartition("\n\n")
    lines = signed.removesuffix("\n").split("\n")
    has_control = any(sign < " " and sign != "\n" for sign in note)
    if not blank or not signed.endswith("\n") or has_control or len(note.encode("utf-8", "replace")) > MAX_NOTE_BYTES:
        raise _malformed(note)
    signatures = [_signature(line) for line in lines[: MAX_SIGNATURES + 1]]
    if len(signatures) > MAX_SIGNATURES or not all(signatures):
        raise _malformed(note)
    return Note(text + "\n", tuple(found for found in signatures if found))


def _signature(line: str) -> tuple[str, bytes, bytes] | None:
    name, _, signed = line.removeprefix(SIGNATURE).partition(" ")
    raw = _strict_base64(signed) or b""
    if not line.startswith(SIGNATURE) or not is_name(name) or len(raw) <= KEY_ID_BYTES:
        return None
    return name, raw[:KEY_ID_BYTES], raw[KEY_ID_BYTES:]


def open_note(note: str, verifiers: Sequence[Verifier]) -> tuple[Note, tuple[Verifier, ...]]:
    """A note and those of the known keys that have signed it. Unknown signatures are ignored.

    Raises:
        ProblemError: ``note-malformed``; ``note-forged`` when the signature of a known key does not fit;
            ``note-unsigned`` when no known key has signed.
    """
    parsed = parse_note(note)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    found: list[Verifier] = []
    for name, key_id, signature in parsed.signatures:
        verifier = known.get((name, key_id))
        if verifier is None or verifier in found:
            continue
        if not verifier.verify(parsed.text, signature):
            raise ProblemError(said("monazite.ledger.log", "note-forged", name))
        found.append(verifier)
    if not found:
        names = ", ".join(name for name, _, _ in parsed.signatures)
        raise ProblemError(said("monazite.ledger.log", "note-unsigned", "checkpoint", found=names))
    return parsed, tuple(found)


def parse_checkpoint(note: str) -> Checkpoint:
    """What a checkpoint note says, its signatures not verified; further lines of its text are ignored.

    Raises:
        ProblemError: ``note-malformed`` or ``checkpoint-malformed``; ``note-doubled`` when a key signs it twice, which
            C2SP lets pass: a checkpoint has one spelling here.
    """
    parsed = parse_note(note)
    signers = [(name, key_id) for name, key_id, _ in parsed.signatures]
    for name, key_id in signers:
        if signers.count((name, key_id)) > 1:
            raise ProblemError(said("monazite.ledger.log", "note-doubled", name))
    lines = parsed.text.split("\n")
    is_long = len(lines) > 3  # noqa: PLR2004  origin, size, root, and what follows the last newline
    origin, size, root = lines[:3] if is_long else ("", "", "")
    raw = _strict_base64(root)
    is_number = size.isascii() and size.isdecimal() and size == size.lstrip("0") + "0" * (size == "0")
    if not origin or not is_number or len(size) > len(str(MAX_SIZE)) or raw is None or len(raw) != HASH_BYTES:
        raise ProblemError(said("monazite.ledger.log", "checkpoint-malformed", "checkpoint", found=note[:80]))
    return Checkpoint(origin, int(size), raw)


def open_checkpoint(note: str, verifier: Verifier) -> Checkpoint:
    """What a checkpoint says, its signature by this key verified and its origin the name of the key.

    Raises:
        ProblemError: as `open_note` and `parse_checkpoint`; ``checkpoint-other`` for the origin of another log.
    """
    open_note(note, [verifier])
    checkpoint = parse_checkpoint(note)
    if checkpoint.origin != verifier.name:
        found = checkpoint.origin
        raise ProblemError(
            said("monazite.ledger.log", "checkpoint-other", "checkpoint", wanted=verifier.name, found=found)
        )
    return checkpoint


def _strict_base64(text: str) -> bytes | None:
    """The bytes of standard base64 with padding and no slack; None for anything else."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if base64.b64encode(raw).decode() == text else None


def _malformed(note: str) -> ProblemError:
    return ProblemError(said("monazite.ledger.log", "note-malformed", "checkpoint", found=note[:80]))

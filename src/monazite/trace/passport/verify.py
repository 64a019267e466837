"""A passport file verified with nothing but the file: by the standalone verifier, so that a buyer sees the same."""

from __future__ import annotations

from dataclasses import dataclass

from monazite.core import Words


@dataclass(frozen=True, slots=True)
class PassportCheck:
    """What verifying a passport file found.

    Args:
        is_valid: whether it is signed as a whole, every proof verifies, and all that follows from them agrees.
        findings: why it is not valid, in words; empty for a valid one.
        verified: of a valid one, what the log proves and what the operator states, in words.
        proofs: how many proofs verify.
        key: that signed, empty when it is not valid.
        size: entries under the checkpoint, 0 when it is not valid.
        is_simulated: whether it says that it is part of a simulation.
    """

    is_valid: bool
    findings: tuple[Words, ...]
    verified: tuple[Words, ...] = ()
    proofs: int = 0
    key: str = ""
    size: int = 0
    is_simulated: bool = False


def verify_passport(data: bytes, *, key: str | None = None) -> PassportCheck:
    """Verify a passport file; any bytes get an answer.

    Args:
        data: of the file.
        key: of the log as its operator gives it; None to accept the one in the file.
    """
    from monazite.ledger.verifier import PASSPORT, WRONG, verify  # noqa: PLC0415  loads the signature library

    found = verify(data, key)
    said = tuple(Words(zh, en) for zh, en in zip(found.zh, found.en, strict=True))
    if not found.is_verified:
        return PassportCheck(is_valid=False, findings=said)
    if found.format != PASSPORT:
        return PassportCheck(is_valid=False, findings=(Words(*(text.replace("|", "；") for text in WRONG["format"])),))
    return PassportCheck(
        is_valid=True, findings=(), verified=said, proofs=len(found.passport["proofs"]), key=found.key,
        size=found.size or 0, is_simulated=found.passport["simulated"] is True,
    )  # fmt: skip

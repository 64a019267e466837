"""`monazite trace checkpoint`, `prove`, `verify`, `publish`, `passport`: so that nobody has to trust the workspace."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from monazite.cli.terminal import Terminal
from monazite.cli.workspace import open_workspace
from monazite.core import ProblemError, UsageError
from monazite.store import said, system_words, whole_file

MOST_BYTES = 8_000_000
"""Of a proof, a passport or a checkpoint; the verifier's own limit."""


def write_checkpoint(terminal: Terminal, directory: Path, out: str | None) -> int:
    """Print the latest checkpoint, or keep it in a file; and the key that signs it, on standard error."""
    with open_workspace(terminal, directory) as workspace:
        note, key = workspace.trace.checkpoint(), workspace.trace.key
    _write(terminal, note.encode(), out)
    terminal.say("trace.key", vkey=key)
    return 0


def write_proof(  # noqa: PLR0917  as the command line has them
    terminal: Terminal, directory: Path, entry: str | None, show: Sequence[str] | None, since: Path | None,
    out: str | None,
) -> int:  # fmt: skip
    """Write an offline proof of an entry, or that the log extends an older checkpoint."""
    if (entry is None) is (since is None):
        raise UsageError(said("monazite.trace", "prove-what", "ENTRY"))
    from monazite.ledger.proof import proof_bytes

    with open_workspace(terminal, directory) as workspace:
        if since is not None:
            proof = workspace.trace.prove_extends(kept_file(since).decode("utf-8", "replace"))
        else:
            key: str | int = entry or ""
            proof = workspace.trace.prove(workspace.trace.entry(key).number, show or None)
    _write(terminal, proof_bytes(proof), out)
    return 0


def _write(terminal: Terminal, data: bytes, out: str | None) -> None:
    if out is None or out == "-":
        sys.stdout.write(data.decode())
        return
    with whole_file(Path(out)) as file:
        file.write(data)
    terminal.say("trace.written", path=out)


def verify_file(terminal: Terminal, file: Path, key: str | None, checkpoint: Path | None, extends: Path | None) -> int:
    """Verify a proof or a passport without a workspace; 1 when it does not hold."""
    data = kept_file(file)
    kept = kept_file(checkpoint) if checkpoint else None
    older = kept_file(extends) if extends else None
    from monazite.ledger.verifier import verify

    verdict = verify(data, key, kept, older)
    about: dict[str, object] = {"key": verdict.key, "size": verdict.size} if verdict.is_verified else {}
    if verdict.passport:
        passport = verdict.passport
        about |= {"proofs": len(passport["proofs"]), "is_simulated": passport["simulated"]}
    return _tell_verdict(terminal, verdict.zh, verdict.en, is_verified=verdict.is_verified, **about)


def _tell_verdict(
    terminal: Terminal, zh: Sequence[str], en: Sequence[str], *, is_verified: bool, **about: object
) -> int:
    if terminal.is_json:
        terminal.objects([{"is_verified": is_verified, "zh": list(zh), "en": list(en), **about}])
    else:
        for line in zh if terminal.language == "zh" else en:
            terminal.line(line)
    return 0 if is_verified else 1


def kept_file(path: Path) -> bytes:
    """The bytes of a small file.

    Raises:
        ProblemError: when it is missing, no file, or too large.
    """
    if not path.exists():
        raise ProblemError(said("monazite.app", "file-missing", path))
    if not path.is_file():
        raise ProblemError(said("monazite.app", "file-not-regular", path))
    if (size := path.stat().st_size) > MOST_BYTES:
        mb = 1_000_000
        raise ProblemError(said("monazite.trace", "proof-too-large", path, limit=MOST_BYTES // mb, size=size // mb))
    try:
        return path.read_bytes()
    except OSError as error:
        raise ProblemError(said("monazite.app", "file-unreadable", path, reason=system_words(error))) from error


def publish_log(terminal: Terminal, directory: Path, target: Path) -> int:
    """Write the log as static files."""
    with open_workspace(terminal, directory) as workspace:
        done = workspace.trace.publish(target)
    terminal.say("trace.published", size=done.size, files=done.files, path=target)
    return 0


def write_passport(terminal: Terminal, directory: Path, lot: str, out: str | None) -> int:
    """Write the passport of a lot, a file that verifies offline."""
    from monazite.trace.passport import passport_file

    with open_workspace(terminal, directory) as workspace:
        data = passport_file(workspace.trace.passport(lot))
    _write(terminal, data, out)
    return 0

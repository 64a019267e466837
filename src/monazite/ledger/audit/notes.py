"""Checkpoints: those the journal keeps, and those kept elsewhere, against the tree that the entries give."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from monazite.core import ProblemError
from monazite.ledger.audit.context import Context
from monazite.ledger.audit.record import Findings
from monazite.ledger.audit.rows import Row, Snapshot, as_text
from monazite.ledger.log import Verifier, parse_checkpoint, parse_note

TABLE = "journal_checkpoints"
KEPT = "kept notes"
PLAIN_LINES = 6
"""Of a checkpoint with one signature, each ended by a line feed."""


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A checkpoint that the journal keeps.

    Args:
        size: under which it is kept.
        recorded_ms: beside it.
        root: that it states; None when it states nothing for this size.
    """

    size: int
    recorded_ms: int | None
    root: bytes | None


def stored_notes(
    context: Context, snapshot: Snapshot, findings: Findings, above: int, until: int
) -> Iterator[StoredNote]:
    """The checkpoints kept for sizes in ``(above, until]``, their form and signatures checked."""
    statement = "SELECT size, recorded_ms, note FROM journal_checkpoints WHERE size > ? AND size <= ? ORDER BY size"
    for row in snapshot.rows(statement, (above, until)):
        yield _stored(row, context.verifier, findings)


def _stored(row: Row, verifier: Verifier | None, findings: Findings) -> StoredNote:
    size, recorded_ms, note = row[0], row[1], as_text(row[2])
    at = max(size - 1, 0)
    ms = recorded_ms if type(recorded_ms) is int else None
    try:
        found = parse_checkpoint(note or "")
    except ProblemError:
        findings.add("checkpoint-form", TABLE, at, f"{size} note")
        return StoredNote(size, ms, None)
    if verifier is not None and not is_signed(note or "", verifier):
        findings.add(
            "checkpoint-signature", TABLE, at, f"{size} note", key=verifier.key_id.hex(), by=signers(note or "")
        )
    elif not is_plain(note or ""):
        findings.add("checkpoint-lines", TABLE, at, f"{size} note")
    if verifier is not None and found.origin != verifier.name:
        findings.add("checkpoint-origin", TABLE, at, f"{size} note", origin=found.origin, name=verifier.name)
    if found.size != size:
        findings.add("checkpoint-size", TABLE, at, f"{size} note", size=size, found=found.size)
        return StoredNote(size, ms, None)
    return StoredNote(size, ms, found.root)


def is_signed(note: str, verifier: Verifier) -> bool:
    """Whether a key has signed a note."""
    parsed = parse_note(note)
    return any(
        name == verifier.name and key_id == verifier.key_id and verifier.verify(parsed.text, signature)
        for name, key_id, signature in parsed.signatures
    )


def is_plain(note: str) -> bool:
    """Whether a note is three lines of a checkpoint, an empty one, and one of a signature, as the journal writes it."""
    lines = note.split("\n")
    return len(lines) == PLAIN_LINES and not lines[3] and not lines[-1] and lines[4].startswith("\u2014 ")


def signers(note: str) -> str:
    """Names and key ids that a note claims."""
    return ", ".join(f"{name}+{key_id.hex()}" for name, key_id, _ in parse_note(note).signatures)


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A checkpoint kept elsewhere, as read."""

    note: str
    origin: str
    size: int
    root: bytes


def read_kept(against: Sequence[str], findings: Findings) -> list[KeptNote]:
    """The checkpoints kept elsewhere, by size; a text that is none is a finding."""
    kept = []
    for place, note in enumerate(against, 1):
        try:
            found = parse_checkpoint(note)
        except ProblemError:
            findings.add("kept-form", KEPT, None, str(place), found=note)
            continue
        kept.append(KeptNote(note, found.origin, found.size, found.root))
    return sorted(kept, key=lambda one: one.size)


def check_kept(  # noqa: PLR0917
    kept: Sequence[KeptNote],
    verifier: Verifier | None,
    size: int,
    roots: Callable[[int], bytes],
    stored: Sequence[StoredNote],
    findings: Findings,
) -> None:
    """Hold checkpoints kept elsewhere against the journal as it is now.

    Args:
        kept: by size.
        verifier: of the workspace's key.
        size: entries of the journal.
        roots: of the tree that the entries give, by size.
        stored: checkpoints that the journal keeps and that fit neither more nor less than the entries.
        findings: where differences go.
    """
    agreed = 0
    for one in kept:
        if verifier is not None:
            _signed(one, verifier, findings)
        if one.size > size:
            findings.add("truncated", KEPT, size, f"size {one.size}", size=size, kept=one.size, last=one.size - 1)
        elif roots(one.size) == one.root:
            agreed = one.size
        else:
            until = _first_other(one, stored, agreed)
            values = {"size": one.size, "first": agreed, "last": until - 1, "kept": one.root, "found": roots(one.size)}
            findings.add("forked", KEPT, agreed, f"size {one.size}", **values)


def _first_other(one: KeptNote, stored: Sequence[StoredNote], agreed: int) -> int:
    """The smallest size, above the last at which all agreed, at which a checkpoint contradicts the entries."""
    other = [note.size for note in stored if agreed < note.size <= one.size]
    return min([*other, one.size])


def _signed(one: KeptNote, verifier: Verifier, findings: Findings) -> None:
    where = f"size {one.size}"
    if not is_signed(one.note, verifier):
        findings.add(
            "key-other", KEPT, None, where, key=f"{verifier.name}+{verifier.key_id.hex()}", by=signers(one.note)
        )
    if one.origin != verifier.name:
        findings.add("origin-other", KEPT, None, where, origin=one.origin, name=verifier.name)

"""Proof files that anyone can check without the workspace: an entry is in the log, a checkpoint extends another.

A file is canonical JSON: parts in one order, no spaces, a line feed at the end. ``docs/journal.md`` specifies both
formats; `monazite.ledger.verifier` checks them and shares no code with this module.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from monazite.core.errors import ProblemError
from monazite.ledger.commitment import commitment_of, field_hash, salts_of
from monazite.ledger.log import (
    Checkpoint,
    Signer,
    Verifier,
    consistency_proof,
    inclusion_proof,
    leaf,
    leaf_hash,
    newest_note,
    open_checkpoint,
    parse_note,
    parse_vkey,
    root,
    stored_tiles,
    verify_inclusion,
)
from monazite.ledger.log.note import SIGNATURE
from monazite.ledger.tables import CHECKPOINTS, ENTRIES
from monazite.store import nearest
from monazite.store.problems import said

PROOF_FORMAT = "monazite-proof/1"
CONSISTENCY_FORMAT = "monazite-consistency/1"

Key = Signer | Verifier | str


def prove(connection: Connection, key: Key, entry: int | str, show: Sequence[str] | None = None) -> dict[str, Any]:
    """The proof that an entry is under the newest checkpoint; the same database always gives the same.

    Args:
        connection: to the journal.
        key: of the log: its signer, its verifier or its vkey.
        entry: its number or its id.
        show: names of the fields to show, None for all: ``id``, ``kind``, ``time``, ``actor``, ``relates``,
            ``blocked``, ``submission``, ``evidence.<name>``, ``detail.<name>`` (with all its members),
            ``detail.<name>.<member>``, ``leg.<n>`` from 1. Of the others only hashes are in the file.

    Raises:
        ProblemError: ``entry-unlogged`` when there is no such entry under the checkpoint, ``show-unknown`` for a field
            that it has not, ``proof-broken`` when what is kept does not fit the log, and as `open_checkpoint`.
    """
    verifier = _verifier(key)
    checkpoint, note = _signed(_newest(connection), verifier)
    number, recorded_ms, seed, body = _kept(connection, entry, checkpoint.size)
    lines = body.split(b"\n")
    salts = salts_of(seed, len(lines))
    hashes = [field_hash(salt, line) for salt, line in zip(salts, lines, strict=True)]
    path = inclusion_proof(number, checkpoint.size, stored_tiles(connection))
    hashed = leaf_hash(leaf(number, recorded_ms, commitment_of(hashes)))
    if not verify_inclusion(number, checkpoint.size, hashed, path, checkpoint.root):
        raise _broken(number)
    shown = _shown([field_names(*parts) for parts in _decoded(lines)], show)
    fields = [
        {"salt": salt.hex(), "line": line.decode()} if is_shown else {"hash": hashed_field.hex()}
        for salt, line, hashed_field, is_shown in zip(salts, lines, hashes, shown, strict=True)
    ]
    return {
        "format": PROOF_FORMAT, "key": verifier.vkey, "leaf": {"number": number, "recorded_ms": recorded_ms},
        "fields": fields, "size": checkpoint.size, "path": _base64(path), "checkpoint": note,
    }  # fmt: skip


def prove_consistency(connection: Connection, key: Key, old: int | str) -> dict[str, Any]:
    """The proof that the newest checkpoint extends an older one.

    Args:
        connection: to the journal.
        key: of the log: its signer, its verifier or its vkey.
        old: the note of the older checkpoint, kept elsewhere; or the size of one that the journal keeps.

    Raises:
        ProblemError: ``proof-empty`` from the empty log; ``sizes-wrong`` when the older checkpoint is larger, so that
            the log was truncated; ``checkpoint-forked`` when this log never had it; and as `open_checkpoint`.
    """
    verifier = _verifier(key)
    older, old_note = _signed(_note_of_size(connection, old) if isinstance(old, int) else old, verifier)
    newer, new_note = _signed(_newest(connection), verifier)
    if older.size == 0:
        raise ProblemError(said("monazite.ledger.log", "proof-empty", "checkpoint"))
    path = consistency_proof(older.size, newer.size, stored_tiles(connection))
    if root(older.size, stored_tiles(connection)) != older.root:
        raise ProblemError(said("monazite.ledger.log", "checkpoint-forked", "checkpoint", size=older.size))
    return {
        "format": CONSISTENCY_FORMAT, "key": verifier.vkey, "old": old_note, "new": new_note, "path": _base64(path),
    }  # fmt: skip


def proof_bytes(proof: dict[str, Any]) -> bytes:
    """A proof as a file: canonical JSON and a line feed."""
    return json.dumps(proof, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def field_names(line: Sequence[Any], leg: int) -> tuple[str, ...]:
    """The names under which a line of an entry may be shown, the narrowest first.

    >>> field_names(["detail", "lots", "L-1", {}], 0), field_names(["leg", "bank/a", "money:CNY", 5], 2)
    (('detail.lots.L-1', 'detail.lots'), ('leg.2',))
    """
    tag = str(line[0])
    if tag == "leg":
        return (f"leg.{leg}",)
    whole = (tag, *map(str, line[1:-1]))
    return tuple(".".join(whole[:length]) for length in range(len(whole), min(len(whole), 2) - 1, -1))


def _decoded(lines: Sequence[bytes]) -> list[tuple[list[Any], int]]:
    """The lines of an entry decoded, each with its place among the legs, from 1."""
    decoded = [json.loads(line) for line in lines]
    before = len([line for line in decoded if line[0] != "leg"])
    return [(line, place - before) for place, line in enumerate(decoded, 1)]


def _shown(names: Sequence[tuple[str, ...]], show: Sequence[str] | None) -> list[bool]:
    """Of each line whether it is shown."""
    if show is None:
        return [True] * len(names)
    known = {name for line in names for name in line}
    for wanted in show:
        if wanted not in known:
            closest = nearest(wanted, sorted(known))
            raise ProblemError(said("monazite.ledger.log", "show-unknown", "--show", found=wanted, nearest=closest))
    return [any(name in show for name in line) for line in names]


def _verifier(key: Key) -> Verifier:
    if isinstance(key, Signer):
        return key.verifier
    return parse_vkey(key) if isinstance(key, str) else key


def _newest(connection: Connection) -> str:
    note = newest_note(connection)
    if note is None:
        raise ProblemError(said("monazite.ledger.log", "checkpoint-none", "checkpoint"))
    return note


def _note_of_size(connection: Connection, size: int) -> str:
    note = connection.execute(select(CHECKPOINTS.c.note).where(CHECKPOINTS.c.size == size)).scalar()
    if note is None:
        raise ProblemError(said("monazite.ledger.log", "checkpoint-unknown", "checkpoint", size=size))
    return str(note)


def _signed(note: str, verifier: Verifier) -> tuple[Checkpoint, str]:
    """A checkpoint of the log, and its note with no other signature than that of its key."""
    checkpoint = open_checkpoint(note, verifier)
    parsed = parse_note(note)
    _, key_id, signature = next(found for found in parsed.signatures if found[:2] == (verifier.name, verifier.key_id))
    signed = base64.b64encode(key_id + signature).decode()
    return checkpoint, f"{parsed.text}\n{SIGNATURE}{verifier.name} {signed}\n"


def _kept(connection: Connection, entry: int | str, size: int) -> tuple[int, int, bytes, bytes]:
    """Number, recorded time, seed and body of an entry."""
    is_it = ENTRIES.c.number == entry if isinstance(entry, int) else ENTRIES.c.id == entry
    columns = (ENTRIES.c.number, ENTRIES.c.recorded_ms, ENTRIES.c.seed, ENTRIES.c.body)
    row = connection.execute(select(*columns).where(is_it)).first()
    if row is None or row[0] >= size:
        raise ProblemError(said("monazite.ledger.log", "entry-unlogged", entry))
    number, recorded_ms, seed, body = row
    if not (isinstance(recorded_ms, int) and recorded_ms >= 0 and isinstance(seed, bytes) and isinstance(body, bytes)):
        raise _broken(number)
    return number, recorded_ms, seed, body


def _broken(number: int) -> ProblemError:
    return ProblemError(said("monazite.ledger.log", "proof-broken", f"entry {number}"))


def _base64(hashes: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(hashed).decode() for hashed in hashes]

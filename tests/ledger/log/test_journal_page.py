"""The test vectors of docs/journal.md, computed anew: once from the words of the page alone, once by the code."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from monazite.ledger.encode import decode, lines_of, submission_hash
from monazite.ledger.log import Signer, append, publish
from monazite.ledger.proof import proof_bytes, prove, prove_consistency
from monazite.ledger.tables import CHECKPOINTS, ENTRIES, TILES
from monazite.ledger.verifier import verify

PAGE = Path(__file__).parents[3] / "docs" / "journal.md"
Make = Callable[..., Any]


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


@pytest.fixture(scope="module")
def vectors() -> dict[str, Any]:
    blocks = re.findall(r"```json\n(.*?)\n```", PAGE.read_text("utf-8"), re.DOTALL)
    found = json.loads(blocks[0])
    assert isinstance(found, dict)
    return found


def test_commitments_and_leaves_from_the_words_of_the_page(vectors: dict[str, Any]) -> None:
    for number, entry in enumerate(vectors["entries"]):
        lines = [line.encode() for line in entry["lines"]]
        stream = hashlib.shake_128(bytes.fromhex(entry["seed"])).digest(16 * len(lines))
        salts = [stream[16 * place : 16 * place + 16] for place in range(len(lines))]
        hashes = [sha256(b"\0", salt, line) for salt, line in zip(salts, lines, strict=True)]
        commitment = sha256(b"\2", *hashes)
        leaf = b"\1" + number.to_bytes(8, "big") + entry["recorded_ms"].to_bytes(8, "big") + commitment
        assert entry.get("salts", [salt.hex() for salt in salts]) == [salt.hex() for salt in salts]
        assert entry.get("field_hashes", [one.hex() for one in hashes]) == [one.hex() for one in hashes]
        assert (entry["commitment"], entry["leaf"]) == (commitment.hex(), leaf.hex())
        assert (entry["leaf_hash"], len(leaf)) == (sha256(b"\0", leaf).hex(), 49)
        line = f'["submission","{entry["submission"]}"]'
        assert (line in entry["lines"]) == ("otherwise" in entry)
        submitted = "\n".join([one for one in entry["lines"] if one != line] + entry.get("otherwise", []))
        assert entry["submission"] == sha256(submitted.encode()).hex()


def test_lines_and_submissions_by_the_code(vectors: dict[str, Any]) -> None:
    for entry in vectors["entries"]:
        lines = [line.encode() for line in entry["lines"]]
        decoded, blocked = decode(b"\n".join(lines))
        submission = bytes.fromhex(entry["submission"]) if "otherwise" in entry else None
        assert lines_of(decoded, blocked, submission) == lines
        if "otherwise" not in entry:
            assert submission_hash(decoded).hex() == entry["submission"]


def test_tree_key_and_checkpoints_from_the_words_of_the_page(vectors: dict[str, Any]) -> None:
    first, second, third = (bytes.fromhex(entry["leaf_hash"]) for entry in vectors["entries"])
    root = sha256(b"\1", sha256(b"\1", first, second), third)
    assert (vectors["root"], vectors["tile_0_000_p_3"]) == (root.hex(), (first + second + third).hex())
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vectors["private_key"]))
    public = private.public_key().public_bytes_raw()
    name = f"monazite/{public.hex()[:8]}"
    key_id = sha256(name.encode(), b"\n\1", public)[:4]
    assert vectors["vkey"] == f"{name}+{key_id.hex()}+{base64.b64encode(bytes([1]) + public).decode()}"
    for size, hashed in ((1, first), (3, root)):
        text = f"{name}\n{size}\n{base64.b64encode(hashed).decode()}\n"
        signed = base64.b64encode(key_id + private.sign(text.encode())).decode()
        assert vectors[f"checkpoint_{size}"] == f"{text}\n\u2014 {name} {signed}\n"
        assert len(vectors[f"checkpoint_{size}"].encode()) < 200


def test_proof_files_by_the_code(vectors: dict[str, Any], small_log: Make, tmp_path: Path) -> None:
    log = small_log(0)
    hashes = [bytes.fromhex(entry["leaf_hash"]) for entry in vectors["entries"]]
    root, changed = append(hashes, 0, lambda _level, _number: b"")
    assert root.hex() == vectors["root"]
    with log.database.writing() as connection:
        for number, entry in enumerate(vectors["entries"]):
            blobs = {name: bytes.fromhex(entry[name]) for name in ("seed", "commitment", "submission")}
            texts = {"id": str(number), "kind": "", "event_time": "", "actor": "", "number": number}
            body = {"body": "\n".join(entry["lines"]).encode(), "recorded_ms": entry["recorded_ms"]}
            connection.execute(ENTRIES.insert(), {**blobs, **texts, **body})
        for (level, number), tile in changed.items():
            connection.execute(TILES.insert(), {"level": level, "number": number, "hashes": tile})
        for size in (1, 3):
            note = {"size": size, "recorded_ms": 0, "note": vectors[f"checkpoint_{size}"]}
            connection.execute(CHECKPOINTS.insert(), note)
        proof = proof_bytes(prove(connection, vectors["vkey"], 1, ["kind", "leg.1"])).decode()
        joined = proof_bytes(prove_consistency(connection, vectors["vkey"], vectors["checkpoint_1"])).decode()
        publish(connection, tmp_path)
    assert proof == vectors["proof_of_entry_1_showing_kind_and_leg_1"]
    assert joined == vectors["consistency_1_to_3"]
    assert (tmp_path / "tile/0/000.p/3").read_bytes().hex() == vectors["tile_0_000_p_3"]
    leaves = [bytes.fromhex(entry["leaf"]) for entry in vectors["entries"]]
    assert (tmp_path / "tile/entries/000.p/3").read_bytes() == b"".join(b"\x00\x31" + leaf for leaf in leaves)


def test_proof_files_verify(vectors: dict[str, Any]) -> None:
    proof = vectors["proof_of_entry_1_showing_kind_and_leg_1"].encode()
    joined = vectors["consistency_1_to_3"].encode()
    kept = vectors["checkpoint_3"].encode()
    assert verify(proof, vectors["vkey"], checkpoint=kept, extends=joined).is_verified
    assert verify(joined, vectors["vkey"], extends=vectors["checkpoint_1"].encode()).is_verified
    signer = Signer(vectors["vkey"].partition("+")[0], bytes.fromhex(vectors["private_key"]))
    assert signer.verifier.vkey == vectors["vkey"]

"""Proof files: what they show, what they withhold, and when none is made."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from monazite.core.errors import ProblemError
from monazite.ledger.log import parse_checkpoint, sign_note
from monazite.ledger.log.note import Signer
from monazite.ledger.proof import proof_bytes, prove, prove_consistency
from monazite.ledger.verifier import verify

Make = Callable[..., Any]


def shown(proof: dict[str, Any]) -> list[list[Any]]:
    return [json.loads(field["line"]) for field in proof["fields"] if "line" in field]


@pytest.mark.parametrize("size", [1, 2, 3, 17, 256, 257, 600])
def test_every_entry_is_proved(small_log: Make, size: int) -> None:
    log = small_log(size)
    with log.database.reading() as connection:
        for number in {0, size // 2, size - 1}:
            verdict = verify(proof_bytes(prove(connection, log.signer, number)), log.signer.verifier.vkey)
            assert (verdict.is_verified, verdict.number, verdict.size) == (True, number, size)
            assert verdict.withheld == 0
            assert verdict.shown[0] == f'["id","e{number}"]'


def test_signer_verifier_and_vkey_make_the_same_small_file(small_log: Make) -> None:
    log = small_log(300)
    keys = (log.signer, log.signer.verifier, log.signer.verifier.vkey)
    with log.database.reading() as connection:
        files = {proof_bytes(prove(connection, key, entry)) for key in keys for entry in (17, "e17")}
    assert len(files) == 1
    assert len(files.pop()) < 4_000


@pytest.mark.parametrize(
    ("show", "found"),
    [
        ([], []),
        (["id", "time"], ["id", "time"]),
        (["detail.lots"], [["detail", "lots", "L1"], ["detail", "lots", "L2"]]),
        (["detail.lots.L2", "detail.none"], [["detail", "lots", "L2"], ["detail", "none"]]),
        (["leg.1", "leg.4"], [["leg", "ground/p1/s1"], ["leg", "quota_used/F1"]]),
        (["evidence.document", "relates"], [["evidence", "document"], ["relates"]]),
    ],
)
def test_only_what_is_named_is_shown(small_log: Make, show: list[str], found: list[Any]) -> None:
    log = small_log(5)
    with log.database.reading() as connection:
        proof = prove(connection, log.signer, 3, show)
        lines = connection.execute(text("select body from journal_entries where number = 3")).scalar_one().split(b"\n")
    wanted = [[tag] if isinstance(tag, str) else tag for tag in found]
    assert [line[: len(start)] for line, start in zip(shown(proof), wanted, strict=True)] == wanted
    verdict = verify(proof_bytes(proof))
    assert verdict.is_verified
    assert len(verdict.shown) + verdict.withheld == len(lines)
    secret = [line.decode() for line in lines if line.decode() not in verdict.shown]
    assert len(secret) == verdict.withheld
    assert not [line for line in secret if json.dumps(line, ensure_ascii=False)[1:-1] in proof_bytes(proof).decode()]


def test_an_unknown_field_is_refused_with_the_nearest(small_log: Make) -> None:
    log = small_log(5)
    with log.database.reading() as connection, pytest.raises(ProblemError, match=r"detail\.lots\.L1") as caught:
        prove(connection, log.signer, 3, ["detail.lot.L1"])
    assert caught.value.problem.code == "show-unknown"
    assert "detail.lots.L1" in caught.value.problem.sentence("zh")


@pytest.mark.parametrize("entry", [5, -1, "e5", "", 1 << 62])
def test_an_entry_that_is_not_there_is_refused(small_log: Make, entry: int | str) -> None:
    log = small_log(5)
    with log.database.reading() as connection, pytest.raises(ProblemError) as caught:
        prove(connection, log.signer, entry)
    assert caught.value.problem.code == "entry-unlogged"


@pytest.mark.parametrize(
    "damage",
    [
        "update journal_entries set body = replace(body, 'F1', 'F2')",
        "update journal_entries set body = 'text'",
        "update journal_entries set seed = zeroblob(32)",
        "update journal_entries set seed = zeroblob(0)",
        "update journal_entries set recorded_ms = recorded_ms + 1",
        "update journal_entries set recorded_ms = -1",
        "update journal_tiles set hashes = zeroblob(length(hashes))",
    ],
)
def test_no_proof_is_made_of_what_does_not_fit_the_log(small_log: Make, damage: str) -> None:
    log = small_log(300)
    with log.database.writing() as connection:
        connection.execute(text(damage))
    with log.database.reading() as connection, pytest.raises(ProblemError) as caught:
        prove(connection, log.signer, 280)
    assert caught.value.problem.code == "proof-broken"


def test_another_key_proves_nothing(small_log: Make) -> None:
    log = small_log(5)
    for key in (Signer("monazite/other", b"x" * 32), "rubbish"):
        with log.database.reading() as connection, pytest.raises(ProblemError) as caught:
            prove(connection, key, 3)
        assert caught.value.problem.code in {"note-unsigned", "vkey-wrong"}


def test_signatures_of_witnesses_stay_out_of_the_file(small_log: Make) -> None:
    log = small_log(5)
    witness = Signer("witness", b"w" * 32)
    with log.database.writing() as connection:
        note = connection.execute(text("select note from journal_checkpoints")).scalar_one()
        body = parse_checkpoint(note).body
        signed = sign_note(body, [witness, log.signer])
        connection.execute(text("update journal_checkpoints set note = :note"), {"note": signed})
        proof = prove(connection, log.signer, 3)
    assert proof["checkpoint"] == note
    assert verify(proof_bytes(proof), checkpoint=signed.encode()).is_verified


@pytest.mark.parametrize(("old", "new"), [(1, 2), (1, 300), (256, 257), (255, 700), (300, 300), (257, 512)])
def test_a_checkpoint_extends_an_older_one(small_log: Make, old: int, new: int) -> None:
    log = small_log(old)
    with log.database.reading() as connection:
        kept = connection.execute(text("select note from journal_checkpoints")).scalar_one()
    log.grow(new)
    with log.database.reading() as connection:
        proof = prove_consistency(connection, log.signer, kept)
        assert proof == prove_consistency(connection, log.signer.verifier.vkey, old)
        newest = prove(connection, log.signer, 0)
    verdict = verify(proof_bytes(proof), extends=kept.encode(), checkpoint=newest["checkpoint"].encode())
    assert (verdict.is_verified, verdict.old_size, verdict.size) == (True, old, new)
    assert verify(proof_bytes(newest), extends=proof_bytes(proof)).is_verified


def refused(act: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(ProblemError) as caught:
        act(*arguments)
    return caught.value.problem.code


def test_no_consistency_proof_of_what_the_log_never_had(small_log: Make) -> None:
    log, other = small_log(300), small_log(400)
    body = parse_checkpoint(log.grow(300)).body
    forked = sign_note(body.replace("\n300\n", "\n200\n"), [log.signer])
    with log.database.reading() as connection:
        for old, code in ((forked, "checkpoint-forked"), (7, "checkpoint-unknown"), (301, "checkpoint-unknown")):
            assert refused(prove_consistency, connection, log.signer, old) == code
        assert refused(prove_consistency, connection, log.signer, other.grow(400)) == "sizes-wrong"


def test_an_empty_log_proves_nothing(small_log: Make) -> None:
    log = small_log(0)
    with log.database.writing() as connection:
        assert refused(prove, connection, log.signer, 0) == "entry-unlogged"
        assert refused(prove_consistency, connection, log.signer, 0) == "proof-empty"
        connection.execute(text("delete from journal_checkpoints"))
        assert refused(prove, connection, log.signer, 0) == "checkpoint-none"

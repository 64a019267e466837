"""A passport, made and signed by hand: each thing that an operator could state falsely is found from the file alone."""

from __future__ import annotations

import base64
import hashlib
import json
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monazite.ledger import verifier
from monazite.ledger.log import Checkpoint, Signer, leaf, leaf_hash, sign_checkpoint, sign_note
from monazite.ledger.proof import proof_bytes
from monazite.ledger.verifier import verify

SIGNER = Signer("monazite/hand", bytes(32))
SALT = "00" * 16
LINES = [
    '["id","a"]', '["kind","mine"]', '["time","2022-08-17"]', '["actor","F1"]',
    '["detail","lots","L",{"net_mg":9,"product":"oxide"}]', '["detail","simulated",true]',
    '["leg","ground/P","matter",{"Nd":-10}]', '["leg","lot/F1/L","matter",{"Nd":10}]',
    '["leg","used/F1","quota:2022:mining:rock",12]',
]  # fmt: skip
Change = Callable[[dict[str, Any]], object]


def proof_of(lines: list[str], size: int = 1) -> dict[str, Any]:
    """A proof of the only entry of a log; with another size, under another checkpoint, whose hashes do not fit."""
    hashes = [hashlib.sha256(b"\0" + bytes(16) + line.encode()).digest() for line in lines]
    record = leaf(0, 5, hashlib.sha256(b"\2" + b"".join(hashes)).digest())
    note = sign_checkpoint(Checkpoint(SIGNER.name, size, leaf_hash(record)), SIGNER)
    return {
        "format": "monazite-proof/1", "key": SIGNER.verifier.vkey, "leaf": {"number": 0, "recorded_ms": 5},
        "fields": [{"salt": SALT, "line": line} for line in lines], "size": size, "path": [], "checkpoint": note,
    }  # fmt: skip


def nothing(plain: dict[str, Any]) -> None:
    """Change nothing."""


def passport(change: Change = nothing, lines: list[str] = LINES) -> bytes:
    """A passport over one entry of these lines, signed after the change: what the operator would sign."""
    proof = proof_of(lines)
    lot = {"id": "L", "product": "oxide", "made_on": "2022-08-17", "net_mg": 9, "serials": [],
           "matter_mg": {"Nd": 10}, "entry": 0}  # fmt: skip
    plain: dict[str, Any] = {
        "format": "monazite-passport/1", "key": SIGNER.verifier.vkey, "simulated": True, "lot": lot,
        "origin": [{"source": "ground/P", "mg": {"Nd": 7}}, {"source": "recycled/stated/R", "mg": {"Nd": 3}}],
        "origin_settled": True,
        "recycled": [{"element": "Nd", "mass_mg": 10, "stated_ppm": 300_000, "unknown_ppm": 0}],
        "certified": [], "models": {}, "entries": {"lot": [0], "quota": [0], "unproven": 0}, "quota_entries": 1,
        "proofs": [proof], "checkpoint": proof["checkpoint"],
    }  # fmt: skip
    change(plain)
    digest = base64.b64encode(hashlib.sha256(proof_bytes(plain)[:-1]).digest()).decode()
    noted = plain["checkpoint"].partition("\n\n")[0]
    text = f"monazite-passport/1\n{plain['lot']['id']}\n{digest}\n{noted}\n"
    return proof_bytes({**plain, "statement": sign_note(text, [SIGNER])})


def test_a_passport_that_fits_verifies_and_says_what_is_proven_and_what_is_signed() -> None:
    verdict = verify(passport(), SIGNER.verifier.vkey)
    assert (verdict.is_verified, verdict.number, verdict.size) == (True, 0, 1), verdict.en
    said = "\n".join(verdict.en)
    for text in ("the passport of lot L (oxide, 2022-08-17)", "entry [0]; quota used, entries [0]", "2 sources",
                 "Simulated data"):  # fmt: skip
        assert text in said
    assert "模拟数据" in "\n".join(verdict.zh)
    assert verify(passport(lines=LINES[:5] + LINES[6:])).is_verified, "an entry that does not say it is simulated"


FALSE: list[tuple[Change, str, str]] = [
    (lambda plain: plain["lot"].update(matter_mg={"Nd": 11}), "lot", "matter_mg"),
    (lambda plain: plain["lot"].update(id="M"), "lot", "matter_mg"),
    (lambda plain: plain["lot"].update(net_mg=8), "lot", "net_mg"),
    (lambda plain: plain["lot"].update(product="metal"), "lot", "product"),
    (lambda plain: plain["lot"].update(serials=["1"]), "lot", "serials"),
    (lambda plain: plain.update(simulated=False), "lot", "simulated"),
    (lambda plain: plain["origin"][0]["mg"].update(Nd=6), "shares", "origin"),
    (lambda plain: plain["recycled"][0].update(mass_mg=11), "shares", "recycled Nd"),
    (lambda plain: plain["recycled"][0].update(stated_ppm=400_000), "shares", "recycled Nd"),
    (lambda plain: plain["recycled"][0].update(unknown_ppm=300_000), "shares", "recycled Nd"),
    (lambda plain: plain["entries"].update(lot=[0, 1]), "entries", "proofs [0]"),
    (lambda plain: plain["entries"].update(quota=[0, 0]), "entries", "proofs [0]"),
    (lambda plain: plain["entries"].update(lot=[]), "entries", "proofs [0]"),
    (lambda plain: plain.update(quota_entries=2), "entries", "quota_entries 2"),
    (lambda plain: plain["entries"].update(unproven=-1), "shape", "unproven"),
    (lambda plain: plain["lot"].pop("made_on"), "shape", "passport"),
    (lambda plain: plain["lot"].update(matter_mg=5), "shape", "passport"),
    (lambda plain: plain.update(recycled=[5]), "shape", "passport"),
    (lambda plain: plain.update(proofs=[{}]), "format", "in order"),
    (lambda plain: plain.update(checkpoint=proof_of(LINES, 2)["checkpoint"]), "entries", "another checkpoint"),
]


@pytest.mark.parametrize(("change", "code", "said"), FALSE)
def test_what_is_false_is_named_though_it_is_signed(change: Change, code: str, said: str) -> None:
    verdict = verify(passport(change))
    assert (verdict.is_verified, verdict.code) == (False, code)
    assert said in verdict.en[0]
    assert verdict.zh[0].startswith("未通过")


@pytest.mark.parametrize(("lines", "code", "said"), [
    (LINES[:-1], "entries", "entry 0, which shows no use of quota"),
    ([*LINES[:4], '["blocked","overdrawn"]', *LINES[4:]], "blocked", "recorded as blocked by entry 0"),
    (LINES[:7] + LINES[8:], "lot", "matter_mg"),
    ([*LINES[:6], '["leg","lot/F1/L","matter",{"Nd":4}]', *LINES[6:]], "lot", "matter_mg"),
])  # fmt: skip
def test_what_the_entry_does_not_show_is_not_believed(lines: list[str], code: str, said: str) -> None:
    verdict = verify(passport(lines=lines))
    assert (verdict.code, said in verdict.en[0]) == (code, True), verdict.en


def test_a_changed_file_is_not_what_was_signed() -> None:
    plain = json.loads(passport())
    plain["origin"][0]["source"] = "import/MM"
    assert verify(proof_bytes(plain)).code == "statement"
    assert verify(proof_bytes(plain | {"statement": plain["checkpoint"]})).code == "statement"


def test_a_note_with_other_lines_or_an_empty_name_is_none() -> None:
    note = proof_of(LINES)["checkpoint"]
    text, _, line = note.partition("\n\n")
    proof, root = proof_of(LINES), text.split("\n")[2]
    signed = [sign_note(f"{SIGNER.name}\n{lines}\n", [SIGNER]) for lines in (f"01\n{root}", "1\nAA==", f"1\n{root}\nx")]
    unsigned = [f"{text}\n\n{line.removeprefix('— ')}", f"{text}\n\n—  {line.split()[-1]}\n", text, 5]
    for wrong in signed + unsigned:
        assert verify(proof_bytes(proof | {"checkpoint": wrong})).code == "note"
    for key in (5, "a+b", f"a b+{proof['key'].split('+', 1)[1]}"):
        assert verify(proof_bytes(proof | {"key": key})).code == "key"
    assert verify(proof_bytes(proof | {"leaf": {"number": 0}})).code == "shape"
    assert verify(proof_bytes(proof | {"path": 5})).code == "shape"
    assert verify(proof_bytes(proof | {"path": [base64.b64encode(bytes(32)).decode()]})).code == "inclusion"


@pytest.mark.parametrize(("keep", "code"), [(None, 0), (-1, 1)])
def test_as_a_program(keep: int | None, code: int, tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    (tmp_path / "passport.json").write_bytes(passport()[:keep])
    monkeypatch.setattr(sys, "argv", ["verifier.py", str(tmp_path / "passport.json"), "--key", SIGNER.verifier.vkey])
    with pytest.raises(SystemExit) as caught:
        runpy.run_path(verifier.__file__, run_name="__main__")
    assert caught.value.code == code
    assert ("NOT verified", "VERIFIED: the passport of lot L")[code == 0] in capsys.readouterr().out

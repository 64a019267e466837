"""C2SP signed notes and checkpoints."""

from __future__ import annotations

import base64
import hashlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core.errors import ProblemError
from monazite.ledger.log import (
    EMPTY_ROOT,
    Checkpoint,
    Signer,
    Verifier,
    open_checkpoint,
    open_note,
    parse_checkpoint,
    parse_note,
    parse_vkey,
    sign_checkpoint,
    sign_note,
)

SIGNER = Signer("monazite/test", bytes(range(32)))
OTHERS = [Signer(f"witness{number}", bytes([number]) * 32) for number in range(30)]
CHECKPOINT = Checkpoint("monazite/test", 7, b"r" * 32)
NOTE = sign_checkpoint(CHECKPOINT, SIGNER)


def code_of(act: object, *arguments: object) -> str:
    with pytest.raises(ProblemError) as caught:
        act(*arguments)  # type: ignore[operator]
    return caught.value.problem.code


def test_a_key_is_named_by_its_own_hash() -> None:
    verifier = SIGNER.verifier
    whole = hashlib.sha256(b"monazite/test\n\1" + verifier.public).digest()
    encoded = base64.b64encode(b"\1" + verifier.public).decode()
    assert verifier.vkey == f"monazite/test+{whole[:4].hex()}+{encoded}"
    assert parse_vkey(verifier.vkey) == verifier


def test_no_part_and_no_change_of_a_key_is_a_key() -> None:
    vkey = SIGNER.verifier.vkey
    parts = {vkey[start:stop] for start in range(len(vkey)) for stop in range(start, len(vkey) + 1)} - {vkey}
    changed = {vkey[:at] + chr(ord(vkey[at]) + step) + vkey[at + 1 :] for at in range(len(vkey)) for step in (-1, 1)}
    assert {code_of(parse_vkey, wrong) for wrong in (parts | changed)} == {"vkey-wrong"}


def test_a_checkpoint_is_three_lines_and_a_signature() -> None:
    text, blank, signed = NOTE.partition("\n\n")
    assert (text + "\n", blank) == (f"monazite/test\n7\n{base64.b64encode(b'r' * 32).decode()}\n", "\n\n")
    assert signed.startswith("— monazite/test ")
    assert signed.endswith("\n")
    assert open_checkpoint(NOTE, SIGNER.verifier) == parse_checkpoint(NOTE) == CHECKPOINT


def test_unknown_signatures_are_ignored_and_many_are_read() -> None:
    note = sign_note(CHECKPOINT.body, [*OTHERS, SIGNER])
    assert open_checkpoint(note, SIGNER.verifier) == CHECKPOINT
    verifiers = [SIGNER.verifier, OTHERS[3].verifier]
    assert set(open_note(note, verifiers)[1]) == set(verifiers)
    assert len(parse_note(note).signatures) == 31
    assert code_of(parse_note, sign_note(CHECKPOINT.body, OTHERS * 4)) == "note-malformed"


def test_same_name_with_another_key_is_another_signer() -> None:
    double = Signer("monazite/test", b"x" * 32)
    assert open_note(sign_note("text\n", [double, SIGNER]), [SIGNER.verifier])[1] == (SIGNER.verifier,)
    assert code_of(open_note, sign_note("text\n", [double]), [SIGNER.verifier]) == "note-unsigned"


def test_a_known_signature_that_does_not_fit_refuses_the_note() -> None:
    assert code_of(open_note, NOTE.replace("\n7\n", "\n8\n"), [SIGNER.verifier]) == "note-forged"
    ill = sign_note("other\n", [SIGNER]).partition("\n\n")[2]
    assert code_of(open_note, sign_note("text\n", OTHERS[:1]) + ill, [SIGNER.verifier]) == "note-forged"
    short = base64.b64encode(SIGNER.verifier.key_id + b"\0").decode()
    assert code_of(open_note, f"text\n\n— monazite/test {short}\n", [SIGNER.verifier]) == "note-forged"


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        "text",
        "text\n",
        "text\n\n",
        NOTE[:-1],
        NOTE.replace("— ", "- "),
        NOTE.replace("—", "—\u00a0"),
        NOTE + "\n",
        NOTE + "more\n",
        NOTE.replace("\n7", "\r\n7"),
        NOTE.replace("\n7", "\x00\n7"),
        "text\n\n— a b\n",
        "text\n\n— a YQ==\n",
        "text\n\n— a+b AAAAAAAA\n",
        "text\n\n—  AAAAAAAA\n",
        "text\n\n— a AAAAAAAB=\n",
        "text\n\n— a AAAAAAAAAB==\n",
        "x" * 1_000_001 + NOTE,
    ],
)
def test_a_malformed_note_is_refused(note: str) -> None:
    assert code_of(open_note, note, [SIGNER.verifier]) in {"note-malformed", "note-unsigned"}
    assert code_of(open_note, note, [SIGNER.verifier]) == "note-malformed" or note.count("\n\n") == 1


@pytest.mark.parametrize(
    "body",
    [
        "monazite/test\n07\nAAAA\n",
        "monazite/test\n7\n",
        "monazite/test\n-7\n" + "A" * 43 + "=\n",
        "monazite/test\n٧\n" + "A" * 43 + "=\n",
        "monazite/test\n07\n" + "A" * 43 + "=\n",
        "monazite/test\n\n" + "A" * 43 + "=\n",
        "monazite/test\n7\n" + "A" * 42 + "B=\n",
        "\n7\n" + "A" * 43 + "=\n",
        "monazite/test\n" + "9" * 25 + "\n" + "A" * 43 + "=\n",
    ],
)
def test_a_malformed_checkpoint_is_refused(body: str) -> None:
    assert code_of(parse_checkpoint, sign_note(body, [SIGNER])) == "checkpoint-malformed"


def test_further_lines_of_a_checkpoint_are_ignored() -> None:
    assert parse_checkpoint(sign_note(CHECKPOINT.body + "more\n", [SIGNER])) == CHECKPOINT
    zero = Checkpoint("monazite/test", 0, hashlib.sha256().digest())
    assert parse_checkpoint(sign_checkpoint(zero, SIGNER)) == zero


def test_the_checkpoint_of_another_log_is_refused() -> None:
    other = Checkpoint("another/log", 7, b"r" * 32)
    assert code_of(open_checkpoint, sign_checkpoint(other, SIGNER), SIGNER.verifier) == "checkpoint-other"


def test_no_message_shows_the_private_key() -> None:
    assert SIGNER.private.hex() not in repr(SIGNER)
    assert repr(SIGNER.private) not in repr(SIGNER)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for act in (parse_note, parse_checkpoint, parse_vkey):
        with suppress(ProblemError):
            act(text)


@given(st.integers(0, len(NOTE.encode()) * 8 - 1))
def test_a_flipped_bit_opens_no_checkpoint(bit: int) -> None:
    raw = bytearray(NOTE.encode())
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ProblemError):
        open_checkpoint(raw.decode("utf-8", "replace"), SIGNER.verifier)


def test_a_verifier_of_wrong_bytes_verifies_nothing() -> None:
    assert not Verifier("a", b"\xff" * 32).verify("text\n", b"\0" * 64)
    assert not SIGNER.verifier.verify("text\n", b"")


def test_a_checkpoint_that_one_key_signs_twice_is_refused() -> None:
    note = sign_checkpoint(Checkpoint(SIGNER.name, 0, EMPTY_ROOT), SIGNER)
    line = note.splitlines(keepends=True)[-1]
    other = Signer("monazite/witness", b"w" * 32)
    assert code_of(parse_checkpoint, note + line) == "note-doubled"
    assert code_of(open_checkpoint, note + line, SIGNER.verifier) == "note-doubled"
    several = sign_note(Checkpoint(SIGNER.name, 0, EMPTY_ROOT).body, [SIGNER, other])
    assert open_checkpoint(several, SIGNER.verifier).size == 0

"""The standalone verifier: it needs nothing of monazite, and no change of a file gets past it."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core import ElementMass
from monazite.ledger import Entry, Leg, Spread, verifier
from monazite.ledger.encode import lines_of
from monazite.ledger.log import Checkpoint, Signer, leaf, leaf_hash, parse_checkpoint, sign_checkpoint, sign_note
from monazite.ledger.proof import proof_bytes, prove, prove_consistency
from monazite.ledger.verifier import WRONG, main, verify

SOURCE = Path(verifier.__file__)
Make = Callable[..., Any]


@pytest.fixture
def files(small_log: Make) -> dict[str, bytes]:
    """A whole proof, one that withholds, a consistency file, and the two checkpoints it joins."""
    log = small_log(37)
    older = log.grow(37)
    newer = log.grow(300)
    with log.database.reading() as connection:
        return {
            "whole": proof_bytes(prove(connection, log.signer, 17)),
            "part": proof_bytes(prove(connection, log.signer, 17, ["kind", "detail.note", "leg.3"])),
            "log": proof_bytes(prove_consistency(connection, log.signer, older)),
            "older": older.encode(),
            "newer": newer.encode(),
            "key": log.signer.verifier.vkey.encode(),
        }


def test_it_stands_alone() -> None:
    tree = ast.parse(SOURCE.read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    roots = {name.split(".")[0] for name in names}
    assert roots <= set(sys.stdlib_module_names) | {"cryptography"}
    assert len(SOURCE.read_text("utf-8").splitlines()) < 500


@pytest.mark.parametrize("name", ["whole", "part", "log"])
def test_a_flip_of_any_bit_is_found(files: dict[str, bytes], name: str) -> None:
    data = files[name]
    assert verify(data).is_verified
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        verdict = verify(bytes(changed))
        assert not verdict.is_verified, bit
        assert verdict.code in WRONG


def mutations(data: bytes, count: int, chance: random.Random) -> Iterator[bytes]:
    """Changes of a file as faults and forgers make them: bytes, pieces, values, spellings."""
    proof = json.loads(data)
    for _ in range(count):
        start, stop = sorted(chance.choices(range(len(data) + 1), k=2))
        piece = data[start : min(stop, start + 40)]
        kind = chance.randrange(6)
        if kind == 0:
            changed = data[:start] + chance.randbytes(chance.randrange(1, 5)) + data[start:]
        elif kind == 1:
            changed = data[:start] + data[start + len(piece) :]
        elif kind == 2:
            changed = data[:start] + piece + data[start:]
        elif kind == 3:
            changed = data[:start]
        elif kind == 4:
            changed = data[:start] + data[stop:] + piece
        else:
            changed = proof_bytes(mutated(proof, chance))
        if changed != data:
            yield changed


VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1,
    17,
    1 << 62,
    1 << 70,
    1.5,
    "",
    "a",
    "=",
    "\u202e",
    [],
    {},
    [[]],
    {"": 0},
]


def mutated(value: Any, chance: random.Random) -> Any:
    """A JSON value with something in it replaced, dropped, doubled or swapped."""
    if not value or chance.random() < 0.1:
        return chance.choice(VALUES)
    if isinstance(value, dict):
        name = chance.choice(list(value))
        kept = {key: mutated(inner, chance) if key == name else inner for key, inner in value.items()}
        return kept if chance.random() < 0.9 else {key: inner for key, inner in value.items() if key != name}
    if isinstance(value, list):
        place = chance.randrange(len(value))
        instead = chance.choice(([], [value[place]] * 2, [mutated(value[place], chance)]))
        return [*value[:place], *instead, *value[place + 1 :]]
    if isinstance(value, str):
        place = chance.randrange(len(value))
        return value[:place] + chance.choice('aA0+/= \n"\\\u2014稀') + value[place + chance.randrange(2) :]
    return value + chance.choice((-1, 1))


def test_twenty_thousand_mutations_get_a_verdict_and_none_verifies(files: dict[str, bytes]) -> None:
    chance, tried = random.Random(20220817), 0  # noqa: S311  repeatable
    for name, count in (("whole", 9_000), ("part", 6_000), ("log", 6_000)):
        for changed in mutations(files[name], count, chance):
            tried += 1
            assert not verify(changed).is_verified, changed
    assert tried > 20_000


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "json"),
        (b"\xff", "text"),
        (b" " * 8_000_001, "size"),
        (b"[" * 200_000, "json"),
        (b'{"a":' * 100_000, "json"),
        (b"[" * 40 + b"]" * 40 + b"\n", "format"),
        (b"9" * 5_000 + b"\n", "json"),
        (b"NaN\n", "json"),
        (b"1e999\n", "json"),
        (b'"\\ud800"\n', "json"),
        (b"[]\n", "format"),
        (b"{}\n", "format"),
        (b'{"format":"monazite-proof/2"}\n', "format"),
    ],
)
def test_rubbish_gets_a_verdict(data: bytes, code: str) -> None:
    verdict = verify(data)
    assert (verdict.is_verified, verdict.code) == (False, code)
    assert verdict.zh[0].startswith("未通过")
    assert verdict.en[0].startswith("NOT verified")


def test_another_spelling_of_the_same_proof_is_refused(files: dict[str, bytes]) -> None:
    proof, text = json.loads(files["whole"]), files["whole"].decode()
    for other in (
        json.dumps(proof, ensure_ascii=False, indent=1) + "\n",
        json.dumps(proof, separators=(",", ":")) + "\n",
        text[:-1],
        text + "\n",
        text.replace('"size":300', '"size":300.0'),
        text.replace('"size":300', '"size":3e2'),
        text.replace('"size":300', '"size":0300'),
        text.replace('"number":17', '"number":-0'),
        text.replace('"size":300', '"size":300,"more":1'),
        text.replace('"size":300', '"size":300,"size":300'),
        text.replace('{"number":17,"recorded_ms":1660000000017}', '{"recorded_ms":1660000000017,"number":17}'),
        "\ufeff" + text,
    ):
        assert other != text
        assert verify(other.encode()).code in {"json", "format", "shape", "inclusion"}
    salt = proof["fields"][0]["salt"]
    assert verify(text.replace(salt, salt.upper()).encode()).code == "shape"


def forged(lines: list[str], number: int = 0, size: int = 1, recorded_ms: int = 5) -> bytes:
    """A proof of a log with one entry of these lines, signed: all hashes fit, whatever the lines say."""
    signer = Signer("monazite/forger", bytes(32))
    hashes = [hashlib.sha256(b"\0" + bytes(16) + line.encode()).digest() for line in lines]
    record = leaf(number, recorded_ms, hashlib.sha256(b"\2" + b"".join(hashes)).digest())
    note = sign_checkpoint(Checkpoint(signer.name, size, leaf_hash(record)), signer)
    fields = [{"salt": "00" * 16, "line": line} for line in lines]
    return proof_bytes({
        "format": "monazite-proof/1", "key": signer.verifier.vkey, "fields": fields, "size": size, "path": [],
        "checkpoint": note, "leaf": {"number": number, "recorded_ms": recorded_ms},
    })  # fmt: skip


HEAD = ['["id","a"]', '["kind","b"]', '["time","c"]', '["actor","d"]']


def in_order(data: bytes) -> bytes:
    """A proof with its parts in the order of the format."""
    proof = json.loads(data)
    return proof_bytes(
        {name: proof[name] for name in ("format", "key", "leaf", "fields", "size", "path", "checkpoint")}
    )


@pytest.mark.parametrize(
    "more",
    [
        [],
        ['["detail","n",{}]', '["leg","a/b","matter",{"Nd":-5}]', '["leg","a/b","matter",{"Nd":5},{"reset":true}]'],
        ['["evidence","document","x"]', '["relates","y"]', '["blocked","z"]', '["detail","n","m",[1,{"a":null}]]'],
        ['["blocked","z"]', '["submission","00ff"]', '["detail","n",1]'],
        ['["leg","a","money:CNY",1]', '["leg","a","money:CNY",1]', '["leg","a","matter",{},{}]'],
    ],
)
def test_lines_of_every_shape_verify(more: list[str]) -> None:
    assert verify(in_order(forged(HEAD + more))).is_verified


@pytest.mark.parametrize(
    "lines",
    [
        HEAD[:3],
        HEAD[::-1],
        [*HEAD, HEAD[0]],
        [*HEAD, '["unknown","x"]'],
        [*HEAD, '["detail","n",{"a":1}]'],
        [*HEAD, '["detail","n"]'],
        [*HEAD, '["detail",1,2]'],
        [*HEAD, '["detail","n",1]', '["detail","m",1]'],
        [*HEAD, '["detail","n",1]', '["detail","n",2]'],
        [*HEAD, '["leg","a","matter",{}]', '["detail","n",1]'],
        [*HEAD, '["relates","x"]', '["relates","y"]'],
        [*HEAD, '["submission","00"]', '["blocked","z"]'],
        [*HEAD, '["submission",1]'],
        [*HEAD, '["evidence","document",1]'],
        [*HEAD, '["leg","a","matter",{"Nd":true}]'],
        [*HEAD, '["leg","a","matter","5"]'],
        [*HEAD, '["leg","a","matter",5.0]'],
        [*HEAD, '["leg","a","matter",{},{"other":{}}]'],
        [*HEAD, '["leg","a","matter",{},{"reset":false}]'],
        [*HEAD, '["leg","a","matter",{},{"shared":{"s":1}}]'],
        [*HEAD, '["leg","a","matter",{},{"random":[]}]'],
        [*HEAD, '["leg","a","matter",{},{},{}]'],
        [*HEAD, '["detail","n",{"b":1,"a":2}]'],
        [*HEAD, '["detail", "n",1]'],
        [*HEAD, '["detail","n",9223372036854775808]'],
        [*HEAD, '["detail","n",1.0]'],
        [*HEAD, '["detail","n","\\u0041"]'],
        [*HEAD, '["detail","n",' + "[" * 60_000 + "]" * 60_000 + "]"],
        [*HEAD, '{"detail":1}'],
        [*HEAD, "[]"],
        [*HEAD, "[[]]"],
        [*HEAD, ""],
    ],
)
def test_lines_of_another_shape_do_not_though_all_hashes_fit(lines: list[str]) -> None:
    assert verify(in_order(forged(lines))).code in {"shape", "json"}


TEXTS = st.text(st.characters(codec="utf-8"), max_size=6)
WHOLE = st.integers(1 - (1 << 63), (1 << 63) - 1)
PLAIN = st.recursive(
    st.one_of(TEXTS, WHOLE, st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)
MASSES = st.dictionaries(st.sampled_from(["Nd", "Dy", "La"]), WHOLE.filter(bool)).map(ElementMass.of)
SPREADS = st.builds(
    Spread, MASSES, st.dictionaries(TEXTS, MASSES, max_size=2).map(lambda d: tuple(d.items())), st.booleans()
)
LEGS = st.one_of(
    st.builds(Leg, TEXTS, TEXTS, WHOLE), st.builds(Leg, TEXTS, TEXTS, MASSES, st.one_of(st.none(), SPREADS))
)  # fmt: skip
ENTRIES = st.builds(
    Entry, TEXTS, TEXTS, TEXTS, TEXTS, st.lists(LEGS, max_size=3).map(tuple),
    st.dictionaries(TEXTS, PLAIN, max_size=4), st.dictionaries(TEXTS, TEXTS, max_size=2), st.one_of(st.none(), TEXTS),
)  # fmt: skip


@given(ENTRIES, st.one_of(st.none(), TEXTS))
@settings(deadline=None)
def test_whatever_the_journal_encodes_verifies(entry: Entry, blocked: str | None) -> None:
    lines = [line.decode() for line in lines_of(entry, blocked)]
    verdict = verify(in_order(forged(lines)))
    assert verdict.is_verified
    assert list(verdict.shown) == lines


def test_numbers_out_of_range_do_not_verify() -> None:
    assert verify(in_order(forged(HEAD, number=1))).code == "inclusion"
    assert verify(in_order(forged(HEAD, size=2))).code == "inclusion"
    assert verify(in_order(forged(HEAD, recorded_ms=1 << 60))).code == "shape"
    assert verify(forged(HEAD)).code == "format"


def test_the_key_of_the_operator_decides(files: dict[str, bytes]) -> None:
    own = verify(files["part"], files["key"].decode())
    assert own.is_verified
    assert not [line for line in own.en if "whose key" in line]
    assert [line for line in verify(files["part"]).en if "whose key" in line]
    assert verify(files["part"], Signer("monazite/x", bytes(32)).verifier.vkey).code == "other-key"
    assert verify(files["part"], "").code == "other-key"


def test_a_checkpoint_kept_elsewhere_decides(files: dict[str, bytes], small_log: Make) -> None:
    signer = Signer("monazite/" + files["key"].decode()[9:17], bytes(range(32)))
    assert signer.verifier.vkey.encode() == files["key"]
    newest = parse_checkpoint(files["newer"].decode())
    fork = sign_checkpoint(Checkpoint(newest.origin, newest.size, b"f" * 32), signer).encode()
    other = sign_checkpoint(Checkpoint("another/log", newest.size, newest.root), signer).encode()
    witnessed = sign_note(newest.body, [Signer(f"w{count}", bytes([count]) * 32) for count in range(20)] + [signer])
    assert verify(files["part"], checkpoint=files["newer"]).is_verified
    assert verify(files["part"], checkpoint=witnessed.encode()).is_verified
    assert verify(files["part"], checkpoint=files["older"]).code == "apart"
    assert verify(files["part"], checkpoint=fork).code == "fork"
    assert verify(files["part"], checkpoint=other).code == "origin"
    assert verify(files["part"], checkpoint=files["newer"].replace(b"\n300\n", b"\n301\n")).code == "signature"
    assert verify(files["part"], checkpoint=small_log(3, bytes(32)).grow(3).encode()).code == "signature"
    assert verify(files["part"], checkpoint=b"\xff").code == "text"
    assert verify(files["part"], checkpoint=b"").code == "note"


def test_a_doubled_signature_and_another_key_are_said(files: dict[str, bytes]) -> None:
    line = files["newer"].splitlines(keepends=True)[-1]
    doubled = verify(files["part"], checkpoint=files["newer"] + line)
    assert doubled.code == "note"
    assert "signed twice" in doubled.en[0]
    other = Signer("monazite/other", bytes(32)).verifier.vkey
    verdict = verify(files["part"], other)
    assert verdict.code == "other-key"
    for said in (verdict.zh[0], verdict.en[0]):
        assert said.index(other) < said.index(files["key"].decode())


def test_an_older_checkpoint_is_extended(files: dict[str, bytes]) -> None:
    assert verify(files["log"], extends=files["older"]).is_verified
    assert verify(files["log"], extends=files["newer"]).code == "apart"
    assert verify(files["part"], extends=files["log"]).is_verified
    assert verify(files["part"], extends=files["newer"]).is_verified
    assert verify(files["part"], extends=files["older"]).code == "apart"
    assert verify(files["part"], extends=files["part"]).code == "format"
    assert verify(files["part"], extends=b"{").code == "json"


def consistency(old: Checkpoint, new: Checkpoint, path: list[bytes]) -> bytes:
    signer = Signer(old.origin, bytes(32))
    return proof_bytes({
        "format": "monazite-consistency/1", "key": signer.verifier.vkey, "old": sign_checkpoint(old, signer),
        "new": sign_checkpoint(new, signer), "path": [base64.b64encode(step).decode() for step in path],
    })  # fmt: skip


def test_what_proves_no_consistency() -> None:
    one, two = (Checkpoint("monazite/x", 1, root * 32) for root in (b"a", b"b"))
    assert verify(consistency(one, one, [])).is_verified
    assert verify(consistency(one, two, [])).code == "fork"
    assert verify(consistency(one, one, [b"a" * 32])).code == "consistency"
    assert verify(consistency(Checkpoint("monazite/x", 0, b"a" * 32), one, [])).code == "empty"
    assert verify(consistency(Checkpoint("monazite/x", 2, b"a" * 32), one, [b"a" * 32])).code == "consistency"
    assert verify(consistency(one, one, [b"a" * 31])).code == "shape"


def test_the_words_name_what_is_shown_withheld_and_unknown(files: dict[str, bytes]) -> None:
    verdict = verify(files["part"])
    zh, en = "\n".join(verdict.zh), "\n".join(verdict.en)
    for text in (zh, en):
        assert '["kind","mine"]' in text
        assert files["key"].decode() in text
        assert "17" in text
    assert "隐去 12 项" in zh
    assert "Withheld: 12" in en
    assert "分叉" in zh
    assert "冲正" in zh
    assert "same log" in en
    turned = verify(in_order(forged([*HEAD, '["detail","n","\u202e\x9b"]'])))
    assert turned.is_verified
    assert "\u202e" not in "".join(turned.en)
    assert "\\u202e\\u009b" in "".join(turned.en)


def test_as_a_script_without_monazite(files: dict[str, bytes], tmp_path: Path) -> None:
    shutil.copy(SOURCE, tmp_path / "verifier.py")
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "bad").write_bytes(files["part"][:-1])

    def run(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-I", "verifier.py", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
        return done.returncode, done.stdout + done.stderr

    code, said = run("part", "--key", files["key"].decode(), "--checkpoint", "newer", "--extends", "log")
    assert code == 0
    assert "已通过" in said
    assert "VERIFIED" in said
    assert run("bad")[0] == 1


def test_exit_codes(files: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    assert main([str(tmp_path / "log"), "--extends", str(tmp_path / "older")]) == 0
    assert main([str(tmp_path / "log"), "--extends", str(tmp_path / "newer")]) == 1
    assert main([str(tmp_path / "missing")]) == 2
    assert main([str(tmp_path)]) == 2
    assert "missing" in capsys.readouterr().err
    with pytest.raises(SystemExit) as caught:
        main([])
    assert caught.value.code == 2

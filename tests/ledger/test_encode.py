"""The canonical encoding: what goes in comes out, and nothing else is read."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import ElementMass
from monazite.ledger import Entry, Leg, Spread
from monazite.ledger.commitment import commitment, commitment_of, field_hash, salts_of
from monazite.ledger.encode import body_of, decode, lines_of, submission_hash

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs"]), min_size=1, max_size=8)
INTEGERS = st.integers(-(1 << 63) + 1, (1 << 63) - 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | INTEGERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
MASSES = st.dictionaries(st.sampled_from(["La", "Ce", "Nd", "Dy", "Fe"]), st.integers(-(10**17), 10**17)).map(
    ElementMass.of
)
SPREADS = st.builds(
    Spread,
    st.dictionaries(st.sampled_from(["Nd", "Dy"]), st.integers(0, 10**6)).map(ElementMass.of),
    st.dictionaries(NAMES, MASSES, max_size=2).map(lambda shared: tuple(sorted(shared.items()))),
    st.booleans(),
)
LEGS = st.builds(Leg, NAMES, st.just("matter"), MASSES, st.none() | SPREADS) | st.builds(
    Leg, NAMES, st.just("money:CNY"), INTEGERS
)
ENTRIES = st.builds(
    Entry, NAMES, NAMES, st.just("2022-08-17"), TEXTS, st.lists(LEGS, max_size=4).map(tuple),
    st.dictionaries(NAMES, VALUES, max_size=3), st.dictionaries(NAMES, TEXTS, max_size=2), st.none() | NAMES,
)  # fmt: skip


def canonical(value: Any) -> bytes:
    """The same line by the standard library."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


@given(ENTRIES, st.none() | NAMES)
def test_what_is_encoded_is_read_back_exactly(entry: Entry, blocked: str | None) -> None:
    body = body_of(entry, blocked)
    assert decode(body) == (entry, blocked)
    assert body.split(b"\n") == lines_of(entry, blocked)


@given(ENTRIES)
def test_lines_are_canonical_json_of_the_standard_library_too(entry: Entry) -> None:
    for line in lines_of(entry):
        assert canonical(json.loads(line)) == line


@given(ENTRIES, st.data())
def test_a_body_with_one_changed_byte_is_another_entry_or_none(entry: Entry, data: st.DataObject) -> None:
    body = bytearray(body_of(entry))
    place = data.draw(st.integers(0, len(body) - 1))
    body[place] ^= data.draw(st.integers(1, 255))
    try:
        found, blocked = decode(bytes(body))
    except ValueError:
        return
    assert body_of(found, blocked) == bytes(body)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{}", b"null", b'["id","a"]', b"\xff", b"[" * 100_000, b'["id","a"]\n["kind","k"]\n["time","t"]',
        b'["id","a"]\n["kind","k"]\n["time","t"]\n["actor","x"]\n["detail","d",1.5]',
        b'["id","a"]\n["kind","k"]\n["time","t"]\n["actor","x"]\n["detail","d",9223372036854775808]',
        b'["id","a"]\n["kind","k"]\n["time","t"]\n["actor","x"]\n["leg","a/b","matter",{"Nd":1,"Ce":1}]',
        b'["id","a"]\n["kind","k"]\n["time","t"]\n["actor","x"]\n["leg","a/b","matter",{"Nd":0}]',
        b'["id","a"]\n["kind","k"]\n["time","t"]\n["actor","x"]\n["leg","a/b","matter",true]',
        b'["id","a"]\n["kind","k"]\n["time","t"]\n["actor","x"]\n["leg","a/b","matter",{"Nd":1.5}]',
        b'["id","a"]\n["kind","k"]\n["time","t"]\n["actor",5]\n["evidence","e",{"a":[]}]\n["submission","zz"]',
        b'["id","a"]\n["kind","k"]\n["time","t"]\n["actor","x"]\n["evidence",5,"x"]\n["evidence","e","x"]',
        b'["id","a"]\n["kind","k"]\n["time","t"]\n["actor","x"]\n["detail","b",1]\n["detail","a",1]',
        b'["id","a"]\n["kind","k"]\n["time","t"]\n["actor","x"]\n["detail","a",1]\n["detail","a",1]',
        b'["id","a"]\n["kind","k"]\n["time","t"]\n["actor","x"]\n["other","a"]',
        b'["id","a"]\n["kind","k"]\n["time","t"]\n["actor", "x"]',
        b'["id","a"]\n["kind","k"]\n["time","t"]\n["actor","x"]\n',
    ],
)  # fmt: skip
def test_what_is_not_canonical_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  any sentence
        decode(body)


def test_an_object_has_a_line_for_each_member_and_an_empty_one_a_line() -> None:
    entry = Entry("e", "mine", "2022-08-17", "F1", (), {"lots": {"L2": {"b": 1, "a": 2}, "L1": {}}, "x": {}})
    assert lines_of(entry)[4:] == [
        b'["detail","lots","L1",{}]', b'["detail","lots","L2",{"a":2,"b":1}]', b'["detail","x",{}]'
    ]  # fmt: skip


def test_the_submission_covers_the_legs_to_fall_back_to() -> None:
    legs = (Leg("bank/A", "money:CNY", 5),)
    with_legs = Entry("e", "k", "2022-08-17", "F1", otherwise=legs)
    without = Entry("e", "k", "2022-08-17", "F1")
    assert submission_hash(without) == hashlib.sha256(body_of(without)).digest()
    line = b'["otherwise","bank/A","money:CNY",5]'
    assert submission_hash(with_legs) == hashlib.sha256(body_of(without) + b"\n" + line).digest()


def test_a_commitment_is_the_hash_of_salted_hashes() -> None:
    lines, seed = [b'["id","a"]', b'["kind","b"]'], bytes(32)
    salts = salts_of(seed, 2)
    assert [len(salt) for salt in salts] == [16, 16]
    hashes = [hashlib.sha256(b"\0" + salt + line).digest() for salt, line in zip(salts, lines, strict=True)]
    assert [field_hash(salt, line) for salt, line in zip(salts, lines, strict=True)] == hashes
    assert commitment(seed, lines) == commitment_of(hashes) == hashlib.sha256(b"\2" + b"".join(hashes)).digest()

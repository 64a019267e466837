"""RFC 9162: roots, proofs and their verification against a naive tree over whole lists, and against every change."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core.errors import ProblemError
from monazite.ledger import verifier
from monazite.ledger.log import (
    EMPTY_ROOT,
    WIDTH,
    Checkpoint,
    ReadTile,
    Signer,
    append,
    consistency_proof,
    inclusion_proof,
    leaf,
    leaf_hash,
    root,
    sign_checkpoint,
    verify_consistency,
    verify_inclusion,
)
from monazite.ledger.proof import proof_bytes

LEAVES = [leaf_hash(b"%d" % number) for number in range(70_000)]
Tiles = dict[tuple[int, int], bytes]


def reader(tiles: Tiles) -> ReadTile:
    return lambda level, number: tiles[level, number]


def naive_root(hashes: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162, section 2.1.1, straight from its text."""
    if len(hashes) < 2:
        return hashes[0] if hashes else hashlib.sha256().digest()
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    return hashlib.sha256(b"\1" + naive_root(hashes[:half]) + naive_root(hashes[half:])).digest()


def naive_path(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 9162, section 2.1.3.1."""
    if len(hashes) == 1:
        return []
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    if index < half:
        return [*naive_path(index, hashes[:half]), naive_root(hashes[half:])]
    return [*naive_path(index - half, hashes[half:]), naive_root(hashes[:half])]


def naive_proof(old: int, hashes: Sequence[bytes], *, is_whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 9162, section 2.1.4.1."""
    if old == len(hashes):
        return [] if is_whole else [naive_root(hashes)]
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    if old <= half:
        return [*naive_proof(old, hashes[:half], is_whole=is_whole), naive_root(hashes[half:])]
    return [*naive_proof(old - half, hashes[half:], is_whole=False), naive_root(hashes[:half])]


def grown(sizes: Sequence[int]) -> tuple[bytes, Tiles]:
    """Append the leaves in steps; only tiles at the right edge may be read, and full ones never change."""
    tiles: Tiles = {}
    size, found = 0, EMPTY_ROOT
    for upto in sizes:
        edge = {(level, (size >> 8 * level) // WIDTH) for level in range(8)}
        found, changed = append(LEAVES[size:upto], size, reader({key: tiles[key] for key in edge & set(tiles)}))
        assert all(key not in tiles or tile.startswith(tiles[key]) for key, tile in changed.items())
        tiles |= changed
        size = upto
    return found, tiles


@pytest.fixture(scope="module")
def tiles() -> Tiles:
    return grown([1, 2, 255, 256, 257, 1000, 65_535, 65_537, 70_000])[1]


def test_the_empty_tree() -> None:
    assert append([], 0, reader({})) == (EMPTY_ROOT, {})
    assert root(0, lambda _level, _number: b"") == EMPTY_ROOT == hashlib.sha256().digest()


@given(st.lists(st.integers(1, 700), max_size=6))
@settings(deadline=None, max_examples=25)
def test_appending_in_any_steps_gives_the_tree_of_the_rfc(steps: list[int]) -> None:
    sizes = [sum(steps[: count + 1]) for count in range(len(steps))]
    found, kept = grown(sizes)
    size = sizes[-1] if sizes else 0
    assert found == naive_root(LEAVES[:size])
    for level in range(3):
        hashes = b"".join(kept[key] for key in sorted(kept) if key[0] == level)
        span = 256**level
        perfect = [naive_root(LEAVES[at * span : (at + 1) * span]) for at in range(size // span)]
        assert hashes == b"".join(perfect)


def test_three_levels_of_tiles(tiles: Tiles) -> None:
    assert root(70_000, reader(tiles)) == naive_root(LEAVES)
    assert {level for level, _ in tiles} == {0, 1, 2}


@pytest.mark.parametrize("size", [*range(1, 34), 255, 256, 257, 511, 513, 700])
def test_every_proof_is_that_of_the_rfc(size: int, tiles: Tiles) -> None:
    hashes = LEAVES[:size]
    for index in {0, 1, size // 3, size // 2, size - 1} & set(range(size)):
        path = inclusion_proof(index, size, reader(tiles))
        assert path == naive_path(index, hashes)
        assert verify_inclusion(index, size, hashes[index], path, naive_root(hashes))
        proof = consistency_proof(index + 1, size, reader(tiles))
        assert proof == naive_proof(index + 1, hashes)
        assert verify_consistency(index + 1, size, naive_root(hashes[: index + 1]), naive_root(hashes), proof)


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_proofs_from_tiles_of_all_levels_verify(tiles: Tiles, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 70_000))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    now = root(size, reader(tiles))
    assert verify_inclusion(index, size, LEAVES[index], inclusion_proof(index, size, reader(tiles)), now)
    proof = consistency_proof(old, size, reader(tiles))
    assert verify_consistency(old, size, root(old, reader(tiles)), now, proof)


def test_a_proof_reads_few_tiles(tiles: Tiles) -> None:
    needed = {(0, 48), (1, 0), (1, 1), (2, 0), (0, 273)}
    few = reader({key: tiles[key] for key in needed})
    assert inclusion_proof(12_345, 70_000, few) == inclusion_proof(12_345, 70_000, reader(tiles))


def changed_paths(path: list[bytes], *others: bytes) -> Iterator[list[bytes]]:
    """A proof with one thing wrong: a bit, a step too many, too few, or in another place."""
    for place, step in enumerate(path):
        yield [*path[:place], bytes([step[0] ^ 16]) + step[1:], *path[place + 1 :]]
        yield [*path[:place], step[:-1], *path[place + 1 :]]
    yield from ([other, *path] for other in (b"", b"\0" * 32, *others))
    yield from ([*path, other] for other in (b"", b"\0" * 32, *others))
    if path:
        yield from (path[:-1], path[1:], [])
    if len(set(path)) > 1:
        yield path[::-1]


def is_included(index: int, size: int, hashed: bytes, path: list[bytes], top: bytes) -> bool:
    """As the standalone verifier computes it."""
    return index < size and verifier._climb(index, size - 1, hashed, path)[1:] == (top, True)


def is_consistent(old: int, new: int, was: bytes, now: bytes, path: list[bytes]) -> bool:
    """As the standalone verifier finds it in a file."""
    signer = Signer("monazite/x", bytes(32))
    notes = [sign_checkpoint(Checkpoint(signer.name, size, top), signer) for size, top in ((old, was), (new, now))]
    steps = [base64.b64encode(step).decode() for step in path]
    plain = {"format": "monazite-consistency/1", "key": signer.verifier.vkey, "old": notes[0], "new": notes[1]}
    return verifier.verify(proof_bytes({**plain, "path": steps})).is_verified


@pytest.mark.parametrize(("index", "size"), [(0, 1), (0, 8), (5, 8), (2, 3), (1, 5), (6, 7), (300, 700)])
def test_a_changed_inclusion_proof_does_not_verify(index: int, size: int, tiles: Tiles) -> None:
    now, hashed = root(size, reader(tiles)), LEAVES[index]
    path = inclusion_proof(index, size, reader(tiles))
    wrong = [(index, size, hashed, other, now) for other in changed_paths(path, now, hashed)]
    wrong += [(other, size, hashed, path, now) for other in {index - 1, index + 1, index ^ 2, size, -1} - {index}]
    wrong += [(index, 0, hashed, path, now), (index, index, hashed, path, now), (index, size, LEAVES[-1], path, now)]
    wrong += [(index, size, hashed, path, LEAVES[-1]), (index, size, hashed[:-1], path, now)]
    assert verify_inclusion(index, size, hashed, path, now)
    assert not [one for one in wrong if verify_inclusion(*one)]
    assert not [one for one in wrong if one[0] >= 0 and is_included(*one)]


@pytest.mark.parametrize(("old", "new"), [(1, 1), (1, 8), (6, 8), (2, 5), (6, 7), (4, 8), (256, 700), (513, 700)])
def test_a_changed_consistency_proof_does_not_verify(old: int, new: int, tiles: Tiles) -> None:
    was, now = root(old, reader(tiles)), root(new, reader(tiles))
    path = consistency_proof(old, new, reader(tiles))
    wrong = [(old, new, was, now, other) for other in changed_paths(path, was, now)]
    wrong += [(old, new, LEAVES[-1], now, path), (old, new, was, LEAVES[-1], path), (old, new, was[:-1], now, path)]
    if old != new:
        wrong += [(old, new, now, was, path), (new, old, now, was, path), (old, old, was, was, path)]
    wrong += [(0, new, was, now, path), (0, new, EMPTY_ROOT, now, []), (-1, new, was, now, path)]
    assert verify_consistency(old, new, was, now, path)
    assert is_consistent(old, new, was, now, path)
    assert not [one for one in wrong if verify_consistency(*one)]
    assert not [one for one in wrong if one[0] > 0 and is_consistent(*one)]


def test_sizes_of_zero_as_the_go_reference_decides_them() -> None:
    assert verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert not verify_consistency(0, 0, EMPTY_ROOT, LEAVES[0], [])
    assert not verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [EMPTY_ROOT])
    assert not verify_consistency(0, 1, EMPTY_ROOT, LEAVES[0], [])
    assert not verify_inclusion(0, 0, EMPTY_ROOT, [], EMPTY_ROOT)
    assert consistency_proof(0, 5, reader({})) == []


@pytest.mark.parametrize("torn", [b"", b"\0" * 31, b"\0" * 33, b"\0" * 64])
def test_a_torn_tile_is_said(torn: bytes) -> None:
    for act in (
        lambda: root(3, lambda _level, _number: torn),
        lambda: append([LEAVES[0]], 3, lambda _level, _number: torn),
        lambda: inclusion_proof(0, 3, lambda _level, _number: torn),
        lambda: consistency_proof(1, 3, lambda _level, _number: torn),
    ):
        with pytest.raises(ProblemError) as caught:
            act()
        assert caught.value.problem.code == "tile-torn"


def test_questions_out_of_range_are_said(tiles: Tiles) -> None:
    for index in (-1, 5):
        with pytest.raises(ProblemError, match="leaf of the log"):
            inclusion_proof(index, 5, reader(tiles))
    for old, new in ((-1, 5), (6, 5)):
        with pytest.raises(ProblemError, match="not larger"):
            consistency_proof(old, new, reader(tiles))


def test_a_leaf_has_49_bytes() -> None:
    assert leaf(258, 3, b"c" * 32) == b"\1" + bytes(6) + b"\1\2" + bytes(7) + b"\3" + b"c" * 32

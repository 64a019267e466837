"""The Merkle tree of RFC 9162, section 2.1, kept as C2SP tlog-tiles: only the right edge is read to append.

A tile ``(level, number)`` holds up to 256 hashes of perfect subtrees of ``256**level`` leaves each, 32 bytes a hash,
left to right; the rightmost of each level may be shorter. A level of a tree of ``size`` leaves has
``size // 256**level`` hashes, and none that is not the hash of a perfect subtree, so that a stored hash never changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from monazite.core.errors import ProblemError
from monazite.store.problems import said

HASH_BYTES = 32
WIDTH = 256
"""Hashes of a full tile."""
TILE_LEVELS = 8
"""Levels of the tree in one level of tiles: 2**8 = 256."""
EMPTY_ROOT = hashlib.sha256().digest()
"""Root of the tree without leaves (RFC 9162, section 2.1.1)."""
MAX_SIZE = (1 << 63) - 1
LEAF_VERSION = b"\1"

ReadTile = Callable[[int, int], bytes]
"""Level and number of a tile to its hashes; more hashes than the tree has are no harm, fewer are found."""


def leaf(number: int, recorded_ms: int, commitment: bytes) -> bytes:
    """The 49 bytes of one entry in the log: version, number and time as 64-bit big-endian, commitment of 32 bytes."""
    return LEAF_VERSION + number.to_bytes(8) + recorded_ms.to_bytes(8) + commitment


def leaf_hash(record: bytes) -> bytes:
    """SHA-256(0x00 || leaf), RFC 9162 section 2.1.1."""
    return hashlib.sha256(b"\0" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right), RFC 9162 section 2.1.1."""
    return hashlib.sha256(b"\1" + left + right).digest()


def append(leaf_hashes: Sequence[bytes], size: int, read_tile: ReadTile) -> tuple[bytes, dict[tuple[int, int], bytes]]:
    """Append leaves to a tree, reading only the partial tile at the right edge of each level.

    Args:
        leaf_hashes: of the new leaves, 32 bytes each.
        size: leaves of the tree so far.
        read_tile: of the tree so far.

    Returns:
        The root of the tree with the new leaves, and each tile that is new or longer, by level and number.

    Raises:
        ProblemError: ``tile-torn`` when a tile is shorter than the tree needs.
    """
    changed: dict[tuple[int, int], bytes] = {}
    edges: list[bytes] = []
    new, level = list(leaf_hashes), 0
    while new or size >> (TILE_LEVELS * level):
        held = size >> (TILE_LEVELS * level)
        number, width = divmod(held, WIDTH)
        hashes = _prefix(read_tile, level, number, width) + b"".join(new)
        above: list[bytes] = []
        full = len(hashes) // (WIDTH * HASH_BYTES)
        for place in range(full):
            whole = hashes[place * WIDTH * HASH_BYTES : (place + 1) * WIDTH * HASH_BYTES]
            changed[level, number + place] = whole
            above.append(perfect_root(whole))
        edges.append(hashes[full * WIDTH * HASH_BYTES :])
        if new and edges[-1]:
            changed[level, number + full] = edges[-1]
        new, level = above, level + 1
    return _root_of_edges(edges), changed


def root(size: int, read_tile: ReadTile) -> bytes:
    """The Merkle tree hash of the first ``size`` leaves (RFC 9162, section 2.1.1).

    Raises:
        ProblemError: ``tile-torn`` when a tile is missing hashes.
    """
    edges, level = [], 0
    while size >> (TILE_LEVELS * level):
        number, width = divmod(size >> (TILE_LEVELS * level), WIDTH)
        edges.append(_prefix(read_tile, level, number, width))
        level += 1
    return _root_of_edges(edges)


def perfect_root(hashes: bytes) -> bytes:
    """The root over a power of two of hashes, 32 bytes each, one after another."""
    sha256, rows = hashlib.sha256, hashes
    while len(rows) > HASH_BYTES:
        pair = 2 * HASH_BYTES
        rows = b"".join([sha256(b"\1" + rows[at : at + pair]).digest() for at in range(0, len(rows), pair)])
    return rows


def _prefix(read_tile: ReadTile, level: int, number: int, width: int) -> bytes:
    """The first ``width`` hashes of a tile; nothing is read for none."""
    return _checked(read_tile, level, number, width)[: width * HASH_BYTES] if width else b""


def _checked(read_tile: ReadTile, level: int, number: int, width: int) -> bytes:
    """A tile of at least ``width`` hashes."""
    hashes = read_tile(level, number)
    if len(hashes) < width * HASH_BYTES or len(hashes) % HASH_BYTES:
        place = f"tile/{level}/{number}"
        raise ProblemError(
            said("monazite.ledger.log", "tile-torn", place, wanted=width * HASH_BYTES, found=len(hashes))
        )
    return hashes


def _root_of_edges(edges: Sequence[bytes]) -> bytes:
    """The root over the partial tiles of all levels, lowest first: their perfect subtrees folded from the right."""
    found: bytes | None = None
    for edge in edges:
        for peak in reversed(_peaks(edge)):
            found = peak if found is None else node_hash(peak, found)
    return EMPTY_ROOT if found is None else found


def _peaks(hashes: bytes) -> list[bytes]:
    """Roots of the perfect subtrees of a partial tile, largest first."""
    peaks, at, width = [], 0, len(hashes) // HASH_BYTES
    for height in reversed(range(TILE_LEVELS)):
        if width >> height & 1:
            stop = at + (HASH_BYTES << height)
            peaks.append(perfect_root(hashes[at:stop]))
            at = stop
    return peaks


class _Ranges:
    """Hashes of ranges of leaves of one tree, each tile read once."""

    def __init__(self, read_tile: ReadTile) -> None:
        self._read = read_tile
        self._tiles: dict[tuple[int, int], bytes] = {}

    def hash(self, start: int, stop: int) -> bytes:
        """MTH(D[start:stop]) for a range that RFC 9162 splits the tree into."""
        width = stop - start
        if width & (width - 1) == 0:
            return self._perfect(start, width.bit_length() - 1)
        middle = start + split(width)
        return node_hash(self.hash(start, middle), self.hash(middle, stop))

    def _perfect(self, start: int, height: int) -> bytes:
        level, inner = divmod(height, TILE_LEVELS)
        number, at = divmod(start >> (TILE_LEVELS * level), WIDTH)
        stop = at + (1 << inner)
        return perfect_root(self._tile(level, number, stop)[at * HASH_BYTES : stop * HASH_BYTES])

    def _tile(self, level: int, number: int, width: int) -> bytes:
        kept = self._tiles.get((level, number), b"")
        if len(kept) < width * HASH_BYTES:
            kept = self._tiles[level, number] = _checked(self._read, level, number, width)
        return kept


def split(width: int) -> int:
    """The largest power of two smaller than a width of two or more (k of RFC 9162, section 2.1.1)."""
    return 1 << ((width - 1).bit_length() - 1)


def inclusion_proof(index: int, size: int, read_tile: ReadTile) -> list[bytes]:
    """PATH(index, D_size) of RFC 9162, section 2.1.3.1, read from tiles.

    Raises:
        ProblemError: ``leaf-unknown`` for an index outside the tree, ``tile-torn`` for missing hashes.
    """
    if not 0 <= index < size:
        raise ProblemError(said("monazite.ledger.log", "leaf-unknown", f"leaf {index}", size=size))
    ranges, path = _Ranges(read_tile), []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + split(stop - start)
        if index < middle:
            path.append(ranges.hash(middle, stop))
            stop = middle
        else:
            path.append(ranges.hash(start, middle))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, read_tile: ReadTile) -> list[bytes]:
    """PROOF(old, D_new) of RFC 9162, section 2.1.4.1, read from tiles; empty from size 0 and for equal sizes.

    Raises:
        ProblemError: ``sizes-wrong`` when ``old`` is greater than ``new``, ``tile-torn`` for missing hashes.
    """
    if not 0 <= old <= new:
        raise ProblemError(said("monazite.ledger.log", "sizes-wrong", "consistency", old=old, new=new))
    if old in (0, new):
        return []
    ranges, path = _Ranges(read_tile), []
    start, stop, is_whole = 0, new, True
    while old != stop:
        middle = start + split(stop - start)
        if old <= middle:
            path.append(ranges.hash(middle, stop))
            stop = middle
        else:
            path.append(ranges.hash(start, middle))
            start, is_whole = middle, False
    if not is_whole:
        path.append(ranges.hash(start, stop))
    return path[::-1]


def verify_inclusion(index: int, size: int, hashed: bytes, path: Sequence[bytes], root_hash: bytes) -> bool:
    """Whether a leaf is in a tree, by RFC 9162, section 2.1.3.2. A tree of size 0 holds no leaf.

    Args:
        index: of the leaf, from 0.
        size: leaves of the tree.
        hashed: hash of the leaf.
        path: the proof.
        root_hash: of the tree.
    """
    if not 0 <= index < size or any(len(step) != HASH_BYTES for step in (hashed, root_hash, *path)):
        return False
    first, last, found = index, size - 1, hashed
    for step in path:
        if last == 0:
            return False
        if first & 1 or first == last:
            found = node_hash(step, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = node_hash(found, step)
        first, last = first >> 1, last >> 1
    return last == 0 and found == root_hash


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether a tree extends an older one, by RFC 9162, section 2.1.4.2.

    Equal sizes need an empty proof and equal roots, also at size 0. From size 0 to a greater one nothing verifies:
    every tree extends the empty one, so such a proof says nothing; the Go reference (transparency-dev/merkle) refuses
    it too.
    """
    if any(len(step) != HASH_BYTES for step in (old_root, new_root, *path)) or not 0 <= old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    if old == 0 or not path:
        return False
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    old_found = new_found = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            old_found, new_found = node_hash(step, old_found), node_hash(step, new_found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            new_found = node_hash(new_found, step)
        first, last = first >> 1, last >> 1
    return last == 0 and old_found == old_root and new_found == new_root

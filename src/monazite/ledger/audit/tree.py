"""The tree of RFC 9162 computed from leaf hashes, apart from the code that writes the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

WIDTH = 256
"""Hashes of a whole tile (C2SP tlog-tiles)."""
HASH = 32
Hashes = list[bytes]


def leaf_hash(leaf: bytes) -> bytes:
    """Hash of a leaf's bytes (RFC 9162, 2.1.1)."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node (RFC 9162, 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def paired(row: Sequence[bytes]) -> Hashes:
    """The row of whole nodes above a row of nodes; an odd last one has none."""
    return [sha256(b"\x01" + row[i] + row[i + 1]).digest() for i in range(0, len(row) - 1, 2)]


def rows_above(leaves: Hashes) -> list[Hashes]:
    """All rows of whole nodes over leaves, the leaves first."""
    rows = [leaves]
    while len(rows[-1]) > 1:
        rows.append(paired(rows[-1]))
    return rows


def folded(nodes: Iterable[bytes]) -> bytes:
    """One hash from the nodes of a compact range, given from the right."""
    right: bytes | None = None
    for node in nodes:
        right = node if right is None else node_hash(node, right)
    return sha256(b"").digest() if right is None else right


def right_nodes(rows: Sequence[Sequence[bytes]], size: int) -> Hashes:
    """The nodes whose trees together hold the first ``size`` leaves, from the right."""
    return [rows[height][(size >> height) - 1] for height in range(size.bit_length()) if size >> height & 1]


def root_at(rows: Sequence[Sequence[bytes]], size: int) -> bytes:
    """The root of the tree over the first ``size`` leaves (RFC 9162, 2.1.1)."""
    return folded(right_nodes(rows, size))


def tile_hashes(blob: bytes) -> Hashes:
    """The hashes of a tile; a torn last one is dropped."""
    return [blob[at : at + HASH] for at in range(0, len(blob) - HASH + 1, HASH)]


def width_of(size: int, level: int, number: int) -> int:
    """How many hashes a tile holds in a tree of that size; 0 when it is not there."""
    return max(0, min(WIDTH, (size >> (8 * level)) - number * WIDTH))


def levels_of(size: int) -> int:
    """How many levels of tiles a tree has."""
    levels = 0
    while size >> (8 * levels):
        levels += 1
    return levels

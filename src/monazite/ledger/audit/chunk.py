"""One part of the journal, some thousand entries: what can be checked without the rest, and what the rest needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from monazite.ledger.audit.body import Body, LegLine
from monazite.ledger.audit.context import Context
from monazite.ledger.audit.entry import COLUMNS, TABLE, EntryCheck
from monazite.ledger.audit.notes import StoredNote, stored_notes
from monazite.ledger.audit.record import Findings
from monazite.ledger.audit.rows import Row, Snapshot
from monazite.ledger.audit.sheet import Sheet
from monazite.ledger.audit.spill import Spilled, spill
from monazite.ledger.audit.statutes import Statutes
from monazite.ledger.audit.tree import HASH, WIDTH, Hashes, root_at, rows_above, tile_hashes

NO_HASH = bytes(HASH)


@dataclass(slots=True)
class Trees:
    """What the leaves of a part add to the tree of the log.

    Args:
        tops: hash of each whole tile of level 0.
        whole: hash over all leaves of a whole part; of the last part, over those it has.
        roots: by size of the whole tree, the root over the part's leaves below it.
    """

    tops: Hashes
    whole: bytes
    roots: dict[int, bytes]


@dataclass(slots=True)
class Part:
    """What a part of the journal gives.

    Args:
        findings: of the part.
        computed: the tree of the leaves as the entries give them.
        stored: the tree of the leaves as the tiles hold them, where that differs.
        differing: numbers of entries whose leaf is not the tile's.
        notes: the checkpoints that are kept for sizes within the part.
        steps: sizes after which the recorded time steps on, so that a batch must have ended there.
    """

    index: int
    findings: Findings
    computed: Trees
    stored: Trees | None = None
    differing: list[int] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    notes: list[StoredNote] = field(default_factory=list)
    times: Any = None
    ids: Any = None
    accounts: Any = None
    legs: Spilled | None = None
    touches: Spilled | None = None
    measured: list[tuple[int, str, str | None, list[LegLine]]] = field(default_factory=list)
    links: list[tuple[int, str, str, list[LegLine]]] = field(default_factory=list)


def examine(context: Context, snapshot: Snapshot, index: int) -> Part:
    """Check one part of the journal.

    Args:
        context: of the audit.
        snapshot: of the database.
        index: of the part, from 0.
    """
    import numpy as np  # noqa: PLC0415  a heavy library

    first = index * context.part_entries
    end = min(first + context.part_entries, context.size)
    work = _Work(context, Findings())
    leaves = [work.leaf(number, row) for number, row in _numbered(snapshot, first, end)]
    part = Part(
        index, work.findings, Trees([], b"", {}), missing=work.missing, links=work.links, measured=work.measured
    )
    part.notes = list(stored_notes(context, snapshot, work.findings, first if index else -(1 << 62), end))
    part.ids = np.array(work.ids, "u8")
    part.times = np.array(work.times, "i8")
    kept = list(_stored_leaves(snapshot, first, end, work.findings))
    _trees(context, part, leaves, kept, first)
    _put_aside(context, part, work.sheet, index)
    return part


def _numbered(snapshot: Snapshot, first: int, end: int) -> Iterator[tuple[int, Row | None]]:
    """Every number of the part with its row, or None where it has none."""
    wanted = first
    statement = f"SELECT {COLUMNS} FROM {TABLE} WHERE number >= ? AND number < ? ORDER BY number"  # noqa: S608  names of ours
    for row in snapshot.rows(statement, (first, end)):
        yield from ((number, None) for number in range(wanted, row[0]))
        yield row[0], row
        wanted = row[0] + 1
    yield from ((number, None) for number in range(wanted, end))


class _Work:
    """What is gathered over the entries of a part."""

    def __init__(self, context: Context, findings: Findings) -> None:
        self.findings = findings
        self.statutes = Statutes(context.book, findings)
        self.entry = EntryCheck(findings, context.now_ms)
        self.keys = context.keys
        self.sheet = Sheet(context)
        self.ids: list[int] = []
        self.times: list[int] = []
        self.missing: list[int] = []
        self.links: list[tuple[int, str, str, list[LegLine]]] = []
        self.measured: list[tuple[int, str, str | None, list[LegLine]]] = []

    def leaf(self, number: int, row: Row | None) -> bytes:
        """Check a row; the hash of its leaf, empty when there is none."""
        if row is None:
            self.missing.append(number)
            self.times.append(-1)
            return b""
        body, hashed = self.entry.check(row)
        self.times.append(self.entry.time_ms)
        self.ids.append(self.keys.of_bytes(row[1] if type(row[1]) is bytes else b""))
        if body is not None and self.statutes.check(number, body):
            self._book(number, body)
        return hashed

    def _book(self, number: int, body: Body) -> None:
        self.sheet.add(number, body.legs)
        if body.relates is not None:
            self.links.append((number, body.kind, body.relates, body.legs if body.kind == "reverse" else []))
        measured = [leg for leg in body.legs if leg[1].partition("/")[0] in self.statutes.measured]
        if measured:
            self.measured.append((number, body.kind, body.relates, measured))


def _stored_leaves(snapshot: Snapshot, first: int, end: int, findings: Findings) -> Iterator[bytes]:
    """The leaf hashes that the tiles of level 0 hold, for every entry of the part; empty where one is not held."""
    statement = "SELECT hashes FROM journal_tiles WHERE level = 0 AND number = ?"
    for number in range(first // WIDTH, -(-end // WIDTH)):
        found = snapshot.one(statement, (number,))
        width = min(WIDTH, end - number * WIDTH)
        blob = found[0] if found and type(found[0]) is bytes else b""
        tile_form(findings, 0, number, blob if found else None, width)
        hashes = tile_hashes(blob)[:width]
        yield from hashes
        yield from [b""] * (width - len(hashes))


def tile_form(findings: Findings, level: int, number: int, blob: bytes | None, width: int) -> None:
    """Say of a tile that is not there, torn or too long."""
    where = f"{level}/{number}"
    first = number * WIDTH if level == 0 else None
    if blob is None:
        findings.add("tile-missing", "journal_tiles", first, where, width=width)
    elif len(blob) != width * HASH:
        at = None if first is None else first + min(len(blob) // HASH, width - 1)
        findings.add("tile-torn", "journal_tiles", at, where, wanted=width * HASH, found=len(blob))


def _trees(context: Context, part: Part, leaves: Hashes, kept: Hashes, first: int) -> None:
    """The tree over the entries' leaves, and over the tiles' where these differ. A lost leaf is the other's."""
    sizes = [note.size for note in part.notes if note.root] + [*context.asked]
    sizes = [size for size in sizes if first < size <= first + len(leaves)]
    computed = [leaf or other or NO_HASH for leaf, other in zip(leaves, kept, strict=True)]
    stored = [other or leaf or NO_HASH for leaf, other in zip(leaves, kept, strict=True)]
    part.computed = _tree(computed, sizes, first)
    if computed != stored or b"" in leaves:
        part.differing = [
            first + at for at, (leaf, other) in enumerate(zip(leaves, kept, strict=True)) if other and leaf != other
        ]
        part.stored = _tree(stored, sizes, first)


def _tree(leaves: Hashes, sizes: list[int], first: int) -> Trees:
    rows = rows_above(leaves)
    at = partial(root_at, rows)
    tops = rows[8][: len(leaves) // WIDTH] if len(rows) > 8 else []  # noqa: PLR2004  256 leaves are 8 rows
    return Trees(tops, at(len(leaves)), {size: at(size - first) for size in sizes})


def _put_aside(context: Context, part: Part, sheet: Sheet, index: int) -> None:
    folder = context.folder
    legs, touches = sheet.legs(part.findings), sheet.touches()
    part.accounts = sheet.accounts()
    part.legs = spill(legs, context.shares, folder / f"legs-{index}" if folder else None)
    part.touches = spill(touches, context.shares, folder / f"touches-{index}" if folder else None)

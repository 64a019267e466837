"""What needs all parts of the journal at once: the tree, checkpoints, ids, links, measured accounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path

from monazite.ledger.audit.chunk import Part, Trees, tile_form
from monazite.ledger.audit.context import Context
from monazite.ledger.audit.derived import ACCOUNTS, Derived
from monazite.ledger.audit.links import check_links
from monazite.ledger.audit.measured import replay_measured
from monazite.ledger.audit.notes import TABLE as CHECKPOINTS
from monazite.ledger.audit.notes import KeptNote, StoredNote, check_kept, stored_notes
from monazite.ledger.audit.published import PLACE as PUBLISHED
from monazite.ledger.audit.published import check_files
from monazite.ledger.audit.record import Findings
from monazite.ledger.audit.rows import Snapshot, as_text
from monazite.ledger.audit.spill import Array, distinct
from monazite.ledger.audit.tree import (
    HASH,
    WIDTH,
    Hashes,
    folded,
    levels_of,
    right_nodes,
    rows_above,
    tile_hashes,
    width_of,
)

ENTRIES, TILES = "journal_entries", "journal_tiles"
LEVEL_BITS = 8
FAR = (1 << 63) - 1


class Forest:
    """The tree over all parts, by one way of knowing the leaves.

    Args:
        trees: of the parts, in order.
        context: of the audit.
    """

    def __init__(self, trees: Sequence[Trees], context: Context) -> None:
        self._trees, self._size, self._bits = trees, context.size, context.part_bits
        self._rows = rows_above([tree.whole for tree in trees])

    def root(self, size: int) -> bytes:
        """The root over the first ``size`` leaves; of sizes asked for beforehand."""
        if size == 0:
            return folded([])
        part = (size - 1) >> self._bits
        tree = self._trees[part]
        last = tree.whole if size == self._size else tree.roots[size]
        return folded([last, *right_nodes(self._rows, part)])

    def levels(self) -> Iterator[tuple[int, Hashes]]:
        """The hashes of each level of tiles above the lowest."""
        row = [top for tree in self._trees for top in tree.tops]
        level = 1
        while row:
            yield level, row
            above = rows_above(row)
            row = above[LEVEL_BITS] if len(above) > LEVEL_BITS else []
            row, level = row[: (self._size >> (LEVEL_BITS * (level + 1)))], level + 1


class Whole:
    """Checks over all parts.

    Args:
        context: of the audit.
        snapshot: of the database.
        parts: in order.
        findings: where differences go.
    """

    def __init__(self, context: Context, snapshot: Snapshot, parts: Sequence[Part], findings: Findings) -> None:
        self._context, self._snapshot, self._parts, self._findings = context, snapshot, parts, findings
        self._notes = [note for part in parts for note in part.notes]
        self._computed = Forest([part.computed for part in parts], context)
        self._stored = Forest([part.stored or part.computed for part in parts], context)

    def check(
        self,
        stored: Sequence[Derived],
        kept: Sequence[KeptNote],
        published: tuple[Path | None, Sequence[KeptNote]],
    ) -> None:
        """All checks."""
        self._numbers()
        self._times()
        self._ids()
        self._leaves()
        self._tiles()
        self._checkpoints()
        self._kept_notes(kept, published)
        self._accounts(stored)
        numbers = check_links([link for part in self._parts for link in part.links], self._snapshot, self._findings)
        steps = chain.from_iterable(part.measured for part in self._parts)
        replay_measured(steps, numbers, self._snapshot, self._findings)

    def _numbers(self) -> None:
        """Numbers without an entry, and entries outside all numbers."""
        for number in chain.from_iterable(part.missing for part in self._parts):
            self._findings.add("entry-missing", ENTRIES, number, "number")
        statement = "SELECT number FROM journal_entries WHERE number < 0 OR number >= ? ORDER BY number"
        for (number,) in self._snapshot.rows(statement, (self._context.size,)):
            self._findings.add("entry-beyond", ENTRIES, number, "number", size=self._context.size)

    @cached_property
    def _all_times(self) -> Array:
        """Recorded time of each entry; -1 where it is not known, because the entry is gone or changed."""
        import numpy as np  # noqa: PLC0415  a heavy library

        times = np.concatenate([part.times for part in self._parts])
        times[list(chain.from_iterable(part.differing for part in self._parts))] = -1
        return times

    def _times(self) -> None:
        """Recorded times that go back from one part to the next."""
        import numpy as np  # noqa: PLC0415  a heavy library

        times = self._all_times
        known = np.maximum.accumulate(times) if len(times) else times
        for at in np.flatnonzero((times[1:] < known[:-1]) & (times[1:] >= 0)):
            if (int(at) + 1) % self._context.part_entries == 0:
                self._findings.add(
                    "time-back", ENTRIES, int(at) + 1, "recorded_ms", found=int(times[at + 1]), before=int(known[at])
                )

    def _ids(self) -> None:
        """Ids that stand twice."""
        import numpy as np  # noqa: PLC0415  a heavy library

        keys = np.sort(np.concatenate([part.ids for part in self._parts]))
        twice = {int(key) for key in keys[1:][keys[1:] == keys[:-1]]}
        if twice:
            for number, raw in self._snapshot.rows("SELECT number, id FROM journal_entries ORDER BY number"):
                if type(raw) is bytes and self._context.keys.of_bytes(raw) in twice:
                    self._findings.add("id-twice", ENTRIES, number, "id", id=raw)

    @cached_property
    def _latest(self) -> bytes | None:
        """The root that the latest checkpoint states for all entries."""
        return next((note.root for note in self._notes if note.size == self._context.size), None)

    @cached_property
    def _true(self) -> Forest:
        """The tree that the latest checkpoint fits: over the tiles' leaves when it fits these, else the entries'."""
        size = self._context.size
        is_stored = self._computed.root(size) != self._latest == self._stored.root(size)
        return self._stored if is_stored else self._computed

    def _leaves(self) -> None:
        """Entries whose leaf is not the one in its tile: which of the two the latest checkpoint holds to."""
        is_tile = self._computed.root(self._context.size) == self._latest
        for number in chain.from_iterable(part.differing for part in self._parts):
            if is_tile:
                where = f"0/{number // WIDTH} hash {number % WIDTH}"
                self._findings.add("tile-differs", TILES, number, where)
            elif number not in self._missing:
                self._findings.add("leaf-differs", ENTRIES, number, "recorded_ms, seed, body")

    @cached_property
    def _missing(self) -> set[int]:
        return set(chain.from_iterable(part.missing for part in self._parts))

    def _tiles(self) -> None:
        """Tiles above the lowest level, and tiles that should not be there."""
        size = self._context.size
        for level, hashes in self._true.levels():
            for number in range(-(-len(hashes) // WIDTH)):
                self._tile(level, number, hashes[number * WIDTH : (number + 1) * WIDTH])
        for level, number in self._snapshot.rows("SELECT level, number FROM journal_tiles ORDER BY level, number"):
            if not 0 <= level < levels_of(size) or number < 0 or not width_of(size, level, number):
                self._findings.add("tile-strange", TILES, None, f"{level}/{number}")

    def _tile(self, level: int, number: int, wanted: Hashes) -> None:
        found = self._snapshot.one("SELECT hashes FROM journal_tiles WHERE level = ? AND number = ?", (level, number))
        blob = found[0] if found and type(found[0]) is bytes else b""
        tile_form(self._findings, level, number, blob if found else None, len(wanted))
        for at, (ours, theirs) in enumerate(zip(wanted, tile_hashes(blob), strict=False)):
            if ours != theirs:
                first = (number * WIDTH + at) << (LEVEL_BITS * level)
                self._findings.add("tile-differs", TILES, first, f"{level}/{number} hash {at}")

    def _checkpoints(self) -> None:
        """Stored checkpoints against the tree, and whether one is missing."""
        size, times = self._context.size, self._all_times
        beyond = stored_notes(self._context, self._snapshot, self._findings, size, FAR)
        for note in [*self._notes, *beyond]:
            where = f"{note.size} note"
            if not 0 <= note.size <= size:
                self._findings.add("checkpoint-beyond", CHECKPOINTS, None, where, size=size)
                continue
            if note.root is not None and note.root != (found := self._true.root(note.size)):
                values = {"kept": note.root, "computed": found}
                self._findings.add("checkpoint-root", CHECKPOINTS, max(note.size - 1, 0), where, **values)
            if note.size and note.recorded_ms != times[note.size - 1] >= 0:
                said: dict[str, object] = {"kept": note.recorded_ms, "computed": int(times[note.size - 1])}
                self._findings.add("checkpoint-time", CHECKPOINTS, note.size - 1, f"{note.size} recorded_ms", **said)
        self._missing_checkpoints()

    def _missing_checkpoints(self) -> None:
        """A batch ends wherever the recorded time steps on; there a checkpoint must be."""
        import numpy as np  # noqa: PLC0415  a heavy library

        size, times = self._context.size, self._all_times
        if not size:
            return
        is_step = (times[1:] != times[:-1]) & (times[1:] >= 0) & (times[:-1] >= 0)
        ends = np.concatenate((np.flatnonzero(is_step) + 1, [size]))
        for missing in np.setdiff1d(ends, np.array([note.size for note in self._notes], "i8")):
            self._findings.add("checkpoint-missing", CHECKPOINTS, int(missing) - 1, f"{missing} note")

    def _kept_notes(self, kept: Sequence[KeptNote], published: tuple[Path | None, Sequence[KeptNote]]) -> None:
        context = self._context
        other = [note for note in self._notes if note.root and note.root != self._true.root(note.size)]
        check_kept(kept, context.verifier, context.size, self._true.root, other, self._findings)
        folder, notes = published
        if folder is None:
            return
        if not notes:
            self._findings.add("published-note", PUBLISHED, None, "checkpoint")
        check_kept(notes, context.verifier, context.size, self._true.root, other, self._findings)
        check_files(folder, notes[0].size if notes else 0, context.size, self._snapshot, self._findings)

    def _accounts(self, stored: Sequence[Derived]) -> None:
        """Accounts that no entry touches, and those that are not kept."""
        import numpy as np  # noqa: PLC0415  a heavy library

        wanted = distinct(np.concatenate([part.accounts for part in self._parts]))
        kept = np.concatenate([one.accounts for one in stored])
        strange = {int(key) for key in np.setdiff1d(kept, wanted)}
        if strange:
            for number, raw in self._snapshot.rows("SELECT number, name FROM journal_accounts"):
                name = as_text(raw)
                if name is not None and self._context.keys.accounts[name] in strange:
                    self._findings.add("account-strange", ACCOUNTS, None, f"{number} name", name=name)
        if len(np.setdiff1d(wanted, kept)):
            self._findings.add("account-missing", ACCOUNTS, None, "name", count=len(np.setdiff1d(wanted, kept)))


__all__ = ["HASH", "Forest", "StoredNote", "Whole"]
